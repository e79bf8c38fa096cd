import { gzipSync } from 'node:zlib'
import { Analytics } from '@segment/analytics-node'
import { sql } from 'drizzle-orm'
import { expect, test, vi } from 'vitest'
import type { Id } from '#kernel/id.ts'
import { salesDecisions } from '#platform/consent/index.ts'
import { systemActor } from '#platform/org/index.ts'
import { testApp } from '#test/app.ts'

const { app, clock, workspace } = await testApp()
const { server } = app.http
const address = await server.listen({ port: 0, host: '127.0.0.1' })

/** A workspace with a write key of the source `website`. */
async function setUp() {
  const made = await workspace()
  const key = (
    await made.as('integrator').inject({
      method: 'POST',
      url: '/api/v1/keys',
      payload: { kind: 'write', name: 'Website', source: 'website' },
    })
  ).json() as { id: Id; secret: string }
  const log = async () => (await app.eventLog.read(made.workspaceId, 0, 10_000)).map(entry => entry.body)
  return {
    ...made,
    key: key.secret,
    revoke: () => made.as('integrator').inject({ method: 'DELETE', url: `/api/v1/keys/${key.id}` }),
    log,
    events: async () => (await log()).filter(body => body.kind === 'event'),
    send: (payload: string | Buffer | object, headers: Record<string, string> = {}) =>
      server.inject({
        method: 'POST',
        url: '/api/v1/events',
        headers: { authorization: `Bearer ${key.secret}`, 'content-type': 'application/json', ...headers },
        payload,
      }),
    segment: (call: string, payload: object | string, headers: Record<string, string> = {}) =>
      server.inject({
        method: 'POST',
        url: `/v1/${call}`,
        headers: {
          authorization: `Basic ${Buffer.from(`${key.secret}:`).toString('base64')}`,
          'content-type': 'application/json',
          ...headers,
        },
        payload,
      }),
    permit: (subject: Id, decision: 'granted' | 'withdrawn' = 'granted') =>
      app.consent.choose(systemActor(made.workspaceId), {
        subject,
        decision,
        source: 'test',
        channel: 'paper',
      }),
    contactOf: async (externalId: string): Promise<Id> => {
      const found = await app.db.tx(made.workspaceId, tx =>
        app.crm.subjects.resolve(tx, made.workspaceId, 'website', [{ kind: 'contact', externalId }]),
      )
      return found[0]!
    },
  }
}

const at = () => new Date(clock.now()).toISOString()
const event = (id: string, more: object = {}) => ({
  id,
  type: 'document.opened',
  at: at(),
  props: {},
  ...more,
})

test('good events are taken, bad ones refused by index, repeated ones counted: one request, one answer', async () => {
  const { send, events } = await setUp()
  const first = await send([event('a', { customer: 'erp-7' }), { id: 'b' }, event('c'), event('a')])
  expect(first.statusCode).toBe(202)
  expect(first.json()).toMatchObject({
    accepted: 2,
    duplicates: 1,
    rejected: [{ index: 1, code: 'event.type' }],
  })
  expect(first.json().rejected[0].message.en).toMatch(/type/)
  expect((await send(event('c'))).json()).toEqual({ accepted: 0, duplicates: 1, rejected: [] })
  expect((await events()).map(body => body.id)).toEqual(['a', 'c'])
})

test('NDJSON and gzip are taken; a broken line is refused alone', async () => {
  const { send } = await setUp()
  const lines = `${JSON.stringify(event('a'))}\n{broken\n\n${JSON.stringify(event('b'))}\n`
  const plain = await send(lines, { 'content-type': 'application/x-ndjson' })
  expect(plain.json()).toMatchObject({ accepted: 2, rejected: [{ index: 1, code: 'event.not-json' }] })
  const packed = await send(gzipSync(JSON.stringify([event('c')])), { 'content-encoding': 'gzip' })
  expect(packed.json()).toMatchObject({ accepted: 1 })
})

const refusing = await setUp()

test.each([
  ['no key', { authorization: '' }, '[]', 401, 'events.key'],
  ['an unknown key', { authorization: 'Bearer loam_write_nope' }, '[]', 401, 'events.key'],
  ['broken JSON', {}, '{"id":', 400, 'events.not-json'],
  ['broken gzip', { 'content-encoding': 'gzip' }, 'plain', 400, 'events.not-gzip'],
  ['another packing', { 'content-encoding': 'br' }, 'plain', 400, 'events.encoding'],
  [
    'a gzip bomb',
    { 'content-encoding': 'gzip' },
    gzipSync(Buffer.alloc(64 * 1024 * 1024, 0x20)),
    413,
    'events.too-large',
  ],
  ['too many events', {}, JSON.stringify(Array.from({ length: 20_001 }, () => 1)), 413, 'events.too-many'],
])('%s is answered clearly and changes nothing', async (_, headers, payload, status, code) => {
  const answer = await refusing.send(payload, headers)
  expect([answer.statusCode, answer.json().error.code]).toEqual([status, code])
  expect(await refusing.events()).toEqual([])
})

test('a revoked key stops working', async () => {
  const { revoke, send } = await setUp()
  expect((await send(event('a'))).statusCode).toBe(202)
  expect((await revoke()).statusCode).toBe(204)
  clock.set(clock.now() + 1_001)
  expect((await send(event('b'))).statusCode).toBe(401)
})

test('without permission an act is kept without its person; a permission works at once, both ways', async () => {
  const { send, events, permit, contactOf, as } = await setUp()
  const act = (id: string) => event(id, { customer: 'hospital', person: 'zhao' })
  await send(act('before'))
  const zhao = await contactOf('zhao')
  await permit(zhao)
  await send(act('allowed'))
  await permit(zhao, 'withdrawn')
  await send(act('after'))
  const found = await events()
  expect(found.map(body => [body.id, body.person])).toEqual([
    ['before', undefined],
    ['allowed', zhao],
    ['after', undefined],
  ])
  expect(new Set(found.map(body => body.customer)).size).toBe(1)
  const held = await as('compliance').inject({ url: '/api/v1/consent/held' })
  expect(held.json().total).toEqual({ dropped: 0, unnamed: 2 })
})

test('a workspace may have such acts dropped; they count as taken and are shown as held back', async () => {
  const { send, events, as } = await setUp()
  await as('compliance').inject({
    method: 'PUT',
    url: '/api/v1/consent/setting',
    payload: { withoutPermission: 'drop' },
  })
  const answer = await send([event('a', { person: 'zhao' }), event('b', { customer: 'hospital' })])
  expect(answer.json()).toEqual({ accepted: 2, duplicates: 0, rejected: [] })
  expect((await events()).map(body => body.id)).toEqual(['b'])
  expect((await as('compliance').inject({ url: '/api/v1/consent/held' })).json().total).toEqual({
    dropped: 1,
    unnamed: 0,
  })
})

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

test('a person whom nobody knew is put into the account that the act was for, and stays there', async () => {
  const { send, contactOf, workspaceId, events } = await setUp()
  await send(event('a', { customer: 'hospital', person: 'zhao' }))
  const zhao = await contactOf('zhao')
  const accountOf = async () =>
    (await app.db.tx(workspaceId, tx => app.crm.contacts.byIds(tx, workspaceId, [zhao])))[0]!.accountId
  const hospital = (await events())[0]!.customer
  await vi.waitFor(async () => expect(await accountOf()).toBe(hospital), { timeout: 20_000 })
  await send(event('b', { customer: 'elsewhere', person: 'zhao' }))
  await send(event('c', { person: 'zhao' }))
  expect((await events()).at(-1)!.customer).toBe(hospital)
  expect(await accountOf()).toBe(hospital)
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

test('the catalogue learns types, properties and rates, and stays bounded', async () => {
  const { send, as } = await setUp()
  const many = Object.fromEntries(Array.from({ length: 400 }, (_, i) => [`p${i}`, i]))
  await send([
    event('1', { props: { section: 'price', seconds: 4, who: { email: 'a@b.test' } } }),
    event('2', { props: { section: 'sla', seconds: '4' } }),
    event('3', { type: 'wide', props: many }),
  ])
  const catalogue = (await as('manager').inject({ url: '/api/v1/events/catalogue' })).json()
  const opened = catalogue.find((item: { type: string }) => item.type === 'document.opened')
  expect(opened).toMatchObject({
    total: 2,
    sources: ['website'],
    properties: {
      section: { kinds: ['string'], samples: ['price', 'sla'] },
      seconds: { kinds: ['number', 'string'] },
      'who.email': { samples: [] },
    },
  })
  expect(opened.days).toEqual([{ day: at().slice(0, 10), amount: 2 }])
  expect(
    Object.keys(catalogue.find((item: { type: string }) => item.type === 'wide').properties),
  ).toHaveLength(100)
  await send(event('4', { props: { section: 'terms' } }))
  const again = (await as('manager').inject({ url: '/api/v1/events/catalogue' })).json()
  expect(again.find((item: { type: string }) => item.type === 'document.opened').total).toBe(3)
})

test('what changes about an account or contact reaches the log as its whole profile', async () => {
  const { segment, log } = await setUp()
  await segment('group', { userId: 'u-1', groupId: 'g-1', traits: { name: '仁济医院', industry: '医疗' } })
  await app.outbox.drain()
  const profiles = (await log()).filter(body => body.kind === 'profile')
  expect(profiles.map(profile => profile.of)).toEqual(expect.arrayContaining(['customer', 'person']))
  expect(profiles.find(profile => profile.of === 'customer')!.attributes).toMatchObject({ industry: '医疗' })
})

test('the timeline of an account reads newest first, by page and kind, and hides other people’s accounts', async () => {
  const { send, events, permit, contactOf, as } = await setUp()
  await send(event('x', { person: 'zhao', customer: 'hospital' }))
  await permit(await contactOf('zhao'))
  const now = clock.now()
  await send(
    ['b', 'a', 'c'].map((id, i) => ({
      ...event(id, {
        person: 'zhao',
        customer: 'hospital',
        props: { title: '招标文件', sectionTitle: '参数', seconds: 47, device: 'phone' },
      }),
      at: new Date(now - (i === 2 ? 60_000 : 30_000)).toISOString(),
    })),
  )
  await send({
    ...event('page', { customer: 'hospital' }),
    type: 'page.viewed',
    at: new Date(now - 90_000).toISOString(),
  })
  const id = (await events())[0]!.customer!
  const read = async (query: string, role: 'director' | 'admin' | 'rep' = 'admin') =>
    as(role).inject({ url: `/api/v1/accounts/${id}/timeline${query}` })
  const first = (await read('?limit=3')).json()
  expect(first.entries.map((entry: { id: string }) => entry.id)).toEqual(['x', 'b', 'a'])
  expect(first.more).toBe(true)
  expect(first.entries[1]).toMatchObject({
    person: { name: 'zhao' },
    object: '招标文件',
    section: '参数',
    seconds: 47,
    device: 'phone',
  })
  const last = first.entries[2]
  const second = (await read(`?limit=3&before=${last.at},${last.id}`)).json()
  expect(second).toMatchObject({ entries: [{ id: 'c' }, { id: 'page' }], more: false })
  expect((await read('?kinds=page')).json().entries).toHaveLength(1)
  expect((await read('', 'rep')).statusCode).toBe(404)
  const other = await workspace()
  expect((await other.as('admin').inject({ url: `/api/v1/accounts/${id}/timeline` })).statusCode).toBe(404)
  const person = await as('admin').inject({ url: `/api/v1/contacts/${await contactOf('zhao')}/timeline` })
  expect(person.json().entries.map((entry: { id: string }) => entry.id)).toEqual(['b', 'a', 'c'])
})

test('the live tail shows events as they come, filtered, with people by permission', async () => {
  const { send, as, permit, contactOf } = await setUp()
  await send(event('warm', { person: 'zhao', customer: 'hospital' }))
  await permit(await contactOf('zhao'))
  const open = async (role: 'admin' | 'integrator', query = '') => {
    const stopping = new AbortController()
    const answer = await fetch(`${address}/api/v1/events/tail${query}`, {
      headers: { cookie: as(role).cookie },
      signal: stopping.signal,
    })
    let text = ''
    const reading = (async () => {
      for await (const chunk of answer.body!.pipeThrough(new TextDecoderStream())) text += chunk
    })().catch(() => {})
    return {
      text: () => text,
      stop: async () => {
        stopping.abort()
        await reading
      },
    }
  }
  const [all, filtered, blind] = [
    await open('admin'),
    await open('admin', '?types=page.viewed'),
    await open('integrator'),
  ]
  await vi.waitFor(() => expect(all.text() && filtered.text() && blind.text()).toContain('hello'))
  await send([
    event('e-1', { person: 'zhao', customer: 'hospital', props: { note: 'call 13912345678' } }),
    { ...event('e-2'), type: 'page.viewed' },
  ])
  await vi.waitFor(() => expect(all.text()).toContain('e-2'), { timeout: 10_000 })
  await vi.waitFor(() => expect(filtered.text()).toContain('e-2'), { timeout: 10_000 })
  await vi.waitFor(() => expect(blind.text()).toContain('e-2'), { timeout: 10_000 })
  expect(all.text()).toContain('"name":"zhao"')
  expect(all.text()).toContain('13912345678')
  expect(filtered.text()).not.toContain('e-1')
  expect(blind.text()).not.toMatch(/"name":"zhao"|13912345678/)
  for (const screen of [all, filtered, blind]) await screen.stop()
})

test('an import goes on where it stopped; its events are history', async () => {
  const { as, events } = await setUp()
  const file = { fileHash: 'a'.repeat(64), fileName: 'history.csv', mapping: { at: '时间' } }
  const call = (url: string, payload: object) => as('manager').inject({ method: 'POST', url, payload })
  const started = (await call('/api/v1/imports/events', file)).json()
  const rows = {
    source: 'history',
    rowsDone: 2,
    finished: false,
    events: [{ ...event('1'), at: '2024-05-01T08:00:00+08:00' }, { id: '2' }],
  }
  expect((await call(`/api/v1/imports/events/${started.id}`, rows)).json()).toMatchObject({
    accepted: 1,
    rejected: [{ index: 1 }],
  })
  const resumed = (await call('/api/v1/imports/events', file)).json()
  expect(resumed).toMatchObject({ id: started.id, rowsDone: 2, accepted: 1, rejected: 1, finished: false })
  expect(await events()).toMatchObject([
    { imported: true, source: 'history', at: Date.parse('2024-05-01T00:00:00Z') },
  ])
  expect(
    (await as('rep').inject({ method: 'POST', url: '/api/v1/imports/events', payload: file })).statusCode,
  ).toBe(403)
})

test('events of one workspace are invisible to another, also under one id', async () => {
  const [one, two] = [await setUp(), await setUp()]
  await one.send(event('same'))
  expect((await two.send(event('same'))).json()).toMatchObject({ accepted: 1, duplicates: 0 })
  expect(await two.events()).toHaveLength(1)
  const seen = await app.db.tx(two.workspaceId, tx =>
    tx.execute(sql`select distinct workspace_id from event_log`),
  )
  expect(seen.rows).toEqual([{ workspace_id: two.workspaceId }])
})
