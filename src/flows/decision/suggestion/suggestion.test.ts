import { sql } from 'drizzle-orm'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { newId } from '#kernel/id.ts'
import { DAY, HOUR, MINUTE } from '#kernel/time.ts'
import { systemActor } from '#platform/org/index.ts'
import { type TestApp, testApp } from '#test/app.ts'
import { type DecisionWorkspace, decisionWorkspace } from '#test/decision.ts'
import { tidySuggestions } from './index.ts'

let app: TestApp
let work: DecisionWorkspace

const text = (words: string) => ({ 'zh-CN': words, en: words })
const suggest = (more: object = {}) => ({
  do: 'suggest',
  to: 'owner',
  title: text('打个电话'),
  reason: text('刚刚要了报价'),
  expires: '8h',
  ...more,
})
const onQuote = (id: string, then: object[], more: object = {}) => ({
  id,
  when: [{ as: 'ask', event: 'quote.requested' }],
  then,
  ...more,
})

type Role = 'rep' | 'director' | 'manager' | 'admin' | 'compliance'
const send = async (role: Role, method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, payload?: object) => {
  const answer = await work.as(role).inject({ method, url, ...(payload && { payload }) })
  return { status: answer.statusCode, body: answer.body === '' ? undefined : answer.json() }
}
const today = async (role: Role = 'rep') => (await send(role, 'GET', '/api/v1/today')).body
const respond = (id: string, body: object, role: Role = 'rep') =>
  send(role, 'POST', `/api/v1/suggestions/${id}/responses`, { id: newId(), ...body })

let asked = 0
const ask = async (customer = work.accountId, more: object = {}) => {
  app.clock.set(app.clock.now() + MINUTE)
  const id = `ask-${++asked}`
  await work.send([
    {
      id,
      type: 'quote.requested',
      at: new Date(app.clock.now()).toISOString(),
      customer,
      props: {},
      ...more,
    },
  ])
  await work.settle()
  return id
}
const account = async (name: string, role: Role = 'rep') =>
  (await send(role, 'POST', '/api/v1/accounts', { name })).body.id as string

beforeAll(async () => {
  app = await testApp()
})

beforeEach(async () => {
  work = await decisionWorkspace(app)
})

describe('a suggestion', () => {
  test('is open once per strategy and customer, and comes up on the screen at once', async () => {
    await work.publish(onQuote('quote', [suggest()]))
    await ask()
    await ask()
    const { items } = await today()
    expect(items).toHaveLength(1)
    const actions = await work.rows<{ body: string }>(sql`select body from decision order by position`)
    const notes = actions.map(({ body }) => JSON.parse(body).actions[0].note)
    expect(notes).toEqual([null, 'already-open'])
  })

  test('is one of so many a day, the most valuable first; the rest wait and move up when one has gone', async () => {
    await send('admin', 'PUT', '/api/v1/suggestions/cap', { perDay: 2, typicalValue: 100_000 })
    await work.publish(onQuote('quote', [suggest({ value: 'ask.props.value' })]))
    const ids: string[] = []
    for (const value of [1000, 5000, 9000, 7000]) {
      ids.push(await account(`客户 ${value}`))
      await ask(ids.at(-1), { props: { value } })
    }
    const first = await today()
    expect(first.items.map((item: { amount: number }) => item.amount)).toEqual([5000, 1000])
    expect(first).toMatchObject({ waiting: 2, perDay: 2 })
    app.clock.set(app.clock.now() + 10 * HOUR)
    await tidySuggestions(tidyPorts(), work.workspaceId)
    expect((await today()).items).toEqual([])
    expect(
      await work.rows(sql`select state, count(*)::int as n from suggestion group by 1 order by 1`),
    ).toEqual([
      { state: 'expired', n: 2 },
      { state: 'untaken', n: 2 },
    ])
  })

  test('that nobody took goes to the manager, who passes it on', async () => {
    await work.publish(onQuote('quote', [suggest()]))
    await ask()
    const [item] = (await today()).items
    app.clock.set(app.clock.now() + 9 * HOUR)
    await tidySuggestions(tidyPorts(), work.workspaceId)
    const untaken = (await send('manager', 'GET', '/api/v1/suggestions/untaken')).body
    expect(untaken.map(({ id }: { id: string }) => id)).toEqual([item.id])
    expect((await respond(item.id, { act: 'reassign', to: work.userIds.manager }, 'rep')).status).toBe(403)
    const passed = await respond(item.id, { act: 'reassign', to: work.userIds.manager }, 'manager')
    expect(passed.body).toMatchObject({ state: 'shown', ownerId: work.userIds.manager })
    expect((await today('manager')).items).toHaveLength(1)
    expect((await today('rep')).items).toHaveLength(0)
  })

  test('for a role that nobody holds goes to the administrators, saying so', async () => {
    await work.publish(onQuote('quote', [suggest({ to: { role: '售前工程师', of: 'region' } })]))
    await ask()
    const [item] = (await today('admin')).items
    expect(item).toMatchObject({ toFallback: true, ownerId: work.userIds.admin })
    expect(item.reason['zh-CN']).toContain('没有找到“售前工程师”')
  })
})

describe('an answer', () => {
  beforeEach(async () => {
    await work.publish(onQuote('quote', [suggest()]))
    await ask()
  })
  const open = async () => (await today()).items[0]

  test('counts once however often it is sent, makes a task, and enters the log', async () => {
    const { id } = await open()
    const answer = { id: newId(), act: 'adopt' }
    expect((await respond(id, answer)).body).toMatchObject({ state: 'adopted' })
    expect((await respond(id, answer)).status).toBe(200)
    expect((await respond(id, { act: 'reject', reason: 'other' })).status).toBe(409)
    await work.settle()
    const logged = await work.rows(
      sql`select customer, props->>'strategy' as strategy from event_log where type = 'suggestion.adopted'`,
    )
    expect(logged).toEqual([{ customer: work.accountId, strategy: 'quote' }])
    const tasks = (await send('rep', 'GET', '/api/v1/tasks?assignee=me')).body
    expect(tasks.items).toMatchObject([{ title: '打个电话', accountId: work.accountId }])
  })

  test('is taken back within ten minutes, with its task, and not later', async () => {
    const { id } = await open()
    const { body } = await respond(id, { act: 'adopt' })
    const undo = `/api/v1/suggestions/${id}/responses/${body.response.id}`
    expect((await send('rep', 'DELETE', undo)).body).toMatchObject({ state: 'shown', response: null })
    expect((await send('rep', 'GET', '/api/v1/tasks?assignee=me')).body.items).toEqual([])
    const again = (await respond(id, { act: 'reject', reason: 'wrong-time' })).body
    app.clock.set(app.clock.now() + 11 * MINUTE)
    const late = await send('rep', 'DELETE', `/api/v1/suggestions/${id}/responses/${again.response.id}`)
    expect(late.body.error.code).toBe('suggestion.too-late')
  })

  test('needs what it says: a reason to reject, words to adapt, a later time to snooze, its own owner', async () => {
    const { id } = await open()
    const codes = async (body: object, role: Role = 'rep') => (await respond(id, body, role)).body.error.code
    expect(await codes({ act: 'reject' })).toBe('suggestion.needs-reason')
    expect(await codes({ act: 'adapt' })).toBe('suggestion.needs-words')
    expect(await codes({ act: 'snooze', until: app.clock.now() })).toBe('suggestion.needs-until')
    expect(await codes({ act: 'adopt' }, 'manager')).toBe('suggestion.not-yours')
    expect((await respond(newId(), { act: 'adopt' })).status).toBe(404)
  })

  test('“later” taken back leaves it as it was, its end included', async () => {
    const { id, expiresAt } = await open()
    const until = expiresAt + DAY
    const { body } = await respond(id, { act: 'snooze', until })
    expect(body.expiresAt).toBeGreaterThan(until)
    const back = await send('rep', 'DELETE', `/api/v1/suggestions/${id}/responses/${body.response.id}`)
    expect(back.body).toMatchObject({ state: 'shown', expiresAt })
  })

  test('“later” takes it away until then', async () => {
    const { id } = await open()
    await respond(id, { act: 'snooze', until: app.clock.now() + HOUR })
    expect((await today()).items).toEqual([])
    app.clock.set(app.clock.now() + 61 * MINUTE)
    await tidySuggestions(tidyPorts(), work.workspaceId)
    expect((await today()).items).toMatchObject([{ id, state: 'shown' }])
  })
})

describe('experiments and consent', () => {
  const experiment = { holdout: 0.5, unit: 'account', salt: 'x', outcome: {}, horizon: '14d' }

  test('the holdout does nothing and its record says so; exposure counts for both arms', async () => {
    await work.publish(onQuote('quote', [{ do: 'tag', add: ['要过报价'] }, suggest()], { experiment }))
    for (let i = 0; i < 12; i++) await ask(await account(`客户 ${i}`))
    const firings = await work.rows<{ outcome: string; arm: string; body: string }>(sql`
      select f.outcome, f.arm, d.body from firing f join decision d on d.workspace_id = f.workspace_id and d.id = f.decision_id`)
    expect(firings).toHaveLength(12)
    const held = firings.filter(({ outcome }) => outcome === 'holdout')
    const acted = firings.filter(({ outcome }) => outcome === 'acted')
    expect(held.length + acted.length).toBe(12)
    expect(Math.min(held.length, acted.length)).toBeGreaterThan(0)
    for (const { arm, body } of held) {
      expect(arm).toBe('holdout')
      expect(JSON.parse(body)).toMatchObject({
        outcome: 'holdout',
        actions: [],
        experiment: { arm: 'holdout', holdout: 0.5 },
      })
    }
    expect(await work.rows(sql`select count(*)::int as n from suggestion`)).toEqual([{ n: acted.length }])
    expect(await work.rows(sql`select count(*)::int as n from account where '要过报价' = any(tags)`)).toEqual(
      [{ n: acted.length }],
    )
  })

  test('nothing is decided about a person who withdrew, and evidence about the account doesn’t name them', async () => {
    await work.publish(onQuote('person', [suggest()], { key: 'person' }))
    await work.publish(onQuote('account', [suggest()]))
    const from = { person: work.contactId }
    await ask(work.accountId, from)
    expect(await work.rows(sql`select strategy_id as s, outcome from firing order by 1`)).toEqual([
      { s: 'account', outcome: 'acted' },
      { s: 'person', outcome: 'acted' },
    ])
    // The act comes in with permission; it is withdrawn before the decision about a later act is taken.
    await app.app.db.tx(work.workspaceId, tx => tx.execute(sql`update suggestion set state = 'dismissed'`))
    app.clock.set(app.clock.now() + MINUTE)
    await app.app.consent.choose(systemActor(work.workspaceId), {
      subject: work.contactId,
      purpose: 'sales-decisions',
      decision: 'withdrawn',
      source: 'offline',
      channel: 'test',
      at: app.clock.now(),
    })
    await ask()
    const item = (await today()).items.find(
      (each: { strategy: { id: string } }) => each.strategy.id === 'account',
    )
    const { evidence, notes } = (await send('rep', 'GET', `/api/v1/suggestions/${item.id}`)).body
    const earlier = evidence.acts.find((act: { person: object | null }) => act.person)
    expect(earlier.person).toEqual({ id: null, name: null, title: null, withheld: true })
    expect(notes).toMatchObject({ heldBack: 1, persons: [] })
    const { records } = app.app.decisions
    const known = await app.app.db.tx(work.workspaceId, tx =>
      records.people(tx, work.workspaceId, [work.contactId]),
    )
    expect(known.get(work.contactId)?.consent).toBe('none')
  })

  test('erasing a person takes their name out of records and leaves the chain whole', async () => {
    await work.publish(onQuote('account', [suggest()]))
    await ask(work.accountId, { person: work.contactId })
    const [item] = (await today()).items
    const url = `/api/v1/decisions/${item.decisionId}`
    expect((await send('compliance', 'GET', url)).body.persons.p1.name).toBe('赵敏')
    await app.app.db.tx(work.workspaceId, tx =>
      app.app.decisions.records.erasePerson(tx, work.workspaceId, work.contactId),
    )
    expect((await send('compliance', 'GET', url)).body).toMatchObject({ persons: {}, intact: true })
  })
})

describe('a rise of the score', () => {
  test('makes a suggestion to the owner with its evidence; imported history makes none', async () => {
    const at = () => new Date(app.clock.now()).toISOString()
    await work.send([{ id: 'p0', type: 'page.viewed', at: at(), customer: work.accountId, props: {} }])
    await work.settle()
    const strong = ['quote.requested', 'inquiry.submitted', 'demo.attended'].map((type, i) => ({
      id: `s${i}`,
      type,
      at: at(),
      customer: work.accountId,
      props: {},
    }))
    const old = await account('历史客户')
    await work.send(
      strong.map(event => ({
        ...event,
        id: `old-${event.id}`,
        customer: old,
        at: new Date(app.clock.now() - 2 * DAY).toISOString(),
      })),
    )
    await work.settle()
    expect((await today()).items).toEqual([])
    await work.send(strong)
    await work.settle()
    await expect.poll(async () => (await today()).items.length, { timeout: 10_000 }).toBe(1)
    const { items } = await today()
    expect(items).toMatchObject([{ accountId: work.accountId, origin: 'score', strategy: null }])
    const { evidence } = (await send('rep', 'GET', `/api/v1/suggestions/${items[0].id}`)).body
    expect(evidence.acts.length).toBeGreaterThanOrEqual(3)
  })
})

const tidyPorts = () => {
  const { db, outbox, live, decisions } = app.app
  return { db, outbox, live, clock: app.clock, suggestions: decisions.suggestions }
}
