import type { LocalText } from '#kernel/error.ts'
import type { Act } from './api.ts'

type Said = Pick<Act, 'type' | 'object' | 'section' | 'count' | 'seconds'>

/** `{o}` is the object in its quotes, `{s}` the section, `{n}` a count; a part in square brackets goes where its value is missing. */
const sentences: Record<string, [zh: string, en: string]> = {
  'document.opened': ['打开[{o}]', 'Opened [{o}]'],
  'document.section_viewed': ['细看[{o}][「{s}」]', 'Read [“{s}” in ][{o}]'],
  'document.returned': ['[第 {n} 次]回来看[{o}]', 'Came back to [{o}][, visit {n}]'],
  'document.forwarded': ['把[{o}]转给[{n} 位]同事', 'Passed [{o}] on to [{n}] colleagues'],
  'document.downloaded': ['下载[{o}]', 'Downloaded [{o}]'],
  'document.bounced': ['打开[{o}]即关闭', 'Opened [{o}] and closed it at once'],
  'document.shared': ['我方分享[{o}]', 'We shared [{o}]'],
  'proposal.shared': ['我方分享[{o}]', 'We shared [{o}]'],
  'page.viewed': ['浏览网页[「{o}」]', 'Viewed the page [“{o}”]'],
  'screen.viewed': ['打开应用页面[「{o}」]', 'Opened the screen [“{o}”]'],
  'inquiry.submitted': ['提交询价', 'Sent an inquiry'],
  'form.submitted': ['提交表单[「{o}」]', 'Sent the form [“{o}”]'],
  'quote.requested': ['索要报价', 'Asked for a quote'],
  'demo.attended': ['参加演示[{o}]', 'Attended a demo [of {o}]'],
  'meeting.held': ['开会面谈', 'Met with us'],
  'note.recorded': ['跟进记录', 'A follow-up was noted'],
  'objection.raised': ['提出异议', 'Raised an objection'],
  'email.replied': ['回复邮件', 'Replied to an e-mail'],
  'email.unsubscribed': ['退订邮件', 'Unsubscribed from e-mail'],
  'tender.announced': ['发布招标公告[{o}]', 'Announced a tender [{o}]'],
  'wechat.article_published': ['公众号发文[{o}]', 'Published [{o}] on its public account'],
  'complaint.filed': ['提交投诉', 'Filed a complaint'],
  'call.completed': ['通话', 'Spoke on the phone'],
  'visit.logged': ['上门拜访', 'Was visited'],
  'suggestion.adopted': ['建议被采纳', 'A suggestion was adopted'],
  'opportunity.created': ['新建商机', 'An opportunity was opened'],
  'opportunity.stage_changed': ['商机换阶段', 'An opportunity changed its stage'],
  'opportunity.won': ['商机赢单', 'An opportunity was won'],
  'opportunity.lost': ['商机丢单', 'An opportunity was lost'],
  'contract.signed': ['签署合同', 'Signed a contract'],
  'order.placed': ['下订单', 'Placed an order'],
  'erp.order_placed': ['下订单', 'Placed an order'],
}

/** An act as a short sentence without its subject. A type of the company's own is named as it is. */
export function sayAct(act: Said): LocalText {
  const [zh, en] = sentences[act.type] ?? [`${act.type}[ {o}]`, `${act.type}[ {o}]`]
  return { 'zh-CN': fill(zh, act, '《', '》'), en: fill(en, act, '“', '”') }
}

function fill(sentence: string, act: Said, open: string, close: string): string {
  const bare = (text: string | null) => text?.replace(/^[《“「]|[》”」]$/g, '')
  const values: Record<string, string | number | undefined | null> = {
    o: act.object === null ? null : `${open}${bare(act.object)}${close}`,
    s: bare(act.section),
    n: act.count,
  }
  const quoted = sentence.includes('「{o}」') || sentence.includes('“{o}”')
  if (quoted) values.o = bare(act.object)
  return sentence
    .replace(/\[([^[\]]*)\]/g, (_, part: string) => {
      const name = /\{(\w)\}/.exec(part)?.[1] ?? ''
      return values[name] === null || values[name] === undefined
        ? ''
        : part.replace(`{${name}}`, String(values[name]))
    })
    .replace(/ {2,}/g, ' ')
    .trim()
}

/** What a kind of act that didn't happen is called: "打开资料" in "7 天未打开资料". */
const absent: Record<string, [zh: string, en: string]> = {
  'document.opened': ['打开资料', 'opened the document'],
  'document.returned': ['回来再看', 'came back'],
  'meeting.held': ['面谈', 'met'],
  'email.replied': ['回信', 'replied'],
  'inquiry.submitted': ['询价', 'inquired'],
  'quote.requested': ['要报价', 'asked for a quote'],
}

/** An absence as a sentence: nothing of these types for so many days. */
export function sayAbsence(types: readonly string[], from: number, to: number): LocalText {
  const days = Math.max(1, Math.round((to - from) / 86_400_000))
  const known = types.map(type => absent[type] ?? [type, type])
  const zh = known.slice(0, 2).map(([word]) => word)
  const en = known.slice(0, 2).map(([, word]) => word)
  return {
    'zh-CN': `连续 ${days} 天没有${zh.join('或')}`,
    en: `Nobody ${en.join(' or ')} for ${days} days`,
  }
}
