import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import {
  busy,
  freePort,
  type LoadOptions,
  median,
  meetEverybody,
  publishStrategies,
  send,
  show,
  startProduct,
} from './_product.ts'

// Durable ingest over HTTP as the product starts: its own database, 50 published strategies, the load on the same
// processors. Beside it, in the same rounds, a bare Fastify with one `unnest` insert per request, and COPY of the rows
// that were stored. `node test/bench/ingest.ts [SECONDS [ROUNDS [NODE-OPTION…]]]`
const [seconds = '8', rounds = '3', ...nodeOptions] = process.argv.slice(2)
const bareProgram = fileURLToPath(new URL('./_bare.ts', import.meta.url))

type Way = Pick<LoadOptions, 'way' | 'size' | 'connections'>
const ways = {
  batch: { way: 'native', size: 100, connections: 16 },
  single: { way: 'native', size: 1, connections: 64 },
  segment: { way: 'segment', size: 100, connections: 16 },
} satisfies Record<string, Way>
const bareWays = { batch: ways.batch, single: ways.single }

const product = await startProduct(nodeOptions)
const barePort = await freePort()
let bare: ChildProcess | undefined
try {
  await publishStrategies(product, 50)
  const met = await meetEverybody(product)
  console.log(
    `first sight of 5,000 accounts and 10,000 persons: ${show(met.accepted / met.seconds)} events/s`,
  )
  bare = await startBare()
  await one('warm-up', `${product.base}/api/v1/events`, ways.batch, 4)
  const figures = new Map<string, number[]>()
  for (let round = 1; round <= Number(rounds); round++) {
    for (const [name, way] of Object.entries(ways)) {
      const path = way.way === 'native' ? '/api/v1/events' : '/v1/batch'
      keep(figures, name, await one(`${round} ${name}`, product.base + path, way, Number(seconds)))
      if (name in bareWays)
        keep(
          figures,
          `bare ${name}`,
          await one(
            `${round} bare ${name}`,
            `http://127.0.0.1:${barePort}/api/v1/events`,
            way,
            Number(seconds) / 2,
          ),
        )
    }
    keep(figures, 'copy', await copy())
  }
  const of = (name: string) => median(figures.get(name)!)
  for (const name of Object.keys(ways)) {
    const beside =
      name in bareWays
        ? `${(of(name) / of(`bare ${name}`)).toFixed(2)} of bare Fastify + unnest (${show(of(`bare ${name}`))}), `
        : ''
    console.log(
      `median ${name}: ${show(of(name))} events/s · ${beside}${(of(name) / of('copy')).toFixed(2)} of COPY (${show(of('copy'))} rows/s)`,
    )
  }
  console.log(
    `firings meanwhile: ${(await product.owner.query('select count(*) from firing')).rows[0].count}`,
  )
} finally {
  bare?.kill()
  await product.remove()
}

function keep(figures: Map<string, number[]>, name: string, figure: number): void {
  figures.set(name, [...(figures.get(name) ?? []), figure])
}

async function one(name: string, url: string, way: Way, time: number): Promise<number> {
  const isBare = name.includes('bare')
  await product.owner.query('checkpoint') // so that none pays for what another wrote
  const before = isBare ? 0 : await stored()
  const began = product.used()
  const prefix = name.replaceAll(' ', '-')
  const result = await send({ ...way, url, key: product.key, seconds: time, prefix })
  const ended = product.used()
  const micros = (which: 'server' | 'database') =>
    ((1e6 * (ended[which] - began[which])) / result.accepted).toFixed(0)
  const perSecond = result.accepted / result.seconds
  const kept = isBare ? result.accepted : (await stored()) - before
  console.log(
    [
      `${name}: ${show(perSecond)} events/s`,
      `p50 ${result.p50.toFixed(1)} ms, p95 ${result.p95.toFixed(1)} ms, p99 ${result.p99.toFixed(1)} ms`,
      `acknowledged ${result.accepted}, stored ${kept}, refused ${result.refused}`,
      `processor time an event: ${isBare ? '' : `server ${micros('server')} µs, `}database ${micros('database')} µs`,
      busy(),
    ].join(' · '),
  )
  return perSecond
}

async function stored(): Promise<number> {
  return Number(
    (await product.owner.query("select count(*) from event_log where kind = 'event'")).rows[0].count,
  )
}

/** COPY of up to 200 000 of the stored rows into a table like the log, indexes and all. */
async function copy(): Promise<number> {
  const file = `${product.folder}/home/db/cluster/bench.copy`
  const copied = await product.owner.query(
    `copy (select * from event_log where kind = 'event' limit 200000) to '${file}'`,
  )
  await product.owner.query('drop table if exists log_copy')
  await product.owner.query('create table log_copy (like event_log including all)')
  await product.owner.query('checkpoint')
  const began = performance.now()
  await product.owner.query(`copy log_copy from '${file}'`)
  const perSecond = (copied.rowCount ?? 0) / ((performance.now() - began) / 1_000)
  console.log(`COPY: ${show(perSecond)} rows/s · ${busy()}`)
  await product.owner.query('drop table log_copy')
  return perSecond
}

async function startBare(): Promise<ChildProcess> {
  const { host, port, user, password } = product.owner
  const databaseUrl = `postgres://${user}:${password}@${host}:${port}/loam`
  const child = spawn(process.execPath, [bareProgram, databaseUrl, String(barePort)], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const answers = () =>
    fetch(`http://127.0.0.1:${barePort}/`).then(
      () => true,
      () => false,
    )
  while (!(await answers())) await new Promise(resolve => setTimeout(resolve, 50))
  return child
}
