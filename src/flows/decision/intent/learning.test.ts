import { expect, test, vi } from 'vitest'
import { type Id, newId } from '#kernel/id.ts'
import type { LogBody } from '#kernel/ports/event-log.ts'
import { DAY, HOUR } from '#kernel/time.ts'
import { testApp } from '#test/app.ts'
import type { ChallengerView } from './learning-api.ts'

const { app, clock, workspace } = await testApp()
const space = await workspace()
const base = '/api/v1/score/learning'

/** Accounts of which those that ask for a quote win within weeks, the others lose; a contract is signed with each win. */
function history(count: number, now: number): LogBody[] {
  return Array.from({ length: count }, (_, i): LogBody[] => {
    const customer: Id = newId()
    const born = now - 400 * DAY + ((i * 37) % 200) * DAY
    const act = (type: string, at: number, props = {}): LogBody => {
      return { kind: 'event', id: newId(), type, at, customer, props, source: 'test', imported: true }
    }
    const asks = i % 2 === 0
    const wins = asks ? i % 10 !== 0 : i % 11 === 1
    const end = born + 75 * DAY
    return [
      act('document.opened', born),
      act('page.viewed', born + 20 * DAY),
      ...(asks ? [act('quote.requested', end - 20 * DAY)] : []),
      ...(wins
        ? [act('opportunity.won', end), act('demo.attended', end + HOUR)]
        : [act('opportunity.lost', end, { reason: 'price' })]),
    ]
  }).flat()
}

const read = async (): Promise<{ version: number; challenger: ChallengerView | null }> =>
  (await space.as('manager').inject({ url: base })).json()

const learn = async (payload: object): Promise<ChallengerView> => {
  clock.set(clock.now() + 1_000)
  const begun = await space.as('director').inject({ method: 'POST', url: base, payload })
  expect(begun.statusCode, begun.body).toBe(200)
  return vi.waitFor(
    async () => {
      const { challenger } = await read()
      expect(challenger!.state).toBe('ready')
      return challenger!
    },
    { timeout: 60_000, interval: 200 },
  )
}

const question = { outcome: { kind: 'deals' }, horizonDays: 30 }

test('a director learns from won and lost deals, sees what moved, puts a leak back, and promotes by hand', {
  timeout: 120_000,
}, async () => {
  await app.eventLog.append(space.workspaceId, history(200, clock.now()))
  expect((await read()).challenger).toBeNull()
  const keep = [{ term: 'demo-attended', reason: 'We book demos before contracts' }]
  const withLeak = await learn({ ...question, keep })
  expect(withLeak.card!.leaks).toMatchObject([{ term: 'demo-attended', kept: true }])
  expect(withLeak.model!.events.map(term => term.id)).toContain('demo-attended')
  const { id, basedOn, model, card } = await learn(question)
  expect(card!.closed).toBe(200)
  expect(card!.isEnough).toBe(true)
  // The weight of what precedes wins has risen and is better known than before.
  const quote = card!.terms.find(one => one.term === 'quote-requested')!
  expect(quote.after.weight).toBeGreaterThan(quote.before.weight)
  expect(quote.after.sd).toBeLessThan(quote.before.sd)
  // The demo, booked within the hour of each win, foretells nothing and is left out.
  expect(card!.leaks).toMatchObject([{ term: 'demo-attended', kept: false }])
  expect(model!.events.map(term => term.id)).not.toContain('demo-attended')
  expect(model!.target.en).toBe('wins a deal within 30 days')

  const promoted = await space
    .as('director')
    .inject({ method: 'POST', url: `${base}/${id}/promote`, payload: { note: '学自一年的成交' } })
  expect(promoted.json()).toEqual({ version: basedOn + 1 })
  const now = (await space.as('manager').inject({ url: '/api/v1/score/model' })).json()
  expect(now.model.version).toBe(basedOn + 1)
  expect(now.versions[0].note).toBe('学自一年的成交')
  expect(now.model.prior.logOdds).toBeCloseTo(model!.prior.logOdds, 12)
  expect((await read()).challenger!.state).toBe('promoted')
  const former = await space.as('manager').inject({ url: `/api/v1/score/model/${basedOn}` })
  expect(former.json().version).toBe(basedOn)
})

test('any act can be the outcome, and a challenger of an older version is refused', {
  timeout: 120_000,
}, async () => {
  const kept = await learn({ ...question, outcome: { kind: 'event', event: 'opportunity.won' } })
  expect(kept.card!.closed).toBeLessThan(200)
  expect(kept.model!.target).toEqual({
    'zh-CN': '30 天内有「商机赢单」',
    en: 'shows “An opportunity was won” within 30 days',
  })
  const current = (await space.as('director').inject({ url: '/api/v1/score/model' })).json().model
  const saved = await space.as('director').inject({
    method: 'PUT',
    url: '/api/v1/score/model',
    payload: { basedOn: current.version, model: current, note: '' },
  })
  expect(saved.statusCode, saved.body).toBe(200)
  const stale = await space
    .as('director')
    .inject({ method: 'POST', url: `${base}/${kept.id}/promote`, payload: {} })
  expect(stale.statusCode).toBe(409)
  expect(stale.json().error.code).toBe('score.model-stale')
  const gone = await space.as('director').inject({ method: 'POST', url: `${base}/${kept.id}/discard` })
  expect(gone.statusCode).toBe(204)
  const again = await space.as('director').inject({ method: 'POST', url: `${base}/${kept.id}/discard` })
  expect(again.json().error.code).toBe('learning.not-ready')
})

test('a rep may not learn, promote or discard, a manager of another company finds nothing', async () => {
  const other = await workspace()
  const { challenger } = await read()
  for (const [method, url, payload] of [
    ['POST', base, question],
    ['POST', `${base}/${challenger!.id}/promote`, {}],
    ['POST', `${base}/${challenger!.id}/discard`, undefined],
  ] as const) {
    const answer = await space.as('rep').inject({ method, url, ...(payload && { payload }) })
    expect(answer.statusCode, url).toBe(403)
  }
  const foreign = await other
    .as('director')
    .inject({ method: 'POST', url: `${base}/${challenger!.id}/discard` })
  expect(foreign.statusCode).toBe(404)
})
