import { startProduct } from './_product.ts'

/** How long the read-out of an experiment with a million units takes, asked over HTTP. Aim: ≤ 200 ms. */

const units = 1_000_000
const days = 120
const product = await startProduct()
try {
  const definition = {
    id: 'bench',
    when: [{ event: 'demo.requested' }],
    then: [{ do: 'tag', add: ['x'] }],
    experiment: {
      ...{ holdout: 0.5, unit: 'account', salt: 'bench', horizon: '14d' },
      outcome: { event: 'contract.signed' },
    },
  }
  const made = await product.post('/api/v1/strategies', { name: 'Bench', definition })
  const { version } = (await made.json()) as { version: number }
  await product.post('/api/v1/strategies/bench/publish', { version })
  const id = await runId()
  await fill(id)
  const times: number[] = []
  for (let n = 0; n < 12; n++) {
    const begun = performance.now()
    const answer = await product.get(`/api/v1/experiments/${id}`)
    const view = (await answer.json()) as { exposed: number; verdict: string; lift: { lift: number } }
    times.push(performance.now() - begun)
    if (n === 0)
      console.log(`${view.exposed} units, ${view.verdict}, lift ${view.lift.lift.toFixed(4)} (put in: 0.03)`)
  }
  times.sort((a, b) => a - b)
  const [median, slowest] = [times[6]!, times.at(-1)!]
  console.log(`read-out over HTTP: median ${median.toFixed(1)} ms, slowest of 12 ${slowest.toFixed(1)} ms`)
} finally {
  await product.remove()
}

/** The run begins with the publication, a moment after it was answered. */
async function runId(): Promise<string> {
  for (;;) {
    const list = (await (await product.get('/api/v1/experiments')).json()) as { items: { id: string }[] }
    if (list.items[0]) return list.items[0].id
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}

/** Units as they would stand after so many firings, and the sums that counting would have kept of them. */
async function fill(run: string): Promise<void> {
  const { owner } = product
  await owner.query(
    `insert into experiment_unit (workspace_id, run_id, unit, arm, account_id, exposed_at, matures_at, day, segments, touches,
       value, guards, firing_id, decision_id)
     select workspace_id, id, 'u' || i, case when i % 2 = 0 then 'then' else 'holdout' end, null, 0, 0,
       current_date - 2 - (i % $2)::int, jsonb_build_object('tier', 't' || i % 5, 'industry', 'i' || i % 20, 'region', 'r' || i % 30),
       i % 7, case when random() < 0.1 + case when i % 2 = 0 then 0.03 else 0 end then 1 else 0 end, '{0,0}', '', id
     from experiment_run, generate_series(1, $3::int) as i where id = $1`,
    [run, days, units],
  )
  await owner.query(
    `insert into experiment_cell
     select workspace_id, run_id, arm, d.dimension, coalesce(segments->>d.dimension, ''), day, count(*), sum(value), sum(value * value),
       sum(touches), sum(touches * touches), sum(touches * value), '{0,0}'
     from experiment_unit, (values (''), ('tier'), ('industry'), ('region')) as d(dimension)
     where run_id = $1 group by 1, 2, 3, 4, 5, 6`,
    [run],
  )
  await owner.query('analyze experiment_cell')
}
