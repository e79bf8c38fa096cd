import { changing } from '#crm/record/index.ts'
import type { Tx } from '#db/connection.ts'
import { AppError, type LocalText } from '#kernel/error.ts'
import { type Id, newId } from '#kernel/id.ts'
import type { Out } from '#kernel/route.ts'
import { DAY } from '#kernel/time.ts'
import { audit } from '#platform/audit/index.ts'
import type { Notify } from '#platform/notify/index.ts'
import { type Actor, findMember } from '#platform/org/index.ts'
import {
  type DelegationView,
  errors,
  type MandateRow,
  type Measure,
  mandateChanged,
  type mandateRoutes,
} from './api.ts'
import { currentMatrix, delegationViewOf } from './judging.ts'
import type { MatrixPorts } from './matrix.ts'
import { dayOf, isAbove } from './model.ts'
import * as store from './store.ts'

export type Delegations = ReturnType<typeof makeDelegations>
type Wanted = Out<(typeof mandateRoutes)['delegate']['body']>

export interface DelegationPorts extends MatrixPorts {
  notify: Pick<Notify, 'notify'>
}

/** Who stands in for whom, from a day to a day. What was lent can't be lent on, and never more than one holds. */
export function makeDelegations({ db, outbox, clock, notify }: DelegationPorts) {
  const within = changing(db, outbox)
  const mayArrange = (actor: Actor, fromId: Id) =>
    fromId === actor.id || actor.permissions.has('mandate.write')

  const record = async (
    tx: Tx,
    actor: Actor,
    act: string,
    { id, fromId, toId, from, to }: DelegationView,
  ) => {
    const details = { from: fromId, to: toId, days: [from, to] }
    await audit(tx, actor, { act, subject: { kind: 'mandate-delegation', id }, details })
    await outbox.publish(tx, { workspaceId: actor.workspaceId, type: mandateChanged, payload: {} })
  }

  /** Both of them, save who did it. */
  const tell = async (
    tx: Tx,
    actor: Actor,
    { fromId, toId, from, to, note }: DelegationView,
    title: Title,
  ) => {
    const names = await Promise.all([fromId, toId].map(id => findMember(tx, actor.workspaceId, id)))
    const [forName = '', name = ''] = names.map(member => member?.name)
    await notify.notify(tx, {
      ...{
        workspaceId: actor.workspaceId,
        kind: 'approval',
        to: [fromId, toId].filter(id => id !== actor.id),
      },
      ...{ title: title(name, forName), text: [`${from} – ${to}`, note].filter(Boolean).join(' · ') },
      link: '/settings/delegations',
    })
  }

  return {
    list: (actor: Actor) =>
      db.tx(actor.workspaceId, async tx => {
        const rows = await store.selectDelegations(tx, actor.workspaceId, { from: dayOf(clock.now()) })
        const seen = ({ fromId, toId }: store.DelegationRow) => mayArrange(actor, fromId) || toId === actor.id
        const { rows: matrix } = await currentMatrix(tx, actor.workspaceId)
        const { people } = await store.selectOrganisation(tx, actor.workspaceId)
        const me = people.find(({ id }) => id === actor.id)
        return { items: rows.filter(seen).map(delegationViewOf), mine: me ? heldBy(matrix, me) : [] }
      }),

    /**
     * Lets somebody stand in.
     * @throws mandate.not-yours, mandate.self, mandate.days, mandate.past, mandate.long, mandate.person-missing, mandate.nothing-to-lend,
     * mandate.above-own
     */
    delegate: (actor: Actor, input: Wanted): Promise<DelegationView> =>
      within(actor, async tx => {
        const { workspaceId } = actor
        const fromId = input.fromId ?? actor.id
        if (fromId === null || !mayArrange(actor, fromId)) throw new AppError(errors['mandate.not-yours'])
        const id = input.id ?? newId(clock.now())
        const there = (await store.selectDelegations(tx, workspaceId, { id }))[0]
        if (there) return delegationViewOf(there)
        checkDays(input, dayOf(clock.now()))
        await checkLent(tx, workspaceId, fromId, input)
        const { toId, from: fromDay, to: toDay, scope, caps, note } = input
        await store.insertDelegation(tx, {
          ...{ workspaceId, id, fromId, toId, fromDay, toDay, scope, caps, note },
          ...{ createdBy: actor.id, createdAt: new Date(clock.now()) },
        })
        const made = await need(tx, workspaceId, id)
        await record(tx, actor, 'mandate.delegated', made)
        await tell(tx, actor, made, standsIn)
        return made
      }),

    /** Ends a delegation now; one that has ended stays as it is. @throws mandate.delegation-missing, mandate.not-yours */
    end: (actor: Actor, id: Id): Promise<DelegationView> =>
      within(actor, async tx => {
        const there = await need(tx, actor.workspaceId, id)
        if (!mayArrange(actor, there.fromId)) throw new AppError(errors['mandate.not-yours'])
        if (there.endedAt !== null) return there
        const set = { endedBy: actor.id, endedAt: new Date(clock.now()) }
        await store.endDelegation(tx, actor.workspaceId, id, set)
        const ended = await need(tx, actor.workspaceId, id)
        await record(tx, actor, 'mandate.delegation-ended', ended)
        await tell(tx, actor, ended, noLonger)
        return ended
      }),
  }
}

type Title = (name: string, forName: string) => LocalText

const standsIn: Title = (name, forName) => ({
  'zh-CN': `审批代理：${name}代${forName}`,
  en: `Approvals: ${name} stands in for ${forName}`,
})
const noLonger: Title = (name, forName) => ({
  'zh-CN': `审批代理已结束：${name}不再代${forName}`,
  en: `Approvals: ${name} no longer stands in for ${forName}`,
})

async function need(tx: Tx, workspaceId: Id, id: Id): Promise<DelegationView> {
  const row = (await store.selectDelegations(tx, workspaceId, { id }))[0]
  if (!row) throw new AppError(errors['mandate.delegation-missing'])
  return delegationViewOf(row)
}

function checkDays({ from, to }: Wanted, today: string): void {
  if (to < from) throw new AppError(errors['mandate.days'])
  if (to < today) throw new AppError(errors['mandate.past'])
  if (Date.parse(to) - Date.parse(from) > 366 * DAY) throw new AppError(errors['mandate.long'])
}

async function checkLent(tx: Tx, workspaceId: Id, fromId: Id, { toId, caps }: Wanted): Promise<void> {
  if (fromId === toId) throw new AppError(errors['mandate.self'])
  const { people } = await store.selectOrganisation(tx, workspaceId)
  const [from, to] = [fromId, toId].map(id => people.find(each => each.id === id && each.active))
  if (!from || !to) throw new AppError(errors['mandate.person-missing'])
  const own = heldBy((await currentMatrix(tx, workspaceId)).rows, from)
  const { name } = from
  if (own.length === 0) throw new AppError(errors['mandate.nothing-to-lend'], { name })
  for (const [measure, cap] of Object.entries(caps) as [Measure, number | null][]) {
    if (own.every(({ limits }) => isAbove(measure, cap, limits[measure])))
      throw new AppError(errors['mandate.above-own'], { name, measure })
  }
}

/** The rows that name a person or their role, whatever their scope and days. */
function heldBy(rows: readonly MandateRow[], person: store.Colleague): MandateRow[] {
  return rows.filter(({ holder }) => holder.id === (holder.kind === 'person' ? person.id : person.roleId))
}
