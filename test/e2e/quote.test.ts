import type { BrowserContextOptions, Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import type { BuiltInRole } from '#platform/org/api.ts'
import { beginDeals } from './deal.ts'
import { desktop, expectAccessible, openSite, phone, type Site } from './site.ts'

// A quote in a real browser: typed and pasted on the desktop, written by two at once, finished on a phone.

let site: Site
let call: Site['call']
let accountId: string

beforeAll(async () => {
  site = await openSite(['web'])
  call = site.call
  const deal = await beginDeals(site, [
    { code: 'CY-1', name: '荧光摄像主机', price: '1130000' },
    { code: 'CY-2', name: '荧光光源', price: '452000' },
    { code: 'CY-3', name: '无创呼吸机', price: '113000' },
  ])
  accountId = deal.accountId
}, 240_000)

const begin = (name: string) => call('rep', 'POST', '/quotes', { accountId, name })

const clipboard: BrowserContextOptions = { ...desktop, permissions: ['clipboard-read', 'clipboard-write'] }
const open = (path: string, role: BuiltInRole = 'rep', look = clipboard) => site.openAs(role, path, look)

const sums = (page: Page) => page.getByRole('complementary', { name: '合计' })
const saved = (page: Page) => page.getByText('已保存', { exact: true }).waitFor()

test('lines are found by pinyin, pasted from Excel and summed while one types; issued, they stand as a revision', async () => {
  const quote = await begin('腹腔镜采购')
  const page = await open(`/quotes/${quote.id}`)
  const search = page.getByRole('combobox', { name: '加产品' })
  await search.fill('ygsxzj')
  // At once, before the answer can be there: what is added is what was meant.
  await search.press('Enter')
  await sums(page).getByText('¥1,130,000.00').waitFor()
  await page.evaluate(
    `navigator.clipboard.writeText('产品\\t数量\\t单价\\t折扣\\nCY-2\\t2\\t\\t9折\\n定制推车\\t3\\t2,260\\t\\n')`,
  )
  await search.click()
  await page.keyboard.press('Control+v')
  // 1,130,000 + 2 × 452,000 × 0.9 + 3 × 2,260
  await sums(page).getByText('¥1,950,380.00').waitFor()
  await page.getByLabel('数量 1', { exact: true }).fill('2')
  await page.keyboard.press('ArrowDown')
  expect(await page.evaluate(`document.activeElement.getAttribute('aria-label')`)).toBe('数量 2')
  await page.getByLabel('整单优惠 1').fill('380元')
  await sums(page).getByText('¥3,080,000.00').waitFor()
  await sums(page).getByText('1 行没有目录价').waitFor()
  await saved(page)
  await expectAccessible(page)
  await page.getByRole('button', { name: '发出第 1 版' }).click()
  await page.getByText('已发出 · 第 1 版').waitFor()
  const { content } = await call('rep', 'GET', `/quotes/${quote.id}/revisions/1`)
  expect(content.priced.totals.gross).toBe(308_000_000)
  expect(content.lines.map(({ name }: { name: string }) => name)).toEqual([
    '荧光摄像主机',
    '荧光光源',
    '定制推车',
  ])
}, 120_000)

test('two people at once: the later one sees both sides and chooses; nothing typed is lost', async () => {
  const quote = await begin('两人同改')
  const [mine, theirs] = [await open(`/quotes/${quote.id}`), await open(`/quotes/${quote.id}`, 'manager')]
  await mine.getByLabel('备注').waitFor()
  await theirs.getByLabel('备注').fill('经理的备注')
  await mine.getByLabel('备注').fill('我的备注')
  const either = await Promise.race(
    [mine, theirs].map(page =>
      page
        .getByText('刚改过这份报价')
        .waitFor()
        .then(() => page),
    ),
  )
  const sheet = either.getByRole('dialog')
  await sheet.getByText('经理的备注').waitFor()
  await sheet.getByText('我的备注').waitFor()
  await either.getByRole('button', { name: '用我的' }).click()
  await saved(either)
  const { draft } = await call('rep', 'GET', `/quotes/${quote.id}`)
  expect(draft.note).toBe(either === mine ? '我的备注' : '经理的备注')
}, 120_000)

test('on a phone: add a product, count it up, take something off, issue', async () => {
  const quote = await begin('呼吸机')
  const page = await open(`/quotes/${quote.id}`, 'rep', phone)
  await page.getByRole('button', { name: '加产品' }).click()
  await page.getByRole('textbox', { name: '加产品' }).fill('wchxj')
  await page.getByRole('button', { name: /无创呼吸机/ }).click()
  await page.getByRole('button', { name: '加一', exact: true }).click()
  // The line, not the choice in the sheet that is just closing.
  await page.getByRole('button', { name: /无创呼吸机.*台/ }).click()
  await page.getByRole('button', { name: '10%', exact: true }).click()
  await page.getByRole('button', { name: '完成' }).click()
  await page.getByText('¥203,400.00').first().waitFor()
  expect(await page.evaluate(`document.documentElement.scrollWidth`)).toBe(390)
  await page.getByRole('button', { name: '发出第 1 版' }).click()
  await page.getByText('已发出 · 第 1 版').waitFor()
  const shown = await call('rep', 'GET', `/quotes/${quote.id}`)
  expect(shown).toMatchObject({ state: 'issued', amount: 20_340_000 })
}, 120_000)
