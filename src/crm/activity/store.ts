import {
  and,
  arrayContains,
  asc,
  desc,
  eq,
  getTableColumns,
  inArray,
  isNotNull,
  isNull,
  or,
  type SQL,
  sql,
} from 'drizzle-orm'
import { account, visibleAccounts } from '#crm/account/index.ts'
import { countUpTo, when } from '#crm/record/index.ts'
import type { Tx } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import { type Actor, visible } from '#platform/org/index.ts'
import type { NoteQuery, TaskQuery } from './api.ts'
import { note, task } from './tables.ts'

export type NoteRow = typeof note.$inferSelect
export type TaskRow = typeof task.$inferSelect & { accountName: string | null }

/** Notes that an actor may see: their own, those of visible accounts, those of leads (whose visibility the caller checks). */
function visibleNotes(actor: Actor): SQL {
  const mine = actor.id === null ? undefined : eq(note.authorId, actor.id)
  const ofAccounts =
    actor.scope.kind === 'all'
      ? undefined
      : sql`exists (select 1 from ${account} where ${eq(account.id, note.accountId)} and ${visibleAccounts(actor)})`
  return and(
    eq(note.workspaceId, actor.workspaceId),
    ofAccounts && or(mine, isNull(note.accountId), ofAccounts),
  )!
}

/** One page of notes, newest first. */
export async function selectNotes(tx: Tx, actor: Actor, query: NoteQuery) {
  const where = and(
    visibleNotes(actor),
    isNull(note.deletedAt),
    when(query.account, id => eq(note.accountId, id)),
    when(query.lead, id => eq(note.leadId, id)),
    when(query.contact, id => arrayContains(note.contactIds, [id])),
    when(query.outcome, values => inArray(note.outcome, values)),
  )
  const rows = await tx
    .select()
    .from(note)
    .where(where)
    .orderBy(desc(note.at), desc(note.id))
    .limit(query.size)
    .offset((query.page - 1) * query.size)
  return { rows, ...(await countUpTo(tx, sql`select 1 from ${note} where ${where}`)) }
}

/** The note whatever its state, locked for a change. */
export async function lockNote(tx: Tx, actor: Actor, id: Id): Promise<NoteRow | undefined> {
  const where = and(visibleNotes(actor), eq(note.id, id))
  return (await tx.select().from(note).where(where).for('update', { of: note }))[0]
}

/** @returns false if a note with this id is there already */
export async function insertNote(tx: Tx, row: typeof note.$inferInsert): Promise<boolean> {
  const done = await tx.insert(note).values(row).onConflictDoNothing()
  return done.rowCount === 1
}

export async function updateNote(
  tx: Tx,
  workspaceId: Id,
  id: Id,
  set: Partial<typeof note.$inferInsert>,
): Promise<NoteRow> {
  const rows = await tx
    .update(note)
    .set({ ...set, version: sql`${note.version} + 1`, updatedAt: sql`now()` })
    .where(and(eq(note.workspaceId, workspaceId), eq(note.id, id)))
    .returning()
  return rows[0]!
}

export async function selectNotesByIds(tx: Tx, workspaceId: Id, ids: readonly Id[]): Promise<NoteRow[]> {
  if (ids.length === 0) return []
  return tx
    .select()
    .from(note)
    .where(and(eq(note.workspaceId, workspaceId), inArray(note.id, [...ids]), isNull(note.deletedAt)))
}

const shownTask = { ...getTableColumns(task), accountName: account.name }
const tasks = (tx: Tx) =>
  tx
    .select(shownTask)
    .from(task)
    .leftJoin(account, and(eq(account.workspaceId, task.workspaceId), eq(account.id, task.accountId)))

/** Tasks that an actor may see: by assignee and department, and those they set themselves. */
function visibleTasks(actor: Actor): SQL {
  const scoped = visible(actor, task.assigneeId, task.departmentId)
  return and(
    eq(task.workspaceId, actor.workspaceId),
    scoped && or(scoped, actor.id === null ? undefined : eq(task.createdBy, actor.id)),
  )!
}

/** One page of tasks, the earliest due first. */
export async function selectTasks(tx: Tx, actor: Actor, query: TaskQuery) {
  const where = and(
    visibleTasks(actor),
    isNull(task.deletedAt),
    when(query.assignee, who =>
      who === 'me'
        ? actor.id === null
          ? sql`false`
          : eq(task.assigneeId, actor.id)
        : eq(task.assigneeId, who),
    ),
    when(query.account, id => eq(task.accountId, id)),
    query.state === 'all' ? undefined : query.state === 'open' ? isNull(task.doneAt) : isNotNull(task.doneAt),
  )
  const order = query.state === 'done' ? [desc(task.doneAt)] : [sql`${task.dueAt} asc nulls last`]
  const rows = await tasks(tx)
    .where(where)
    .orderBy(...order, asc(task.id))
    .limit(query.size)
    .offset((query.page - 1) * query.size)
  return { rows, ...(await countUpTo(tx, sql`select 1 from ${task} where ${where}`)) }
}

/** The task whatever its state, locked for a change. */
export async function lockTask(tx: Tx, actor: Actor, id: Id): Promise<TaskRow | undefined> {
  const where = and(visibleTasks(actor), eq(task.id, id))
  return (await tasks(tx).where(where).for('update', { of: task }))[0]
}

/** @returns false if a task with this id or origin is there already */
export async function insertTask(tx: Tx, row: typeof task.$inferInsert): Promise<boolean> {
  const done = await tx.insert(task).values(row).onConflictDoNothing()
  return done.rowCount === 1
}

export async function updateTask(
  tx: Tx,
  workspaceId: Id,
  id: Id,
  set: Partial<typeof task.$inferInsert>,
): Promise<void> {
  await tx
    .update(task)
    .set({ ...set, version: sql`${task.version} + 1`, updatedAt: sql`now()` })
    .where(and(eq(task.workspaceId, workspaceId), eq(task.id, id)))
}
