import { writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { smtpServer } from '#test/fixtures/servers/smtp.ts'
import { beginDeals, type Deal, issuedQuote } from './deal.ts'
import { mailed, writeName } from './signing.ts'
import { desktop, expectAccessible, openSite, patient, phone, type Site, shoot } from './site.ts'

// From a quote to a contract in effect: the rep on a phone, the customer on another, each with two or three taps.

const post = await smtpServer()
afterAll(() => post.close())

let site: Site
let deal: Deal

beforeAll(async () => {
  const smtp = { SMTP_URL: post.url, SMTP_FROM: 'loam@example.com' }
  site = await openSite(['web', 'web/portal'], undefined, smtp)
  deal = await beginDeals(site, [
    { code: 'CY-1', name: '荧光摄像主机', spec: '4K 荧光\n60 帧/秒', price: '1130000' },
  ])
}, 240_000)

const payment = [
  { id: 'a', kind: 'first', label: '合同签订后 7 日内', percent: '30', days: 7 },
  { id: 'b', kind: 'milestone', label: '验收合格后 15 日内', percent: '65', days: 60 },
  { id: 'c', kind: 'retention', label: '验收满一年', percent: '5', days: 400 },
]
const issued = () => issuedQuote(site, deal, { payment })

test('on two phones: made from the quote, signed by us, opened and signed by the customer, in effect', async () => {
  const quote = await issued()
  const rep = await site.openAs('rep', `/quotes/${quote.id}?view=deal`, phone)
  await rep.getByRole('button', { name: '生成合同' }).click(patient)
  await rep.getByText('还差 1 处').waitFor(patient)
  await rep.getByRole('link', { name: /打开合同/ }).click()
  await rep.getByRole('button', { name: /请填写客户方签署人/ }).click(patient)
  const form = rep.getByRole('dialog')
  await form.getByLabel('姓名').fill('赵敏')
  await form.getByLabel('职务').fill('采购主任')
  await form.getByLabel('邮箱').fill('zhao.min@hospital.example')
  await shoot(rep, 'contract-details-phone')
  await form.getByRole('button', { name: '保存' }).click()
  await rep.getByText('内容齐全').waitFor(patient)
  await expectAccessible(rep)
  await shoot(rep, 'contract-draft-phone')
  await rep.getByRole('button', { name: '定稿' }).click()
  await rep.getByRole('button', { name: '签署并发送给客户' }).click(patient)
  await rep.getByText(/等待客户签署/).waitFor(patient)
  await shoot(rep, 'contract-sent-phone')

  const url = await mailed(post, /(http:\S+\/s\/contract\/\S+)/)
  const theirs = await site.browser.newContext(phone)
  const customer = await theirs.newPage()
  await customer.goto(url)
  await customer.getByRole('heading', { name: '1. 标的' }).waitFor(patient)
  await expectAccessible(customer)
  await shoot(customer, 'signing-read')
  await customer.getByRole('button', { name: '去签署' }).click()
  await customer.getByLabel('我同意').check()
  await shoot(customer, 'signing-agree')
  await customer.getByRole('button', { name: '下一步' }).click()
  await customer.getByRole('button', { name: '获取验证码' }).click()
  const code = await mailed(post, /验证码 (\d{6})/)
  await customer.getByLabel('6 位验证码').fill(code)
  await expectAccessible(customer)
  await shoot(customer, 'signing-code')
  await customer.getByRole('button', { name: '下一步' }).click()
  await writeName(customer)
  await shoot(customer, 'signing-name')
  await customer.getByRole('button', { name: '签署合同' }).click()
  await customer.getByText('双方已签署，合同生效。').waitFor(patient)
  await expectAccessible(customer)
  await shoot(customer, 'signing-done')
  const file = await theirs.request.get(
    new URL(
      (await customer.getByRole('link', { name: '下载已签署的合同' }).getAttribute('href')) as string,
      url,
    ).href,
  )
  expect((await file.body()).subarray(0, 5).toString()).toBe('%PDF-')
  if (process.env.LOAM_SHOTS) await writeFile(`${process.env.LOAM_SHOTS}/contract.pdf`, await file.body())

  await rep.getByText(/双方已签署/).waitFor(patient)
  await shoot(rep, 'contract-effect-phone')
  await rep.goto(`${site.base}/quotes/${quote.id}?view=deal`)
  await rep.getByText(/双方已签署/).waitFor(patient)
  await shoot(rep, 'contract-deal-phone')
}, 240_000)

test('on the desktop: a clause worded anew shows what was taken out and put in, and what keeps it from going out', async () => {
  const quote = await issued()
  const contract = await site.call('rep', 'POST', '/contracts', { quoteId: quote.id })
  const signer = { name: '赵敏', title: '采购主任', email: 'zhao.min@hospital.example' }
  const draft = { ...contract.draft, signer }
  await site.call('rep', 'PUT', `/contracts/${contract.id}/draft`, { version: contract.draftVersion, draft })
  const page = await site.openAs('rep', `/contracts/${contract.id}`, desktop)
  await page.getByRole('button', { name: '编辑 质量保证' }).click(patient)
  const sheet = page.getByRole('dialog')
  const body = sheet.getByLabel('正文')
  await body.fill((await body.inputValue()).replace('免费修复或更换', '在 48 小时内免费上门修复或更换'))
  await shoot(page, 'contract-clause-desk')
  await sheet.getByRole('button', { name: '保存' }).click()
  const clause = page.getByRole('article', { name: '质量保证' })
  await clause.getByText('有改动').waitFor(patient)
  expect(await clause.locator('ins').allInnerTexts()).toEqual(
    expect.arrayContaining([expect.stringContaining('48')]),
  )
  await page.getByRole('button', { name: '编辑 价款' }).click()
  await sheet.getByLabel('正文').fill('合同总价为 {{quote.total}}，优惠后实付 1,000,000 元。')
  await sheet.getByRole('button', { name: '保存' }).click()
  await page
    .getByRole('article', { name: '价款' })
    .getByText(/和报价不一致/)
    .waitFor(patient)
  expect(await page.getByRole('button', { name: '定稿' }).isDisabled()).toBe(true)
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  await expectAccessible(page)
  await shoot(page, 'contract-redline-desk')
  await page.getByRole('button', { name: '编辑 价款' }).click()
  await sheet.getByRole('button', { name: '恢复标准条款' }).click()
  await page.getByRole('button', { name: '定稿' }).click(patient)
  await page.getByText('批准后才能发送', { exact: false }).waitFor(patient)
  await shoot(page, 'contract-blocked-desk')
  const dark = await site.openAs('rep', '/contracts', { ...phone, colorScheme: 'dark' })
  await dark.evaluate(`localStorage.setItem('loam.language', 'en')`)
  for (const [path, words, name] of [
    [`/contracts/${contract.id}`, 'Ready to send', 'contract'],
    ['/contracts', 'Contracts', 'list'],
    ['/contracts/clauses', 'Clause library', 'clauses'],
  ] as const) {
    await dark.goto(site.base + path)
    await dark.getByText(words).first().waitFor(patient)
    await dark
      .getByText(/^(Liability|Ready to send)/)
      .first()
      .waitFor(patient)
    expect(await dark.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390)
    await expectAccessible(dark)
    await shoot(dark, `${name}-dark-en-phone`)
  }
}, 240_000)

test('a departing clause goes to who may let it: on the phone they see what was changed, agree, and it can be sent', async () => {
  const quote = await issued()
  const made = await site.call('rep', 'POST', '/contracts', { quoteId: quote.id })
  const signer = { name: '赵敏', title: '', email: 'zhao.min@hospital.example' }
  const clauses = made.draft.clauses.map((clause: { title: string; body: string }) =>
    clause.title === '质量保证'
      ? { ...clause, body: clause.body.replace('免费修复', '免费上门修复') }
      : clause,
  )
  const draft = { ...made.draft, signer, clauses }
  await site.call('rep', 'PUT', `/contracts/${made.id}/draft`, { version: made.draftVersion, draft })
  const rep = await site.openAs('rep', `/contracts/${made.id}`, phone)
  await rep.getByRole('button', { name: '定稿' }).click(patient)
  await rep.getByText('批准后才能发送', { exact: false }).waitFor(patient)
  await rep.getByRole('textbox', { name: '说明' }).fill('客户要求上门')
  await rep.getByRole('button', { name: '请批', exact: true }).click()
  await rep.getByText('审批中').first().waitFor(patient)

  const approver = await site.openAs('admin', '/approvals', phone)
  await approver.getByRole('list', { name: '审批' }).getByRole('link').click(patient)
  await approver.locator('ins').getByText('上门').waitFor(patient)
  expect(await approver.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390)
  await expectAccessible(approver)
  await approver.locator('ins').scrollIntoViewIfNeeded()
  await shoot(approver, 'contract-approve-phone')
  await approver.getByRole('button', { name: '同意', exact: true }).click()
  await approver.getByText('已同意').first().waitFor(patient)
  await rep.getByRole('button', { name: '签署并发送给客户' }).click(patient)
  await rep.getByText(/等待客户签署/).waitFor(patient)
}, 240_000)

test('the library on a phone: a new clause with its rule, and a template that has it first', async () => {
  const page = await site.openAs('admin', '/contracts/clauses', phone)
  await page.getByRole('button', { name: '新条款' }).click(patient)
  const sheet = page.getByRole('dialog')
  await sheet.getByLabel('标题').fill('廉洁')
  await sheet.getByLabel('正文').fill('双方不得给予或收受不正当利益。')
  await sheet.getByLabel('合同总价达到（元）').fill('500000')
  await sheet.getByRole('switch', { name: '适用时必须有' }).click()
  await sheet.getByText('高风险').click()
  await shoot(page, 'library-clause-phone')
  await sheet.getByRole('button', { name: /^保\s?存$/ }).click()
  const clause = page.getByRole('article', { name: '廉洁' })
  await clause.getByText('满 ¥500,000.00', { exact: false }).waitFor(patient)
  await clause.getByText('缺英文').waitFor()
  await clause.scrollIntoViewIfNeeded()
  await shoot(page, 'library-phone')
  await page.getByText('模板', { exact: true }).click()
  await page.getByRole('button', { name: '新模板' }).click()
  await sheet.getByLabel('模板名称').fill('大额合同')
  await sheet.getByRole('button', { name: '移出 其他' }).click()
  await sheet.getByRole('button', { name: '上移 廉洁' }).click()
  await shoot(page, 'library-template-phone')
  await sheet.getByRole('button', { name: /^保\s?存$/ }).click()
  await page.getByRole('article', { name: '大额合同' }).waitFor(patient)
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390)
  await expectAccessible(page)
  await shoot(page, 'library-templates-phone')
  const quote = await issued()
  const rep = await site.openAs('rep', `/quotes/${quote.id}?view=deal`, phone)
  await rep.getByRole('combobox', { name: '合同模板' }).waitFor(patient)
  await shoot(rep, 'contract-begin-phone')
}, 240_000)

test('beyond the rep’s mandate for the seal the page names who may; they sign from the contract’s page', async () => {
  const { roles } = await site.call('admin', 'GET', '/org')
  const rows = Object.entries({ rep: 100_000_00, manager: null }).map(([role, seal]) => ({
    id: role,
    holder: {
      kind: 'role',
      id: roles.find((each: { builtIn: string }) => each.builtIn === role).id,
      reach: 'line',
    },
    scope: { departmentId: null, regionId: null, family: null, tier: null },
    limits: {
      ...{ worstLineDiscount: 0, blendedDiscount: 0, effectiveDiscount: null, margin: null },
      ...{ amount: null, paymentDays: 400, seal },
    },
    ...{ from: null, to: null },
  }))
  await site.call('admin', 'PUT', '/mandate/draft', { rows, splitDays: 30, edit: 0 })
  await site.call('admin', 'POST', '/mandate/draft/put-in-force', { edit: 1 })
  const quote = await issued()
  const made = await site.call('rep', 'POST', '/contracts', { quoteId: quote.id })
  const signer = { name: '赵敏', title: '', email: 'zhao.min@hospital.example' }
  const body = { version: made.draftVersion, draft: { ...made.draft, signer } }
  await site.call('rep', 'PUT', `/contracts/${made.id}/draft`, body)
  const rep = await site.openAs('rep', `/contracts/${made.id}`, phone)
  await rep.getByRole('button', { name: '定稿' }).click(patient)
  await rep.getByText('超出你的用章授权，可请manager签署。').waitFor(patient)
  await shoot(rep, 'contract-seal-rep-phone')
  await rep.getByRole('button', { name: '发送给客户', exact: true }).click()
  await rep.getByText(/等待客户签署/).waitFor(patient)
  const manager = await site.openAs('manager', `/contracts/${made.id}`, phone)
  await manager.getByRole('button', { name: '代表公司签署' }).click(patient)
  await manager.getByText('我方已签').first().waitFor(patient)
  // What was pressed fades while everything is read again.
  await manager.getByRole('button', { name: '代表公司签署' }).waitFor({ state: 'hidden' })
  await expectAccessible(manager)
  await shoot(manager, 'contract-seal-manager-phone')
}, 240_000)
