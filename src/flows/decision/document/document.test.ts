import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { ensureBuilt } from '#app/build.ts'
import { type Id, newId } from '#kernel/id.ts'
import { MINUTE, SECOND } from '#kernel/time.ts'
import { type TestWorkspace, testApp } from '#test/app.ts'
import { tenderPdf } from '#test/pdf.ts'
import type { DocumentAct, DocumentView, LinkView, OpenedView, Reading } from './api.ts'

const { app, clock, workspace } = await testApp()
const phone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 16_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.38'
const desktop =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36'

const acts: { workspaceId: Id; act: DocumentAct }[] = []
app.outbox.hear<DocumentAct>('document.act', async (_, event) => {
  acts.push({ workspaceId: event.workspaceId, act: event.payload })
})
const actsOf = async (view: string): Promise<DocumentAct[]> => {
  await app.outbox.drain()
  return acts.map(({ act }) => act).filter(act => act.props.viewId === view)
}

let team: TestWorkspace
let accountId: Id
let contactId: Id
let documentId: Id

beforeAll(async () => {
  await ensureBuilt('web/portal')
  team = await workspace()
  const account = await team
    .as('rep')
    .inject({ method: 'POST', url: '/api/v1/accounts', payload: { name: '仁济医院' } })
  accountId = account.json().id
  const contact = await team.as('rep').inject({
    method: 'POST',
    url: '/api/v1/contacts',
    payload: { name: '赵敏', title: '采购主任', accountId },
  })
  contactId = contact.json().id
  documentId = await makeDocument('64 排 CT 投标方案书')
})

async function upload(content: Uint8Array | string, name = 'file.pdf', role: 'rep' | 'manager' = 'rep') {
  return team.as(role).inject({
    method: 'POST',
    url: `/api/v1/uploads?name=${encodeURIComponent(name)}`,
    headers: { 'content-type': 'application/octet-stream' },
    payload: Buffer.from(content),
  })
}

async function makeDocument(title: string): Promise<Id> {
  const uploaded = await upload(tenderPdf())
  expect(uploaded.statusCode, uploaded.body).toBe(200)
  const made = await team.as('rep').inject({
    method: 'POST',
    url: '/api/v1/documents',
    payload: { title, kind: 'tender', accountId, uploads: [uploaded.json().id] },
  })
  expect(made.statusCode, made.body).toBe(200)
  await app.documents.files.settled()
  return made.json().id
}

async function makeLink(settings: object = {}): Promise<LinkView> {
  const made = await team
    .as('rep')
    .inject({ method: 'POST', url: `/api/v1/documents/${documentId}/links`, payload: settings })
  expect(made.statusCode, made.body).toBe(200)
  return made.json()
}

const tokenOf = (link: { url: string }) => link.url.split('/').at(-1)!

function open(
  token: string,
  more: object = {},
  headers: Record<string, string> = {},
  address = '203.0.113.7',
) {
  return app.http.server.inject({
    method: 'POST',
    url: `/api/public/links/${token}/open`,
    headers: { 'user-agent': phone, ...headers },
    remoteAddress: address,
    payload: { screen: { width: 390, height: 844, touch: true }, gestures: 0, ...more },
  })
}

interface Claim {
  pages?: Record<string, number>
  sections?: Record<string, number>
  onScreen?: string[]
  end?: boolean
  gestures?: number
  inputs?: number
  visibleMs?: number
  seq?: number
}

function beat(view: OpenedView, claim: Claim) {
  const dwell = (totals: Record<string, number> = {}) =>
    Object.fromEntries(Object.entries(totals).map(([key, ms]) => [key, { ms, visits: 1 }]))
  return app.http.server.inject({
    method: 'POST',
    url: `/api/public/views/${view.viewId}/beats`,
    payload: {
      token: view.token,
      seq: claim.seq ?? 1,
      idleMs: 0,
      visibleMs: claim.visibleMs ?? 0,
      pages: dwell(claim.pages),
      sections: dwell(claim.sections),
      restarts: [],
      onScreen: claim.onScreen ?? [],
      gestures: claim.gestures ?? 1,
      inputs: claim.inputs ?? 1,
      end: claim.end ?? false,
    },
  })
}

async function opened(token: string, more: object = {}, address?: string): Promise<OpenedView> {
  const answer = await open(token, more, {}, address)
  expect(answer.statusCode, answer.body).toBe(200)
  expect(answer.json().state).toBe('open')
  return answer.json()
}

async function reading(): Promise<Reading> {
  const answer = await team.as('rep').inject({ url: `/api/v1/documents/${documentId}/reading` })
  expect(answer.statusCode, answer.body).toBe(200)
  return answer.json()
}

async function allow(view: OpenedView, choice: 'granted' | 'denied' = 'granted') {
  const answer = await app.http.server.inject({
    method: 'POST',
    url: `/api/public/views/${view.viewId}/consent`,
    payload: { token: view.token, choice, version: view.consent.version },
  })
  expect(answer.statusCode, answer.body).toBe(200)
}

const at = (ms: number) => clock.set(clock.now() + ms)

describe('files', () => {
  test('a PDF is read: pages, outline, sections, thumbnails', async () => {
    const answer = await team.as('rep').inject({ url: `/api/v1/documents/${documentId}` })
    const view: DocumentView = answer.json()
    expect(view).toMatchObject({ status: 'ready', pages: 6, version: 1, account: { name: '仁济医院' } })
    const sections = await team
      .as('rep')
      .inject({ url: `/api/v1/documents/${documentId}/versions/1/sections` })
    expect(sections.json().items.map((one: { key: string }) => one.key)).toContain('parameters')
    const picture = await team.as('rep').inject({ url: `/api/v1/documents/${documentId}/versions/1/pages/3` })
    expect(picture.headers['content-type']).toBe('image/jpeg')
    expect(picture.rawPayload.subarray(0, 3).toString('hex')).toBe('ffd8ff')
  })

  test('what is no document is refused with what to do, whatever its name says', async () => {
    const text = await upload('just text, no PDF', 'tender.pdf')
    expect(text.statusCode).toBe(400)
    expect(text.json().error.code).toBe('document.not-a-document')
    expect(text.json().error.message['zh-CN']).toContain('PDF')
    const broken = await upload('%PDF-1.7\nbroken')
    const made = await team.as('rep').inject({
      method: 'POST',
      url: '/api/v1/documents',
      payload: { title: 'x', kind: 'other', uploads: [broken.json().id] },
    })
    expect(made.json().error.code).toBe('document.broken')
  })

  test('a new version stands behind the same link; drawn sections keep their ids', async () => {
    const id = documentId
    documentId = await makeDocument('换版本')
    const link = await makeLink()
    const fresh = await upload(tenderPdf())
    const url = `/api/v1/documents/${documentId}/versions`
    await team.as('rep').inject({ method: 'POST', url, payload: { uploads: [fresh.json().id] } })
    await app.documents.files.settled()
    const view = await opened(tokenOf(link))
    expect(view.version).toBe(2)
    const before = (await team.as('rep').inject({ url: `${url}/2/sections` })).json().items
    const [first, second, ...rest] = before
    const items = [
      first,
      { ...second, y1: 400 },
      ...rest,
      { page: 6, x0: 10, y0: 300, x1: 500, y1: 500, title: 'SLA 承诺' },
    ]
    const drawn = await team.as('rep').inject({ method: 'PUT', url: `${url}/2/sections`, payload: { items } })
    expect(drawn.statusCode, drawn.body).toBe(200)
    const after = drawn.json().items
    expect(after.length).toBe(before.length + 1)
    expect(after.find((one: { id: string }) => one.id === second.id)).toMatchObject({
      y1: 400,
      source: 'drawn',
    })
    expect(after.find((one: { title: string }) => one.title === 'SLA 承诺')).toMatchObject({ key: 'service' })
    const outside = await team
      .as('rep')
      .inject({ method: 'PUT', url: `${url}/2/sections`, payload: { items: [{ ...first, y1: 9_000 }] } })
    expect(outside.json().error.code).toBe('document.section-outside')
    documentId = id
  })
})

describe('getting in', () => {
  test('fetching the page, its head or its picture makes no view', async () => {
    const link = await makeLink({ contactId })
    const before = (await team.as('rep').inject({ url: `/api/v1/documents/${documentId}/views` })).json()
      .items.length
    const path = new URL(link.url).pathname
    for (const method of ['GET', 'HEAD'] as const) {
      const page = await app.http.server.inject({ method, url: path, headers: { 'user-agent': desktop } })
      expect(page.statusCode).toBe(200)
    }
    const card = await app.http.server.inject({ url: `${path}/card.jpg` })
    expect(card.headers['content-type']).toBe('image/jpeg')
    const after = (await team.as('rep').inject({ url: `/api/v1/documents/${documentId}/views` })).json().items
      .length
    expect(after).toBe(before)
  })

  test('a program that posts is kept apart, not counted, told nowhere', async () => {
    const link = await makeLink({ contactId })
    const answer = await open(
      tokenOf(link),
      { gestures: 3 },
      { 'user-agent': 'Mozilla/5.0 (compatible; bingbot/2.0)' },
    )
    const view: OpenedView = answer.json()
    at(20 * SECOND)
    await beat(view, { pages: { 1: 15_000 }, visibleMs: 20_000, end: true })
    expect(await actsOf(view.viewId)).toEqual([])
  })

  test('a browser that only loads stays unseen until a gesture, or five seconds with a scroll', async () => {
    const silent = await opened(tokenOf(await makeLink()))
    at(4 * SECOND)
    await beat(silent, { pages: { 1: 4_000 }, visibleMs: 4_000, gestures: 0, inputs: 2 })
    expect(await actsOf(silent.viewId)).toEqual([])
    at(2 * SECOND)
    await beat(silent, { pages: { 1: 6_000 }, visibleMs: 6_000, gestures: 0, inputs: 3, seq: 2 })
    expect((await actsOf(silent.viewId)).map(act => act.type)).toEqual(['document.opened'])
  })

  test('a mail gateway that opens link after link is suspected, and can be acquitted by hand', async () => {
    const address = '192.0.2.77'
    const links = await Promise.all(Array.from({ length: 7 }, () => makeLink()))
    let last: OpenedView | undefined
    for (const link of links) last = await opened(tokenOf(link), {}, address)
    at(10 * SECOND)
    await beat(last!, { pages: { 1: 9_000 }, visibleMs: 10_000, gestures: 0, inputs: 5, end: true })
    expect(await actsOf(last!.viewId)).toEqual([])
    const listed = await team.as('rep').inject({ url: `/api/v1/documents/${documentId}/views` })
    const view = listed.json().items.find((one: { id: string }) => one.id === last!.viewId)
    expect(view).toMatchObject({ kind: 'suspected', reasons: ['many-links-at-once'] })
    const url = `/api/v1/views/${last!.viewId}`
    expect(
      (await team.as('rep').inject({ method: 'PATCH', url, payload: { kind: 'human' } })).statusCode,
    ).toBe(204)
    expect((await actsOf(last!.viewId)).map(act => act.type)).toContain('document.opened')
  })

  test('expired, revoked and unknown links say so; a renewed one opens again', async () => {
    const link = await makeLink({ expiresAt: new Date(clock.now() + MINUTE).toISOString() })
    at(2 * MINUTE)
    const late = await open(tokenOf(link))
    expect([late.statusCode, late.json().error.code]).toEqual([410, 'link.expired'])
    const url = `/api/v1/share-links/${link.id}`
    await team.as('rep').inject({ method: 'PATCH', url, payload: { expiresAt: null } })
    const view = await opened(tokenOf(link))
    await team.as('rep').inject({ method: 'PATCH', url, payload: { revoked: true } })
    expect((await open(tokenOf(link))).json().error.code).toBe('link.revoked')
    expect((await app.http.server.inject({ url: view.fileUrl })).statusCode).toBe(410)
    expect((await open('0123456789012345678901')).statusCode).toBe(404)
  })

  test('a password is asked, wrong ones are counted and lock the link, the right one opens, a pass comes back in', async () => {
    const token = tokenOf(await makeLink({ password: '南湖2026' }))
    expect((await open(token)).json()).toMatchObject({ state: 'gate', wanted: 'password' })
    for (const left of [4, 3, 2, 1]) {
      const wrong = await open(token, { password: 'guess' })
      expect(wrong.json().error).toMatchObject({ code: 'link.password-wrong', details: { left } })
    }
    const locked = await open(token, { password: 'guess' })
    expect([locked.statusCode, locked.json().error.code]).toEqual([429, 'link.locked'])
    expect((await open(token, { password: '南湖2026' })).json().error.code).toBe('link.locked')
    at(16 * MINUTE)
    const view = await opened(token, { password: '南湖2026' })
    const again = await opened(token, { visitor: view.visitor, pass: view.pass })
    expect(again.viewId).not.toBe(view.viewId)
    expect((await open(token, { visitor: '0'.repeat(22), pass: view.pass })).json().state).toBe('gate')
  })

  test('e-mail check can’t be switched on without a mail server', async () => {
    const url = `/api/v1/documents/${documentId}/links`
    const refused = await team.as('rep').inject({ method: 'POST', url, payload: { emailCheck: true } })
    expect(refused.json().error.code).toBe('share.no-mail')
  })

  test('the card carries title and picture, escaped; a guarded link gives no picture away', async () => {
    const own = documentId
    documentId = await makeDocument('<script>alert(1)</script> "方案"')
    const plain = await app.http.server.inject({ url: new URL((await makeLink()).url).pathname })
    expect(plain.body).toContain('property="og:title" content="&#60;script&#62;')
    expect(plain.body).not.toContain('<script>alert(1)')
    expect(plain.body).toContain('card.jpg')
    const guarded = await makeLink({ password: 'secret!' })
    const path = new URL(guarded.url).pathname
    expect((await app.http.server.inject({ url: path })).body).not.toContain('card.jpg')
    expect((await app.http.server.inject({ url: `${path}/card.jpg` })).statusCode).toBe(404)
    documentId = own
  })
})

describe('reading', () => {
  test('time becomes events section by section that sum exactly, whatever the order of beats', async () => {
    const view = await opened(tokenOf(await makeLink({ contactId })), { gestures: 1 })
    const on = (page: number) =>
      view.sections.filter(section => section.page === page).map(section => section.id)
    const [parameters] = on(3)
    const [price, payment] = on(5)
    at(50 * SECOND)
    await beat(view, {
      seq: 1,
      pages: { 3: 47_000 },
      sections: { [parameters!]: 47_000 },
      onScreen: [parameters!],
    })
    expect((await actsOf(view.viewId)).map(act => act.type)).toEqual(['document.opened'])
    at(12 * SECOND)
    const second = {
      seq: 2,
      pages: { 3: 47_000, 5: 11_500 },
      sections: { [parameters!]: 47_000, [price!]: 9_500, [payment!]: 2_000 },
    }
    await beat(view, { ...second, onScreen: on(5) })
    at(30 * SECOND)
    await beat(view, {
      seq: 4,
      pages: { 3: 60_000, 5: 25_250 },
      sections: { [parameters!]: 60_000, [price!]: 22_000, [payment!]: 2_500 },
      end: true,
    })
    await beat(view, { ...second, onScreen: [] }) // late
    await beat(view, { seq: 4, pages: { 3: 60_000 }, sections: { [parameters!]: 60_000 }, end: true }) // repeated
    const told = (await actsOf(view.viewId)).filter(act => act.type === 'document.section_viewed')
    expect(new Set(told.map(act => act.id)).size).toBe(told.length)
    const sum = (id: string) =>
      told
        .filter(act => act.props.sectionId === id)
        .reduce((all, act) => all + (act.props.seconds as number), 0)
    expect(sum(parameters!)).toBeCloseTo(60, 6)
    expect(sum(price!)).toBeCloseTo(22, 6)
    expect(sum(payment!)).toBeCloseTo(2.5, 6)
    expect(told[0]!).toMatchObject({
      customer: accountId,
      person: contactId,
      props: { section: 'parameters', seconds: 47, page: 3, kind: 'tender', device: 'phone', documentId },
    })
  })

  test('forged durations are cut to the time that went by, and marked', async () => {
    const view = await opened(tokenOf(await makeLink()), { gestures: 1 })
    at(10 * SECOND)
    await beat(view, { pages: { 1: 3_600_000 }, sections: { [view.sections[0]!.id]: 3_600_000 }, end: true })
    const [told] = (await actsOf(view.viewId)).filter(act => act.type === 'document.section_viewed')
    expect(told!.props.seconds).toBeLessThanOrEqual(15)
    const foreign = await opened(tokenOf(await makeLink()))
    const stolen = await beat({ ...foreign, token: view.token }, { pages: { 1: 1_000 } })
    expect(stolen.json().error.code).toBe('view.expired')
  })

  test('a phone that vanishes without a word: the rest is told after a minute of silence', async () => {
    const view = await opened(tokenOf(await makeLink()), { gestures: 1 })
    const id = view.sections[0]!.id
    at(20 * SECOND)
    await beat(view, { pages: { 1: 18_000 }, sections: { [id]: 18_000 }, onScreen: [id] })
    expect((await actsOf(view.viewId)).length).toBe(1)
    at(2 * MINUTE)
    await app.documents.beats.sweep()
    const told = (await actsOf(view.viewId)).filter(act => act.type === 'document.section_viewed')
    expect(told.map(act => act.props.seconds)).toEqual([18])
  })

  test('a view that ends within seconds is told as bounced, by its end or by silence; one that was read is not', async () => {
    const bouncedOf = async (view: OpenedView) =>
      (await actsOf(view.viewId)).filter(act => act.type === 'document.bounced')
    const closed = await opened(tokenOf(await makeLink()), { gestures: 1 })
    at(3 * SECOND)
    await beat(closed, { pages: { 1: 2_500 }, end: true })
    expect((await bouncedOf(closed)).map(act => act.props.seconds)).toEqual([2.5])
    const lost = await opened(tokenOf(await makeLink()), { gestures: 1 })
    at(3 * SECOND)
    await beat(lost, { pages: { 1: 2_000 } })
    expect(await bouncedOf(lost)).toEqual([])
    at(2 * MINUTE)
    await app.documents.beats.sweep()
    expect((await bouncedOf(lost)).length).toBe(1)
    const read = await opened(tokenOf(await makeLink()), { gestures: 1 })
    at(30 * SECOND)
    await beat(read, { pages: { 1: 28_000 }, end: true })
    expect(await bouncedOf(read)).toEqual([])
  })

  test('heat, lineage and story: certain and inferred edges, names only with permission', async () => {
    const own = documentId
    documentId = await makeDocument('热度')
    const link = await makeLink({ contactId, channel: 'wechat' })
    const first = await opened(tokenOf(link), { gestures: 1 })
    await allow(first)
    const sections = first.sections
    const parameters = sections.find(section => section.page === 3)!.id
    at(70 * SECOND)
    await beat(first, { pages: { 3: 64_000 }, sections: { [parameters]: 64_000 }, end: true })
    const share = (name?: string) =>
      app.http.server.inject({
        method: 'POST',
        url: `/api/public/views/${first.viewId}/shares`,
        payload: { token: first.token, name },
      })
    at(3 * MINUTE)
    const passed = await share('何主任')
    expect(passed.json().qr).toMatch(/^data:image\/png/)
    await share()
    const child = await opened(tokenOf(passed.json()), { gestures: 1 }, '198.51.100.4')
    expect(child.forwardedBy).toBe('赵敏')
    at(30 * SECOND)
    await beat(child, { pages: { 5: 20_000 }, end: true })
    const stranger = await opened(tokenOf(link), { gestures: 1 })
    at(30 * SECOND)
    await beat(stranger, { pages: { 1: 20_000 }, end: true })
    const refuser = await opened(tokenOf(link), { gestures: 1 }, '198.51.100.9')
    await allow(refuser, 'denied')
    at(30 * SECOND)
    await beat(refuser, { pages: { 2: 15_000 }, end: true })

    const told = await reading()
    expect(told.totalMs).toBe(64_000 + 20_000 + 20_000 + 15_000)
    expect(told.pages.reduce((sum, page) => sum + page.ms, 0)).toBe(told.totalMs)
    expect(told.readers.reduce((sum, row) => sum + row.totalMs, 0)).toBe(told.totalMs)
    expect(told.readers.map(row => [row.name, row.ordinal, row.permitted])).toEqual([
      ['赵敏', null, true],
      [null, 1, false],
      [null, 2, false],
      [null, null, false],
    ])
    expect(told.readers.at(-1)).toMatchObject({ id: 'withheld', device: null })
    const edges = told.lineage.map(node => [node.kind, node.edge, node.name])
    expect(edges).toContainEqual(['reader', 'root', '赵敏'])
    expect(edges).toContainEqual(['reader', 'certain', '何主任'])
    expect(edges).toContainEqual(['unopened', 'certain', null])
    const guessed = told.lineage.filter(node => node.edge === 'inferred')
    expect(guessed.length).toBe(2)
    for (const node of guessed) expect(node.confidence).toBeGreaterThan(0.05)
    const story = told.story.filter(line => line.readerId === told.readers[0]!.id)
    expect(story.map(line => [line.kind, line.page, line.count])).toEqual([
      ['opened', null, 1],
      ['read', 3, 1],
      ['forwarded', null, 2],
    ])
    expect(story[1]).toMatchObject({ section: '技术参数', ms: 64_000, device: 'phone' })
    expect(told.story.some(line => line.readerId === 'withheld')).toBe(false)
    expect(told.findings[0]).toMatchObject({ kind: 'most-read', page: 3, section: '技术参数', readers: 1 })

    await allow(first, 'denied')
    expect((await reading()).readers[0]!.name).not.toBe('赵敏')
    documentId = own
  })

  test('coming back with the same device is a return, not another reader', async () => {
    const link = await makeLink()
    const first = await opened(tokenOf(link), { gestures: 1 })
    at(60 * MINUTE)
    const again = await opened(tokenOf(link), { gestures: 1, visitor: first.visitor })
    const told = (await actsOf(again.viewId)).find(act => act.type === 'document.opened')
    expect(told!.props).toMatchObject({ times: 2, again: true })
    expect((await actsOf(first.viewId))[0]!.props.readerId).toBe(told!.props.readerId)
  })
})

describe('fetching the file', () => {
  test('by ranges with the view’s token, not without; downloads only where allowed', async () => {
    const link = await makeLink()
    const view = await opened(tokenOf(link))
    const whole = await app.http.server.inject({ url: view.fileUrl })
    expect(whole.headers['accept-ranges']).toBe('bytes')
    const part = await app.http.server.inject({ url: view.fileUrl, headers: { range: 'bytes=10-19' } })
    expect([part.statusCode, part.rawPayload.length]).toEqual([206, 10])
    expect(part.rawPayload).toEqual(whole.rawPayload.subarray(10, 20))
    const none = await app.http.server.inject({ url: view.fileUrl, headers: { range: 'bytes=99999999-' } })
    expect(none.statusCode).toBe(416)
    const forged = await app.http.server.inject({ url: view.fileUrl.replace(/t=.*/, 't=x.y.z') })
    expect(forged.statusCode).toBe(401)
    const ask = () =>
      app.http.server.inject({
        method: 'POST',
        url: `/api/public/views/${view.viewId}/downloads`,
        payload: { token: view.token },
      })
    expect((await ask()).json().error.code).toBe('view.no-download')
    await team
      .as('rep')
      .inject({ method: 'PATCH', url: `/api/v1/share-links/${link.id}`, payload: { download: true } })
    const file = await app.http.server.inject({ url: (await ask()).json().url })
    expect(file.headers['content-disposition']).toContain("filename*=UTF-8''64%20")
    const types = (await actsOf(view.viewId)).map(act => act.type)
    expect(types.sort()).toEqual(['document.downloaded', 'document.opened'])
    const both = { watermark: true, download: true }
    const refused = await team
      .as('rep')
      .inject({ method: 'PATCH', url: `/api/v1/share-links/${link.id}`, payload: both })
    expect(refused.json().error.code).toBe('share.watermark-download')
  })
})

test('another workspace and another person’s scope find nothing', async () => {
  const other = await workspace()
  const link = await makeLink()
  for (const url of [`/api/v1/documents/${documentId}`, `/api/v1/documents/${documentId}/reading`]) {
    expect((await other.as('admin').inject({ url })).statusCode).toBe(404)
  }
  const patch = {
    method: 'PATCH',
    url: `/api/v1/share-links/${link.id}`,
    payload: { revoked: true },
  } as const
  expect((await other.as('admin').inject(patch)).statusCode).toBe(404)
  expect((await team.as('manager').inject({ url: `/api/v1/documents/${documentId}` })).statusCode).toBe(200)
  const nobody = await team.as('rep').inject({ url: `/api/v1/documents/${newId()}` })
  expect(nobody.statusCode).toBe(404)
})

test('sharing a tender is told once for the recipient', async () => {
  const link = await makeLink({ contactId })
  await app.outbox.drain()
  const told = acts.filter(({ act }) => act.props.linkId === link.id)
  expect(told.map(({ act }) => act)).toMatchObject([
    { type: 'proposal.shared', customer: accountId, person: contactId, props: { kind: 'tender' } },
  ])
  const audited = await app.db.tx(team.workspaceId, tx =>
    tx.execute(sql`select 1 from audit where act = 'share-link.created' and details ->> 'link' = ${link.id}`),
  )
  expect(audited.rows.length).toBe(1)
})

test('acts reach the event log within consent: without it the act stays, the person does not', async () => {
  const loggedOf = async (view: OpenedView) => {
    await app.outbox.drain()
    const entries = await app.eventLog.read(team.workspaceId, 0, 10_000)
    return entries
      .map(entry => entry.body)
      .filter(body => body.kind === 'event' && body.props.viewId === view.viewId)
  }
  const own = await team
    .as('rep')
    .inject({ method: 'POST', url: '/api/v1/contacts', payload: { name: '沈曼', accountId } })
  const link = await makeLink({ contactId: own.json().id })
  const silent = await opened(tokenOf(link), { gestures: 1 })
  const [unnamed] = await loggedOf(silent)
  expect(unnamed).toMatchObject({ type: 'document.opened', customer: accountId })
  expect(unnamed).not.toHaveProperty('person')
  await allow(silent)
  const again = await opened(tokenOf(link), { gestures: 1, visitor: silent.visitor })
  expect((await loggedOf(again))[0]).toMatchObject({ customer: accountId, person: own.json().id })
  await allow(again, 'denied')
  const later = await opened(tokenOf(link), { gestures: 1, visitor: silent.visitor })
  expect((await loggedOf(later))[0]).not.toHaveProperty('person')
})

test('what a reader chose goes with them once they are named', async () => {
  const idsOf = ({ readers }: Reading) => readers.map(one => one.id)
  const before = new Set(idsOf(await reading()))
  const link = await makeLink()
  const first = await opened(tokenOf(link), { gestures: 1 })
  await allow(first)
  const { body: made } = await team
    .as('rep')
    .inject({ method: 'POST', url: '/api/v1/contacts', payload: { name: '顾岚', accountId } })
  const contact = JSON.parse(made).id
  const reader = idsOf(await reading()).find(id => !before.has(id))
  const named = await team
    .as('rep')
    .inject({ method: 'PATCH', url: `/api/v1/readers/${reader}`, payload: { contactId: contact } })
  expect(named.statusCode, named.body).toBe(204)
  const again = await opened(tokenOf(link), { gestures: 1, visitor: first.visitor })
  await app.outbox.drain()
  const entries = await app.eventLog.read(team.workspaceId, 0, 10_000)
  const told = entries.map(entry => entry.body).filter(body => body.kind === 'event')
  expect(told.filter(body => body.props.viewId === again.viewId)[0]).toMatchObject({ person: contact })
})
