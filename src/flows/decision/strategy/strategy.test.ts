import { sql } from 'drizzle-orm'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { DAY, MINUTE } from '#kernel/time.ts'
import { type TestApp, testApp } from '#test/app.ts'
import { type DecisionWorkspace, decisionWorkspace } from '#test/decision.ts'

let app: TestApp
let work: DecisionWorkspace

type Role = 'rep' | 'director' | 'admin'
const send = async (role: Role, method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, payload?: object) => {
  const answer = await work.as(role).inject({ method, url, ...(payload && { payload }) })
  return { status: answer.statusCode, body: answer.body === '' ? undefined : answer.json() }
}
const asked = (id: string, more: object = {}) => ({ id, when: [{ as: 'a', event: 'asked' }], ...more })
const event = (id: string, type: string, at: number, more: object = {}) => ({
  id,
  type,
  at: new Date(at).toISOString(),
  customer: work.accountId,
  props: {},
  ...more,
})
const fired = () =>
  work.rows<{ s: string; v: number }>(
    sql`select strategy_id as s, version as v from firing order by acted_at, s`,
  )

beforeAll(async () => {
  app = await testApp()
})

beforeEach(async () => {
  work = await decisionWorkspace(app)
  app.clock.set(app.clock.now() + 10 * MINUTE)
})

describe('a strategy', () => {
  test('is validated in plain words in both languages, each fault with its place', async () => {
    const definition = {
      id: 'x',
      when: [{ absent: 'opened', for: '7 days' }],
      if: 'shares > 0',
      then: [
        { do: 'start', workflow: 'w' },
        { do: 'webhook', endpoint: 'nowhere' },
      ],
    }
    const { body } = await send('director', 'POST', '/api/v1/strategies/validate', { definition })
    expect(body.ok).toBe(false)
    const paths = body.faults.map(({ path }: { path: string }) => path)
    expect(paths).toEqual(expect.arrayContaining(['when[0]', 'when[0].for', 'if', 'then[0].do']))
    for (const { message } of body.faults) {
      expect(message['zh-CN']).toMatch(/[\u4e00-\u9fff]/)
      expect(message.en).not.toMatch(/[\u4e00-\u9fff]/)
    }
  })

  test('names only kits, endpoints and people that are there; a role that nobody holds is a warning', async () => {
    const to = { role: '售前工程师', of: 'region' }
    const text = { 'zh-CN': '看', en: 'look' }
    const definition = asked('x', {
      then: [
        { do: 'webhook', endpoint: work.workspaceId },
        { do: 'notify', to, text },
        { do: 'task', to: { user: work.accountId }, title: text, due: '1d' },
      ],
    })
    const { body } = await send('director', 'POST', '/api/v1/strategies/validate', { definition })
    expect(body.faults.map(({ path }: { path: string }) => path)).toEqual([
      'then[0].endpoint',
      'then[2].to.user',
    ])
    expect(body.warnings.map(({ path }: { path: string }) => path)).toEqual(['then[1].to.role'])
  })

  test('is kept as a draft however wrong, refused when published wrong, and saved on a stale reading by nobody', async () => {
    const wrong = { id: 'x', when: [] }
    const made = (await send('director', 'POST', '/api/v1/strategies', { name: 'X', definition: wrong })).body
    expect(made).toMatchObject({ state: 'draft', validation: { ok: false } })
    const refused = await send('director', 'POST', '/api/v1/strategies/x/publish', { version: made.version })
    expect(refused).toMatchObject({ status: 400, body: { error: { code: 'strategy.invalid' } } })
    const save = { version: made.version, name: 'X', draft: asked('x') }
    expect((await send('director', 'PUT', '/api/v1/strategies/x/draft', save)).body.validation.ok).toBe(true)
    expect((await send('director', 'PUT', '/api/v1/strategies/x/draft', save)).body.error.code).toBe(
      'strategy.stale',
    )
    const fresh = { name: 'X', definition: asked('x'), fresh: true }
    const copies = [
      await send('director', 'POST', '/api/v1/strategies', fresh),
      await send('director', 'POST', '/api/v1/strategies', fresh),
    ]
    expect(copies.map(({ body }) => [body.id, body.draft.id])).toEqual([
      ['x-2', 'x-2'],
      ['x-3', 'x-3'],
    ])
    expect((await send('rep', 'PUT', '/api/v1/strategies/x/draft', save)).status).toBe(403)
    expect((await send('director', 'GET', '/api/v1/strategies/gallery')).body.length).toBeGreaterThanOrEqual(
      12,
    )
    expect(
      (await send('director', 'POST', '/api/v1/strategies', { name: 'Y', definition: asked('x') })).body.error
        .code,
    ).toBe('strategy.taken')
  })

  test('starts with the events after its publication, and its measures see all before', async () => {
    const now = app.clock.now()
    await work.publish(asked('early'))
    await work.send([event('e1', 'asked', now), event('e2', 'asked', now + 1)])
    await work.settle()
    await work.publish(asked('late', { measures: { n: { count: 'asked' } }, if: 'n == 3' }))
    await work.settle()
    expect((await fired()).map(({ s }) => s)).toEqual(['early', 'early'])
    app.clock.set(now + MINUTE)
    await work.send([event('e3', 'asked', now + MINUTE)])
    await work.settle()
    expect((await fired()).map(({ s }) => s)).toEqual(['early', 'early', 'early', 'late'])
  })

  test('goes on with its next version, and stops when it is retired', async () => {
    const now = app.clock.now()
    await work.publish(asked('x'))
    await work.send([event('e1', 'asked', now)])
    await work.settle()
    const { version } = (await send('director', 'GET', '/api/v1/strategies/x')).body
    const draft = asked('x', { when: [{ as: 'a', event: 'answered' }] })
    const saved = (await send('director', 'PUT', '/api/v1/strategies/x/draft', { version, name: 'X', draft }))
      .body
    const second = await send('director', 'POST', '/api/v1/strategies/x/publish', {
      version: saved.version,
      note: '改为答复',
    })
    expect(second.body).toMatchObject({ liveVersion: 2, hasDraft: false, live: draft })
    await work.send([event('e2', 'asked', now + 1), event('e3', 'answered', now + 2)])
    await work.settle()
    expect(await fired()).toEqual([
      { s: 'x', v: 1 },
      { s: 'x', v: 2 },
    ])
    expect((await send('director', 'POST', '/api/v1/strategies/x/retire')).body.state).toBe('retired')
    await work.send([event('e4', 'answered', now + 3)])
    await work.settle()
    expect(await fired()).toHaveLength(2)
    const { versions } = (await send('director', 'GET', '/api/v1/strategies/x')).body
    expect(
      versions.map((each: { version: number; endedAt: number | null }) => [
        each.version,
        each.endedAt !== null,
      ]),
    ).toEqual([
      [2, true],
      [1, true],
    ])
  })

  test('in shadow fires and is recorded, does nothing, and acts once it goes live', async () => {
    const now = app.clock.now()
    const definition = asked('x', { then: [{ do: 'tag', add: ['问过'] }] })
    const made = (await send('director', 'POST', '/api/v1/strategies', { name: 'X', definition })).body
    const publish = { version: made.version, note: '', shadow: true }
    const shadow = (await send('director', 'POST', '/api/v1/strategies/x/publish', publish)).body
    expect(shadow).toMatchObject({
      state: 'live',
      shadow: true,
      versions: [{ shadow: true, actsFrom: null }],
    })
    await work.send([event('e1', 'asked', now)])
    await work.settle()
    const outcomes = () =>
      work.rows(sql`select outcome, body::jsonb->>'outcome' as record, body::jsonb->'actions' as actions
      from firing join decision on decision.id = decision_id order by firing.at`)
    expect(await outcomes()).toEqual([{ outcome: 'shadow', record: 'shadow', actions: [] }])
    app.clock.set(now + MINUTE)
    expect((await send('rep', 'POST', '/api/v1/strategies/x/go-live')).status).toBe(403)
    const live = (await send('director', 'POST', '/api/v1/strategies/x/go-live')).body
    expect(live).toMatchObject({ shadow: false, liveVersion: 1, week: { shadow: 1, acted: 0 } })
    await work.send([event('e2', 'asked', now + MINUTE)])
    await work.settle()
    expect((await outcomes()).map(({ outcome }) => outcome)).toEqual(['shadow', 'acted'])
    const again = await send('director', 'POST', '/api/v1/strategies/x/go-live')
    expect(again.body.error.code).toBe('strategy.not-shadow')
  })

  test('says how many runs are still under way on which version', async () => {
    const steps = { when: [{ as: 'a', event: 'asked' }, { event: 'answered' }] }
    await work.publish(asked('x', steps))
    await work.send([event('e1', 'asked', app.clock.now())])
    await work.settle()
    const { version } = (await send('director', 'GET', '/api/v1/strategies/x')).body
    const draft = asked('x', { ...steps, cooldown: '1d' })
    const saved = (await send('director', 'PUT', '/api/v1/strategies/x/draft', { version, name: 'X', draft }))
      .body
    await send('director', 'POST', '/api/v1/strategies/x/publish', { version: saved.version })
    await work.settle()
    const { versions } = (await send('director', 'GET', '/api/v1/strategies/x')).body
    expect(versions.map((one: { version: number; openRuns: number }) => [one.version, one.openRuns])).toEqual(
      [
        [2, 0],
        [1, 1],
      ],
    )
  })

  test('is not started by what it emitted, and what emissions cause ends at depth 8', async () => {
    const emit = (type: string) => ({ do: 'emit', event: type, props: { n: 'a.id' } })
    const at = (id: string, on: string, type: string) => ({
      id,
      when: [{ as: 'a', event: on }],
      then: [emit(type)],
    })
    await work.publish(at('self', 'asked', 'asked'))
    await work.publish(at('ping', 'asked', 'ping'))
    await work.publish(at('there', 'ping', 'pong'))
    await work.publish(at('back', 'pong', 'ping'))
    await work.send([event('e1', 'asked', app.clock.now())])
    // Each emission has to come after its cause: on a clock that stood still it would be late.
    const running = setInterval(() => app.clock.set(app.clock.now() + 20), 2)
    try {
      for (let i = 0; i < 10; i++) await work.settle()
    } finally {
      clearInterval(running)
    }
    const counts = await work.rows(
      sql`select type, source, count(*)::int as n from event_log where type in ('asked', 'ping', 'pong') group by 1, 2 order by 1, 2`,
    )
    // "self" answers what was asked once; its own emission starts "ping" again but never "self".
    expect(counts).toContainEqual({ type: 'asked', source: 'loam', n: 1 })
    const depths = await work.rows<{ d: number }>(
      sql`select (cause->>'depth')::int as d from event_log where cause is not null order by 1`,
    )
    expect(Math.max(...depths.map(({ d }) => d))).toBe(8)
    const refused = await work.rows<{ n: number }>(
      sql`select count(*)::int as n from decision where body like '%too-deep%'`,
    )
    expect(refused[0]!.n).toBe(2)
  })
})

describe('a backtest', () => {
  test('tells what the last 30 days would have brought, imported history included, and does nothing', async () => {
    const now = app.clock.now()
    const days = [40, 20, 12, 11, 3]
    await work.send(days.map(day => event(`d${day}`, 'asked', now - day * DAY)))
    await work.settle()
    const definition = asked('x', {
      measures: { n: { count: 'asked' } },
      if: 'n >= 2',
      cooldown: '2d',
      then: [{ do: 'tag', add: ['x'] }],
    })
    const started = (await send('director', 'POST', '/api/v1/strategies/backtests', { definition })).body
    const read = async () =>
      (await send('director', 'GET', `/api/v1/strategies/backtests/${started.id}`)).body
    await expect.poll(async () => (await read()).state, { timeout: 20_000 }).toBe('done')
    const { result, progress } = await read()
    expect(progress).toBe(1)
    expect(result).toMatchObject({ firings: 3, holdout: 0, cooled: 1, errors: 0, keys: 1, owners: 1 })
    expect(result.days.reduce((sum: number, day: { firings: number }) => sum + day.firings, 0)).toBe(3)
    expect(result.samples[0]).toMatchObject({
      key: work.accountId,
      name: expect.stringContaining('仁济'),
      measures: { n: 5 },
    })
    expect(await fired()).toEqual([])
  })

  test('counts who passed which condition, the near misses, what the cooldown withheld, other windows and overlap', async () => {
    const now = app.clock.now()
    await work.publish({ ...asked('other'), when: [{ event: 'answered' }] })
    await work.send([
      ...[20, 12, 11, 3].map(day => event(`d${day}`, 'asked', now - day * DAY, { props: { n: day } })),
      event('far', 'answered', now - 15 * DAY),
      event('near', 'answered', now - 10 * DAY),
    ])
    await work.settle()
    const definition = asked('x', {
      when: [{ as: 'a', event: 'asked', where: 'e.props.n > 3.0' }],
      measures: { n: { count: 'asked', window: '9d' } },
      if: 'n >= 1 && a.props.n < 20.0',
      cooldown: '2d',
    })
    const wider = { ...definition, cooldown: '1h' }
    const body = {
      definition,
      alternatives: [
        { label: '1h', definition: wider },
        { label: '?', definition: {} },
      ],
      overlap: true,
    }
    const started = (await send('director', 'POST', '/api/v1/strategies/backtests', body)).body
    const read = async () =>
      (await send('director', 'GET', `/api/v1/strategies/backtests/${started.id}`)).body
    await expect.poll(async () => (await read()).state, { timeout: 20_000 }).toBe('done')
    const { result, alternatives, overlap } = await read()
    expect(result).toMatchObject({ seen: 4, passed: [3], completed: 3, held: [3, 2], firings: 1, cooled: 1 })
    expect(result.near).toMatchObject([
      { key: work.accountId, condition: 1, at: now - 20 * DAY, measures: { n: 1 } },
    ])
    expect(result.load).toMatchObject([{ delivered: 1, peak: 1 }])
    expect(result.samples[0].events).toEqual(['d12'])
    expect(alternatives).toEqual([
      { label: '1h', firings: 2 },
      { label: '?', firings: null },
    ])
    expect(overlap).toEqual([{ id: 'other', name: expect.any(String), shared: 1, firings: 2 }])
  })

  test('steps through one account’s acts and says what each part saw; not of an account out of one’s sight', async () => {
    const now = app.clock.now()
    await work.send([
      event('t1', 'asked', now - 9 * DAY, { props: { n: 1 } }),
      event('t2', 'asked', now - 8 * DAY, { props: { n: 5 } }),
      event('t3', 'answered', now - 8 * DAY + 1),
      event('t4', 'asked', now - 5 * DAY, { props: { n: 6 } }),
    ])
    await work.settle()
    const definition = {
      id: 'x',
      when: [
        { as: 'a', event: 'asked', where: 'e.props.n > 1.0' },
        { absent: 'answered', for: '2d' },
      ],
      measures: { n: { count: 'asked' } },
      if: 'n > 2 && a.props.n == 6.0',
    }
    const { body } = await send('director', 'POST', '/api/v1/strategies/trials', {
      definition,
      accountId: work.accountId,
    })
    expect(body).toMatchObject({ events: 4, firings: 1 })
    const seen = body.lines.map((line: { event: string | null; notes: { kind: string }[] }) => [
      line.event,
      line.notes.map(({ kind }) => kind),
    ])
    expect(seen).toEqual([
      ['t1', ['refused']],
      ['t2', ['passed']],
      ['t3', ['broken']],
      ['t4', ['passed']],
      [null, ['passed', 'judged']],
    ])
    expect(body.lines[4].notes[1]).toMatchObject({
      verdict: 'fired',
      conditions: [true, true],
      measures: { n: 3 },
    })
    const unseen = { definition, accountId: work.workspaceId }
    expect((await send('director', 'POST', '/api/v1/strategies/trials', unseen)).status).toBe(404)
    expect((await send('rep', 'POST', '/api/v1/strategies/trials', unseen)).status).toBe(403)
  })

  test('is refused for a strategy that is wrong, and is gone once cancelled', async () => {
    const wrong = await send('director', 'POST', '/api/v1/strategies/backtests', { definition: { id: 'x' } })
    expect(wrong.body.error.code).toBe('strategy.invalid')
    const started = (
      await send('director', 'POST', '/api/v1/strategies/backtests', { definition: asked('x') })
    ).body
    expect((await send('director', 'DELETE', `/api/v1/strategies/backtests/${started.id}`)).status).toBe(204)
    const { body } = await send('director', 'GET', `/api/v1/strategies/backtests/${started.id}`)
    expect(['cancelled', 'done']).toContain(body.state)
    expect((await send('rep', 'GET', `/api/v1/strategies/backtests/${started.id}`)).status).toBe(403)
  })
})
