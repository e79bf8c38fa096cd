import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '#kernel/id.ts'
import type { TestWorkspace } from '#test/app.ts'
import { smtpServer } from '#test/fixtures/servers/smtp.ts'
import { hospital } from './deal.ts'
import { customerSigns, mailed } from './signing.ts'
import { expectAccessible, openSite, patient, phone, type Site, shoot } from './site.ts'

// The first hour of a new company, on a phone: nothing is there but a mail server. Whatever a deal lacks is made from where
// it is missing; every step is reached by a tap on the step before it, never by typing an address.

const post = await smtpServer()
afterAll(() => post.close())

/** Nobody has been here. */
const nobody: TestWorkspace = {
  workspaceId: newId(),
  userIds: {
    ...{ admin: '', director: '', manager: '', rep: '', compliance: '', delivery: '' },
    ...{ finance: '', integrator: '' },
  },
  departments: { east: '', shanghai: '' },
  as: () => {
    throw new Error('nobody is here yet')
  },
}

let site: Site

beforeAll(async () => {
  const smtp = { SMTP_URL: post.url, SMTP_FROM: 'loam@example.com' }
  site = await openSite(['web', 'web/portal'], async () => nobody, smtp)
}, 240_000)

const open = async (address: string): Promise<Page> => {
  const page = await (await site.browser.newContext(phone)).newPage()
  await page.goto(address)
  return page
}

test('from an empty workspace to a delivery that has started, without a dead end', async () => {
  const page = await open(site.base)
  await page.getByLabel('公司名称').fill('澄远医疗器械有限公司')
  await page.getByLabel('你的姓名').fill('王工')
  await page.getByLabel('工作邮箱').fill('wang@chengyuan.example')
  await page.getByLabel('密码', { exact: true }).fill('correct horse battery')
  await page.getByRole('button', { name: '建立并进入' }).click()

  await page.getByRole('link', { name: /走完第一单/ }).click(patient)
  await quoteWhatIsNowhere(page)
  await sendContract(page)
  await customerSigns(site, post)
  await page.getByText('双方已签署').waitFor(patient)
  await page.getByRole('link', { name: /依据报价/ }).click()
  await takeSlotOfFirstTeam(page)

  await page.getByRole('link', { name: '导入银行流水' }).click()
  // Paid by somebody else with nothing that tells what for: somebody must look.
  await importStatement(page, '云洲医疗投资有限公司')
  await page.getByRole('button', { name: '去确认' }).click()
  await page.getByText('可现在还没有别人有这个权限').waitFor(patient)
  await expectAccessible(page)
  await shoot(page, 'first-deal-own')
  await page.getByRole('link', { name: '邀请一位财务' }).click()
  await inviteFinance(page)
  await confirmAsFinance()

  await page.getByRole('link', { name: '成交', exact: true }).click()
  await page.getByRole('link', { name: new RegExp(hospital) }).click(patient)
  await page.getByText('已启动').first().waitFor(patient)
  await shoot(page, 'first-deal-started')
}, 120_000)

test('whoever comes without a session is let in by their password, to where they wanted to go', async () => {
  const page = await open(`${site.base}/contracts`)
  await page.getByLabel('工作邮箱').fill('wang@chengyuan.example', patient)
  await page.getByLabel('密码', { exact: true }).fill('correct horse battery')
  await page.getByRole('button', { name: '登录' }).click()
  await page.getByText(/HT\d{8}-001/).waitFor(patient)
})

/** A quote for a customer and a product that are both entered on the way. */
async function quoteWhatIsNowhere(page: Page): Promise<void> {
  await page.getByRole('button', { name: '新建报价' }).click(patient)
  await page.getByRole('button', { name: /新建客户/ }).click(patient)
  const customer = page.getByRole('dialog', { name: '新建客户' })
  await customer.getByLabel('名称', { exact: true }).fill(hospital)
  await customer.getByRole('button', { name: '建档' }).click()
  await customer.waitFor({ state: 'hidden' })
  await page.getByRole('button', { name: '开始报价' }).click()

  await page.getByRole('button', { name: '加产品' }).click(patient)
  await page.getByRole('button', { name: '建产品并定价' }).click(patient)
  const product = page.getByRole('dialog', { name: '新产品和价格' })
  await product.getByLabel('产品名称').fill('腹腔镜主机')
  await product.getByLabel(/单价/).fill('113,000')
  await expectAccessible(page)
  await shoot(page, 'first-deal-product')
  await product.getByRole('button', { name: '保存并加到报价' }).click()
  await page.getByText('价格取自「标准价」').waitFor(patient)
  await page.getByRole('button', { name: '发出第 1 版' }).click(patient)
  await page.getByRole('button', { name: '去拟合同' }).click(patient)
}

/** The contract is made on the deal's page; what it lacks is pressed there. */
async function sendContract(page: Page): Promise<void> {
  await page.getByRole('button', { name: '生成合同' }).click(patient)
  await page.getByRole('button', { name: /请填写客户方签署人/ }).click(patient)
  const details = page.getByRole('dialog')
  await details.getByLabel('姓名').fill('赵敏')
  await details.getByLabel('邮箱').fill('zhao.min@hospital.example')
  await details.getByLabel('开户行及账号').fill('招商银行上海分行 755901880001')
  await details.getByRole('button', { name: '保存' }).click()
  await page.getByRole('button', { name: '定稿' }).click(patient)
  await page.getByRole('button', { name: '签署并发送给客户' }).click(patient)
  await page.getByText(/等待客户签署/).waitFor(patient)
}

async function takeSlotOfFirstTeam(page: Page): Promise<void> {
  await page.getByRole('button', { name: '建交付团队' }).click(patient)
  const team = page.getByRole('dialog', { name: '团队设置' })
  await team.getByLabel('名称', { exact: true }).fill('华东交付')
  await team.getByRole('button', { name: '加一位' }).click()
  await team.getByLabel('成员 1').fill('李师傅')
  await team.getByRole('button', { name: '保存' }).click()
  await page
    .getByRole('button', { name: /^预留 / })
    .first()
    .click(patient)
  await page.getByText('已排期').first().waitFor(patient)
}

async function importStatement(page: Page, payer: string): Promise<void> {
  const rows = `交易日期,对方户名,贷方金额,摘要,流水号\n2026-11-24,${payer},"113,000.00",货款,L0001\n`
  const file = { name: 'bank.csv', mimeType: 'text/csv', buffer: Buffer.from(rows) }
  await page.getByRole('button', { name: '选择文件' }).waitFor(patient)
  await page.locator('input[type=file]').setInputFiles(file)
  await page.getByLabel('账户名称').fill('基本户', patient)
  await page.getByLabel('账号').fill('755901880001')
  await page.getByRole('button', { name: '保存' }).click()
  await page.getByRole('button', { name: '导入 1 行' }).click(patient)
  await page.getByRole('heading', { name: '导入完成' }).waitFor(patient)
}

async function inviteFinance(page: Page): Promise<void> {
  const sheet = page.getByRole('dialog', { name: '邀请成员' })
  await sheet.getByText('财务').first().waitFor(patient)
  await sheet.getByLabel('粘贴邮箱或表格').fill('liu@chengyuan.example 刘芳')
  await sheet.getByRole('button', { name: '看看名单' }).click()
  await sheet.getByRole('button', { name: '生成邀请' }).click(patient)
  await sheet.getByText('已发邮件').waitFor(patient)
  await sheet.getByRole('button', { name: '已存好' }).click()
}

/** The invited colleague opens the letter on a phone of their own and confirms the money. */
async function confirmAsFinance(): Promise<void> {
  const page = await open(await mailed(post, /(http:\S+\/invitation\/\S+)/))
  await page.getByLabel('姓名').fill('刘芳')
  await page.getByLabel('密码', { exact: true }).fill('correct horse battery')
  await page.getByRole('button', { name: /加入/ }).click()
  await page.getByRole('link', { name: '成交', exact: true }).click(patient)
  await page.getByRole('link', { name: '回款', exact: true }).click(patient)
  await page.getByRole('button', { name: '确认', exact: true }).click(patient)
  await page.getByText(/没有待确认的来款/).waitFor(patient)
  expect(post.mails.length).toBeGreaterThan(2)
  await page.context().close()
}
