import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { beforeAll, expect, test, vi } from 'vitest'
import { tenderPdf, typeset } from '#test/pdf.ts'
import { type DocumentSite, desktop, documentSite, leave } from './document-site.ts'
import { patient, phone, shoot } from './site.ts'

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 })

let site: DocumentSite
beforeAll(async () => {
  site = await documentSite(['web/portal'])
})

const drawn = (page: Page, number: number) =>
  page.waitForSelector(`.page.drawn[data-page="${number}"] canvas`)

const told = async (type: string) => {
  await site.server.app.outbox.drain()
  return site.acts.filter(act => act.type === type)
}

test('on a phone: read, agree, pass on; the rep sees page, section, time and the way it went', async () => {
  const documentId = await site.makeDocument('腹腔镜技术方案', tenderPdf())
  const link = await site.share(documentId, { contactId: site.contactId })
  const page = await site.openPage(phone, link.url)
  await drawn(page, 1)
  await shoot(page, 'phone-first')
  expect(await page.title()).toBe('腹腔镜技术方案')
  expect(await told('document.opened')).toEqual([])

  await page.getByRole('button', { name: '同意', exact: true }).tap()
  await page.getByText('已同意').waitFor()
  await page.getByRole('button', { name: '下一页' }).tap()
  await page.getByRole('button', { name: '下一页' }).tap()
  await drawn(page, 3)
  await page.locator('.pager b').filter({ hasText: /^3$/ }).waitFor()
  await shoot(page, 'phone-table')
  await expect.poll(async () => (await told('document.opened')).length, patient).toBe(1)
  const staysFrom = Date.now()
  await page.waitForTimeout(5_000)
  const stayed = Date.now() - staysFrom

  await page.getByRole('button', { name: '分享给同事' }).tap()
  await page.getByLabel('同事怎么称呼').fill('何主任')
  await shoot(page, 'phone-share')
  await page.getByRole('button', { name: '生成链接' }).tap()
  await page.locator('.sheet img').waitFor()
  const childUrl = await page.locator('.sheet input').inputValue()
  await shoot(page, 'phone-shared')
  const colleague = await site.openPage(desktop, childUrl)
  await drawn(colleague, 1)
  await colleague.mouse.click(700, 400)
  expect(await colleague.locator('.head p').textContent()).toContain('passed on by 赵敏')
  await leave(page)

  await expect
    .poll(
      async () => (await told('document.section_viewed')).some(act => act.props.section === 'parameters'),
      patient,
    )
    .toBe(true)
  const parameters = (await told('document.section_viewed')).filter(act => act.props.section === 'parameters')
  const seconds = parameters.reduce((sum, act) => sum + (act.props.seconds as number), 0)
  expect(seconds).toBeGreaterThan(3)
  expect(parameters[0]).toMatchObject({
    customer: site.accountId,
    person: site.contactId,
    props: { device: 'phone', sectionTitle: '技术参数' },
  })
  expect((await told('document.forwarded')).length).toBe(1)
  await expect
    .poll(
      async () => (await site.readingOf(documentId)).lineage.filter(node => node.kind === 'reader').length,
      patient,
    )
    .toBe(2)
  const reading = await site.readingOf(documentId)
  expect(reading.readers[0]).toMatchObject({ name: '赵敏', permitted: true })
  expect(reading.lineage.map(node => [node.edge, node.name])).toContainEqual(['certain', '何主任'])
  expect(reading.pages[2]!.ms).toBeGreaterThan(Math.min(3_000, stayed * 0.6))
  expect(reading.story.map(line => line.kind)).toContain('forwarded')
})

test('time goes to what is on screen, at any zoom', async () => {
  const documentId = await site.makeDocument('缩放', tenderPdf())
  const link = await site.share(documentId)
  const page = await site.openPage(desktop, link.url)
  await drawn(page, 1)
  await page.getByRole('button', { name: 'Contents' }).click()
  await shoot(page, 'desktop-contents')
  await page.getByRole('button', { name: '分项报价' }).click()
  await drawn(page, 5)
  for (let step = 0; step < 6; step++) await page.keyboard.press('+')
  expect(await page.locator('.zoomer .number').textContent()).toBe('381%')
  // At this zoom only the upper part of page 5 fits the screen: the price, nothing of the payment terms.
  await page.getByRole('button', { name: 'Contents' }).click()
  await page.getByRole('button', { name: '分项报价' }).click()
  await page.waitForTimeout(4_000)
  await shoot(page, 'desktop-zoomed')
  await leave(page)
  await expect.poll(async () => (await site.readingOf(documentId)).totalMs, patient).toBeGreaterThan(3_500)
  const { sections, totalMs } = await site.readingOf(documentId)
  const ms = (key: string) => sections.filter(one => one.key === key).reduce((sum, one) => sum + one.ms, 0)
  expect(ms('price') / totalMs).toBeGreaterThan(0.6)
  expect(ms('payment')).toBeLessThan(ms('price') / 4)
})

test('pictures are documents too; two thousand pages open at once and keep few canvases', async () => {
  const picture = (await import('@napi-rs/canvas')).createCanvas(800, 1_200)
  picture.getContext('2d').fillRect(0, 0, 400, 600)
  const bytes = await picture.encode('png')
  const album = await site.share(await site.makeDocument('现场照片', bytes, bytes))
  const first = await site.openPage(phone, album.url)
  await first.waitForSelector('.page.drawn img')
  expect(await first.locator('.pager').textContent()).toContain('/ 2')
  const long = await site.makeDocument(
    '长文档',
    typeset('#for n in range(2000) [= 第 #(n + 1) 章 \n 正文 #n #pagebreak(weak: true)]'),
  )
  const page = await site.openPage(phone, (await site.share(long)).url)
  await drawn(page, 1)
  await page.getByRole('button', { name: '目录' }).tap()
  await page.getByRole('button', { name: '第 1500 章' }).tap()
  await drawn(page, 1_500)
  expect(await page.locator('canvas').count()).toBeLessThanOrEqual(6)
})

test('doors: password, closed links, plain words in both languages', async () => {
  const documentId = await site.makeDocument('报价单', tenderPdf())
  const guarded = await site.share(documentId, { password: 'nanhu26' })
  const page = await site.openPage(phone, guarded.url)
  await page.getByLabel('密码').fill('wrong')
  await page.getByRole('button', { name: '打开' }).tap()
  await page.getByText('还可以试 4 次').waitFor()
  await shoot(page, 'phone-password')
  await page.getByLabel('密码').fill('nanhu26')
  await page.getByRole('button', { name: '打开' }).tap()
  await drawn(page, 1)
  await page.reload()
  await drawn(page, 1)
  await site.team
    .as('rep')
    .inject({ method: 'PATCH', url: `/api/v1/share-links/${guarded.id}`, payload: { revoked: true } })
  const late = await site.openPage(desktop, guarded.url)
  await late.getByText('The sender has withdrawn this link').waitFor()
  await shoot(late, 'desktop-revoked')
})

test('accessible, in light and dark, phone and desktop', async () => {
  const link = await site.share(await site.makeDocument('无障碍', tenderPdf()))
  for (const [name, options] of Object.entries({ phone, desktop })) {
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await site.openPage({ ...options, colorScheme }, link.url)
      await drawn(page, 1)
      await shoot(page, `${name}-${colorScheme}`)
      const { violations } = await new AxeBuilder({ page }).analyze()
      expect(
        violations.filter(one => ['serious', 'critical'].includes(one.impact ?? '')).map(one => one.id),
      ).toEqual([])
      await page.context().close()
    }
  }
})
