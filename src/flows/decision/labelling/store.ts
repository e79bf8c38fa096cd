import { and, asc, desc, eq, inArray, isNull, sql } from 'drizzle-orm'
import { visibleAccounts } from '#crm/account/index.ts'
import type { Tx } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/time.ts'
import type { Actor } from '#platform/org/index.ts'
import type { LabelReason, Verdict } from './api.ts'
import type { Judged } from './model.ts'
import { label, labelBatch, labelFrame, labelItem, labelTask } from './tables.ts'

export type BatchRow = typeof labelBatch.$inferSelect

const iso = (at: Instant) => new Date(at).toISOString()

/** One draw at a time in a workspace. */
export async function lockDraw(tx: Tx, workspaceId: Id): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`labelling ${workspaceId}`}, 0))`)
}

export async function timeZoneOf(tx: Tx, workspaceId: Id): Promise<string> {
  const found = await tx.execute<{ time_zone: string }>(
    sql`select time_zone from workspace where id = ${workspaceId}`,
  )
  return found.rows[0]?.time_zone ?? 'Asia/Shanghai'
}

/** The latest batches, newest first. */
export async function selectBatches(tx: Tx, workspaceId: Id, most: number): Promise<BatchRow[]> {
  return tx
    .select()
    .from(labelBatch)
    .where(eq(labelBatch.workspaceId, workspaceId))
    .orderBy(desc(labelBatch.week))
    .limit(most)
}

/** Which of these events were up for drawing before. */
export async function selectKnown(
  tx: Tx,
  workspaceId: Id,
  eventIds: readonly string[],
): Promise<Set<string>> {
  if (eventIds.length === 0) return new Set()
  const rows = await tx
    .select({ id: labelFrame.eventId })
    .from(labelFrame)
    .where(and(eq(labelFrame.workspaceId, workspaceId), inArray(labelFrame.eventId, [...eventIds])))
  return new Set(rows.map(row => row.id))
}

const chunk = 1_000

export async function insertFrame(tx: Tx, rows: (typeof labelFrame.$inferInsert)[]): Promise<void> {
  for (let i = 0; i < rows.length; i += chunk) await tx.insert(labelFrame).values(rows.slice(i, i + chunk))
}

export async function insertBatch(
  tx: Tx,
  batch: typeof labelBatch.$inferInsert,
  items: (typeof labelItem.$inferInsert)[],
  tasks: (typeof labelTask.$inferInsert)[],
): Promise<void> {
  await tx.insert(labelBatch).values(batch)
  await tx.insert(labelItem).values(items)
  await tx.insert(labelTask).values(tasks)
}

/** How many tasks each person still has to do. */
export async function selectOpenCounts(tx: Tx, workspaceId: Id, since: Instant): Promise<Map<Id, number>> {
  const found = await tx.execute<{ user_id: Id; n: number }>(sql`
    select t.user_id, count(*)::int as n from label_task t
    where t.workspace_id = ${workspaceId} and t.given_at > ${iso(since)}::timestamptz and not exists (
      select 1 from label l where l.workspace_id = t.workspace_id and l.task_id = t.id and l.undone_at is null)
    group by 1`)
  return new Map(found.rows.map(row => [row.user_id, row.n]))
}

/** One task of a person with the signal it is about. */
export interface TaskRow {
  id: Id
  itemId: Id
  week: string
  givenAt: Date
  eventId: string
  decisionId: Id
  accountId: Id | null
  terms: string[]
  weight: number
  probability: number
}

const taskColumns = {
  id: labelTask.id,
  itemId: labelTask.itemId,
  week: labelItem.week,
  givenAt: labelTask.givenAt,
  eventId: labelFrame.eventId,
  decisionId: labelFrame.decisionId,
  accountId: labelFrame.accountId,
  terms: labelFrame.terms,
  weight: labelFrame.weight,
  probability: labelFrame.probability,
}

const tasksWithSignals = (tx: Tx) =>
  tx
    .select({ ...taskColumns, labelId: label.id, verdict: label.verdict, at: label.at })
    .from(labelTask)
    .innerJoin(
      labelItem,
      and(eq(labelItem.workspaceId, labelTask.workspaceId), eq(labelItem.id, labelTask.itemId)),
    )
    .innerJoin(
      labelFrame,
      and(eq(labelFrame.workspaceId, labelItem.workspaceId), eq(labelFrame.eventId, labelItem.eventId)),
    )
    .leftJoin(
      label,
      and(
        eq(label.workspaceId, labelTask.workspaceId),
        eq(label.taskId, labelTask.id),
        isNull(label.undoneAt),
      ),
    )

/** A person's open tasks, in their order. */
export async function selectOpenTasks(tx: Tx, workspaceId: Id, userId: Id, since: Instant, most: number) {
  return tasksWithSignals(tx)
    .where(
      and(
        eq(labelTask.workspaceId, workspaceId),
        eq(labelTask.userId, userId),
        sql`${labelTask.givenAt} > ${iso(since)}::timestamptz`,
        isNull(label.id),
      ),
    )
    .orderBy(asc(labelTask.givenAt), asc(labelTask.position))
    .limit(most)
}

/** One task of a person, with its standing label; locked until the transaction ends. */
export async function lockTask(tx: Tx, workspaceId: Id, userId: Id, id: Id) {
  const rows = await tasksWithSignals(tx)
    .where(and(eq(labelTask.workspaceId, workspaceId), eq(labelTask.userId, userId), eq(labelTask.id, id)))
    .for('update', { of: labelTask })
  return rows[0]
}

/** A person's latest standing label since an instant, with its signal. */
export async function selectLastLabel(tx: Tx, workspaceId: Id, userId: Id, since: Instant) {
  const rows = await tasksWithSignals(tx)
    .where(
      and(
        eq(labelTask.workspaceId, workspaceId),
        eq(labelTask.userId, userId),
        sql`${label.at} > ${iso(since)}::timestamptz`,
      ),
    )
    .orderBy(desc(label.at))
    .limit(1)
  return rows[0]
}

export async function selectLabel(tx: Tx, workspaceId: Id, id: Id) {
  const rows = await tx
    .select()
    .from(label)
    .where(and(eq(label.workspaceId, workspaceId), eq(label.id, id)))
  return rows[0]
}

export async function insertLabel(tx: Tx, row: typeof label.$inferInsert): Promise<void> {
  await tx.insert(label).values(row)
}

export async function markUndone(tx: Tx, workspaceId: Id, id: Id, at: Instant): Promise<void> {
  await tx
    .update(label)
    .set({ undoneAt: new Date(at) })
    .where(and(eq(label.workspaceId, workspaceId), eq(label.id, id)))
}

/** What a person was given and has done, of the week of their latest task. */
export async function selectProgress(tx: Tx, workspaceId: Id, userId: Id, since: Instant) {
  const found = await tx.execute<{ week: string | null; total: number; done: number }>(sql`
    select max(i.week)::text as week, count(*)::int as total, count(l.id)::int as done
    from label_task t join label_item i on i.workspace_id = t.workspace_id and i.id = t.item_id
    left join label l on l.workspace_id = t.workspace_id and l.task_id = t.id and l.undone_at is null
    where t.workspace_id = ${workspaceId} and t.user_id = ${userId} and t.given_at > ${iso(since)}::timestamptz`)
  return found.rows[0]!
}

/** Per person: given and done since an instant. */
export async function selectPeopleProgress(tx: Tx, workspaceId: Id, since: Instant) {
  const found = await tx.execute<{ userId: Id; given: number; done: number }>(sql`
    select t.user_id as "userId", count(*)::int as given, count(l.id)::int as done
    from label_task t left join label l on l.workspace_id = t.workspace_id and l.task_id = t.id and l.undone_at is null
    where t.workspace_id = ${workspaceId} and t.given_at > ${iso(since)}::timestamptz group by 1`)
  return found.rows
}

/** Judged signals with everything their readers said. */
export async function selectJudged(tx: Tx, workspaceId: Id): Promise<(Judged & { week: string })[]> {
  const found = await tx.execute<Judged & { week: string } & Record<string, unknown>>(sql`
    select i.id as "itemId", i.week::text as week, f.terms, f.probability as chance,
      i.probability * f.looked_at as probability, array_agg(l.verdict order by l.at) as verdicts,
      (extract(epoch from max(l.at)) * 1000)::float8 as at
    from label l join label_task t on t.workspace_id = l.workspace_id and t.id = l.task_id
    join label_item i on i.workspace_id = t.workspace_id and i.id = t.item_id
    join label_frame f on f.workspace_id = i.workspace_id and f.event_id = i.event_id
    where l.workspace_id = ${workspaceId} and l.undone_at is null
    group by i.id, i.week, f.terms, f.probability, i.probability, f.looked_at`)
  return found.rows
}

/** How often each term was part of a signal since a week. */
export async function selectSeen(tx: Tx, workspaceId: Id, since: string): Promise<Map<string, number>> {
  const found = await tx.execute<{ term: string; n: number }>(sql`
    select term, round(sum(1 / looked_at))::int as n from
      (select unnest(terms) as term, looked_at from label_frame where workspace_id = ${workspaceId} and week >= ${since}::date) seen
    group by 1`)
  return new Map(found.rows.map(row => [row.term, row.n]))
}

/** Standing labels of accounts that the actor may see, newest first, and how many there are in all. */
export async function selectLabels(
  tx: Tx,
  actor: Actor,
  filter: { term?: string | undefined; verdict?: Verdict | undefined },
) {
  const where = sql`l.workspace_id = ${actor.workspaceId} and l.undone_at is null
    and (${filter.term ?? null}::text is null or ${filter.term ?? null} = any(f.terms))
    and (${filter.verdict ?? null}::text is null or l.verdict = ${filter.verdict ?? null})`
  const from = sql`label l join label_task t on t.workspace_id = l.workspace_id and t.id = l.task_id
    join label_item i on i.workspace_id = t.workspace_id and i.id = t.item_id
    join label_frame f on f.workspace_id = i.workspace_id and f.event_id = i.event_id`
  const total = await tx.execute<{ n: number }>(sql`select count(*)::int as n from ${from} where ${where}`)
  const found = await tx.execute<LabelRow>(sql`
    select l.id as "labelId", t.user_id as "userId", l.verdict, l.reason, l.words, l.at, f.type, f.act_at as "actAt",
      f.account_id as "accountId", account.name as "accountName", f.decision_id as "decisionId", f.weight, f.probability
    from ${from} join account on account.workspace_id = f.workspace_id and account.id = f.account_id
    where ${where} and ${visibleAccounts(actor)} order by l.at desc limit 200`)
  return { total: total.rows[0]!.n, items: found.rows }
}

interface LabelRow extends Record<string, unknown> {
  labelId: Id
  userId: Id
  verdict: Verdict
  reason: LabelReason | null
  words: string | null
  at: string
  type: string
  actAt: string
  accountId: Id
  accountName: string
  decisionId: Id
  weight: number
  probability: number
}
