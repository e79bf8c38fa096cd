import { eq, sql } from 'drizzle-orm'
import { beforeAll, expect, test } from 'vitest'
import { newId } from '#kernel/id.ts'
import { DAY } from '#kernel/time.ts'
import { canonicalJson, hashOf } from '#lib/contract/index.ts'
import type { BuiltInRole, RoleView } from '#platform/org/api.ts'
import { caller, testApp } from '#test/app.ts'
import { measures } from '../mandate/api.ts'
import type { DraftLine, QuoteDraft, QuoteView, RevisionContent } from './api.ts'
import { endOf } from './model.ts'
import { amountText, priceText } from './paper.ts'
import { quoteRevision } from './tables.ts'

const { app, db, clock, workspace } = await testApp()
const one = await workspace()
const other = await workspace()
const start = Date.parse('2026-11-23T10:00:00+08:00')

const call = caller(one)

let ids: Record<string, string> = {}
let account = ''

/** A matrix by which everybody who sells may decide whatever a quote asks for. */
async function allow(): Promise<void> {
  const { roles } = (await call('admin', 'GET', '/org')).body as { roles: RoleView[] }
  const limits = Object.fromEntries(measures.map(measure => [measure, null]))
  const scope = { departmentId: null, regionId: null, family: null, tier: null }
  const rows = roles.map(({ id }) => {
    const holder = { kind: 'role', id, reach: 'workspace' }
    return { id, holder, scope, limits, from: null, to: null }
  })
  await call('admin', 'PUT', '/mandate/draft', { rows, splitDays: 30, edit: 0 })
  await call('admin', 'POST', '/mandate/draft/put-in-force', { edit: 1 })
}

beforeAll(async () => {
  clock.set(start)
  await allow()
  account = (await call('rep', 'POST', '/accounts', { name: '云洲市第一人民医院' })).body.id
  const book = (
    await call('manager', 'POST', '/price-books', {
      ...{
        name: '标准价',
        currency: 'CNY',
        taxMode: 'inclusive',
        validFrom: '2026-01-01',
        validTo: null,
        segment: null,
      },
    })
  ).body
  ids = { book: book.id }
  const offers: [string, string, string, string, string][] = [
    ['host', '摄像主机', '1130000', '600000', '900000'],
    ['light', '荧光光源', '440000', '200000', '380000'],
    ['old', '老款光源', '220000', '100000', '180000'],
  ]
  const entries = []
  for (const [key, name, price, cost, floor] of offers) {
    ids[key] = (
      await call('manager', 'POST', '/products', { code: key, name, spec: '4K 荧光\n60 帧/秒' })
    ).body.id
    entries.push({ productId: ids[key], offer: { price, tiers: [], cost, floor } })
  }
  await call('manager', 'PUT', `/price-books/${book.id}/entries`, { entries })
  const rules = [
    { kind: 'requires', otherId: ids.light },
    { kind: 'excludes', otherId: ids.old },
  ]
  await call('manager', 'PUT', `/products/${ids.host}/options`, { rules })
})

const line = (productId: string | null, change: Partial<DraftLine> = {}): DraftLine => ({
  ...{
    id: `l-${newId()}`,
    productId,
    kind: 'goods',
    name: '',
    spec: '',
    unit: '',
    quantity: '1',
    periods: 1,
  },
  ...{ price: null, discount: null, taxRate: '13', free: false, bundleId: null },
  ...change,
})

const begin = async (role: BuiltInRole = 'rep'): Promise<QuoteView> =>
  (await call(role, 'POST', '/quotes', { accountId: account, name: '腹腔镜采购' })).body

const save = (quote: QuoteView, change: Partial<QuoteDraft>, role: BuiltInRole = 'rep') =>
  call(role, 'PUT', `/quotes/${quote.id}/draft`, {
    version: quote.draftVersion,
    name: quote.name,
    draft: { ...quote.draft, ...change },
  })

const saved = async (change: Partial<QuoteDraft> = {}): Promise<QuoteView> =>
  (await save(await begin(), { lines: [line(ids.host!), line(ids.light!)], ...change })).body

const issue = (quote: QuoteView, role: BuiltInRole = 'rep') =>
  call(role, 'POST', `/quotes/${quote.id}/issue`, { version: quote.draftVersion })

const issued = async (change: Partial<QuoteDraft> = {}): Promise<QuoteView> =>
  (await issue(await saved(change))).body

const revision = async (quote: QuoteView, number = quote.revision, role: BuiltInRole = 'rep') =>
  (await call(role, 'GET', `/quotes/${quote.id}/revisions/${number}`)).body

test('list prices come from the price book, whatever the browser says; a discount is told from the list', async () => {
  const lines = [
    line(ids.host!, { price: '1', name: '改名', discount: { by: 'percent', value: '10' } }),
    line(ids.light!, { quantity: '2' }),
  ]
  const quote = await issued({ lines })
  const { content } = (await revision(quote)) as { content: RevisionContent }
  expect(content.lines[0]).toMatchObject({
    name: '摄像主机',
    listPrice: '1130000',
    price: null,
    code: 'host',
  })
  expect(content.priced.lines[0]).toMatchObject({
    list: 113_000_000,
    adjustments: [{ source: 'line', amount: -11_300_000 }],
    gross: 101_700_000,
    net: 90_000_000,
    tax: 11_700_000,
  })
  expect(content.priced.totals.gross).toBe(101_700_000 + 88_000_000)
  expect(content.capital).toBe('人民币壹佰捌拾玖万柒仟元整')
  expect(quote).toMatchObject({ state: 'issued', amount: 189_700_000, revision: 1, changed: false })
})

test('margin, cost and floor are for those who may see them; the revision’s hash hides costs and still binds them', async () => {
  const quote = await issued({ discount: { by: 'percent', value: '25' } })
  const rep = await revision(quote)
  expect(rep.measures).toMatchObject({ margin: null, cost: null, belowFloor: [], blendedDiscount: 0.25 })
  expect(JSON.stringify(rep)).not.toMatch(/"600000"|"cost":"/)
  const { measures } = await revision(quote, 1, 'manager')
  expect(measures.belowFloor).toHaveLength(2)
  expect(measures.margin).toBeCloseTo(1 - 800_000 / ((1_570_000 * 0.75) / 1.13), 4)
  const draft = (await call('rep', 'GET', `/quotes/${quote.id}`)).body
  expect(draft.catalogue[0].offer).toMatchObject({ cost: null, floor: null })
  const [row] = await db.tx(one.workspaceId, tx =>
    tx.select().from(quoteRevision).where(eq(quoteRevision.hash, quote.hash!)),
  )
  expect(hashOf(row!.content)).toBe(quote.hash)
  expect(hashOf(row!.internal)).toBe(row!.content.costsHash)
  const changed = { ...row!.internal, costs: [] }
  expect(hashOf(changed)).not.toBe(row!.content.costsHash)
})

test('a revision never changes: not by a later price, not by the database’s own role', async () => {
  const quote = await issued()
  const before = canonicalJson((await revision(quote)).content)
  const offer = { price: '999', tiers: [] }
  await call('manager', 'PUT', `/price-books/${ids.book}/entries`, {
    entries: [{ productId: ids.host, offer }],
  })
  expect(canonicalJson((await revision(quote)).content)).toBe(before)
  const back = { price: '1130000', tiers: [], cost: '600000', floor: '900000' }
  await call('manager', 'PUT', `/price-books/${ids.book}/entries`, {
    entries: [{ productId: ids.host, offer: back }],
  })
  await expect(
    db.tx(one.workspaceId, tx =>
      tx.execute(sql`update quote_revision set number = 9 where hash = ${quote.hash}`),
    ),
  ).rejects.toThrow()
})

test('issuing twice, at once or again, leaves one revision; another draft makes another', async () => {
  const quote = await saved()
  const both = await Promise.all([issue(quote), issue(quote)])
  expect(both.map(({ body }) => body.hash)).toEqual([both[0]!.body.hash, both[0]!.body.hash])
  expect((await issue(quote)).body.revisions).toHaveLength(1)
  const next = (await save(both[0]!.body, { note: '含安装' })).body as QuoteView
  expect(next).toMatchObject({ changed: true, revision: 1 })
  const second = (await issue(next)).body as QuoteView
  expect(second).toMatchObject({ revision: 2, changed: false })
  expect(second.hash).not.toBe(both[0]!.body.hash)
})

test('two editors: the second save is refused with what stands there, and what was approved stays what it was', async () => {
  const quote = await issued()
  const approved = quote.hash
  expect((await save(quote, { note: '经理改' }, 'manager')).status).toBe(200)
  const late = await save(quote, { note: '我改' })
  expect(late.status).toBe(409)
  expect(late.body.error).toMatchObject({
    code: 'quote.stale',
    details: { by: 'manager', version: quote.draftVersion + 1, draft: { note: '经理改' } },
  })
  // Approving while somebody edits: what is bound is the hash, and the later revision has another one.
  const found = await db.tx(one.workspaceId, tx =>
    app.collaboration.quote.revisionOf(tx, one.workspaceId, approved!),
  )
  expect(found?.content.note).toBe('')
  const next = (await issue((await call('rep', 'GET', `/quotes/${quote.id}`)).body)).body as QuoteView
  expect((await call('rep', 'POST', `/quotes/${quote.id}/accept`, { hash: approved })).body.error.code).toBe(
    'quote.superseded',
  )
  expect(next.hash).not.toBe(approved)
})

test('the same save again, after its answer was lost, is no conflict', async () => {
  const quote = await begin()
  const first = await save(quote, { note: '一次' })
  const again = await save(quote, { note: '一次' })
  expect([again.status, again.body.draftVersion]).toEqual([200, first.body.draftVersion])
})

test('a quote holds to the end of its last day in Shanghai; then it needs a new revision', async () => {
  expect(new Date(endOf('2026-11-30')).toISOString()).toBe('2026-11-30T16:00:00.000Z')
  const quote = await issued({ validUntil: '2026-11-30' })
  const decide = (what: string, hash = quote.hash) =>
    call('rep', 'POST', `/quotes/${quote.id}/${what}`, { hash })
  clock.set(Date.parse('2026-11-30T23:59:59+08:00'))
  expect((await call('rep', 'GET', `/quotes/${quote.id}`)).body.state).toBe('issued')
  clock.set(Date.parse('2026-12-01T00:00:00+08:00'))
  expect((await call('rep', 'GET', `/quotes/${quote.id}`)).body.state).toBe('expired')
  expect(
    (await call('rep', 'GET', '/quotes?state=expired')).body.items.map(({ id }: QuoteView) => id),
  ).toContain(quote.id)
  const refused = await decide('accept')
  expect(refused.body.error).toMatchObject({ code: 'quote.expired', details: { day: '2026-11-30' } })
  const again = (await save(quote, { note: '延期' })).body as QuoteView
  expect((await issue(again)).body.error.code).toBe('quote.valid-past')
  const extended = (await issue((await save(again, { validUntil: '2026-12-15' })).body)).body as QuoteView
  expect(extended).toMatchObject({ state: 'issued', revision: 2 })
  expect((await decide('accept', extended.hash)).body.state).toBe('accepted')
  clock.set(start)
})

test('accepted once and for all; withdrawn or declined can be issued anew', async () => {
  const quote = await issued()
  const decide = (what: string, hash: string | null, reason?: string) =>
    call('rep', 'POST', `/quotes/${quote.id}/${what}`, { hash, ...(reason && { reason }) })
  expect((await decide('withdraw', quote.hash)).body.state).toBe('withdrawn')
  expect((await decide('accept', quote.hash)).body.error.code).toBe('quote.ended')
  const anew = (await issue(quote)).body as QuoteView
  expect(anew).toMatchObject({ state: 'issued', revision: 2 })
  expect((await decide('decline', anew.hash, '预算没批')).body).toMatchObject({
    state: 'declined',
    reason: '预算没批',
  })
  const third = (await issue((await call('rep', 'GET', `/quotes/${quote.id}`)).body)).body as QuoteView
  expect((await decide('accept', third.hash)).body.state).toBe('accepted')
  expect((await decide('accept', third.hash)).status).toBe(200)
  expect((await save(third, { note: '改' })).body.error.code).toBe('quote.closed')
  expect((await decide('withdraw', third.hash)).body.error.code).toBe('quote.ended')
})

test('what can’t be meant is not issued: nothing in it, days gone by, options that don’t fit, shares that don’t add up', async () => {
  const code = async (change: Partial<QuoteDraft>) => (await issue(await saved(change))).body.error.code
  expect(await code({ lines: [] })).toBe('quote.empty')
  expect(await code({ validUntil: '2026-11-22' })).toBe('quote.valid-past')
  expect(await code({ lines: [line(ids.host!)] })).toBe('quote.requires')
  expect(await code({ lines: [line(ids.host!), line(ids.light!), line(ids.old!)] })).toBe('quote.excludes')
  const payment = [{ id: 'p', kind: 'first' as const, label: '', percent: '90', days: 0 }]
  expect(await code({ payment })).toBe('quote.fault-payment-sum')
  expect(await code({ discount: { by: 'amount', value: '9999999' } })).toBe('quote.fault-discount-too-large')
  expect((await save(await begin(), { lines: [line(null, { quantity: '-1' })] })).status).toBe(400)
})

test('two revisions are compared line by line, with everything else that changed', async () => {
  const lines = [line(ids.host!), line(ids.light!)]
  const first = await issued({ lines })
  const extra = line(null, { name: '延保一年', unit: '年', price: '30000', taxRate: '6', kind: 'service' })
  const changed = [{ ...lines[0]!, quantity: '2' }, lines[1]!, extra]
  await issue((await save(first, { lines: changed, validUntil: '2026-12-20' })).body)
  const { body } = await call('rep', 'GET', `/quotes/${first.id}/compare?from=1&to=2`)
  expect(body.lines).toMatchObject([
    { name: '摄像主机', change: 'changed', fields: [{ field: 'quantity', before: '1', after: '2' }] },
    { name: '延保一年', change: 'added', before: null, after: 3_000_000 },
  ])
  expect(body.terms).toEqual([{ field: 'validDay', before: '2026-12-23', after: '2026-12-20' }])
})

test('others see quotes only in their scope; without the right, or from another workspace, nothing', async () => {
  const quote = await issued()
  expect((await call('admin', 'GET', `/quotes/${quote.id}`, undefined, other)).status).toBe(404)
  expect((await call('integrator', 'GET', `/quotes/${quote.id}`)).status).toBe(403)
  expect((await call('compliance', 'POST', `/quotes/${quote.id}/issue`, { version: 2 })).status).toBe(403)
  const managers = await begin('manager')
  expect((await call('rep', 'GET', `/quotes/${managers.id}`)).status).toBe(404)
  expect((await call('manager', 'GET', `/quotes/${quote.id}`)).status).toBe(200)
})

test('events tell of revisions and decisions; quotes of one deal are found together', async () => {
  const told: string[] = []
  for (const type of ['quote.issued', 'quote.revised', 'quote.accepted'])
    app.outbox.hear(type, async () => void told.push(type))
  const quote = await issued()
  const second = (await issue((await save(quote, { note: 'x' })).body)).body as QuoteView
  await call('rep', 'POST', `/quotes/${quote.id}/accept`, { hash: second.hash })
  await app.outbox.drain()
  expect(told).toEqual(['quote.issued', 'quote.revised', 'quote.accepted'])
  const of = { accountId: account, opportunityId: null }
  const near = await db.tx(one.workspaceId, tx =>
    app.collaboration.quote.issuedSince(tx, one.workspaceId, of, start - DAY),
  )
  expect(near.map(({ hash }) => hash)).toContain(second.hash)
  expect(near.map(({ hash }) => hash)).not.toContain(quote.hash)
})

test('the PDF is shared as a tracked document whose sections are the quote’s: prices, parameters, payment, terms', async () => {
  const payment = [
    { id: 'a', kind: 'first' as const, label: '合同签订后 7 日内', percent: '30', days: 7 },
    { id: 'b', kind: 'retention' as const, label: '验收满一年', percent: '70', days: 400 },
  ]
  const quote = await issued({ payment, clauses: '含运输。#eval("x") [注入] $y$' })
  const pdf = await call('rep', 'GET', `/quotes/${quote.id}/revisions/1/pdf`)
  expect(pdf.raw.rawPayload.subarray(0, 5).toString()).toBe('%PDF-')
  const preview = await call('rep', 'GET', `/quotes/${quote.id}/draft/pdf?lang=en`)
  expect(preview.raw.headers['content-type']).toBe('application/pdf')
  const sheet = await call('rep', 'GET', `/quotes/${quote.id}/revisions/1/xlsx`)
  expect(sheet.raw.rawPayload.subarray(0, 2).toString()).toBe('PK')
  const [shared] = await Promise.all([
    call('rep', 'POST', `/quotes/${quote.id}/share`, { recipient: '赵主任' }),
    call('rep', 'POST', `/quotes/${quote.id}/share`, { recipient: '钱院长' }),
  ])
  // Pressed twice, the same link is meant.
  const id = newId()
  const twice = await Promise.all(
    [1, 2].map(() => call('rep', 'POST', `/quotes/${quote.id}/share`, { id, recipient: '孙科长' })),
  )
  expect(twice.map(({ body }) => body.url)).toEqual([twice[0]!.body.url, twice[0]!.body.url])
  const { documentId, url } = shared.body
  expect(url).toMatch(/\/s\/\w{20,}/)
  await app.documents.files.settled()
  const sections = (await call('rep', 'GET', `/documents/${documentId}/versions/1/sections`)).body.items
  const titles = [...new Set(sections.map(({ title }: { title: string }) => title))]
  expect(titles).toEqual(expect.arrayContaining(['价格表', '参数表', '付款', '条款']))
  const document = (await call('rep', 'GET', `/documents/${documentId}`)).body
  expect(document).toMatchObject({ kind: 'quote', account: { id: account } })
  expect(document.links).toHaveLength(3)
  const next = (await issue((await save(quote, { note: '二版' })).body)).body as QuoteView
  const again = await call('rep', 'POST', `/quotes/${next.id}/share`, { recipient: '孙科长' })
  expect(again.body.documentId).toBe(documentId)
  expect((await call('rep', 'GET', `/documents/${documentId}`)).body.versions).toHaveLength(2)
  expect((await call('rep', 'POST', `/quotes/${(await saved()).id}/share`, {})).body.error.code).toBe(
    'quote.not-issued',
  )
})

test('a quote from an opportunity takes its account and name; a draft is deleted and brought back', async () => {
  const deal = (await call('rep', 'POST', '/opportunities', { name: '微创中心扩建', accountId: account }))
    .body
  const id = newId()
  const quote = (await call('rep', 'POST', '/quotes', { id, opportunityId: deal.id })).body as QuoteView
  expect(quote).toMatchObject({
    name: '微创中心扩建',
    accountId: account,
    opportunityName: '微创中心扩建',
    state: 'draft',
  })
  expect(quote.number).toMatch(/^BJ20261123-\d{3}$/)
  expect((await call('rep', 'POST', '/quotes', { id, opportunityId: deal.id })).body.number).toBe(
    quote.number,
  )
  expect((await call('rep', 'GET', `/quotes?opportunity=${deal.id}`)).body.total).toBe(1)
  expect((await call('rep', 'GET', `/quotes?q=${quote.number}`)).body.total).toBe(1)
  expect((await call('rep', 'DELETE', `/quotes/${id}`)).status).toBe(204)
  expect((await call('rep', 'GET', `/quotes/${id}`)).status).toBe(404)
  expect((await call('rep', 'POST', `/quotes/${id}/restore`)).body.id).toBe(id)
  const copy = (await call('rep', 'POST', '/quotes', { copyOf: id })).body
  expect(copy.number).not.toBe(quote.number)
})

test('canonical JSON sorts keys and leaves out what is undefined', () => {
  expect(canonicalJson({ b: [1, { z: null, a: 'é"' }], a: undefined, A: true })).toBe(
    '{"A":true,"b":[1,{"a":"é\\"","z":null}]}',
  )
  expect(amountText(-123456789, 2)).toBe('−1,234,567.89')
  expect(amountText(5, 2)).toBe('0.05')
  expect(priceText('990000', 2)).toBe('990,000.00')
  expect(priceText('1200.125', 2)).toBe('1,200.125')
  expect(priceText('990000', 0)).toBe('990,000')
})
