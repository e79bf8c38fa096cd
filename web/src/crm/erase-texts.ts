import { texts } from '../app/i18n.ts'

export const eraseTexts = texts('erase', {
  'zh-CN': {
    title: '清除这个人的个人数据',
    goes: '会清除：联系人资料、电话、邮箱、微信号、外部编号；行为记录里的人和姓名；阅读记录、线索、跟进记录、任务、通知里的姓名和联系方式；行为湖文件里的同样内容。',
    stays:
      '会保留：客户的行为本身（不再知道是谁做的）；报价、合同和回款（依法保存）；决策记录和审计记录（只剩一个无法还原的代号）。',
    forGood: '立即生效，无法恢复。',
    type: '请输入姓名“{{name}}”确认',
    erase: '永久清除',
    done: '已清除。行为湖和策略引擎正在跟上，通常几秒钟。',
  },
  en: {
    title: 'Erase this person’s data',
    goes: 'Erased: the contact, phones, e-mail, WeChat id and outside ids; the person and the name in acts; names and addresses in readings, leads, notes, tasks and notifications; the same in the behaviour lake’s files.',
    stays:
      'Kept: the account’s acts themselves, without who did them; quotes, contracts and payments, as the law asks; decision records and the audit log, under an alias that leads nowhere.',
    forGood: 'It takes effect at once and can’t be undone.',
    type: 'Type the name “{{name}}” to confirm',
    erase: 'Erase for good',
    done: 'Erased. The behaviour lake and the engine are following, usually within seconds.',
  },
})
