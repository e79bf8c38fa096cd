import { DAY } from '#kernel/time.ts'
import { busy, show, startProduct } from './_product.ts'

// A backtest over a log of a million events of 20 types and 20 000 accounts, asked over HTTP: the first run, which reads the
// log out of the database, and then an edit, which finds it parsed. Aim: ≤ 10 s. `node test/bench/backtest.ts [EVENTS [ROUNDS]]`
const [amount = '1000000', rounds = '3'] = process.argv.slice(2)
const product = await startProduct()
const now = Date.now()

/** One type in the pattern and two in its measures: three twentieths of the log. */
const narrow = (window: string) => ({
  id: 'narrow',
  when: [{ as: 'post', event: 'type.3', where: "e.props.kind == 'tender'" }],
  measures: {
    views: { count: 'type.4', where: "e.props.section == 'price'", window },
    last: { since: 'type.5' },
  },
  if: 'views == 0 && last >= 86400.0',
  cooldown: '14d',
  then: [],
})
/** All twenty types, with a sequence and an absence. */
const types = Array.from({ length: 20 }, (_, n) => `type.${n}`)
const wide = (window: string) => ({
  id: 'wide',
  when: [
    { as: 'a', event: types, where: 'e.props.seconds > 90.0' },
    { absent: 'type.7', for: '2d' },
  ],
  within: '7d',
  measures: { views: { count: 'type.1', window }, dwell: { sum: 'type.2', of: 'props.seconds', window } },
  if: 'views >= 1 && dwell > 60.0',
  cooldown: '7d',
  then: [],
})

interface Run {
  id: string
  state: string
  events: number
  result: { firings: number } | null
}

try {
  await fill()
  for (const [name, strategy] of Object.entries({ narrow, wide })) {
    for (let round = 1; round <= Number(rounds); round++) {
      const first = await backtest(strategy('7d'))
      const again = await backtest(strategy('5d'))
      console.log(
        `${round} ${name}: first run ${first.seconds.toFixed(2)} s (${show(first.events)} of ${show(Number(amount))} events taken, ${show(first.firings)} firings; ` +
          `server ${first.server.toFixed(1)} s, database ${first.database.toFixed(1)} s of processor), ` +
          `after an edit ${again.seconds.toFixed(2)} s (${show(again.firings)} firings) · ${busy()}`,
      )
      // What was read is kept in memory: the next round has to begin anew.
      await product.halt()
      await product.start()
    }
  }
} finally {
  await product.remove()
}

async function backtest(definition: Record<string, unknown>) {
  const before = product.used()
  const began = performance.now()
  const started = await product.post('/api/v1/strategies/backtests', { definition, from: now - 30 * DAY })
  const { id } = (await started.json()) as Run
  for (;;) {
    const run = (await (await product.get(`/api/v1/strategies/backtests/${id}`)).json()) as Run
    if (run.state === 'done') {
      const seconds = (performance.now() - began) / 1_000
      const used = product.used()
      const [server, database] = [used.server - before.server, used.database - before.database]
      return { seconds, server, database, firings: run.result!.firings, events: run.events }
    }
    if (run.state !== 'running') throw new Error(`the backtest ended as ${run.state}`)
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

/** Thirty days of acts in order, as ingest would have written them. */
async function fill(): Promise<void> {
  const { owner } = product
  await owner.query('select setseed(0.42)')
  await owner.query(
    `insert into event_log (workspace_id, kind, id, type, at, received, customer, person, props, source, imported)
     select w.id, 'event', 'e-' || n, 'type.' || floor(random() * 20)::int, t.at, t.at,
       ('0190a0c0-0000-7000-8000-' || lpad(floor(random() * 20000)::text, 12, '0'))::uuid,
       ('0190a0c0-0000-7000-9000-' || lpad(floor(random() * 1000)::text, 12, '0'))::uuid,
       json_build_object('documentId', 'd-' || floor(random() * 97)::int,
         'section', (array['price', 'parameters', 'cases'])[1 + floor(random() * 3)::int], 'seconds', floor(random() * 120)::int,
         'kind', case when random() < 0.25 then 'tender' else 'brochure' end), 'bench', true
     from (select id from workspace) w, generate_series(1, $1::int) n,
       lateral (select $2::bigint + floor(n::float8 / $1 * $3)::bigint as at) t order by n`,
    [Number(amount), now - 30 * DAY, 30 * DAY - 60_000],
  )
  await owner.query('vacuum analyze event_log')
}
