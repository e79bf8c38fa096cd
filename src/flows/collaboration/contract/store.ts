import { and, asc, desc, eq, getTableColumns, inArray, isNull, ne, or, type SQL, sql } from 'drizzle-orm'
import { account } from '#crm/account/index.ts'
import { byName, countUpTo, found, nameFirst, ordered, ownerIs, when } from '#crm/record/index.ts'
import type { Tx } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/time.ts'
import { type Actor, visible } from '#platform/org/index.ts'
import type { ContractQuery, ContractState, SignatureMark } from './api.ts'
import { openStates } from './model.ts'
import {
  contract,
  contractEventRow,
  contractLink,
  contractMark,
  contractPerson,
  contractVersion,
  type LinkRow,
  type ContractRow as Row,
  type VersionRow,
} from './tables.ts'

const { grams: _grams, searchText: _searchText, nameSort: _nameSort, ...own } = getTableColumns(contract)

export type ContractRow = Omit<Row, 'grams' | 'searchText' | 'nameSort'> & { accountName: string | null }
export type { LinkRow, VersionRow }

const rows = (tx: Tx) =>
  tx
    .select({ ...own, accountName: account.name })
    .from(contract)
    .leftJoin(account, and(eq(account.workspaceId, contract.workspaceId), eq(account.id, contract.accountId)))

const visibleContracts = (actor: Actor): SQL =>
  and(eq(contract.workspaceId, actor.workspaceId), visible(actor, contract.ownerId, contract.departmentId))!

function inStates(states: readonly ContractState[], now: Date): SQL | undefined {
  const running = (status: ContractState) => (openStates as readonly ContractState[]).includes(status)
  return or(
    ...states.map(state => {
      if (state === 'expired')
        return or(
          eq(contract.status, 'expired'),
          and(inArray(contract.status, [...openStates]), sql`${contract.expiresAt} <= ${now}`),
        )
      return running(state)
        ? and(eq(contract.status, state), sql`${contract.expiresAt} > ${now}`)
        : eq(contract.status, state)
    }),
  )
}

function order(query: ContractQuery): SQL[] {
  if (query.q && !query.sort)
    return [nameFirst(query.q, contract.searchText), ...ordered(contract.updatedAt, contract.id, true)]
  if (query.sort === 'name') return byName(contract.nameSort, contract.id, query.descending ?? false)
  if (query.sort === 'amount') return ordered(contract.amount, contract.id, query.descending ?? true)
  return ordered(contract.updatedAt, contract.id, query.descending ?? true)
}

export async function selectContracts(tx: Tx, actor: Actor, query: ContractQuery, now: Instant) {
  const where = and(
    visibleContracts(actor),
    when(query.account, id => eq(contract.accountId, id)),
    when(query.quote, id => eq(contract.quoteId, id)),
    when(query.owner, owner => ownerIs(actor, contract.ownerId, owner)),
    when(query.state, states => inStates(states, new Date(now))),
    found(query.q, contract.grams, contract.searchText),
  )
  const items = await rows(tx)
    .where(where)
    .orderBy(...order(query))
    .limit(query.size)
    .offset((query.page - 1) * query.size)
  return { rows: items, ...(await countUpTo(tx, sql`select 1 from ${contract} where ${where}`)) }
}

export async function selectContract(tx: Tx, actor: Actor, id: Id): Promise<ContractRow | undefined> {
  return (await rows(tx).where(and(visibleContracts(actor), eq(contract.id, id))))[0]
}

/** The contract of a quote that wasn't withdrawn; else the last one that was. */
export async function selectOfQuote(tx: Tx, actor: Actor, quoteId: Id): Promise<ContractRow | undefined> {
  return (
    await rows(tx)
      .where(and(visibleContracts(actor), eq(contract.quoteId, quoteId)))
      .orderBy(sql`${contract.status} = 'withdrawn'`, desc(contract.createdAt))
      .limit(1)
  )[0]
}

/** Locks a contract for a change. @returns whether the actor may see one */
export async function lockContract(tx: Tx, actor: Actor, id: Id): Promise<boolean> {
  const where = and(visibleContracts(actor), eq(contract.id, id))
  return (await tx.select({ id: contract.id }).from(contract).where(where).for('update')).length > 0
}

/** @returns false if the quote has a living contract already */
export async function insertContract(tx: Tx, row: typeof contract.$inferInsert): Promise<boolean> {
  const done = await tx
    .insert(contract)
    .values(row)
    .onConflictDoNothing({
      target: [contract.workspaceId, contract.quoteId],
      where: ne(contract.status, sql`'withdrawn'`),
    })
  return done.rowCount === 1
}

export async function updateContract(
  tx: Tx,
  row: { workspaceId: Id; id: Id },
  set: Partial<typeof contract.$inferInsert>,
  at: Date,
): Promise<void> {
  await tx
    .update(contract)
    .set({ ...set, updatedAt: at })
    .where(and(eq(contract.workspaceId, row.workspaceId), eq(contract.id, row.id)))
}

/** The next number of a day, from 1. */
export async function nextOfDay(tx: Tx, workspaceId: Id, day: string): Promise<number> {
  const counted = await tx.execute<{ last: number }>(sql`
    insert into contract_counter (workspace_id, day, last) values (${workspaceId}, ${day}, 1)
    on conflict (workspace_id, day) do update set last = contract_counter.last + 1 returning last`)
  return counted.rows[0]!.last
}

/** Our own side as it stood in the newest contract, so that it is typed once. */
export async function lastSeller(tx: Tx, workspaceId: Id): Promise<Row['draft']['seller'] | undefined> {
  const found = await tx
    .select({ draft: contract.draft })
    .from(contract)
    .where(eq(contract.workspaceId, workspaceId))
    .orderBy(desc(contract.createdAt))
    .limit(1)
  return found[0]?.draft.seller
}

export async function insertVersion(tx: Tx, row: typeof contractVersion.$inferInsert): Promise<void> {
  await tx.insert(contractVersion).values(row)
}

/** Versions of a contract, oldest first. */
export const selectVersions = (tx: Tx, workspaceId: Id, contractId: Id): Promise<VersionRow[]> =>
  tx
    .select()
    .from(contractVersion)
    .where(and(eq(contractVersion.workspaceId, workspaceId), eq(contractVersion.contractId, contractId)))
    .orderBy(asc(contractVersion.number))

export async function selectVersion(
  tx: Tx,
  workspaceId: Id,
  contractId: Id,
  by: { hash: string } | { number: number },
): Promise<VersionRow | undefined> {
  const which = 'hash' in by ? eq(contractVersion.hash, by.hash) : eq(contractVersion.number, by.number)
  return (
    await tx
      .select()
      .from(contractVersion)
      .where(
        and(eq(contractVersion.workspaceId, workspaceId), eq(contractVersion.contractId, contractId), which),
      )
  )[0]
}

/** A version by its hash alone. */
export async function selectVersionByHash(
  tx: Tx,
  workspaceId: Id,
  hash: string,
): Promise<VersionRow | undefined> {
  const where = and(eq(contractVersion.workspaceId, workspaceId), eq(contractVersion.hash, hash))
  return (await tx.select().from(contractVersion).where(where))[0]
}

/** The chain of a contract in its order, with the persons that weren't erased. */
export const selectEvents = (tx: Tx, workspaceId: Id, contractId: Id) =>
  tx
    .select({ ...getTableColumns(contractEventRow), person: contractPerson.person })
    .from(contractEventRow)
    .leftJoin(
      contractPerson,
      and(
        eq(contractPerson.workspaceId, contractEventRow.workspaceId),
        eq(contractPerson.contractId, contractEventRow.contractId),
        eq(contractPerson.seq, contractEventRow.seq),
      ),
    )
    .where(and(eq(contractEventRow.workspaceId, workspaceId), eq(contractEventRow.contractId, contractId)))
    .orderBy(asc(contractEventRow.seq))

export async function insertEvent(
  tx: Tx,
  row: typeof contractEventRow.$inferInsert,
  person: typeof contractPerson.$inferInsert | undefined,
): Promise<void> {
  await tx.insert(contractEventRow).values(row)
  if (person) await tx.insert(contractPerson).values(person)
}

export async function insertMark(tx: Tx, row: typeof contractMark.$inferInsert): Promise<void> {
  await tx.insert(contractMark).values(row).onConflictDoNothing()
}

/** What each side has signed a version with. */
export async function selectMarks(
  tx: Tx,
  workspaceId: Id,
  contractId: Id,
  hash: string,
): Promise<{ us: SignatureMark | null; customer: SignatureMark | null }> {
  const found = await tx
    .select()
    .from(contractMark)
    .where(
      and(
        eq(contractMark.workspaceId, workspaceId),
        eq(contractMark.contractId, contractId),
        eq(contractMark.hash, hash),
      ),
    )
  const of = (side: 'us' | 'customer') => found.find(row => row.side === side)?.mark ?? null
  return { us: of('us'), customer: of('customer') }
}

export async function placeOf(tx: Tx, tokenHash: string) {
  const found = await tx.execute<{ workspaceId: Id; id: Id }>(
    sql`select workspace_id as "workspaceId", id from contract_link_place(${tokenHash})`,
  )
  return found.rows[0]
}

export async function envelopePlace(tx: Tx, envelope: string) {
  const found = await tx.execute<{ workspaceId: Id; id: Id }>(
    sql`select workspace_id as "workspaceId", id from contract_envelope_place(${envelope})`,
  )
  return found.rows[0]
}

/** In any workspace: contracts whose time is over, and effective ones without their file. */
export async function selectDue(tx: Tx, now: Date) {
  const found = await tx.execute<{ workspaceId: Id; id: Id; due: 'expiry' | 'file' }>(
    sql`select workspace_id as "workspaceId", id, due from contracts_due(${now})`,
  )
  return found.rows
}

/** The newest link of a contract that wasn't revoked. */
export async function selectLink(
  tx: Tx,
  workspaceId: Id,
  by: { id: Id } | { contractId: Id },
): Promise<LinkRow | undefined> {
  const which =
    'id' in by
      ? eq(contractLink.id, by.id)
      : and(eq(contractLink.contractId, by.contractId), isNull(contractLink.revokedAt))
  return (
    await tx
      .select()
      .from(contractLink)
      .where(and(eq(contractLink.workspaceId, workspaceId), which))
      .orderBy(desc(contractLink.createdAt))
      .limit(1)
  )[0]
}

export async function insertLink(tx: Tx, row: typeof contractLink.$inferInsert): Promise<void> {
  await tx.insert(contractLink).values(row)
}

export async function updateLink(
  tx: Tx,
  link: { workspaceId: Id; id: Id },
  set: Partial<typeof contractLink.$inferInsert>,
): Promise<void> {
  await tx
    .update(contractLink)
    .set(set)
    .where(and(eq(contractLink.workspaceId, link.workspaceId), eq(contractLink.id, link.id)))
}

/** Ends every link of a contract. */
export async function revokeLinks(tx: Tx, workspaceId: Id, contractId: Id, at: Date): Promise<void> {
  await tx
    .update(contractLink)
    .set({ revokedAt: at })
    .where(
      and(
        eq(contractLink.workspaceId, workspaceId),
        eq(contractLink.contractId, contractId),
        isNull(contractLink.revokedAt),
      ),
    )
}
