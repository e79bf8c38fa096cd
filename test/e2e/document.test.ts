import { AxeBuilder } from '@axe-core/playwright'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { beforeAll, expect, test, vi } from 'vitest'
import type { LinkView, OpenedView } from '#decision/document/api.ts'
import { type Id, newToken } from '#kernel/id.ts'
import { MINUTE, SECOND } from '#kernel/time.ts'
import { tenderPdf } from '#test/pdf.ts'
import { type DocumentSite, desktop, documentSite } from './document-site.ts'
import { patient, phone, shoot, wechat, windows } from './site.ts'

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 })

let site: DocumentSite
let documentId: Id

beforeAll(async () => {
  site = await documentSite(['web', 'web/portal'], { moving: false })
  site.server.clock.set(Date.now() - 3 * 24 * 60 * MINUTE)
  documentId = await site.makeDocument('64 排 CT 投标方案书', tenderPdf())
  await play(documentId)
})

interface Reading {
  link: { url: string }
  agent: string
  address: string
  pages: Record<number, number>
  agree?: 'granted' | 'denied'
}

/** Somebody reads: opens, stays so many seconds on pages, leaves. */
async function read({ link, agent, address, pages, agree }: Reading): Promise<OpenedView> {
  const { server } = site.server.app.http
  const to = (url: string, payload: object) =>
    server.inject({ method: 'POST', url, payload, headers: { 'user-agent': agent }, remoteAddress: address })
  const token = link.url.split('/').at(-1)!
  const screen = { width: 1440, height: 900, touch: agent === wechat }
  const view: OpenedView = (
    await to(`/api/public/links/${token}/open`, { visitor: newToken(), screen, gestures: 1 })
  ).json()
  if (agree)
    await to(`/api/public/views/${view.viewId}/consent`, { token: view.token, choice: agree, version: 1 })
  let seq = 0
  const totals: Record<string, { ms: number; visits: number }> = {}
  const sections: typeof totals = {}
  for (const [page, seconds] of Object.entries(pages)) {
    totals[page] = { ms: seconds * SECOND, visits: 1 }
    const own = view.sections.filter(section => section.page === Number(page))
    for (const section of own)
      sections[section.id] = { ms: Math.floor((seconds * SECOND) / own.length), visits: 1 }
    site.server.clock.set(site.server.clock.now() + seconds * SECOND)
    seq += 1
    const end = seq === Object.keys(pages).length
    const beat = {
      token: view.token,
      seq,
      idleMs: 0,
      visibleMs: 9_000,
      pages: totals,
      sections,
      restarts: [],
    }
    await to(`/api/public/views/${view.viewId}/beats`, { ...beat, onScreen: [], gestures: 2, inputs: 5, end })
  }
  return view
}

async function pass(view: OpenedView, name?: string): Promise<{ url: string }> {
  const answer = await site.server.app.http.server.inject({
    method: 'POST',
    url: `/api/public/views/${view.viewId}/shares`,
    payload: { token: view.token, name },
  })
  return answer.json()
}

const wait = (ms: number) => site.server.clock.set(site.server.clock.now() + ms)

/** Six people read, as the drawing tells it. */
async function play(id: Id): Promise<void> {
  const link: LinkView = await site.share(id, { contactId: site.contactId, channel: 'wechat' })
  const hospital = '203.0.113.9'
  const pages = { 1: 9, 2: 22, 3: 64, 4: 71, 5: 118, 6: 40 }
  const first = await read({ link, agent: wechat, address: hospital, pages, agree: 'granted' })
  wait(3 * MINUTE)
  const toHe = await pass(first, '何勉')
  wait(SECOND)
  const toShen = await pass(first, '沈曼')
  wait(SECOND)
  await pass(first)
  wait(40 * MINUTE)
  await read({
    link: toHe,
    agent: windows,
    address: hospital,
    pages: { 1: 4, 3: 136, 4: 148, 5: 12 },
    agree: 'granted',
  })
  const shen = { 1: 6, 2: 41, 3: 8, 5: 204, 6: 38 }
  await read({ link: toShen, agent: windows, address: hospital, pages: shen, agree: 'granted' })
  wait(4 * MINUTE)
  await read({ link: toShen, agent: windows, address: hospital, pages: { 5: 127, 6: 4 } })
  wait(26 * 60 * MINUTE)
  await read({ link, agent: wechat, address: '198.51.100.20', pages: { 1: 2, 4: 15, 5: 44 } })
  await read({ link, agent: windows, address: '198.51.100.77', pages: { 2: 20 }, agree: 'denied' })
  site.server.clock.set(Date.now())
  await site.server.app.outbox.drain()
}

async function signedIn(
  options: BrowserContextOptions,
  path: string,
  language: 'zh-CN' | 'en' = 'zh-CN',
): Promise<Page> {
  const page = await site.openPage({ ...options, locale: language }, 'about:blank')
  for (const cookie of site.team.as('rep').cookie.split('; ')) {
    const [name = '', value = ''] = cookie.split(/=(.*)/s)
    await page.context().addCookies([{ name, value, url: site.base }])
  }
  await page.addInitScript(locale => localStorage.setItem('loam.language', locale), language)
  await page.goto(`${site.base}${path}`)
  return page
}

test('the rep sees who stayed where, who passed it on, and what that tells; the numbers add up', async () => {
  const page = await signedIn(desktop, `/documents/${documentId}`)
  await page.getByRole('heading', { name: '谁在哪一页停留' }).waitFor()
  await page.getByText('赵敏').first().waitFor()
  await page.waitForLoadState('networkidle')
  await shoot(page, 'staff-desktop')
  const text = async (selector: string) => page.locator(selector).allInnerTexts()
  const seconds = (clock: string) => clock.split(':').reduce((sum, part) => sum * 60 + Number(part), 0)
  const rows = await text('tbody tr td:last-child')
  const foot = await text('tfoot td')
  const all = seconds(foot.at(-1)!)
  expect(rows.reduce((sum, clock) => sum + seconds(clock), 0)).toBe(all)
  expect(foot.slice(0, -1).reduce((sum, clock) => sum + seconds(clock), 0)).toBe(all)
  expect(all).toBe(324 + 300 + 297 + 131 + 61 + 20)
  const words = await page.locator('#root').innerText()
  expect(words).toContain('第 5 页「分项报价」看得最多')
  expect(words).toContain('未具名 甲')
  expect(words).toContain('不同意具名的读者')
  expect(words).toMatch(/3 分 \d\d 秒后转给 3 位同事（何勉、沈曼）/)
  await page.getByText('先后').click()
  expect(await page.locator('tbody tr').first().innerText()).toContain('6')
})

test('a rep uploads, shares and hands over a link, on the phone', async () => {
  const page = await signedIn(phone, '/documents')
  await page.getByText('64 排 CT 投标方案书').waitFor()
  await shoot(page, 'staff-phone-list')
  await page.getByRole('button', { name: '上传资料' }).tap()
  const pdf = { name: '腹腔镜技术方案.pdf', mimeType: 'application/pdf', buffer: Buffer.from(tenderPdf()) }
  await page.locator('input[type=file]').setInputFiles(pdf)
  await shoot(page, 'staff-phone-upload')
  await page
    .getByRole('button', { name: '保 存' })
    .or(page.getByRole('button', { name: '保存' }))
    .tap()
  await page.getByRole('heading', { name: '腹腔镜技术方案' }).waitFor()
  await page.getByRole('button', { name: '新分享链接' }).first().waitFor()
  await expect
    .poll(() => page.getByRole('button', { name: '新分享链接' }).first().isEnabled(), patient)
    .toBe(true)
  await page.getByRole('button', { name: '新分享链接' }).first().tap()
  await page.getByLabel('怎么称呼').fill('王科长')
  await shoot(page, 'staff-phone-share')
  await page.getByRole('button', { name: '生成链接' }).tap()
  await page.getByText('链接好了').waitFor()
  await page.locator('img[alt=二维码]').waitFor()
  await shoot(page, 'staff-phone-ready')
  const url = await page.getByText('/s/', { exact: false }).first().innerText()
  const reader = await site.openPage(phone, url.trim())
  await reader.getByText('腹腔镜技术方案').waitFor()
})

test('sections are drawn by hand and then counted', async () => {
  const page = await signedIn(desktop, `/documents/${documentId}/sections`)
  const canvas = page.locator('[class*=canvas]')
  await canvas.waitFor()
  for (let step = 0; step < 5; step++) await page.getByRole('button', { name: '下一页' }).click()
  const box = (await canvas.boundingBox())!
  await page.mouse.move(box.x + 60, box.y + 80)
  await page.mouse.down()
  await page.mouse.move(box.x + 400, box.y + 300)
  await page.mouse.up()
  await page.getByLabel('名称').last().fill('SLA 承诺')
  await shoot(page, 'staff-sections')
  await page.getByRole('button', { name: /保\s?存/ }).click()
  await page.getByText('已保存').waitFor()
  const url = `/api/v1/documents/${documentId}/versions/1/sections`
  const { items } = (await site.team.as('rep').inject({ url })).json()
  expect(items.filter((one: { page: number }) => one.page === 6)).toMatchObject([
    { title: 'SLA 承诺', key: 'service', source: 'drawn' },
  ])
})

test('both languages, phone and desktop, light and dark: accessible', async () => {
  const cases = [
    ['staff-phone', phone, 'zh-CN', 'light'],
    ['staff-phone-dark', phone, 'zh-CN', 'dark'],
    ['staff-desktop-en', desktop, 'en', 'light'],
    ['staff-desktop-en-dark', desktop, 'en', 'dark'],
  ] as const
  for (const [name, options, language, colorScheme] of cases) {
    const page = await signedIn({ ...options, colorScheme }, `/documents/${documentId}`, language)
    await page.locator('table').first().waitFor()
    await page.waitForLoadState('networkidle')
    await shoot(page, name)
    const { violations } = await new AxeBuilder({ page }).analyze()
    const serious = violations.filter(one => ['serious', 'critical'].includes(one.impact ?? ''))
    expect(serious.map(one => `${one.id}: ${one.nodes[0]?.html}`)).toEqual([])
    await page.context().close()
  }
})
