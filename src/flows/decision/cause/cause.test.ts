import { sql } from 'drizzle-orm'
import { beforeAll, expect, test, vi } from 'vitest'
import { newId } from '#kernel/id.ts'
import type { LogBody } from '#kernel/ports/event-log.ts'
import { DAY, HOUR } from '#kernel/time.ts'
import { makeRandom, type Random } from '#lib/stats/random.ts'
import { type TestApp, type TestWorkspace, testApp } from '#test/app.ts'
import type { Question, StudyView } from './api.ts'

let app: TestApp
let work: TestWorkspace
let start: number

type Role = 'rep' | 'manager'
const send = async (
  method: 'GET' | 'POST' | 'DELETE',
  url: string,
  payload?: object,
  role: Role = 'manager',
) => {
  const answer = await work.as(role).inject({ method, url, ...(payload && { payload }) })
  return { status: answer.statusCode, body: answer.body === '' ? undefined : answer.json() }
}

const question = (more: Partial<Question> = {}) => ({
  kind: 'adjusted',
  treatment: { event: 'demo.attended' },
  outcome: { event: 'quote.requested', measure: 'count' },
  from: start,
  to: start + 120 * DAY,
  days: 30,
  seed: 1,
  ...more,
})

/** Asks, and waits until it is answered. */
const answered = async (body: object): Promise<StudyView> => {
  const made = await send('POST', '/api/v1/causes', body)
  expect(made.status, JSON.stringify(made.body)).toBe(200)
  return vi.waitFor(
    async () => {
      const { body: view } = await send('GET', `/api/v1/causes/${made.body.id}`)
      expect(view.state).not.toBe('running')
      return view as StudyView
    },
    { timeout: 60_000, interval: 100 },
  )
}

/**
 * Accounts with interest of their own: those with more of it read more, come to a demo more often, and ask for a quote
 * more often anyway, week by week. The demo adds `effect` quotes each, on average.
 */
function accountsOf(random: Random, amount: number, effect: number, pick: number): LogBody[] {
  return Array.from({ length: amount }, () => newId()).flatMap(customer => {
    const interest = random.uniform()
    const act = (day: number, type: string): LogBody => ({
      kind: 'event',
      id: newId(),
      type,
      at: start + day * DAY + HOUR + random.integer(8 * HOUR),
      customer,
      props: {},
      source: 'test',
      imported: true,
    })
    const reads = Array.from({ length: 1 + Math.round(10 * interest) }, () =>
      act(-25 + random.integer(24), 'document.read'),
    )
    const demo = random.uniform() < pick * interest
    const day = 7 * (2 + random.integer(8)) + 1
    const weeks = Array.from({ length: 17 }, (_, week) => week * 7).filter(
      () => random.uniform() < 0.12 * interest,
    )
    return [
      ...reads,
      ...weeks.map(each => act(each, 'quote.requested')),
      ...(demo ? [act(day, 'demo.attended')] : []),
      ...(demo && random.uniform() < effect ? [act(day + 9 + random.integer(15), 'quote.requested')] : []),
    ]
  })
}

const fill = (effect: number, amount = 1500, pick = 0.8) =>
  app.app.eventLog.append(work.workspaceId, accountsOf(makeRandom(5), amount, effect, pick))

beforeAll(async () => {
  app = await testApp()
  start = Math.floor(app.clock.now() / DAY) * DAY - 150 * DAY
})

test('an effect that was put in is found inside its interval, with its grade, and kept as it was', {
  timeout: 90_000,
}, async () => {
  work = await app.workspace()
  await fill(0.25)
  const found = await answered(question())
  expect(found, JSON.stringify(found.reasons)).toMatchObject({
    state: 'done',
    verdict: 'reported',
    grade: 'C',
    reasons: [],
  })
  expect(found.effect!.ci[0]).toBeGreaterThan(0)
  expect(found.effect!.ci[0]).toBeLessThan(0.25)
  expect(found.effect!.ci[1]).toBeGreaterThan(0.25)
  if (found.result?.kind !== 'adjusted') throw new Error('kind')
  expect(found.result.naive!).toBeGreaterThan(found.effect!.estimate)
  expect(found.result.passed.every(each => each.passed)).toBe(true)
  expect(found.accounting!.treated + found.accounting!.untreated).toBeGreaterThan(1200)
  expect(found.provenance).toMatchObject({ method: 1 })
  // The same again gives the same; later events don't touch what was concluded.
  const again = await answered(question())
  expect(again.effect).toEqual(found.effect)
  await fill(0, 50)
  expect((await send('GET', `/api/v1/causes/${found.id}`)).body).toEqual(found)
  const list = (await send('GET', '/api/v1/causes', undefined, 'rep')).body
  expect(list.map((item: { verdict: string }) => item.verdict)).toEqual(['reported', 'reported'])
  await expect(
    app.db.tx(work.workspaceId, tx => tx.execute(sql`update cause_result set body = null`)),
  ).rejects.toThrow()
})

test('no effect is found where there was none', { timeout: 90_000 }, async () => {
  work = await app.workspace()
  await fill(0)
  const found = await answered(question())
  expect(found.verdict).toBe('reported')
  expect(found.effect!.ci[0]).toBeLessThan(0)
  expect(found.effect!.ci[1]).toBeGreaterThan(0)
})

test('too few to compare: refused with reasons, and no number of the effect anywhere in the answer', {
  timeout: 90_000,
}, async () => {
  work = await app.workspace()
  await fill(0.25, 60, 0.4)
  const found = await answered(question())
  expect(found).toMatchObject({ state: 'done', verdict: 'refused', effect: null })
  expect(found.reasons.length).toBeGreaterThan(0)
  if (found.result?.kind === 'adjusted')
    expect(found.result).toMatchObject({
      effect: null,
      naive: null,
      refuters: [],
      hidden: null,
      eValue: null,
    })
  const never = await answered(question({ treatment: { event: 'never.happened' } }))
  expect(never).toMatchObject({ verdict: 'refused', grade: null, result: { kind: 'impossible' } })
  expect(never.reasons[0]!.text['zh-CN']).toContain('观察满 30 天')
})

test('it can be cancelled; one at a time; who may; other workspaces see nothing', {
  timeout: 60_000,
}, async () => {
  work = await app.workspace()
  await fill(0.25)
  const made = await send('POST', '/api/v1/causes', question())
  expect(made.body).toMatchObject({ state: 'running', verdict: null })
  expect(await send('POST', '/api/v1/causes', question())).toMatchObject({
    status: 409,
    body: { error: { code: 'cause.busy' } },
  })
  expect((await send('DELETE', `/api/v1/causes/${made.body.id}`, undefined, 'rep')).status).toBe(403)
  const { body } = await send('DELETE', `/api/v1/causes/${made.body.id}`)
  expect(body).toMatchObject({ state: 'cancelled', result: null })
  expect((await send('POST', '/api/v1/causes', question(), 'rep')).status).toBe(403)
  expect((await app.app.http.server.inject('/api/v1/causes')).statusCode).toBe(401)
  const short = await send('POST', '/api/v1/causes', question({ to: start + 40 * DAY }))
  expect(short.body.error.code).toBe('cause.period')
  const same = await send('POST', '/api/v1/causes', question({ treatment: { event: 'quote.requested' } }))
  expect(same.body.error.code).toBe('cause.same-event')
  work = await app.workspace()
  expect((await send('GET', `/api/v1/causes/${made.body.id}`)).status).toBe(404)
  expect((await send('GET', '/api/v1/causes')).body).toEqual([])
})
