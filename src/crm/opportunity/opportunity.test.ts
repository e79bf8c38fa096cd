import { sql } from 'drizzle-orm'
import { expect, test, vi } from 'vitest'
import { DAY } from '#kernel/time.ts'
import type { BuiltInRole } from '#platform/org/api.ts'
import { caller, testApp } from '#test/app.ts'
import { type OpportunityItem, opportunityActTypes, type PastOpportunity } from './api.ts'

const { app, clock, workspace } = await testApp()
const one = await workspace()
const other = await workspace()

const call = caller(one)

const account = (await call('rep', 'POST', '/accounts', { name: '上海仁济医院' })).body
const open = async (name: string, more: object = {}): Promise<OpportunityItem> =>
  (await call('rep', 'POST', '/opportunities', { name, accountId: account.id, ...more })).body
const move = (deal: OpportunityItem, stage: string, more: object = {}) =>
  call('rep', 'POST', `/opportunities/${deal.id}/stage`, { version: deal.version, stage, ...more })

const logged = async (opportunity: string) =>
  (await app.eventLog.read(one.workspaceId, 0, 10_000))
    .flatMap(entry => (entry.body.kind === 'event' ? [entry.body] : []))
    .filter(event => event.opportunity === opportunity)

test('a deal is opened, moved, won and kept in a history of what was known when', async () => {
  const deal = await open('仁济 CT 扩容', {
    amount: 960_000_00,
    expectedCloseOn: '2026-12-20',
    product: '影像',
  })
  expect(deal).toMatchObject({
    ...{ accountName: '上海仁济医院', stage: 'discover', outcome: 'open', ownerId: one.userIds.rep },
    ...{ currency: 'CNY', openedAt: clock.now(), closedAt: null, version: 1 },
  })
  clock.set(clock.now() + DAY)
  const quoted = (await move(deal, 'quote')).body
  clock.set(clock.now() + DAY)
  const cheaper = await call('rep', 'PATCH', `/opportunities/${deal.id}`, {
    ...{ version: quoted.version, changes: { amount: 900_000_00 } },
  })
  clock.set(clock.now() + DAY)
  const won = (await move(cheaper.body, 'won')).body
  expect(won).toMatchObject({ outcome: 'won', closedAt: clock.now(), amount: 900_000_00 })
  const { items } = (await call('rep', 'GET', `/opportunities/${deal.id}/history`)).body
  expect(
    items.map((item: { from: string; to: string; amount: number }) => [item.from, item.to, item.amount]),
  ).toEqual([
    ['quote', 'won', 900_000_00],
    ['quote', 'quote', 900_000_00],
    ['discover', 'quote', 960_000_00],
    [null, 'discover', 960_000_00],
  ])
  await vi.waitFor(async () => expect(await logged(deal.id)).toHaveLength(4), { timeout: 20_000 })
  expect(await logged(deal.id)).toMatchObject([
    { type: 'opportunity.created', customer: account.id, imported: false, at: deal.openedAt },
    { type: 'opportunity.stage_changed', props: { from: 'discover', to: 'quote', amount: 960_000 } },
    { type: 'opportunity.stage_changed', props: { from: 'quote', to: 'won', amount: 900_000 } },
    {
      type: 'opportunity.won',
      props: { amount: 900_000, currency: 'CNY', product: '影像' },
      at: clock.now(),
    },
  ])
})

test('won needs an amount, lost a reason; an ended deal goes back to an open stage, and no further', async () => {
  const deal = await open('华山移动 DR')
  expect((await move(deal, 'won')).body.error.code).toBe('opportunity.amount-needed')
  expect((await move(deal, 'lost')).body.error.code).toBe('opportunity.reason-needed')
  expect((await move(deal, 'nowhere')).body.error.code).toBe('opportunity.stage-unknown')
  const lost = (await move(deal, 'lost', { lostReason: '预算取消' })).body
  expect(lost).toMatchObject({ outcome: 'lost', lostReason: '预算取消' })
  expect((await move(lost, 'won')).body.error.code).toBe('opportunity.closed')
  expect((await move(deal, 'quote')).body.error.code).toBe('record.stale')
  expect((await move(lost, 'discover')).body).toMatchObject({
    outcome: 'open',
    closedAt: null,
    lostReason: null,
  })
})

test('opportunities are found, filtered and sorted in the database; what ends first comes first', async () => {
  await open('瑞金超声', { amount: 30_000_00, expectedCloseOn: '2027-03-01', product: '超声' })
  await open('瑞金磁共振', { amount: 780_000_00, expectedCloseOn: '2027-01-10', product: '影像' })
  const names = async (query: string) =>
    (await call('rep', 'GET', `/opportunities?${query}`)).body.items.map((item: OpportunityItem) => item.name)
  expect(await names('q=瑞金')).toEqual(['瑞金超声', '瑞金磁共振']) // by pinyin
  expect(await names('outcome=open&q=rj&sort=expected')).toEqual(['瑞金磁共振', '瑞金超声'])
  expect(await names('product=超声')).toEqual(['瑞金超声'])
  expect((await names('outcome=won,lost')).length).toBe(1)
  expect(await names('stage=quote')).toEqual([])
  expect((await names('sort=amount'))[0]).toBe('仁济 CT 扩容')
})

test('history from elsewhere is taken once, at its own times, as imported events', async () => {
  const start = clock.now() - 90 * DAY
  const past: PastOpportunity = {
    ...{ id: '00000000-0000-4000-8000-0000000000aa', name: '旧商机', accountId: account.id, product: '影像' },
    ...{ currency: 'CNY', ownerId: one.userIds.rep },
    steps: [
      { at: start, stage: 'discover', amount: 100_00, expectedCloseOn: '2026-10-01' },
      { at: start + 10 * DAY, stage: 'proposal', amount: 120_00, expectedCloseOn: '2026-10-01' },
      {
        at: start + 30 * DAY,
        stage: 'lost',
        amount: 120_00,
        expectedCloseOn: '2026-10-01',
        lostReason: '价格',
      },
    ],
  }
  const send = (payload: object, role: BuiltInRole = 'manager') =>
    call(role, 'POST', '/opportunities/import', payload)
  expect((await send({ opportunities: [past] })).body).toEqual({ imported: 1, known: 0 })
  expect((await send({ opportunities: [past] })).body).toEqual({ imported: 0, known: 1 })
  expect((await call('rep', 'GET', `/opportunities/${past.id}`)).body).toMatchObject({
    ...{ outcome: 'lost', openedAt: start, closedAt: start + 30 * DAY, amount: 120_00, lostReason: '价格' },
  })
  await vi.waitFor(async () => expect(await logged(past.id!)).toHaveLength(4), { timeout: 20_000 })
  const events = await logged(past.id!)
  expect(events.every(event => event.imported)).toBe(true)
  expect(events.map(event => [event.type, event.at])).toEqual([
    [opportunityActTypes[0], start],
    [opportunityActTypes[1], start + 10 * DAY],
    [opportunityActTypes[1], start + 30 * DAY],
    [opportunityActTypes[3], start + 30 * DAY],
  ])
  const unordered = { ...past, id: undefined, steps: [...past.steps].reverse() }
  expect((await send({ opportunities: [unordered] })).body.error.code).toBe('opportunity.time')
})

test('the history cannot be changed, not even by the server itself', async () => {
  await expect(
    app.db.tx(one.workspaceId, tx => tx.execute(sql`update opportunity_change set amount = 1`)),
  ).rejects.toThrow()
  await expect(
    app.db.tx(one.workspaceId, tx => tx.execute(sql`delete from opportunity_change`)),
  ).rejects.toThrow()
})

test('stages are the workspace’s own; one that was used stays', async () => {
  const { stages } = (await call('rep', 'GET', '/pipeline')).body
  expect(stages.map((stage: { key: string }) => stage.key)).toEqual([
    ...['discover', 'proposal', 'quote', 'negotiation', 'won', 'lost'],
  ])
  const put = (list: object[], role: BuiltInRole = 'admin') =>
    call(role, 'PUT', '/pipeline', { stages: list })
  const trial = { key: 'trial', name: { 'zh-CN': '试用', en: 'Trial' }, probability: 0.4, outcome: 'open' }
  const without = (key: string) => stages.filter((stage: { key: string }) => stage.key !== key)
  expect((await put([...stages, trial])).body.error.code).toBe('opportunity.stages')
  expect((await put(without('quote'))).body.error.code).toBe('opportunity.stage-used')
  expect((await put([trial, ...without('negotiation')])).status).toBe(200)
  expect((await open('试用商机')).stage).toBe('trial')
  expect((await put(stages, 'manager')).status).toBe(403)
})

test('who may not see or change an opportunity, does not', async () => {
  const deal = await open('华东医院 呼吸机')
  const path = `/opportunities/${deal.id}`
  for (const [method, url, payload] of [
    ['GET', '', undefined],
    ['GET', '/history', undefined],
    ['PATCH', '', { version: 1, changes: { name: 'x' } }],
    ['POST', '/stage', { version: 1, stage: 'quote' }],
    ['DELETE', '', undefined],
    ['POST', '/restore', undefined],
  ] as const) {
    expect((await call('admin', method, path + url, payload, other)).status).toBe(404)
    expect((await call('integrator', method, path + url, payload)).status).toBe(403)
  }
  expect((await call('integrator', 'GET', '/opportunities')).status).toBe(403)
  expect(
    (await call('compliance', 'POST', '/opportunities', { name: 'x', accountId: account.id })).status,
  ).toBe(403)
  expect((await call('rep', 'POST', '/opportunities/import', { opportunities: [] })).status).toBe(403)
  const theirs = await call('manager', 'PATCH', path, {
    version: 1,
    changes: { ownerId: one.userIds.manager },
  })
  expect(theirs.status).toBe(200)
  expect((await call('rep', 'GET', path)).status).toBe(404)
  expect((await call('manager', 'DELETE', path)).status).toBe(204)
  expect((await call('manager', 'POST', `${path}/restore`)).body.name).toBe('华东医院 呼吸机')
})
