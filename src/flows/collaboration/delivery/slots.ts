import { changing } from '#crm/record/index.ts'
import type { Tx } from '#db/connection.ts'
import { AppError } from '#kernel/error.ts'
import { type Id, newId } from '#kernel/id.ts'
import type { Out } from '#kernel/route.ts'
import { isNoticed, isWorkday, type LocalDate } from '#lib/calendar/index.ts'
import {
  addDays,
  daysBetween,
  findSlots,
  freeOn,
  type Offer,
  type Taken,
  workdaysFrom,
} from '#lib/slot/index.ts'
import { type Actor, findMember } from '#platform/org/index.ts'
import {
  type DeliveryView,
  type deliveryRoutes,
  errors,
  type OffersView,
  type OfferView,
  type ReasonView,
} from './api.ts'
import { expiryOf, firstDay, stateBy } from './model.ts'
import type { DeliveryPorts, QuoteBrief } from './ports.ts'
import * as store from './store.ts'
import { lockTeam, selectTeams, type TeamRow } from './team-store.ts'
import { type Act, makeTell } from './tell.ts'
import { viewOf } from './view.ts'

export type Slots = ReturnType<typeof makeSlots>
type Hold = Out<(typeof deliveryRoutes)['hold']['body']>
type OffersQuery = Out<(typeof deliveryRoutes)['offers']['body']>
type Move = Out<(typeof deliveryRoutes)['move']['body']>

/** How far beyond the window offers look, days; the taken days are read that far. */
const horizon = 130

/** Slots: offered, held for a quote, moved. Every act that takes days holds the lock of the team it takes them from. */
export function makeSlots(ports: DeliveryPorts) {
  const { db, outbox, clock } = ports
  const within = changing(db, outbox)
  const tell = makeTell(ports)

  /** The days that a wish takes. @throws delivery.day-off */
  const daysOf = (team: TeamRow, { from, days }: { from: LocalDate; days: number }): LocalDate[] => {
    if (!isWorkday(from) || from < firstDay(clock.now(), team.opens))
      throw new AppError(errors['delivery.day-off'], { day: from })
    return workdaysFrom(from, days, isWorkday)
  }

  return {
    /** Real slots of all teams for a wish. A quote's own hold counts as free, since another one would replace it. */
    offers: (actor: Actor, query: OffersQuery): Promise<OffersView> =>
      db.tx(actor.workspaceId, async tx => {
        const { workspaceId } = actor
        const { quoteId, ...need } = query
        if (need.to < need.from || need.to > addDays(need.from, 366))
          throw new AppError(errors['delivery.window'])
        const teams = (await selectTeams(tx, workspaceId)).filter(({ archivedAt }) => archivedAt === null)
        const ids = teams.flatMap(({ resources }) => resources.map(({ id }) => id))
        const own = quoteId ? await store.selectOfQuote(tx, actor, quoteId) : undefined
        const taken = await takenOf(tx, workspaceId, ids, need.from, addDays(need.to, horizon), own?.id)
        const all = teams.map(team => {
          const from = later(need.from, firstDay(clock.now(), team.opens))
          return findSlots([team], { ...need, from }, { isWorkday, taken })
        })
        const found = all.flatMap(({ offers }) => offers)
        return {
          offers: sorted(found),
          reasons: all.flatMap(({ reasons }) => reasons.map(reasonView)),
          later: found.length > 0 ? [] : sorted(all.flatMap(each => each.later)),
        }
      }),

    /**
     * Holds a slot for a quote. The same again changes nothing; another one takes its place. With a signed contract it is a plan at once.
     * @throws delivery.no-hold, delivery.signed, delivery.team-missing, delivery.day-off, delivery.taken: then the slot held before still stands
     */
    hold: (actor: Actor, quoteId: Id, wish: Hold): Promise<DeliveryView> =>
      within(actor, async tx => {
        const { workspaceId } = actor
        await store.lockQuote(tx, quoteId)
        const quote = await ports.quote(tx, actor, quoteId)
        const deal = await store.selectDeal(tx, workspaceId, quoteId)
        const before = await store.lockStanding(tx, workspaceId, quoteId)
        if (before && same(before, wish)) return readOne(tx, actor, quoteId)
        if (!open.has(quote.state) && !deal?.signedAt) throw new AppError(errors['delivery.no-hold'])
        if (before && before.state !== 'held') throw await signed(tx, workspaceId, before.teamId)
        const days = daysOf(await needTeam(tx, workspaceId, wish.teamId), wish)
        const { teamId, skill, people } = wish
        const place = {
          ...{ teamId, skill, people, days: wish.days, startsOn: days[0]!, endsOn: days.at(-1)! },
          ...{ since: new Date(clock.now()), expiresAt: expiryOf(deal, quote, clock.now()) },
        }
        const now = before
          ? await store.updateDelivery(tx, workspaceId, before.id, place)
          : await store.insertDelivery(tx, { ...begun(actor, quote, deal), ...place })
        for (const act of holding(before, now)) await tell(tx, actor, act, now)
        // Whoever books this team waits for its lock, so it comes last: if the days are gone, nothing of the above was.
        const team = await needTeam(tx, workspaceId, teamId, { lock: true })
        if (before) await store.freeDays(tx, workspaceId, before.id)
        await takeDays(tx, team, wish, days, now.id)
        return readOne(tx, actor, quoteId)
      }),

    /** Gives a held slot back; without one nothing happens. @throws delivery.signed */
    release: (actor: Actor, quoteId: Id): Promise<void> =>
      within(actor, async tx => {
        const { workspaceId } = actor
        await store.lockQuote(tx, quoteId)
        await ports.quote(tx, actor, quoteId)
        const row = await store.lockStanding(tx, workspaceId, quoteId)
        if (!row) return
        if (row.state !== 'held') throw await signed(tx, workspaceId, row.teamId)
        await end(tx, actor, row, 'released', null)
      }),

    /**
     * Moves a delivery to another day or team; who does it may change with it.
     * @returns the delivery, and where it was: moving there undoes it
     * @throws delivery.stale, delivery.state, delivery.taken, delivery.day-off
     */
    move: (actor: Actor, id: Id, { teamId, from, version }: Move) =>
      within(actor, async tx => {
        const { workspaceId } = actor
        const row = await needStanding(tx, actor, id)
        const was = { teamId: row.teamId, from: row.startsOn }
        if (row.teamId === teamId && row.startsOn === from)
          return { delivery: await readOne(tx, actor, row.quoteId), was }
        if (row.version !== version) throw new AppError(errors['delivery.stale'])
        if (row.state === 'done') throw new AppError(errors['delivery.state'])
        const team = await needTeam(tx, workspaceId, teamId, { lock: true })
        await store.freeDays(tx, workspaceId, id)
        const days = daysOf(team, { ...row, from })
        await takeDays(tx, team, row, days, id)
        const place = { teamId, startsOn: days[0]!, endsOn: days.at(-1)! }
        await tell(tx, actor, 'moved', await store.updateDelivery(tx, workspaceId, id, place))
        return { delivery: await readOne(tx, actor, row.quoteId), was }
      }),

    /** Ends a delivery that is not done and gives its days back. */
    end,
    takeDays,
  }

  /** The delivery of a quote that had none. */
  function begun(actor: Actor, quote: QuoteBrief, deal: store.DealRow | undefined) {
    const { workspaceId, id: createdBy } = actor
    return {
      ...{ workspaceId, id: newId(clock.now()), quoteId: quote.id, title: quote.name },
      ...{ accountId: quote.accountId, ownerId: quote.ownerId, departmentId: quote.departmentId },
      ...{ contractId: deal?.contractId ?? null, state: stateBy(deal) },
      ...{ createdAt: new Date(clock.now()), createdBy },
    }
  }

  async function end(
    tx: Tx,
    actor: Actor,
    row: store.DeliveryRow,
    state: 'released' | 'cancelled',
    reason: string | null,
  ): Promise<void> {
    await store.freeDays(tx, actor.workspaceId, row.id)
    const set = { state, reason, expiresAt: null, since: new Date(clock.now()) }
    await tell(tx, actor, state, await store.updateDelivery(tx, actor.workspaceId, row.id, set))
  }

  async function readOne(tx: Tx, actor: Actor, quoteId: Id): Promise<DeliveryView> {
    return viewOf((await store.selectOfQuote(tx, actor, quoteId))!)
  }
}

/**
 * Takes these very days, of whoever of the team is free on all of them. The team must be locked.
 * @throws delivery.taken
 */
async function takeDays(
  tx: Tx,
  team: TeamRow,
  { skill, people }: { skill: string | null; people: number },
  days: readonly LocalDate[],
  deliveryId: Id,
): Promise<void> {
  const ids = team.resources.map(({ id }) => id)
  const taken = await takenOf(tx, team.workspaceId, ids, days[0]!, days.at(-1)!)
  const free = freeOn(team, skill, days, { isWorkday, taken }).slice(0, people)
  const who = free.map(({ id }) => id)
  if (who.length < people) throw new AppError(errors['delivery.taken'])
  const done = await store.insertDays(tx, team.workspaceId, who, days, { deliveryId })
  if (done < people * days.length) throw new AppError(errors['delivery.taken'])
}

/** A team that is in use. @throws delivery.team-missing */
async function needTeam(tx: Tx, workspaceId: Id, id: Id, { lock = false } = {}): Promise<TeamRow> {
  const team = lock ? await lockTeam(tx, workspaceId, id) : (await selectTeams(tx, workspaceId, [id]))[0]
  if (!team || team.archivedAt) throw new AppError(errors['delivery.team-missing'])
  return team
}

/** What a hold does to a delivery, all at once where the contract is signed or paid already. */
const holding = (before: store.DeliveryRow | undefined, { state }: store.DeliveryRow): Act[] => {
  const first = before ? 'moved' : 'held'
  return state === 'held'
    ? [first]
    : state === 'started'
      ? [first, 'reserved', 'started']
      : [first, 'reserved']
}

/** States of a quote for which a slot can be held. */
const open: ReadonlySet<string> = new Set(['draft', 'issued', 'accepted'])

/** A delivery that stands, locked. @throws delivery.missing, delivery.state */
export async function needStanding(tx: Tx, actor: Actor, id: Id): Promise<store.DeliveryRow> {
  const found = await store.selectDelivery(tx, actor, id)
  if (!found?.seen) throw new AppError(errors['delivery.missing'])
  await store.lockQuote(tx, found.quoteId)
  const row = await store.lockStanding(tx, actor.workspaceId, found.quoteId)
  if (row?.id !== id) throw new AppError(errors['delivery.state'])
  return row
}

async function takenOf(
  tx: Tx,
  workspaceId: Id,
  ids: readonly Id[],
  from: LocalDate,
  to: LocalDate,
  except?: Id,
): Promise<Taken> {
  const rows = await store.selectTaken(tx, workspaceId, ids, from, to)
  const keys = new Set(
    rows
      .filter(({ deliveryId }) => !except || deliveryId !== except)
      .map(({ resourceId, day }) => `${resourceId} ${day}`),
  )
  return (resourceId, day) => keys.has(`${resourceId} ${day}`)
}

async function signed(tx: Tx, workspaceId: Id, teamId: Id): Promise<AppError> {
  const team = (await selectTeams(tx, workspaceId, [teamId]))[0]
  const lead = team?.leadId ? await findMember(tx, workspaceId, team.leadId) : undefined
  return new AppError(errors['delivery.signed'], { lead: lead?.name ?? team?.name ?? '' })
}

const same = (row: store.DeliveryRow, wish: Hold) =>
  row.teamId === wish.teamId &&
  row.startsOn === wish.from &&
  row.skill === wish.skill &&
  row.people === wish.people &&
  row.days === wish.days

const later = (a: LocalDate, b: LocalDate) => (a > b ? a : b)

const sorted = (offers: Offer[]): OfferView[] =>
  offers
    .toSorted((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : b.free - a.free))
    .map(({ teamId, from, to, free }) => ({ teamId, from, to, free, noticed: noticedBetween(from, to) }))

const noticedBetween = (from: LocalDate, to: LocalDate) => daysBetween(from, to).every(isNoticed)

function reasonView(reason: ReturnType<typeof findSlots>['reasons'][number]): ReasonView {
  const { teamId, kind } = reason
  if (kind === 'people') return { teamId, kind, have: reason.have }
  if (kind === 'window') return { teamId, kind, have: reason.workdays }
  return { teamId, kind, have: kind === 'full' ? reason.free : 0 }
}
