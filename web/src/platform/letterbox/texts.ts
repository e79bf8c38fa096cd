import { texts } from '../../app/i18n.ts'

export const letterboxTexts = texts('letterbox', {
  'zh-CN': {
    title: '演示邮箱',
    hint: '这是演示：邮件没有寄出，都留在这里。打开给客户的信，就能以客户的身份走下去。',
    lookThere: '这是演示：邮件没有寄出，看看客户会收到的信',
    limit: '只留最近 200 封。要真的寄出，请管理员设置 SMTP_URL 后重启。',
    none: '还没有信',
    noneHint: '把合同发给客户、邀请同事或开启带验证码的资料链接后，信会出现在这里。',
    toContracts: '去看合同',
    back: '全部信件',
    to: '收件人：{{who}}',
    code: '验证码',
    closed: '这里没有演示邮箱',
    closedHint: '它只在示例工作区里、没有设置 SMTP_URL 时才有。',
  },
  en: {
    title: 'Demo letter box',
    hint: 'This is a demo: nothing was mailed, letters stay here. Open the customer’s letter to carry on as the customer.',
    lookThere: 'This is a demo: nothing was mailed. See the letter the customer would get',
    limit: 'Only the newest 200 are kept. To mail them for real, ask an admin to set SMTP_URL and restart.',
    none: 'No letters yet',
    noneHint:
      'Send a contract to a customer, invite a colleague, or share a document by code: the letter turns up here.',
    toContracts: 'See contracts',
    back: 'All letters',
    to: 'To: {{who}}',
    code: 'Code',
    closed: 'There is no demo letter box here',
    closedHint: 'Only the sample workspace has one, and only without SMTP_URL.',
  },
})
