import { and, desc, eq, getTableColumns, inArray, isNull, type SQL, sql } from 'drizzle-orm'
import { account } from '#crm/account/index.ts'
import { contact } from '#crm/contact/index.ts'
import { byName, countUpTo, found, nameFirst, ordered, ownerIs, when } from '#crm/record/index.ts'
import type { Tx } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import { type Actor, visible } from '#platform/org/index.ts'
import type { LeadQuery } from './api.ts'
import { openStatuses } from './model.ts'
import { lead } from './tables.ts'

const { grams: _grams, searchText: _searchText, nameSort: _nameSort, ...own } = getTableColumns(lead)
const shown = { ...own, accountName: account.name, contactName: contact.name }

export type LeadRow = Omit<typeof lead.$inferSelect, 'grams' | 'searchText' | 'nameSort'> & {
  accountName: string | null
  contactName: string | null
}

const rows = (tx: Tx) =>
  tx
    .select(shown)
    .from(lead)
    .leftJoin(account, and(eq(account.workspaceId, lead.workspaceId), eq(account.id, lead.accountId)))
    .leftJoin(contact, and(eq(contact.workspaceId, lead.workspaceId), eq(contact.id, lead.contactId)))

function visibleLeads(actor: Actor): SQL {
  return and(
    eq(lead.workspaceId, actor.workspaceId),
    isNull(lead.deletedAt),
    visible(actor, lead.ownerId, lead.departmentId),
  )!
}

function order(query: LeadQuery): SQL[] {
  if (query.q && !query.sort)
    return [nameFirst(query.q, lead.searchText), ...byName(lead.nameSort, lead.id, false)]
  if (query.sort === 'name') return byName(lead.nameSort, lead.id, query.descending ?? false)
  if (query.sort === 'created') return ordered(lead.createdAt, lead.id, query.descending ?? true)
  const urgency = sql`strpos('SABCD', ${lead.priority})`
  return [query.descending ? desc(urgency) : urgency, desc(lead.createdAt), sql`${lead.id}`]
}

/** One page of the leads an actor may see, and how many there are. */
export async function selectLeads(tx: Tx, actor: Actor, query: LeadQuery) {
  const where = and(
    visibleLeads(actor),
    when(query.account, id => eq(lead.accountId, id)),
    when(query.owner, owner => ownerIs(actor, lead.ownerId, owner)),
    when(query.status, values => inArray(lead.status, values)),
    when(query.priority, values => inArray(lead.priority, values)),
    when(query.source, source => eq(lead.source, source)),
    found(query.q, lead.grams, lead.searchText),
  )
  const items = await rows(tx)
    .where(where)
    .orderBy(...order(query))
    .limit(query.size)
    .offset((query.page - 1) * query.size)
  return { rows: items, ...(await countUpTo(tx, sql`select 1 from ${lead} where ${where}`)) }
}

export async function selectLead(tx: Tx, actor: Actor, id: Id): Promise<LeadRow | undefined> {
  return (await rows(tx).where(and(visibleLeads(actor), eq(lead.id, id))))[0]
}

/** A lead that the actor entered, whoever owns it. */
export async function selectOwn(tx: Tx, actor: Actor, id: Id): Promise<LeadRow | undefined> {
  const entered = actor.id === null ? isNull(lead.createdBy) : eq(lead.createdBy, actor.id)
  return (await rows(tx).where(and(eq(lead.workspaceId, actor.workspaceId), eq(lead.id, id), entered)))[0]
}

/** The row whatever its state, locked for a change. */
export async function lockLead(tx: Tx, actor: Actor, id: Id): Promise<LeadRow | undefined> {
  const mine = visible(actor, lead.ownerId, lead.departmentId)
  const found = await rows(tx)
    .where(and(eq(lead.workspaceId, actor.workspaceId), eq(lead.id, id), mine))
    .for('update', { of: lead })
  return found[0]
}

/** The newest open lead of an account, locked. */
export async function lockNewestOpenLead(
  tx: Tx,
  workspaceId: Id,
  accountId: Id,
): Promise<LeadRow | undefined> {
  const found = await rows(tx)
    .where(
      and(
        eq(lead.workspaceId, workspaceId),
        eq(lead.accountId, accountId),
        isNull(lead.deletedAt),
        inArray(lead.status, openStatuses),
      ),
    )
    .orderBy(desc(lead.createdAt), desc(lead.id))
    .limit(1)
    .for('update', { of: lead })
  return found[0]
}

/** @returns false if a lead with this id is there already */
export async function insertLead(tx: Tx, row: typeof lead.$inferInsert): Promise<boolean> {
  const done = await tx.insert(lead).values(row).onConflictDoNothing()
  return done.rowCount === 1
}

/** Writes fields and counts the version up if it is still the expected one. @returns false if stale */
export async function updateLead(
  tx: Tx,
  workspaceId: Id,
  id: Id,
  version: number | undefined,
  set: Partial<typeof lead.$inferInsert>,
): Promise<boolean> {
  const done = await tx
    .update(lead)
    .set({ ...set, version: sql`${lead.version} + 1`, updatedAt: sql`now()` })
    .where(
      and(
        eq(lead.workspaceId, workspaceId),
        eq(lead.id, id),
        when(version, expected => eq(lead.version, expected)),
      ),
    )
  return done.rowCount === 1
}
