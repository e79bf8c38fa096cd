import { spawn } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { sql } from 'drizzle-orm'
import pg from 'pg'
import { afterAll, expect, test, vi } from 'vitest'
import { makePostgresLog } from '#adapters/log/postgres.ts'
import { type Id, newId } from '#kernel/id.ts'
import type { LogBody } from '#kernel/ports/event-log.ts'
import { DAY } from '#kernel/time.ts'
import { parseStrategy } from '#lib/cep/index.ts'
import { testDatabase } from '#test/database.ts'
import { makeCounting } from './count.ts'

const { db, ownerUrl } = await testDatabase()
const start = Date.UTC(2026, 2, 2)
const log = makePostgresLog({ db, clock: { now: () => start + DAY } })
afterAll(() => log.close())

const kills = 10
const workspaceId = newId()
const accounts = Array.from({ length: 120 }, () => newId())

const parsed = parseStrategy({
  id: 'counted',
  when: [{ event: 'demo.requested' }],
  then: [{ do: 'tag', add: ['x'] }],
  experiment: {
    ...{ holdout: 0.5, unit: 'account', salt: 'kill', horizon: '14d' },
    outcome: { opportunity: 'amount', guards: [{ event: 'complaint.filed' }] },
  },
})
if (!parsed.ok) throw new Error('the strategy is wrong')
const strategy = parsed.value

const counting = makeCounting({
  db,
  log,
  profiles: async () => new Map(),
  workspaces: async () => [],
  onError: error => {
    throw error
  },
})

const expose = (accountId: Id, at: number) =>
  db.tx(workspaceId, tx =>
    counting.expose(tx, {
      ...{ workspaceId, strategy, version: 1, unit: accountId, accountId, at },
      arm: accounts.indexOf(accountId) % 2 === 0 ? 'then' : 'holdout',
      ...{ profile: { tier: `t${accounts.indexOf(accountId) % 3}` }, firingId: 'f', decisionId: newId() },
    }),
  )

let made = 0
/** Some before and some after the exposure; of accounts that are exposed soon, later, or never. */
const acts = (amount: number): LogBody[] =>
  Array.from({ length: amount }, () => {
    const n = made++
    const isWin = n % 7 !== 0
    return {
      ...{ kind: 'event', id: `e-${n}`, type: isWin ? 'opportunity.won' : 'complaint.filed' },
      ...{ at: start + ((n * 7_919) % (20 * DAY)), customer: accounts[(n * 31) % accounts.length]! },
      ...{ props: isWin ? { amount: 1 + (n % 97) } : {}, source: 'test', imported: false },
    }
  })

/** Lets a process count, kills it at a moment. @returns whether there was still something to count */
async function countAndKill(moment: () => Promise<void>): Promise<boolean> {
  const script = fileURLToPath(new URL('../../../../test/fixtures/count-forever.ts', import.meta.url))
  const child = spawn(process.execPath, [script, ownerUrl, workspaceId], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await new Promise(resolve => child.stdout.once('data', resolve))
  await moment()
  child.kill('SIGKILL')
  await new Promise(resolve => child.once('close', resolve))
  const [position] = await rows<{ seq: number }>(sql`select seq from experiment_position`)
  return position?.seq !== (await log.head(workspaceId))
}

/** Lets a process count until it wants to write to a table, which somebody else holds just then, and kills it there. */
async function killAtWriting(table: string): Promise<void> {
  const owner = new pg.Client({ connectionString: ownerUrl })
  await owner.connect()
  await owner.query('begin')
  await owner.query(`lock table ${table} in exclusive mode`)
  const waits = `select 1 from pg_locks where relation = '${table}'::regclass and not granted`
  expect(
    await countAndKill(() =>
      vi.waitFor(async () => expect((await owner.query(waits)).rowCount).toBe(1), { timeout: 30_000 }),
    ),
  ).toBe(true)
  await owner.query('rollback')
  await owner.end()
}

const rows = async <T extends Record<string, unknown>>(query: ReturnType<typeof sql>): Promise<T[]> =>
  (await db.tx(workspaceId, tx => tx.execute(query))).rows as T[]

interface Sums extends Record<string, unknown> {
  arm: string
  n: number
  y: number
  yy: number
  complaints: number
}

/** What the log says, counted anew from its first entry to its last. */
const plain = () =>
  rows<Sums>(sql`
    with unit as (
      select u.unit, u.arm, coalesce(sum((e.props->>'amount')::float8), 0) as y,
        (count(*) filter (where e.type = 'complaint.filed') > 0)::int as complained
      from experiment_unit u left join event_log e on e.customer = u.account_id and e.at > u.exposed_at and e.at <= u.matures_at
      group by u.unit, u.arm
    )
    select arm, count(*) as n, sum(y) as y, sum(y * y) as yy, sum(complained) as complaints from unit group by arm order by arm`)

const kept = (dimension: string) =>
  rows<Sums>(sql`
    select arm, sum(n)::bigint as n, sum(y) as y, sum(yy) as yy, sum(guards[1]) as complaints
    from experiment_cell where dimension = ${dimension} group by arm order by arm`)

test(`${kills + 3} times kill -9 while outcomes are counted: the sums are those of the log, nothing lost or doubled`, async () => {
  let inTheMiddle = 0
  for (const id of accounts.slice(0, 40)) await expose(id, start + DAY)
  for (let kill = 0; kill < kills; kill++) {
    await log.append(workspaceId, acts(12_000))
    const killed = countAndKill(() => pause(Math.random() * 250))
    // Beside the counting others go on being exposed, with acts behind and before them.
    for (const id of accounts.slice(40 + kill * 6, 46 + kill * 6)) await expose(id, start + (2 + kill) * DAY)
    if (await killed) inTheMiddle++
  }
  expect(inTheMiddle).toBeGreaterThan(0)
  for (const table of ['experiment_unit', 'experiment_cell', 'experiment_position']) {
    await log.append(workspaceId, acts(3_000))
    await killAtWriting(table)
  }
  // What a killed process held is given back as soon as the database has noticed its end.
  await vi.waitFor(() => counting.count(workspaceId), { timeout: 30_000 })
  const expected = await plain()
  expect(expected.map(({ arm, n }) => [arm, n])).toEqual([
    ['holdout', 50],
    ['then', 50],
  ])
  expect(Math.min(...expected.map(({ y }) => y))).toBeGreaterThan(100_000)
  expect(await kept('')).toEqual(expected)
  expect(await kept('tier')).toEqual(expected)
  const units = await rows<{ arm: string; y: number; complaints: number }>(
    sql`select arm, sum(value) as y, sum(guards[1]) as complaints from experiment_unit group by arm order by arm`,
  )
  expect(units).toEqual(expected.map(({ arm, y, complaints }) => ({ arm, y, complaints })))
}, 180_000)
