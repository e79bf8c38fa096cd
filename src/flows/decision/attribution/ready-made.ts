import type { LocalText } from '#kernel/error.ts'
import type { BoardItem, BoardSettings, BoardTouch } from './api.ts'

const of = (event: string, where = '', aside = false): BoardTouch => ({ event, where, aside })

const readyMade: { id: string; name: LocalText; hint: LocalText; settings: BoardSettings }[] = [
  {
    id: 'first-inquiry',
    name: { 'zh-CN': '首次询盘路径', en: 'Way to the first inquiry' },
    hint: {
      'zh-CN': '客户主动来问之前，先看了什么、走到哪里停住。',
      en: 'What customers looked at before they asked, and where they stopped.',
    },
    settings: {
      touches: [
        of('page.viewed'),
        of('document.opened'),
        of('document.section_viewed', 'e.props.seconds >= 30'),
      ],
      success: of('inquiry.submitted'),
      windowDays: 60,
      period: { days: 180 },
      segment: { tags: [], tiers: [], industries: [] },
    },
  },
  {
    id: 'demo-dwell',
    name: { 'zh-CN': '演示停留', en: 'Dwell in the demo' },
    hint: {
      'zh-CN': '认真看方案、看满演示的客户，后来见面了吗。',
      en: 'Whether customers who studied the proposal and stayed through the demo went on to meet.',
    },
    settings: {
      touches: [
        of('document.opened'),
        of('document.section_viewed', 'e.props.seconds >= 60'),
        of('demo.attended', 'e.props.minutes >= 20'),
      ],
      success: of('meeting.held'),
      windowDays: 45,
      period: { days: 180 },
      segment: { tags: [], tiers: [], industries: [] },
    },
  },
  {
    id: 'objections',
    name: { 'zh-CN': '签约前异议', en: 'Objections before signing' },
    hint: {
      'zh-CN': '从报价到签约之间：谁在反复看价格，谁跟进受阻，最后签了没有。',
      en: 'Between quote and signature: who kept studying the price, whose follow-up was blocked, and who signed.',
    },
    settings: {
      touches: [
        of('opportunity.stage_changed', "e.props.to == 'quote'"),
        of('document.section_viewed', "e.props.kind == 'quote' && e.props.seconds >= 30", true),
        of('activity.note_added', "e.props.outcome == 'blocked'", true),
        of('opportunity.stage_changed', "e.props.to == 'negotiation'"),
      ],
      success: of('opportunity.won'),
      windowDays: 45,
      period: { days: 365 },
      segment: { tags: [], tiers: [], industries: [] },
    },
  },
]

/** Boards that every workspace has; whoever changes one saves it as a board of their own. */
export const readyMadeBoards: BoardItem[] = readyMade.map(board => ({
  ...board,
  readyMade: true,
  version: 0,
  createdBy: null,
  updatedAt: null,
}))
