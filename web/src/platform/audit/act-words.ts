import type { LocalText } from '#kernel/error.ts'
import { type Locale, pick } from '../../app/i18n.ts'

const word = (zh: string, en: string): LocalText => ({ 'zh-CN': zh, en })

const nouns: Record<string, LocalText> = {
  account: word('客户', 'account'),
  adoption: word('采纳情况', 'adoption'),
  cause: word('因果估计', 'cause'),
  clearance: word('放行', 'clearance'),
  consent: word('许可', 'consent'),
  contact: word('联系人', 'contact'),
  contacts: word('联系人', 'contacts'),
  contract: word('合同', 'contract'),
  decision: word('决策记录', 'decision record'),
  delivery: word('发送记录', 'delivery'),
  department: word('部门', 'department'),
  document: word('资料', 'document'),
  endpoint: word('推送地址', 'endpoint'),
  experiment: word('实验', 'experiment'),
  forecast: word('预测', 'forecast'),
  invitation: word('邀请', 'invitation'),
  key: word('密钥', 'key'),
  kit: word('作战包', 'play kit'),
  label: word('标注', 'label'),
  lead: word('线索', 'lead'),
  mandate: word('授权', 'mandate'),
  'mandate-delegation': word('代理', 'stand-in'),
  member: word('成员', 'member'),
  note: word('跟进记录', 'note'),
  opportunity: word('商机', 'opportunity'),
  password: word('密码', 'password'),
  product: word('产品', 'product'),
  quote: word('报价', 'quote'),
  reader: word('读者', 'reader'),
  region: word('大区', 'region'),
  robot: word('群机器人', 'robot'),
  role: word('角色', 'role'),
  score: word('意向模型', 'score model'),
  setting: word('设置', 'setting'),
  'share-link': word('分享链接', 'share link'),
  strategy: word('策略', 'strategy'),
  suggestion: word('建议', 'suggestion'),
  task: word('任务', 'task'),
  timeline: word('行为记录', 'timeline'),
  view: word('阅读', 'view'),
  workspace: word('工作区', 'workspace'),
}

const verbs: Record<string, LocalText> = {
  accepted: word('接受', 'accepted'),
  adapted: word('改后采纳', 'adapted'),
  added: word('新增', 'added'),
  adopted: word('采纳', 'adopted'),
  changed: word('修改', 'changed'),
  created: word('新建', 'created'),
  delegated: word('安排代理', 'lent to a stand-in'),
  'delegation-ended': word('结束代理', 'stand-in ended'),
  deleted: word('删除', 'deleted'),
  dismissed: word('关闭', 'dismissed'),
  'draft-dropped': word('放弃草案', 'draft given up'),
  'draft-saved': word('保存草稿', 'draft saved'),
  exported: word('导出', 'exported'),
  given: word('给出', 'given'),
  'gone-live': word('正式生效', 'gone live'),
  granted: word('给出', 'granted'),
  imported: word('导入', 'imported'),
  'link-created': word('发出重设链接', 'reset link created'),
  merged: word('合并', 'merged'),
  'model-published': word('发布新版', 'published'),
  moved: word('推进阶段', 'moved'),
  named: word('认出', 'named'),
  'notice-published': word('发布告知书', 'notice published'),
  placed: word('归入客户', 'placed in an account'),
  published: word('发布', 'published'),
  'purpose-added': word('新增用途', 'purpose added'),
  'put-in-force': word('生效', 'put in force'),
  read: word('查看', 'looked at'),
  'reading-read': word('查看阅读情况', 'reading looked at'),
  reassigned: word('转给别人', 'reassigned'),
  reclassified: word('算作真人', 'counted as a person'),
  refused: word('拒绝', 'refused'),
  rejected: word('不采纳', 'rejected'),
  removed: word('删除', 'removed'),
  resent: word('重发', 'sent again'),
  reset: word('重设', 'reset'),
  restored: word('恢复', 'restored'),
  retired: word('停用', 'retired'),
  revealed: word('查看完整号码', 'number revealed'),
  revoked: word('撤销', 'revoked'),
  saved: word('保存', 'saved'),
  'sections-drawn': word('划分章节', 'sections drawn'),
  snoozed: word('稍后提醒', 'snoozed'),
  updated: word('修改', 'updated'),
  voided: word('作废', 'voided'),
  withdrawn: word('撤回', 'withdrawn'),
}

/** An act of the audit log (`account.updated`) in words; what has no words yet stays as it is. */
export function actWords(act: string, locale: Locale): string {
  const [noun = '', verb = ''] = act.split('.')
  const [what, did] = [nouns[noun], verbs[verb]]
  if (!what || !did) return act
  const [subject, done] = [pick(what, locale), pick(did, locale)]
  return locale === 'zh-CN'
    ? `${subject}：${done}`
    : `${subject[0]!.toUpperCase()}${subject.slice(1)} ${done}`
}

/** What an act was done to, by kind. */
export const kindWords = (kind: string, locale: Locale): string => {
  const known = nouns[kind]
  return known ? pick(known, locale) : kind
}

const pages: Record<string, string> = {
  account: '/accounts',
  contact: '/contacts',
  decision: '/decisions',
  document: '/documents',
  kit: '/kits',
  opportunity: '/opportunities',
  strategy: '/strategies',
  suggestion: '/suggestions',
}

/** The page of what an act was done to; undefined where it has none of its own. */
export const pageOf = (kind: string, id: string): string | undefined => {
  const page = pages[kind]
  return page && `${page}/${id}`
}
