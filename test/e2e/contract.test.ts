import { writeFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { newId } from '#kernel/id.ts'
import { smtpServer } from '#test/fixtures/servers/smtp.ts'
import { desktop, expectAccessible, openSite, patient, phone, type Site, shoot } from './site.ts'

// From a quote to a contract in effect: the rep on a phone, the customer on another, each with two or three taps.

const post = await smtpServer()
afterAll(() => post.close())

let site: Site
let accountId: string
let productId: string

beforeAll(async () => {
  const smtp = { SMTP_URL: post.url, SMTP_FROM: 'loam@example.com' }
  site = await openSite(['web', 'web/portal'], undefined, smtp)
  accountId = (await site.call('rep', 'POST', '/accounts', { name: '云洲市第一人民医院' })).id
  const book = await site.call('manager', 'POST', '/price-books', {
    ...{ name: '标准价', currency: 'CNY', taxMode: 'inclusive' },
    ...{ validFrom: '2026-01-01', validTo: null, segment: null },
  })
  productId = (
    await site.call('manager', 'POST', '/products', {
      code: 'CY-1',
      name: '荧光摄像主机',
      spec: '4K 荧光\n60 帧/秒',
    })
  ).id
  const offer = { price: '1130000', tiers: [], floor: null, cost: '1000' }
  await site.call('manager', 'PUT', `/price-books/${book.id}/entries`, { entries: [{ productId, offer }] })
}, 240_000)

async function issued(): Promise<{ id: string }> {
  const quote = await site.call('rep', 'POST', '/quotes', { accountId, name: '腹腔镜设备采购' })
  const line = {
    ...{ id: newId(), productId, kind: 'goods', name: '', spec: '', unit: '', quantity: '1', periods: 1 },
    ...{ price: null, discount: null, taxRate: '13', free: false, bundleId: null },
  }
  const payment = [
    { id: 'a', kind: 'first', label: '合同签订后 7 日内', percent: '30', days: 7 },
    { id: 'b', kind: 'milestone', label: '验收合格后 15 日内', percent: '65', days: 60 },
    { id: 'c', kind: 'retention', label: '验收满一年', percent: '5', days: 400 },
  ]
  const saved = await site.call('rep', 'PUT', `/quotes/${quote.id}/draft`, {
    ...{ version: quote.draftVersion, name: quote.name },
    draft: { ...quote.draft, lines: [line], payment },
  })
  return site.call('rep', 'POST', `/quotes/${quote.id}/issue`, { version: saved.draftVersion })
}

/** The newest mail that holds this. */
const found = async (pattern: RegExp): Promise<string> => {
  await vi.waitFor(() => expect(post.mails.at(-1)?.mail.text).toMatch(pattern), patient)
  return pattern.exec(post.mails.at(-1)!.mail.text!)![1]!
}

async function writeName(page: Page): Promise<void> {
  const box = (await page.getByRole('img', { name: '签名区' }).boundingBox())!
  const at = (x: number, y: number): [number, number] => [box.x + box.width * x, box.y + box.height * y]
  await page.mouse.move(...at(0.2, 0.3))
  await page.mouse.down()
  for (const [x, y] of [
    [0.35, 0.3],
    [0.3, 0.7],
    [0.55, 0.45],
    [0.5, 0.75],
    [0.8, 0.6],
  ] as const)
    await page.mouse.move(...at(x, y), { steps: 6 })
  await page.mouse.up()
}

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

  const url = await found(/(http:\S+\/s\/contract\/\S+)/)
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
  const code = await found(/验证码 (\d{6})/)
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
