import { expect, test } from 'vitest'
import type { DomainEvent } from '#platform/outbox/index.ts'
import { caller, testApp } from '#test/app.ts'
import type { ExternalRef } from './store.ts'

const { app, workspace } = await testApp()
const one = await workspace()
const other = await workspace()

const merged: DomainEvent[] = []
app.outbox.hear('subject.merged', async (_tx, event) => void merged.push(event))

const call = caller(one)

const resolve = (refs: ExternalRef[], from = one, source = 'web') =>
  app.db.tx(from.workspaceId, tx => app.crm.subjects.resolve(tx, from.workspaceId, source, refs))

const account = (externalId: string): ExternalRef => ({ kind: 'account', externalId })
const contact = (externalId: string): ExternalRef => ({ kind: 'contact', externalId })

test('an unknown id becomes one placeholder per source and workspace, also for many callers at once', async () => {
  const [a, b, again] = await resolve([account('renji'), contact('u-1'), account('renji')])
  expect(again).toBe(a)
  expect(a).not.toBe(b)
  expect(await resolve([account('renji')], one, 'erp')).not.toEqual([a])
  expect(await resolve([account('renji')], other)).not.toEqual([a])
  const refs = Array.from({ length: 40 }, (_, i) => contact(`crowd-${i % 20}`))
  const answers = await Promise.all(
    [refs, refs.toReversed(), refs, refs.toReversed()].map(list => resolve(list)),
  )
  expect(new Set(answers.flat()).size).toBe(20)
  const list = (await call('admin', 'GET', '/contacts?kind=placeholder&size=100')).body
  expect(list.items.filter((item: { name: string }) => item.name.startsWith('crowd-'))).toHaveLength(20)
  expect((await call('admin', 'GET', '/accounts')).body.total).toBe(0) // placeholders stand apart
})

test('an id of ours means itself', async () => {
  const { id } = (await call('rep', 'POST', '/accounts', { name: '上海第六人民医院' })).body
  expect(await resolve([account(id)])).toEqual([id])
})

test('identify and group fill in what is empty, keep what a person wrote, and put the person into the account', async () => {
  const { workspaceId } = one
  await app.db.tx(workspaceId, async tx => {
    await app.crm.subjects.group(
      tx,
      workspaceId,
      'web',
      'g-1',
      { name: '无锡梁溪中心医院', industry: '公立医院', beds: 1240, plan: { x: 1 } },
      'u-9',
    )
    await app.crm.subjects.identify(tx, workspaceId, 'web', 'u-9', {
      firstName: '敏',
      lastName: '赵',
      phone: '13812341234',
      email: 'ZM@example.com',
    })
  })
  const [accountId, contactId] = await resolve([account('g-1'), contact('u-9')])
  const read = (await call('admin', 'GET', `/accounts/${accountId}`)).body
  expect(read).toMatchObject({ name: '无锡梁溪中心医院', placeholder: false, industry: '公立医院' })
  expect(read.facts).toMatchObject([{ name: 'beds', value: 1240, source: 'web' }])
  const person = (await call('admin', 'GET', `/contacts/${contactId}`)).body
  expect(person).toMatchObject({
    name: '赵敏',
    accountId,
    email: 'zm@example.com',
    phones: ['138****1234'],
    placeholder: false,
  })
  await call('admin', 'PATCH', `/accounts/${accountId}`, {
    version: read.version,
    changes: { industry: '三级医院' },
  })
  await app.db.tx(workspaceId, tx =>
    app.crm.subjects.group(tx, workspaceId, 'web', 'g-1', { name: '梁溪', industry: 'x', beds: 1300 }),
  )
  const after = (await call('admin', 'GET', `/accounts/${accountId}`)).body
  expect(after).toMatchObject({ name: '无锡梁溪中心医院', industry: '三级医院' })
  expect(after.facts).toMatchObject([{ name: 'beds', value: 1300 }])
})

test('alias joins an anonymous visitor with the person they turn out to be', async () => {
  const [anonymous] = await resolve([contact('anon-7')])
  const joined = await app.db.tx(one.workspaceId, tx =>
    app.crm.subjects.join(tx, one.workspaceId, 'web', 'anon-7', 'u-9'),
  )
  expect(joined).not.toBe(anonymous)
  expect(await resolve([contact('anon-7'), contact('u-9')])).toEqual([joined, joined])
  await app.outbox.drain()
  expect(merged.at(-1)?.payload).toEqual({ kind: 'contact', from: anonymous, into: joined })
})

test('a placeholder account goes into a real one with its people, leads and notes; old links lead on', async () => {
  const real = (await call('admin', 'POST', '/accounts', { name: '苏州九龙医院' })).body
  const [placeholder, person] = await resolve([account('kowloon'), contact('k-1')])
  await app.db.tx(one.workspaceId, tx => app.crm.subjects.group(tx, one.workspaceId, 'erp', 'other', {}, 'x'))
  await call('admin', 'PATCH', `/contacts/${person}`, { version: 1, changes: { accountId: placeholder } })
  await call('admin', 'POST', '/notes', { accountId: placeholder, kind: 'call', body: '来电询价' })
  await call('admin', 'POST', '/leads', { name: '九龙询价', accountId: placeholder })
  expect(
    (await call('admin', 'POST', `/accounts/${real.id}/absorb`, { placeholderId: real.id })).status,
  ).toBe(400)
  expect(
    (await call('admin', 'POST', `/accounts/${placeholder}/absorb`, { placeholderId: real.id })).body.error
      .code,
  ).toBe('subject.not-placeholder')
  expect(
    (await call('admin', 'POST', `/accounts/${real.id}/absorb`, { placeholderId: placeholder })).status,
  ).toBe(204)
  expect(await resolve([account('kowloon'), account(placeholder!)])).toEqual([real.id, real.id])
  expect((await call('admin', 'GET', `/contacts/${person}`)).body.accountName).toBe('苏州九龙医院')
  expect((await call('admin', 'GET', `/notes?account=${real.id}`)).body.total).toBe(1)
  expect((await call('admin', 'GET', `/leads?account=${real.id}`)).body.total).toBe(1)
  const old = await call('admin', 'GET', `/accounts/${placeholder}`)
  expect(old.status).toBe(410)
  expect(old.body.error.details).toEqual({ into: real.id })
  expect((await call('admin', 'POST', `/accounts/${placeholder}/restore`)).status).toBe(404)
})
