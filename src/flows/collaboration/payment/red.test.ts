import { beforeAll, expect, test } from 'vitest'
import type { ContractEvent } from '#collaboration/contract/api.ts'
import { type Id, newId } from '#kernel/id.ts'
import { creditCodeCheck } from '#lib/match/credit-code.ts'
import type { BuiltInRole } from '#platform/org/api.ts'
import { caller, testApp } from '#test/app.ts'
import type { AskRed, InvoiceKind, InvoiceView, PlanView } from './api.ts'

const { app, db, clock, workspace } = await testApp()
const one = await workspace()
const start = Date.parse('2026-11-24T10:00:00+08:00')

const call = caller(one)

const head = '12321030MB4100574'
const buyer = {
  ...{ title: '吴陵市妇幼保健院', creditCode: head + creditCodeCheck(head), address: '人民路 1 号' },
  ...{ phone: '0523-8888888', bank: '工商银行吴陵支行', bankNumber: '1102020109000999' },
}
const quoteId = newId()
let contractId: Id

beforeAll(async () => {
  clock.set(start)
  const accountId = (await call('rep', 'POST', '/accounts', { name: '吴陵市妇幼保健院' })).body.id
  contractId = newId()
  const payload: ContractEvent = {
    ...{ contractId, quoteId, quoteHash: 'a'.repeat(64), accountId, opportunityId: null },
    ...{
      ownerId: one.userIds.rep,
      amount: 100_000_00,
      currency: 'CNY',
      textHash: null,
      deliveryHoldId: null,
    },
    payments: [],
  }
  await db.tx(one.workspaceId, tx =>
    app.outbox.publish(tx, { workspaceId: one.workspaceId, type: 'contract.signed', payload }),
  )
  await app.outbox.drain()
})

let numbers = 0
const digits = (length: number) => String(++numbers).padStart(length, '3')

/** An invoice of 1,130.00 with 130.00 of tax in it. */
async function issued(kind: InvoiceKind = 'digital-special'): Promise<InvoiceView> {
  const amount = 1_130_00
  const { body } = await call('rep', 'POST', '/invoices', { id: newId(), contractId, kind, amount, buyer })
  const number = digits(kind.startsWith('digital') ? 20 : 8)
  const noted = { number, day: '2026-11-24', tax: 130_00 }
  return (await call('finance', 'POST', `/invoices/${body.id}/issue`, noted)).body
}

const wish = (change: Partial<AskRed> = {}): AskRed => ({
  ...{ id: newId(), reason: 'return', amount: 565_00, booked: false, note: '' },
  ...change,
})
const askRed = (invoice: InvoiceView, red: AskRed, role: BuiltInRole = 'rep') =>
  call(role, 'POST', `/invoices/${invoice.id}/reds`, red)
const act = (invoice: InvoiceView, red: AskRed, name: string, body?: object, role: BuiltInRole = 'finance') =>
  call(role, 'POST', `/invoices/${invoice.id}/reds/${red.id}/${name}`, body)
const issueRed = (invoice: InvoiceView, red: AskRed) =>
  act(invoice, red, 'issue', { number: digits(20), day: '2026-11-25' })
const plan = async (): Promise<PlanView> =>
  (await call('rep', 'GET', `/payments/plans?quote=${quoteId}`)).body.plan
const inbox = async (role: BuiltInRole): Promise<string[]> =>
  (await call(role, 'GET', '/notifications')).body.items.map(({ title }: { title: string }) => title)

test('a part is taken back and frees as much of the contract; who asked is told', async () => {
  const invoice = await issued()
  const before = (await plan()).invoiced
  const red = wish()
  const asked = await askRed(invoice, red)
  expect(asked.body).toMatchObject({
    ...{ status: 'issued', credited: 0 },
    reds: [{ id: red.id, status: 'asked', amount: 565_00, tax: 65_00, reason: 'return' }],
  })
  expect(await inbox('finance')).toContain('有红字发票要开')
  // Sent again after a lost answer it is one, and wanted ones keep their share.
  expect((await askRed(invoice, red)).body.reds).toHaveLength(1)
  expect((await askRed(invoice, wish({ amount: 565_01 }))).code).toBe('invoice.red-amount')
  expect((await plan()).invoiced).toBe(before)
  expect((await act(invoice, red, 'issue', { number: digits(20), day: '2026-11-25' }, 'rep')).status).toBe(
    403,
  )
  const number = digits(20)
  const done = await act(invoice, red, 'issue', { number, day: '2026-11-25' })
  expect(done.body).toMatchObject({ credited: 565_00, reds: [{ status: 'issued', number }] })
  expect(await plan()).toMatchObject({ invoiced: before - 565_00, credited: 565_00 })
  expect(await inbox('rep')).toContain('红字发票已开')
  const listed = (await call('finance', 'GET', '/invoices?status=red')).body.items as InvoiceView[]
  expect(listed.map(({ id }) => id)).toContain(invoice.id)
  // The number is spent, for blue ones too.
  const other = wish({ amount: 1_00 })
  await askRed(invoice, other)
  expect((await act(invoice, other, 'issue', { number, day: '2026-11-25' })).code).toBe(
    'invoice.number-known',
  )
})

test('what the buyer has booked needs their confirmation; without it the request is withdrawn and can be undone', async () => {
  const invoice = await issued()
  const red = wish({ booked: true })
  await askRed(invoice, red)
  expect((await issueRed(invoice, red)).code).toBe('invoice.red-unconfirmed')
  const sent = await act(invoice, red, 'send', { formNumber: '3215000000000001' })
  expect(sent.body.reds).toMatchObject([
    { status: 'confirming', formNumber: '3215000000000001', sentAt: start },
  ])
  expect(await inbox('rep')).toContain('红字确认单等购方确认')
  // The seller may withdraw only what nobody has dealt with.
  expect((await act(invoice, red, 'withdraw', { why: '不退了' }, 'rep')).code).toBe('invoice.not-yours')
  const gone = await act(invoice, red, 'withdraw', { why: '购方 72 小时内未确认' })
  expect(gone.body.reds).toMatchObject([{ status: 'withdrawn', why: '购方 72 小时内未确认' }])
  const back = await act(invoice, red, 'back', { from: 'withdrawn' })
  expect(back.body.reds).toMatchObject([{ status: 'confirming', why: null }])
  expect((await issueRed(invoice, red)).body).toMatchObject({ credited: 565_00 })
  // Noted by mistake: it waits for its number again.
  expect((await act(invoice, red, 'back', { from: 'issued' })).body).toMatchObject({
    credited: 0,
    reds: [{ status: 'confirming' }],
  })
})

test('an erroneous invoice is taken back whole; parts never go beyond it, by two at once neither', async () => {
  const invoice = await issued()
  expect((await askRed(invoice, wish({ reason: 'error', amount: 1_00 }))).code).toBe('invoice.red-whole')
  expect((await askRed(invoice, wish({ amount: 1_129_00, tax: 131_00 }))).code).toBe('invoice.red-tax')
  const both = await Promise.all([
    askRed(invoice, wish({ amount: 600_00 })),
    askRed(invoice, wish({ amount: 600_00 })),
  ])
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
  const rest = wish({ reason: 'error', amount: 530_00 })
  const { reds } = (await askRed(invoice, rest)).body as InvoiceView
  const sum = (of: (red: InvoiceView['reds'][number]) => number) =>
    reds.reduce((all, red) => all + of(red), 0)
  expect([sum(red => red.amount), sum(red => red.tax!)]).toEqual([1_130_00, 130_00])
  // The seller withdraws their own request, and takes that back, if its share is still there.
  expect((await act(invoice, rest, 'withdraw', { why: '填错了' }, 'rep')).status).toBe(200)
  await askRed(invoice, wish({ amount: 530_00 }))
  expect((await act(invoice, rest, 'back', { from: 'withdrawn' }, 'rep')).code).toBe('invoice.red-amount')
})

test('voiding is for requests and paper of this month; the rest is taken back in red', async () => {
  const reason = '开错了'
  const digital = await issued()
  expect(digital.voidable).toBe(false)
  expect((await call('finance', 'POST', `/invoices/${digital.id}/void`, { reason })).code).toBe(
    'invoice.void-late',
  )
  const paper = await issued('special')
  expect(paper.voidable).toBe(true)
  await askRed(paper, wish())
  expect((await call('finance', 'POST', `/invoices/${paper.id}/void`, { reason })).code).toBe(
    'invoice.has-red',
  )
  const old = await issued('ordinary')
  clock.set(Date.parse('2026-12-01T00:30:00+08:00'))
  expect((await call('finance', 'POST', `/invoices/${old.id}/void`, { reason })).code).toBe(
    'invoice.void-late',
  )
  clock.set(start)
  expect((await call('finance', 'POST', `/invoices/${old.id}/void`, { reason })).body.status).toBe('void')
  expect((await call('finance', 'POST', `/invoices/${old.id}/back`, { from: 'void' })).body).toMatchObject({
    ...{ status: 'issued', number: old.number, tax: 130_00 },
  })
})

test('who asked withdraws their request; a step noted by mistake is undone', async () => {
  const ask = { contractId, kind: 'digital-ordinary', amount: 5_00, buyer }
  const { body } = await call('rep', 'POST', '/invoices', { id: newId(), ...ask })
  expect((await askRed(body, wish({ amount: 1_00 }))).code).toBe('invoice.red-blue')
  expect((await call('manager', 'POST', `/invoices/${body.id}/void`, { reason: '代撤' })).code).toBe(
    'invoice.not-yours',
  )
  expect((await call('rep', 'POST', `/invoices/${body.id}/void`, { reason: '重复了' })).body.status).toBe(
    'void',
  )
  expect((await call('finance', 'POST', `/invoices/${body.id}/back`, { from: 'void' })).body).toMatchObject({
    ...{ status: 'asked', reason: null },
  })
  const noted = { number: digits(20), day: '2026-11-24', tax: 6_00 }
  expect((await call('finance', 'POST', `/invoices/${body.id}/issue`, noted)).code).toBe('invoice.tax')
  const done = await call('finance', 'POST', `/invoices/${body.id}/issue`, { ...noted, tax: 57 })
  expect(done.body).toMatchObject({ status: 'issued', tax: 57 })
  expect((await call('rep', 'POST', `/invoices/${body.id}/back`, { from: 'issued' })).status).toBe(403)
  // An undo that comes too late undoes nothing else.
  expect((await call('finance', 'POST', `/invoices/${body.id}/back`, { from: 'handed' })).code).toBe(
    'invoice.state',
  )
  expect((await call('finance', 'POST', `/invoices/${body.id}/back`, { from: 'issued' })).body).toMatchObject(
    {
      ...{ status: 'asked', number: null, tax: null, issuedDay: null },
    },
  )
})
