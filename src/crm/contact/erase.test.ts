import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DAY, HOUR } from '#kernel/time.ts'
import { testApp } from '#test/app.ts'
import { type DecisionWorkspace, decisionWorkspace } from '#test/decision.ts'
import { filesWith, tablesWith } from '#test/traces.ts'

const home = mkdtempSync(join(tmpdir(), 'loam-erase-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))
const main = await testApp({ LOAM_HOME: home })
const { clock } = main

let space: DecisionWorkspace
let owner: pg.Client
/** What identifies 赵敏, in every form in which it stands somewhere. */
let traces: string[]

const post = async (role: 'rep' | 'manager' | 'compliance' | 'admin', url: string, payload: object) => {
  const answer = await space.as(role).inject({ method: 'POST', url: `/api/v1${url}`, payload })
  if (answer.statusCode >= 300) throw new Error(`${url}: ${answer.body}`)
  return answer.json()
}

beforeAll(async () => {
  space = await decisionWorkspace(main)
  owner = new pg.Client({ connectionString: main.ownerUrl })
  await owner.connect()
  const { accountId, contactId } = space
  const { version } = (
    await space.as('rep').inject({ method: 'GET', url: `/api/v1/contacts/${contactId}` })
  ).json()
  const changes = { phones: ['13812345678'], email: 'zhaomin@renji.example', wechat: 'zm_renji' }
  await space
    .as('rep')
    .inject({ method: 'PATCH', url: `/api/v1/contacts/${contactId}`, payload: { version, changes } })
  traces = [contactId, '赵敏', '13812345678', '138 1234 5678', 'zhaomin@renji.example', 'zm_renji', 'zhaomin']

  const lead = await post('rep', '/leads', {
    name: '赵敏要报价',
    accountId,
    contactId,
    remark: '打 13812345678 找赵敏',
  })
  await post('rep', '/notes', {
    ...{ kind: 'call', accountId, contactIds: [contactId] },
    body: '赵敏说预算批了，邮箱 zhaomin@renji.example',
  })
  await post('rep', '/tasks', { title: '回赵敏电话', accountId, contactId, assigneeId: space.userIds.rep })
  expect(lead.id).toBeTruthy()

  await space.publish({
    id: 'of-account',
    when: [{ as: 'ask', event: 'quote.requested' }],
    then: [
      {
        do: 'suggest',
        to: 'owner',
        title: { 'zh-CN': '回报价', en: 'Quote' },
        reason: { 'zh-CN': '要了报价', en: 'Asked' },
        expires: '30d',
      },
    ],
  })
  await space.publish({
    id: 'of-person',
    key: 'person',
    when: [{ event: 'page.viewed', times: 2 }],
    then: [{ do: 'tag', add: ['看了又看'] }],
  })
  const at = (ago: number) => new Date(clock.now() - ago).toISOString()
  const act = (id: string, type: string, ago: number, props = {}) => ({
    ...{ id, type, at: at(ago), customer: accountId, person: contactId, props },
  })
  await space.send([
    act('v1', 'page.viewed', 3 * HOUR, { title: '参数' }),
    act('v2', 'page.viewed', 2 * HOUR),
    act('q1', 'quote.requested', 0, { name: '赵敏', phone: '13812345678', seats: 30 }),
    {
      id: 'o1',
      type: 'inquiry.submitted',
      at: at(HOUR),
      customer: accountId,
      props: { asked: '请联系赵敏' },
    },
  ])
  await space.settle()
  await post('admin', '/lake', {})
}, 120_000)
afterAll(() => owner?.end())

const erase = (role: 'rep' | 'manager' | 'compliance', confirm: string) =>
  space.as(role).inject({
    method: 'POST',
    url: `/api/v1/contacts/${space.contactId}/erase`,
    payload: { confirm },
  })

test('only whoever keeps consent may erase, and only by typing the name', async () => {
  expect((await erase('rep', '赵敏')).statusCode).toBe(403)
  expect((await erase('manager', '赵敏')).statusCode).toBe(403)
  const wrong = await erase('compliance', '赵')
  expect([wrong.statusCode, wrong.json().error.code]).toEqual([400, 'contact.erase-confirm'])
  expect((await tablesWith(owner, [space.contactId])).length).toBeGreaterThan(10)
  expect((await filesWith(home, [space.contactId])).length).toBeGreaterThan(2)
})

test('afterwards no table and no file knows them; acts, decisions and their chain stay, and all goes on', async () => {
  const before = await owner.query('select count(*)::int as n from event_log where kind = $1', ['event'])
  const done = await erase('compliance', '赵敏')
  expect(done.statusCode, done.body).toBe(200)
  expect(done.json().rows).toBeGreaterThan(5)
  expect(done.json().kept).toEqual([])
  await space.settle()
  expect(await tablesWith(owner, traces)).toEqual([])
  expect(await filesWith(home, traces)).toEqual([])

  const { rows: decided } = await owner.query<{ id: string }>('select id from decision')
  expect(decided.length).toBeGreaterThan(0)
  const decision = await space
    .as('compliance')
    .inject({ method: 'GET', url: `/api/v1/decisions/${decided[0]!.id}` })
  expect(decision.json()).toMatchObject({ intact: true, persons: {} })
  const log = await owner.query<{ id: string; props: object; person: null; n: number }>(
    `select id, props, person from event_log where id in ('q1', 'v1', 'o1') order by id`,
  )
  expect(log.rows).toEqual([
    { id: 'o1', props: { asked: '请联系＊' }, person: null },
    { id: 'q1', props: { name: '＊', phone: '＊', seats: 30 }, person: null },
    { id: 'v1', props: { title: '参数' }, person: null },
  ])
  expect(before.rows[0].n).toBeGreaterThan(3)
  const audit = (
    await space.as('compliance').inject({ method: 'GET', url: '/api/v1/audit?act=contact.erased' })
  ).json()
  expect(audit.items).toMatchObject([{ actorId: space.userIds.compliance, subjectKind: 'contact' }])

  // Told again, as after a failure: nothing more happens. And the engine goes on, without doing anything twice.
  expect((await erase('compliance', '赵敏')).statusCode).toBe(404)
  const fired = async () => (await owner.query('select count(*)::int as n from firing')).rows[0].n
  const firings = await fired()
  clock.set(clock.now() + DAY)
  await space.send([
    {
      id: 'q2',
      type: 'quote.requested',
      at: new Date(clock.now()).toISOString(),
      customer: space.accountId,
      props: {},
    },
  ])
  await space.settle()
  expect(await fired()).toBe(firings + 1)
  expect(await tablesWith(owner, traces)).toEqual([])
})
