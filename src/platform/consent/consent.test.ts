import { expect, test } from 'vitest'
import { type Id, newId } from '#kernel/id.ts'
import { systemActor } from '#platform/org/index.ts'
import { testApp } from '#test/app.ts'
import { salesDecisions } from './index.ts'

const { app, clock, workspace } = await testApp()
const { consent, db } = app
const one = await workspace()
const two = await workspace()
const actor = systemActor(one.workspaceId)

const contact = async (): Promise<Id> => {
  const [id] = await db.tx(one.workspaceId, tx =>
    app.crm.subjects.resolve(tx, one.workspaceId, 'test', [{ kind: 'contact', externalId: newId() }]),
  )
  return id!
}
const choose = (subject: Id, decision: 'granted' | 'refused' | 'withdrawn') =>
  consent.choose(actor, { subject, decision, source: 'viewer', channel: 'document', noticeVersion: 1 })
const fate = async (subject: Id) => (await consent.gate(one.workspaceId, [subject]))(subject)
const permitted = (subject: Id) =>
  db.tx(one.workspaceId, tx => consent.permits(tx, one.workspaceId, [subject]))

test('without a word nothing is permitted; the last word counts, at once, at the gate and at the decision', async () => {
  const subject = await contact()
  for (const [decision, expected] of [
    [undefined, 'unname'],
    ['granted', 'name'],
    ['withdrawn', 'unname'],
    ['granted', 'name'],
    ['refused', 'unname'],
  ] as const) {
    if (decision) await choose(subject, decision)
    expect(await fate(subject)).toBe(expected)
    expect((await permitted(subject)).has(subject)).toBe(expected === 'name')
  }
})

test('an administrator records what was said on the phone; the ledger keeps every word and who recorded it', async () => {
  const subject = await contact()
  const compliance = one.as('compliance')
  const record = (payload: object) =>
    compliance.inject({ method: 'POST', url: '/api/v1/consent/ledger', payload })
  const at = new Date(clock.now() - 86_400_000).toISOString()
  const first = await record({ subject, decision: 'granted', channel: 'phone', remark: '电话里同意', at })
  expect(first.json()).toMatchObject({
    subject,
    purpose: salesDecisions,
    source: 'offline',
    at,
    recordedBy: one.userIds.compliance,
  })
  await record({ subject, decision: 'withdrawn', channel: 'mail' })
  const ledger = (await compliance.inject({ url: `/api/v1/consent/ledger?subject=${subject}` })).json()
  expect(ledger.entries.map((entry: { decision: string }) => entry.decision)).toEqual([
    'withdrawn',
    'granted',
  ])
  const current = (await compliance.inject({ url: `/api/v1/consent/subjects/${subject}` })).json()
  expect(current).toContainEqual(expect.objectContaining({ purpose: salesDecisions, permitted: false }))
  const wrong = [
    await record({ subject: newId(), decision: 'granted', channel: 'phone' }),
    await record({ subject, decision: 'granted', channel: 'phone', purpose: 'nothing' }),
    await record({ subject, decision: 'granted', channel: 'phone', at: '2099-01-01T00:00:00Z' }),
  ]
  expect(wrong.map(answer => answer.json().error.code)).toEqual([
    'consent.subject-missing',
    'consent.purpose-missing',
    'consent.future',
  ])
})

test('the ledger and published notices can not be rewritten, not even by the server itself', async () => {
  await choose(await contact(), 'granted')
  for (const statement of [
    "update consent_entry set decision = 'refused'",
    "update consent_notice set line = '{}'",
  ]) {
    await expect(db.tx(one.workspaceId, tx => tx.execute(statement))).rejects.toThrow()
  }
})

test('a new notice is a new version; what people agreed to stays as it was', async () => {
  const compliance = one.as('compliance')
  const url = `/api/v1/consent/purposes/${salesDecisions}/notices`
  const text = {
    line: { 'zh-CN': '新的一句', en: 'A new line' },
    body: { 'zh-CN': '新的全文', en: 'A new text' },
  }
  const before = (await compliance.inject({ url })).json()
  const published = await compliance.inject({ method: 'POST', url, payload: text })
  expect(published.json()).toMatchObject({ version: before.length + 1, ...text })
  expect((await compliance.inject({ url })).json().slice(1)).toEqual(before)
  expect(await consent.noticeOf(one.workspaceId)).toMatchObject(text)
  expect((await consent.noticeOf(two.workspaceId)).version).toBe(1)
})

test('purposes can be added once, and only by whoever manages consent', async () => {
  const text = { line: { 'zh-CN': '可以吗', en: 'May we' }, body: { 'zh-CN': '全文', en: 'Text' } }
  const payload = { id: 'surveys', name: { 'zh-CN': '问卷', en: 'Surveys' }, ...text }
  const add = (role: 'compliance' | 'rep') =>
    one.as(role).inject({ method: 'POST', url: '/api/v1/consent/purposes', payload })
  expect((await add('rep')).statusCode).toBe(403)
  expect((await add('compliance')).statusCode).toBe(200)
  expect((await add('compliance')).json().error.code).toBe('consent.purpose-exists')
  const ids = async (from: typeof one) =>
    (await from.as('compliance').inject({ url: '/api/v1/consent/purposes' }))
      .json()
      .map((purpose: { id: string }) => purpose.id)
  expect(await ids(one)).toContain('surveys')
  expect(await ids(two)).not.toContain('surveys')
})

test('when two contacts turn out to be one person, the newer word of the two counts', async () => {
  const [from, into] = [await contact(), await contact()]
  await choose(into, 'granted')
  clock.set(clock.now() + 1_000)
  await choose(from, 'withdrawn')
  await app.crm.subjects.mergeContact(actor, into, from)
  await app.outbox.drain()
  expect(await fate(into)).toBe('unname')
})

test('another workspace neither sees nor is moved by a choice', async () => {
  const subject = await contact()
  await choose(subject, 'granted')
  const seen = await two.as('compliance').inject({ url: `/api/v1/consent/ledger?subject=${subject}` })
  expect(seen.json()).toEqual({ entries: [], more: false })
  const gate = await consent.gate(two.workspaceId, [subject])
  expect(gate(subject)).toBe('unname')
})
