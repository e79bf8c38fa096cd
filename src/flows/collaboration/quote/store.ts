import { and, asc, desc, eq, getTableColumns, gte, inArray, isNull, ne, or, type SQL, sql } from 'drizzle-orm'
import { account } from '#crm/account/index.ts'
import { byName, countUpTo, found, nameFirst, ordered, ownerIs, when } from '#crm/record/index.ts'
import type { Tx } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/time.ts'
import { type Actor, visible } from '#platform/org/index.ts'
import type { QuoteQuery, QuoteState } from './api.ts'
import { quote, quoteRevision } from './tables.ts'

const { grams: _grams, searchText: _searchText, nameSort: _nameSort, ...own } = getTableColumns(quote)

export type QuoteRow = Omit<typeof quote.$inferSelect, 'grams' | 'searchText' | 'nameSort'> & {
  accountName: string | null
  opportunityName: string | null
  /** The draft version that the newest revision was made of. */
  issuedDraft: number | null
}
export type RevisionRow = typeof quoteRevision.$inferSelect

const shown = {
  ...own,
  accountName: account.name,
  opportunityName: sql<
    string | null
  >`(select o.name from opportunity o where o.workspace_id = ${quote.workspaceId} and o.id = ${quote.opportunityId})`,
  issuedDraft: sql<
    number | null
  >`(select r.draft_version from quote_revision r where r.workspace_id = ${quote.workspaceId} and r.hash = ${quote.hash})`,
}

const rows = (tx: Tx) =>
  tx
    .select(shown)
    .from(quote)
    .leftJoin(account, and(eq(account.workspaceId, quote.workspaceId), eq(account.id, quote.accountId)))

const visibleQuotes = (actor: Actor): SQL =>
  and(eq(quote.workspaceId, actor.workspaceId), visible(actor, quote.ownerId, quote.departmentId))!

function inStates(states: readonly QuoteState[], now: Date): SQL | undefined {
  const over = and(eq(quote.status, 'issued'), sql`${quote.validUntil} <= ${now}`)
  return or(
    ...states.map(state => {
      if (state === 'expired') return over
      if (state === 'issued') return and(eq(quote.status, 'issued'), sql`${quote.validUntil} > ${now}`)
      return eq(quote.status, state)
    }),
  )
}

function order(query: QuoteQuery): SQL[] {
  if (query.q && !query.sort)
    return [nameFirst(query.q, quote.searchText), ...ordered(quote.updatedAt, quote.id, true)]
  if (query.sort === 'name') return byName(quote.nameSort, quote.id, query.descending ?? false)
  if (query.sort === 'amount') return ordered(quote.amount, quote.id, query.descending ?? true)
  return ordered(quote.updatedAt, quote.id, query.descending ?? true)
}

export async function selectQuotes(tx: Tx, actor: Actor, query: QuoteQuery, now: Instant) {
  const where = and(
    visibleQuotes(actor),
    isNull(quote.deletedAt),
    when(query.account, id => eq(quote.accountId, id)),
    when(query.opportunity, id => eq(quote.opportunityId, id)),
    when(query.owner, owner => ownerIs(actor, quote.ownerId, owner)),
    when(query.state, states => inStates(states, new Date(now))),
    found(query.q, quote.grams, quote.searchText),
  )
  const items = await rows(tx)
    .where(where)
    .orderBy(...order(query))
    .limit(query.size)
    .offset((query.page - 1) * query.size)
  return { rows: items, ...(await countUpTo(tx, sql`select 1 from ${quote} where ${where}`)) }
}

export async function selectQuote(tx: Tx, actor: Actor, id: Id): Promise<QuoteRow | undefined> {
  return (await rows(tx).where(and(visibleQuotes(actor), isNull(quote.deletedAt), eq(quote.id, id))))[0]
}

/** Locks a quote for a change, whatever its state. @returns whether there is one */
export async function lockQuote(tx: Tx, actor: Actor, id: Id): Promise<boolean> {
  const where = and(visibleQuotes(actor), eq(quote.id, id))
  return (await tx.select({ id: quote.id }).from(quote).where(where).for('update')).length > 0
}

/** @returns false if a quote with this id is there already */
export async function insertQuote(tx: Tx, row: typeof quote.$inferInsert): Promise<boolean> {
  const done = await tx
    .insert(quote)
    .values(row)
    .onConflictDoNothing({ target: [quote.workspaceId, quote.id] })
  return done.rowCount === 1
}

export async function updateQuote(
  tx: Tx,
  workspaceId: Id,
  id: Id,
  set: Partial<typeof quote.$inferInsert>,
): Promise<void> {
  await tx
    .update(quote)
    .set({ ...set, updatedAt: sql`now()` })
    .where(and(eq(quote.workspaceId, workspaceId), eq(quote.id, id)))
}

/** The next number of a day, from 1. */
export async function nextOfDay(tx: Tx, workspaceId: Id, day: string): Promise<number> {
  const counted = await tx.execute<{ last: number }>(sql`
    insert into quote_counter (workspace_id, day, last) values (${workspaceId}, ${day}, 1)
    on conflict (workspace_id, day) do update set last = quote_counter.last + 1 returning last`)
  return counted.rows[0]!.last
}

export async function insertRevision(tx: Tx, row: typeof quoteRevision.$inferInsert): Promise<void> {
  await tx.insert(quoteRevision).values(row)
}

/** Revisions of a quote, newest first, without their content. */
export async function selectRevisions(tx: Tx, workspaceId: Id, quoteId: Id) {
  return tx
    .select({
      number: quoteRevision.number,
      hash: quoteRevision.hash,
      draftVersion: quoteRevision.draftVersion,
      issuedAt: quoteRevision.issuedAt,
      issuedBy: quoteRevision.issuedBy,
      validUntil: quoteRevision.validUntil,
      gross: sql<number>`(${quoteRevision.content} #>> '{priced,totals,gross}')::bigint`.mapWith(Number),
      currency: sql<string>`${quoteRevision.content} #>> '{terms,currency}'`,
    })
    .from(quoteRevision)
    .where(and(eq(quoteRevision.workspaceId, workspaceId), eq(quoteRevision.quoteId, quoteId)))
    .orderBy(desc(quoteRevision.number))
}

export async function selectRevision(
  tx: Tx,
  workspaceId: Id,
  by: { hash: string } | { quoteId: Id; number: number },
): Promise<RevisionRow | undefined> {
  const which =
    'hash' in by
      ? eq(quoteRevision.hash, by.hash)
      : and(eq(quoteRevision.quoteId, by.quoteId), eq(quoteRevision.number, by.number))
  return (
    await tx
      .select()
      .from(quoteRevision)
      .where(and(eq(quoteRevision.workspaceId, workspaceId), which))
  )[0]
}

/** The standing quotes of an account (and opportunity) that were last issued since an instant: what a deal may have been split into. */
export async function selectIssuedSince(
  tx: Tx,
  workspaceId: Id,
  of: { accountId: Id; opportunityId: Id | null },
  since: Instant,
) {
  return tx
    .select({
      quoteId: quote.id,
      hash: quoteRevision.hash,
      amount: quote.amount,
      currency: quote.currency,
      status: quote.status,
      ownerId: quote.ownerId,
      issuedAt: quoteRevision.issuedAt,
    })
    .from(quote)
    .innerJoin(
      quoteRevision,
      and(eq(quoteRevision.workspaceId, quote.workspaceId), eq(quoteRevision.hash, quote.hash)),
    )
    .where(
      and(
        eq(quote.workspaceId, workspaceId),
        eq(quote.accountId, of.accountId),
        of.opportunityId === null ? undefined : eq(quote.opportunityId, of.opportunityId),
        ne(quote.status, 'withdrawn'),
        ne(quote.status, 'declined'),
        isNull(quote.deletedAt),
        gte(quoteRevision.issuedAt, new Date(since)),
      ),
    )
}

export type Issue = Awaited<ReturnType<typeof selectIssues>>[number]

/** What was issued since an instant, to one account or to all: of every revision when, how long it holds and what it comes to. */
export async function selectIssues(tx: Tx, workspaceId: Id, since: Instant, accountId?: Id) {
  return tx
    .select({
      quoteId: quote.id,
      accountId: quote.accountId,
      opportunityId: quote.opportunityId,
      status: quote.status,
      closedAt: quote.closedAt,
      issuedAt: quoteRevision.issuedAt,
      validUntil: quoteRevision.validUntil,
      amount: minorAt('{priced,totals,gross}'),
      currency: sql<string>`${quoteRevision.content} #>> '{terms,currency}'`,
      /** The total in the base currency of the quote, where it names one. */
      baseAmount: minorAt('{priced,base,gross}'),
      baseCurrency: sql<string | null>`${quoteRevision.content} #>> '{priced,base,currency}'`,
    })
    .from(quoteRevision)
    .innerJoin(
      quote,
      and(eq(quoteRevision.workspaceId, quote.workspaceId), eq(quoteRevision.quoteId, quote.id)),
    )
    .where(
      and(
        eq(quoteRevision.workspaceId, workspaceId),
        when(accountId, id => eq(quote.accountId, id)),
        gte(quoteRevision.issuedAt, new Date(since)),
        isNull(quote.deletedAt),
      ),
    )
    .orderBy(asc(quoteRevision.issuedAt), asc(quoteRevision.hash))
}

const minorAt = (path: string) =>
  sql<number | null>`(${quoteRevision.content} #>> ${path}::text[])::bigint`.mapWith((value: unknown) =>
    value === null ? null : Number(value),
  )

/** Revisions issued since an instant, oldest first, with whose quote they are; at most 5000. */
export async function selectRevisionsSince(tx: Tx, workspaceId: Id, since: Instant) {
  const { id, accountId, opportunityId, departmentId, ownerId, number, name } = quote
  return tx
    .select({
      revision: quoteRevision,
      quote: { id, accountId, opportunityId, departmentId, ownerId, number, name },
    })
    .from(quoteRevision)
    .innerJoin(
      quote,
      and(eq(quoteRevision.workspaceId, quote.workspaceId), eq(quoteRevision.quoteId, quote.id)),
    )
    .where(
      and(
        eq(quoteRevision.workspaceId, workspaceId),
        gte(quoteRevision.issuedAt, new Date(since)),
        isNull(quote.deletedAt),
      ),
    )
    .orderBy(asc(quoteRevision.issuedAt), asc(quoteRevision.hash))
    .limit(5000)
}

/** Held until the transaction ends. */
export async function lockAccountQuotes(tx: Tx, accountId: Id): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`quotes of ${accountId}`}, 0))`)
}

/** What a mandate may be limited to of customers, by their ids. */
export async function accountPlaces(
  tx: Tx,
  workspaceId: Id,
  ids: readonly Id[],
): Promise<Map<Id, { tier: string | null; regionId: Id | null }>> {
  if (ids.length === 0) return new Map()
  const { id, tier, regionId } = account
  const where = and(eq(account.workspaceId, workspaceId), inArray(id, [...ids]))
  const found = await tx.select({ id, tier, regionId }).from(account).where(where)
  return new Map(found.map(row => [row.id, row]))
}

export async function workspaceName(tx: Tx, workspaceId: Id): Promise<string> {
  const found = await tx.execute<{ name: string }>(sql`select name from workspace where id = ${workspaceId}`)
  return found.rows[0]?.name ?? ''
}
