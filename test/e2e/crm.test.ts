import type { BrowserContextOptions } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { desktop, expectAccessible, openSite, phone, type Site } from './site.ts'

// A rep's work with customers in a real browser: find, enter, correct, note, call.

let site: Site
let account: { id: string; version: number }

beforeAll(async () => {
  site = await openSite(['web'])
  account = await post('/accounts', {
    name: '上海交通大学医学院附属瑞金医院',
    tier: '三级甲等',
    tags: ['核心客户'],
  })
  await post('/contacts', {
    name: '赵敏',
    title: '采购主任',
    accountId: account.id,
    role: 'champion',
    phones: ['13812341234'],
  })
  await post('/opportunities', { accountId: account.id, name: '瑞金 便携彩超 4 台' })
}, 240_000)

const post = (path: string, payload: object) => site.call('rep', 'POST', path, payload)
const readAccount = () => site.call('rep', 'GET', `/accounts/${account.id}`)
const open = (path: string, look: BrowserContextOptions = desktop) => site.openAs('rep', path, look)

test('a list is searched by pinyin initials and keeps the search in its address', async () => {
  await post('/accounts', { name: '无锡梁溪中心医院' })
  const page = await open('/accounts')
  await page.getByText('无锡梁溪中心医院').waitFor()
  await page.getByRole('textbox', { name: /拼音/ }).fill('rjyy')
  await page.getByText('无锡梁溪中心医院').waitFor({ state: 'detached' })
  expect(new URL(page.url()).searchParams.get('q')).toBe('rjyy')
  await page.reload()
  await page.getByRole('link', { name: /瑞金医院/ }).click()
  await page.getByRole('heading', { level: 1, name: /瑞金医院/ }).waitFor()
})

test('entering an account shows the one that is likely the same, with the reason', async () => {
  const page = await open('/accounts')
  await page.getByRole('button', { name: '新建客户' }).click()
  await page.getByRole('textbox', { name: '名称', exact: true }).fill('上海瑞金医院')
  await page.getByText('只差所属院校').waitFor()
  await page.getByLabel('统一社会信用代码').fill('9144030071526726XH')
  await page.getByRole('button', { name: '建档' }).click()
  await page.getByText(/校验位不对/).waitFor()
})

test('a fact is edited in place; when somebody else was faster both values are shown', async () => {
  const page = await open(`/accounts/${account.id}`)
  await page.getByRole('button', { name: /改 行业/ }).click()
  const { version } = await readAccount()
  await site.team.as('manager').inject({
    method: 'PATCH',
    url: `/api/v1/accounts/${account.id}`,
    payload: { version, changes: { industry: '公立医院' } },
  })
  await page.getByRole('textbox', { name: '行业' }).fill('三级医院')
  await page.keyboard.press('Enter')
  await page.getByText('现在是「公立医院」，你填的是「三级医院」。').waitFor()
  await page.getByRole('button', { name: '用我的' }).click()
  await page.getByRole('button', { name: /改 行业: 三级医院/ }).waitFor()
  expect((await readAccount()).industry).toBe('三级医院')
})

test('on the phone a note takes a text and a tap each; it can be taken back', async () => {
  const page = await open(`/accounts/${account.id}`, phone)
  await page.getByRole('button', { name: '记一笔' }).click()
  await page.getByRole('textbox', { name: '发生了什么？' }).fill('月底开院内论证会')
  await page.getByRole('button', { name: '赵敏' }).click()
  await page.getByRole('button', { name: '有推进' }).click()
  await page.getByRole('button', { name: '明天' }).click()
  await page.getByRole('button', { name: '保存' }).click()
  await page.getByText('月底开院内论证会').waitFor()
  await page.getByText('电话跟进 · 有推进').waitFor()
  await page.getByRole('button', { name: '撤销' }).click()
  await page.getByText('月底开院内论证会').waitFor({ state: 'detached' })
})

test('a note that was not sent is still there after the sheet was closed', async () => {
  const page = await open(`/accounts/${account.id}`, phone)
  await page.getByRole('button', { name: '记一笔' }).click()
  await page.getByRole('textbox', { name: '发生了什么？' }).fill('赵主任说预算已批')
  await page.context().setOffline(true)
  await page.getByRole('button', { name: '保存' }).click()
  await page.getByText(/不会记两遍/).waitFor()
  await page.getByRole('button', { name: '关闭' }).click()
  await page.context().setOffline(false)
  await page.getByRole('button', { name: '记一笔' }).click()
  expect(await page.getByRole('textbox', { name: '发生了什么？' }).inputValue()).toBe('赵主任说预算已批')
  await page.getByRole('button', { name: '保存' }).click()
  await page.getByText('赵主任说预算已批').waitFor()
})

test('numbers are masked until one asks', async () => {
  const page = await open(`/accounts/${account.id}`)
  await page.getByRole('link', { name: '赵敏' }).click()
  await page.getByText('138****1234').waitFor()
  expect(await page.content()).not.toContain('12341234')
  await page.getByRole('button', { name: '显示全部号码' }).click()
  await page.getByRole('link', { name: '138 1234 1234' }).waitFor()
})

test.each([
  ['/accounts', desktop],
  ['/leads', phone],
  ['/contacts', desktop],
  ['/tasks', phone],
  ['account', desktop],
  ['account', phone],
  ['/opportunities', phone],
  ['/forecast', phone],
  ['/journeys/first-inquiry', desktop],
  ['/causes', phone],
  ['/score', phone],
  ['/score/learning', desktop],
  ['/labelling?view=results', phone],
  ['/adoption', desktop],
  ['/experiments', phone],
])('axe finds nothing serious on %s', async (path, options) => {
  const page = await open(path === 'account' ? `/accounts/${account.id}` : path, options)
  await page.getByRole('main').waitFor()
  await page.waitForLoadState('networkidle')
  await expectAccessible(page)
})
