import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import pg from 'pg'
import { startEmbedded } from '#adapters/postgres/embedded.ts'

// Durable ingest over HTTP into the default database, the load generator on the same machine; beside it COPY of the same
// rows into the same table of the same server. `node test/bench/ingest.ts [SECONDS]`
const seconds = process.argv[2] ?? '15'
const main = fileURLToPath(new URL('../../src/app/main.ts', import.meta.url))
const load = fileURLToPath(new URL('./_load.ts', import.meta.url))
const run = promisify(execFile)
let rate = 0

interface Load {
  requests: number
  accepted: number
  refused: number
  seconds: number
  p50: number
  p95: number
  p99: number
}

const folder = mkdtempSync(join(tmpdir(), 'loam-bench-'))
chmodSync(folder, 0o755)
const database = await startEmbedded({ folder: join(folder, 'db') })
const port = await freePort()
const base = `http://127.0.0.1:${port}`
const server = await startServer()
const owner = new pg.Client({ connectionString: database.url })
await owner.connect()
try {
  const { key } = await setUp()
  await send(key, 100, 16, '4', 'warm')
  await allowEverybody()
  await measure('batches of 100, 16 connections', key, 100, 16, 'batch')
  await measure('single events, 64 connections', key, 1, 64, 'single')
  await copyRatio()
} finally {
  await owner.end()
  server.kill('SIGTERM')
  await new Promise(resolve => server.on('close', resolve))
  await database.stop()
  rmSync(folder, { recursive: true, force: true })
}

async function measure(name: string, key: string, perRequest: number, connections: number, prefix: string) {
  const before = await rows()
  const began = cpuTimes()
  const result = await send(key, perRequest, connections, seconds, prefix)
  const ended = cpuTimes()
  const stored = (await rows()) - before
  const micros = (which: 'server' | 'database') =>
    Math.round(((ended[which] - began[which]) * 1e6) / result.accepted)
  const perSecond = result.accepted / result.seconds
  if (perRequest > 1) rate = perSecond
  const figures = [
    `${Math.round(perSecond).toLocaleString('en')} events/s`,
    `${Math.round(result.requests / result.seconds).toLocaleString('en')} requests/s`,
    `p50 ${result.p50.toFixed(1)} ms, p95 ${result.p95.toFixed(1)} ms, p99 ${result.p99.toFixed(1)} ms`,
    `acknowledged ${result.accepted}, stored ${stored}, refused ${result.refused}`,
    `CPU per event: server ${micros('server')} µs, database ${micros('database')} µs`,
    `load ${loadavg()[0]!.toFixed(1)}`,
  ]
  console.log(`${name}: ${figures.join(' · ')}`)
}

async function send(
  key: string,
  perRequest: number,
  connections: number,
  time: string,
  prefix: string,
): Promise<Load> {
  const { stdout } = await run(process.execPath, [
    load,
    String(port),
    key,
    String(perRequest),
    String(connections),
    time,
    prefix,
  ])
  return JSON.parse(stdout) as Load
}

async function rows(): Promise<number> {
  return Number((await owner.query("select count(*) from event_log where kind = 'event'")).rows[0].count)
}

/** COPY of what was just stored into the same table, indexes and all. */
async function copyRatio(): Promise<void> {
  const file = join(folder, 'db', 'cluster', 'bench.copy')
  await owner.query(`copy event_log to '${file}'`)
  const stored = Number((await owner.query('select count(*) from event_log')).rows[0].count)
  await owner.query('truncate event_log')
  await owner.query('checkpoint')
  const began = performance.now()
  await owner.query(`copy event_log from '${file}'`)
  const perSecond = stored / ((performance.now() - began) / 1_000)
  console.log(
    `COPY of the same ${stored} rows: ${Math.round(perSecond).toLocaleString('en')} rows/s · ingest is ${((100 * rate) / perSecond).toFixed(0)} % of it`,
  )
}

async function setUp(): Promise<{ key: string }> {
  const person = {
    workspace: 'Bench',
    name: 'Bench',
    email: 'bench@example.com',
    password: 'correct horse battery',
  }
  const made = await post('/api/v1/setup', person)
  const cookie = made.headers
    .getSetCookie()
    .map(value => value.split(';')[0])
    .join('; ')
  const key = await post('/api/v1/keys', { kind: 'write', name: 'bench', source: 'bench' }, cookie)
  return { key: ((await key.json()) as { secret: string }).secret }
}

async function post(path: string, body: object, cookie = ''): Promise<Response> {
  const answer = await fetch(base + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie, origin: base },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return answer
}

/** Everybody met so far permits decisions, so that acts are stored with their persons. */
async function allowEverybody(): Promise<void> {
  await owner.query(`
    insert into consent_purpose (workspace_id, id, name) select id, 'sales-decisions', '{"zh-CN": "x", "en": "x"}' from workspace on conflict do nothing`)
  await owner.query(`
    insert into consent_entry (workspace_id, subject, purpose, decision, source, channel, at)
    select workspace_id, id, 'sales-decisions', 'granted', 'bench', 'bench', now() from contact`)
}

/** Seconds of processor time used so far by the server and by all processes of the database (Linux; else 0). */
function cpuTimes(): { server: number; database: number } {
  const times = { server: 0, database: 0 }
  if (!existsSync('/proc/self/stat')) return times
  const postmaster = readFileSync(join(folder, 'db', 'cluster', 'postmaster.pid'), 'utf8').split('\n')[0]
  for (const pid of readdirSync('/proc').filter(name => /^\d+$/.test(name))) {
    const stat = existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, 'utf8') : ''
    const [, parent, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const used = (Number(fields[9]) + Number(fields[10])) / 100
    if (pid === String(server.pid)) times.server += used
    else if (pid === postmaster || parent === postmaster) times.database += used
  }
  return times
}

async function startServer(): Promise<ChildProcess> {
  const env = {
    ...process.env,
    DATABASE_URL: database.url,
    LOAM_HOME: join(folder, 'home'),
    PORT: String(port),
    LOAM_SAMPLE: '0',
    LOAM_LOG: 'error',
  }
  const child = spawn(process.execPath, [main], { env, stdio: ['ignore', 'ignore', 'inherit'] })
  for (let attempt = 0; attempt < 240; attempt++) {
    if (
      await fetch(`${base}/api/v1/entry`).then(
        answer => answer.ok,
        () => false,
      )
    )
      return child
    await new Promise(resolve => setTimeout(resolve, 250))
  }
  throw new Error('The server did not come up.')
}

async function freePort(): Promise<number> {
  return new Promise(resolve => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => resolve(port))
    })
  })
}
