import { sql } from 'drizzle-orm'
import type { Tx } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import { askedNow, late, openStep, refresh, voidCase } from '#lib/approval/index.ts'
import type { Jobs } from '#platform/job/index.ts'
import { systemActor } from '#platform/org/index.ts'
import { directoryOf, nobody } from './model.ts'
import type { ApprovalPorts } from './ports.ts'
import type { Recorder } from './record.ts'
import { partiesOf, situation, subjectOf } from './situation.ts'
import * as store from './store.ts'
import type { Teller } from './tell.ts'

export type Tidying = ReturnType<typeof makeTidying>

/** Deadlines, and people who leave, go away or come: looked at by the clock. */
export function makeTidying(ports: ApprovalPorts, record: Recorder, teller: Teller) {
  const { db, clock, outbox } = ports

  const one = async (tx: Tx, workspaceId: Id, id: Id): Promise<void> => {
    const actor = systemActor(workspaceId)
    const row = await store.lockCase(tx, actor, id)
    if (!row) return
    const standing = await subjectOf(ports, row.subject).standing(tx, actor, row.subjectId)
    // Its event is on its way.
    if (standing.hash !== row.hash) return
    // The matrix has changed, and its author let it out meanwhile.
    if (await ports.mandate.clearances.of(tx, workspaceId, row.hash)) {
      await record(tx, actor, row, voidCase(row.state), nobody, { kind: 'voided', reason: 'inside' })
      return
    }
    const { text, cover } = await situation(ports, tx, row)
    const directory = directoryOf(await store.selectOrganisation(tx, workspaceId), cover)
    const state = { ...row.state, ...partiesOf(text) }
    const fresh = refresh(state, directory, clock.now())
    let current = row
    if (fresh !== state)
      current = await record(tx, actor, row, fresh, directory, {
        kind: 'moved',
        set: { facts: cover.verdict },
      })
    else await stand(tx, row, directory)
    await overdue(tx, current, directory)
  }

  /** Delegations that have begun or ended change who may sign, and nothing else. */
  const stand = async (tx: Tx, row: store.CaseRow, directory: Parameters<Recorder>[4]): Promise<void> => {
    const waitsFor = askedNow(row.state, directory)
    if (JSON.stringify(waitsFor) === JSON.stringify(row.waitsFor)) return
    await store.updateCase(tx, row.workspaceId, row.id, { waitsFor })
    const fresh = await store.saveWaiting(tx, { ...row, waitsFor }, clock.now())
    await teller.remind(tx, row, fresh)
  }

  const overdue = async (tx: Tx, row: store.CaseRow, directory: Parameters<Recorder>[4]): Promise<void> => {
    const { state, wentUp } = late(row.state, directory, clock.now())
    if (state === row.state) return
    const actor = systemActor(row.workspaceId)
    const after = await record(tx, actor, row, state, directory, { kind: wentUp ? 'escalated' : 'late' })
    const asked = askedNow(state, directory).flatMap(({ signers }) => signers)
    // Who has just been asked was told so.
    const before = new Set(row.waitsFor.flatMap(({ signers }) => signers))
    await teller.remind(
      tx,
      after,
      asked.filter(id => before.has(id)),
    )
    if (openStep(state)?.stuck) await teller.stuck(tx, after)
  }

  return {
    /** One pass over a workspace; `all` looks at every case under way, else only at those where something may have to be done. */
    tidy: async (workspaceId: Id, all = false): Promise<void> => {
      const rows = await db.tx(workspaceId, tx => store.selectToTidy(tx, workspaceId, clock.now(), all))
      const failures: unknown[] = []
      // Each for itself: one that fails holds up no other.
      for (const { id } of rows)
        await db.tx(workspaceId, tx => one(tx, workspaceId, id)).catch(error => failures.push(error))
      if (rows.length > 0) outbox.wake()
      if (failures.length > 0) throw failures[0]
    },
  }
}

const queue = 'approval-tidy'
const wholeQueue = 'approval-tidy-all'

/** Every minute what is late, blocked or left; every ten minutes all that is under way, since delegations begin and end by the day. */
export function approvalJobs(jobs: Jobs, { db }: Pick<ApprovalPorts, 'db'>, { tidy }: Tidying): void {
  const everywhere = async (all: boolean) => {
    const found = await db.outside(tx =>
      tx.execute<{ id: Id }>(sql`select workspace_ids as id from workspace_ids()`),
    )
    for (const { id } of found.rows) await tidy(id, all)
  }
  jobs.work(queue, () => everywhere(false), { concurrency: 1 })
  jobs.schedule(queue, '* * * * *')
  jobs.work(wholeQueue, () => everywhere(true), { concurrency: 1 })
  jobs.schedule(wholeQueue, '*/10 * * * *')
}
