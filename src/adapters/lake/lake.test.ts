import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { afterAll, expect, test } from 'vitest'
import { makePostgresLog } from '#adapters/log/postgres.ts'
import { type Id, newId } from '#kernel/id.ts'
import type { LoggedEvent } from '#kernel/ports/event-log.ts'
import type { JourneyQuestion } from '#kernel/ports/lake.ts'
import { DAY, HOUR, MINUTE } from '#kernel/time.ts'
import { testDatabase } from '#test/database.ts'
import { makeLakeStore } from './store.ts'

const { db } = await testDatabase()
const folder = mkdtempSync(join(tmpdir(), 'loam-lake-'))
const t0 = Date.UTC(2026, 2, 2, 8)
let now = t0
const log = makePostgresLog({ db, clock: { now: () => now } })
afterAll(async () => {
  await log.close()
  rmSync(folder, { recursive: true, force: true })
})

const open = () => makeLakeStore({ folder, log, threads: 2, memoryMb: 256 })
const pass = (before: number, retention = {}) => ({ before, now: before, retention })

const act = (id: string, type: string, at: number, more: Partial<LoggedEvent> = {}): LoggedEvent => ({
  kind: 'event',
  id,
  type,
  at,
  props: {},
  source: 'web',
  imported: false,
  ...more,
})

/** What any reader of Parquet sees of a workspace. */
async function outside(workspaceId: Id): Promise<Record<string, unknown>[]> {
  const connection = await (await DuckDBInstance.create()).connect()
  await connection.run("set timezone = 'UTC'")
  const result = await connection.runAndReadAll(
    `select * from read_parquet('${folder}/**/*.parquet', hive_partitioning = true, hive_types_autocast = false)
     where workspace = $1 order by seq`,
    [workspaceId],
  )
  return result.getRowObjectsJson()
}

test('closed hours become files by day that any reader understands; late events join their day', async () => {
  const workspaceId = newId()
  const [a, b, person] = [newId(), newId(), newId()]
  now = t0
  await log.append(workspaceId, [
    act('1', 'page.viewed', t0 - DAY, { customer: b, props: { 标题: 'O\'Brien "产品"' } }),
    act('2', 'page.viewed', t0, { customer: b, person, cause: { strategy: 's', depth: 1 } }),
    { kind: 'profile', id: 'p', of: 'customer', key: a, attributes: {} },
    act('3', 'page.viewed', t0 - 1000, { customer: a, opportunity: 'o', imported: true }),
  ])
  const lake = await open()
  expect(await lake.write(workspaceId, pass(t0))).toBe(0)
  expect(await lake.stats(workspaceId)).toMatchObject({ rows: 0, days: 0, waiting: 3, oldest: null })
  expect(await lake.write(workspaceId, pass(t0 + HOUR))).toBe(3)
  expect(await lake.write(workspaceId, pass(t0 + HOUR))).toBe(0)

  now = t0 + 2 * HOUR
  await log.append(workspaceId, [act('4', 'call.completed', t0 - DAY - MINUTE, { customer: a })])
  expect(await lake.write(workspaceId, pass(t0 + 3 * HOUR))).toBe(1)
  const rows = await outside(workspaceId)
  expect(rows.map(row => [row.id, row.day, row.customer])).toEqual([
    ['1', '2026-03-01', b],
    ['2', '2026-03-02', b],
    ['3', '2026-03-02', a],
    ['4', '2026-03-01', a],
  ])
  expect(rows[0]).toMatchObject({ type: 'page.viewed', person: null, at: '2026-03-01 08:00:00+00' })
  expect(JSON.parse(rows[0]!.props as string)).toEqual({ 标题: 'O\'Brien "产品"' })
  expect(rows[1]).toMatchObject({ person, cause_strategy: 's', cause_depth: 1, imported: false })
  expect(rows[2]).toMatchObject({ opportunity: 'o', imported: true, source: 'web' })
  // A reader that shares no line with DuckDB: sorted by customer, then time.
  const file = await asyncBufferFromFile(
    join(folder, `workspace=${workspaceId}`, 'day=2026-03-01', 'events.parquet'),
  )
  const read = await parquetReadObjects({ file, compressors })
  const expected = [
    { id: '4', customer: a },
    { id: '1', customer: b },
  ].sort((x, y) => (x.customer < y.customer ? -1 : 1))
  expect(read.map(({ id, customer }) => ({ id, customer }))).toEqual(expected)
  expect(read.find(row => row.id === '1')).toMatchObject({
    seq: BigInt(rows[0]!.seq as string),
    at: new Date(t0 - DAY),
    person: null,
    imported: false,
  })
  expect(await lake.stats(workspaceId)).toMatchObject({
    rows: 4,
    days: 2,
    waiting: 0,
    oldest: t0 - DAY - MINUTE,
    newest: t0,
    writtenTo: t0 + 3 * HOUR,
    kinds: [
      { kind: 'page', rows: 3, oldest: t0 - DAY },
      { kind: 'call', rows: 1, oldest: t0 - DAY - MINUTE },
    ],
  })
  await lake.close()
})

test('a person who is erased is gone from files and memory, names included; the acts stay, as they stay in the log', async () => {
  const workspaceId = newId()
  const [gone, stays, account, other] = [newId(), newId(), newId(), newId()]
  now = t0 + 3 * HOUR
  const seen = (id: string, person: Id | undefined, at: number, customer: Id, props = {}) =>
    act(id, 'page.viewed', at, { ...(person && { person }), customer, props })
  await log.append(workspaceId, [
    seen('1', gone, t0, account, { by: '赵敏', seconds: 70 }),
    seen('2', stays, t0, account, { by: '王"磊"' }),
    seen('3', gone, t0 - 5 * DAY, account),
    seen('4', undefined, t0 - 6 * DAY, account, { to: ['赵敏', gone] }),
    seen('5', stays, t0 - 7 * DAY, other, { by: '赵敏' }),
  ])
  const lake = await open()
  await lake.write(workspaceId, pass(t0 + 4 * HOUR))
  await log.append(workspaceId, [seen('6', gone, t0 + 1, account)])
  const erased = { person: gone, account, words: ['赵敏', '王"磊"'] }
  await lake.stats(workspaceId)
  expect(await lake.erasePerson(workspaceId, erased)).toBe(5)
  expect(await lake.erasePerson(workspaceId, erased)).toBe(0)
  now = t0 + 5 * HOUR
  await lake.write(workspaceId, pass(t0 + 6 * HOUR))
  const rows = await outside(workspaceId)
  expect(rows.map(({ id, person, props }) => [id, person, JSON.parse(props as string)])).toEqual([
    ['1', null, { by: '＊', seconds: 70 }],
    ['2', stays, { by: '＊' }],
    ['3', null, {}],
    ['4', null, { to: ['＊', '＊'] }],
    // Another account’s person of that name.
    ['5', stays, { by: '赵敏' }],
    ['6', null, {}],
  ])
  await lake.close()
  const position = readFileSync(join(folder, `workspace=${workspaceId}`, 'position.json'), 'utf8')
  expect(position).not.toContain(gone)
})

test('kinds are kept as long as asked, others for ever', async () => {
  const workspaceId = newId()
  now = t0 + 3 * HOUR
  const old = t0 - 100 * DAY
  await log.append(workspaceId, [
    act('1', 'page.viewed', old),
    act('2', 'page.viewed', t0),
    act('3', 'call.completed', old),
    act('4', 'page.viewed', old - DAY),
    act('5', 'pages.odd', old),
  ])
  const lake = await open()
  await lake.write(workspaceId, pass(t0 + 4 * HOUR, { page: 90 }))
  expect((await outside(workspaceId)).map(row => row.id)).toEqual(['2', '3', '5'])
  await lake.drop(workspaceId)
  expect(await outside(workspaceId).catch(() => [])).toEqual([])
  await lake.close()
})

const question = (more: Partial<JourneyQuestion> = {}): JourneyQuestion => ({
  from: t0 - 30 * DAY,
  to: t0 + DAY,
  windowMs: 10 * DAY,
  touches: [{ event: 'a' }, { event: 'b' }, { event: 'c' }],
  success: { event: 'won' },
  ...more,
})

test('a board over files and the open hour: funnel, times, ways and credit, as counted by hand', async () => {
  const workspaceId = newId()
  const [p, q, r, s, u] = [newId(), newId(), newId(), newId(), newId()]
  const at = (days: number) => t0 - 20 * DAY + days * DAY
  let n = 0
  const did = (customer: Id | undefined, type: string, days: number) =>
    act(`${n++}`, type, at(days), customer === undefined ? {} : { customer })
  now = t0 + 3 * HOUR
  await log.append(workspaceId, [
    // p: a b c in order, wins, after a win that no touch came before. q: b before a, then c: reaches only a. r: a, then b too late. s: only b. u: wins out of nowhere.
    ...[
      did(p, 'won', -0.5),
      did(p, 'a', 0),
      did(p, 'a', 1),
      did(p, 'b', 2),
      did(p, 'c', 4),
      did(p, 'won', 5),
      did(p, 'a', 6),
    ],
    ...[did(q, 'b', 0), did(q, 'a', 1), did(q, 'c', 2)],
    ...[did(r, 'a', 0), did(r, 'b', 11)],
  ])
  const lake = await open()
  await lake.write(workspaceId, pass(t0 + 4 * HOUR))
  await log.append(workspaceId, [did(s, 'b', 19), did(u, 'won', 3), did(undefined, 'a', 3)])
  const answer = await lake.journeys(workspaceId, question(), t0)
  expect(answer.funnel.map(step => step.reached)).toEqual([3, 1, 1, 1])
  expect(answer.funnel[1]!.gap).toMatchObject({ lower: 2 * DAY, median: 2 * DAY, upper: 2 * DAY })
  expect(answer.funnel[2]!.gap).toMatchObject({ median: 2 * DAY, medianLow: null, medianHigh: null })
  expect(answer).toMatchObject({ journeys: 4, conversions: 1, untouched: 1, underway: 0, absorption: 0.25 })
  expect(answer.events).toEqual([5, 4, 2])
  expect(answer.dataTo).toBe(at(19))
  expect(answer.fromSuccess.children).toMatchObject([
    { touch: 2, journeys: 1, children: [{ touch: 1, children: [{ touch: 0, children: [] }] }] },
  ])
  expect(answer.fromStart.children.map(child => [child.touch, child.journeys, child.conversions])).toEqual([
    [0, 2, 1],
    [1, 2, 0],
  ])
  const credit = answer.credits.find(each => each.touch === 0)!
  expect(credit).toMatchObject({ journeys: 3, conversions: 1 })
  expect(credit.by.first.value).toBe(1)
  expect(credit.by.shapley.value).toBeCloseTo(1 / 3, 12)
  // q, whose window is open, may still get there.
  expect((await lake.journeys(workspaceId, question(), at(5))).underway).toBe(2)

  const who = async (place: Parameters<typeof lake.customersAt>[2]) =>
    (await lake.customersAt(workspaceId, question(), place, 10)).map(row => row.customer)
  expect(await who({ kind: 'step', step: 0, lost: false })).toEqual([q, ...[p, r].sort()])
  expect(await who({ kind: 'step', step: 0, lost: true })).toEqual([q, r])
  expect(await who({ kind: 'way', from: 'start', touches: [1] })).toEqual([s, q])
  expect(await who({ kind: 'way', from: 'success', touches: [2, 1] })).toEqual([p])
  const aside = question({ touches: [{ event: 'a' }, { event: 'b', aside: true }, { event: 'c' }] })
  const beside = await lake.journeys(workspaceId, aside, t0)
  expect(beside.funnel.map(step => step.reached)).toEqual([3, 2, 1])
  expect(beside.credits).toEqual(answer.credits)
  const only = await lake.journeys(workspaceId, question({ customers: [r, s] }), t0)
  expect(only).toMatchObject({ journeys: 2, conversions: 0, untouched: 0 })
  const nobody = await lake.journeys(workspaceId, question({ customers: [] }), t0)
  expect(nobody).toMatchObject({ journeys: 0, credits: [], absorption: 0 })
  await lake.close()
})

test('questions that come during a pass see each event once, and don’t wait for its end', async () => {
  const workspaceId = newId()
  now = t0 + 3 * HOUR
  const customer = newId()
  const acts = Array.from({ length: 600 }, (_, n) => act(`${n}`, 'a', t0 - (n % 60) * DAY, { customer }))
  await log.append(workspaceId, acts)
  const lake = await open()
  let isDone = false
  const writing = lake.write(workspaceId, pass(t0 + 4 * HOUR)).finally(() => {
    isDone = true
  })
  let during = 0
  while (!isDone) {
    const asked = question({ from: t0 - 90 * DAY, touches: [{ event: 'a' }] })
    const { events } = await lake.journeys(workspaceId, { ...asked, windowMs: DAY + during }, t0)
    expect(events).toEqual([600])
    if (!isDone) during++
  }
  expect(await writing).toBe(600)
  expect(during).toBeGreaterThan(1)
  expect((await outside(workspaceId)).length).toBe(600)
  await lake.close()
})
