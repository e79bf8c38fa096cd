import { afterAll, beforeAll, expect, test } from 'vitest'
import { kits } from '#app/sample/kits.ts'
import { strategies } from '#app/sample/strategies.ts'
import type { Evidence, IntentView } from '#decision/intent/api.ts'
import type { Id } from '#kernel/id.ts'
import { DAY, MINUTE } from '#kernel/time.ts'
import type { TestApp, TestWorkspace } from '#test/app.ts'
import { tenderPdf } from '#test/pdf.ts'
import { openSite, phone, type Site, shoot } from './site.ts'

// The story that the product stands on, told through a real browser: a tender lies unopened for a week, the hospital
// publishes on localisation, the rep is told at once with the acts behind it; then the customer reads and passes it on.

const patient = { timeout: 20_000 }

let site: Site
let server: TestApp
let team: TestWorkspace
let accountId: Id
let contactId: Id
let documentId: Id
let link: string
let ahead = 0

beforeAll(async () => {
  site = await openSite(['web', 'web/portal'])
  server = site.server
  team = site.team
  // Time goes on by itself, from wherever the story has put it.
  const moving = setInterval(() => server.clock.set(Date.now() + ahead), 20)
  afterAll(() => clearInterval(moving))
}, 240_000)

type Role = Parameters<TestWorkspace['as']>[0]

const post = (role: Role, path: string, payload: object) => site.call(role, 'POST', path, payload)
const get = (role: Role, path: string) => site.call(role, 'GET', path)
const openStaff = (role: Role, path: string) => site.openAs(role, path, phone)

/** Prior + shown acts + absences + the others + profile: what the screen adds up. */
const sumOf = (evidence: Evidence): number =>
  evidence.prior.logOdds +
  evidence.acts.reduce((sum, act) => sum + act.weight, 0) +
  evidence.absences.reduce((sum, absence) => sum + absence.weight, 0) +
  evidence.others.weight +
  evidence.profile.reduce((sum, term) => sum + term.weight, 0)

test('eight days ago: the rep shares a tender with somebody who gave permission', async () => {
  ahead = -8 * DAY - MINUTE
  server.clock.set(Date.now() + ahead)
  accountId = (await post('rep', '/accounts', { name: '云洲市第一人民医院', tier: '三级甲等' })).id
  contactId = (await post('rep', '/contacts', { name: '赵敏', title: '采购主任', accountId })).id
  await post('compliance', '/consent/ledger', {
    subject: contactId,
    decision: 'granted',
    channel: 'in-person',
  })
  const upload = await team.as('rep').inject({
    method: 'POST',
    url: '/api/v1/uploads?name=tender.pdf',
    headers: { 'content-type': 'application/octet-stream' },
    payload: Buffer.from(tenderPdf()),
  })
  documentId = (
    await post('rep', '/documents', {
      title: '腹腔镜投标方案',
      kind: 'tender',
      accountId,
      uploads: [upload.json().id],
    })
  ).id
  await server.app.documents.files.settled()
  link = (await post('rep', `/documents/${documentId}/links`, { contactId, channel: 'wechat' })).url
  await server.app.outbox.drain()
})

test('today: strategies are published, history is brought in, and nothing happens because of it', async () => {
  ahead = 0
  server.clock.set(Date.now())
  const kit = await post('manager', '/kits', { name: kits[0]!.name, content: kits[0]!.content })
  const { definition, name } = strategies[0]!
  const then = (definition.then as object[]).map(action =>
    'kit' in action ? { ...action, kit: kit.id } : action,
  )
  const draft = await post('manager', '/strategies', {
    name: name['zh-CN'],
    definition: { ...definition, then },
  })
  await post('manager', `/strategies/${definition.id}/publish`, { version: draft.version, note: '' })
  const past = await post('admin', '/imports/events', {
    fileHash: 'a'.repeat(64),
    fileName: 'crm.csv',
    mapping: {},
  })
  const events = [3, 5].map(days => ({
    id: `call-${days}`,
    type: 'call.completed',
    at: new Date(Date.now() - days * DAY).toISOString(),
    customer: accountId,
    person: contactId,
    props: { minutes: 12 },
  }))
  await post('admin', `/imports/events/${past.id}`, {
    source: 'crm',
    events,
    rowsDone: 2,
    finished: true,
  })
  expect((await get('rep', '/today')).items).toEqual([])
})

test('the hospital publishes on localisation: tag, lead S, play kit and reasons on the rep’s phone, the director told', async () => {
  const page = await openStaff('rep', '/today')
  await page.getByText('没有', { exact: false }).first().waitFor(patient)
  await shoot(page, 'story-1-empty')
  const key = await post('admin', '/keys', { kind: 'api', name: '公众号连接器', source: 'wechat' })
  const title = '医学装备国产替代工作推进会召开'
  const sent = await fetch(`${site.base}/api/v1/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key.secret}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      id: 'article-1',
      type: 'wechat.article_published',
      at: new Date().toISOString(),
      customer: accountId,
      props: { title, topics: ['国产替代'], account: '云洲一院' },
    }),
  })
  expect(sent.status).toBe(202)

  // Nobody touches the screen: it comes by itself.
  await page.getByRole('heading', { name: '带上国产替代对照表，今天就联系' }).waitFor(patient)
  await page.getByText(`标书发出 8 天没人打开`, { exact: false }).waitFor(patient)
  await shoot(page, 'story-2-suggestion')
  const account = await get('rep', `/accounts/${accountId}`)
  expect(account.tags).toContain('政策敏感型客户')
  const leads = await get('rep', `/leads?account=${accountId}`)
  expect(leads.items.map((lead: { priority: string }) => lead.priority)).toEqual(['S'])
  await expect
    .poll(async () => JSON.stringify((await get('director', '/notifications')).items), patient)
    .toContain('云洲市第一人民医院')

  await page.getByText('看依据').first().tap()
  const sheet = page.getByRole('dialog')
  await sheet.getByText(title, { exact: false }).first().waitFor(patient)
  await sheet
    .getByText(/\d+–\d+%/)
    .first()
    .waitFor(patient)
  await shoot(page, 'story-3-why')
  const today = await get('rep', '/today')
  const one = await get('rep', `/suggestions/${today.items[0].id}`)
  expect(one.evidence.acts[0]).toMatchObject({ type: 'wechat.article_published' })
  expect(sumOf(one.evidence)).toBeCloseTo(one.evidence.total.logOdds, 9)
  await page.context().close()
})

test('the lead opens the tender, stays on the parameters and passes it on; the score moves by what is shown', async () => {
  const before: IntentView = await get('rep', `/accounts/${accountId}/intent?most=200`)
  const context = await site.browser.newContext(phone)
  const page = await context.newPage()
  await page.goto(link)
  const next = page.getByRole('button', { name: '下一页' })
  await page.waitForSelector('.page.drawn[data-page="1"] canvas')
  await next.tap()
  await next.tap()
  await page.waitForSelector('.page.drawn[data-page="3"] canvas')
  await page.waitForTimeout(6_000) // reading takes a person time
  await shoot(page, 'story-4-viewer')
  await page.getByRole('button', { name: '分享给同事' }).tap()
  await page.getByLabel('同事怎么称呼').fill('周文涛')
  await page.getByRole('button', { name: '生成链接' }).tap()
  await page.locator('.sheet img').waitFor()
  await page.goto('about:blank')
  await context.close()

  const types = async () => {
    const { entries } = await get('rep', `/accounts/${accountId}/timeline`)
    return entries as { type: string; props: Record<string, unknown>; person?: unknown }[]
  }
  await expect
    .poll(async () => (await types()).map(event => event.type), patient)
    .toEqual(expect.arrayContaining(['document.opened', 'document.section_viewed', 'document.forwarded']))
  const dwell = async () =>
    (await types())
      .filter(event => event.type === 'document.section_viewed' && event.props.section === 'parameters')
      .reduce((sum, event) => sum + (event.props.seconds as number), 0)
  await expect.poll(dwell, patient).toBeGreaterThan(3)

  const readIntent = (): Promise<IntentView> => get('rep', `/accounts/${accountId}/intent?most=200`)
  const known = new Set(before.evidence.acts.map(act => act.eventId))
  const fresh = async () =>
    (await readIntent()).evidence.acts.filter(act => !known.has(act.eventId)).map(act => act.type)
  await expect
    .poll(fresh, patient)
    .toEqual(expect.arrayContaining(['document.opened', 'document.section_viewed', 'document.forwarded']))
  const after = await readIntent()
  expect(sumOf(after.evidence)).toBeCloseTo(after.evidence.total.logOdds, 9)
  expect(after.evidence.total.logOdds).toBeGreaterThan(before.evidence.total.logOdds)

  const rep = await openStaff('rep', `/accounts/${accountId}`)
  await rep.getByText('技术参数', { exact: false }).first().waitFor(patient)
  await shoot(rep, 'story-5-account')
  await rep.context().close()
})
