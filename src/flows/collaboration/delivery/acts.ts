import { changing } from '#crm/record/index.ts'
import type { Tx } from '#db/connection.ts'
import { AppError } from '#kernel/error.ts'
import type { Id } from '#kernel/id.ts'
import { isWorkday } from '#lib/calendar/index.ts'
import { workdaysFrom } from '#lib/slot/index.ts'
import type { Actor } from '#platform/org/index.ts'
import { type DeliveryView, errors, type UnpaidDecision } from './api.ts'
import { stateBy } from './model.ts'
import type { DeliveryPorts } from './ports.ts'
import { needStanding, type Slots } from './slots.ts'
import * as store from './store.ts'
import { lockTeam } from './team-store.ts'
import { makeTell } from './tell.ts'
import { viewOf } from './view.ts'

export type Acts = ReturnType<typeof makeActs>

/** What a delivery lead does with a delivery, and its undo. The same act again changes nothing. */
export function makeActs(ports: DeliveryPorts, { end, takeDays }: Pick<Slots, 'end' | 'takeDays'>) {
  const { db, outbox, clock } = ports
  const within = changing(db, outbox)
  const tell = makeTell(ports)

  const shown = async (tx: Tx, actor: Actor, id: Id): Promise<DeliveryView> =>
    viewOf((await store.selectDelivery(tx, actor, id))!)

  const seen = async (tx: Tx, actor: Actor, id: Id): Promise<store.ShownRow> => {
    const row = await store.selectDelivery(tx, actor, id)
    if (!row?.seen) throw new AppError(errors['delivery.missing'])
    return row
  }

  return {
    /** @throws delivery.missing, delivery.state, delivery.stale, delivery.paused */
    done: (actor: Actor, id: Id, version: number): Promise<DeliveryView> =>
      within(actor, async tx => {
        if ((await seen(tx, actor, id)).state === 'done') return shown(tx, actor, id)
        const row = await needStanding(tx, actor, id)
        if (row.version !== version) throw new AppError(errors['delivery.stale'])
        if (row.state !== 'started') throw new AppError(errors['delivery.state'])
        if (row.unpaidDecision === 'pause') throw new AppError(errors['delivery.paused'])
        const set = { state: 'done' as const, since: new Date(clock.now()) }
        await tell(tx, actor, 'done', await store.updateDelivery(tx, actor.workspaceId, id, set))
        return shown(tx, actor, id)
      }),

    /**
     * What becomes of a running delivery whose first payment was taken back; null takes the decision back.
     * @throws delivery.missing, delivery.stale, delivery.state where it isn't running or its payment is in again
     */
    unpaid: (
      actor: Actor,
      id: Id,
      version: number,
      unpaidDecision: UnpaidDecision | null,
    ): Promise<DeliveryView> =>
      within(actor, async tx => {
        const row = await needStanding(tx, actor, id)
        if (!row.unpaidSince || row.state !== 'started') throw new AppError(errors['delivery.state'])
        if (row.unpaidDecision === unpaidDecision) return shown(tx, actor, id)
        if (row.version !== version) throw new AppError(errors['delivery.stale'])
        const act = unpaidDecision
          ? ({ pause: 'paused', 'go-on': 'went-on' } as const)[unpaidDecision]
          : 'undecided'
        await tell(tx, actor, act, await store.updateDelivery(tx, actor.workspaceId, id, { unpaidDecision }))
        return shown(tx, actor, id)
      }),

    /** @throws delivery.missing, delivery.state, delivery.stale */
    cancel: (actor: Actor, id: Id, version: number, reason?: string): Promise<DeliveryView> =>
      within(actor, async tx => {
        if ((await seen(tx, actor, id)).state === 'cancelled') return shown(tx, actor, id)
        const row = await needStanding(tx, actor, id)
        if (row.version !== version) throw new AppError(errors['delivery.stale'])
        if (row.state === 'done') throw new AppError(errors['delivery.state'])
        await end(tx, actor, row, 'cancelled', reason || null)
        return shown(tx, actor, id)
      }),

    /**
     * Takes “done” or “cancelled” back. A cancelled one takes its old days again.
     * @throws delivery.taken where they are gone, delivery.state where the deal has another slot meanwhile
     */
    reopen: (actor: Actor, id: Id, version: number): Promise<DeliveryView> =>
      within(actor, async tx => {
        const { workspaceId } = actor
        const { quoteId } = await seen(tx, actor, id)
        await store.lockQuote(tx, quoteId)
        const row = await seen(tx, actor, id)
        if (row.state !== 'done' && row.state !== 'cancelled') return shown(tx, actor, id)
        if (row.version !== version) throw new AppError(errors['delivery.stale'])
        const deal = await store.selectDeal(tx, workspaceId, quoteId)
        if (row.state === 'cancelled') {
          if (await store.lockStanding(tx, workspaceId, quoteId)) throw new AppError(errors['delivery.state'])
          const team = await lockTeam(tx, workspaceId, row.teamId)
          if (!team) throw new AppError(errors['delivery.team-missing'])
          await takeDays(tx, team, row, workdaysFrom(row.startsOn, row.days, isWorkday), id)
        }
        const state = row.state === 'done' ? ('started' as const) : stateBy(deal)
        const unpaid =
          state === 'started' && !deal?.coveredAt ? {} : { unpaidSince: null, unpaidDecision: null }
        const set = { state, since: new Date(clock.now()), reason: null, ...unpaid }
        await tell(tx, actor, 'reopened', await store.updateDelivery(tx, workspaceId, id, set))
        return shown(tx, actor, id)
      }),
  }
}
