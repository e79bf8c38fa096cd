import { Analytics } from '@segment/analytics-node'
import { expect, test } from 'vitest'
import { salesDecisions } from '#platform/consent/index.ts'
import { testApp } from '#test/app.ts'
import { makeSetUp } from './ingest.test-support.ts'

const suite = await testApp()
const { app, clock } = suite
const { server } = app.http
const address = await server.listen({ port: 0, host: '127.0.0.1' })
const setUp = makeSetUp(suite)

test('a choice told by a web page goes into the ledger before the acts after it are judged', async () => {
  const { segment, events, contactOf, workspaceId } = await setUp()
  const track = (messageId: string, name: string, properties = {}) => ({
    type: 'track',
    messageId,
    anonymousId: 'v-1',
    event: name,
    properties,
  })
  await segment('batch', {
    batch: [
      track('1', 'seen'),
      track('2', 'consent.granted', { purpose: salesDecisions, notice: '1' }),
      track('3', 'seen'),
      track('4', 'consent.withdrawn'),
      track('5', 'seen'),
    ],
  })
  const visitor = await contactOf('v-1')
  expect((await events()).map(body => body.person)).toEqual([
    undefined,
    visitor,
    visitor,
    undefined,
    undefined,
  ])
  const current = await app.db.tx(workspaceId, tx => app.consent.currentOf(tx, workspaceId, visitor))
  expect(current?.decision).toBe('withdrawn')
})

test('Segment: group puts a person into a company, and later acts of the person belong to it', async () => {
  const { segment, events, contactOf, permit, workspaceId } = await setUp()
  const user = { userId: 'u-1' }
  await segment('track', { ...user, messageId: '1', event: 'Early' })
  await permit(await contactOf('u-1'))
  const batch = [
    { type: 'identify', ...user, traits: { name: '赵敏', email: 'zhao@example.com' } },
    { type: 'group', ...user, groupId: 'g-1', traits: { name: '仁济医院' } },
    { type: 'track', ...user, messageId: '2', event: 'Later' },
    { type: 'page', ...user, messageId: '3', name: 'Price' },
  ]
  expect((await segment('batch', { batch })).json()).toEqual({ success: true, rejected: [] })
  const [early, later, page] = await events()
  expect(early!.customer).toBeUndefined()
  expect(later!.customer).toBeDefined()
  expect([page!.type, page!.customer, page!.props]).toEqual([
    'page.viewed',
    later!.customer,
    { name: 'Price' },
  ])
  const [company] = await app.db.tx(workspaceId, tx =>
    app.crm.accounts.byIds(tx, workspaceId, [later!.customer!]),
  )
  const [person] = await app.db.tx(workspaceId, tx =>
    app.crm.contacts.byIds(tx, workspaceId, [later!.person!]),
  )
  expect([company!.name, person!.name]).toEqual(['仁济医院', '赵敏'])
})

test('Segment: identify joins the anonymous visitor, alias joins two ids', async () => {
  const { segment, contactOf } = await setUp()
  await segment('track', { anonymousId: 'anon', messageId: '1', event: 'Seen' })
  await segment('identify', { userId: 'u-1', anonymousId: 'anon', traits: {} })
  expect(await contactOf('anon')).toBe(await contactOf('u-1'))
  await segment('track', { anonymousId: 'other', messageId: '2', event: 'Seen' })
  await segment('alias', { userId: 'u-1', previousId: 'other' })
  expect(await contactOf('other')).toBe(await contactOf('u-1'))
})

test('Segment: bad messages are listed in a 200, and kept for inspection; limits answer 400', async () => {
  const { segment, as, events } = await setUp()
  const good = { type: 'track', userId: 'u', messageId: 'm', event: 'Good' }
  const mixed = await segment('batch', {
    batch: [
      good,
      { type: 'track', userId: 'u' },
      'x',
      { ...good, messageId: 'n', properties: { big: 'x'.repeat(40_000) } },
    ],
  })
  expect(mixed.statusCode).toBe(200)
  expect(mixed.json()).toMatchObject({
    success: false,
    rejected: [
      { index: 1, code: 'event.type' },
      { index: 2, code: 'event.not-object' },
      { index: 3, code: 'event.too-large' },
    ],
  })
  expect((await events()).map(body => body.id)).toEqual(['m'])
  const kept = (await as('integrator').inject({ url: '/api/v1/events/rejected?limit=2' })).json()
  expect(kept.more).toBe(true)
  expect(kept.items[0]).toMatchObject({ code: 'event.too-large', source: 'website' })
  expect(kept.items[0].body.length).toBeLessThanOrEqual(4_000)
  expect(kept.counts).toHaveLength(3)
  for (const [call, payload] of [
    ['batch', JSON.stringify({ batch: [{ ...good, properties: { big: 'x'.repeat(520_000) } }] })],
    ['track', JSON.stringify({ ...good, properties: { big: 'x'.repeat(33_000) } })],
    ['batch', '{"batch": 1}'],
    ['track', '{"userId":'],
  ] as const) {
    expect((await segment(call, payload)).statusCode).toBe(400)
  }
  expect((await segment('track', good, { authorization: 'Basic bm9wZTo=' })).statusCode).toBe(401)
})

test('Segment: history keeps its times and is marked', async () => {
  const { segment, events } = await setUp()
  const message = {
    type: 'track',
    userId: 'u',
    messageId: 'm',
    event: 'Old',
    timestamp: '2020-01-02T03:04:05Z',
  }
  await segment('import', { batch: [message], sentAt: '2019-01-01T00:00:00Z' })
  expect(await events()).toMatchObject([{ at: Date.parse('2020-01-02T03:04:05Z'), imported: true }])
})

test('browsers may send from anywhere with the key in the body, also as a beacon; elsewhere they may not', async () => {
  const { key, events } = await setUp()
  const beacon = await server.inject({
    method: 'POST',
    url: '/v1/batch',
    headers: { 'content-type': 'text/plain;charset=UTF-8', origin: 'https://shop.example' },
    payload: JSON.stringify({ writeKey: key, batch: [{ type: 'page', anonymousId: 'v', messageId: 'p' }] }),
  })
  expect([beacon.statusCode, beacon.headers['access-control-allow-origin']]).toEqual([200, '*'])
  expect((await events()).map(body => body.id)).toEqual(['p'])
  const preflight = await server.inject({
    method: 'OPTIONS',
    url: '/v1/track',
    headers: { origin: 'https://shop.example' },
  })
  expect([preflight.statusCode, preflight.headers['access-control-allow-headers']]).toEqual([
    204,
    expect.stringContaining('authorization'),
  ])
  const native = await server.inject({ method: 'POST', url: '/api/v1/events', payload: '[]' })
  expect(native.headers['access-control-allow-origin']).toBeUndefined()
})

test('@segment/analytics-node delivers unmodified', async () => {
  const { key, events, contactOf } = await setUp()
  clock.set(Date.now())
  const analytics = new Analytics({ writeKey: key, host: address, flushAt: 5 })
  const delivered: unknown[] = []
  analytics.on('error', error => delivered.push(error))
  analytics.identify({ userId: 'u-9', traits: { name: '周文涛' } })
  analytics.group({ userId: 'u-9', groupId: 'g-9', traits: { name: '华山医院' } })
  for (let i = 0; i < 12; i++) analytics.track({ userId: 'u-9', event: 'Tender Viewed', properties: { i } })
  analytics.page({ userId: 'u-9', name: 'Price' })
  analytics.screen({ userId: 'u-9', name: 'Home' })
  analytics.alias({ userId: 'u-9', previousId: 'u-8' })
  await analytics.closeAndFlush()
  expect(delivered).toEqual([])
  const found = await events()
  expect(
    found
      .filter(body => body.type === 'Tender Viewed')
      .map(body => body.props.i)
      .sort((a, b) => Number(a) - Number(b)),
  ).toEqual(Array.from({ length: 12 }, (_, i) => i))
  expect(found.map(body => body.type)).toEqual(expect.arrayContaining(['page.viewed', 'screen.viewed']))
  expect(await contactOf('u-8')).toBe(await contactOf('u-9'))
})

test('what changes about an account or contact reaches the log as its whole profile', async () => {
  const { segment, log } = await setUp()
  await segment('group', { userId: 'u-1', groupId: 'g-1', traits: { name: '仁济医院', industry: '医疗' } })
  await app.outbox.drain()
  const profiles = (await log()).filter(body => body.kind === 'profile')
  expect(profiles.map(profile => profile.of)).toEqual(expect.arrayContaining(['customer', 'person']))
  expect(profiles.find(profile => profile.of === 'customer')!.attributes).toMatchObject({ industry: '医疗' })
})
