import { and, asc, count, eq, getTableColumns, gte, inArray, or, type SQL, sql } from 'drizzle-orm'
import { account } from '#crm/account/index.ts'
import { countUpTo, ownerIs, when } from '#crm/record/index.ts'
import type { Tx } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/time.ts'
import { type Actor, visible } from '#platform/org/index.ts'
import type { LoopQuery, LoopStep, Stretch } from './api.ts'
import type { Facts } from './model.ts'
import { loopLine } from './tables.ts'

export type LineRow = typeof loopLine.$inferSelect & { accountName: string | null }
export type FactsRow = Facts & {
  ids: { contractId: Id | null; deliveryId: Id | null; caseId: Id | null }
  head: {
    number: string
    name: string
    accountId: Id
    departmentId: Id | null
    amount: number
    currency: string
  }
}

const at = (value: unknown): Instant | null => (value === null ? null : new Date(value as string).getTime())

/** What the modules say of some deals, or of all. */
export async function selectFacts(tx: Tx, workspaceId: Id, quoteIds?: readonly Id[]): Promise<FactsRow[]> {
  const only = quoteIds ? sql`and f.quote_id = any(${sql.param([...quoteIds])}::uuid[])` : sql``
  const found = await tx.execute<Record<string, unknown>>(
    sql`select f.*, e.signed_at as heard_signed_at from deal_facts f
      left join delivery_deal e on e.workspace_id = f.workspace_id and e.quote_id = f.quote_id
      where f.workspace_id = ${workspaceId} ${only}`,
  )
  return found.rows.map(factsOf)
}

function factsOf(row: Record<string, unknown>): FactsRow {
  const text = (name: string) => row[name] as string
  const maybe = (name: string) => row[name] as string | null
  return {
    quoteId: text('quote_id'),
    ownerId: maybe('owner_id'),
    status: row.status as Facts['status'],
    revision: row.revision as number | null,
    hash: maybe('hash'),
    validUntil: at(row.valid_until),
    createdAt: at(row.created_at)!,
    closedAt: at(row.closed_at),
    issuedAt: at(row.issued_at),
    clearedBy: row.cleared_by as Facts['clearedBy'],
    clearedAt: at(row.cleared_at),
    case: caseOf(row, 'case', maybe('case_hash')) as Facts['case'],
    contract: row.contract_id === null ? null : contractOf(row),
    delivery:
      row.delivery_id === null
        ? null
        : {
            state: text('delivery_state'),
            at: at(row.slot_at)!,
            since: at(row.delivery_since)!,
            leadId: maybe('lead_id'),
          },
    heardSignedAt: at(row.heard_signed_at),
    coveredAt: at(row.covered_at),
    dueOn: maybe('due_on'),
    byHand: row.by_hand === true,
    approvers: Number(row.approvers),
    ids: { contractId: maybe('contract_id'), deliveryId: maybe('delivery_id'), caseId: maybe('case_id') },
    head: {
      ...{ number: text('number'), name: text('name'), accountId: text('account_id') },
      ...{ departmentId: maybe('department_id'), amount: Number(row.amount), currency: text('currency') },
    },
  }
}

function caseOf(row: Record<string, unknown>, prefix: 'case' | 'contract_case', hash: string | null) {
  const status = row[`${prefix}_status`] as string | null
  if (status === null) return null
  const waiting = (row[`${prefix}_waiting`] as Id[] | null) ?? []
  return { status, since: at(row[`${prefix}_since`])!, waiting, hash: hash ?? '' }
}

function contractOf(row: Record<string, unknown>): NonNullable<Facts['contract']> {
  return {
    status: row.contract_status as string,
    at: at(row.contract_at)!,
    sentAt: at(row.sent_at),
    byUsAt: at(row.signed_by_us_at),
    byCustomerAt: at(row.signed_by_customer_at),
    closedAt: at(row.contract_closed_at),
    case: caseOf(row, 'contract_case', null),
  }
}

/** The deal of something an event names: a contract, or an approval's case. */
export async function quoteOfContract(tx: Tx, workspaceId: Id, contractId: Id): Promise<Id | undefined> {
  const found = await tx.execute<{ quote_id: Id }>(
    sql`select quote_id from contract where workspace_id = ${workspaceId} and id = ${contractId}`,
  )
  return found.rows[0]?.quote_id
}

export async function saveLine(tx: Tx, row: typeof loopLine.$inferInsert): Promise<void> {
  const { workspaceId: _w, quoteId: _q, ...set } = row
  await tx
    .insert(loopLine)
    .values(row)
    .onConflictDoUpdate({ target: [loopLine.workspaceId, loopLine.quoteId], set })
}

/** Lines of deals that are no more. */
export async function deleteLines(tx: Tx, workspaceId: Id, quoteIds: readonly Id[]): Promise<void> {
  if (quoteIds.length === 0) return
  await tx
    .delete(loopLine)
    .where(and(eq(loopLine.workspaceId, workspaceId), inArray(loopLine.quoteId, [...quoteIds])))
}

/**
 * Deals to be read again: without a line, changed after their line was made, or past their last day since then; and, once a day, every open one.
 */
export async function selectStale(tx: Tx, workspaceId: Id, now: Instant, most: number): Promise<Id[]> {
  const instant = new Date(now).toISOString()
  const found = await tx.execute<{ quote_id: Id }>(sql`
    select q.id as quote_id from quote q
    left join loop_line l on l.workspace_id = q.workspace_id and l.quote_id = q.id
    where q.workspace_id = ${workspaceId} and q.deleted_at is null and (l.quote_id is null
      or (l.state = 'open' and (l.refreshed_at < ${instant}::timestamptz - interval '1 day'
        or (l.valid_until <= ${instant}::timestamptz and l.refreshed_at < l.valid_until))))
    limit ${most}`)
  return found.rows.map(row => row.quote_id)
}

const { ...columns } = getTableColumns(loopLine)
const waitsForMe = (actor: Actor): SQL =>
  actor.id === null ? sql`false` : sql`${loopLine.waitsFor} @> array[${actor.id}]::uuid[]`

/** What an actor may see: their scope's deals, and whatever waits for them. */
function seen(actor: Actor): SQL | undefined {
  const scope = visible(actor, loopLine.ownerId, loopLine.departmentId)
  return and(eq(loopLine.workspaceId, actor.workspaceId), scope && or(scope, waitsForMe(actor)))
}

function found(actor: Actor, query: Omit<LoopQuery, 'step' | 'page' | 'size'>): SQL | undefined {
  return and(
    seen(actor),
    when(query.owner, owner => ownerIs(actor, loopLine.ownerId, owner)),
    when(query.department, id => eq(loopLine.departmentId, id)),
    when(query.state, states => inArray(loopLine.state, states)),
    query.mine ? waitsForMe(actor) : undefined,
    when(
      query.q,
      q =>
        sql`(strpos(lower(${loopLine.name}), lower(${q})) > 0 or strpos(${loopLine.number}, ${q}) > 0 or strpos(${account.name}, ${q}) > 0)`,
    ),
  )
}

const joined = and(eq(account.workspaceId, loopLine.workspaceId), eq(account.id, loopLine.accountId))

export async function selectLines(tx: Tx, actor: Actor, query: LoopQuery) {
  const where = and(
    found(actor, query),
    when(query.step, step => eq(loopLine.step, step)),
  )
  const rows = await tx
    .select({ ...columns, accountName: account.name })
    .from(loopLine)
    .leftJoin(account, joined)
    .where(where)
    .orderBy(sql`${loopLine.state} <> 'open'`, asc(loopLine.since), asc(loopLine.quoteId))
    .limit(query.size)
    .offset((query.page - 1) * query.size)
  const all = sql`select 1 from ${loopLine} left join ${account} on ${joined} where ${where}`
  return { rows, ...(await countUpTo(tx, all)) }
}

/** Open deals by step. */
export async function countSteps(tx: Tx, actor: Actor, query: LoopQuery) {
  return tx
    .select({
      step: loopLine.step,
      n: count(),
      mine: sql<number>`count(*) filter (where ${waitsForMe(actor)})::int`,
    })
    .from(loopLine)
    .leftJoin(account, joined)
    .where(and(found(actor, query), eq(loopLine.state, 'open')))
    .groupBy(loopLine.step)
}

export async function selectLine(tx: Tx, actor: Actor, quoteId: Id): Promise<LineRow | undefined> {
  const [row] = await tx
    .select({ ...columns, accountName: account.name })
    .from(loopLine)
    .leftJoin(account, joined)
    .where(and(seen(actor), eq(loopLine.quoteId, quoteId)))
  return row
}

const spans: Record<LoopStep, [begun: SQL, done: SQL]> = {
  quote: [sql`created_at`, sql`issued_at`],
  approval: [sql`issued_at`, sql`cleared_at`],
  contract: [sql`cleared_at`, sql`signed_at`],
  slot: [sql`cleared_at`, sql`slot_at`],
  payment: [sql`signed_at`, sql`covered_at`],
  delivery: [sql`covered_at`, sql`done_at`],
}

/** Median time of what ended in a period, and of how many. A step that was done before it could begin took no time. */
async function median(tx: Tx, where: SQL | undefined, [begun, done]: [SQL, SQL], from: Date, to: Date) {
  const answer = await tx.execute<{ n: number; median: number | null }>(sql`
    select count(*)::int as n, percentile_cont(0.5) within group (order by
      greatest(0, extract(epoch from ${done} - ${begun})))::float8 * 1000 as median
    from (select ${loopLine}.* from ${loopLine} where ${where}) as l
    where ${begun} is not null and ${done} >= ${from.toISOString()}::timestamptz and ${done} < ${to.toISOString()}::timestamptz`)
  const { n, median: value } = answer.rows[0]!
  return { n, median: value === null ? null : Math.round(value) }
}

export async function selectFigures(tx: Tx, actor: Actor, query: Stretch, from: Date, to: Date) {
  const where = and(
    seen(actor),
    when(query.owner, owner => ownerIs(actor, loopLine.ownerId, owner)),
    when(query.department, id => eq(loopLine.departmentId, id)),
  )
  const medians = []
  for (const [step, span] of Object.entries(spans) as [LoopStep, [SQL, SQL]][])
    medians.push({ step, ...(await median(tx, where, span, from, to)) })
  const whole = await median(tx, where, [sql`created_at`, sql`covered_at`], from, to)
  const [closed] = await tx
    .select({
      n: count(),
      inside: sql<number>`count(*) filter (where ${loopLine.inside})::int`,
      asked: sql<number>`coalesce(sum(${loopLine.asked}), 0)::int`,
    })
    .from(loopLine)
    .where(
      and(
        where,
        gte(loopLine.coveredAt, from),
        sql`${loopLine.coveredAt} < ${to.toISOString()}::timestamptz`,
      ),
    )
  return { medians, whole, closed: closed! }
}
