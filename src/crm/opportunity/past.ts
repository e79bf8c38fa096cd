import type { Tx } from '#db/connection.ts'
import { AppError } from '#kernel/error.ts'
import { type Id, newId } from '#kernel/id.ts'
import type { Instant } from '#kernel/time.ts'
import type { Actor } from '#platform/org/index.ts'
import type { Outbox } from '#platform/outbox/index.ts'
import { errors, type OpportunityActed, type PastOpportunity, type Stage } from './api.ts'
import { actsOf, moved, type Standing, searchColumns, stageOf } from './model.ts'
import { changeRow } from './record.ts'
import * as store from './store.ts'

const chunk = 200

type Row = Parameters<typeof store.insertOpportunities>[1][number]
interface Told {
  row: Row
  changes: store.NewChange[]
}

/**
 * Takes over opportunities with everything that happened to them, in batches. One whose id is there already is left as it
 * is. The event log is told of each step at its own time, as imported history.
 * @param departments of the owners named
 * @throws opportunity.time, opportunity.stage-unknown and what the state machine refuses: then none is taken
 */
export async function insertPast(
  tx: Tx,
  outbox: Outbox,
  actor: Actor,
  list: readonly PastOpportunity[],
  context: { stages: readonly Stage[]; departments: ReadonlyMap<Id, Id | null>; now: Instant },
): Promise<number> {
  const search = once(searchColumns)
  let imported = 0
  for (let from = 0; from < list.length; from += chunk) {
    const told = list.slice(from, from + chunk).map(past => replayed(actor, past, context, search))
    const fresh = await store.insertOpportunities(
      tx,
      told.map(({ row }) => row),
    )
    const taken = told.filter(({ row }) => fresh.has(row.id))
    await store.insertChanges(
      tx,
      actor.workspaceId,
      taken.flatMap(({ changes }) => changes),
    )
    const payload: OpportunityActed = { imported: true, acts: taken.flatMap(actsOfPast) }
    if (payload.acts.length > 0)
      await outbox.publish(tx, { workspaceId: actor.workspaceId, type: 'opportunity.acted', payload })
    imported += taken.length
  }
  return imported
}

function actsOfPast({ row, changes }: Told) {
  return changes.flatMap(change =>
    actsOf({
      id: change.id,
      opportunityId: row.id,
      accountId: row.accountId,
      product: row.product ?? null,
      at: change.at.getTime(),
      from: change.fromStage,
      to: change.toStage,
      outcome: change.outcome,
      amount: change.amount,
      currency: change.currency,
      lostReason: change.lostReason,
    }),
  )
}

/** Lets the steps happen one after the other: the row as it stands at the end, and its history. */
function replayed(
  actor: Actor,
  past: PastOpportunity,
  {
    stages,
    departments,
    now,
  }: { stages: readonly Stage[]; departments: ReadonlyMap<Id, Id | null>; now: Instant },
  search: typeof searchColumns,
): Told {
  const { steps, id = newId(past.steps[0]!.at), ...fields } = past
  const opened = steps[0]!.at
  checkTimes(steps, now)
  const owner = {
    ownerId: past.ownerId,
    departmentId: past.ownerId ? (departments.get(past.ownerId) ?? null) : null,
  }
  let standing: Standing | undefined
  const changes: store.NewChange[] = []
  for (const { at, stage, amount, expectedCloseOn, lostReason = null } of steps) {
    const before = standing
    const now = stepped(before, stageOf(stages, stage), at, amount, lostReason)
    standing = now
    const kept = { id, ...fields, ...owner, ...now, expectedCloseOn }
    changes.push(changeRow(actor, before?.stage ?? null, kept, at))
  }
  const row = {
    ...{ workspaceId: actor.workspaceId, id, ...fields, ...owner, ...standing!, createdBy: actor.id },
    expectedCloseOn: steps.at(-1)!.expectedCloseOn,
    openedAt: new Date(opened),
    ...search(past.name),
  }
  return { row, changes }
}

function stepped(
  before: Standing | undefined,
  to: Stage,
  at: Instant,
  amount: number | null,
  lostReason: string | null,
): Standing {
  const start = before ?? {
    stage: '',
    outcome: null,
    amount,
    lostReason: null,
    stageSince: new Date(at),
    closedAt: null,
  }
  const now = moved({ ...start, amount }, to, at, lostReason)
  return { ...start, ...now, amount }
}

function checkTimes(steps: PastOpportunity['steps'], now: Instant): void {
  const sound = steps.every(({ at }, index) => at <= now && at >= (steps[index - 1]?.at ?? 0))
  if (!sound) throw new AppError(errors['opportunity.time'])
}

/** Works each name out once: deals are often called alike, and pinyin takes its time. */
function once(columns: typeof searchColumns): typeof searchColumns {
  const known = new Map<string, ReturnType<typeof searchColumns>>()
  return name => {
    let found = known.get(name)
    if (!found) {
      found = columns(name)
      known.set(name, found)
    }
    return found
  }
}
