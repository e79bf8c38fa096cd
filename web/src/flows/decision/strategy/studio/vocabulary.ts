import type { IconName } from '../../../../ui/icons.tsx'

/** Both languages of a word. */
export interface Both {
  'zh-CN': string
  en: string
}

export type EventGroup = 'document' | 'public' | 'contact' | 'business' | 'web' | 'loam' | 'other'

/**
 * How a kind of event is said. Chinese: subject, verb, what “has done” is, object. English: an active sentence with `{o}`
 * for the object, and noun with participle for the passive. `they`: the subject follows the strategy's key.
 */
export interface EventWords {
  icon: IconName
  group: EventGroup
  name: Both
  zh: { subject: 'they' | string; verb: string; done?: string; object?: string }
  en: { active: string; noun: string; participle: string }
  /** The property whose value says what the object is: `kind` of a document. */
  objectProp?: string
}

const words = (
  icon: IconName,
  group: EventGroup,
  name: [zh: string, en: string],
  zh: [subject: string, verb: string, object?: string, done?: string],
  en: [active: string, noun: string, participle: string],
  objectProp?: string,
): EventWords => ({
  icon,
  group,
  name: { 'zh-CN': name[0], en: name[1] },
  zh: {
    subject: zh[0],
    verb: zh[1],
    ...(zh[2] === undefined ? {} : { object: zh[2] }),
    ...(zh[3] === undefined ? {} : { done: zh[3] }),
  },
  en: { active: en[0], noun: en[1], participle: en[2] },
  ...(objectProp ? { objectProp } : {}),
})

// biome-ignore format: one kind of event a line
const known: Record<string, EventWords> = {
  'document.opened': words('eye', 'document', ['资料打开', 'Document opened'], ['they', '打开', '资料'], ['{they} opens {o}', 'document', 'opened'], 'kind'),
  'document.section_viewed': words('document', 'document', ['章节浏览', 'Section read'], ['they', '细看', '资料章节'], ['{they} reads a section of {o}', 'document section', 'read'], 'kind'),
  'document.restarted': words('document', 'document', ['从头重看', 'Read again from the start'], ['they', '从头重看', '资料'], ['{they} starts {o} over', 'document', 'started over'], 'kind'),
  'document.returned': words('eye', 'document', ['回来再看', 'Came back to a document'], ['they', '回来再看', '资料', '回来再看过'], ['{they} comes back to {o}', 'document', 'returned to'], 'kind'),
  'document.forwarded': words('forward', 'document', ['资料转发', 'Document passed on'], ['they', '转发', '资料'], ['{they} passes on {o}', 'document', 'passed on'], 'kind'),
  'document.downloaded': words('download', 'document', ['资料下载', 'Document downloaded'], ['they', '下载', '资料'], ['{they} downloads {o}', 'document', 'downloaded'], 'kind'),
  'document.bounced': words('eye', 'document', ['打开即关', 'Opened and closed at once'], ['they', '打开又立刻关掉', '资料', '打开又立刻关掉过'], ['{they} opens {o} and closes it at once', 'document', 'closed at once'], 'kind'),
  'document.shared': words('briefcase', 'document', ['资料分享', 'Document shared'], ['我方', '分享', '资料'], ['we share {o}', 'document', 'shared'], 'kind'),
  'proposal.shared': words('briefcase', 'document', ['标书与方案分享', 'Proposal shared'], ['我方', '分享', '资料'], ['we share {o}', 'document', 'shared'], 'kind'),
  'wechat.article_published': words('news', 'public', ['公众号发文', 'Public account post'], ['客户的公众号', '发文', '', '发过文'], ['a customer’s public account posts {o}', 'article', 'published']),
  'tender.announced': words('flag', 'public', ['招标公告', 'Tender announced'], ['客户', '发布', '招标公告'], ['a customer announces {o}', 'tender', 'announced']),
  'call.completed': words('phone', 'contact', ['通话结束', 'Call completed'], ['我方与客户', '通话', '', '通过话'], ['{o} with the customer ends', 'call', 'held']),
  'visit.logged': words('pin', 'contact', ['拜访记录', 'Visit logged'], ['我方', '上门拜访', '', '上门拜访过'], ['{o} is logged', 'visit', 'logged']),
  'meeting.held': words('people', 'contact', ['面谈', 'Meeting held'], ['我方与客户', '面谈', '', '面谈过'], ['{o} is held', 'meeting', 'held']),
  'demo.attended': words('video', 'contact', ['参加演示', 'Demo attended'], ['they', '参加', '演示'], ['{they} attends {o}', 'demo', 'attended']),
  'objection.raised': words('warn', 'contact', ['提出异议', 'Objection raised'], ['they', '提出', '异议'], ['{they} raises {o}', 'objection', 'raised']),
  'email.replied': words('mail', 'contact', ['回复邮件', 'E-mail answered'], ['they', '回复', '邮件'], ['{they} answers {o}', 'e-mail', 'answered']),
  'activity.note_added': words('edit', 'contact', ['跟进记录', 'Follow-up note'], ['我方', '记下', '跟进', '记过'], ['we write {o}', 'follow-up note', 'written']),
  'inquiry.submitted': words('chat', 'contact', ['提交询价', 'Inquiry'], ['they', '提交', '询价'], ['{they} sends {o}', 'inquiry', 'sent']),
  'quote.requested': words('tag', 'contact', ['索要报价', 'Quote requested'], ['they', '索要', '报价'], ['{they} asks for {o}', 'quote', 'asked for']),
  'order.placed': words('cart', 'business', ['订单', 'Order'], ['they', '下', '订单'], ['{they} places {o}', 'order', 'placed']),
  'erp.order_placed': words('cart', 'business', ['订单', 'Order'], ['they', '下', '订单'], ['{they} places {o}', 'order', 'placed']),
  'payment.received': words('cart', 'business', ['回款到账', 'Payment received'], ['我方', '收到', '回款'], ['we receive {o}', 'payment', 'received']),
  'ticket.opened': words('ticket', 'business', ['报修工单', 'Service ticket'], ['they', '提交', '报修工单'], ['{they} opens {o}', 'service ticket', 'opened']),
  'ticket.closed': words('ticket', 'business', ['工单关闭', 'Ticket closed'], ['我方', '关闭', '工单'], ['we close {o}', 'service ticket', 'closed']),
  'complaint.filed': words('warn', 'business', ['投诉', 'Complaint'], ['they', '提出', '投诉'], ['{they} files {o}', 'complaint', 'filed']),
  'contract.expiring': words('calendar', 'business', ['合同快到期', 'Contract expiring'], ['客户', '有快到期的', '合同', '有过快到期的'], ['{o} is about to expire', 'contract', 'found about to expire']),
  'opportunity.stage_changed': words('flow', 'business', ['商机换阶段', 'Stage changed'], ['商机', '换', '阶段'], ['an opportunity reaches {o}', 'new stage', 'reached']),
  'opportunity.created': words('briefcase', 'business', ['新建商机', 'Opportunity opened'], ['我方', '新建', '商机'], ['we open {o}', 'opportunity', 'opened']),
  'opportunity.won': words('check', 'business', ['商机赢单', 'Opportunity won'], ['商机', '赢单', '', '赢过单'], ['{o} is won', 'opportunity', 'won']),
  'opportunity.lost': words('close', 'business', ['商机丢单', 'Opportunity lost'], ['商机', '丢单', '', '丢过单'], ['{o} is lost', 'opportunity', 'lost']),
  'contract.signed': words('check', 'business', ['合同签署', 'Contract signed'], ['they', '签署', '合同'], ['{they} signs {o}', 'contract', 'signed']),
  'page.viewed': words('globe', 'web', ['网页浏览', 'Page viewed'], ['they', '浏览', '网页'], ['{they} views {o}', 'page', 'viewed']),
  'page.section_viewed': words('globe', 'web', ['网页章节', 'Page section read'], ['they', '细看', '网页章节'], ['{they} reads a section of {o}', 'page section', 'read']),
  'screen.viewed': words('screen', 'web', ['应用页面', 'Screen viewed'], ['they', '打开', '应用页面'], ['{they} views {o}', 'screen', 'viewed']),
  'calculator.completed': words('tally', 'web', ['算完收益', 'Calculator completed'], ['they', '算完', '收益测算'], ['{they} completes {o}', 'value calculation', 'completed']),
  'suggestion.created': words('bolt', 'loam', ['给出建议', 'Suggestion made'], ['系统', '给出', '建议'], ['a rep is given {o}', 'suggestion', 'made']),
  'suggestion.opened': words('eye', 'loam', ['点开建议', 'Suggestion opened'], ['销售', '点开', '建议'], ['a rep opens {o}', 'suggestion', 'opened']),
  'suggestion.evidence_viewed': words('eye', 'loam', ['看建议的依据', 'Evidence looked at'], ['销售', '查看', '建议的依据'], ['a rep looks at {o}', 'evidence of a suggestion', 'looked at']),
  'suggestion.untaken': words('clock', 'loam', ['建议没人接', 'Suggestion not taken up'], ['销售', '没接', '建议', '没接过'], ['nobody takes up {o}', 'suggestion', 'not taken up']),
  'suggestion.expired': words('clock', 'loam', ['建议过期', 'Suggestion expired'], ['建议', '过期', '', '过期过'], ['{o} expires', 'suggestion', 'expired']),
  'suggestion.adopted': words('check', 'loam', ['采纳建议', 'Suggestion adopted'], ['销售', '采纳', '建议'], ['a rep adopts {o}', 'suggestion', 'adopted']),
  'suggestion.adapted': words('edit', 'loam', ['改后采纳', 'Suggestion adapted'], ['销售', '改后采纳', '建议', '改后采纳过'], ['a rep adapts {o}', 'suggestion', 'adapted']),
  'suggestion.rejected': words('close', 'loam', ['没采纳建议', 'Suggestion rejected'], ['销售', '拒绝', '建议'], ['a rep rejects {o}', 'suggestion', 'rejected']),
  'consent.granted': words('shield', 'loam', ['给出许可', 'Permission given'], ['they', '给出', '许可'], ['{they} gives {o}', 'permission', 'given']),
  'consent.withdrawn': words('shield', 'loam', ['撤回许可', 'Permission withdrawn'], ['they', '撤回', '许可'], ['{they} withdraws {o}', 'permission', 'withdrawn']),
}

/** How a kind of event is said; undefined for one that nobody has put into words. */
export const eventWords = (type: string): EventWords | undefined =>
  Object.hasOwn(known, type) ? known[type] : undefined

/** The name of a kind of event; itself where nobody has named it. */
export const eventName = (type: string): Both => eventWords(type)?.name ?? { 'zh-CN': type, en: type }

const fields: Record<string, [zh: string, en: string, unitZh?: string, unitEn?: string]> = {
  kind: ['资料类型', 'kind'],
  title: ['标题', 'title'],
  topics: ['话题', 'topics'],
  section: ['章节', 'section'],
  sectionTitle: ['章节标题', 'section title'],
  seconds: ['停留', 'time spent', '秒', 'seconds'],
  minutes: ['时长', 'length', '分钟', 'minutes'],
  page: ['页码', 'page'],
  pages: ['页数', 'pages'],
  device: ['设备', 'device'],
  channel: ['渠道', 'channel'],
  product: ['产品', 'product'],
  amount: ['金额', 'amount', '元', 'yuan'],
  budget: ['预算', 'budget', '元', 'yuan'],
  level: ['级别', 'level'],
  stage: ['阶段', 'stage'],
  topic: ['话题', 'topic'],
  outcome: ['结果', 'outcome'],
  url: ['网址', 'address'],
  path: ['网页', 'page address'],
  documentId: ['资料', 'document'],
  severity: ['严重程度', 'severity'],
  daysLeft: ['剩余天数', 'days left', '天', 'days'],
}

const profile: Record<string, [zh: string, en: string]> = {
  score: ['意向分', 'intent score'],
  priority: ['优先级', 'priority'],
  tags: ['标签', 'tags'],
  name: ['名称', 'name'],
  tier: ['等级', 'tier'],
  industry: ['行业', 'industry'],
  region: ['区域', 'region'],
  city: ['城市', 'city'],
  title: ['职务', 'title'],
}

/** A field of an expression in words: `e.props.kind` → 资料类型. The unit of its numbers, where it has one. */
export function fieldWords(field: string): Both & { unit?: Both } {
  const [, root = '', rest = ''] = /^(\w+)(?:\.(.*)|\[.*\])?$/s.exec(field) ?? []
  const inBrackets = /\[\s*(['"])(.*?)\1\s*\]$/s.exec(field)?.[2]
  if (root === 'customer' && field !== 'customer') {
    const attribute = inBrackets ?? rest
    const both = Object.hasOwn(profile, attribute) ? profile[attribute]! : [attribute, attribute]
    return { 'zh-CN': `客户的${both[0]}`, en: `the customer’s ${both[1]}` }
  }
  const property = inBrackets ?? rest.replace(/^props\./, '')
  const entry = Object.hasOwn(fields, property) ? fields[property] : undefined
  const unit = entry?.[2] === undefined ? {} : { unit: { 'zh-CN': entry[2], en: entry[3] ?? '' } }
  const zh = entry?.[0] ?? (property || field)
  const en = entry?.[1] ?? (property || field)
  if (root === 'e' && property) return { 'zh-CN': zh, en, ...unit }
  if (property && field.includes('.'))
    return { 'zh-CN': `「${root}」的${zh}`, en: `the ${en} of “${root}”`, ...unit }
  return { 'zh-CN': field, en: field }
}

const values: Record<string, [zh: string, en: string]> = {
  tender: ['标书', 'tender'],
  proposal: ['方案', 'proposal'],
  solution: ['方案', 'solution'],
  brochure: ['彩页', 'brochure'],
  quote: ['报价单', 'quotation'],
  quotation: ['报价单', 'quotation'],
  parameters: ['技术参数', 'parameters'],
  price: ['报价', 'price'],
  payment: ['付款条款', 'payment terms'],
  service: ['售后服务', 'service'],
  cases: ['案例', 'cases'],
  terms: ['条款', 'terms'],
  contract: ['合同', 'contract'],
  case: ['案例', 'case study'],
  whitepaper: ['白皮书', 'white paper'],
  mobile: ['手机', 'mobile'],
  desktop: ['电脑', 'desktop'],
  pricing: ['价格页', 'pricing'],
}

/** A value that stands for something of the trade, in words; undefined for any other. */
export const valueWords = (value: string): Both | undefined => {
  const both = Object.hasOwn(values, value) ? values[value] : undefined
  return both && { 'zh-CN': both[0], en: both[1] }
}
