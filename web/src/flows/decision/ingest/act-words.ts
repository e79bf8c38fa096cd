import type { Locale } from '#kernel/error.ts'

/** Kinds of act by name, where the name alone says enough; others are shown as they are sent. */
const known: Record<string, [zh: string, en: string]> = {
  'document.opened': ['打开资料', 'Opened a document'],
  'document.section_viewed': ['阅读章节', 'Read a section'],
  'document.restarted': ['回到开头', 'Went back to the start'],
  'document.returned': ['回来再看', 'Came back to a document'],
  'document.bounced': ['打开即关', 'Opened and closed at once'],
  'document.shared': ['分享资料', 'Document shared'],
  'document.forwarded': ['转给同事', 'Passed on'],
  'document.downloaded': ['下载资料', 'Downloaded'],
  'proposal.shared': ['我方分享资料', 'We shared a document'],
  'page.viewed': ['浏览网页', 'Viewed a page'],
  'page.section_viewed': ['阅读网页章节', 'Read part of a page'],
  'screen.viewed': ['打开应用页面', 'Viewed a screen'],
  'inquiry.submitted': ['提交询价', 'Sent an inquiry'],
  'quote.requested': ['索要报价', 'Asked for a quote'],
  'demo.attended': ['参加演示', 'Attended a demo'],
  'meeting.held': ['面谈', 'Met'],
  'objection.raised': ['提出异议', 'Raised an objection'],
  'email.replied': ['回复邮件', 'Replied to an e-mail'],
  'email.unsubscribed': ['退订邮件', 'Unsubscribed'],
  'form.submitted': ['提交表单', 'Sent a form'],
  'complaint.filed': ['提出投诉', 'Filed a complaint'],
  'visit.logged': ['上门拜访', 'Visit'],
  'tender.announced': ['发布招标', 'Published a tender'],
  'wechat.article_published': ['公众号发文', 'Published an article'],
  'call.completed': ['通话', 'Call'],
  'opportunity.created': ['新建商机', 'Deal created'],
  'opportunity.won': ['商机赢单', 'Deal won'],
  'opportunity.lost': ['商机丢单', 'Deal lost'],
  'opportunity.stage_changed': ['商机换阶段', 'Deal changed stage'],
  'contract.signed': ['合同签署', 'Contract signed'],
  'activity.note_added': ['跟进记录', 'Follow-up note'],
  'suggestion.created': ['给出建议', 'Suggestion made'],
  'suggestion.opened': ['点开建议', 'Suggestion opened'],
  'suggestion.evidence_viewed': ['看建议的依据', 'Evidence looked at'],
  'suggestion.untaken': ['建议没人接', 'Suggestion not taken up'],
  'suggestion.expired': ['建议过期', 'Suggestion expired'],
  'suggestion.adopted': ['采纳建议', 'Suggestion adopted'],
  'suggestion.adapted': ['调整后采纳建议', 'Suggestion adapted'],
  'suggestion.rejected': ['拒绝建议', 'Suggestion rejected'],
  'consent.granted': ['同意使用', 'Gave permission'],
  'consent.withdrawn': ['撤回同意', 'Took permission back'],
}

/** Says a kind of event in the language of the screen. */
export const actWords =
  (locale: Locale) =>
  (type: string): string =>
    known[type]?.[locale === 'en' ? 1 : 0] ?? type
