import { approvalChanged } from '#collaboration/approval/api.ts'
import { contractChanged } from '#collaboration/contract/api.ts'
import { deliveryChanged } from '#collaboration/delivery/api.ts'
import { mandateChanged } from '#collaboration/mandate/api.ts'
import { paymentChanged } from '#collaboration/payment/api.ts'
import { quoteChanged } from '#collaboration/quote/api.ts'
import type { Tx } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import type { Live } from '#platform/live/index.ts'
import type { Outbox } from '#platform/outbox/index.ts'
import { loopChanged } from './api.ts'
import type { Loop } from './service.ts'
import { quoteOfContract } from './store.ts'

export { loopJobs } from './jobs.ts'
export { loopRoutes } from './routes.ts'
export { type Loop, makeLoop } from './service.ts'

/** What an event says of a deal: its quote, or something of which the quote is found. */
interface Told {
  quoteId?: Id | null
  subject?: 'quote' | 'contract'
  subjectId?: Id
}

/**
 * Every change in a module of the loop makes the lines of its deals anew: once in a transaction, since all that is told in it was
 * committed before, and what its hearers change is told of by events that come later.
 */
export function hearLoop(outbox: Outbox, live: Live, loop: Loop): void {
  const made = new WeakMap<Tx, Set<Id>>()
  const isFirst = (tx: Tx, quoteId: Id): boolean => {
    const ids = made.get(tx) ?? new Set()
    made.set(tx, ids)
    return ids.size < ids.add(quoteId).size
  }
  for (const type of [
    quoteChanged,
    mandateChanged,
    approvalChanged,
    contractChanged,
    deliveryChanged,
    paymentChanged,
  ])
    outbox.hear<Told>(type, async (tx, { workspaceId, payload }) => {
      const quoteId = await quoteOf(tx, workspaceId, payload)
      if (quoteId && isFirst(tx, quoteId)) await loop.changed(tx, workspaceId, quoteId)
    })
  outbox.hear(loopChanged, async (_tx, { workspaceId, payload }) => {
    live.push({ workspaceId, type: loopChanged, data: payload, permission: 'quote.read' })
  })
}

async function quoteOf(tx: Tx, workspaceId: Id, told: Told): Promise<Id | undefined> {
  if (told.quoteId) return told.quoteId
  if (!told.subjectId) return undefined
  return told.subject === 'contract' ? quoteOfContract(tx, workspaceId, told.subjectId) : told.subjectId
}
