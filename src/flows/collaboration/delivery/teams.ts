import { changing } from '#crm/record/index.ts'
import type { Tx } from '#db/connection.ts'
import { AppError } from '#kernel/error.ts'
import { type Id, newId } from '#kernel/id.ts'
import type { Out } from '#kernel/route.ts'
import { addDays, daysBetween } from '#lib/slot/index.ts'
import { audit } from '#platform/audit/index.ts'
import type { Actor } from '#platform/org/index.ts'
import { deliveryChanged, type deliveryRoutes, errors, type TeamInput, type TeamView } from './api.ts'
import { today } from './model.ts'
import type { DeliveryPorts } from './ports.ts'
import * as store from './store.ts'
import * as teams from './team-store.ts'
import { teamView } from './view.ts'

export type Teams = ReturnType<typeof makeTeams>
type Leave = Out<(typeof deliveryRoutes)['addLeave']['body']>
type Save = Out<(typeof deliveryRoutes)['saveTeam']['body']>

/** Delivery teams: who is in them, what they can do, when they are away. */
export function makeTeams({ db, outbox, clock }: Pick<DeliveryPorts, 'db' | 'outbox' | 'clock'>) {
  const within = changing(db, outbox)

  const record = async (tx: Tx, actor: Actor, act: string, kind: string, id: Id, details = {}) => {
    await audit(tx, actor, { act, subject: { kind, id }, details })
    await outbox.publish(tx, { workspaceId: actor.workspaceId, type: deliveryChanged, payload: {} })
  }

  const one = async (tx: Tx, workspaceId: Id, id: Id): Promise<TeamView> => {
    const leaves = await store.selectLeaves(tx, workspaceId, today(clock.now()))
    return teamView((await teams.selectTeams(tx, workspaceId, [id]))[0]!, leaves)
  }

  return {
    list: (actor: Actor) =>
      db.tx(actor.workspaceId, async tx => {
        const leaves = await store.selectLeaves(tx, actor.workspaceId, today(clock.now()))
        const rows = await teams.selectTeams(tx, actor.workspaceId)
        return { items: rows.map(row => teamView(row, leaves)) }
      }),

    /** @throws delivery.team-name */
    add: (actor: Actor, input: TeamInput): Promise<TeamView> =>
      within(actor, async tx => {
        const { workspaceId } = actor
        const id = newId(clock.now())
        const { resources, ...fields } = input
        await named(() =>
          teams.insertTeam(tx, { workspaceId, id, ...fields, createdAt: new Date(clock.now()) }),
        )
        await teams.setResources(tx, workspaceId, id, resources, new Date(clock.now()))
        await record(tx, actor, 'delivery-team.created', 'delivery-team', id)
        return one(tx, workspaceId, id)
      }),

    /**
     * Changes a team. Who has work to come can't be taken out of it.
     * @throws delivery.team-missing, delivery.stale, delivery.in-use, delivery.team-name
     */
    save: (actor: Actor, id: Id, input: Save): Promise<TeamView> =>
      within(actor, async tx => {
        const { workspaceId } = actor
        const { resources, archived, version, ...fields } = input
        const team = await teams.lockTeam(tx, workspaceId, id)
        if (!team) throw new AppError(errors['delivery.team-missing'])
        if (team.version !== version) throw new AppError(errors['delivery.stale'])
        const stay = new Set(archived ? [] : resources.map(each => each.id))
        const leaving = team.resources.filter(each => !stay.has(each.id))
        const ids = leaving.map(each => each.id)
        const work = await store.firstWork(tx, workspaceId, ids, today(clock.now()))
        if (work) {
          const { name } = leaving.find(each => each.id === work.resourceId)!
          throw new AppError(errors['delivery.in-use'], { name, day: work.day })
        }
        const archivedAt = archived ? (team.archivedAt ?? new Date(clock.now())) : null
        await named(() => teams.updateTeam(tx, workspaceId, id, { ...fields, archivedAt }))
        await teams.setResources(tx, workspaceId, id, resources, new Date(clock.now()))
        await record(tx, actor, 'delivery-team.changed', 'delivery-team', id)
        return one(tx, workspaceId, id)
      }),

    /**
     * Enters leave for one or several people; sent again with the same id it changes nothing. Each has a leave of their own, the first under `id`.
     * @throws delivery.window, delivery.booked: then nobody's leave is entered
     */
    addLeave: (actor: Actor, { id, resourceIds, from, to, reason }: Leave) =>
      within(actor, async tx => {
        const { workspaceId } = actor
        if (to < from || to > addDays(from, 366)) throw new AppError(errors['delivery.window'])
        const there = (await store.selectLeaves(tx, workspaceId, '2000-01-01')).some(each => each.id === id)
        if (there) return { items: [] }
        const rows = resourceIds.map((resourceId, n) => ({
          ...{ workspaceId, id: n === 0 ? id : newId(clock.now()), resourceId },
          ...{ fromOn: from, toOn: to, reason: reason || null },
        }))
        const locked: teams.TeamRow[] = []
        for (const teamId of await teams.teamsOf(tx, workspaceId, resourceIds))
          locked.push((await teams.lockTeam(tx, workspaceId, teamId))!)
        const taken = await store.selectTaken(tx, workspaceId, resourceIds, from, to)
        const busy = taken.find(({ deliveryId }) => deliveryId !== null)
        if (busy) {
          const people = locked.flatMap(({ resources }) => resources)
          const name = people.find(each => each.id === busy.resourceId)?.name ?? ''
          throw new AppError(errors['delivery.booked'], { name, day: busy.day })
        }
        await store.insertLeaves(tx, rows)
        const days = daysBetween(from, to)
        for (const row of rows)
          await store.insertDays(tx, workspaceId, [row.resourceId], days, { leaveId: row.id })
        await record(tx, actor, 'delivery-leave.entered', 'delivery-leave', id, {
          from,
          to,
          people: rows.length,
        })
        return {
          items: rows.map(row => ({
            ...{ id: row.id, resourceId: row.resourceId, from, to, reason: row.reason },
          })),
        }
      }),

    /** @throws delivery.leave-missing */
    removeLeave: (actor: Actor, id: Id): Promise<void> =>
      within(actor, async tx => {
        if (!(await store.deleteLeave(tx, actor.workspaceId, id)))
          throw new AppError(errors['delivery.leave-missing'])
        await record(tx, actor, 'delivery-leave.removed', 'delivery-leave', id)
      }),
  }
}

/** @throws delivery.team-name where the name is taken */
async function named(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    const { cause } = error as { cause?: { code?: string; constraint?: string } }
    if (cause?.code === '23505' && cause.constraint === 'delivery_team_name')
      throw new AppError(errors['delivery.team-name'])
    throw error
  }
}
