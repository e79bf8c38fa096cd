import { expect, test } from 'vitest'
import { type Id, newId } from '#kernel/id.ts'
import { DAY } from '#kernel/time.ts'
import { testApp } from '#test/app.ts'
import type { BoardAnswer, BoardItem, BoardSettings } from './api.ts'
import { toPropTest } from './condition.ts'

const { app, clock, workspace } = await testApp()

const settings: BoardSettings = {
  touches: [
    { event: 'document.opened', where: '', aside: false },
    { event: 'demo.attended', where: 'e.props.minutes >= 20', aside: false },
  ],
  success: { event: 'opportunity.won', where: '', aside: false },
  windowDays: 30,
  period: { days: 90 },
  segment: { tags: [], tiers: [], industries: [] },
}

type Work = Awaited<ReturnType<typeof workspace>>

async function account(work: Work, role: 'admin' | 'rep', name: string, more = {}): Promise<Id> {
  const answer = await work
    .as(role)
    .inject({ method: 'POST', url: '/api/v1/accounts', payload: { name, ...more } })
  expect(answer.statusCode).toBe(200)
  return answer.json().id
}

async function happened(
  work: Work,
  customer: Id,
  ...acts: [type: string, daysAgo: number, props?: object][]
) {
  const events = acts.map(([type, daysAgo, props = {}]) => ({
    id: newId(),
    type,
    at: clock.now() - daysAgo * DAY,
    customer,
    props: props as Record<string, unknown>,
  }))
  await app.ingest.accept({ workspaceId: work.workspaceId, source: 'test', imported: false }, events)
}

async function asked(
  work: Work,
  role: 'admin' | 'rep',
  wanted: BoardSettings = settings,
): Promise<BoardAnswer> {
  const answer = await work
    .as(role)
    .inject({ method: 'POST', url: '/api/v1/journeys/answer', payload: wanted })
  expect(answer.json()).not.toHaveProperty('error')
  return answer.json()
}

async function filled() {
  const work = await workspace()
  const mine = await account(work, 'rep', '青溪区人民医院', { tags: ['重点'] })
  const other = await account(work, 'admin', '武陵妇幼保健院')
  await happened(
    work,
    mine,
    ['document.opened', 20],
    ['demo.attended', 15, { minutes: 40 }],
    ['opportunity.won', 5],
  )
  await happened(work, other, ['document.opened', 20], ['demo.attended', 15, { minutes: 5 }])
  return { work, mine, other }
}

test('a board counts everybody for who sees all, and own customers for a rep', async () => {
  const { work, mine, other } = await filled()
  const all = await asked(work, 'admin')
  expect(all.funnel.map(step => step.reached)).toEqual([2, 1, 1])
  expect(all.funnel[1]!.ofBefore).toMatchObject({ value: 0.5 })
  expect(all.funnel[1]!.ofBefore.low).toBeGreaterThan(0)
  expect(all).toMatchObject({ journeys: 2, conversions: 1, grade: 'association', events: [2, 1] })
  expect((await asked(work, 'rep')).funnel.map(step => step.reached)).toEqual([1, 1, 1])
  const tagged = { ...settings, segment: { ...settings.segment, tags: ['重点'] } }
  expect((await asked(work, 'admin', tagged)).journeys).toBe(1)

  const at = async (role: 'admin' | 'rep') =>
    (
      await work.as(role).inject({
        method: 'POST',
        url: '/api/v1/journeys/customers',
        payload: { settings, place: { kind: 'step', step: 0, lost: false } },
      })
    ).json()
  expect((await at('admin')).map((row: { id: Id }) => row.id).sort()).toEqual([mine, other].sort())
  expect(await at('rep')).toMatchObject([{ id: mine, name: '青溪区人民医院' }])
})

test('the lake is filled on demand, answers stay the same, and its state is told', async () => {
  const { work } = await filled()
  const before = await asked(work, 'admin')
  const written = await work.as('admin').inject({ method: 'POST', url: '/api/v1/lake' })
  expect(written.json().written).toBeGreaterThanOrEqual(5)
  expect(await asked(work, 'admin')).toEqual(before)
  const stats = (await work.as('admin').inject({ url: '/api/v1/lake' })).json()
  expect(stats).toMatchObject({ waiting: 0, behindMs: 0 })
  expect(stats.rows).toBe(written.json().written)
  expect(stats.bytes).toBeGreaterThan(0)
})

test('boards: three ready-made, saved ones change by version, links lead to what was shared', async () => {
  const { work } = await filled()
  const admin = work.as('admin')
  const list = async () => (await admin.inject({ url: '/api/v1/journeys' })).json() as BoardItem[]
  expect((await list()).map(board => board.id)).toEqual(['first-inquiry', 'demo-dwell', 'objections'])
  for (const { settings: ready } of await list()) await asked(work, 'admin', ready)

  const id = newId()
  const made = await admin.inject({
    method: 'POST',
    url: '/api/v1/journeys',
    payload: { id, name: '成交路径', settings },
  })
  expect(made.json()).toMatchObject({ id, version: 1, readyMade: false, name: { en: '成交路径' } })
  const shared = await admin.inject({
    method: 'POST',
    url: '/api/v1/journeys/shares',
    payload: { board: id, name: '成交路径', settings },
  })
  const change = { version: 1, name: '改过', settings: { ...settings, windowDays: 7 } }
  const saved = await admin.inject({ method: 'PUT', url: `/api/v1/journeys/${id}`, payload: change })
  expect(saved.json()).toMatchObject({ version: 2, name: { en: '改过' } })
  const stale = await admin.inject({ method: 'PUT', url: `/api/v1/journeys/${id}`, payload: change })
  expect(stale.statusCode).toBe(409)

  const link = `/api/v1/journeys/shares/${shared.json().token}`
  expect((await work.as('rep').inject({ url: link })).json()).toMatchObject({ name: '成交路径', settings })
  expect((await (await workspace()).as('admin').inject({ url: link })).statusCode).toBe(404)
  expect((await app.http.server.inject({ url: link })).statusCode).toBe(401)
  expect((await admin.inject({ method: 'DELETE', url: `/api/v1/journeys/${id}` })).statusCode).toBe(204)
  expect((await work.as('rep').inject({ url: link })).statusCode).toBe(404)
})

test('who may not is refused; what can’t be answered is said', async () => {
  const work = await workspace()
  const rep = work.as('rep')
  for (const [method, url, payload] of [
    ['POST', '/api/v1/journeys', { id: newId(), name: 'x', settings }],
    ['PUT', `/api/v1/journeys/${newId()}`, { version: 1, name: 'x', settings }],
    ['DELETE', `/api/v1/journeys/${newId()}`, undefined],
    ['POST', '/api/v1/journeys/shares', { board: null, name: 'x', settings }],
    ['POST', '/api/v1/lake', undefined],
    ['PUT', '/api/v1/lake/retention', { days: { page: 90 } }],
  ] as const)
    expect([url, (await rep.inject({ method, url, ...(payload && { payload }) })).statusCode]).toEqual([
      url,
      403,
    ])
  const integrator = work.as('integrator')
  const place = { kind: 'step', step: 0, lost: false }
  const customers = {
    method: 'POST',
    url: '/api/v1/journeys/customers',
    payload: { settings, place },
  } as const
  expect((await integrator.inject(customers)).statusCode).toBe(403)
  for (const [where, code] of [
    ['e.props.minutes >', 'journey.condition'],
    ['size(e.props.list) > 2', 'journey.condition-too-rich'],
    ["customer.tier == 'S'", 'journey.condition-too-rich'],
    ['true', 'journey.condition-too-rich'],
  ]) {
    const payload = { ...settings, touches: [{ event: 'a', where }] }
    const answer = await rep.inject({ method: 'POST', url: '/api/v1/journeys/answer', payload })
    expect([where, answer.statusCode, answer.json().error.code]).toEqual([where, 400, code])
  }
  const backwards = { ...settings, period: { from: 2, to: 1 } }
  const answer = await rep.inject({ method: 'POST', url: '/api/v1/journeys/answer', payload: backwards })
  expect(answer.json().error.code).toBe('journey.period')
  const hostile = { ...settings, touches: [{ event: `x'; drop table hit; --`, where: '', aside: false }] }
  expect((await asked(work, 'rep', hostile)).journeys).toBe(0)
})

test('a condition keeps its meaning on the way to the lake', () => {
  expect(
    toPropTest('a', `!(e.props['我 x'].y in ['a', 2, -1.5]) && 3 <= e.props.n || has(e.props.z)`),
  ).toEqual({
    op: 'or',
    tests: [
      {
        op: 'and',
        tests: [
          { op: 'not', test: { op: 'in', path: ['我 x', 'y'], values: ['a', 2, -1.5] } },
          { op: '>=', path: ['n'], value: 3 },
        ],
      },
      { op: 'has', path: ['z'] },
    ],
  })
  expect(toPropTest('a', `'a' in e.props.l && e.props.t.contains("'")`)).toEqual({
    op: 'and',
    tests: [
      { op: 'holds', path: ['l'], value: 'a' },
      { op: 'contains', path: ['t'], value: "'" },
    ],
  })
})
