import type { Tx } from '#db/connection.ts'
import type { LocalText } from '#kernel/error.ts'
import type { Id } from '#kernel/id.ts'
import { type CaseState, hasEnded } from '#lib/approval/index.ts'
import type { ApprovalPorts } from './ports.ts'
import type { Change } from './record.ts'
import * as store from './store.ts'

export type Teller = ReturnType<typeof makeTeller>

interface Told {
  fresh: readonly Id[]
  copies: readonly Id[]
  change: Change
}

const outcome: Partial<Record<store.CaseRow['status'], LocalText>> = {
  approved: { 'zh-CN': '已同意，可以发给客户了', en: 'Approved: it may go out' },
  rejected: { 'zh-CN': '没有同意', en: 'Not approved' },
  returned: { 'zh-CN': '退回来了，请改一改或补充说明', en: 'Returned to you: change it, or say more' },
  voided: {
    'zh-CN': '内容变了，原来的审批不再有效',
    en: 'The content has changed: the approval no longer holds',
  },
}

const takenBack: LocalText = {
  'zh-CN': '刚才的决定被收回了，先别发给客户',
  en: 'The decision was taken back: don’t send it to the customer yet',
}

/** Tells people: who is asked, who is told, and whoever asked what became of it. */
export function makeTeller({ notify }: Pick<ApprovalPorts, 'notify'>) {
  const send = async (tx: Tx, row: store.CaseRow, to: readonly (Id | null)[], head: LocalText, more = '') => {
    const people = [...new Set(to.filter(id => id !== null))]
    if (people.length === 0) return
    const text = [row.title, row.number, row.accountName, more].filter(Boolean).join(' · ')
    await notify.notify(tx, {
      ...{ workspaceId: row.workspaceId, kind: 'approval', to: people, title: head, text },
      link: `/approvals/${row.id}`,
    })
  }
  const remind = (tx: Tx, row: store.CaseRow, to: readonly Id[]) =>
    send(tx, row, to, { 'zh-CN': '还在等你审批', en: 'Still waiting for your approval' })

  return {
    remind,

    changed: async (
      tx: Tx,
      row: store.CaseRow,
      before: CaseState | null,
      { fresh, copies, change }: Told,
    ) => {
      const { by = null, comment = '' } = change
      await send(tx, row, fresh, { 'zh-CN': '等你审批', en: 'Waiting for your approval' }, row.note)
      await send(tx, row, copies, { 'zh-CN': '抄送你：一项审批', en: 'For your information: an approval' })
      if (row.status === before?.status) return
      if (row.status === 'blocked') {
        const writers = await store.selectWriters(tx, row.workspaceId)
        await send(tx, row, [...writers, row.askedBy], {
          'zh-CN': '审批卡住了：找不到能批的人，请调整授权或流程',
          en: 'An approval is blocked: nobody can be found. Change the mandate or the flow',
        })
      }
      const reopened = before && hasEnded(before) && !hasEnded(row.state)
      const words = reopened ? takenBack : outcome[row.status]
      const parties = [row.askedBy, row.authorId, row.ownerId].filter(id => id !== by)
      if (words) await send(tx, row, parties, words, comment)
    },

    /** A deadline has passed, and there is nobody above to hand it to. */
    stuck: async (tx: Tx, row: store.CaseRow) => {
      const writers = await store.selectWriters(tx, row.workspaceId)
      const head = { 'zh-CN': '审批超时，上面没有人可转', en: 'An approval is overdue, and nobody is above' }
      await send(tx, row, [...writers, row.askedBy], head)
    },
  }
}
