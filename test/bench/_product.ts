import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import pg from 'pg'

const main = fileURLToPath(new URL('../../src/app/main.ts', import.meta.url))
const load = fileURLToPath(new URL('./_load.ts', import.meta.url))
const run = promisify(execFile)

/** The product as `npm start` runs it, on an empty folder with a database of its own. */
export interface Product {
  base: string
  folder: string
  /** The database as its owner. */
  owner: pg.Client
  /** Secret of a write key. */
  key: string
  get(path: string): Promise<Response>
  post(path: string, body: object): Promise<Response>
  put(path: string, body: object): Promise<Response>
  cookie(): string
  /** Processor seconds used so far by the server and by its database; zeroes where the system doesn't tell. */
  used(): { server: number; database: number }
  /** Ends the server in order; the folder stays. */
  halt(): Promise<void>
  /** Starts the server again on the same folder; answers when it listens. */
  start(): Promise<void>
  /** Ends the server and removes the folder. */
  remove(): Promise<void>
}

/** Starts the product; `args` go to Node, such as `--cpu-prof`; `settings` to its environment. */
export async function startProduct(
  args: readonly string[] = [],
  settings: Record<string, string> = {},
): Promise<Product> {
  const folder = mkdtempSync(join(tmpdir(), 'loam-bench-'))
  chmodSync(folder, 0o755) // the database runs as a user of its own where we are root
  const port = await freePort()
  const base = `http://127.0.0.1:${port}`
  const home = join(folder, 'home')
  let server: ChildProcess | undefined
  let cookie = ''
  const ask = async (method: string, path: string, body: object): Promise<Response> => {
    const headers = { 'content-type': 'application/json', cookie, origin: base }
    const answer = await fetch(base + path, { method, headers, body: JSON.stringify(body) })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return answer
  }
  const post: Product['post'] = (path, body) => ask('POST', path, body)
  const product: Product = {
    base,
    folder,
    owner: new pg.Client(),
    key: '',
    post,
    put: (path, body) => ask('PUT', path, body),
    get: path => fetch(base + path, { headers: { cookie } }),
    cookie: () => cookie,
    used: () => processorSeconds(server?.pid, join(home, 'db', 'cluster', 'postmaster.pid')),
    halt: async () => {
      await product.owner.end().catch(() => {})
      if (server?.exitCode === null) {
        const ended = new Promise(resolve => server!.on('close', resolve))
        server.kill('SIGTERM')
        await ended
      }
    },
    start: async () => {
      server = await startServer(args, { ...settings, LOAM_HOME: home, PORT: String(port) })
      product.owner = new pg.Client({ connectionString: databaseUrl(home) })
      product.owner.on('error', () => {})
      await product.owner.connect()
    },
    remove: async () => {
      await product.halt()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  await product.start()
  const person = {
    workspace: 'Bench',
    name: 'Bench',
    email: 'bench@example.com',
    password: 'correct horse battery',
  }
  const made = await post('/api/v1/setup', person)
  cookie = made.headers
    .getSetCookie()
    .map(value => value.split(';')[0])
    .join('; ')
  const key = await post('/api/v1/keys', { kind: 'write', name: 'bench', source: 'bench' })
  product.key = ((await key.json()) as { secret: string }).secret
  return product
}

async function startServer(args: readonly string[], settings: Record<string, string>): Promise<ChildProcess> {
  const env = { ...process.env, LOAM_SAMPLE: '0', LOAM_WEB: '0', LOAM_LOG: 'error', ...settings }
  const child = spawn(process.execPath, [...args, main], { env, stdio: ['ignore', 'ignore', 'inherit'] })
  child.on('exit', (code, signal) => {
    if (code !== 0) process.stderr.write(`The server ended with ${code ?? signal}.\n`)
  })
  const answers = () =>
    fetch(`http://127.0.0.1:${settings.PORT}/api/v1/entry`).then(
      answer => answer.ok,
      () => false,
    )
  while (!(await answers())) {
    if (child.exitCode !== null) throw new Error(`The server ended with ${child.exitCode}.`)
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  return child
}

function databaseUrl(home: string): string {
  const password = readFileSync(join(home, 'db', 'password'), 'utf8')
  const port = readFileSync(join(home, 'db', 'cluster', 'postmaster.pid'), 'utf8').split('\n')[3]
  return `postgres://loam:${password}@127.0.0.1:${port}/loam`
}

function processorSeconds(server: number | undefined, pidFile: string): { server: number; database: number } {
  const times = { server: 0, database: 0 }
  if (!existsSync('/proc/self/stat')) return times
  const postmaster = readFileSync(pidFile, 'utf8').split('\n')[0]
  for (const pid of readdirSync('/proc').filter(name => /^\d+$/.test(name))) {
    const stat = statOf(pid)
    const [, parent, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const seconds = (Number(fields[9]) + Number(fields[10])) / 100
    if (pid === String(server)) times.server += seconds
    else if (parent === postmaster) times.database += seconds
    // Of those that have ended, its parent keeps the sum.
    else if (pid === postmaster) times.database += seconds + (Number(fields[11]) + Number(fields[12])) / 100
  }
  return times
}

function statOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch {
    return '' // it has just ended
  }
}

/** Has the database count what statements cost; restarts the product for it. */
export async function watchStatements(product: Product): Promise<void> {
  await product.owner.query("alter system set shared_preload_libraries = 'pg_stat_statements'")
  await product.halt()
  await product.start()
  await product.owner.query('create extension pg_stat_statements')
}

/** The statements that took longest in all since the last look, the costliest first. */
export async function costliest(product: Product, most = 25): Promise<string> {
  const { rows } = await product.owner.query(
    `select calls, total_exec_time as total, mean_exec_time as mean, query from pg_stat_statements order by 2 desc limit ${most}`,
  )
  await product.owner.query('select pg_stat_statements_reset()')
  return rows
    .map(({ calls, total, mean, query }) => {
      const text = query.replace(/\s+/g, ' ').slice(0, 150)
      return `${String(calls).padStart(7)} × ${mean.toFixed(2)} ms = ${total.toFixed(0).padStart(6)} ms  ${text}`
    })
    .join('\n')
}

/**
 * Publishes strategies as people write them, over the load's event types: two steps with a condition, every third one with
 * an absence, measures, a cooldown. They have much to look at and seldom fire.
 */
export async function publishStrategies(product: Product, count: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    await publish(product, strategyOf(index, index % 3 === 0))
  }
}

/** Drafts and publishes one strategy. */
export async function publish(
  product: Product,
  definition: Record<string, unknown> & { id: string },
): Promise<void> {
  const made = await product.post('/api/v1/strategies', { name: definition.id, definition })
  const { version } = (await made.json()) as { version: number }
  await product.post(`/api/v1/strategies/${definition.id}/publish`, { version, note: '' })
}

/** One of the strategies of the benches; `condition` decides how often it fires. */
export function strategyOf(
  index: number,
  withAbsence: boolean,
  condition = 'views > 100 && dwell > 300.0 && readers > 2',
): Record<string, unknown> & { id: string } {
  const type = (offset: number) => `type.${(index * 7 + offset * 3) % 20}`
  const first = {
    as: 'first',
    event: type(0),
    where: `e.props.kind == 'tender' && e.props.seconds > ${60 + (index % 5) * 10}`,
  }
  const second = withAbsence
    ? { absent: [type(1), type(2)], for: '3d' }
    : {
        as: 'second',
        event: type(1),
        where: 'e.props.documentId == first.props.documentId && e.props.seconds > 60',
      }
  return {
    id: `bench-${index}`,
    when: [first, second],
    within: '14d',
    measures: {
      views: { count: type(3), where: "e.props.section == 'price'", window: '7d' },
      dwell: { sum: type(4), of: 'props.seconds' },
      readers: { distinct: type(0), of: 'person', window: '14d' },
    },
    if: condition,
    cooldown: '7d',
    then: [{ do: 'tag', add: ['bench'] }],
  }
}

export interface Load {
  requests: number
  accepted: number
  refused: number
  seconds: number
  p50: number
  p95: number
  p99: number
}

export interface LoadOptions {
  url: string
  key: string
  way: 'native' | 'segment'
  /** Events in one request. */
  size: number
  connections: number
  seconds: number
  /** Begins every event's id. */
  prefix: string
  /** Events a second; as many as are taken if left out. */
  rate?: number
  /** How many accounts the events are about, with two persons each; 5 000 if left out. */
  customers?: number
  /** Ends after so many events. */
  most?: number
}

/** Sends events from a process of its own. */
export async function send(options: LoadOptions): Promise<Load> {
  const { stdout } = await run(process.execPath, [load, JSON.stringify(options)])
  return JSON.parse(stdout) as Load
}

/**
 * Everybody the load tells of is met once and permits decisions, so that acts are stored with their persons. The server is
 * started afresh, because it remembers who permits what.
 */
export async function meetEverybody(product: Product, customers = 5_000): Promise<Load> {
  const url = `${product.base}/api/v1/events`
  const options = { url, key: product.key, way: 'native', size: 100, connections: 8, prefix: 'meet' } as const
  const met = await send({ ...options, customers, seconds: 300, most: 4 * customers })
  const { owner } = product
  await owner.query(`
    insert into consent_purpose (workspace_id, id, name)
    select id, 'sales-decisions', '{"zh-CN": "x", "en": "x"}' from workspace on conflict do nothing`)
  await owner.query(`
    insert into consent_entry (workspace_id, subject, purpose, decision, source, channel, at)
    select workspace_id, id, 'sales-decisions', 'granted', 'bench', 'bench', now() from contact`)
  await owner.query('vacuum analyze')
  await product.halt()
  await product.start()
  return met
}

/** The middle one of some figures. */
export function median(figures: readonly number[]): number {
  return figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)] ?? Number.NaN
}

/** A figure as people read it. */
export const show = (figure: number): string => Math.round(figure).toLocaleString('en')

/** How busy the machine is, to stand beside a figure. */
export const busy = (): string => `load ${loadavg()[0]!.toFixed(1)}`

/** A port that nobody listens on just now. */
export async function freePort(): Promise<number> {
  return new Promise(resolve => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => resolve(port))
    })
  })
}
