import { beforeAll, expect, test } from 'vitest'
import type { ContractEvent } from '#collaboration/contract/api.ts'
import { newId } from '#kernel/id.ts'
import { desktop, expectAccessible, openSite, patient, phone, type Site, shoot } from './site.ts'

// What is issued and started is taken back in a real browser: an invoice by a red one, a delivery whose first payment went back by a pause.

const start = Date.parse('2026-11-24T10:00:00+08:00')
let site: Site
let quoteId: string
const contractId = newId()

const tell = async (type: string, payload: Record<string, unknown>): Promise<void> => {
  const { db, app } = site.server
  const { workspaceId } = site.team
  await db.tx(workspaceId, tx => app.outbox.publish(tx, { workspaceId, type, payload }))
  await app.outbox.drain()
}

beforeAll(async () => {
  site = await openSite(['web'])
  site.server.clock.set(start)
  const { call, team } = site
  const person = { id: newId(), name: '施雯', userId: null, skills: ['腔镜'] }
  const made = await call('delivery', 'POST', '/delivery/teams', {
    ...{ name: '腔镜安装组', leadId: team.userIds.delivery, opens: 540, closes: 1080, resources: [person] },
  })
  const accountId = (await call('rep', 'POST', '/accounts', { name: '云洲市第一人民医院' })).id
  quoteId = (await call('rep', 'POST', '/quotes', { accountId, name: '腹腔镜采购' })).id
  const wish = { skill: null, people: 1, days: 2, from: '2026-11-25', teamId: made.id }
  await call('rep', 'PUT', `/delivery/quotes/${quoteId}/slot`, wish)
  const signed: ContractEvent = {
    ...{ contractId, quoteId, quoteHash: 'a'.repeat(64), accountId, opportunityId: null },
    ...{ ownerId: team.userIds.rep, amount: 113_000_00, currency: 'CNY', textHash: null },
    ...{ deliveryHoldId: null, payments: [] },
  }
  await tell('contract.signed', signed)
}, 240_000)

test('an invoice is asked for and issued on the phone, then taken back by a red one that the buyer confirms', async () => {
  const rep = await site.openAs('rep', `/quotes/${quoteId}?view=deal`, phone, start)
  await rep.getByRole('button', { name: '申请开票' }).click()
  await rep.getByLabel('发票种类').click()
  await rep.getByTitle('数电普票').click()
  // The sheet has it, before it is sent.
  await rep.locator('.ant-select-dropdown').waitFor({ state: 'hidden', ...patient })
  await rep.getByTitle('数电普票').filter({ visible: true }).waitFor(patient)
  await rep.getByRole('button', { name: '提交申请' }).click()
  await rep.getByText('已申请开票 ¥113,000.00').waitFor(patient)

  const page = await site.openAs('finance', '/payments/invoices', phone, start)
  await page.getByText('云洲市第一人民医院').first().click()
  await page.getByLabel('发票号码', { exact: true }).fill('123')
  await page.getByLabel('税额').fill('13000')
  await page.getByRole('button', { name: '登记已开票' }).click()
  await page.getByText('数电票是 20 位数字').waitFor()
  await page.getByLabel('发票号码', { exact: true }).fill('26322000000012345678')
  await page.getByRole('button', { name: '登记已开票' }).click()
  await page.getByText('¥100,000.00').waitFor()
  await page.getByRole('button', { name: '开红字发票' }).click()
  await page.getByText('购方已抵扣或已入账').click()
  await page.getByRole('button', { name: '提交红冲申请' }).click()
  await page.getByLabel('确认单编号').fill('32150026112400001')
  await page.getByRole('button', { name: '已发确认单' }).click()
  await page.getByText('购方须在 2026-11-27 10:00:00 前确认').waitFor()
  await expectAccessible(page)
  await shoot(page, 'red-phone')
  await page.getByLabel('红字发票号码').fill('26322000000012345679')
  await page.getByRole('button', { name: '登记红字发票' }).click()
  await page.getByText('−¥113,000.00').first().waitFor()
  // The contract can be invoiced anew.
  await rep.reload()
  await rep.getByText('已扣红冲 ¥113,000.00').waitFor()
}, 180_000)

test('the first payment goes back after the work began: the lead pauses, takes that back, and goes on', async () => {
  await tell('payment.confirmed', { contractId, quoteId, first: true, covered: true })
  const begun = Date.parse('2026-11-25T10:00:00+08:00')
  site.server.clock.set(begun)
  await tell('payment.reversed', { contractId, quoteId, first: true, covered: false })
  const page = await site.openAs('delivery', '/delivery', desktop, begun)
  await page.getByRole('button', { name: /云洲市第一人民医院.*款被收回/ }).click()
  await page.getByRole('button', { name: '暂停交付' }).click()
  await page.getByText('交付已暂停；再到账会自动恢复').waitFor()
  await expectAccessible(page)
  await page.locator('button.undo').click()
  await page.getByText('暂停还是继续？').waitFor()
  await page.getByRole('button', { name: '继续交付' }).click()
  await page.getByText('交付主管决定继续').waitFor()
  const { delivery } = await site.call('rep', 'GET', `/delivery/quotes/${quoteId}`)
  expect(delivery).toMatchObject({ state: 'started', unpaid: { decision: 'go-on' } })
}, 180_000)
