import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { sql } from 'drizzle-orm'
import pg from 'pg'
import { expect, test, vi } from 'vitest'
import { newId } from '#kernel/id.ts'
import type { LogBody, LogEntry } from '#kernel/ports/event-log.ts'
import { testDatabase } from '#test/database.ts'
import { makePostgresLog } from './postgres.ts'

const { db, ownerUrl } = await testDatabase()
const clock = { now: () => 1_000 }

const act = (id: string, more: object = {}): LogBody => ({
  kind: 'event',
  id,
  type: 'document.opened',
  at: 900,
  props: { title: '招标文件 "2026" \\ ☂' },
  source: 'web',
  imported: false,
  ...more,
})

test('what is appended is read back whole, in order, duplicates taken once', async () => {
  const log = makePostgresLog({ db, clock })
  const heard: LogEntry[] = []
  log.subscribe(entries => heard.push(...entries))
  const workspaceId = newId()
  const bodies: LogBody[] = [
    act('a', { customer: newId(), person: newId(), opportunity: 'o-1' }),
    act('b', { imported: true, cause: { strategy: 's', depth: 2 } }),
    act('a', { type: 'second.with.this.id' }),
    { kind: 'profile', id: 'p-1', of: 'customer', key: newId(), attributes: { tier: 'S' } },
    { kind: 'publication', id: 'v-1', strategy: 's', version: 1, definition: { when: [] } },
  ]
  const appended = await log.append(workspaceId, bodies)
  expect(appended.map(entry => entry?.body.id)).toEqual(['a', 'b', undefined, 'p-1', 'v-1'])
  expect(await log.append(workspaceId, [act('b'), act('c')])).toMatchObject([
    undefined,
    { body: { id: 'c' } },
  ])
  const entries = await log.read(workspaceId, 0, 100)
  expect(entries).toEqual(heard)
  expect(entries.map(entry => entry.body)).toEqual([bodies[0], bodies[1], bodies[3], bodies[4], act('c')])
  expect(await log.read(workspaceId, entries[2]!.seq, 1)).toEqual([entries[3]])
  const text = await log.readText(workspaceId, { after: 0, limit: 100 })
  expect(JSON.parse(`[${text.bodies}]`)).toEqual(entries.map(entry => entry.body))
  expect(text).toMatchObject({ amount: 5, last: entries.at(-1)!.seq })
  const bounds = { after: entries[0]!.seq, upTo: entries[3]!.seq, limit: 100, types: ['second.with.this.id'] }
  const some = await log.readText(workspaceId, bounds)
  expect(JSON.parse(`[${some.bodies}]`)).toEqual([bodies[3], bodies[4]])
  expect(await log.readText(newId(), { after: 7, limit: 5 })).toEqual({ bodies: '', amount: 0, last: 7 })
  expect(await log.head(workspaceId)).toBe(entries.at(-1)!.seq)
  expect(await log.read(newId(), 0, 10)).toEqual([])
  await log.close()
})

test('many requests at once, several workspaces: each is told its own places, and listeners hear log order', async () => {
  const log = makePostgresLog({ db, clock })
  const heard = new Map<string, number[]>()
  log.subscribe(entries => {
    for (const { workspaceId, seq } of entries)
      heard.set(workspaceId, [...(heard.get(workspaceId) ?? []), seq])
  })
  const workspaces = [newId(), newId()]
  const answers = await Promise.all(
    Array.from({ length: 300 }, (_, i) =>
      log.append(workspaces[i % 2]!, [act(`e-${i}`), act(`shared-${i % 7}`), act(`f-${i}`)]),
    ),
  )
  answers.forEach((answer, i) => {
    expect(answer[0]?.body.id).toBe(`e-${i}`)
    expect(answer[2]?.body.id).toBe(`f-${i}`)
  })
  for (const workspaceId of workspaces) {
    const seqs = (await log.read(workspaceId, 0, 10_000)).map(entry => entry.seq)
    expect(seqs.length).toBe(300 + 7)
    expect(heard.get(workspaceId)).toEqual(seqs)
  }
  await log.close()
})

test('received never falls, though the clock does', async () => {
  const times = [5_000, 3_000, 6_000]
  const workspaceId = newId()
  const first = makePostgresLog({ db, clock: { now: () => times.shift()! } })
  for (const id of ['a', 'b', 'c']) await first.append(workspaceId, [act(id)])
  await first.close()
  const second = makePostgresLog({ db, clock: { now: () => 10 } })
  await second.append(workspaceId, [act('d')])
  expect((await second.read(workspaceId, 0, 9)).map(entry => entry.received)).toEqual([
    5_000, 5_000, 6_000, 6_000,
  ])
  await second.close()
})

test('time is settled up to the commit under way, and to the clock when there is none; later entries never lie below', async () => {
  let now = 100
  const log = makePostgresLog({ db, clock: { now: () => now } })
  const workspaceId = newId()
  await log.append(workspaceId, [act('a')])
  now = 200
  expect(log.settled()).toBe(200)
  now = 150
  const pending = log.append(workspaceId, [act('b')])
  await vi.waitFor(() => expect(log.settled()).toBe(200))
  now = 300
  const [entry] = await pending
  expect(entry!.received).toBeGreaterThanOrEqual(200)
  expect(log.settled()).toBe(300)
  await log.close()
})

test('too much waiting is refused with a time to come back, and what was taken stays', async () => {
  const log = makePostgresLog({ db, clock, maxWaiting: { bodies: 3, bytes: 1_000_000 } })
  const workspaceId = newId()
  await log.append(workspaceId, [act('first')])
  const kept = log.append(workspaceId, [act('a'), act('b')])
  await expect(log.append(workspaceId, [act('c'), act('d')])).rejects.toMatchObject({
    kind: 'limited',
    details: { seconds: 1 },
  })
  expect((await kept).length).toBe(2)
  expect(await log.append(workspaceId, [act('c'), act('d')])).toHaveLength(2)
  await log.close()
})

test('a body that the database refuses takes nobody else’s down', async () => {
  const log = makePostgresLog({ db, clock })
  const workspaceId = newId()
  await log.append(workspaceId, [act('first')])
  const answers = await Promise.allSettled([
    log.append(workspaceId, [act('a')]),
    log.append(workspaceId, [act('bad', { customer: 'no uuid' })]),
    log.append(workspaceId, [act('b')]),
  ])
  expect(answers.map(answer => answer.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect((await log.read(workspaceId, 0, 9)).map(entry => entry.body.id)).toEqual(['first', 'a', 'b'])
  await log.close()
})

test('while the database is away nothing is acknowledged; afterwards all goes on and listeners have missed nothing', async () => {
  const log = makePostgresLog({ db, clock })
  const heard: number[] = []
  log.subscribe(entries => heard.push(...entries.map(entry => entry.seq)))
  const workspaceId = newId()
  await log.append(workspaceId, [act('before')])
  await outage(async () => {
    await expect(log.append(workspaceId, [act('during')])).rejects.toMatchObject({ kind: 'unavailable' })
    await expect(log.append(newId(), [act('elsewhere')])).rejects.toMatchObject({ kind: 'unavailable' })
  })
  // A commit whose answer got lost: stored, but this process never heard so.
  const unheard = () =>
    db.pool.query('select * from append_log($1, 2000, 1, $2)', [
      workspaceId,
      JSON.stringify([act('unheard')]),
    ])
  await vi.waitFor(unheard)
  const again = await vi.waitFor(() => log.append(workspaceId, [act('during'), act('after')]))
  expect(again).toHaveLength(2)
  const seqs = (await log.read(workspaceId, 0, 9)).map(entry => entry.seq)
  expect(seqs.length).toBe(4)
  expect(heard).toEqual(seqs)
  await log.close()
})

/** Takes this file's database away from everybody while `work` runs. */
async function outage(work: () => Promise<void>): Promise<void> {
  const url = new URL(ownerUrl)
  const name = url.pathname.slice(1)
  url.pathname = '/postgres'
  const owner = new pg.Client({ connectionString: url.href })
  await owner.connect()
  await owner.query(`alter database ${name} allow_connections false`)
  await owner.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name])
  await work()
  await owner.query(`alter database ${name} allow_connections true`)
  await owner.end()
}

test('killed in the middle of writing, again and again: what was acknowledged is there, once', async () => {
  const workspaceId = newId()
  const script = fileURLToPath(new URL('../../../test/fixtures/append-forever.ts', import.meta.url))
  const acknowledged = new Set<string>()
  for (let round = 0; round < 4; round++) {
    const child = spawn(process.execPath, [script, ownerUrl, workspaceId, `r${round}`], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString()
    })
    await vi.waitFor(() => expect(output.split('\n').length).toBeGreaterThan(300), { timeout: 30_000 })
    child.kill('SIGKILL')
    await new Promise(resolve => child.on('close', resolve))
    for (const id of output.split('\n').slice(0, -1)) acknowledged.add(id)
  }
  const stored = await db.tx(workspaceId, tx =>
    tx.execute<{ id: string }>(sql`select id from event_log where workspace_id = ${workspaceId}`),
  )
  const ids = stored.rows.map(row => row.id)
  expect(new Set(ids).size).toBe(ids.length)
  expect([...acknowledged].filter(id => !ids.includes(id))).toEqual([])
})
