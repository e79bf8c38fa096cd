import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, expect } from 'vitest'
import type { Bundle } from '#app/build.ts'
import type { DocumentAct, LinkView, Reading } from '#decision/document/api.ts'
import type { Id } from '#kernel/id.ts'
import type { TestWorkspace } from '#test/app.ts'
import { openSite, patient, type Site, desktop as staffDesktop } from './site.ts'

export const desktop: BrowserContextOptions = { ...staffDesktop, locale: 'en-GB' }

/** A server with documents, a browser, and what tests of both sides need. */
export interface DocumentSite extends Site {
  /** The account and contact that documents are shared with. */
  accountId: Id
  contactId: Id
  acts: DocumentAct[]
  post(url: string, payload: object): ReturnType<Site['call']>
  makeDocument(title: string, ...files: Uint8Array[]): Promise<Id>
  share(documentId: Id, settings?: object): Promise<LinkView>
  readingOf(documentId: Id): Promise<Reading>
  openPage(options: BrowserContextOptions, url: string): Promise<Page>
}

/** Starts it for the calling test file; everything ends with the file's tests. `moving` makes the clock run. */
export async function documentSite(bundles: Bundle[], { moving = true } = {}): Promise<DocumentSite> {
  const site = await openSite(bundles)
  const { server, team, browser } = site
  const acts: DocumentAct[] = []
  server.app.outbox.hear<DocumentAct>('document.act', async (_, event) => {
    acts.push(event.payload)
  })
  if (moving) {
    const hand = setInterval(() => server.clock.set(Date.now()), 20)
    afterAll(() => clearInterval(hand))
  }
  const post: DocumentSite['post'] = (path, payload) => site.call('rep', 'POST', path, payload)
  const accountId = (await post('/accounts', { name: '仁济医院' })).id
  const contactId = (await post('/contacts', { name: '赵敏', title: '采购主任', accountId })).id
  return {
    ...{ ...site, accountId, contactId, acts, post },
    makeDocument: async (title, ...files) => {
      const uploads = []
      for (const file of files) uploads.push(await upload(team, file))
      const { id } = await post('/documents', { title, kind: 'tender', accountId, uploads })
      await server.app.documents.files.settled()
      return id
    },
    share: (documentId, settings = {}) => post(`/documents/${documentId}/links`, settings),
    readingOf: documentId => site.call('rep', 'GET', `/documents/${documentId}/reading`),
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

/** Leaves as people do: the browser still has its say. */
export async function leave(page: Page): Promise<void> {
  await page.goto('about:blank')
  await page.context().close()
}
