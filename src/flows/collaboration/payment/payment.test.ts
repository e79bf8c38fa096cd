import { sql } from 'drizzle-orm'
import iconv from 'iconv-lite'
import { beforeAll, expect, test } from 'vitest'
import type { ContractEvent } from '#collaboration/contract/api.ts'
import { type Id, newId } from '#kernel/id.ts'
import { DAY } from '#kernel/time.ts'
import type { BuiltInRole } from '#platform/org/api.ts'
import { caller, testApp } from '#test/app.ts'
import type { BankLineView, PlanView, Receivable, StatementPreview, StatementView } from './api.ts'
import { tellDue } from './jobs.ts'

const { app, db, clock, workspace } = await testApp()
const one = await workspace()
const start = Date.parse('2026-11-23T10:00:00+08:00')
const heard: { type: string; payload: Record<string, unknown> }[] = []

const call = caller(one)

let bank: { id: Id }

beforeAll(async () => {
  clock.set(start)
  bank = (
    await call('finance', 'POST', '/bank-accounts', {
      name: '招行基本户',
      number: '7559 0188 0001',
      currency: 'CNY',
    })
  ).body
  for (const type of [
    'payment.planned',
    'payment.received',
    'payment.confirmed',
    'payment.reversed',
    'payment.overdue',
  ])
    app.outbox.hear(type, async (_tx, { payload }) => {
      heard.push({ type, payload })
    })
})

const customer = async (name: string): Promise<Id> =>
  (await call('rep', 'POST', '/accounts', { name })).body.id

/** Both sides have signed: what the contract module tells. */
async function signed(accountId: Id, change: Partial<ContractEvent> = {}): Promise<PlanView> {
  const payload: ContractEvent = {
    ...{ contractId: newId(), quoteId: newId(), quoteHash: 'a'.repeat(64), accountId, opportunityId: null },
    ...{
      ownerId: one.userIds.rep,
      amount: 100_000_00,
      currency: 'CNY',
      textHash: null,
      deliveryHoldId: null,
    },
    payments: [
      { id: 'a', kind: 'first', label: '合同签订后 7 日内', percent: '30', amount: 30_000_00, days: 7 },
      { id: 'b', kind: 'milestone', label: '验收后 15 日内', percent: '60', amount: 60_000_00, days: 60 },
      { id: 'c', kind: 'retention', label: '质保满一年', percent: '10', amount: 10_000_00, days: 400 },
    ],
    ...change,
  }
  // Told twice, as after a crash: there is one plan.
  for (let i = 0; i < 2; i++)
    await db.tx(one.workspaceId, tx =>
      app.outbox.publish(tx, { workspaceId: one.workspaceId, type: 'contract.signed', payload }),
    )
  await drained()
  return planOf(payload.quoteId)
}

/** What hearers tell in their turn is heard too. */
async function drained(): Promise<void> {
  for (let i = 0; i < 2; i++) await app.outbox.drain()
}

const planOf = async (quoteId: Id, role: BuiltInRole = 'finance'): Promise<PlanView> =>
  (await call(role, 'GET', `/payments/plans?quote=${quoteId}`)).body.plan

let lineNumber = 0
interface Given {
  amount: number
  payer: string
  remark?: string
  currency?: string
  reversal?: boolean
  id?: string
}

/** Money that comes in by webhook; answers the line as finance sees it. */
async function arrives(given: Given): Promise<BankLineView> {
  const id = given.id ?? `F${(++lineNumber).toString().padStart(8, '0')}`
  const line = { day: '2026-11-23', currency: 'CNY', ...given, id }
  const { status } = await call('finance', 'POST', '/bank-lines', { account: '755901880001', lines: [line] })
  expect(status).toBe(200)
  const row = await db.tx(one.workspaceId, tx =>
    tx.execute<{ id: Id }>(
      sql`select id from bank_line where workspace_id = ${one.workspaceId} and reference = ${id}`,
    ),
  )
  await app.outbox.drain()
  return (await call('finance', 'GET', `/payments/lines/${row.rows[0]!.id}`)).body
}

const confirm = (line: BankLineView, shares: object[], role: BuiltInRole = 'finance') =>
  call(role, 'POST', `/payments/lines/${line.id}/confirm`, { version: line.version, shares })

const proposed = (line: BankLineView) =>
  line.proposal!.shares.map(({ dueId, amount }) => ({ receivableId: dueId, amount }))

const told = (type: string, contractId: Id) =>
  heard
    .filter(each => each.type === type && each.payload.contractId === contractId)
    .map(({ payload }) => payload)

test('a signed contract makes one plan that adds up and falls on working days', async () => {
  const plan = await signed(await customer('江州市第三人民医院'))
  expect(plan.payments.map(({ amount, kind, dueDay, state }) => [kind, amount, dueDay, state])).toEqual([
    ['first', 30_000_00, '2026-11-30', 'due'],
    ['milestone', 60_000_00, '2027-01-22', 'due'],
    ['retention', 10_000_00, '2027-12-28', 'due'],
  ])
  expect(told('payment.planned', plan.contractId)).toHaveLength(1)
  expect(await planOf(plan.quoteId, 'rep')).toMatchObject({ received: 0, covered: false })
})

test('an exact match is confirmed by the rule, delivery is told at once, and the same line twice is one', async () => {
  const plan = await signed(await customer('澄江微创医学中心有限公司'))
  const line = await arrives({
    amount: 30_000_00,
    payer: '澄江微创医学中心有限公司',
    remark: `首付款 ${plan.number}`,
  })
  expect(line).toMatchObject({ state: 'done', rest: 0 })
  expect(line.confirmations).toMatchObject([{ byRule: true, confirmedBy: null, amount: 30_000_00 }])
  expect(told('payment.confirmed', plan.contractId)).toEqual([
    { contractId: plan.contractId, quoteId: plan.quoteId, first: true, covered: true },
  ])
  await arrives({
    amount: 30_000_00,
    payer: '澄江微创医学中心有限公司',
    remark: `首付款 ${plan.number}`,
    id: line.reference,
  })
  expect(await planOf(plan.quoteId)).toMatchObject({ received: 30_000_00, covered: true })
})

test('a part does not cover; the rest does; what is over stays on the line', async () => {
  const plan = await signed(await customer('明溪县中医院'))
  const part = await arrives({ amount: 10_000_00, payer: '明溪县中医院' })
  expect(part).toMatchObject({ state: 'open', exact: false, proposal: { kind: 'part' } })
  expect((await confirm(part, proposed(part))).body).toMatchObject({ state: 'done' })
  await app.outbox.drain()
  expect(told('payment.confirmed', plan.contractId)).toMatchObject([{ first: true, covered: false }])
  const over = await arrives({ amount: 25_000_00, payer: '明溪县中医院', remark: '设备款' })
  expect(over).toMatchObject({ proposal: { kind: 'over', shares: [{ amount: 20_000_00 }] } })
  const after = (await confirm(over, proposed(over))).body
  expect(after).toMatchObject({ state: 'part', rest: 5_000_00 })
  await app.outbox.drain()
  expect(told('payment.confirmed', plan.contractId).at(-1)).toMatchObject({ first: true, covered: true })
  // The rest can pay the next item, never more than it is.
  const next = plan.payments[1]!.id
  expect((await confirm(after, [{ receivableId: next, amount: 5_000_01 }])).body.error.code).toBe(
    'payment.over-line',
  )
  expect((await confirm(after, [{ receivableId: next, amount: 5_000_00 }])).body).toMatchObject({
    state: 'done',
    rest: 0,
  })
  expect((await planOf(plan.quoteId)).received).toBe(35_000_00)
})

test('money by another payer waits for finance, and is known the next time', async () => {
  const plan = await signed(await customer('望湖区妇幼保健院'), {
    amount: 77_700_00,
    payments: [
      { id: 'a', kind: 'first', label: '首付', percent: '50', amount: 38_850_00, days: 7 },
      { id: 'b', kind: 'milestone', label: '验收', percent: '50', amount: 38_850_00, days: 30 },
    ],
  })
  const foreign = await arrives({ amount: 38_850_00, payer: '望湖城投医疗建设有限公司', remark: plan.number })
  expect(foreign).toMatchObject({ state: 'open', exact: false })
  expect(foreign.proposal!.reasons.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['payer-other', 'reference']),
  )
  expect((await confirm(foreign, proposed(foreign))).status).toBe(200)
  const again = await arrives({ amount: 38_850_00, payer: '望湖城投医疗建设有限公司', remark: '二期' })
  expect(again.state).toBe('done')
  expect((await planOf(plan.quoteId)).received).toBe(77_700_00)
})

test('one transfer for two deals is told apart to the cent', async () => {
  const account = await customer('东屏国际医院有限公司')
  const first = await signed(account, { amount: 40_000_01, payments: [] })
  const second = await signed(account, { amount: 25_999_99, payments: [] })
  const line = await arrives({ amount: 66_000_00, payer: '东屏国际医院有限公司' })
  expect(line.proposal).toMatchObject({ kind: 'several' })
  expect((await confirm(line, proposed(line))).body).toMatchObject({ state: 'done', rest: 0 })
  expect([(await planOf(first.quoteId)).received, (await planOf(second.quoteId)).received]).toEqual([
    40_000_01, 25_999_99,
  ])
})

test('another currency asks for both amounts', async () => {
  const account = await customer('Harbour Medical Devices Ltd')
  const plan = await signed(account, { amount: 10_000_00, currency: 'USD', payments: [] })
  const line = await arrives({
    amount: 71_200_00,
    payer: 'HARBOUR MEDICAL DEVICES LTD',
    remark: 'DOWN PAYMENT',
  })
  expect(line.proposal).toMatchObject({ kind: 'currency', shares: [] })
  const receivableId = plan.payments[0]!.id
  expect((await confirm(line, [{ receivableId, amount: 10_000_00 }])).body.error.code).toBe(
    'payment.currency',
  )
  const done = await confirm(line, [{ receivableId, amount: 10_000_00, taken: 71_200_00 }])
  expect(done.body).toMatchObject({ state: 'done', confirmations: [{ amount: 10_000_00, taken: 71_200_00 }] })
})

test('a reversal makes it owed again and keeps the history; so does an undo', async () => {
  const plan = await signed(await customer('云桥康复医院'))
  const line = await arrives({ amount: 30_000_00, payer: '云桥康复医院', remark: plan.number })
  expect(line.state).toBe('done')
  const back = await arrives({
    amount: -30_000_00,
    payer: '云桥康复医院',
    remark: '退汇 账号户名不符',
    reversal: true,
  })
  expect(back.proposal).toMatchObject({ kind: 'reversal', reverses: line.id })
  expect((await planOf(plan.quoteId)).covered).toBe(true) // until somebody says so
  expect(
    (await call('finance', 'POST', `/payments/lines/${back.id}/reverse`, { version: back.version })).body
      .state,
  ).toBe('done')
  await app.outbox.drain()
  expect(told('payment.reversed', plan.contractId)).toMatchObject([{ first: true, covered: false }])
  const after = await planOf(plan.quoteId)
  expect(after).toMatchObject({ received: 0, covered: false })
  expect(after.confirmations).toMatchObject([{ reversedAt: start, reversalReason: '退汇 账号户名不符' }])
  // It comes again; finance takes its confirmation back; the rule leaves it alone from then on.
  const second = await arrives({ amount: 30_000_00, payer: '云桥康复医院', remark: plan.number })
  expect(second.state).toBe('done')
  const undone = await call('finance', 'POST', '/payments/undo', { ids: [second.id], reason: '记错合同' })
  expect(undone.body).toEqual({ undone: 1 })
  expect((await call('finance', 'GET', `/payments/lines/${second.id}`)).body).toMatchObject({
    state: 'open',
    rest: 30_000_00,
  })
  expect((await call('finance', 'POST', '/payments/undo', { ids: [second.id], reason: '再来' })).status).toBe(
    409,
  )
  expect((await planOf(plan.quoteId)).confirmations).toHaveLength(2)
  await expect(
    db.tx(one.workspaceId, tx =>
      tx.execute(sql`delete from allocation where workspace_id = ${one.workspaceId}`),
    ),
  ).rejects.toThrow()
})

test('the seller never confirms, whatever their role; nobody else without the permission', async () => {
  const plan = await signed(await customer('北岭煤业职工医院'), { ownerId: one.userIds.finance })
  const line = await arrives({ amount: 30_000_00, payer: '北岭煤业总公司', remark: plan.number })
  expect((await confirm(line, proposed(line))).body.error.code).toBe('payment.own-deal')
  expect((await confirm(line, proposed(line), 'rep')).status).toBe(403)
  expect((await confirm(line, proposed(line), 'manager')).status).toBe(403)
  expect((await call('manager', 'GET', '/payments/lines')).status).toBe(403)
  const done = await confirm(line, proposed(line), 'admin')
  expect(done.body).toMatchObject({ state: 'done' })
  expect(
    (await call('finance', 'POST', '/payments/undo', { ids: [line.id], reason: '不该我来' })).body.error.code,
  ).toBe('payment.own-deal')
})

test('a double click, a retry and two people at once leave one confirmation', async () => {
  const plan = await signed(await customer('青枫口腔医院'), { amount: 9_000_00, payments: [] })
  const line = await arrives({ amount: 9_000_00, payer: '青枫集团', remark: plan.number })
  const answers = await Promise.all([
    confirm(line, proposed(line)),
    confirm(line, proposed(line)),
    confirm(line, proposed(line), 'admin'),
  ])
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
  expect((await planOf(plan.quoteId)).confirmations).toHaveLength(1)
  expect((await planOf(plan.quoteId)).received).toBe(9_000_00)
  const other = await confirm(line, [{ receivableId: plan.payments[0]!.id, amount: 1 }])
  expect(other.body.error.code).toBe('payment.stale')
})

test('a GBK file with lines above its table is read, remembered by its form, and seen when it comes again', async () => {
  const plan = await signed(await customer('南汀湾医院'))
  await call('admin', 'PUT', '/payments/rules', { coverPercent: 100, exactByRule: false })
  const rows = (first: string) =>
    [
      '招商银行 交易明细查询,,,,,,',
      '账号：,7559 0188 0001,,,,,',
      '交易日,借方金额,贷方金额,余额,摘要,收(付)方名称,流水号',
      `20261123,,"30,000.00",130000.00,${first} ${plan.number},南汀湾医院,K0001`,
      '20261123,"1,200.00",,128800.00,物业费,江州物业,K0002',
      '20261123,,88.00,128888.00,利息,,K0003',
      '合计,"1,200.00","30,088.00",,,,',
    ].join('\r\n')
  const file = iconv.encode(rows('货款'), 'gb18030')
  const preview = (await call('finance', 'POST', '/bank-statements/preview?name=a.csv', file))
    .body as StatementPreview
  expect(preview).toMatchObject({
    kind: 'csv',
    remembered: false,
    lineCount: 3,
    faultCount: 0,
    bankAccountId: bank.id,
  })
  expect(preview.mapping).toMatchObject({ day: 0, credit: 2, debit: 1, reference: 6, remark: [4] })
  // The payer's column goes by a name nobody knows: it is chosen, and remembered.
  const mapping = encodeURIComponent(JSON.stringify({ ...preview.mapping, payer: 5 }))
  const begun = (
    await call('finance', 'POST', `/bank-statements?name=a.csv&account=${bank.id}&mapping=${mapping}`, file)
  ).body
  await app.collaboration.payment.statements.settled()
  const done = (await call('finance', 'GET', `/bank-statements/${begun.id}`)).body as StatementView
  expect(done).toMatchObject({
    status: 'done',
    total: 3,
    fresh: 2,
    outgoing: 1,
    result: { byRule: 0, exact: 1, none: 1 },
  })
  const again = (await call('finance', 'POST', `/bank-statements?name=b.csv&account=${bank.id}`, file)).body
  expect(again).toMatchObject({ id: begun.id, again: true })
  // Another file of the same form that overlaps: the columns are known, and so are its lines.
  const next = iconv.encode(`${rows('货款')}\r\n20261124,,5.00,1,利息,,K0004`, 'gb18030')
  expect((await call('finance', 'POST', '/bank-statements/preview?name=c.csv', next)).body).toMatchObject({
    remembered: true,
    mapping: { payer: 5 },
  })
  const more = (await call('finance', 'POST', `/bank-statements?name=c.csv&account=${bank.id}`, next)).body
  await app.collaboration.payment.statements.settled()
  expect((await call('finance', 'GET', `/bank-statements/${more.id}`)).body).toMatchObject({
    fresh: 1,
    known: 2,
  })
  // All exact ones at once, and back.
  const all = (await call('finance', 'POST', '/payments/confirm-exact')).body
  expect(all).toMatchObject({ leftOut: 0 })
  expect((await planOf(plan.quoteId)).covered).toBe(true)
  expect(
    (await call('finance', 'POST', '/payments/undo', { ids: all.confirmed, reason: '撤销' })).body.undone,
  ).toBe(all.confirmed.length)
  expect((await planOf(plan.quoteId)).received).toBe(0)
  await call('admin', 'PUT', '/payments/rules', { coverPercent: 100, exactByRule: true })
})

test('due and overdue are told once per stage, on working days, to owner and finance', async () => {
  const plan = await signed(await customer('柳塘镇卫生院'), { amount: 5_000_00, payments: [] })
  const inbox = async (role: BuiltInRole) =>
    ((await call(role, 'GET', '/notifications')).body.items as { text: string; title: string }[]).filter(
      ({ text }) => text.includes('柳塘镇卫生院'),
    )
  const ports = {
    db,
    outbox: app.outbox,
    clock,
    notify: app.notify,
    readStatement: async () => ({ hash: '', kind: 'csv' as const, rows: [] }),
  }
  for (let i = 0; i < 2; i++) await tellDue(ports, one.workspaceId)
  expect([(await inbox('rep')).length, (await inbox('finance')).length]).toEqual([1, 0])
  clock.set(start + 5 * DAY) // a Saturday
  await tellDue(ports, one.workspaceId)
  expect(await inbox('rep')).toHaveLength(1)
  clock.set(start + 7 * DAY)
  await tellDue(ports, one.workspaceId)
  expect((await inbox('rep'))[0]).toMatchObject({ title: '回款逾期 5 个工作日' })
  expect(await inbox('finance')).toHaveLength(1)
  const list = (await call('rep', 'GET', '/payments/receivables?tab=overdue')).body.items as Receivable[]
  expect(list.find(({ contractId }) => contractId === plan.contractId)).toMatchObject({
    overdueDays: 5,
    state: 'overdue',
  })
  clock.set(start)
})
