import { sql } from 'drizzle-orm'
import pg from 'pg'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Id, newId } from '#kernel/id.ts'
import { DAY, HOUR } from '#kernel/time.ts'
import { salesDecisions } from '#platform/consent/index.ts'
import { systemActor } from '#platform/org/index.ts'
import { testApp } from '#test/app.ts'
import { type DecisionWorkspace, decisionWorkspace } from '#test/decision.ts'
import { seededIds } from '#test/ids.ts'
import type { ExperimentItem, ExperimentView } from './api.ts'

const main = await testApp()
const { app, clock } = main
const start = clock.now()
let space: DecisionWorkspace
const customers = seededIds(2, 360)
const horizon = 14

const strategy = (id: string, outcome: object, more: object = {}, key = 'customer') => ({
  id,
  key,
  when: [{ event: 'demo.requested' }],
  cooldown: '90d',
  then: [{ do: 'tag', add: [`答复-${id}`] }],
  experiment: { holdout: 0.5, unit: 'account', salt: 'same', horizon: `${horizon}d`, outcome, ...more },
})

const get = async <T>(url: string): Promise<T> => {
  const answer = await space.as('director').inject({ method: 'GET', url })
  if (answer.statusCode !== 200) throw new Error(answer.body)
  return answer.json()
}
interface Page {
  items: ExperimentItem[]
  total: number
}
const items = async () => (await get<Page>('/api/v1/experiments')).items
const read = async (strategyId: string): Promise<ExperimentView> => {
  await app.decisions.experiments.settle(space.workspaceId)
  return get(`/api/v1/experiments/${(await items()).find(item => item.strategyId === strategyId)!.id}`)
}

const post = (url: string, payload: object) => space.as('director').inject({ method: 'POST', url, payload })

/** As the database's owner. */
async function owner(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: main.ownerUrl })
  await client.connect()
  await client.query(statement)
  await client.end()
}

let serial = 0
const act = (type: string, customer: string, at: number, props = {}, person?: string) => ({
  ...{ id: `sim-${serial++}`, type, at, customer, props },
  ...(person && { person }),
})
const accept = (events: readonly ReturnType<typeof act>[]) =>
  app.ingest.accept({ workspaceId: space.workspaceId, source: 'test', imported: false }, [...events])

const armsOf = async (strategyId: string): Promise<Map<string, string>> => {
  const rows = await space.rows<{ unit: string; arm: string }>(
    sql`select unit, arm from experiment_unit join experiment_run on run_id = id where strategy_id = ${strategyId}`,
  )
  return new Map(rows.map(row => [row.unit, row.arm]))
}

/** What a fixed share of an arm does, so that the figures to come out are known to the last digit. */
const everyNth = (list: readonly string[], n: number) => list.filter((_, i) => i % n === 0)

let treated: string[]
let held: string[]

beforeAll(async () => {
  space = await decisionWorkspace(main)
  for (const [index, id] of customers.entries())
    await space.rows(sql`
      insert into account (workspace_id, id, name, name_sort, name_key, grams, search_text)
      values (${space.workspaceId}, ${id}, ${`客户 ${index}`}, '', ${`k${index}`}, '{}', '')`)
  const guards = [{ event: 'complaint.filed', limit: 0.05 }, { event: 'mail.unsubscribed' }]
  await space.publish(strategy('won', { opportunity: 'won', guards }), '赢单')
  await space.publish(strategy('stage', { opportunity: 'stage', to: '方案' }), '推进')
  await space.publish(strategy('amount', { opportunity: 'amount' }), '金额')
  await space.publish(strategy('time', { opportunity: 'time' }), '时间')
  const variants = [{ id: 'short', share: 0.5, then: [{ do: 'tag', add: ['短'] }] }]
  await space.publish(
    strategy('variants', { event: 'contract.signed' }, { holdout: 0.2, salt: 'v', variants }),
    '三组',
  )
  await space.settle()
  clock.set(start + HOUR)
  await accept(customers.map(id => act('demo.requested', id, clock.now())))
  await space.settle()
  const arms = await armsOf('won')
  treated = customers.filter(id => arms.get(id) === 'then')
  held = customers.filter(id => arms.get(id) === 'holdout')
  clock.set(start + HOUR + 4 * DAY)
  const now = clock.now()
  const movesTo = (to: string) => (id: string) => act('opportunity.stage_changed', id, now, { to })
  const wins = (amount: number) => (id: string) => act('opportunity.won', id, now, { amount })
  await accept([
    ...everyNth(treated, 2).flatMap(id => [movesTo('方案')(id), wins(300)(id)]),
    ...everyNth(held, 5).flatMap(id => [movesTo('方案')(id), wins(100)(id), wins(50)(id)]),
    ...treated.map(movesTo('需求')),
    ...everyNth(treated, 3).map(id => act('complaint.filed', id, now)),
    ...everyNth(treated, 20).map(id => act('mail.unsubscribed', id, now)),
  ])
  const short = await armsOf('variants')
  await accept(
    customers.filter(id => short.get(id) === 'short').map(id => act('contract.signed', id, clock.now())),
  )
  await space.settle()
  clock.set(start + (horizon + 3) * DAY)
}, 300_000)

/** Means of the held out and the treated. */
const means = (view: ExperimentView) => view.arms.map(arm => arm.mean)

describe('what comes of an opportunity', () => {
  const shares = () => [everyNth(held, 5).length / held.length, everyNth(treated, 2).length / treated.length]

  test('won: once per customer, however many deals', async () => {
    const [low, high] = means(await read('won'))
    expect(low).toBeCloseTo(shares()[0]!, 9)
    expect(high).toBeCloseTo(shares()[1]!, 9)
  })

  test('stage: only the stage asked for counts', async () => {
    const [low, high] = means(await read('stage'))
    expect(low).toBeCloseTo(shares()[0]!, 9)
    expect(high).toBeCloseTo(shares()[1]!, 9)
  })

  test('amount: the sum of what was won, per customer in the arm', async () => {
    const view = await read('amount')
    expect(view.outcome.kind).toBe('amount')
    const [low, high] = means(view)
    expect(low).toBeCloseTo(shares()[0]! * 150, 6)
    expect(high).toBeCloseTo(shares()[1]! * 300, 6)
    expect(view.verdict).toBe('better')
  })

  test('time: days to the next stage, the whole horizon for those who never came; fewer is better', async () => {
    const view = await read('time')
    const [low, high] = means(view)
    const days = (share: number) => share * 4 + (1 - share) * horizon
    expect(low).toBeCloseTo(days(shares()[0]!), 6)
    expect(high).toBeCloseTo(days(1), 6)
    expect(view.lift!.lift).toBeLessThan(0)
    expect(view.verdict).toBe('better')
  })
})

test('a harmed guard speaks by the always-valid interval and turns the advice round; one in doubt does not', async () => {
  const view = await read('won')
  expect(view.verdict).toBe('better')
  const [complaints, unsubscribed] = view.health.guards
  expect(complaints).toMatchObject({ isHarmed: true, control: 0, limit: 0.05 })
  expect(complaints!.ci![0]).toBeGreaterThan(0.05)
  // 5 % against none: the plain interval leaves out zero, looking every day it can't be told.
  const n = treated.length
  const share = everyNth(treated, 20).length / n
  expect(unsubscribed!.treatment).toBeCloseTo(share, 9)
  expect(share - 2 * Math.sqrt((share * (1 - share)) / n)).toBeGreaterThan(0)
  expect(unsubscribed!.ci![0]).toBeLessThan(0)
  expect(unsubscribed!.isHarmed).toBe(false)
  expect(view.next[0]).toMatchObject({ act: 'stop', why: 'guard' })
})

test('variants: each against the held out, and the interval of the best shares its error with the other', async () => {
  const view = await read('variants')
  expect(view.arms.map(arm => arm.id)).toEqual(['holdout', 'then', 'short'])
  for (const [index, share] of [0.2, 0.4, 0.4].entries())
    expect(view.arms[index]!.share).toBeCloseTo(share, 9)
  expect(view.arms.map(arm => arm.mean)).toEqual([0, 0, 1])
  expect(view.lifts.map(lift => lift.arm)).toEqual(['then', 'short'])
  // 72 in 360 are held out: the always-valid interval waits for the hundredth.
  expect(view.arms[0]!.n).toBeLessThan(100)
  expect(view).toMatchObject({ verdict: 'early', grade: null, lift: { arm: 'short', sequential: null } })
  const missing = { arm: 'holdout', count: 100 - view.arms[0]!.n }
  expect(view.missing).toMatchObject(missing)
  expect((await items()).find(item => item.id === view.id)!.missing).toMatchObject(missing)
  expect(view.health.guards[0]!.ci).toBeNull()
})

test('split by person, colleagues in different arms are warned of; deals, which have no person, are the account’s', async () => {
  const colleagues: Id[] = []
  for (let i = 0; i < 12; i++) {
    const id = newId()
    colleagues.push(id)
    await space.rows(sql`
      insert into contact (workspace_id, id, account_id, name, name_sort, grams, search_text)
      values (${space.workspaceId}, ${id}, ${customers[0]!}, ${`联系人 ${i}`}, '', '{}', '')`)
    await app.consent.choose(systemActor(space.workspaceId), {
      ...{ subject: id, purpose: salesDecisions, decision: 'granted', source: 'offline', channel: 'test' },
      at: clock.now(),
    })
  }
  await space.publish(
    strategy('person', { opportunity: 'won' }, { unit: 'person', salt: 'p' }, 'person'),
    '按人',
  )
  await space.settle()
  await accept(colleagues.map(id => act('demo.requested', customers[0]!, clock.now(), {}, id)))
  await space.settle()
  expect(new Set((await armsOf('person')).values()).size).toBe(2)
  await accept([act('opportunity.won', customers[0]!, clock.now() + DAY, { amount: 1 })])
  clock.set(clock.now() + (horizon + 2) * DAY)
  const view = await read('person')
  expect(view).toMatchObject({ exposed: 12, unit: 'person' })
  expect(view.health.mixedAccounts).toBe(1)
  expect(view.arms.map(arm => arm.mean)).toEqual([1, 1])
})

test('a decision and what it does are one: where either fails, neither is there', async () => {
  const { id, versions } = await read('amount')
  const decide = (kind: string) => post(`/api/v1/experiments/${id}/${kind}`, { reason: '试试', arm: 'then' })
  await owner(`alter table experiment_judgement add constraint broken check (reason <> '试试')`)
  for (const kind of ['stop', 'ship']) expect((await decide(kind)).statusCode).toBe(503)
  const same = await read('amount')
  expect(same).toMatchObject({ isLive: true, ending: null, versions, judgements: [] })
  await owner('alter table experiment_judgement drop constraint broken')
  const done = await Promise.all([decide('stop'), decide('ship')])
  expect(done.map(answer => answer.statusCode).filter(status => status === 200)).toHaveLength(1)
  const after = await get<ExperimentView>(`/api/v1/experiments/${id}`)
  expect(after.judgements).toHaveLength(1)
  expect(after.judgements[0]).toMatchObject({ act: after.ending, lift: same.lift, asOf: same.asOf })
})

test('the list comes page by page, the latest first, or of one strategy', async () => {
  const all = (await items()).map(item => item.id)
  const page = async (query: string) => {
    const { items: some, total } = await get<Page>(`/api/v1/experiments?${query}`)
    return { ids: some.map(item => item.id), total }
  }
  expect(all.length).toBeGreaterThan(3)
  expect(await page('page=1&size=2')).toEqual({ ids: all.slice(0, 2), total: all.length })
  expect(await page('page=2&size=2')).toEqual({ ids: all.slice(2, 4), total: all.length })
  expect(await page('page=9&size=50')).toEqual({ ids: [], total: all.length })
  expect((await page('strategy=amount')).total).toBe(1)
})

test('without the permission nothing is read', async () => {
  const { id } = (await items())[0]!
  await space.rows(
    sql`update role set permissions = array_remove(permissions, 'strategy.read') where built_in = 'integrator'`,
  )
  const none = space.as('integrator')
  for (const url of [
    '/api/v1/experiments',
    `/api/v1/experiments/${id}`,
    `/api/v1/experiments/${id}/report`,
    '/api/v1/experiments/pace?strategy=won',
  ])
    expect((await none.inject({ method: 'GET', url })).statusCode, url).toBe(403)
})
