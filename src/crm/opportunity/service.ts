import { needAccount } from '#crm/account/index.ts'
import { changing, definedOnly, departmentOf, differing, stale } from '#crm/record/index.ts'
import type { Db, Tx } from '#db/connection.ts'
import { AppError } from '#kernel/error.ts'
import { type Id, newId } from '#kernel/id.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import type { Out } from '#kernel/route.ts'
import { audit } from '#platform/audit/index.ts'
import type { Actor } from '#platform/org/index.ts'
import type { Outbox } from '#platform/outbox/index.ts'
import { readSetting, writeSetting } from '#platform/setting/index.ts'
import * as api from './api.ts'
import { checkStages, moved, pipeline, searchColumns, stageOf } from './model.ts'
import { insertPast } from './past.ts'
import { type Done, keepChange, tellDone } from './record.ts'
import * as store from './store.ts'

export interface OpportunityPorts {
  db: Db
  outbox: Outbox
  clock: Clock
}

export type Opportunities = ReturnType<typeof makeOpportunities>

type Create = Out<(typeof api.createOpportunity)['body']>
type Update = Out<(typeof api.updateOpportunity)['body']>
type Move = Out<(typeof api.moveOpportunity)['body']>

/** Fields whose every change the history keeps, since a forecast of a past day needs them. */
const kept = ['amount', 'currency', 'expectedCloseOn', 'ownerId'] as const

/** Use cases over opportunities, within the actor's scope, audited, every change kept. */
export function makeOpportunities({ db, outbox, clock }: OpportunityPorts) {
  const within = changing(db, outbox)
  const done = (tx: Tx, actor: Actor, row: { id: Id; accountId: Id }, what: Done) =>
    tellDone(tx, outbox, actor, row, what)
  const stagesOf = (tx: Tx, actor: Actor) => readSetting(tx, actor.workspaceId, pipeline)

  const insert = async (tx: Tx, actor: Actor, input: Create, ownerId: Id | null, requestId?: string) => {
    const { id = newId(), stage: wanted, ownerId: _, ...fields } = input
    const stages = await stagesOf(tx, actor)
    const stage = wanted === undefined ? stages[0]! : stageOf(stages, wanted)
    if (stage.outcome !== 'open') throw new AppError(api.errors['opportunity.closed'])
    const now = clock.now()
    const row = {
      ...{ product: null, amount: null, currency: 'CNY', expectedCloseOn: null, lostReason: null },
      ...definedOnly(fields),
      ...{ workspaceId: actor.workspaceId, id, name: input.name, accountId: input.accountId, ownerId },
      ...{ stage: stage.key, outcome: null, openedAt: new Date(now), stageSince: new Date(now) },
      departmentId: await departmentOf(tx, actor, ownerId),
      createdBy: actor.id,
      ...searchColumns(input.name),
    }
    const fresh = await store.insertOpportunities(tx, [row])
    if (!fresh.has(id)) return id
    await keepChange(tx, outbox, actor, null, row, now)
    await done(tx, actor, row, { act: 'opportunity.created', fields: ['created'], requestId })
    return id
  }

  return {
    list: (actor: Actor, query: api.OpportunityQuery) =>
      db.tx(actor.workspaceId, async tx => {
        const { rows, total, totalIsCapped } = await store.selectOpportunities(tx, actor, query)
        return { items: rows.map(itemOf), total, totalIsCapped }
      }),

    read: (actor: Actor, id: Id): Promise<api.OpportunityItem> =>
      db.tx(actor.workspaceId, async tx => itemOf(await need(tx, actor, id))),

    history: (actor: Actor, id: Id): Promise<{ items: api.OpportunityChangeView[] }> =>
      db.tx(actor.workspaceId, async tx => {
        await need(tx, actor, id)
        return { items: (await store.selectChanges(tx, actor.workspaceId, id)).map(changeView) }
      }),

    /** Opens an opportunity. Sent again with the same `id`, it answers the first one. */
    create: (actor: Actor, input: Create, requestId?: string): Promise<api.OpportunityItem> =>
      within(actor, async tx => {
        await needAccount(tx, actor, input.accountId)
        const ownerId =
          input.ownerId === undefined ? (actor.kind === 'user' ? actor.id : null) : input.ownerId
        const id = await insert(tx, actor, input, ownerId, requestId)
        // Entered for somebody else, it may be outside the actor's own scope: this once it is shown all the same.
        const made = ownerId === actor.id ? undefined : await store.selectOwn(tx, actor, id)
        return itemOf(made ?? (await need(tx, actor, id)))
      }),

    update: (actor: Actor, id: Id, input: Update, requestId?: string): Promise<api.OpportunityItem> =>
      within(actor, async tx => {
        const row = await needLocked(tx, actor, id)
        const wanted = definedOnly(input.changes)
        if (row.version !== input.version) throw stale(row, wanted)
        if (wanted.accountId) await needAccount(tx, actor, wanted.accountId)
        if (row.outcome === 'won' && wanted.amount === null)
          throw new AppError(api.errors['opportunity.amount-needed'])
        const department =
          wanted.ownerId === undefined ? {} : { departmentId: await departmentOf(tx, actor, wanted.ownerId) }
        const set = { ...wanted, ...department }
        const changes = differing(row, set)
        const fields = Object.keys(changes)
        if (fields.length === 0) return itemOf(row)
        const search = wanted.name === undefined ? {} : searchColumns(wanted.name)
        await store.updateOpportunity(tx, actor.workspaceId, id, { ...set, ...search })
        const after = { ...row, ...set }
        if (kept.some(field => field in changes))
          await keepChange(tx, outbox, actor, row.stage, after, clock.now())
        await done(tx, actor, after, { act: 'opportunity.updated', fields, details: { changes }, requestId })
        return itemOf((await store.lockOpportunity(tx, actor, id)) ?? { ...after, version: row.version + 1 })
      }),

    /** Moves it to another stage; see the state machine in model.ts for what is refused. */
    move: (actor: Actor, id: Id, input: Move, requestId?: string): Promise<api.OpportunityItem> =>
      within(actor, async tx => {
        const row = await needLocked(tx, actor, id)
        if (row.version !== input.version) throw stale(row, { stage: input.stage })
        const to = stageOf(await stagesOf(tx, actor), input.stage)
        const now = clock.now()
        const set = moved(row, to, now, input.lostReason ?? row.lostReason)
        if (!set) return itemOf(row)
        await store.updateOpportunity(tx, actor.workspaceId, id, set)
        await keepChange(tx, outbox, actor, row.stage, { ...row, ...set }, now)
        const changes = differing({ stage: row.stage }, { stage: set.stage })
        const what = { act: 'opportunity.moved', fields: ['stage'], details: { changes }, requestId }
        await done(tx, actor, row, what)
        return itemOf(await need(tx, actor, id))
      }),

    remove: (actor: Actor, id: Id, requestId?: string): Promise<void> =>
      within(actor, async tx => {
        const row = await needLocked(tx, actor, id)
        await store.updateOpportunity(tx, actor.workspaceId, id, { deletedAt: new Date(clock.now()) })
        await done(tx, actor, row, { act: 'opportunity.deleted', fields: ['deleted'], requestId })
      }),

    restore: (actor: Actor, id: Id, requestId?: string): Promise<api.OpportunityItem> =>
      within(actor, async tx => {
        const row = await store.lockOpportunity(tx, actor, id)
        if (!row) throw new AppError(api.errors['opportunity.missing'])
        if (row.deletedAt) {
          await store.updateOpportunity(tx, actor.workspaceId, id, { deletedAt: null })
          await done(tx, actor, row, { act: 'opportunity.restored', fields: ['deleted'], requestId })
        }
        return itemOf(await need(tx, actor, id))
      }),

    /** Takes over opportunities with their history; see past.ts. */
    importPast: (actor: Actor, list: readonly api.PastOpportunity[]) =>
      within(actor, async tx => {
        const departments = new Map<Id, Id | null>()
        for (const { ownerId } of list)
          if (ownerId && !departments.has(ownerId))
            departments.set(ownerId, await departmentOf(tx, actor, ownerId))
        for (const id of new Set(list.map(past => past.accountId))) await needAccount(tx, actor, id)
        const context = { stages: await stagesOf(tx, actor), departments, now: clock.now() }
        const imported = await insertPast(tx, outbox, actor, list, context)
        const subject = { kind: 'opportunity', id: 'import' }
        await audit(tx, actor, { act: 'opportunity.imported', subject, details: { imported } })
        return { imported, known: list.length - imported }
      }),

    /** Everything a forecast is made from, within the actor's scope. */
    past: (tx: Tx, actor: Actor) => store.selectPast(tx, actor),
    visibleIds: (tx: Tx, actor: Actor) => store.selectVisibleIds(tx, actor),
    /** Changes with every change of any opportunity. */
    stamp: (tx: Tx, workspaceId: Id) => store.selectStamp(tx, workspaceId),

    /** The pipeline's stages, in the caller's transaction. */
    stages: stagesOf,

    pipeline: (actor: Actor) =>
      db.tx(actor.workspaceId, async tx => ({
        stages: await stagesOf(tx, actor),
        products: await store.selectProducts(tx, actor),
      })),

    /** @throws opportunity.stages, opportunity.stage-used */
    writePipeline: (actor: Actor, stages: api.Stage[]) =>
      within(actor, async tx => {
        checkStages(stages)
        const before = await stagesOf(tx, actor)
        const used = await store.usedStages(tx, actor.workspaceId)
        const meaning = new Map(stages.map(each => [each.key, each.outcome]))
        const lost = before.find(each => used.has(each.key) && meaning.get(each.key) !== each.outcome)
        if (lost) throw new AppError(api.errors['opportunity.stage-used'], { stage: lost.name['zh-CN'] })
        await writeSetting(tx, actor, pipeline, stages)
        return { stages }
      }),
  }
}

function itemOf(row: store.OpportunityRow): api.OpportunityItem {
  const { workspaceId: _w, departmentId: _d, createdBy: _c, deletedAt: _x, ...rest } = row
  return {
    ...rest,
    outcome: row.outcome ?? 'open',
    openedAt: row.openedAt.getTime(),
    stageSince: row.stageSince.getTime(),
    closedAt: row.closedAt?.getTime() ?? null,
    createdAt: row.createdAt.getTime(),
    updatedAt: row.updatedAt.getTime(),
  }
}

const changeView = (row: store.ChangeRow): api.OpportunityChangeView => ({
  id: row.id,
  at: row.at.getTime(),
  byId: row.byId,
  from: row.fromStage,
  to: row.toStage,
  outcome: row.outcome ?? 'open',
  amount: row.amount,
  currency: row.currency,
  expectedCloseOn: row.expectedCloseOn,
  lostReason: row.lostReason,
  ownerId: row.ownerId,
})

/** The opportunity if the actor may see it. @throws opportunity.missing */
export async function need(tx: Tx, actor: Actor, id: Id): Promise<store.OpportunityRow> {
  const row = await store.selectOpportunity(tx, actor, id)
  if (!row) throw new AppError(api.errors['opportunity.missing'])
  return row
}

async function needLocked(tx: Tx, actor: Actor, id: Id): Promise<store.OpportunityRow> {
  const row = await store.lockOpportunity(tx, actor, id)
  return row && !row.deletedAt ? row : need(tx, actor, id)
}
