import type { ContractEvent } from '#collaboration/contract/api.ts'
import type { Confirmed } from '#collaboration/payment/api.ts'
import type { QuoteEvent } from '#collaboration/quote/api.ts'
import type { Tx } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import { systemActor } from '#platform/org/index.ts'
import { expiryOf, firstDay } from './model.ts'
import type { DeliveryPorts } from './ports.ts'
import type { Slots } from './slots.ts'
import * as store from './store.ts'
import { selectTeams } from './team-store.ts'
import { makeTell, makeWarn } from './tell.ts'

/**
 * What delivery does by itself when others tell of a deal. Every hearer looks at what stands: an event that comes again, or late, or before
 * another, changes nothing more.
 */
export function makeHeard(ports: DeliveryPorts, { end }: Pick<Slots, 'end'>) {
  const { clock } = ports
  const tell = makeTell(ports)
  const warn = makeWarn(ports)

  const advance = async (tx: Tx, workspaceId: Id, row: store.DeliveryRow, deal: store.DealRow) => {
    const actor = systemActor(workspaceId)
    let now = row
    const step = async (state: 'planned' | 'started', act: 'reserved' | 'started') => {
      const set = { state, contractId: deal.contractId, expiresAt: null, since: new Date(clock.now()) }
      now = await store.updateDelivery(tx, workspaceId, row.id, set)
      await tell(tx, actor, act, now)
    }
    if (now.state === 'held' && deal.signedAt) await step('planned', 'reserved')
    if (now.state === 'planned' && deal.signedAt && deal.coveredAt) await step('started', 'started')
    if (now.unpaidSince && deal.coveredAt) {
      now = await store.updateDelivery(tx, workspaceId, row.id, { unpaidSince: null, unpaidDecision: null })
      await tell(tx, actor, 'paid-again', now)
    }
  }

  const letGo = async (tx: Tx, workspaceId: Id, quoteId: Id): Promise<void> => {
    await store.lockQuote(tx, quoteId)
    const row = await store.lockStanding(tx, workspaceId, quoteId)
    if (row?.state === 'held') await end(tx, systemActor(workspaceId), row, 'released', null)
  }

  return {
    /** Another revision has another validity: the hold lives as long. */
    revised: async (tx: Tx, workspaceId: Id, { quoteId }: QuoteEvent): Promise<void> => {
      await store.lockQuote(tx, quoteId)
      const row = await store.lockStanding(tx, workspaceId, quoteId)
      if (row?.state !== 'held') return
      const quote = await ports.quote(tx, systemActor(workspaceId), quoteId)
      const expiresAt = expiryOf(await store.selectDeal(tx, workspaceId, quoteId), quote, clock.now())
      if (expiresAt?.getTime() === row.expiresAt?.getTime()) return
      await store.updateDelivery(tx, workspaceId, row.id, { expiresAt, title: quote.name })
    },

    /** Accepted: the hold waits for the contract and ends no more by time. */
    accepted: async (tx: Tx, workspaceId: Id, { quoteId }: QuoteEvent): Promise<void> => {
      await store.lockQuote(tx, quoteId)
      await store.noteDeal(tx, workspaceId, quoteId, { acceptedAt: new Date(clock.now()) })
      const row = await store.lockStanding(tx, workspaceId, quoteId)
      if (row?.state === 'held' && row.expiresAt)
        await store.updateDelivery(tx, workspaceId, row.id, { expiresAt: null })
    },

    /** Declined, withdrawn, or its contract came to nothing: a hold is released; what was signed stays. */
    ended: (tx: Tx, workspaceId: Id, { quoteId }: { quoteId: Id }) => letGo(tx, workspaceId, quoteId),

    /** Both sides have signed: the hold becomes a plan. Where there is none, its owner is told to choose a slot. */
    signed: async (tx: Tx, workspaceId: Id, event: ContractEvent): Promise<void> => {
      const { quoteId, contractId, ownerId } = event
      await store.lockQuote(tx, quoteId)
      const before = await store.selectDeal(tx, workspaceId, quoteId)
      const deal = await store.noteDeal(tx, workspaceId, quoteId, {
        contractId,
        signedAt: new Date(clock.now()),
      })
      const row = await store.lockStanding(tx, workspaceId, quoteId)
      if (row) return advance(tx, workspaceId, row, deal)
      if (before?.signedAt) return
      await warn(tx, workspaceId, [ownerId], quoteId, {
        title: { 'zh-CN': '合同已签，还没有档期', en: 'Signed, but without a slot' },
        text: { 'zh-CN': '请为这单选一个交付档期。', en: 'Choose a delivery slot for this deal.' },
      })
    },

    /** The first payment is in: the delivery starts by itself. */
    confirmed: async (tx: Tx, workspaceId: Id, event: Confirmed): Promise<void> => {
      if (!event.covered) return
      const { quoteId, contractId } = event
      await store.lockQuote(tx, quoteId)
      const coveredAt = new Date(clock.now())
      const deal = await store.noteDeal(tx, workspaceId, quoteId, { contractId, coveredAt })
      const row = await store.lockStanding(tx, workspaceId, quoteId)
      if (row) await advance(tx, workspaceId, row, deal)
    },

    /** The first payment went back: what hasn't begun by then waits again by itself; what has is for its lead to pause or go on with. */
    reversed: async (tx: Tx, workspaceId: Id, { quoteId, covered }: Confirmed): Promise<void> => {
      if (covered) return
      await store.lockQuote(tx, quoteId)
      const deal = await store.selectDeal(tx, workspaceId, quoteId)
      if (!deal?.coveredAt) return
      await store.uncover(tx, workspaceId, quoteId)
      const row = await store.lockStanding(tx, workspaceId, quoteId)
      if (row?.state === 'done')
        await warn(tx, workspaceId, [row.ownerId], quoteId, {
          title: { 'zh-CN': '首付款被收回，交付已完成', en: 'First payment taken back after the delivery' },
          text: {
            'zh-CN': `${row.title} 已经交付，首付款却被收回了。请尽快和客户核对。`,
            en: `${row.title} is delivered, and its first payment was taken back. Settle it with the customer.`,
          },
        })
      if (row?.state !== 'started') return
      const at = new Date(clock.now())
      const team = (await selectTeams(tx, workspaceId, [row.teamId]))[0]!
      const begun = row.startsOn < firstDay(clock.now(), team.opens)
      const set = begun ? { unpaidSince: at, unpaidDecision: null } : { state: 'planned' as const, since: at }
      const now = await store.updateDelivery(tx, workspaceId, row.id, set)
      await tell(tx, systemActor(workspaceId), begun ? 'unpaid' : 'waiting', now)
    },

    /** Releases holds whose time is over, and tells their owners. @returns how many */
    expire: async (tx: Tx, workspaceId: Id): Promise<number> => {
      const due = await store.lockExpired(tx, workspaceId, new Date(clock.now()))
      for (const row of due) {
        await end(tx, systemActor(workspaceId), row, 'released', 'expired')
        await warn(tx, workspaceId, [row.ownerId], row.quoteId, {
          title: { 'zh-CN': '预留的档期已释放', en: 'A held slot was released' },
          text: {
            'zh-CN': `${row.title} 的报价已过期，${row.startsOn} 的档期放回了。`,
            en: `The quote of ${row.title} has expired; its slot on ${row.startsOn} is free again.`,
          },
        })
      }
      return due.length
    },
  }
}

export type Heard = ReturnType<typeof makeHeard>
