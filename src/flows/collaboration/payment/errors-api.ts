import { errorCodes } from '#kernel/error.ts'

export const errors = errorCodes({
  'payment.plan-missing': [
    'missing',
    '这份合同还没有回款计划，可能还没签，或不在你能看的范围内。',
    'This contract has no payment plan: it isn’t signed yet, or lies outside what you may see.',
  ],
  'payment.line-missing': [
    'missing',
    '找不到这笔流水，请刷新后再试。',
    'This bank line was not found. Refresh and try again.',
  ],
  'payment.receivable-missing': [
    'missing',
    '找不到这笔应收，请刷新后重选。',
    'This payment was not found. Refresh and choose again.',
  ],
  'payment.own-deal': [
    'forbidden',
    '你是「{deal}」的销售，不能确认它的回款。请由财务的其他同事确认。',
    'You sell “{deal}”, so you can’t confirm its money. Ask somebody else in finance.',
  ],
  'payment.stale': [
    'conflict',
    '这笔流水刚被处理过，请看最新状态再决定。',
    'This line has just been dealt with. Look at where it stands now.',
  ],
  'payment.too-much': [
    'conflict',
    '「{payment}」只差 {open}，分配的比它多。请改小，余下的会留在这笔流水上。',
    '“{payment}” is owed only {open}. Assign less; the rest stays on the line.',
  ],
  'payment.over-line': [
    'invalid',
    '分配的合计超过了这笔流水的金额，请改小。',
    'More is assigned than the line holds. Assign less.',
  ],
  'payment.currency': [
    'invalid',
    '币种不同：请分别填写这笔流水用掉多少、应收记多少。',
    'The currencies differ: enter both what is taken from the line and what is credited.',
  ],
  'payment.same-currency': [
    'invalid',
    '币种相同，用掉多少就记多少，两个数要一样。',
    'In one currency, what is taken is what is credited: the two must be equal.',
  ],
  'payment.outgoing': ['conflict', '这是一笔支出，不能抵应收。', 'This is money out: it can’t pay anything.'],
  'payment.no-reversal': [
    'conflict',
    '没有找到被冲正的那笔来款，请先核对银行流水。',
    'The line that this takes back was not found. Check the bank’s records first.',
  ],
  'payment.nothing-confirmed': [
    'conflict',
    '这笔流水没有可撤销的确认。',
    'Nothing on this line is confirmed, so there is nothing to take back.',
  ],
  'payment.account-missing': [
    'missing',
    '找不到这个银行账户，请刷新后重选。',
    'This bank account was not found. Refresh and choose again.',
  ],
  'payment.account-known': [
    'conflict',
    '这个账号已经登记过了，请直接选它。',
    'This account number is registered already. Choose it.',
  ],
  'payment.statement-missing': [
    'missing',
    '找不到这次导入，请刷新后再看。',
    'This import was not found. Refresh and look again.',
  ],
  'payment.file-old-excel': [
    'invalid',
    '这是老式 Excel（.xls）。请在 Excel 里另存为 .xlsx 或 CSV，再上传。',
    'This is an old Excel file (.xls). Save it as .xlsx or CSV and upload that.',
  ],
  'payment.file-locked': [
    'invalid',
    '这个 Excel 文件设了密码。请在 Excel 里打开，去掉密码另存一份，再上传。',
    'This Excel file has a password. Open it in Excel, save a copy without the password, and upload that.',
  ],
  'payment.file-empty': [
    'invalid',
    '这个文件是空的。请从网银重新导出，再上传。',
    'This file is empty. Export it from your bank again and upload that.',
  ],
  'payment.file-no-rows': [
    'invalid',
    '这个文件只有表头，没有一笔明细，所以没有可导入的。请在网银选对账户和日期，重新导出。',
    'This file has a header and no entries, so there is nothing to import. Choose the account and the days at your bank and export it again.',
  ],
  'payment.file-encoding': [
    'invalid',
    '文件里的文字是乱码，认不出编码。请在 Excel 里打开原文件，另存为 .xlsx 或 UTF-8 的 CSV，再上传。',
    'The text of this file is garbled: its encoding isn’t known. Open the original in Excel, save it as .xlsx or CSV in UTF-8, and upload that.',
  ],
  'payment.file-unknown': [
    'invalid',
    '这不是银行流水，或者文件坏了。请从网银导出 CSV、Excel、MT940 或 CAMT.053 再上传。',
    'This is no bank statement, or the file is damaged. Export CSV, Excel, MT940 or CAMT.053 from your bank and upload that.',
  ],
  'payment.file-format': [
    'invalid',
    '读不懂这个文件（{place}）。请从网银导出 CSV、Excel、MT940 或 CAMT.053 再上传。',
    'This file can’t be read ({place}). Export CSV, Excel, MT940 or CAMT.053 from your bank and upload that.',
  ],
  'payment.file-balance': [
    'invalid',
    '对账单「{place}」的明细加不到期末余额，可能缺行或重复，没有导入任何内容。请重新导出。',
    'In statement “{place}” the entries don’t lead to the closing balance: a line is missing or doubled. Nothing was imported; export it again.',
  ],
  'payment.file-large': [
    'too-large',
    '文件超过 {megabytes} MB。请按月份分开导出。',
    'The file is larger than {megabytes} MB. Export it month by month.',
  ],
  'payment.columns': ['invalid', '请先指定日期列和金额列。', 'Choose the columns for day and amount first.'],
  'invoice.missing': [
    'missing',
    '找不到这张发票申请，请刷新后再试。',
    'This invoice was not found. Refresh and try again.',
  ],
  'invoice.credit-code': [
    'invalid',
    '统一社会信用代码不对：{why}',
    'The unified credit code is wrong: {why}',
  ],
  'invoice.special-needs': [
    'invalid',
    '开专票还缺：{fields}。请补全购方信息。',
    'A special VAT invoice still needs: {fields}.',
  ],
  'invoice.too-much': [
    'conflict',
    '这份合同还能开 {open}，申请的金额超了。请改小，或先撤回、红冲一张。',
    'Only {open} of this contract is left to invoice. Ask for less, or take one back first.',
  ],
  'invoice.state': [
    'conflict',
    '这张发票现在不能这样操作，请刷新看最新状态。',
    'This can’t be done to the invoice as it stands. Refresh and look again.',
  ],
  'invoice.number': [
    'invalid',
    '发票号码不对：数电票是 20 位数字，纸质票是 8 位数字。',
    'The number is wrong: digital invoices have 20 digits, paper ones 8.',
  ],
  'invoice.number-known': [
    'conflict',
    '这个发票号码已登记在另一张发票上，请核对。',
    'This number is registered for another invoice. Check it.',
  ],
  'invoice.tax': [
    'invalid',
    '税额不能超过价税合计，请按发票票面填写。',
    'The tax can’t exceed the amount with tax. Enter it as printed on the invoice.',
  ],
  'invoice.not-yours': [
    'forbidden',
    '只有申请人能撤回自己还没处理的申请。请联系财务。',
    'Only who asked can withdraw a request that nobody has dealt with. Ask finance.',
  ],
  'invoice.void-late': [
    'conflict',
    '这张发票不能作废：数电票，或不是本月开的纸质票，要开红字发票冲回。',
    'This invoice can’t be voided: a digital one, or a paper one of an earlier month, is taken back by a red invoice.',
  ],
  'invoice.has-red': [
    'conflict',
    '这张发票有红字发票，不能再改。请先撤销红字发票。',
    'This invoice has a red one, so it can’t be changed. Withdraw the red one first.',
  ],
  'invoice.red-missing': [
    'missing',
    '找不到这张红字发票，请刷新后再试。',
    'This red invoice was not found. Refresh and try again.',
  ],
  'invoice.red-blue': [
    'conflict',
    '只有已开出的发票才能红冲。还没开的申请直接撤回即可。',
    'Only an issued invoice can be taken back by a red one. Withdraw the request instead.',
  ],
  'invoice.red-amount': [
    'conflict',
    '这张发票最多还能红冲 {open}，请改小。',
    'Only {open} of this invoice is left to take back. Enter less.',
  ],
  'invoice.red-whole': [
    'invalid',
    '开票有误只能全额红冲（{open}）。部分退回请选销货退回、服务中止或销售折让。',
    'An erroneous invoice is taken back whole ({open}). For a part choose return, service stopped or allowance.',
  ],
  'invoice.red-tax': [
    'invalid',
    '红冲的税额或不含税金额超过了这张发票余下的，请核对税额。',
    'The tax, or the amount without tax, exceeds what is left of the invoice. Check the tax.',
  ],
  'invoice.red-unconfirmed': [
    'conflict',
    '购方已抵扣或入账，要先发红字发票信息确认单，购方确认后才能开红票。',
    'The buyer has deducted or booked it: send the confirmation form first; the red invoice follows their consent.',
  ],
})
