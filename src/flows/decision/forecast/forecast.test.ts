import { expect, test } from 'vitest'
import type { PastOpportunity } from '#crm/opportunity/api.ts'
import { DAY } from '#kernel/time.ts'
import { makeRandom } from '#lib/stats/random.ts'
import type { BuiltInRole } from '#platform/org/api.ts'
import { caller, testApp } from '#test/app.ts'
import type { ForecastDeal, ForecastView } from './api.ts'

const { app, clock, workspace } = await testApp()
clock.set(Date.parse('2026-05-20T04:00:00Z'))
const one = await workspace()
const other = await workspace()

const call = caller(one)
const read = async (role: BuiltInRole): Promise<ForecastView> => (await call(role, 'GET', '/forecast')).body

const account = (await call('manager', 'POST', '/accounts', { name: '上海仁济医院' })).body

/** A year of deals by two people: opened every two days, half of them won after a month or three. */
function year(): PastOpportunity[] {
  const random = makeRandom(3)
  const now = clock.now()
  return Array.from({ length: 180 }, (_, n) => {
    const opened = now - (361 - 2 * n) * DAY
    const amount = (10 + random.integer(40)) * 1_000_000
    const expectedCloseOn = new Date(opened + 60 * DAY).toISOString().slice(0, 10)
    const at = (days: number, stage: string, more: object = {}) => ({
      ...{ at: opened + days * DAY, stage, amount, expectedCloseOn, ...more },
    })
    const steps = [
      at(0, 'discover'),
      at(10 + random.integer(20), 'quote'),
      random.uniform() < 0.5
        ? at(35 + random.integer(60), 'won')
        : at(35 + random.integer(60), 'lost', { lostReason: '价格' }),
    ].filter(step => step.at <= now)
    return {
      ...{
        name: `商机 ${n}`,
        accountId: account.id,
        product: n % 3 === 0 ? '影像' : '超声',
        currency: 'CNY',
      },
      ...{ ownerId: n % 2 === 0 ? one.userIds.rep : one.userIds.manager, steps },
    }
  })
}

test('without history the page says so instead of guessing', async () => {
  const view = await read('manager')
  expect(view.forecast).toBeNull()
  expect(view.learnedFrom).toEqual({ won: 0, lost: 0, needed: 20 })
  expect((await call('manager', 'GET', '/forecast/bridge')).body.error.code).toBe('forecast.not-enough')
  const override = { period: 'month', amount: 1, why: '客户口头承诺' }
  expect((await call('manager', 'POST', '/forecast/overrides', override)).body.error.code).toBe(
    'forecast.not-enough',
  )
})

test('this month and quarter are forecast with intervals; parts and deals add up to the whole', async () => {
  await call('admin', 'POST', '/opportunities/import', { opportunities: year() })
  const view = await read('manager')
  const { month, quarter, parts, ahead } = view.forecast!
  expect(view.day).toBe('2026-05-20')
  expect([month.from, month.to, quarter.from, quarter.to]).toEqual([
    ...['2026-05-01', '2026-06-01', '2026-04-01', '2026-07-01'],
  ])
  expect(ahead.map(({ from }) => from)[0]).toBe('2026-05-01')
  expect(quarter.forecast.p10).toBeGreaterThanOrEqual(quarter.won)
  expect(quarter.forecast.p10).toBeLessThan(quarter.forecast.mean)
  expect(quarter.forecast.mean).toBeLessThan(quarter.forecast.p90)
  for (const list of [parts.owner, parts.team, parts.product]) {
    for (const period of ['month', 'quarter'] as const) {
      expect(list.reduce((sum, part) => sum + part[period].forecast.mean, 0)).toBe(
        view.forecast![period].forecast.mean,
      )
    }
  }
  expect(view.past.length).toBeGreaterThan(4)
  expect(view.accuracy.months).toBe(view.past.length)
  expect(view.accuracy.accuracy).not.toBeNull()
}, 60_000)

test('every open deal has its chance, its time and its peers', async () => {
  const { items, total } = (await call('manager', 'GET', '/forecast/deals?size=100&sort=chance')).body
  const view = await read('manager')
  expect(total).toBe(view.open)
  const chances = items.map((item: ForecastDeal) => item.chance)
  expect(chances).toEqual(chances.toSorted((a: number, b: number) => b - a))
  for (const item of items as ForecastDeal[]) {
    expect(item.chance).toBeGreaterThanOrEqual(item.inQuarter - 1e-9)
    expect(item.inQuarter).toBeGreaterThanOrEqual(item.inMonth - 1e-9)
  }
  const old = items.find((item: ForecastDeal) => item.age > 40 && item.age < 60)
  expect(old.peers.won + old.peers.lost).toBeGreaterThan(10)
  const only = (await call('manager', 'GET', '/forecast/deals?product=影像')).body
  expect(only.items.every((item: ForecastDeal) => item.product === '影像')).toBe(true)
}, 60_000)

test('the bridge from last week names deals and adds up exactly', async () => {
  for (const period of ['month', 'quarter'] as const) {
    const bridge = (await call('manager', 'GET', `/forecast/bridge?period=${period}`)).body
    const sum = bridge.lines.reduce((total: number, line: { by: number }) => total + line.by, 0)
    expect(sum).toBe(bridge.now - bridge.before)
    expect(bridge.now).toBe((await read('manager')).forecast![period].forecast.mean)
    expect(bridge.from).toBe('2026-05-13')
  }
  const { items } = (await call('rep', 'GET', '/opportunities?outcome=open&sort=amount&size=1')).body
  const before = (await call('manager', 'GET', '/forecast/bridge')).body
  await call('rep', 'POST', `/opportunities/${items[0].id}/stage`, {
    version: items[0].version,
    stage: 'won',
  })
  const after = (await call('manager', 'GET', '/forecast/bridge')).body
  const line = after.lines.find((each: { id: string; reason: string }) => each.id === items[0].id)
  expect(line).toMatchObject({ reason: 'won', name: items[0].name })
  expect(after.now).not.toBe(before.now)
}, 60_000)

test('a rep sees the forecast of their own deals only', async () => {
  const [whole, own] = [await read('manager'), await read('rep')]
  expect(own.forecast!.parts.owner.map(part => part.key)).toEqual([one.userIds.rep])
  expect(own.forecast!.quarter.won).toBeLessThan(whole.forecast!.quarter.won)
  const { items } = (await call('rep', 'GET', '/forecast/deals?size=100')).body
  expect(items.every((item: ForecastDeal) => item.ownerId === one.userIds.rep)).toBe(true)
  const theirs = (await call('manager', 'GET', '/forecast/deals?size=100')).body.items as ForecastDeal[]
  for (const item of items as ForecastDeal[]) {
    const same = theirs.find(each => each.id === item.id)!
    expect(item.low).toBeLessThanOrEqual(item.chance)
    expect(item.chance).toBeLessThanOrEqual(item.high)
    expect(Math.abs(same.chance - item.chance)).toBeLessThan(0.03) // a deal’s chance doesn’t depend on who looks
  }
}, 60_000)

test('another figure stands beside the forecast and is scored when the period is over', async () => {
  const before = await read('rep')
  const said = await call('rep', 'POST', '/forecast/overrides', {
    ...{ period: 'month', amount: 500_000_000, why: '两家本周签约' },
  })
  expect(said.body).toMatchObject({ amount: 500_000_000, why: '两家本周签约', actual: null })
  expect(said.body.model.mean).toBe(before.forecast!.month.forecast.mean)
  expect((await call('manager', 'GET', '/forecast/overrides')).body.items).toHaveLength(1)
  clock.set(Date.parse('2026-06-02T04:00:00Z'))
  const [scored] = (await call('manager', 'GET', '/forecast/overrides')).body.items
  expect(scored.actual).toBe((await read('rep')).past.at(-1)!.actual)
}, 60_000)

test('what was issued is written down once a day and never changed', async () => {
  expect(await app.decisions.forecasts.issue(one.workspaceId)).toBe(true)
  expect(await app.decisions.forecasts.issue(one.workspaceId)).toBe(false)
  expect(await app.decisions.forecasts.issue(other.workspaceId)).toBe(false)
  const { items } = (await call('admin', 'GET', '/forecast/issues')).body
  expect(items[0]).toMatchObject({ day: '2026-06-02', month: { from: '2026-06-01' } })
  const whole = (await read('admin')).forecast!
  expect(items[0].quarter.mean).toBe(whole.quarter.forecast.mean)
}, 60_000)

test('who may not read opportunities, reads no forecast; another workspace sees nothing of it', async () => {
  for (const path of ['', '/deals', '/bridge', '/overrides', '/issues'])
    expect((await call('integrator', 'GET', `/forecast${path}`)).status).toBe(403)
  const body = { period: 'month', amount: 1, why: 'x' }
  expect((await call('compliance', 'POST', '/forecast/overrides', body)).status).toBe(403)
  expect((await call('admin', 'GET', '/forecast/deals', undefined, other)).body.total).toBe(0)
  expect((await call('admin', 'GET', '/forecast/overrides', undefined, other)).body.items).toEqual([])
})
