import { and, asc, desc, eq, getTableColumns, gte, ilike, inArray, lt, or, type SQL, sql } from 'drizzle-orm'
import { account } from '#crm/account/index.ts'
import { countUpTo, ownerIs, when } from '#crm/record/index.ts'
import type { Tx } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import type { LocalDate } from '#lib/calendar/index.ts'
import type { DueItem } from '#lib/payment/index.ts'
import { type Actor, visible } from '#platform/org/index.ts'
import { paymentPlan, receivable } from './tables.ts'

export type PlanRow = typeof paymentPlan.$inferSelect & { accountName: string | null }
export type ReceivableRow = typeof receivable.$inferSelect &
  Pick<
    PlanRow,
    'quoteId' | 'accountId' | 'number' | 'name' | 'currency' | 'ownerId' | 'accountName' | 'sellers'
  >

const accountOfPlan = and(
  eq(account.workspaceId, paymentPlan.workspaceId),
  eq(account.id, paymentPlan.accountId),
)

const shown = {
  ...getTableColumns(receivable),
  quoteId: paymentPlan.quoteId,
  accountId: paymentPlan.accountId,
  number: paymentPlan.number,
  name: paymentPlan.name,
  currency: paymentPlan.currency,
  ownerId: paymentPlan.ownerId,
  sellers: paymentPlan.sellers,
  accountName: account.name,
}

const receivables = (tx: Tx) =>
  tx
    .select(shown)
    .from(receivable)
    .innerJoin(
      paymentPlan,
      and(
        eq(paymentPlan.workspaceId, receivable.workspaceId),
        eq(paymentPlan.contractId, receivable.contractId),
      ),
    )
    .leftJoin(account, accountOfPlan)

/** Text of people in a LIKE pattern means itself. */
const containing = (text: string) => `%${text.replace(/[\\%_]/g, '\\$&')}%`

const mentions = (q: string): SQL | undefined =>
  or(
    ilike(paymentPlan.name, containing(q)),
    ilike(paymentPlan.number, containing(q)),
    ilike(account.name, containing(q)),
    ilike(account.shortName, containing(q)),
    sql`strpos(${account.searchText}, ${q.toLowerCase()}) > 0`,
  )

const isOpen = lt(receivable.received, receivable.amount)

const ofTab = (tab: 'due' | 'overdue' | 'paid', today: LocalDate): SQL | undefined => {
  if (tab === 'paid') return gte(receivable.received, receivable.amount)
  return and(isOpen, tab === 'due' ? gte(receivable.dueDay, today) : lt(receivable.dueDay, today))
}

interface ListQuery {
  tab: 'due' | 'overdue' | 'paid'
  q?: string | undefined
  owner?: Id | 'me' | 'none' | undefined
  account?: Id | undefined
  page: number
  size: number
}

/** One page of what is owed or paid within the actor's scope: the oldest debt first, of what is paid the latest. */
export async function selectReceivables(tx: Tx, actor: Actor, query: ListQuery, today: LocalDate) {
  const where = and(
    eq(receivable.workspaceId, actor.workspaceId),
    visible(actor, paymentPlan.ownerId, paymentPlan.departmentId),
    ofTab(query.tab, today),
    when(query.q || undefined, mentions),
    when(query.owner, owner => ownerIs(actor, paymentPlan.ownerId, owner)),
    when(query.account, id => eq(paymentPlan.accountId, id)),
  )
  const order =
    query.tab === 'paid'
      ? [sql`${receivable.settledDay} desc nulls last`, asc(receivable.id)]
      : [asc(receivable.dueDay), asc(receivable.id)]
  const items = await receivables(tx)
    .where(where)
    .orderBy(...order)
    .limit(query.size)
    .offset((query.page - 1) * query.size)
  const counted = sql`select 1 from receivable join payment_plan on payment_plan.workspace_id = receivable.workspace_id
    and payment_plan.contract_id = receivable.contract_id left join account on account.workspace_id = payment_plan.workspace_id
    and account.id = payment_plan.account_id where ${where}`
  return { rows: items as ReceivableRow[], ...(await countUpTo(tx, counted)) }
}

export interface TabSum {
  tab: 'due' | 'overdue' | 'paid'
  currency: string
  count: number
  amount: number
}

/** Counts and sums per tab and currency: of open ones what is missing, of paid ones what came. */
export async function sumTabs(
  tx: Tx,
  actor: Actor,
  owner: Id | 'me' | 'none' | undefined,
  today: LocalDate,
): Promise<TabSum[]> {
  const tab = sql<TabSum['tab']>`case when ${receivable.received} >= ${receivable.amount} then 'paid'
    when ${receivable.dueDay} < ${today} then 'overdue' else 'due' end`
  const amount = sql<number>`sum(case when ${receivable.received} >= ${receivable.amount} then ${receivable.amount}
    else ${receivable.amount} - ${receivable.received} end)::bigint`
  return tx
    .select({
      tab,
      currency: paymentPlan.currency,
      count: sql<number>`count(*)::int`,
      amount: amount.mapWith(Number),
    })
    .from(receivable)
    .innerJoin(
      paymentPlan,
      and(
        eq(paymentPlan.workspaceId, receivable.workspaceId),
        eq(paymentPlan.contractId, receivable.contractId),
      ),
    )
    .where(
      and(
        eq(receivable.workspaceId, actor.workspaceId),
        visible(actor, paymentPlan.ownerId, paymentPlan.departmentId),
        when(owner, each => ownerIs(actor, paymentPlan.ownerId, each)),
      ),
    )
    .groupBy(sql`1`, paymentPlan.currency)
}

/** Receivables by id, whoever asks. */
export async function receivablesById(tx: Tx, workspaceId: Id, ids: readonly Id[]): Promise<ReceivableRow[]> {
  if (ids.length === 0) return []
  return receivables(tx).where(and(eq(receivable.workspaceId, workspaceId), inArray(receivable.id, [...ids])))
}

export async function receivablesOfPlan(tx: Tx, workspaceId: Id, contractId: Id): Promise<ReceivableRow[]> {
  return receivables(tx)
    .where(and(eq(receivable.workspaceId, workspaceId), eq(receivable.contractId, contractId)))
    .orderBy(asc(receivable.place))
}

/** Open items whose deal or customer is named so, for choosing by hand. */
export async function findOpen(tx: Tx, workspaceId: Id, q: string): Promise<ReceivableRow[]> {
  return receivables(tx)
    .where(and(eq(receivable.workspaceId, workspaceId), isOpen, mentions(q)))
    .orderBy(asc(receivable.dueDay))
    .limit(20)
}

/** Open items with a due day up to a day, for notices. */
export async function openUntil(tx: Tx, workspaceId: Id, day: LocalDate): Promise<ReceivableRow[]> {
  return receivables(tx)
    .where(and(eq(receivable.workspaceId, workspaceId), isOpen, sql`${receivable.dueDay} <= ${day}`))
    .orderBy(asc(receivable.dueDay))
}

/** Everything open as the matching takes it: with the numbers of the deal and the names that pay for the customer. */
export async function selectDues(tx: Tx, workspaceId: Id): Promise<DueItem[]> {
  const rows = await tx
    .select({
      id: receivable.id,
      contractId: receivable.contractId,
      accountId: paymentPlan.accountId,
      place: receivable.place,
      dueDay: receivable.dueDay,
      open: sql<number>`${receivable.amount} - ${receivable.received}`.mapWith(Number),
      currency: paymentPlan.currency,
      references: paymentPlan.referenceNumbers,
      name: account.name,
      known: sql<
        string[]
      >`array(select k.payer from known_payer k where k.workspace_id = ${paymentPlan.workspaceId} and k.account_id = ${paymentPlan.accountId})`,
    })
    .from(receivable)
    .innerJoin(
      paymentPlan,
      and(
        eq(paymentPlan.workspaceId, receivable.workspaceId),
        eq(paymentPlan.contractId, receivable.contractId),
      ),
    )
    .innerJoin(account, accountOfPlan)
    .where(and(eq(receivable.workspaceId, workspaceId), isOpen))
  return rows.map(({ name, known, ...due }) => ({ ...due, payers: [name, ...known] }))
}

/** @returns false where the contract has its plan already */
export async function insertPlan(
  tx: Tx,
  plan: typeof paymentPlan.$inferInsert,
  payments: (typeof receivable.$inferInsert)[],
): Promise<boolean> {
  const done = await tx.insert(paymentPlan).values(plan).onConflictDoNothing()
  if (done.rowCount !== 1) return false
  if (payments.length > 0) await tx.insert(receivable).values(payments)
  return true
}

const plans = (tx: Tx) =>
  tx
    .select({ ...getTableColumns(paymentPlan), accountName: account.name })
    .from(paymentPlan)
    .leftJoin(account, accountOfPlan)

/** A plan within the actor's scope, by its contract or by its quote (then the newest). */
export async function selectPlan(
  tx: Tx,
  actor: Actor,
  by: { contractId: Id } | { quoteId: Id },
): Promise<PlanRow | undefined> {
  const which =
    'contractId' in by ? eq(paymentPlan.contractId, by.contractId) : eq(paymentPlan.quoteId, by.quoteId)
  const scope = visible(actor, paymentPlan.ownerId, paymentPlan.departmentId)
  const found = await plans(tx)
    .where(and(eq(paymentPlan.workspaceId, actor.workspaceId), which, scope))
    .orderBy(desc(paymentPlan.createdAt))
    .limit(1)
  return found[0]
}

/** Plans whatever the scope: for what confirming money has to know. */
export async function plansById(tx: Tx, workspaceId: Id, ids: readonly Id[]): Promise<PlanRow[]> {
  if (ids.length === 0) return []
  return plans(tx).where(
    and(eq(paymentPlan.workspaceId, workspaceId), inArray(paymentPlan.contractId, [...ids])),
  )
}

/** Adds to what is received of an item; negative takes away. `day` settles it where it becomes whole. */
export async function addReceived(
  tx: Tx,
  workspaceId: Id,
  id: Id,
  amount: number,
  day: LocalDate,
): Promise<void> {
  await tx
    .update(receivable)
    .set({
      received: sql`${receivable.received} + ${amount}`,
      settledDay: sql`case when ${receivable.received} + ${amount} >= ${receivable.amount} then ${day}::date else null end`,
    })
    .where(and(eq(receivable.workspaceId, workspaceId), eq(receivable.id, id)))
}

/** What the quote and the contract are called, and who made them. Neither need be there: the event says enough. */
export async function dealFacts(tx: Tx, workspaceId: Id, contractId: Id, quoteId: Id, hash: string) {
  const found = await tx.execute<{
    quote_number: string | null
    quote_name: string | null
    contract_number: string | null
    owner_id: Id | null
    department_id: Id | null
    issued_by: Id | null
  }>(sql`
    select q.number as quote_number, q.name as quote_name, q.owner_id, q.department_id, r.issued_by, c.number as contract_number
    from (select 1) one
      left join quote q on q.workspace_id = ${workspaceId} and q.id = ${quoteId}
      left join quote_revision r on r.workspace_id = ${workspaceId} and r.hash = ${hash}
      left join contract c on c.workspace_id = ${workspaceId} and c.id = ${contractId}`)
  return found.rows[0]!
}

/** Notes that people were told; false where they were before. */
export async function noteTold(tx: Tx, workspaceId: Id, receivableId: Id, kind: string, day: LocalDate) {
  const done = await tx.execute(sql`
    insert into payment_notice (workspace_id, receivable_id, kind, told_day) values (${workspaceId}, ${receivableId}, ${kind}, ${day})
    on conflict do nothing`)
  return done.rowCount === 1
}

/** One at a time: who confirms, takes back or matches sees what the other did. */
export async function lockPayments(tx: Tx, workspaceId: Id): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`payment ${workspaceId}`}, 0))`)
}
