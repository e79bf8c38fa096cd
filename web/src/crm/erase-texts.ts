import { texts } from '../app/i18n.ts'

export const eraseTexts = texts('erase', {
  'zh-CN': {
    title: '清除这个人的个人数据',
    goes: '会清除：联系人资料、电话、邮箱、微信号、外部编号；行为记录里的人和姓名；阅读记录、线索、跟进记录、任务、通知里的姓名和联系方式；没有生效的合同里的签署人、签署记录和文本；行为湖文件里的同样内容。',
    stays:
      '会保留：客户的行为本身（不再知道是谁做的）；报价、回款和已生效的合同（依法保存，包括签署人的身份记录）；决策记录和审计记录（只剩一个无法还原的代号）。',
    forGood: '立即生效，无法恢复。',
    type: '请输入姓名“{{name}}”确认',
    erase: '永久清除',
    keptTitle: '已清除，但法律要求保留 {{count}} 份合同',
    keptHint:
      '这些合同已经生效，签署人的姓名、邮箱和签署记录是证据，按电子签名和会计档案的规定保留。没有设自动到期，到期由管理员处理。',
    keptSince: '{{day}} 起生效',
    close: '知道了',
    done: '已清除。行为湖和策略引擎正在跟上，通常几秒钟。',
  },
  en: {
    title: 'Erase this person’s data',
    goes: 'Erased: the contact, phones, e-mail, WeChat id and outside ids; the person and the name in acts; names and addresses in readings, leads, notes, tasks and notifications; signers, records of signing and texts of contracts that never took effect; the same in the behaviour lake’s files.',
    stays:
      'Kept: the account’s acts themselves, without who did them; quotes, payments and contracts in effect with the record of who signed, as the law asks; decision records and the audit log, under an alias that leads nowhere.',
    forGood: 'It takes effect at once and can’t be undone.',
    type: 'Type the name “{{name}}” to confirm',
    erase: 'Erase for good',
    keptTitle: 'Erased, but the law has {{count}} contracts kept',
    keptTitle_one: 'Erased, but the law has {{count}} contract kept',
    keptHint:
      'These are in effect: the signer’s name, address and record of signing are evidence, kept under the rules for electronic signatures and accounting records. No end is set for keeping them; your administrator decides when it comes.',
    keptSince: 'in effect since {{day}}',
    close: 'Close',
    done: 'Erased. The behaviour lake and the engine are following, usually within seconds.',
  },
})
