import { and, eq, getTableColumns, inArray, isNull, type SQL, sql } from 'drizzle-orm'
import { account } from '#crm/account/index.ts'
import { byName, countUpTo, found, nameFirst, ordered, ownerIs, when } from '#crm/record/index.ts'
import type { Tx } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import { type Actor, visible } from '#platform/org/index.ts'
import type { ContactQuery } from './api.ts'
import { contact } from './tables.ts'

const { grams: _grams, searchText: _searchText, nameSort: _nameSort, ...own } = getTableColumns(contact)
const shown = { ...own, accountName: account.name }

export type ContactRow = Omit<typeof contact.$inferSelect, 'grams' | 'searchText' | 'nameSort'> & {
  accountName: string | null
}

const itsAccount = and(eq(account.workspaceId, contact.workspaceId), eq(account.id, contact.accountId))

/** The contacts of an actor's workspace that are there and that the actor may see. */
function visibleContacts(actor: Actor): SQL {
  return and(
    eq(contact.workspaceId, actor.workspaceId),
    isNull(contact.deletedAt),
    visible(actor, contact.ownerId, contact.departmentId),
  )!
}

function order(query: ContactQuery): SQL[] {
  if (query.q && !query.sort)
    return [nameFirst(query.q, contact.searchText), ...byName(contact.nameSort, contact.id, false)]
  if (query.sort === 'created') return ordered(contact.createdAt, contact.id, query.descending ?? true)
  if (query.sort === 'activity') return ordered(contact.lastActivityAt, contact.id, query.descending ?? true)
  return byName(contact.nameSort, contact.id, query.descending ?? false)
}

/** One page of the contacts an actor may see, and how many there are. */
export async function selectContacts(tx: Tx, actor: Actor, query: ContactQuery) {
  const where = and(
    visibleContacts(actor),
    query.kind === 'all' ? undefined : eq(contact.placeholder, query.kind === 'placeholder'),
    when(query.account, id => eq(contact.accountId, id)),
    when(query.owner, owner => ownerIs(actor, contact.ownerId, owner)),
    when(query.role, role => eq(contact.role, role)),
    found(query.q, contact.grams, contact.searchText),
  )
  const rows = await tx
    .select(shown)
    .from(contact)
    .leftJoin(account, itsAccount)
    .where(where)
    .orderBy(...order(query))
    .limit(query.size)
    .offset((query.page - 1) * query.size)
  return { rows, ...(await countUpTo(tx, sql`select 1 from ${contact} where ${where}`)) }
}

export async function selectContact(tx: Tx, actor: Actor, id: Id): Promise<ContactRow | undefined> {
  const where = and(visibleContacts(actor), eq(contact.id, id))
  const rows = await tx.select(shown).from(contact).leftJoin(account, itsAccount).where(where)
  return rows[0]
}

/** The row whatever its state, locked for a change. */
export async function lockContact(tx: Tx, actor: Actor, id: Id): Promise<ContactRow | undefined> {
  const rows = await tx
    .select(shown)
    .from(contact)
    .leftJoin(account, itsAccount)
    .where(
      and(
        eq(contact.workspaceId, actor.workspaceId),
        eq(contact.id, id),
        visible(actor, contact.ownerId, contact.departmentId),
      ),
    )
    .for('update', { of: contact })
  return rows[0]
}

/** Whoever was merged into a contact. */
export async function selectMergedInto(tx: Tx, workspaceId: Id, id: Id): Promise<ContactRow[]> {
  const where = and(eq(contact.workspaceId, workspaceId), eq(contact.mergedInto, id))
  return tx.select(shown).from(contact).leftJoin(account, itsAccount).where(where)
}

/** @returns false if a contact with this id is there already */
export async function insertContact(tx: Tx, row: typeof contact.$inferInsert): Promise<boolean> {
  const done = await tx.insert(contact).values(row).onConflictDoNothing()
  return done.rowCount === 1
}

/** Writes fields and counts the version up if it is still the expected one. @returns false if stale */
export async function updateContact(
  tx: Tx,
  workspaceId: Id,
  id: Id,
  version: number | undefined,
  set: Partial<typeof contact.$inferInsert>,
): Promise<boolean> {
  const done = await tx
    .update(contact)
    .set({ ...set, version: sql`${contact.version} + 1`, updatedAt: sql`now()` })
    .where(
      and(
        eq(contact.workspaceId, workspaceId),
        eq(contact.id, id),
        when(version, expected => eq(contact.version, expected)),
      ),
    )
  return done.rowCount === 1
}

export async function setTags(tx: Tx, workspaceId: Id, id: Id, tags: string[]): Promise<void> {
  await tx
    .update(contact)
    .set({ tags, updatedAt: sql`now()` })
    .where(and(eq(contact.workspaceId, workspaceId), eq(contact.id, id)))
}

export async function selectByIds(tx: Tx, workspaceId: Id, ids: readonly Id[]): Promise<ContactRow[]> {
  if (ids.length === 0) return []
  return tx
    .select(shown)
    .from(contact)
    .leftJoin(account, itsAccount)
    .where(and(eq(contact.workspaceId, workspaceId), inArray(contact.id, [...ids])))
}

/** Puts contacts that are in no account into one. @returns those that were put, with their account */
export async function placeContacts(
  tx: Tx,
  workspaceId: Id,
  pairs: readonly { contactId: Id; accountId: Id }[],
): Promise<{ contactId: Id; accountId: Id }[]> {
  const placed = await tx.execute<{ contactId: Id; accountId: Id }>(sql`
    update contact set account_id = w.account, version = version + 1, updated_at = now()
    from (select distinct on (c) c as contact, a as account
      from unnest(${sql.param(pairs.map(pair => pair.contactId))}::uuid[],
        ${sql.param(pairs.map(pair => pair.accountId))}::uuid[]) as u (c, a)) as w
    where contact.workspace_id = ${workspaceId} and contact.id = w.contact
      and contact.account_id is null and contact.deleted_at is null
    returning contact.id as "contactId", w.account as "accountId"`)
  return placed.rows
}

/** Moves "last activity" forward, never back. */
export async function updateActivity(
  tx: Tx,
  workspaceId: Id,
  acts: readonly { contactId: Id; at: Date }[],
): Promise<void> {
  await tx.execute(sql`
    update contact set last_activity_at = greatest(last_activity_at, s.at)
    from (select id, max(at) as at from unnest(${sql.param(acts.map(act => act.contactId))}::uuid[],
      ${sql.param(acts.map(act => act.at.toISOString()))}::timestamptz[]) as u (id, at) group by id) as s
    where contact.workspace_id = ${workspaceId} and contact.id = s.id`)
}
