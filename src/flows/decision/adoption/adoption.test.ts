import { sql } from 'drizzle-orm'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { newId } from '#kernel/id.ts'
import { DAY, HOUR, MINUTE } from '#kernel/time.ts'
import { type TestApp, testApp } from '#test/app.ts'
import { type DecisionWorkspace, decisionWorkspace } from '#test/decision.ts'

let app: TestApp
let work: DecisionWorkspace

type Role = 'rep' | 'director' | 'manager' | 'admin' | 'integrator'
const send = async (role: Role, method: 'GET' | 'POST' | 'PUT', url: string, payload?: object) => {
  const answer = await work.as(role).inject({ method, url, ...(payload && { payload }) })
  return { status: answer.statusCode, body: answer.body === '' ? undefined : answer.json() }
}
const text = (words: string) => ({ 'zh-CN': words, en: words })
const onQuote = {
  id: 'quote',
  when: [{ as: 'ask', event: 'quote.requested' }],
  then: [{ do: 'suggest', to: 'owner', title: text('打个电话'), reason: text('要了报价'), expires: '8h' }],
}
const read = async (role: Role, query = '') =>
  (await send(role, 'GET', `/api/v1/adoption?weeks=4${query}`)).body
const list = async (role: Role, query: string) =>
  (await send(role, 'GET', `/api/v1/adoption/suggestions?weeks=4&${query}`)).body

/** One suggestion for the rep, about a customer of its own. */
const suggest = async () => {
  const account = (
    await send('rep', 'POST', '/api/v1/accounts', { name: `客户 ${newId()}`, tier: '三级甲等' })
  ).body.id
  app.clock.set(app.clock.now() + MINUTE)
  const at = new Date(app.clock.now()).toISOString()
  await work.send([{ id: newId(), type: 'quote.requested', at, customer: account, props: {} }])
  await work.settle()
  const { items } = (await send('rep', 'GET', '/api/v1/today')).body
  return {
    id: items.find((item: { accountId: string }) => item.accountId === account).id as string,
    account: account as string,
  }
}
const answer = (id: string, body: object) =>
  send('rep', 'POST', `/api/v1/suggestions/${id}/responses`, { id: newId(), ...body })

beforeAll(async () => {
  app = await testApp()
})

beforeEach(async () => {
  // A Tuesday noon in Shanghai, so that a week's work doesn't run over its end.
  app.clock.set(Math.ceil((app.clock.now() + 3 * DAY) / (7 * DAY)) * 7 * DAY - 2 * DAY + 4 * HOUR)
  work = await decisionWorkspace(app)
  await work.publish(onQuote)
  // Suggestions from the score alone would come on top of those that are counted here.
  const rise = { enabled: false, points: 15, threshold: 60, quietDays: 7 }
  await send('admin', 'PUT', '/api/v1/score/rise', rise)
})

test('shown, opened, answered, and what came of it – and the suggestions behind each number', async () => {
  const [one, two, three] = [await suggest(), await suggest(), await suggest()]
  await send('rep', 'POST', '/api/v1/suggestions/views', { ids: [one.id], kind: 'evidence' })
  app.clock.set(app.clock.now() + HOUR)
  await answer(one.id, { act: 'adopt' })
  await answer(two.id, { act: 'reject', reason: 'wrong-time' })
  const note = {
    kind: 'call',
    body: '同意报价',
    contactIds: [],
    outcome: 'advanced',
    nextOn: null,
    at: app.clock.now(),
  }
  expect(
    (await send('rep', 'POST', `/api/v1/notes`, { ...note, accountId: one.account, leadId: null })).status,
  ).toBe(200)
  await work.settle()

  const now = await read('manager')
  expect(now.total.counts).toMatchObject({ shown: 3, opened: 1, adopted: 1, rejected: 1, open: 1 })
  expect(now.total.adoption).toMatchObject({ count: 1, n: 2 })
  expect(now.total.evidence).toMatchObject({ count: 1, n: 1 })
  expect(now.reasons).toEqual([{ reason: 'wrong-time', count: 1 }])
  expect(now.people).toMatchObject([{ userId: work.userIds.rep, departmentId: work.departments.shanghai }])
  expect(now.teams).toMatchObject([{ departmentId: work.departments.shanghai }])
  expect(now.strategies).toMatchObject([{ strategyId: 'quote', counts: { shown: 3 } }])
  // Two weeks aren't over: nothing is said of what came of it.
  expect(now.outcome.taken).toBeNull()
  const adopted = await list('manager', 'pick=adopted')
  expect(adopted).toMatchObject({ total: 1, items: [{ id: one.id, moved: 'advanced', state: 'adopted' }] })
  expect((await list('manager', 'pick=open')).items[0].id).toBe(three.id)
  expect((await list('manager', 'pick=rejected&reason=other')).total).toBe(0)
  expect((await list('manager', 'pick=shown&strategy=quote')).total).toBe(3)
  expect((await list('manager', 'pick=shown&strategy=score')).total).toBe(0)

  app.clock.set(app.clock.now() + 14 * DAY)
  const later = await read('manager')
  expect(later.outcome).toMatchObject({ taken: { count: 1, n: 1 }, left: { count: 0, n: 1 } })
})

test('a rep sees the own numbers and no name of others; a manager those of the department', async () => {
  const mine = await suggest()
  await answer(mine.id, { act: 'adopt' })
  await work.rows(sql`insert into suggestion select workspace_id, gen_random_uuid(), account_id, contact_id,
    ${work.userIds.admin}::uuid, null, decision_id, origin, strategy_id, strategy_version, arm, 'other', priority, title, reason,
    amount, to_fallback, kit_id, kit_version, value, probability, low, high, 'untaken', created_at, surfaced_at, null, null,
    expires_at, null from suggestion`)
  const own = await read('rep')
  expect(own).toMatchObject({ own: true, peers: null, gap: null, total: { counts: { shown: 1 } } })
  expect(own.people.map((one: { userId: string }) => one.userId)).toEqual([work.userIds.rep])
  expect((await read('manager')).total.counts.shown).toBe(1)
  expect((await read('admin')).total.counts.shown).toBe(2)
  expect((await list('rep', `pick=shown&user=${work.userIds.admin}`)).total).toBe(0)
  expect((await send('integrator', 'GET', '/api/v1/adoption')).status).toBe(403)
})

/** Three colleagues of the rep's role and department. @returns the rep's id, then theirs */
const colleagues = async () => {
  const [own] = await work.rows<{ role_id: string }>(
    sql`select role_id from member where user_id = ${work.userIds.rep}`,
  )
  const ids: string[] = []
  for (let i = 0; i < 3; i++)
    ids.push(await app.app.auth.createUser({ email: `${newId()}@example.com`, name: `同事 ${i}` }))
  for (const [i, id] of ids.entries())
    await work.rows(sql`insert into member (workspace_id, user_id, name, email, role_id, department_id, locale, active)
      values (${work.workspaceId}, ${id}, ${`同事 ${i}`}, ${`${id}@example.com`}, ${own!.role_id},
        ${work.departments.shanghai}, 'zh-CN', true)`)
  return [work.userIds.rep, ...ids]
}

/** So many copies of a suggestion for a person, shown a minute apart from an instant on, the first few adopted. */
const copies = async (of: string, userId: string, from: number, n: number, adopted: number) => {
  await work.rows(sql`insert into suggestion select workspace_id, gen_random_uuid(), account_id, contact_id, ${userId}::uuid,
    ${work.departments.shanghai}::uuid, decision_id, origin, strategy_id, strategy_version, arm, ${userId} || i || ${from}::text,
    priority, title, reason, amount, to_fallback, kit_id, kit_version, value, probability, low, high,
    case when i < ${adopted} then 'adopted' else 'untaken' end, created_at,
    ${new Date(from).toISOString()}::timestamptz + i * interval '1 minute', null, null, expires_at, null
    from suggestion, generate_series(0, ${n - 1}) as i where id = ${of}`)
}

test('two weeks below comparable people are told once, with what differs', async () => {
  const { id } = await suggest()
  const [rep, ...others] = await colleagues()
  for (const from of [app.clock.now(), app.clock.now() + 7 * DAY]) {
    await copies(id, rep!, from, 10, 1)
    for (const [i, userId] of others.entries()) await copies(id, userId, from, 6 + i, 5 + i)
  }
  const find = () => app.app.decisions.adoption.find(work.workspaceId)
  app.clock.set(app.clock.now() + 9 * DAY)
  expect(await find()).toEqual([]) // the second week isn't over
  app.clock.set(app.clock.now() + 5 * DAY)
  const [told, ...more] = await find()
  expect(more).toEqual([])
  expect(told).toMatchObject({
    userId: rep,
    weeks: [
      { count: 1, n: 10, peers: { people: 3, count: 18, n: 21 } },
      { count: 1, n: 10 },
    ],
  })
  expect(told!.differences.map(one => one.factor)).toContain('load')
  expect(await find()).toEqual([])
  await app.app.outbox.drain()
  const logged = await work.rows(
    sql`select props->>'userId' as who from event_log where type = 'adoption.below_mean'`,
  )
  expect(logged).toEqual([{ who: rep }])
  expect((await read('manager')).findings).toMatchObject([{ userId: rep }])
  expect((await read('rep')).findings).toHaveLength(1)
  expect((await read('rep')).peers).toMatchObject({ people: 3 })
})
