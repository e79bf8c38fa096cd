import { beforeAll, expect, test } from 'vitest'
import { beginDeals } from './deal.ts'
import { desktop, expectAccessible, openSite, phone, type Site } from './site.ts'

// What one may decide, told while one types; and the rules for it, tried on the past before they hold.

let site: Site
let call: Site['call']
let accountId: string

beforeAll(async () => {
  site = await openSite(['web'])
  call = site.call
  const offered = [{ code: 'CY-3', name: '无创呼吸机', price: '113000', cost: '60000' }]
  accountId = (await beginDeals(site, offered)).accountId
}, 240_000)

test('on a phone: inside at list price, outside with a discount and to whom it goes; inside again once the rules change', async () => {
  const quote = await call('rep', 'POST', '/quotes', { accountId, name: '呼吸机' })
  const page = await site.openAs('rep', `/quotes/${quote.id}`, phone)
  await page.getByRole('button', { name: '加产品' }).click()
  await page.getByRole('textbox', { name: '加产品' }).fill('wchxj')
  await page.getByRole('button', { name: /无创呼吸机/ }).click()
  const strip = page.getByRole('region', { name: '授权核对' })
  await strip.getByText('在你的授权内').waitFor()
  await page.getByRole('button', { name: /无创呼吸机.*台/ }).click()
  await page.getByRole('button', { name: '10%', exact: true }).click()
  await page.getByRole('button', { name: '完成' }).click()
  await strip.getByText('超出你的授权：发出后要admin批准').waitFor()
  await strip.getByText('超出 10 个百分点').first().waitFor()
  // A rep doesn't see costs: of the margin the strip says inside or outside and no figure.
  await strip.getByText('项在授权内').click()
  expect(await strip.getByRole('listitem').filter({ hasText: '毛利率' }).textContent()).toBe('毛利率在内')
  await page.getByRole('button', { name: '发出第 1 版' }).click()
  await page.getByText('超出授权，待批准').waitFor()
  const { roles } = await call('admin', 'GET', '/org')
  const rep = roles.find(({ builtIn }: { builtIn: string }) => builtIn === 'rep')
  const limits = {
    worstLineDiscount: 0.1,
    blendedDiscount: 0.1,
    effectiveDiscount: null,
    margin: null,
    amount: null,
  }
  const scope = { departmentId: null, regionId: null, family: null, tier: null }
  const holder = { kind: 'role', id: rep.id, reach: 'line' }
  const rows = [{ id: 'rep', holder, scope, limits, from: null, to: null }]
  const { edit } = await call('admin', 'PUT', '/mandate/draft', { rows, splitDays: 30, edit: 0 })
  await call('admin', 'POST', '/mandate/draft/put-in-force', { edit })
  await strip.getByText('在你的授权内').waitFor()
  expect(await page.evaluate(`document.documentElement.scrollWidth`)).toBe(390)
}, 120_000)

test('the matrix is changed row by row, tried on the past quarter, and put in force', async () => {
  const page = await site.openAs('admin', '/settings/mandate', desktop)
  await page.getByRole('button', { name: '修改授权表' }).click()
  await page.getByText('草案，还没有生效').waitFor()
  await expectAccessible(page)
  await page.getByRole('button', { name: '修改这一行: 销售', exact: true }).click()
  await page.getByRole('spinbutton', { name: '单行折扣 %' }).fill('5')
  await page.getByText('单行折扣最多 5%').last().waitFor()
  await page.getByRole('button', { name: /^保\s?存$/ }).click()
  await page.getByRole('cell', { name: '≤ 5%' }).waitFor()
  await page.getByRole('button', { name: '试算并生效' }).click()
  // Nobody else has a row: what comes outside could go nowhere, and one sees that before it holds.
  await page.getByText('没有人能批').first().waitFor()
  await page.getByText('去向不同的报价（1）').waitFor()
  await page.getByLabel('说明').fill('收紧折扣')
  await page.getByRole('button', { name: /^生\s?效$/ }).click()
  await page.getByText('第 2 版').first().waitFor()
  const { current } = await call('rep', 'GET', '/mandate')
  expect(current).toMatchObject({
    version: 2,
    note: '收紧折扣',
    rows: [{ limits: { worstLineDiscount: 0.05 } }],
  })
}, 120_000)
