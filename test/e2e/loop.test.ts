import iconv from 'iconv-lite'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { LoopLine } from '#collaboration/loop/api.ts'
import type { PlanView } from '#collaboration/payment/api.ts'
import { newId } from '#kernel/id.ts'
import { smtpServer } from '#test/fixtures/servers/smtp.ts'
import { beginDeals, hospital } from './deal.ts'
import { customerSigns } from './signing.ts'
import { expectAccessible, openSite, patient, phone, type Site, shoot } from './site.ts'

// A deal from the quote to the start of its delivery, by taps on phones: once alone inside the mandate, once with two
// approvers of whom one is on leave. The customer signs in a browser of their own; finance brings the bank's file.

const post = await smtpServer()
afterAll(() => post.close())

let site: Site

beforeAll(async () => {
  const smtp = { SMTP_URL: post.url, SMTP_FROM: 'loam@example.com' }
  site = await openSite(['web', 'web/portal'], undefined, smtp)
  const { call, team } = site
  await beginDeals(site, [
    { code: 'CY-3', name: '无创呼吸机', price: '113000', floor: '70000', cost: '50000' },
  ])
  const resources = [{ id: newId(), name: '安装一组', userId: null, skills: ['安装'] }]
  const leadId = team.userIds.delivery
  await call('delivery', 'POST', '/delivery/teams', {
    name: '华东交付',
    leadId,
    opens: 540,
    closes: 1080,
    resources,
  })
  await call('finance', 'POST', '/bank-accounts', {
    name: '招行基本户',
    number: '755901880001',
    currency: 'CNY',
  })
  await putMandateInForce()
}, 240_000)

/** Reps give 5 %, managers 10 %, directors 30 %; all may use the seal. */
async function putMandateInForce(): Promise<void> {
  const { roles } = await site.call('admin', 'GET', '/org')
  const rows = Object.entries({ rep: 0.05, manager: 0.1, director: 0.3 }).map(([role, discount]) => ({
    id: role,
    holder: {
      kind: 'role',
      id: roles.find((each: { builtIn: string }) => each.builtIn === role).id,
      reach: 'line',
    },
    scope: { departmentId: null, regionId: null, family: null, tier: null },
    limits: {
      ...{ worstLineDiscount: discount, blendedDiscount: discount, effectiveDiscount: null, margin: null },
      ...{ belowFloor: null, amount: null, paymentDays: 400, seal: null },
    },
    ...{ from: null, to: null },
  }))
  await site.call('admin', 'PUT', '/mandate/draft', { rows, splitDays: 30, edit: 0 })
  await site.call('admin', 'POST', '/mandate/draft/put-in-force', { edit: 1 })
}

/** What the loop says of a deal once everything that was told is heard. */
const lineOf = async (quoteId: string): Promise<LoopLine> => {
  for (let i = 0; i < 3; i++) await site.server.app.outbox.drain()
  return site.call('rep', 'GET', `/loop/quotes/${quoteId}`)
}

/** From nothing to an issued quote, as a rep does it on the phone. */
async function quoteOnPhone(discount?: string): Promise<{ page: Page; quoteId: string }> {
  const page = await site.openAs('rep', '/quotes?new=1', phone)
  const sheet = page.getByRole('dialog')
  await sheet.getByRole('combobox', { name: '客户' }).fill('云洲')
  await page.getByTitle(hospital).click(patient)
  await sheet.getByRole('button', { name: '开始报价' }).click()
  await page.getByRole('button', { name: '加产品' }).click(patient)
  await page.getByRole('textbox', { name: '加产品' }).fill('wchxj')
  await page.getByRole('button', { name: /无创呼吸机/ }).click()
  if (discount) {
    await page.getByRole('button', { name: /无创呼吸机.*台/ }).click()
    await page.getByRole('textbox', { name: '优惠', exact: true }).fill(discount)
    await page.getByRole('button', { name: '完成' }).click()
  }
  await page.getByRole('button', { name: '发出第 1 版' }).click(patient)
  await page.getByText('已发出 · 第 1 版').waitFor(patient)
  return { page, quoteId: /quotes\/([\w-]+)/.exec(page.url())![1]! }
}

/** The rep takes a slot, makes the contract, signs it with the company's seal and sends it; the customer signs. */
async function holdAndSign(page: Page, quoteId: string): Promise<void> {
  await page.goto(`${site.base}/quotes/${quoteId}?view=deal`)
  await page
    .getByRole('button', { name: /^预留 / })
    .first()
    .click(patient)
  await page.getByText('已预留').first().waitFor(patient)
  await page.getByRole('button', { name: '生成合同' }).click()
  await page.getByRole('link', { name: /打开合同/ }).click(patient)
  await page.getByRole('button', { name: /请填写客户方签署人/ }).click(patient)
  const form = page.getByRole('dialog')
  await form.getByLabel('姓名').fill('赵敏')
  await form.getByLabel('邮箱').fill('zhao.min@hospital.example')
  await form.getByRole('button', { name: '保存' }).click()
  await page.getByText('内容齐全').waitFor(patient)
  await page.getByRole('button', { name: '定稿' }).click()
  await page.getByRole('button', { name: '签署并发送给客户' }).click(patient)
  await page.getByText(/等待客户签署/).waitFor(patient)
  await customerSigns(site, post)
}

/** What is to be paid, once the signature is heard of. */
async function planOf(quoteId: string): Promise<PlanView> {
  const read = async () => (await site.call('finance', 'GET', `/payments/plans?quote=${quoteId}`)).plan
  await expect.poll(read, patient).not.toBeNull()
  return read()
}

/** Finance brings the bank's file, as the bank writes it, on a phone. */
async function bankFile(amount: string, remark: string, id: string, payer = hospital): Promise<Page> {
  const rows = [
    '招商银行 交易明细查询,,,,,,',
    '账号：,755901880001,,,,,',
    '交易日,借方金额,贷方金额,余额,摘要,付款人,流水号',
    `20261123,,"${amount}",130000.00,${remark},${payer},${id}`,
  ].join('\r\n')
  const page = await site.openAs('finance', '/payments/import', phone)
  await page.getByRole('button', { name: '选择文件' }).waitFor(patient)
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: `${id}.csv`, mimeType: 'text/csv', buffer: iconv.encode(rows, 'gb18030') })
  await page.getByRole('button', { name: '导入 1 行' }).click(patient)
  await page.getByRole('heading', { name: '导入完成' }).waitFor(patient)
  return page
}

async function expectStarted(quoteId: string): Promise<void> {
  const steps = async () => (await lineOf(quoteId)).steps.map(({ step, state }) => [step, state])
  await expect
    .poll(steps, patient)
    .toEqual([
      ...['quote', 'approval', 'contract', 'slot', 'payment'].map(step => [step, 'done']),
      ['delivery', 'now'],
    ])
  expect((await lineOf(quoteId)).why).toBe('deliver')
}

test('inside the mandate: quote, contract, slot, first payment and delivery, with nobody in between', async () => {
  const { page, quoteId } = await quoteOnPhone()
  await shoot(page, 'loop-1-issued')
  await page.goto(`${site.base}/quotes/${quoteId}?view=deal`)
  await page.getByRole('button', { name: '生成合同' }).waitFor(patient)
  await expectAccessible(page)
  await shoot(page, 'loop-2-deal')
  await holdAndSign(page, quoteId)
  const plan = await planOf(quoteId)
  const first = plan.payments[0]!.amount / 100
  const bank = await bankFile(first.toFixed(2), `货款 ${plan.number}`, 'K0001')
  await shoot(bank, 'loop-3-bank')
  // Exactly what was owed, by whoever owed it: the rule confirms it, finance taps nothing.
  await bank.getByText('自动确认').waitFor(patient)
  await expectStarted(quoteId)
  await page.goto(`${site.base}/quotes/${quoteId}?view=deal`)
  await page.getByText('首付款已到账，交付可以开始').waitFor(patient)
  await page.getByText('交付进行中').first().waitFor(patient)
  await shoot(page, 'loop-4-started')
  await page.goto(`${site.base}/loop`)
  await page.getByText('交付进行中').first().waitFor(patient)
  await expectAccessible(page)
  await shoot(page, 'loop-5-loop')
}, 300_000)

test('outside it: two must approve, one is on leave with a stand-in; then it goes on alone', async () => {
  const { call, team } = site
  const today = new Date(site.server.clock.now() + 8 * 3_600_000).toISOString().slice(0, 10)
  await call('director', 'POST', '/mandate/delegations', {
    ...{ toId: team.userIds.admin, from: today, to: '2026-12-31', caps: {}, note: '休假' },
    scope: { departmentId: null, regionId: null, family: null, tier: null },
  })
  const step = {
    id: 'both',
    name: '两人会签',
    mode: 'all',
    when: null,
    copy: [],
    hours: null,
    late: 'remind',
  }
  const { current } = await call('admin', 'GET', '/approval-flows/quote')
  const who = (['manager', 'director'] as const).map(role => ({ by: 'person', personId: team.userIds[role] }))
  await call('admin', 'PUT', '/approval-flows/quote', { base: current.version, steps: [{ ...step, who }] })

  const { page, quoteId } = await quoteOnPhone('20%')
  await page.goto(`${site.base}/quotes/${quoteId}?view=deal`)
  await page.getByRole('button', { name: '生成合同' }).waitFor(patient)
  await page.getByRole('textbox', { name: '说明' }).fill('客户预算只批到这里')
  await shoot(page, 'loop-6-ask')
  await page.getByRole('button', { name: '请批', exact: true }).click()
  await page.getByText('审批中').first().waitFor(patient)

  for (const role of ['manager', 'admin'] as const) {
    const approver = await site.openAs(role, '/approvals', phone)
    await approver.getByRole('list', { name: '审批' }).getByRole('link').click(patient)
    await approver.getByRole('heading', { name: '和授权相比' }).waitFor(patient)
    if (role === 'admin') await approver.getByText(/你代director处理/).waitFor(patient)
    await expectAccessible(approver)
    await shoot(approver, `loop-7-approve-${role}`)
    await approver.getByRole('textbox', { name: '意见' }).fill('可以')
    await approver.getByRole('button', { name: '同意', exact: true }).click()
    await approver.getByText('已同意').first().waitFor(patient)
    await approver.context().close()
  }
  await holdAndSign(page, quoteId)
  const plan = await planOf(quoteId)
  // The district's finance bureau pays for the hospital: the rule leaves that to a person, who sees why and taps once.
  const amount = (plan.payments[0]!.amount / 100).toFixed(2)
  const bank = await bankFile(amount, `货款 ${plan.number}`, 'K0002', '云洲区财政局')
  await bank.goto(`${site.base}/payments`)
  await bank.getByText('付款人不是客户本身').waitFor(patient)
  await expectAccessible(bank)
  await shoot(bank, 'loop-8-payments')
  await expect.poll(async () => (await lineOf(quoteId)).why, patient).toBe('pay')
  await bank.getByRole('button', { name: '确认', exact: true }).click()
  await bank.getByText(/已确认「云洲区财政局」/).waitFor(patient)
  await expectStarted(quoteId)
}, 300_000)
