import { sql } from 'drizzle-orm'
import type { Tx } from '#db/connection.ts'
import { type Id, isId } from '#kernel/id.ts'
import type { Instant } from '#kernel/time.ts'
import type { Sums } from '#lib/experiment/index.ts'
import type { ExperimentQuery } from './api.ts'
import type { Act, Design } from './model.ts'

/** A row as the driver gives it. */
type Row<T> = T & Record<string, unknown>

/** An act as its row has it. */
export type ActRow = Row<
  Pick<Act, 'id' | 'type' | 'at' | 'props'> & {
    customer: Id | null
    person: Id | null
    opportunity: string | null
  }
>

export type Ending = 'superseded' | 'retired' | 'stopped' | 'shipped' | 'rolled-back'

export interface RunRow extends Record<string, unknown> {
  id: Id
  strategyId: string
  number: number
  design: Design
  designKey: string
  tuning: number
  startedAt: Instant
  endedAt: Instant | null
  ending: Ending | null
  mixedAccounts: number
}

const runColumns =
  sql.raw(`id, strategy_id as "strategyId", number, design, design_key as "designKey", tuning,
  (extract(epoch from started_at) * 1000)::bigint as "startedAt", (extract(epoch from ended_at) * 1000)::bigint as "endedAt", ending, mixed_accounts as "mixedAccounts"`)

const date = (at: Instant) => sql`${new Date(at).toISOString()}::timestamptz`
const uuids = (ids: readonly Id[]) => sql`${sql.param([...ids])}::uuid[]`
const texts = (list: readonly string[]) => sql`${sql.param([...list])}::text[]`

/** One at a time per strategy; until the end of the transaction. */
export async function lockStrategy(tx: Tx, workspaceId: Id, strategyId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(7041, hashtext(${`${workspaceId} ${strategyId}`}))`)
}

/**
 * Exposures share it, the counting of outcomes has it alone: so an act is counted either by the exposure, which looks at what the
 * log has already been counted to, or by the counting, which sees the exposure. Never by both, never by neither.
 */
export async function lockPosition(tx: Tx, workspaceId: Id, alone: boolean): Promise<number | undefined> {
  const lock = sql.raw(alone ? 'pg_advisory_xact_lock' : 'pg_advisory_xact_lock_shared')
  await tx.execute(sql`select ${lock}(7042, hashtext(${workspaceId}))`)
  const found = await tx.execute<{ seq: number }>(
    sql`select seq from experiment_position where workspace_id = ${workspaceId}`,
  )
  return found.rows[0]?.seq
}

export async function savePosition(tx: Tx, workspaceId: Id, seq: number): Promise<void> {
  await tx.execute(sql`
    insert into experiment_position (workspace_id, seq) values (${workspaceId}, ${seq})
    on conflict (workspace_id) do update set seq = excluded.seq`)
}

/** The run that a version belongs to; null if it is no experiment, undefined if that was not settled yet. */
export async function runOfVersion(
  tx: Tx,
  workspaceId: Id,
  strategyId: string,
  version: number,
): Promise<Id | null | undefined> {
  const found = await tx.execute<{ run: Id | null }>(sql`
    select run_id as run from experiment_version
    where workspace_id = ${workspaceId} and strategy_id = ${strategyId} and version = ${version}`)
  return found.rows[0]?.run
}

export async function latestRun(tx: Tx, workspaceId: Id, strategyId: string): Promise<RunRow | undefined> {
  const found = await tx.execute<RunRow>(sql`
    select ${runColumns} from experiment_run where workspace_id = ${workspaceId} and strategy_id = ${strategyId}
    order by number desc limit 1`)
  return found.rows[0]
}

export async function selectRun(tx: Tx, workspaceId: Id, id: Id): Promise<RunRow | undefined> {
  const found = await tx.execute<RunRow>(
    sql`select ${runColumns} from experiment_run where workspace_id = ${workspaceId} and id = ${id}`,
  )
  return found.rows[0]
}

/** One page of the runs, the latest first, and how many there are. */
export async function selectRuns(
  tx: Tx,
  workspaceId: Id,
  { strategy, page, size }: ExperimentQuery,
): Promise<{ runs: RunRow[]; total: number }> {
  const where = sql`workspace_id = ${workspaceId} ${strategy === undefined ? sql`` : sql`and strategy_id = ${strategy}`}`
  const found = await tx.execute<RunRow>(sql`
    select ${runColumns} from experiment_run where ${where}
    order by started_at desc, number desc, id limit ${size} offset ${(page - 1) * size}`)
  const counted = await tx.execute<{ total: number }>(
    sql`select count(*) as total from experiment_run where ${where}`,
  )
  return { runs: found.rows, total: counted.rows[0]!.total }
}

export async function insertRun(
  tx: Tx,
  workspaceId: Id,
  run: Pick<RunRow, 'id' | 'strategyId' | 'number' | 'design' | 'designKey' | 'tuning'> & { at: Instant },
): Promise<void> {
  await tx.execute(sql`
    insert into experiment_run (workspace_id, id, strategy_id, number, design, design_key, tuning, started_at)
    values (${workspaceId}, ${run.id}, ${run.strategyId}, ${run.number}, ${JSON.stringify(run.design)}, ${run.designKey},
      ${run.tuning}, ${date(run.at)})`)
}

export async function insertVersion(
  tx: Tx,
  workspaceId: Id,
  strategyId: string,
  version: number,
  run: Id | null,
): Promise<void> {
  await tx.execute(sql`
    insert into experiment_version (workspace_id, strategy_id, version, run_id)
    values (${workspaceId}, ${strategyId}, ${version}, ${run}) on conflict do nothing`)
}

export async function versionsOf(tx: Tx, workspaceId: Id): Promise<{ run: Id; version: number }[]> {
  const found = await tx.execute<{ run: Id; version: number }>(sql`
    select run_id as run, version from experiment_version
    where workspace_id = ${workspaceId} and run_id is not null order by version`)
  return found.rows
}

/** @returns false if it had ended already */
export async function endRun(tx: Tx, workspaceId: Id, id: Id, ending: Ending, at: Instant): Promise<boolean> {
  const done = await tx.execute(sql`
    update experiment_run set ended_at = ${date(at)}, ending = ${ending}
    where workspace_id = ${workspaceId} and id = ${id} and ended_at is null`)
  return done.rowCount === 1
}

interface Unit {
  run: Id
  unit: string
  arm: string
  accountId: Id | null
  exposedAt: Instant
  maturesAt: Instant
  day: string
  segments: Record<string, string>
  touches: number
  value: number
  guards: number[]
}

export interface NewUnit extends Unit {
  firingId: string
  decisionId: Id
}

/** @returns false for a unit that was exposed before: the first exposure counts */
export async function insertUnit(tx: Tx, workspaceId: Id, unit: NewUnit): Promise<boolean> {
  const done = await tx.execute(sql`
    insert into experiment_unit (workspace_id, run_id, unit, arm, account_id, exposed_at, matures_at, day, segments, touches, value,
      guards, firing_id, decision_id)
    values (${workspaceId}, ${unit.run}, ${unit.unit}, ${unit.arm}, ${unit.accountId}, ${unit.exposedAt}, ${unit.maturesAt},
      ${unit.day}::date, ${JSON.stringify(unit.segments)}, ${unit.touches}, ${unit.value},
      ${sql.param(unit.guards)}::float8[], ${unit.firingId}, ${unit.decisionId})
    on conflict do nothing`)
  if (done.rowCount !== 1) return false
  await tx.execute(sql`
    update experiment_run set open_until = greatest(open_until, ${unit.maturesAt})
    where workspace_id = ${workspaceId} and id = ${unit.run} and open_until < ${unit.maturesAt}`)
  return true
}

/** One exposure at a time of an account's people, until the end of the transaction: two at once would each miss the other's arm. */
export async function lockAccount(tx: Tx, run: Id, accountId: Id): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(7043, hashtext(${`${run} ${accountId}`}))`)
}

/** Arms in which other units of an account stand. */
export async function armsOfAccount(
  tx: Tx,
  workspaceId: Id,
  run: Id,
  accountId: Id,
  but: string,
): Promise<string[]> {
  const found = await tx.execute<{ arm: string }>(sql`
    select distinct arm from experiment_unit
    where workspace_id = ${workspaceId} and run_id = ${run} and account_id = ${accountId} and unit <> ${but}`)
  return found.rows.map(row => row.arm)
}

export async function countMixed(tx: Tx, workspaceId: Id, run: Id): Promise<void> {
  await tx.execute(sql`
    update experiment_run set mixed_accounts = mixed_accounts + 1 where workspace_id = ${workspaceId} and id = ${run}`)
}

export interface CellChange extends Sums {
  run: Id
  arm: string
  dimension: string
  value: string
  day: string
  guards: number[]
}

/** Adds to the sums; always in the same order, so that two writers never wait for each other. */
export async function addToCells(tx: Tx, workspaceId: Id, changes: readonly CellChange[]): Promise<void> {
  if (changes.length === 0) return
  await tx.execute(sql`
    insert into experiment_cell as cell (workspace_id, run_id, arm, dimension, value, day, n, y, yy, x, xx, xy, guards)
    select ${workspaceId}, run, arm, dimension, value, day::date, n, y, yy, x, xx, xy, guards
    from jsonb_to_recordset(${JSON.stringify(changes)}::jsonb) as c(run uuid, arm text, dimension text, value text, day text,
      n bigint, y float8, yy float8, x float8, xx float8, xy float8, guards float8[])
    order by run, dimension, value, day, arm
    on conflict (workspace_id, run_id, dimension, value, day, arm) do update set n = cell.n + excluded.n, y = cell.y + excluded.y,
      yy = cell.yy + excluded.yy, x = cell.x + excluded.x, xx = cell.xx + excluded.xx, xy = cell.xy + excluded.xy,
      guards = (select array_agg(a + b order by i) from unnest(cell.guards, excluded.guards) with ordinality as g(a, b, i))`)
}

export async function addToBaseline(
  tx: Tx,
  workspaceId: Id,
  run: Id,
  arm: string,
  known: Record<string, number>,
): Promise<void> {
  const rows = Object.entries(known).map(([name, x]) => ({ name, x }))
  await tx.execute(sql`
    insert into experiment_baseline as b (workspace_id, run_id, arm, name, n, x, xx)
    select ${workspaceId}, ${run}, ${arm}, name, 1, x, x * x
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as c(name text, x float8) order by name
    on conflict (workspace_id, run_id, arm, name) do update set n = b.n + 1, x = b.x + excluded.x, xx = b.xx + excluded.xx`)
}

/** Runs with units to which an act at `at` or later may still count. */
export async function openRuns(tx: Tx, workspaceId: Id, at: Instant): Promise<{ id: Id; design: Design }[]> {
  const found = await tx.execute<{ id: Id; design: Design }>(sql`
    select id, design from experiment_run where workspace_id = ${workspaceId} and open_until >= ${at}`)
  return found.rows
}

export interface UnitRow extends Unit, Record<string, unknown> {}

/** Units that acts of these accounts and persons may be outcomes of. */
export async function unitsOf(
  tx: Tx,
  workspaceId: Id,
  runs: readonly Id[],
  accounts: readonly Id[],
  persons: readonly Id[],
  from: Instant,
): Promise<UnitRow[]> {
  const found = await tx.execute<UnitRow>(sql`
    select run_id as run, unit, arm, account_id as "accountId", exposed_at as "exposedAt", matures_at as "maturesAt",
      day::text, segments, touches, value, guards
    from experiment_unit
    where workspace_id = ${workspaceId} and run_id = any(${uuids(runs)}) and matures_at >= ${from}
      and (account_id = any(${uuids(accounts)}) or unit = any(${texts([...accounts, ...persons])}))`)
  return found.rows
}

export async function saveUnits(tx: Tx, workspaceId: Id, units: readonly UnitRow[]): Promise<void> {
  const rows = units.map(({ run, unit, value, guards }) => ({ run, unit, value, guards }))
  await tx.execute(sql`
    update experiment_unit u set value = c.value, guards = c.guards
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as c(run uuid, unit text, value float8, guards float8[])
    where u.workspace_id = ${workspaceId} and u.run_id = c.run and u.unit = c.unit`)
}

/** Acts of a unit after its exposure that the counting has already gone past. */
export async function countedActs(
  tx: Tx,
  workspaceId: Id,
  of: {
    accountId: Id | null
    unit: string
    types: ReadonlySet<string>
    from: Instant
    to: Instant
    upTo: number
  },
): Promise<Act[]> {
  const found = await tx.execute<ActRow>(sql`
    select id, type, at, customer, person, opportunity, props from event_log
    where workspace_id = ${workspaceId} and kind = 'event' and seq <= ${of.upTo} and at > ${of.from} and at <= ${of.to}
      and (customer = ${of.accountId} or person = ${isId(of.unit) ? of.unit : null}) and type = any(${texts([...of.types])})
    order by seq`)
  return found.rows.map(actOf)
}

/** As the log tells it: what an act doesn't name is missing, not null, so that conditions see the same both ways. */
export function actOf({ customer, person, opportunity, ...act }: ActRow): Act {
  return {
    ...act,
    ...(customer !== null && { customer }),
    ...(person !== null && { person }),
    ...(opportunity !== null && { opportunity }),
  }
}

const before = 90 * 86_400_000

/** What is known of a unit before its exposure: touches and visits in 90 days, and days since the account was entered. */
export async function knownBefore(
  tx: Tx,
  workspaceId: Id,
  of: { accountId: Id | null; unit: string; isPerson: boolean; at: Instant },
): Promise<{ touches: number; visits: number; age: number }> {
  const whose = of.isPerson && isId(of.unit) ? sql`person = ${of.unit}` : sql`customer = ${of.accountId}`
  const found = await tx.execute<{ touches: number; visits: number; age: number | null }>(sql`
    select count(*)::int as touches,
      (count(*) filter (where type = 'activity.note_added' and props->>'kind' = 'visit'))::int as visits,
      (select extract(epoch from ${date(of.at)} - created_at) / 86400 from account
        where workspace_id = ${workspaceId} and id = ${of.accountId})::float8 as age
    from event_log
    where workspace_id = ${workspaceId} and kind = 'event' and ${whose} and at > ${of.at - before} and at <= ${of.at}
      and type not like 'suggestion.%'`)
  const { touches, visits, age } = found.rows[0]!
  return { touches, visits, age: Math.max(0, age ?? 0) }
}

const sums = sql.raw(
  'sum(n)::bigint as n, sum(y) as y, sum(yy) as yy, sum(x) as x, sum(xx) as xx, sum(xy) as xy',
)

/** Everybody's sums of a run, day by day. */
export async function selectCells(tx: Tx, workspaceId: Id, run: Id) {
  const found = await tx.execute<Row<Sums & { arm: string; day: string; guards: number[] }>>(sql`
    select arm, day::text as day, n, y, yy, x, xx, xy, guards from experiment_cell
    where workspace_id = ${workspaceId} and run_id = ${run} and dimension = '' and value = '' order by day, arm`)
  return found.rows
}

/** Everybody's sums of some runs: what has matured, and what is still waiting (as of the last of all days). */
export async function selectTotals(tx: Tx, workspaceId: Id, runs: readonly Id[], asOf: string) {
  const found = await tx.execute<Row<Sums & { run: Id; arm: string; day: string }>>(sql`
    select run_id as run, arm, case when day <= ${asOf}::date then ${asOf} else '9999-12-31' end as day, ${sums}
    from experiment_cell where workspace_id = ${workspaceId} and run_id = any(${uuids(runs)}) and dimension = '' group by 1, 2, 3`)
  return found.rows
}

/** Matured sums by segment. */
export async function selectSegments(tx: Tx, workspaceId: Id, run: Id, asOf: string) {
  const found = await tx.execute<Row<Sums & { dimension: string; value: string; arm: string }>>(sql`
    select dimension, value, arm, ${sums} from experiment_cell
    where workspace_id = ${workspaceId} and run_id = ${run} and dimension <> '' and day <= ${asOf}::date group by 1, 2, 3`)
  return found.rows
}

export async function selectBaselines(tx: Tx, workspaceId: Id, run: Id) {
  const found = await tx.execute<{ arm: string; name: string; n: number; x: number; xx: number }>(sql`
    select arm, name, n, x, xx from experiment_baseline where workspace_id = ${workspaceId} and run_id = ${run}`)
  return found.rows
}

export async function timeZoneOf(tx: Tx, workspaceId: Id): Promise<string> {
  const found = await tx.execute<{ zone: string }>(
    sql`select time_zone as zone from workspace where id = ${workspaceId}`,
  )
  return found.rows[0]?.zone ?? 'Asia/Shanghai'
}
