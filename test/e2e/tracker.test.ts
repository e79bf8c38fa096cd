import { createServer } from 'node:http'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { LoggedEvent } from '#kernel/ports/event-log.ts'
import { type DocumentSite, desktop, documentSite, leave } from './document-site.ts'
import { patient } from './site.ts'

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 })

let site: DocumentSite
let shop: string

/** A page of the company's own, on another origin than Loam. */
const page = (loam: string, key: string) => `<!doctype html><title>产品页</title>
<script src="${loam}/sdk/loam.iife.js"></script>
<script>loam.load('${key}', '${loam}'); loam.identify('u-17', { name: '沈曼' }); loam.group('g-3', { name: '仁济医院' }); loam.page('产品页')</script>
<section data-loam-section="overview" style="height:700px">概述</section>
<section data-loam-section="price" style="height:3000px">报价</section>`

beforeAll(async () => {
  site = await documentSite(['sdk'])
  const made = await site.team
    .as('admin')
    .inject({ method: 'POST', url: '/api/v1/keys', payload: { kind: 'write', name: '官网', source: 'web' } })
  expect(made.statusCode, made.body).toBeLessThan(300)
  const server = createServer((_, answer) => {
    answer.setHeader('content-type', 'text/html; charset=utf-8').end(page(site.base, made.json().secret))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  afterAll(() => void server.close())
  shop = `http://127.0.0.1:${(server.address() as { port: number }).port}/products`
})

async function logged(): Promise<LoggedEvent[]> {
  const entries = await site.server.app.eventLog.read(site.team.workspaceId, 0, 10_000)
  return entries.map(entry => entry.body).filter(body => body.kind === 'event')
}

test('the company’s own page: who, which company, and how long which section was read', async () => {
  const visitor = await site.openPage(desktop, shop)
  await visitor.mouse.move(300, 300)
  await visitor.waitForTimeout(2_500)
  await visitor.mouse.wheel(0, 1_500)
  await visitor.mouse.move(320, 320)
  await visitor.waitForTimeout(2_500)
  await leave(visitor)
  const read = async () => (await logged()).filter(event => event.type === 'page.section_viewed')
  await expect.poll(async () => (await read()).length, patient).toBeGreaterThanOrEqual(2)
  const seconds = async (section: string) =>
    (await read())
      .filter(event => event.props.section === section)
      .reduce((sum, event) => sum + (event.props.seconds as number), 0)
  expect(await seconds('overview')).toBeGreaterThan(1)
  expect(await seconds('price')).toBeGreaterThan(1)
  expect((await seconds('overview')) + (await seconds('price'))).toBeLessThan(20)
  const [first] = await read()
  expect(first!.customer).toBeDefined()
  expect((await logged()).some(event => event.type === 'page.viewed')).toBe(true)
})

test('permission given on the page counts at once: from then on acts carry the person', async () => {
  const visitor = await site.openPage(desktop, shop)
  await visitor.evaluate("loam.consent(true); loam.track('calculator.used', { years: 5 })")
  await leave(visitor)
  await expect
    .poll(async () => (await logged()).find(event => event.type === 'calculator.used')?.person, patient)
    .toBeDefined()
})
