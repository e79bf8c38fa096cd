import { sql } from 'drizzle-orm'
import excel from 'exceljs'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { newId } from '#kernel/id.ts'
import { DAY } from '#kernel/time.ts'
import type { BuiltInRole, RoleView } from '#platform/org/api.ts'
import { systemActor } from '#platform/org/index.ts'
import { caller, testApp } from '#test/app.ts'
import type { QuoteDraft, QuoteView } from '../quote/api.ts'
import type { DelegationView, Limits, MandateRow, Scope, Simulation, Verdict } from './api.ts'

const { app, db, clock, workspace } = await testApp()
const one = await workspace()
const other = await workspace()
const start = Date.parse('2026-11-23T10:00:00+08:00')
const wan = 1_000_000

const call = caller(one)

const everywhere: Scope = { departmentId: null, regionId: null, family: null, tier: null }
let roles: RoleView[] = []
let product = ''

const row = (role: BuiltInRole, limits: Limits, change: Partial<MandateRow> = {}): MandateRow => {
  const { id } = roles.find(({ builtIn }) => builtIn === role)!
  const holder = { kind: 'role' as const, id, reach: 'line' as const }
  return { id: newId(), holder, scope: everywhere, limits, from: null, to: null, ...change }
}

const free = { effectiveDiscount: null, paymentDays: null }
const usual = () => [
  row('rep', { ...free, worstLineDiscount: 0.05, blendedDiscount: 0.05, margin: 0.3, amount: 100 * wan }),
  row('manager', { ...free, worstLineDiscount: 0.2, blendedDiscount: 0.2, margin: 0.2, amount: 500 * wan }),
  row('director', {
    ...free,
    worstLineDiscount: 0.4,
    blendedDiscount: 0.4,
    margin: 0,
    amount: null,
    belowFloor: null,
  }),
]

async function draftOf(rows: MandateRow[], splitDays = 30): Promise<number> {
  await call('admin', 'DELETE', '/mandate/draft')
  return (await call('admin', 'PUT', '/mandate/draft', { rows, splitDays, edit: 0 })).body.edit
}

async function force(rows: MandateRow[], splitDays = 30): Promise<number> {
  const edit = await draftOf(rows, splitDays)
  return (await call('admin', 'POST', '/mandate/draft/put-in-force', { edit })).body.version
}

beforeAll(async () => {
  clock.set(start)
  roles = (await call('admin', 'GET', '/org')).body.roles
  const days = { validFrom: '2026-01-01', validTo: null, segment: null }
  const book = { name: '标准价', currency: 'CNY', taxMode: 'inclusive', ...days }
  const made = (await call('manager', 'POST', '/price-books', book)).body
  product = (await call('manager', 'POST', '/products', { code: 'host', name: '摄像主机' })).body.id
  const offer = { price: '100000', tiers: [], cost: '50000', floor: '80000' }
  await call('manager', 'PUT', `/price-books/${made.id}/entries`, {
    entries: [{ productId: product, offer }],
  })
})

let account = ''
beforeEach(async () => {
  clock.set(clock.now() + 1000)
  account = (await call('rep', 'POST', '/accounts', { name: `云洲第${newId().slice(-6)}医院` })).body.id
})

/** A draft of so many hosts, 10 万 each, at a discount in percent. */
async function drafted(
  quantity: number,
  percent: number,
  role: BuiltInRole = 'rep',
  change: Partial<QuoteDraft> = {},
): Promise<QuoteView> {
  const quote: QuoteView = (await call(role, 'POST', '/quotes', { accountId: account, name: '采购' })).body
  const line = {
    ...{ id: `l-${newId()}`, productId: product, kind: 'goods', name: '', spec: '', unit: '' },
    ...{ quantity: String(quantity), periods: 1, price: null, taxRate: '13', free: false, bundleId: null },
    discount: percent === 0 ? null : { by: 'percent', value: String(percent) },
  }
  const draft = { ...quote.draft, lines: [line], ...change }
  return (await call(role, 'PUT', `/quotes/${quote.id}/draft`, { version: 1, name: quote.name, draft })).body
}
const issue = async (quote: QuoteView, role: BuiltInRole = 'rep'): Promise<QuoteView> =>
  (await call(role, 'POST', `/quotes/${quote.id}/issue`, { version: quote.draftVersion })).body
const issued = async (quantity: number, percent: number, role: BuiltInRole = 'rep') =>
  issue(await drafted(quantity, percent, role), role)
const verdictOf = async (quote: QuoteView, role: BuiltInRole = 'rep'): Promise<Verdict> =>
  (await call(role, 'GET', `/quotes/${quote.id}/mandate`)).body.verdict
const names = (verdict: Verdict) => verdict.steps.map(({ people }) => people.map(({ name }) => name))
const accept = (quote: QuoteView, role: BuiltInRole = 'rep') =>
  call(role, 'POST', `/quotes/${quote.id}/accept`, { hash: quote.hash })

test('a workspace begins with: administrators decide all, whoever sells sells at list price', async () => {
  const { body } = await call('rep', 'GET', '/mandate')
  expect(body.current).toMatchObject({ version: 0, inForceAt: null })
  const atList = await issued(3, 0)
  expect(atList.clearance).toMatchObject({ kind: 'mandate', by: [one.userIds.rep] })
  const discounted = await issued(3, 5)
  expect(discounted.clearance).toBe(null)
  expect(names(await verdictOf(discounted))).toEqual([['admin']])
})

test('inside one’s mandate a quote is cleared as it is issued, with every measure and the row that allowed it', async () => {
  const version = await force(usual())
  const quote = await issued(5, 4)
  const clearance = await db.tx(one.workspaceId, tx =>
    app.collaboration.mandate.clearances.of(tx, one.workspaceId, quote.hash!),
  )
  expect(clearance).toMatchObject({
    ...{ subject: 'quote', subjectId: quote.id, kind: 'mandate', by: [one.userIds.rep], caseId: null },
    reason: { version },
  })
  const reasons = clearance!.reason.measures as Verdict['measures']
  expect(reasons.find(({ measure }) => measure === 'amount')).toMatchObject({
    limit: 100 * wan,
    inside: true,
  })
  expect(reasons.every(({ inside }) => inside)).toBe(true)
  expect((await accept(quote)).status).toBe(200)
})

test('outside it, nothing lets it out: no link, no acceptance, no paper without a mark; the answer names who must approve', async () => {
  await force(usual())
  const quote = await issued(5, 15)
  expect(quote).toMatchObject({ state: 'issued', clearance: null })
  const refused = await accept(quote)
  expect(refused.status).toBe(409)
  expect(refused.body.error).toMatchObject({ code: 'quote.not-cleared', details: { people: [['manager']] } })
  expect(refused.body.error.message['zh-CN']).toContain('先请manager批准')
  const share = await call('rep', 'POST', `/quotes/${quote.id}/share`, { recipient: '赵主任' })
  expect(share.body.error.code).toBe('quote.not-cleared')
  const paper = async (q: QuoteView) =>
    (await call('rep', 'GET', `/quotes/${q.id}/revisions/1/pdf?format=svg`)).raw.body
  const inside = await issued(1, 0)
  const marks = [await paper(quote), await paper(inside)].map(svg => svg.includes('未批准'))
  expect(marks).toEqual([true, false])
  const topOfSheet = async (q: QuoteView) => {
    const { raw } = await call('rep', 'GET', `/quotes/${q.id}/revisions/1/xlsx`)
    const book = new excel.Workbook()
    // The library's types know a Buffer of their own.
    await book.xlsx.load(raw.rawPayload as unknown as excel.Buffer)
    return book.worksheets[0]!.getCell('A1').text
  }
  expect(await topOfSheet(quote)).toContain('未批准')
  expect(await topOfSheet(inside)).toContain(inside.number)
  const verdict = await verdictOf(quote)
  expect(verdict.measures.find(({ measure }) => measure === 'worstLineDiscount')).toMatchObject({
    ...{ value: 0.15, limit: 0.05, by: 0.1, inside: false },
  })
})

test('approval lets out exactly the text it was given for; voided, it stays in again', async () => {
  await force(usual())
  const quote = await issued(5, 15)
  const { clearances } = app.collaboration.mandate
  const actor = systemActor(one.workspaceId)
  const given = {
    ...{ subject: 'quote' as const, subjectId: quote.id, hash: quote.hash!, caseId: newId() },
    ...{ by: [one.userIds.manager], reason: {} },
  }
  const twice = await Promise.all(
    [1, 2].map(() => db.tx(one.workspaceId, tx => clearances.approve(tx, actor, given))),
  )
  expect(twice[0]).toEqual(twice[1])
  expect(await db.tx(one.workspaceId, tx => clearances.void(tx, actor, quote.hash!, 'revised'))).toBe(true)
  expect((await accept(quote)).body.error.code).toBe('quote.not-cleared')
  await db.tx(one.workspaceId, tx => clearances.approve(tx, actor, given))
  expect((await accept(quote)).status).toBe(200)
  const foreign = await db.tx(other.workspaceId, tx => clearances.of(tx, other.workspaceId, quote.hash!))
  expect(foreign).toBe(null)
})

test('a clearance is never changed behind the gate, and keys and the system hold no mandate', async () => {
  await force(usual())
  const quote = await issued(1, 0)
  await expect(
    db.tx(one.workspaceId, tx =>
      tx.execute(sql`update clearance set kind = 'mandate', hash = ${'0'.repeat(64)}`),
    ),
  ).rejects.toThrow()
  await expect(db.tx(one.workspaceId, tx => tx.execute(sql`delete from clearance`))).rejects.toThrow()
  const verdict = await db.tx(one.workspaceId, async tx => {
    const facts = await app.collaboration.quote.factsOf(tx, one.workspaceId, quote.hash!)
    return app.collaboration.mandate.judge(tx, one.workspaceId, systemActor(one.workspaceId), facts!)
  })
  expect(verdict.inside).toBe(false)
})

test('“May I?” answers for the draft as it is typed; margin and floor tell inside or outside alone to who may not see costs', async () => {
  await force(usual())
  const quote = await drafted(5, 0)
  const deep = { ...quote.draft, discount: { by: 'percent', value: '25' } }
  const ask = (role: BuiltInRole) => call(role, 'POST', `/quotes/${quote.id}/may-i`, { draft: deep })
  const rep: Verdict = (await ask('rep')).body
  expect(rep.inside).toBe(false)
  expect(names(rep)).toEqual([['director']])
  const of = (verdict: Verdict, measure: string) => verdict.measures.find(each => each.measure === measure)
  expect(of(rep, 'margin')).toMatchObject({ hidden: true, value: null, limit: null, by: null })
  expect(of(rep, 'belowFloor')).toMatchObject({ hidden: true, inside: false, value: null })
  expect(JSON.stringify(rep)).not.toContain('0.3')
  const manager: Verdict = (await ask('manager')).body
  expect(of(manager, 'margin')).toMatchObject({ hidden: false, limit: 0.2, inside: true })
  expect((await call('rep', 'GET', `/quotes/${quote.id}`)).body.draft.discount).toBe(null)
})

test('case 7: nobody but the author could approve: blocked, said so, and never passed', async () => {
  await force([
    row('director', {
      amount: 100 * wan,
      worstLineDiscount: null,
      blendedDiscount: null,
      ...free,
      margin: null,
    }),
  ])
  const quote = await issued(20, 0, 'director')
  expect(await verdictOf(quote, 'director')).toMatchObject({ inside: false, steps: [], blocked: ['amount'] })
  expect((await accept(quote, 'director')).body.error).toMatchObject({
    code: 'quote.no-approver',
    details: { blocked: ['amount'] },
  })
})

test('case 8: somebody on leave is stood in for, for days, up to a cap; both names are told; nothing is lent on', async () => {
  await force(usual())
  const days = { from: '2026-11-23', to: '2026-11-30' }
  const lend = (role: BuiltInRole, body: object) =>
    call(role, 'POST', '/mandate/delegations', { ...days, ...body })
  // Who holds nothing has nothing to lend, also when something was lent to them.
  const toCompliance = await lend('manager', { toId: one.userIds.compliance, caps: { amount: 300 * wan } })
  expect(toCompliance.status).toBe(200)
  expect((await lend('compliance', { toId: one.userIds.rep })).body.error.code).toBe(
    'mandate.nothing-to-lend',
  )
  const above = await lend('manager', { toId: one.userIds.director, caps: { amount: 501 * wan } })
  expect(above.body.error.code).toBe('mandate.above-own')
  const notMine = await lend('rep', { toId: one.userIds.manager, fromId: one.userIds.director })
  expect(notMine.body.error.code).toBe('mandate.not-yours')
  const wrong = await lend('manager', { toId: one.userIds.director, from: '2026-12-02' })
  expect(wrong.body.error.code).toBe('mandate.days')

  const [told] = (await call('compliance', 'GET', '/notifications')).body.items
  expect(told).toMatchObject({ title: '审批代理：compliance代manager', link: '/settings/delegations' })

  const verdict = await verdictOf(await issued(5, 15))
  expect(verdict.steps[0]?.people).toMatchObject([
    { name: 'manager', away: true, for: null },
    { name: 'compliance', for: { name: 'manager', delegationId: toCompliance.body.id } },
  ])
  expect(names(await verdictOf(await issued(40, 0)))).toEqual([['manager']])
  const { body } = await call('compliance', 'GET', '/mandate/delegations')
  expect(body.items.map(({ id }: DelegationView) => id)).toEqual([toCompliance.body.id])
  expect((await call('rep', 'POST', `/mandate/delegations/${toCompliance.body.id}/end`)).status).toBe(403)
  expect((await call('manager', 'POST', `/mandate/delegations/${toCompliance.body.id}/end`)).status).toBe(200)
  expect(names(await verdictOf(await issued(5, 15)))).toEqual([['manager']])
})

test('case 8: the manager has left: it goes up', async () => {
  await force(usual())
  const quote = await issued(5, 15)
  expect(names(await verdictOf(quote))).toEqual([['manager']])
  const set = (active: boolean) =>
    db.tx(one.workspaceId, tx =>
      tx.execute(sql`update member set active = ${active} where user_id = ${one.userIds.manager}`),
    )
  await set(false)
  expect(names(await verdictOf(quote))).toEqual([['director']])
  await set(true)
})

test('case 9: one deal in two quotes is judged as one, also when both are issued at once', async () => {
  await force(usual(), 30)
  const first = await issued(6, 0)
  expect(first.clearance?.kind).toBe('mandate')
  const second = await issued(6, 0)
  expect(second.clearance).toBe(null)
  expect((await verdictOf(second)).split).toMatchObject({
    days: 30,
    others: [{ quoteId: first.id, amount: 60 * wan }],
  })
  // What is taken back is no part of the deal any more.
  await call('rep', 'POST', `/quotes/${first.id}/withdraw`, { hash: first.hash })
  const next = (
    await call('rep', 'PUT', `/quotes/${second.id}/draft`, {
      ...{ version: second.draftVersion, name: second.name, draft: { ...second.draft, note: '重新发出' } },
    })
  ).body
  expect((await issue(next)).clearance?.kind).toBe('mandate')

  account = (await call('rep', 'POST', '/accounts', { name: '青溪县人民医院' })).body.id
  const both = [await drafted(6, 0), await drafted(6, 0)]
  const at = await Promise.all(both.map(quote => issue(quote)))
  expect(at.filter(({ clearance }) => clearance !== null)).toHaveLength(1)

  clock.set(clock.now() + 31 * DAY)
  expect((await issued(6, 0)).clearance?.kind).toBe('mandate')
  clock.set(start + 60_000)
})

test('case 10: free goods, a discount on the whole and late payment count as the discount they are', async () => {
  const strict = { worstLineDiscount: null, margin: null, amount: null, paymentDays: null }
  await force([
    row('rep', { ...strict, blendedDiscount: 0.05, effectiveDiscount: 0.06 }),
    row('director', { ...strict, blendedDiscount: null, effectiveDiscount: null, belowFloor: null }),
  ])
  const payment = (days: number) => [{ id: 'a', kind: 'first' as const, label: '', percent: '100', days }]
  const outside = async (change: Partial<QuoteDraft>) =>
    (await verdictOf(await issue(await drafted(9, 0, 'rep', change)))).measures
      .filter(({ inside }) => !inside)
      .map(({ measure }) => measure)
  expect(await outside({ payment: payment(30) })).toEqual([])
  expect(await outside({ payment: payment(400) })).toEqual(['effectiveDiscount'])
  expect(await outside({ discount: { by: 'amount', value: '54000' } })).toEqual(['blendedDiscount'])
  const { lines } = await drafted(9, 0).then(({ draft }) => draft)
  const gift = { ...lines[0]!, id: 'gift', quantity: '1', free: true }
  expect(await outside({ lines: [...lines, gift] })).toEqual(['blendedDiscount', 'effectiveDiscount'])
  const credit = {
    ...lines[0]!,
    id: 'c',
    productId: null,
    kind: 'credit' as const,
    name: '抵扣',
    quantity: '1',
  }
  const back = { ...credit, price: '90000', discount: null }
  expect(await outside({ lines: [...lines, back] })).toEqual(
    expect.arrayContaining(['blendedDiscount', 'effectiveDiscount']),
  )
  // Nothing listed to compare with: nobody with a limit can say that it is within.
  await force(usual())
  const byHand = { ...lines[0]!, productId: null, name: '定制支架', price: '100', discount: null }
  expect(await outside({ lines: [byHand] })).toContain('worstLineDiscount')
})

test('what was outside comes inside when the matrix changes, without being issued anew', async () => {
  await force(usual())
  const quote = await issued(5, 8)
  expect(quote.clearance).toBe(null)
  const [rep, ...rest] = usual()
  await force([
    { ...rep!, limits: { ...rep!.limits, worstLineDiscount: 0.1, blendedDiscount: 0.1 } },
    ...rest,
  ])
  const accepted = await accept(quote)
  expect(accepted.body).toMatchObject({ state: 'accepted', clearance: { kind: 'mandate' } })
})

test('a contract is asked about its clauses, its liability and the seal alone', async () => {
  await force([
    row('rep', { seal: 100 * wan }),
    row('manager', { seal: 500 * wan, liability: 1 }),
    row('director', { seal: null, liability: null, nonStandardClause: null }),
  ])
  const facts = {
    ...{
      subjectId: newId(),
      accountId: account,
      opportunityId: null,
      departmentId: one.departments.shanghai,
    },
    ...{ regionId: null, tier: null, authorId: one.userIds.rep, ownerId: one.userIds.rep, families: [] },
    ...{ nonStandardClause: false, liability: null, sealAmount: 80 * wan },
  }
  const ask = (change: object = {}) =>
    db.tx(one.workspaceId, tx =>
      app.collaboration.mandate.judgeContract(
        ...([tx, one.workspaceId, { kind: 'user', id: one.userIds.rep }, { ...facts, ...change }] as const),
      ),
    )
  expect((await ask()).inside).toBe(true)
  expect(names(await ask({ sealAmount: 200 * wan }))).toEqual([['manager']])
  expect(names(await ask({ liability: 1 }))).toEqual([['manager']])
  expect(names(await ask({ liability: 'unlimited' }))).toEqual([['director']])
  expect(names(await ask({ nonStandardClause: true }))).toEqual([['director']])
})

test('a draft is tried on the past quarter before it is put in force: what would go where, and how many approvals fewer', async () => {
  await db.tx(one.workspaceId, tx => tx.execute(sql`update quote set deleted_at = now()`))
  await force(usual())
  const alone = async (quantity: number, percent: number) => {
    account = (await call('rep', 'POST', '/accounts', { name: `南湖${quantity}院` })).body.id
    return issued(quantity, percent)
  }
  const [small, big] = [await alone(5, 8), await alone(20, 3)]
  await alone(2, 0)
  await draftOf([
    row('rep', { ...free, worstLineDiscount: 0.1, blendedDiscount: 0.1, margin: 0.3, amount: 100 * wan }),
    row('director', { ...free, worstLineDiscount: 0.4, blendedDiscount: 0.4, margin: 0, amount: null }),
  ])
  const result: Simulation = (await call('admin', 'POST', '/mandate/draft/simulate')).body
  expect(result).toMatchObject({ revisions: 3, differingCount: 2 })
  expect(result.before).toEqual({ inside: 1, handOffs: 2, blocked: 0 })
  expect(result.after).toEqual({ inside: 2, handOffs: 1, blocked: 0 })
  const of = (quote: QuoteView) => result.differing.find(({ quoteId }) => quoteId === quote.id)
  expect(of(big)).toMatchObject({ before: { people: [['manager']] }, after: { people: [['director']] } })
  expect(of(small)).toMatchObject({ before: { people: [['manager']] }, after: { inside: true } })
  expect(result.people).toEqual([
    { id: one.userIds.director, name: 'director', before: 0, after: 1 },
    { id: one.userIds.manager, name: 'manager', before: 2, after: 0 },
  ])
  // Trying changes nothing.
  expect((await call('rep', 'GET', '/mandate')).body.current.rows).toHaveLength(3)
})

test('the matrix has versions; two editors don’t overwrite each other; what names nobody isn’t put in force', async () => {
  await force(usual())
  const before = (await call('admin', 'GET', '/mandate')).body.current.version
  const edit = await draftOf(usual())
  const stale = await call('admin', 'PUT', '/mandate/draft', { rows: usual(), splitDays: 30, edit: edit - 1 })
  expect(stale.body.error).toMatchObject({ code: 'mandate.stale', details: { by: 'admin' } })
  const nobody = row('rep', {}, { holder: { kind: 'person', id: newId() } })
  const ghost = (await call('admin', 'PUT', '/mandate/draft', { rows: [nobody], splitDays: 30, edit })).body
  const put = (at: number) => call('admin', 'POST', '/mandate/draft/put-in-force', { edit: at })
  expect((await put(ghost.edit)).body.error).toMatchObject({
    code: 'mandate.holder-missing',
    details: { row: 1 },
  })
  const none = (await call('admin', 'PUT', '/mandate/draft', { rows: [], splitDays: 30, edit: ghost.edit }))
    .body
  expect((await put(none.edit)).body.error.code).toBe('mandate.empty')
  expect(await force(usual())).toBe(before + 1)
  expect((await call('rep', 'GET', `/mandate/versions/${before}`)).body.rows).toHaveLength(3)
  const log = (await call('admin', 'GET', '/audit?act=mandate.put-in-force')).body.items
  expect(log[0].details.version).toEqual([before, before + 1])
})

test('whoever may not change the matrix doesn’t; without the right to see quotes one sees none of it', async () => {
  const refused = async (
    role: BuiltInRole,
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    url: string,
    body?: object,
  ) => expect((await call(role, method, url, body)).status).toBe(403)
  await refused('integrator', 'GET', '/mandate')
  await refused('integrator', 'GET', '/mandate/versions/1')
  await refused('integrator', 'GET', '/mandate/delegations')
  await refused('integrator', 'POST', '/mandate/delegations', {
    toId: newId(),
    from: '2026-11-23',
    to: '2026-11-24',
  })
  await refused('integrator', 'POST', `/mandate/delegations/${newId()}/end`)
  await refused('manager', 'PUT', '/mandate/draft', { rows: [], splitDays: 30, edit: 0 })
  await refused('manager', 'DELETE', '/mandate/draft')
  await refused('manager', 'POST', '/mandate/draft/simulate')
  await refused('manager', 'POST', '/mandate/draft/put-in-force', { edit: 1 })
  const quote = await issued(1, 0)
  await refused('integrator', 'POST', `/quotes/${quote.id}/may-i`, { draft: quote.draft })
  await refused('integrator', 'GET', `/quotes/${quote.id}/mandate`)
  expect((await call('admin', 'GET', `/quotes/${quote.id}/mandate`, undefined, other)).status).toBe(404)
  expect((await call('admin', 'GET', '/mandate', undefined, other)).body.current.version).toBe(0)
})
