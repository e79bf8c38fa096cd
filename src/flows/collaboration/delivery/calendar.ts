import { AppError } from '#kernel/error.ts'
import type { Id } from '#kernel/id.ts'
import { isNoticed, isWorkday, type LocalDate } from '#lib/calendar/index.ts'
import { addDays, daysBetween } from '#lib/slot/index.ts'
import type { Actor } from '#platform/org/index.ts'
import { type Calendar, errors, type TeamDay } from './api.ts'
import { today } from './model.ts'
import type { DeliveryPorts } from './ports.ts'
import * as store from './store.ts'
import { selectTeams, type TeamRow } from './team-store.ts'
import { teamView, viewOf } from './view.ts'

/** How many days a calendar shows at most. */
const longest = 92

/** What teams do on which day, and the slot of a quote. */
export function makeCalendar({ db, clock, quote }: Pick<DeliveryPorts, 'db' | 'clock' | 'quote'>) {
  return {
    /** @throws delivery.window */
    read: (actor: Actor, from: LocalDate, to: LocalDate): Promise<Calendar> =>
      db.tx(actor.workspaceId, async tx => {
        const { workspaceId } = actor
        if (to < from || to > addDays(from, longest)) throw new AppError(errors['delivery.window'])
        const days = daysBetween(from, to)
        const teams = (await selectTeams(tx, workspaceId)).filter(({ archivedAt }) => archivedAt === null)
        const ids = teams.flatMap(({ resources }) => resources.map(({ id }) => id))
        const taken = Map.groupBy(
          await store.selectTaken(tx, workspaceId, ids, from, to),
          ({ resourceId, day }) => `${resourceId} ${day}`,
        )
        const leaves = await store.selectLeaves(tx, workspaceId, earlier(from, today(clock.now())))
        const rows = await store.selectBetween(tx, actor, from, to)
        return {
          days: days.map(day => ({ day, workday: isWorkday(day), noticed: isNoticed(day) })),
          teams: teams.map(team => ({
            ...teamView(team, leaves),
            capacity: days.map(day => capacityOn(team, day, taken)),
          })),
          deliveries: rows.map(viewOf),
        }
      }),

    /** The slot of a quote, and what has been heard of its deal. @throws quote.missing */
    ofQuote: (actor: Actor, quoteId: Id) =>
      db.tx(actor.workspaceId, async tx => {
        await quote(tx, actor, quoteId)
        const row = await store.selectOfQuote(tx, actor, quoteId)
        const deal = await store.selectDeal(tx, actor.workspaceId, quoteId)
        const teams = await selectTeams(tx, actor.workspaceId)
        const team = teams.find(({ id }) => id === row?.teamId)
        const open = teams.filter(({ archivedAt }) => archivedAt === null)
        return {
          delivery: row ? viewOf(row) : null,
          team: team ? { id: team.id, name: team.name, leadId: team.leadId } : null,
          signedAt: deal?.signedAt?.getTime() ?? null,
          coveredAt: deal?.coveredAt?.getTime() ?? null,
          skills: [
            ...new Set(open.flatMap(({ resources }) => resources.flatMap(({ skills }) => skills))),
          ].sort(),
        }
      }),
  }
}

export type DeliveryCalendar = ReturnType<typeof makeCalendar>

function capacityOn(
  team: TeamRow,
  day: LocalDate,
  taken: ReadonlyMap<string, readonly store.TakenDay[]>,
): TeamDay {
  const total = isWorkday(day) ? team.resources.length : 0
  const of = team.resources.flatMap(({ id }) => taken.get(`${id} ${day}`) ?? [])
  const held = of.filter(({ state }) => state === 'held').length
  const booked = of.filter(({ deliveryId, state }) => deliveryId !== null && state !== 'held').length
  const leave = total === 0 ? 0 : of.filter(({ deliveryId }) => deliveryId === null).length
  return { day, total, leave, held, booked, free: Math.max(0, total - leave - held - booked) }
}

const earlier = (a: LocalDate, b: LocalDate) => (a < b ? a : b)
