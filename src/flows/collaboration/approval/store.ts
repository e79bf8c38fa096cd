import { and, asc, desc, eq, getTableColumns, inArray, lte, or, type SQL, sql } from 'drizzle-orm'
import type { Subject } from '#collaboration/mandate/api.ts'
import type { Tx } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/time.ts'
import { type Actor, visible } from '#platform/org/index.ts'
import type { Member, Organisation } from './model.ts'
import { approvalAct, approvalCase, approvalFlow, approvalPerson } from './tables.ts'

export type CaseRow = typeof approvalCase.$inferSelect & { accountName: string | null }
export type ActRow = typeof approvalAct.$inferSelect
export type FlowRow = typeof approvalFlow.$inferSelect

const shown = {
  ...getTableColumns(approvalCase),
  accountName: sql<
    string | null
  >`(select a.name from account a where a.workspace_id = ${approvalCase.workspaceId} and a.id = ${approvalCase.accountId})`,
}
const live = inArray(approvalCase.status, ['open', 'blocked', 'returned'])
const of = (workspaceId: Id) => eq(approvalCase.workspaceId, workspaceId)

const involves = (actor: Actor, waiting: boolean): SQL => sql`exists (
  select 1 from approval_person p where p.workspace_id = ${approvalCase.workspaceId} and p.case_id = ${approvalCase.id}
    and p.person_id = ${actor.id} ${waiting ? sql`and p.waiting` : sql``})`

/** Everybody who has to do with a case sees it, and whoever sees the owner's records. */
function visibleCases(actor: Actor): SQL | undefined {
  const scope = visible(actor, approvalCase.ownerId, approvalCase.departmentId)
  if (scope === undefined) return undefined
  const own = [approvalCase.authorId, approvalCase.askedBy].map(column => eq(column, actor.id!))
  return or(scope, ...(actor.id === null ? [] : [...own, involves(actor, false)]))
}

export async function selectCase(tx: Tx, actor: Actor, id: Id): Promise<CaseRow | undefined> {
  const where = and(of(actor.workspaceId), eq(approvalCase.id, id), visibleCases(actor))
  return (await tx.select(shown).from(approvalCase).where(where))[0]
}

/** Locked for a change; read anew after the lock. */
export async function lockCase(tx: Tx, actor: Actor, id: Id): Promise<CaseRow | undefined> {
  const where = and(of(actor.workspaceId), eq(approvalCase.id, id))
  await tx.select({ id: approvalCase.id }).from(approvalCase).where(where).for('update')
  return selectCase(tx, actor, id)
}

/** The newest case of a subject, or the newest that is bound to a hash. */
export async function selectNewest(
  tx: Tx,
  workspaceId: Id,
  by: { subject: Subject; subjectId: Id } & { live?: boolean; hash?: string },
): Promise<CaseRow | undefined> {
  const where = and(
    of(workspaceId),
    eq(approvalCase.subject, by.subject),
    eq(approvalCase.subjectId, by.subjectId),
    by.live ? live : undefined,
    by.hash === undefined ? undefined : eq(approvalCase.hash, by.hash),
  )
  const rows = await tx
    .select(shown)
    .from(approvalCase)
    .where(where)
    .orderBy(desc(approvalCase.askedAt))
    .limit(1)
  return rows[0]
}

export const pageSize = 30

export async function selectCases(tx: Tx, actor: Actor, box: 'waiting' | 'asked' | 'all', page: number) {
  const boxes = {
    waiting: involves(actor, true),
    asked: or(eq(approvalCase.askedBy, actor.id!), eq(approvalCase.authorId, actor.id!)),
    all: visibleCases(actor),
  }
  const where = and(of(actor.workspaceId), boxes[box])
  const rows = await tx
    .select(shown)
    .from(approvalCase)
    .where(where)
    // What waits longest comes first where it waits for somebody.
    .orderBy(box === 'waiting' ? asc(approvalCase.since) : desc(approvalCase.askedAt), approvalCase.id)
    .limit(pageSize)
    .offset((page - 1) * pageSize)
  return { rows, total: await tx.$count(approvalCase, where) }
}

export async function countWaiting(tx: Tx, actor: Actor): Promise<number> {
  if (actor.id === null) return 0
  return tx.$count(
    approvalPerson,
    and(
      eq(approvalPerson.workspaceId, actor.workspaceId),
      eq(approvalPerson.personId, actor.id),
      eq(approvalPerson.waiting, true),
    ),
  )
}

/** @returns false where there is a live case of the subject, or this id, already */
export async function insertCase(tx: Tx, row: typeof approvalCase.$inferInsert): Promise<boolean> {
  return (await tx.insert(approvalCase).values(row).onConflictDoNothing()).rowCount === 1
}

export async function updateCase(
  tx: Tx,
  workspaceId: Id,
  id: Id,
  set: Partial<typeof approvalCase.$inferInsert>,
): Promise<void> {
  await tx
    .update(approvalCase)
    .set(set)
    .where(and(of(workspaceId), eq(approvalCase.id, id)))
}

export async function insertAct(tx: Tx, row: typeof approvalAct.$inferInsert): Promise<void> {
  await tx.insert(approvalAct).values(row)
}

export async function selectActs(tx: Tx, workspaceId: Id, caseId: Id): Promise<ActRow[]> {
  return tx
    .select()
    .from(approvalAct)
    .where(and(eq(approvalAct.workspaceId, workspaceId), eq(approvalAct.caseId, caseId)))
    .orderBy(asc(approvalAct.position))
}

/** Who it waits for now; everybody else who was asked stays on the list of those who see it. @returns who is newly asked */
export async function saveWaiting(tx: Tx, row: CaseRow, now: Instant): Promise<Id[]> {
  const { workspaceId, id: caseId } = row
  const waiting = [...new Set(row.waitsFor.flatMap(({ signers }) => signers))]
  const where = and(eq(approvalPerson.workspaceId, workspaceId), eq(approvalPerson.caseId, caseId))
  const there = await tx.select().from(approvalPerson).where(where)
  const before = new Set(there.filter(each => each.waiting).map(({ personId }) => personId))
  const over = [...before].filter(id => !waiting.includes(id))
  if (over.length > 0)
    await tx
      .update(approvalPerson)
      .set({ waiting: false })
      .where(and(where, inArray(approvalPerson.personId, over)))
  const fresh = waiting.filter(id => !before.has(id))
  await addPeople(tx, row, fresh, true, now)
  return fresh
}

/** Lets people see a case; `waiting` also puts it into their inbox. */
export async function addPeople(tx: Tx, row: CaseRow, ids: readonly Id[], waiting: boolean, now: Instant) {
  if (ids.length === 0) return
  const values = ids.map(personId => ({
    ...{ workspaceId: row.workspaceId, caseId: row.id, personId, waiting },
    since: new Date(now),
  }))
  const insert = tx.insert(approvalPerson).values(values)
  const target = [approvalPerson.workspaceId, approvalPerson.caseId, approvalPerson.personId]
  await (waiting
    ? insert.onConflictDoUpdate({ target, set: { waiting: true, since: new Date(now) } })
    : insert.onConflictDoNothing())
}

/** Cases that something may have to be done about: late, blocked, or waiting for somebody who has gone; or all that are under way. */
export async function selectToTidy(tx: Tx, workspaceId: Id, now: Instant, all: boolean): Promise<CaseRow[]> {
  const gone = sql`exists (select 1 from approval_person p
    join member m on m.workspace_id = p.workspace_id and m.user_id = p.person_id
    where p.workspace_id = ${approvalCase.workspaceId} and p.case_id = ${approvalCase.id} and p.waiting and not m.active)`
  const due = and(eq(approvalCase.status, 'open'), lte(approvalCase.dueAt, new Date(now)))
  const which = all
    ? inArray(approvalCase.status, ['open', 'blocked'])
    : or(due, eq(approvalCase.status, 'blocked'), gone)
  return tx
    .select(shown)
    .from(approvalCase)
    .where(and(of(workspaceId), which))
    .orderBy(approvalCase.id)
}

/** The organisation as approvals see it. Who sees more than their own records leads the department they sit in, where it names no head. */
export async function selectOrganisation(tx: Tx, workspaceId: Id): Promise<Organisation> {
  const people = await tx.execute<Member & Record<string, unknown>>(sql`
    select m.user_id as id, m.department_id as "departmentId", m.role_id as "roleId",
      m.active and 'approval.decide' = any(r.permissions) as active,
      m.active and 'approval.read' = any(r.permissions) as reads, r.scope <> 'own' as leads
    from member m join role r on r.workspace_id = m.workspace_id and r.id = m.role_id
    where m.workspace_id = ${workspaceId} order by m.created_at, m.user_id`)
  const departments = await tx.execute<Organisation['departments'][number] & Record<string, unknown>>(sql`
    select id, parent_id as "parentId", head_id as "headId" from department where workspace_id = ${workspaceId}`)
  return { people: people.rows, departments: departments.rows }
}

/** Who is called when an approval finds nobody: those who write mandates. */
export async function selectWriters(tx: Tx, workspaceId: Id): Promise<Id[]> {
  const found = await tx.execute<{ id: Id }>(sql`
    select m.user_id as id from member m join role r on r.workspace_id = m.workspace_id and r.id = m.role_id
    where m.workspace_id = ${workspaceId} and m.active and 'mandate.write' = any(r.permissions)`)
  return found.rows.map(({ id }) => id)
}

export async function selectRoleIds(tx: Tx, workspaceId: Id): Promise<Id[]> {
  const found = await tx.execute<{ id: Id }>(sql`select id from role where workspace_id = ${workspaceId}`)
  return found.rows.map(({ id }) => id)
}

/** The newest version of a flow, or one by its number. */
export async function selectFlow(
  tx: Tx,
  workspaceId: Id,
  subject: Subject,
  version?: number,
): Promise<FlowRow | undefined> {
  const which = version === undefined ? undefined : eq(approvalFlow.version, version)
  const rows = await tx
    .select()
    .from(approvalFlow)
    .where(and(eq(approvalFlow.workspaceId, workspaceId), eq(approvalFlow.subject, subject), which))
    .orderBy(desc(approvalFlow.version))
    .limit(1)
  return rows[0]
}

export async function selectFlowVersions(tx: Tx, workspaceId: Id, subject: Subject) {
  const { steps: _, ...columns } = getTableColumns(approvalFlow)
  return tx
    .select(columns)
    .from(approvalFlow)
    .where(and(eq(approvalFlow.workspaceId, workspaceId), eq(approvalFlow.subject, subject)))
    .orderBy(desc(approvalFlow.version))
    .limit(200)
}

/** @returns false where there is such a version already */
export async function insertFlow(tx: Tx, row: typeof approvalFlow.$inferInsert): Promise<boolean> {
  return (await tx.insert(approvalFlow).values(row).onConflictDoNothing()).rowCount === 1
}
