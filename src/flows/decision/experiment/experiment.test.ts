import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { DAY, HOUR } from '#kernel/time.ts'
import { makeRandom } from '#lib/stats/random.ts'
import { testApp } from '#test/app.ts'
import { type DecisionWorkspace, decisionWorkspace } from '#test/decision.ts'
import { seededIds } from '#test/ids.ts'
import type { Baseline, ExperimentItem, ExperimentView } from './api.ts'

const main = await testApp()
const { app, clock } = main
const start = clock.now()
let space: DecisionWorkspace
const customers = seededIds(1, 420)

const strategy = (id: string, experiment: object) => ({
  id,
  when: [{ event: 'demo.requested' }],
  cooldown: '90d',
  then: [{ do: 'tag', add: [`答复-${id}`] }],
  experiment: { holdout: 0.5, unit: 'account', salt: id, horizon: '14d', ...experiment },
})

const get = async <T>(url: string, role: 'director' | 'rep' = 'director'): Promise<T> => {
  const answer = await space.as(role).inject({ method: 'GET', url })
  if (answer.statusCode !== 200) throw new Error(answer.body)
  return answer.json()
}
const post = (url: string, payload: object, role: 'director' | 'rep' = 'director') =>
  space.as(role).inject({ method: 'POST', url, payload })

/** Experiments by strategy, the latest run of each. */
const read = async (strategyId: string): Promise<ExperimentView> => {
  await app.outbox.drain()
  await app.decisions.experiments.settle(space.workspaceId)
  const { items } = await get<{ items: ExperimentItem[] }>('/api/v1/experiments')
  return get(`/api/v1/experiments/${items.find(item => item.strategyId === strategyId)!.id}`)
}

let serial = 0
const act = (type: string, customer: string, at: number, props = {}) => ({
  id: `sim-${serial++}`,
  type,
  at,
  customer,
  props,
})
const accept = (events: readonly ReturnType<typeof act>[]) =>
  app.ingest.accept({ workspaceId: space.workspaceId, source: 'test', imported: false }, [...events])

async function armsOf(strategyId: string): Promise<Map<string, string>> {
  const rows = await space.rows<{ unit: string; arm: string }>(
    sql`select unit, arm from experiment_unit join experiment_run on run_id = id where strategy_id = ${strategyId}`,
  )
  return new Map(rows.map(row => [row.unit, row.arm]))
}

beforeAll(async () => {
  space = await decisionWorkspace(main)
  for (const [index, id] of customers.entries()) {
    await space.rows(sql`
      insert into account (workspace_id, id, name, name_sort, name_key, grams, search_text)
      values (${space.workspaceId}, ${id}, ${`客户 ${index}`}, '', ${`k${index}`}, '{}', '')`)
  }
  await app.eventLog.append(
    space.workspaceId,
    customers.map((key, i) => ({
      ...{ kind: 'profile', id: `profile-${i}`, of: 'customer', key },
      attributes: { tier: i % 3 === 0 ? '三级甲等' : '二级甲等' },
    })),
  )
  await space.publish(strategy('works', { outcome: { event: 'contract.signed' } }), '有用的')
  await space.publish(strategy('idle', { outcome: { event: 'newsletter.read' } }), '没用的')
  await space.settle()
  const random = makeRandom(7)
  for (let day = 0; day < 3; day++) {
    clock.set(start + day * DAY + HOUR)
    await accept(
      customers
        .filter((_, i) => i % 3 === day)
        .flatMap(id => [
          ...Array.from({ length: 1 + random.integer(4) }, () => act('document.opened', id, clock.now() - 1)),
          act('demo.requested', id, clock.now()),
        ]),
    )
    await space.settle()
  }
  const arms = await armsOf('works')
  clock.set(start + 6 * DAY)
  await accept(
    customers.flatMap(id => [
      ...(random.uniform() < (arms.get(id) === 'then' ? 0.45 : 0.15)
        ? [act('contract.signed', id, clock.now()), act('contract.signed', id, clock.now() + 1)]
        : []),
      ...(random.uniform() < 0.3 ? [act('newsletter.read', id, clock.now())] : []),
    ]),
  )
  await space.settle()
}, 300_000)

describe('an experiment lived through on the clock', () => {
  test('while nobody has had the whole horizon nothing is compared: too early', async () => {
    const view = await read('works')
    expect(view).toMatchObject({ verdict: 'early', grade: null, matured: 0, exposed: 420, waiting: 420 })
    expect(view.next[0]).toMatchObject({ act: 'wait', why: 'early' })
    expect(view.arms.map(arm => arm.id)).toEqual(['holdout', 'then'])
  })

  test('after it the effect put in is recovered inside the interval, and none found where none was', async () => {
    clock.set(start + 20 * DAY)
    const works = await read('works')
    expect(works.verdict).toBe('better')
    expect(works.grade).toBe('A')
    const [low, high] = works.lift!.sequential!
    expect(low).toBeLessThan(0.3)
    expect(high).toBeGreaterThan(0.3)
    expect(low).toBeGreaterThan(0)
    expect(works.next[0]).toMatchObject({ act: 'ship' })
    expect(works.health.ratio.ok).toBe(true)
    const idle = await read('idle')
    expect(idle.verdict).toBe('unclear')
    const none = idle.lift!.sequential!
    expect(none[0]).toBeLessThan(0)
    expect(none[1]).toBeGreaterThan(0)
  })

  test('the sums are those of the units, to the last one', async () => {
    const works = await read('works')
    const rows = await space.rows<{ arm: string; n: number; y: number; x: number }>(sql`
      select arm, count(*)::int as n, sum(value) as y, sum(touches) as x from experiment_unit
      where run_id = ${works.id} group by arm order by arm`)
    expect(rows.map(row => [row.arm, row.n, row.y])).toEqual(
      works.arms.map(arm => [arm.id, arm.n, Math.round(arm.total)]),
    )
    expect(rows[0]!.x / rows[0]!.n).toBeGreaterThan(1)
    const tiers = works.segments.find(item => item.dimension === 'tier')!
    expect(tiers.items.reduce((sum, item) => sum + item.treatment.n + item.control.n, 0)).toBe(420)
  })

  test('a late act inside the window still counts, one after it never does, and twice is once', async () => {
    const before = await read('works')
    const arms = await armsOf('works')
    const silent = (
      await space.rows<{ unit: string }>(sql`
        select unit from experiment_unit where run_id = ${before.id} and value = 0 and arm = 'holdout' limit 2`)
    ).map(row => row.unit)
    expect(arms.get(silent[0]!)).toBe('holdout')
    const late = act('contract.signed', silent[0]!, start + 5 * DAY)
    await accept([late, act('contract.signed', silent[1]!, start + 19 * DAY)])
    await accept([late])
    const after = await read('works')
    expect(Math.round(after.arms[0]!.total)).toBe(Math.round(before.arms[0]!.total) + 1)
  })

  test('counting again what has been counted changes nothing', async () => {
    const before = await read('works')
    await app.decisions.experiments.settle(space.workspaceId)
    await app.decisions.experiments.settle(space.workspaceId)
    expect((await read('works')).arms).toEqual(before.arms)
  })

  test('a changed holdout begins a new run; a changed text does not', async () => {
    const works = await read('works')
    const change = async (definition: object) => {
      const { version } = await get<{ version: number }>('/api/v1/strategies/works')
      const saved = await space.as('director').inject({
        method: 'PUT',
        url: '/api/v1/strategies/works/draft',
        payload: { version, name: '有用的', draft: definition },
      })
      const done = await post('/api/v1/strategies/works/publish', { version: saved.json().version })
      if (done.statusCode !== 200) throw new Error(done.body)
    }
    const same = strategy('works', { outcome: { event: 'contract.signed' } })
    await change({ ...same, then: [{ do: 'tag', add: ['换个说法'] }] })
    expect(await read('works')).toMatchObject({ id: works.id, versions: [1, 2] })
    await change({ ...same, experiment: { ...same.experiment, holdout: 0.2 } })
    expect(await read('works')).toMatchObject({ number: 2, verdict: 'empty', versions: [3] })
    expect(await get(`/api/v1/experiments/${works.id}`)).toMatchObject({ ending: 'superseded' })
  })
})

describe('deciding', () => {
  test('a rep may look, and may not decide', async () => {
    const { id } = await read('idle')
    for (const url of ['ship', 'stop', 'roll-back'])
      expect(
        (await post(`/api/v1/experiments/${id}/${url}`, { reason: 'x', arm: 'then' }, 'rep')).statusCode,
      ).toBe(403)
  })

  test('there is nothing to roll back to before the first version: it stays as it was', async () => {
    const { id } = await read('idle')
    const answer = await post(`/api/v1/experiments/${id}/roll-back`, { reason: '没用' })
    expect(answer.json().error.code).toBe('experiment.no-former')
    expect((await read('idle')).endedAt).toBeNull()
  })

  test('shipped with 10 % held out: a new version, a new run, the figures kept as they were', async () => {
    const idle = await read('idle')
    const answer = await post(`/api/v1/experiments/${idle.id}/ship`, {
      reason: '成本低，先全员用',
      arm: 'then',
      holdout: 0.1,
    })
    expect(answer.statusCode).toBe(200)
    expect(answer.json()).toMatchObject({ ending: 'shipped', judgements: [{ act: 'shipped', toVersion: 2 }] })
    const next = await read('idle')
    expect(next).toMatchObject({ number: 2, holdout: 0.1, versions: [2] })
    const report = await get<{ judgements: { figures: ExperimentView }[] }>(
      `/api/v1/experiments/${idle.id}/report`,
    )
    expect(report.judgements[0]!.figures.lift).toEqual(idle.lift)
    const back = await post(`/api/v1/experiments/${next.id}/roll-back`, { reason: '还是回到一半' })
    expect(back.json()).toMatchObject({ ending: 'rolled-back' })
    const third = await read('idle')
    expect(third).toMatchObject({ number: 3, holdout: 0.5, versions: [3] })
    const stopped = await post(`/api/v1/experiments/${third.id}/stop`, { reason: '没有用处' })
    expect(stopped.json()).toMatchObject({ ending: 'stopped', isLive: false })
    expect(await get('/api/v1/strategies/idle')).toMatchObject({ state: 'retired' })
    expect((await post(`/api/v1/experiments/${third.id}/stop`, { reason: '再停' })).json().error.code).toBe(
      'experiment.ended',
    )
  })

  test('another workspace sees none of it', async () => {
    const { id } = await read('works')
    const other = await main.workspace()
    const answer = await other.as('director').inject({ method: 'GET', url: `/api/v1/experiments/${id}` })
    expect(answer.statusCode).toBe(404)
  })
})

describe('planning', () => {
  const baseline = async (definition: object): Promise<Baseline> => {
    const answer = await post('/api/v1/experiments/baseline', { definition })
    if (answer.statusCode !== 200) throw new Error(answer.body)
    return answer.json()
  }
  const signed = { outcome: { event: 'contract.signed' } }
  const signedOf = async (ids: readonly string[]): Promise<number> => {
    const rows = await space.rows<{ n: number }>(sql`
      select count(distinct c.customer)::int as n from event_log c
      join event_log d on d.customer = c.customer and d.type = 'demo.requested'
      where c.type = 'contract.signed' and c.at > d.at and c.at <= d.at + ${14 * DAY} and c.customer = any(${sql.param([...ids])}::uuid[])`)
    return rows[0]!.n
  }

  test('history proposes the level and the pace: everybody whom the strategy would have met, each once', async () => {
    const found = await baseline(strategy('drafted', signed))
    const came = await signedOf(customers)
    expect(found).toMatchObject({ kind: 'rate', units: 420, n: 420, treated: 0, waiting: 0, isEnough: true })
    expect(found.mean).toBeCloseTo(came / 420, 10)
    const [low, high] = found.ci!
    expect(low).toBeGreaterThan(0)
    expect(high - low).toBeCloseTo(2 * 1.96 * Math.sqrt((found.mean! * (1 - found.mean!)) / 420), 2)
    expect(found.perWeek).toBeCloseTo(420 / ((found.to - found.from) / (7 * DAY)), 6)
  })

  test('who did get the strategy doesn’t tell what comes without it, and is left out', async () => {
    const arms = await armsOf('works')
    const held = [...arms].flatMap(([unit, arm]) => (arm === 'holdout' ? [unit] : []))
    const found = await baseline(strategy('works', signed))
    expect(found).toMatchObject({ units: 420, n: held.length, treated: 420 - held.length })
    expect(found.mean).toBeCloseTo((await signedOf(held)) / held.length, 10)
  })

  test('a horizon that is not over, or nobody to look at, gives no level', async () => {
    const young = await baseline(strategy('drafted', { ...signed, horizon: '60d' }))
    expect(young).toMatchObject({ units: 420, n: 0, waiting: 420, isEnough: false, mean: null, ci: null })
    const never = { ...strategy('drafted', signed), when: [{ event: 'nothing.ever' }] }
    expect(await baseline(never)).toMatchObject({ units: 0, n: 0, perWeek: 0, isEnough: false, mean: null })
    const open = await post('/api/v1/experiments/baseline', { definition: { id: 'x' } })
    expect(open.statusCode).toBe(400)
    const rep = await post('/api/v1/experiments/baseline', { definition: strategy('x', signed) }, 'rep')
    expect(rep.statusCode).toBe(403)
  })

  test('an amount has its spread and the interval of its mean', async () => {
    const who = customers.slice(0, 40)
    await accept(who.map((id, i) => act('opportunity.won', id, start + 8 * DAY, { amount: 1_000 * (i + 1) })))
    const found = await baseline(strategy('drafted', { outcome: { opportunity: 'amount' } }))
    expect(found).toMatchObject({ kind: 'amount', n: 420 })
    expect(found.mean).toBeCloseTo((1_000 * 820) / 420, 6)
    expect(found.ci![0]).toBeCloseTo(found.mean! - (1.9657 * found.sd!) / Math.sqrt(420), 0)
  })

  test('units and weeks for one look and for looking every day, and what a time can show', async () => {
    const answer = await post('/api/v1/experiments/plan', {
      ...{ controlShare: 0.5, baseline: 0.1, effect: 0.05, unitsPerWeek: 140, horizonDays: 14, weeks: 6 },
    })
    const { once, always, within, detectable } = answer.json()
    // 15.7 · p(1 − p) / effect² · 2 arms, as the textbook has it.
    expect(Math.abs(once.units - 1_131)).toBeLessThan(5)
    expect(once.weeks).toBe(Math.ceil(once.units / 140 + 2))
    expect(always.units).toBeGreaterThan(once.units)
    expect(within).toMatchObject({ weeks: 6, units: 560 })
    expect(detectable.map((item: { weeks: number }) => item.weeks)).toEqual([4, 8, 12, 26])
    const enough = detectable.find((item: { units: number }) => item.units >= always.units)
    expect(enough.effect).toBeLessThanOrEqual(0.05)
  })
})
