import { readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { busy, meetEverybody, publish, publishStrategies, show, startProduct } from './_product.ts'

// From starting the program to acting on new events, on a log of millions of events in the product's own database: once by
// reading the whole log, once from the snapshot of an orderly stop, once from a snapshot with a tenth of the log after it.
// 50 strategies, 5 000 accounts. `node test/bench/recovery.ts [EVENTS]`
const events = Number(process.argv[2] ?? 2_000_000)
const product = await startProduct()
try {
  await publishStrategies(product, 50)
  await publish(product, {
    id: 'probe',
    when: [{ as: 'probe', event: 'probe' }],
    then: [{ do: 'tag', add: ['probe'] }],
  })
  await meetEverybody(product)
  await product.owner.query('update event_log set at = at - 2592000000, received = received - 2592000000')
  await grow(events, 30, 1)
  await restart('without a snapshot, the whole log read')
  await restart('from the snapshot of an orderly stop')
  await grow(events / 10, 1, 0)
  await restart('from a snapshot, a tenth of the log after it')
} finally {
  await product.remove()
}

/** Adds events like those that are there, over the days from `from` to `to` days ago. */
async function grow(count: number, from: number, to: number): Promise<void> {
  await product.owner.query(
    `insert into event_log (workspace_id, kind, id, type, at, received, customer, person, props, source)
     select workspace_id, kind, id || '-' || $2 || '-' || g, type, t, t, customer, person, props, source from (
       select e.*, g, (extract(epoch from now()) * 1000)::bigint - ($2 * 86400000::bigint)
         + ((row_number() over (order by g, seq)) * (($2 - $3) * 86400000::float8 / $1))::bigint as t
       from (select * from event_log where kind = 'event' order by seq limit 20000) e, generate_series(1, ceil($1 / 20000.0)::int) g
     ) made order by t`,
    [count, from, to],
  )
  await product.owner.query('vacuum analyze event_log')
}

async function restart(name: string): Promise<void> {
  await product.halt()
  const folder = join(product.folder, 'home', 'engine')
  const whole = name.startsWith('without')
  for (const file of readdirSync(folder)) if (whole) rmSync(join(folder, file))
  const megabytes = readdirSync(folder).reduce(
    (sum, file) => sum + statSync(join(folder, file)).size / 1e6,
    0,
  )
  const began = performance.now()
  const seconds = () => ((performance.now() - began) / 1_000).toFixed(1)
  await product.start()
  const listening = seconds()
  const used = product.used()
  const before = await fired()
  await probe()
  while ((await fired()) === before) await new Promise(resolve => setTimeout(resolve, 20))
  const { server, database } = product.used()
  const stored = await product.owner.query('select count(*) from event_log')
  console.log(
    `${name}: listens after ${listening} s, acts after ${seconds()} s · ${show(Number(stored.rows[0].count))} entries in the log, ` +
      `snapshot ${megabytes.toFixed(0)} MB · processor: server ${server.toFixed(1)} s, database ${(database - used.database).toFixed(1)} s · ${busy()}`,
  )
}

async function fired(): Promise<number> {
  const found = await product.owner.query("select count(*) from firing where strategy_id = 'probe'")
  return Number(found.rows[0].count)
}

async function probe(): Promise<void> {
  const answer = await fetch(`${product.base}/api/v1/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${product.key}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      id: `probe-${Date.now()}`,
      type: 'probe',
      at: new Date().toISOString(),
      customer: 'c-1',
    }),
  })
  if (answer.status !== 202) throw new Error(`The event was answered ${answer.status}.`)
}
