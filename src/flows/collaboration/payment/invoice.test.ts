import { beforeAll, expect, test } from 'vitest'
import type { ContractEvent } from '#collaboration/contract/api.ts'
import { type Id, newId } from '#kernel/id.ts'
import { creditCodeCheck } from '#lib/match/credit-code.ts'
import type { BuiltInRole } from '#platform/org/api.ts'
import { caller, testApp } from '#test/app.ts'
import { type InvoiceView, invoiceRoutes, paymentRoutes, statementRoutes, type TaxData } from './api.ts'

const { app, db, workspace } = await testApp()
const one = await workspace()
const other = await workspace()

const call = caller(one)

const body = '12321030MB4100574'.slice(0, 17)
const code = body + creditCodeCheck(body)
const buyer: TaxData = {
  ...{ title: '吴陵市妇幼保健院', creditCode: code, address: '吴陵市人民路 1 号', phone: '0523-8888888' },
  ...{ bank: '工商银行吴陵支行', bankNumber: '1102020109000999' },
}
let contractId: Id
let accountId: Id

beforeAll(async () => {
  accountId = (await call('rep', 'POST', '/accounts', { name: '吴陵市妇幼保健院' })).body.id
  contractId = newId()
  const payload: ContractEvent = {
    ...{ contractId, quoteId: newId(), quoteHash: 'a'.repeat(64), accountId, opportunityId: null },
    ...{ ownerId: one.userIds.rep, amount: 1_000_00, currency: 'CNY', textHash: null, deliveryHoldId: null },
    payments: [],
  }
  await db.tx(one.workspaceId, tx =>
    app.outbox.publish(tx, { workspaceId: one.workspaceId, type: 'contract.signed', payload }),
  )
  await app.outbox.drain()
})

const ask = (change: object = {}, role: BuiltInRole = 'rep', from = one) =>
  call(
    role,
    'POST',
    '/invoices',
    { id: newId(), contractId, kind: 'digital-special', amount: 100_00, buyer, ...change },
    from,
  )

test('an invoice is asked for by who sells, issued and handed over by finance, each step in its turn', async () => {
  const id = newId()
  const first = (await ask({ id })).body as InvoiceView
  expect(first).toMatchObject({ id, status: 'asked', buyer: { creditCode: code }, number: null })
  expect((await ask({ id, amount: 5 })).body).toMatchObject({ id, amount: 100_00 })
  const number = '26322000000012345678'
  expect((await call('rep', 'POST', `/invoices/${id}/issue`, { number, day: '2026-11-24' })).status).toBe(403)
  expect((await call('finance', 'POST', `/invoices/${id}/hand`)).body.error.code).toBe('invoice.state')
  const wrong = await call('finance', 'POST', `/invoices/${id}/issue`, {
    number: '12345678',
    day: '2026-11-24',
  })
  expect(wrong.body.error.code).toBe('invoice.number')
  const issued = await call('finance', 'POST', `/invoices/${id}/issue`, { number, day: '2026-11-24' })
  expect(issued.body).toMatchObject({ status: 'issued', number, issuedDay: '2026-11-24' })
  expect((await call('finance', 'POST', `/invoices/${id}/hand`)).body).toMatchObject({ status: 'handed' })
  const second = (await ask()).body as InvoiceView
  const again = await call('finance', 'POST', `/invoices/${second.id}/issue`, { number, day: '2026-11-24' })
  expect(again.body.error.code).toBe('invoice.number-known')
  expect(
    (await call('finance', 'POST', `/invoices/${second.id}/void`, { reason: '重复申请' })).body.status,
  ).toBe('void')
})

test('a mistyped credit code is named by the character; special invoices say what they lack; ordinary ones go without', async () => {
  const mistyped = await ask({
    buyer: { ...buyer, creditCode: `${code.slice(0, 16)}${code[16] === '1' ? '2' : '1'}${code[17]}` },
  })
  expect(mistyped.body.error).toMatchObject({ code: 'invoice.credit-code' })
  expect(mistyped.body.error.message['zh-CN']).toMatch(/校验位应是/)
  const bare = { ...buyer, creditCode: '', address: '', phone: '', bank: '', bankNumber: '' }
  expect((await ask({ buyer: bare })).body.error.code).toBe('invoice.special-needs')
  const paper = await ask({ kind: 'special', buyer: { ...bare, creditCode: code } })
  expect(paper.body.error.message['zh-CN']).toMatch(/地址.*电话.*开户行.*银行账号/)
  expect((await ask({ kind: 'ordinary', amount: 1, buyer: bare })).status).toBe(200)
  const spaced = `${code.slice(0, 6)} ${code.slice(6).toLowerCase()}`
  expect((await call('rep', 'POST', '/invoices/check-code', { code: spaced })).body).toEqual({
    code,
    fault: null,
  })
})

test('tax data is remembered with the customer', async () => {
  await ask({ amount: 1, buyer: { ...buyer, bank: '中国银行吴陵支行' } })
  const known = (await call('rep', 'GET', `/accounts/${accountId}/tax-data`)).body
  expect(known).toMatchObject({
    saved: true,
    fault: null,
    data: { bank: '中国银行吴陵支行', creditCode: code },
  })
})

test('more than the contract is never invoiced, by two at once neither', async () => {
  const amount = 600_00
  const both = await Promise.all([ask({ amount }), ask({ amount })])
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
  expect(both.find(({ status }) => status === 409)!.body.error.code).toBe('invoice.too-much')
})

test('nothing of it is open to those without the permission, nor to another workspace', async () => {
  const routes = [
    ...Object.values(paymentRoutes),
    ...Object.values(statementRoutes),
    ...Object.values(invoiceRoutes),
  ]
  for (const { method, path } of routes) {
    const url = path.replace(/:\w+/g, () => newId())
    const answer = await one
      .as('integrator')
      .inject({ method, url, ...(method !== 'GET' && { payload: {} }) })
    expect([path, answer.statusCode]).toEqual([path, 403])
  }
  const { body: list } = await call('finance', 'GET', '/invoices')
  const id = list.items[0].id
  expect((await call('finance', 'POST', `/invoices/${id}/hand`, undefined, other)).status).toBe(404)
  expect((await ask({}, 'rep', other)).body.error.code).toBe('payment.plan-missing')
  expect(
    (await call('finance', 'GET', '/payments/receivables?tab=due', undefined, other)).body.items,
  ).toEqual([])
})
