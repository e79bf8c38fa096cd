import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, test } from 'vitest'
import { sharedData } from '#test/shared-data.ts'

const run = promisify(execFile)
const folder = mkdtempSync(join(tmpdir(), 'loam-evaluate-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The command as a person calls it: status, the one object on standard output, what was said on standard error. */
async function evaluate(...args: string[]) {
  const command = [join(import.meta.dirname, '../cli.ts'), 'evaluate', ...args, '--json']
  const done = await run(process.execPath, command, { env: { ...process.env, LANG: 'en_US.UTF-8' } }).catch(
    (error: { code: number; stdout: string; stderr: string }) => error,
  )
  return { status: 'code' in done ? done.code : 0, out: done.stdout, said: done.stderr.trim() }
}

const fileOf = (text: string): string => {
  const path = join(folder, 'x.csv')
  writeFileSync(path, text)
  return path
}

const leads = sharedData('lead_scoring/leads.csv')
const log = sharedData('eventlog/BPI_Challenge_2012.csv.gz')

describe.skipIf(!leads)('leads (skipped where the measuring data is missing)', () => {
  test('tells who converts without the leaks, and names them all itself', { timeout: 120_000 }, async () => {
    const { out } = await evaluate('leads', leads!, '--target', 'Converted')
    const found = JSON.parse(out)
    expect(found.auc).toBeGreaterThanOrEqual(0.874)
    expect(found.brier).toBeLessThan(0.137)
    expect(found.ece).toBeLessThan(0.02)
    expect(found.n).toBe(9_240)
    expect(found.leaks.map((leak: { column: string }) => leak.column).sort()).toEqual([
      'Asymmetrique Activity Index',
      'Asymmetrique Activity Score',
      'Asymmetrique Profile Index',
      'Asymmetrique Profile Score',
      'Last Activity',
      'Last Notable Activity',
      'Lead Profile',
      'Lead Quality',
      'Tags',
    ])
  })
})

describe.skipIf(!log)('events (skipped where the measuring data is missing)', () => {
  test('tells approvals from the first ten events of later cases', { timeout: 120_000 }, async () => {
    const columns = ['--case', 'case_id', '--activity', 'activity', '--time', 'timestamp']
    const ends = ['--positive', 'A_APPROVED', '--negative', 'A_CANCELLED,A_DECLINED']
    const { out } = await evaluate('events', log!, ...columns, ...ends, '--prefix', '10')
    const found = JSON.parse(out)
    expect(found.prefixes[0].auc).toBeGreaterThanOrEqual(0.702)
    expect(found.maxDecompositionError).toBeLessThan(1e-9)
  })
})

test.each([
  ['a,won\n1,0\n2,1\n3,0\n4,1\n', ['--target', 'lost'], 'no column "lost"'],
  ['a,won\n1,1\n2,1\n', ['--target', 'won'], 'one value only'],
  ['a,won\n1,1\n2,0\n3,0\n', ['--target', 'won'], 'class of one row'],
  ['a,won\n1,x\n2,y\n3,z\n', ['--target', 'won'], '3 different values'],
  ['a,won\n', ['--target', 'won'], 'no rows'],
  ['a,won\n1,0\n2,1\n3,0\n4,1\n', ['--target', 'won', '--folds', '1'], '--folds'],
  ['won\n0\n1\n0\n1\n', ['--target', 'won'], 'no column beside the outcome'],
  ['a,a,won\n1,1,0\n2,2,1\n3,3,0\n4,4,1\n', ['--target', 'won'], 'two columns named "a"'],
  ['a,won\n1,0\n2,1\n', ['--target', 'won', '--fold', '5'], "unknown option '--fold'"],
  ['a,won\n1,0\n2,1\n', [], "required option '--target"],
])('leads: %j %j is one clear line and status 2', async (text, options, line) => {
  const { status, out, said } = await evaluate('leads', fileOf(text), ...options)
  expect([status, out]).toEqual([2, ''])
  expect(said).toContain(line)
  expect(said.split('\n')).toHaveLength(1)
})

const columns = ['--case', 'c', '--activity', 'a', '--time', 't']

test.each([
  ['c,a,t\n1,x,2026-01-01\n', ['--positive', 'won', '--negative', 'lost'], 'has no "won"'],
  ['c,a,t\n1,won,2026-01-01\n1,lost,nope\n', ['--positive', 'won', '--negative', 'lost'], 'not a time'],
  [
    'c,a,t\n1,won,2026-01-01\n2,won,2026-01-02\n3,lost,2026-01-03\n',
    ['--positive', 'won', '--negative', 'won'],
    'both',
  ],
  [
    'c,a,t\n1,won,2026-01-01\n2,lost,2026-01-02\n',
    ['--positive', 'won', '--negative', 'lost'],
    'one outcome only',
  ],
  ['c,a,t\n', ['--positive', 'won', '--negative', 'lost', '--prefix', '0'], '--prefix has to be'],
  ['c,a,t\n', ['--positive', 'won', '--negative', 'lost', '--prefix', ''], '--prefix has to be'],
  ['c,a,t\n1,won,7\n2,lost,8\n', ['--positive', 'won', '--negative', 'lost'], 'not a time'],
])('events: %j %j is one clear line and status 2', async (text, options, line) => {
  const { status, out, said } = await evaluate('events', fileOf(text), ...columns, ...options)
  expect([status, out]).toEqual([2, ''])
  expect(said).toContain(line)
  expect(said.split('\n')).toHaveLength(1)
})

test('a reader that stops early, as head does, is no fault', async () => {
  const path = fileOf('arm,y\na,1\na,2\nb,2\nb,4\n')
  const options = ['--arm', 'arm', '--control', 'a', '--metric', 'y', '--json']
  const command = [join(import.meta.dirname, '../cli.ts'), 'evaluate', 'experiment', path, ...options]
  const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'pipe'] })
  child.stdout.destroy()
  let said = ''
  child.stderr.on('data', chunk => {
    said += chunk
  })
  const [status] = await once(child, 'close')
  expect([status, said]).toEqual([0, ''])
})
