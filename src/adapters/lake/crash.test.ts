import { fork } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test, vi } from 'vitest'
import { makePostgresLog } from '#adapters/log/postgres.ts'
import { newId } from '#kernel/id.ts'
import type { LogBody } from '#kernel/ports/event-log.ts'
import { DAY, HOUR } from '#kernel/time.ts'
import { testDatabase } from '#test/database.ts'
import { openLake } from './index.ts'
import { makeLakeStore } from './store.ts'

const { db, ownerUrl } = await testDatabase()
const folder = mkdtempSync(join(tmpdir(), 'loam-lake-crash-'))
const t0 = Date.UTC(2026, 2, 2, 8)
const log = makePostgresLog({ db, clock: { now: () => t0 } })
afterAll(async () => {
  await log.close()
  rmSync(folder, { recursive: true, force: true })
})

const days = 40
const events = (round: number): LogBody[] =>
  Array.from({ length: 2_000 }, (_, n) => ({
    kind: 'event',
    id: `${round}-${n}`,
    type: n % 5 === 0 ? 'won' : 'touched',
    at: t0 - (n % days) * DAY + n,
    customer: `019a0000-0000-7000-8000-${String(n % 300).padStart(12, '0')}`,
    props: { n },
    source: 'test',
    imported: false,
  }))

/** Kills the lake's process so long after it put its first file in place. @returns whether it was still writing */
async function writeAndKill(workspaceId: string, afterMs: number): Promise<boolean> {
  const root = join(folder, `workspace=${workspaceId}`)
  const files = () =>
    (existsSync(root) ? readdirSync(root) : [])
      .map(name => join(root, name, 'events.parquet'))
      .filter(file => existsSync(file))
      .map(file => statSync(file).mtimeMs)
  const before = Math.max(0, ...files())
  const script = fileURLToPath(new URL('./process.ts', import.meta.url))
  const child = fork(script, { serialization: 'advanced', execArgv: [] })
  child.send({ folder, databaseUrl: ownerUrl })
  child.send({ number: 1, act: 'write', args: [workspaceId, { before: t0 + HOUR, now: t0, retention: {} }] })
  await vi.waitFor(() => expect(Math.max(0, ...files())).toBeGreaterThan(before), {
    interval: 2,
    timeout: 30_000,
  })
  await pause(afterMs)
  child.kill('SIGKILL')
  await new Promise(resolve => child.once('exit', resolve))
  return readFileSync(join(root, 'position.json'), 'utf8').includes('"writing":true')
}

test('a lake that is killed at any moment of its writing loses no event and doubles none', async () => {
  const workspaceId = newId()
  let inTheMiddle = 0
  for (const [round, afterMs] of [0, 5, 20, 60, 120, 250].entries()) {
    await log.append(workspaceId, events(round))
    if (await writeAndKill(workspaceId, afterMs)) inTheMiddle++
  }
  expect(inTheMiddle).toBeGreaterThan(0)
  const lake = await makeLakeStore({ folder, log, threads: 2, memoryMb: 256 })
  const question = { from: t0 - 90 * DAY, to: t0 + DAY, windowMs: DAY, touches: [{ event: 'touched' }] }
  const asked = await lake.journeys(workspaceId, question, t0)
  expect(asked.events).toEqual([6 * 1_600])
  await lake.write(workspaceId, { before: t0 + HOUR, now: t0, retention: {} })
  expect(await lake.stats(workspaceId)).toMatchObject({ rows: 12_000, days, waiting: 0 })
  expect((await lake.journeys(workspaceId, question, t0)).events).toEqual([6 * 1_600])
  await lake.close()
})

test('what the lake can’t answer is said, and the next call is answered', async () => {
  const workspaceId = newId()
  await log.append(workspaceId, events(0))
  const faults: Error[] = []
  const lake = openLake({ folder, databaseUrl: ownerUrl, onError: error => faults.push(error) })
  expect(await lake.stats(workspaceId)).toMatchObject({ waiting: 2_000, rows: 0 })
  // What the process can't understand it says, and stays.
  await expect(
    lake.journeys(workspaceId, { from: Number.NaN, to: 0, windowMs: 0, touches: [] }, t0),
  ).rejects.toMatchObject({ code: 'lake.away' })
  expect(faults).toHaveLength(1)
  expect(await lake.write(workspaceId, { before: t0 + HOUR, now: t0, retention: {} })).toBe(2_000)
  await lake.close()
  await expect(lake.stats(workspaceId)).rejects.toMatchObject({ code: 'lake.away' })
})
