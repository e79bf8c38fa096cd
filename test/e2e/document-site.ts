import { createServer } from 'node:net'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, expect } from 'vitest'
import { type Bundle, ensureBuilt } from '#app/build.ts'
import type { DocumentAct, LinkView, Reading } from '#decision/document/api.ts'
import type { Id } from '#kernel/id.ts'
import { type TestApp, type TestWorkspace, testApp } from '#test/app.ts'
import { launchBrowser } from '#test/browser.ts'

export const wechat =
  'Mozilla/5.0 (Linux; Android 12; V2049A) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/124.0.0.0 Mobile Safari/537.36 MicroMessenger/8.0.47'
export const windows =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36'
export const phone: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  hasTouch: true,
  isMobile: true,
  locale: 'zh-CN',
  userAgent: wechat,
}
export const desktop: BrowserContextOptions = {
  viewport: { width: 1440, height: 900 },
  locale: 'en-GB',
  userAgent: windows,
}

/** A server with documents, a browser, and what tests of both sides need. */
export interface DocumentSite {
  server: TestApp
  team: TestWorkspace
  browser: Browser
  base: string
  /** The account and contact that documents are shared with. */
  accountId: Id
  contactId: Id
  acts: DocumentAct[]
  post(url: string, payload: object): Promise<Record<string, never> & { id: Id }>
  makeDocument(title: string, ...files: Uint8Array[]): Promise<Id>
  share(documentId: Id, settings?: object): Promise<LinkView>
  readingOf(documentId: Id): Promise<Reading>
  openPage(options: BrowserContextOptions, url: string): Promise<Page>
}

/** Starts it for the calling test file; everything ends with the file's tests. `moving` makes the clock run. */
export async function documentSite(bundles: Bundle[], { moving = true } = {}): Promise<DocumentSite> {
  const port = await freePort()
  for (const bundle of bundles) await ensureBuilt(bundle)
  const server = await testApp({ PORT: String(port) })
  const acts: DocumentAct[] = []
  server.app.outbox.hear('document.act', async (_, event) => {
    acts.push(event.payload as unknown as DocumentAct)
  })
  await server.app.http.server.listen({ port, host: '127.0.0.1' })
  if (moving) {
    const hand = setInterval(() => server.clock.set(Date.now()), 20)
    afterAll(() => clearInterval(hand))
  }
  const team = await server.workspace()
  const browser = await launchBrowser()
  afterAll(() => browser.close())
  const post: DocumentSite['post'] = async (url, payload) => {
    const answer = await team.as('rep').inject({ method: 'POST', url, payload })
    expect(answer.statusCode, answer.body).toBeLessThan(300)
    return answer.json()
  }
  const accountId = (await post('/api/v1/accounts', { name: '仁济医院' })).id
  const contactId = (await post('/api/v1/contacts', { name: '赵敏', title: '采购主任', accountId })).id
  const base = `http://localhost:${port}`
  return {
    ...{ server, team, browser, base, accountId, contactId, acts, post },
    makeDocument: async (title, ...files) => {
      const uploads = []
      for (const file of files) uploads.push(await upload(team, file))
      const { id } = await post('/api/v1/documents', { title, kind: 'tender', accountId, uploads })
      await server.app.documents.files.settled()
      return id
    },
    share: async (documentId, settings = {}) =>
      (await post(`/api/v1/documents/${documentId}/links`, settings)) as unknown as LinkView,
    readingOf: async documentId =>
      (await team.as('rep').inject({ url: `/api/v1/documents/${documentId}/reading` })).json(),
    openPage: (options, url) => openPage(browser, options, url),
  }
}

async function upload(team: TestWorkspace, file: Uint8Array): Promise<Id> {
  const answer = await team.as('rep').inject({
    method: 'POST',
    url: '/api/v1/uploads?name=file',
    headers: { 'content-type': 'application/octet-stream' },
    payload: Buffer.from(file),
  })
  return answer.json().id
}

async function openPage(browser: Browser, options: BrowserContextOptions, url: string): Promise<Page> {
  const context = await browser.newContext(options)
  context.setDefaultTimeout(patient.timeout)
  const page = await context.newPage()
  const faults: string[] = []
  page.on('pageerror', error => faults.push(error.message))
  // The browser itself logs refused requests (4xx); those are what some tests are about.
  page.on('console', message => {
    if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) faults.push(message.text())
  })
  afterAll(() => expect(faults).toEqual([]))
  await page.goto(url)
  return page
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>(resolve => probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address() as { port: number }
  await new Promise(resolve => probe.close(resolve))
  return port
}

/** Leaves as people do: the browser still has its say. */
export async function leave(page: Page): Promise<void> {
  await page.goto('about:blank')
  await page.context().close()
}

/** A picture for the eye, when LOAM_SHOTS names a folder. */
export async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env.LOAM_SHOTS
  if (folder) await page.screenshot({ path: `${folder}/${name}.png` })
}

/** Machines may be busy: what matters is that it comes to pass. */
export const patient = { timeout: 90_000 }
