import { texts } from '../../../../app/i18n.ts'

export const pasteTexts = texts('quote-paste', {
  'zh-CN': {
    pasteHint:
      '可从 Excel 粘贴：产品、数量、单价、优惠四列；带上标题行，列的顺序随意。优惠可写 10%、9折 或 500元。↑↓ 换行。',
    pasted: '粘贴了 {{count}} 行，{{matched}} 行认出了产品',
    pasteReport: '粘贴结果',
    pasteMend: '下面 {{count}} 处和表格里不一样，点一下就能改。',
    pasteRow: '第 {{row}} 行',
    pasteUnknown: '「{{text}}」不在产品库里，先按手工行留着，请核对名称和单价。',
    pasteNameless: '没有写产品，请补上名称。',
    pasteListed: '单价 {{text}} 没有用：价格以价格表为准，要让价请填优惠。',
    pasteBeyond: '「{{text}}」放不下，没有粘贴。',
    pasteQuantity: '数量「{{text}}」读不懂，请改成数字。',
    pastePrice: '单价「{{text}}」读不懂，请改成数字。',
    pasteDiscount: '优惠「{{text}}」读不懂，可写 10%、9折 或 500元。',
    close: '关闭',
  },
  en: {
    pasteHint:
      'Paste from Excel: item, quantity, price, discount; with a row of headings, in any order. A discount is 10% or ¥500. ↑↓ move between lines.',
    pasted: 'Pasted {{count}} lines, {{matched}} known products',
    pasteReport: 'What came of the paste',
    pasteMend: '{{count}} things differ from the sheet. Tap one to mend it.',
    pasteMend_one: '1 thing differs from the sheet. Tap it to mend it.',
    pasteRow: 'Row {{row}}',
    pasteUnknown: '“{{text}}” is no product of ours: kept as a line by hand. Check its name and price.',
    pasteNameless: 'Names no product. Enter a name.',
    pasteListed: 'The price {{text}} was not used: the price book’s holds. To go lower, enter a discount.',
    pasteBeyond: '“{{text}}” didn’t fit and was not pasted.',
    pasteQuantity: 'The quantity “{{text}}” is no number. Change it.',
    pastePrice: 'The price “{{text}}” is no number. Change it.',
    pasteDiscount: 'The discount “{{text}}” isn’t understood. Write 10% or ¥500.',
    close: 'Close',
  },
})
export type PasteText = typeof pasteTexts extends { keys?: infer K extends string } ? K : never
