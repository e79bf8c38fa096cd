import { gzipSync } from 'node:zlib'
import { sql } from 'drizzle-orm'
import { expect, test, vi } from 'vitest'
import { testApp } from '#test/app.ts'
import { makeSetUp } from './ingest.test-support.ts'

const suite = await testApp()
const { app, clock, workspace } = suite
const { server } = app.http
const address = await server.listen({ port: 0, host: '127.0.0.1' })
const setUp = makeSetUp(suite)

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
