import { sql } from 'drizzle-orm'
import { beforeAll, expect, test } from 'vitest'
import { newId } from '#kernel/id.ts'
import { DAY } from '#kernel/time.ts'
import type { BuiltInRole } from '#platform/org/api.ts'
import { systemActor } from '#platform/org/index.ts'
import { caller, testApp } from '#test/app.ts'
import type { Calendar, DeliveryView, OffersView, ResourceView, TeamView } from './api.ts'

const { app, db, clock, workspace } = await testApp()
const one = await workspace()
const other = await workspace()
const start = Date.parse('2026-11-23T10:00:00+08:00') // a Monday; today’s hours have begun

const call = caller(one)

let account = ''
beforeAll(async () => {
  clock.set(start)
  account = (await call('rep', 'POST', '/accounts', { name: '云洲市第一人民医院' })).body.id
})

const quoteOf = async (role: BuiltInRole = 'rep'): Promise<string> =>
  (await call(role, 'POST', '/quotes', { accountId: account, name: '腹腔镜采购' })).body.id

const person = (name: string, ...skills: string[]): ResourceView => ({
  id: newId(),
  name,
  userId: null,
  skills,
})
let teams = 0
const teamOf = async (...resources: ResourceView[]): Promise<TeamView> => {
  const body = { name: `团队 ${++teams}`, leadId: one.userIds.delivery, opens: 540, closes: 1080, resources }
  return (await call('delivery', 'POST', '/delivery/teams', body)).body
}
const wish = { skill: null, people: 1, days: 2, from: '2026-12-01' }
const hold = (quoteId: string, teamId: string, change: object = {}, role: BuiltInRole = 'rep') =>
  call(role, 'PUT', `/delivery/quotes/${quoteId}/slot`, { ...wish, teamId, ...change })
const slotOf = async (quoteId: string) => (await call('rep', 'GET', `/delivery/quotes/${quoteId}`)).body
const held = async (teamId: string, change: object = {}): Promise<[quoteId: string, slot: DeliveryView]> => {
  const quoteId = await quoteOf()
  return [quoteId, (await hold(quoteId, teamId, change)).body]
}

const tell = async (type: string, payload: Record<string, unknown>): Promise<void> => {
  await db.tx(one.workspaceId, tx => app.outbox.publish(tx, { workspaceId: one.workspaceId, type, payload }))
  await app.outbox.drain()
}
const contractOf = (quoteId: string) => ({
  ...{ contractId: newId(), quoteId, quoteHash: '0'.repeat(64), accountId: account, opportunityId: null },
  ...{ ownerId: one.userIds.rep, amount: 100, currency: 'CNY', textHash: null, payments: [] },
  deliveryHoldId: null,
})
const told = async (quoteId: string) => {
  const found = await db.tx(one.workspaceId, tx =>
    tx.execute<{ act: string }>(sql`
      select a.act from audit a join delivery d on d.workspace_id = a.workspace_id and d.id::text = a.subject_id
      where a.workspace_id = ${one.workspaceId} and d.quote_id = ${quoteId} order by a.at, a.id`),
  )
  return found.rows.map(({ act }) => act)
}

test('offers are real: what is held by one quote is not offered to the next, and reasons say why there is none', async () => {
  const team = await teamOf(person('安装一组', '腔镜'), person('安装二组', '影像'))
  const ask = async (change: object = {}): Promise<OffersView> => {
    const body = { skill: '腔镜', people: 1, days: 2, from: '2026-12-01', to: '2026-12-03', ...change }
    return (await call('rep', 'POST', '/delivery/offers', body)).body
  }
  const mine = (found: OffersView) => found.offers.filter(({ teamId }) => teamId === team.id)
  expect(mine(await ask())).toMatchObject([
    { from: '2026-12-01', to: '2026-12-02', free: 1 },
    { from: '2026-12-02', to: '2026-12-03' },
  ])
  const [quoteId] = await held(team.id, { skill: '腔镜' })
  expect(mine(await ask())).toEqual([])
  expect((await ask()).reasons).toContainEqual({ teamId: team.id, kind: 'full', have: 0 })
  expect((await ask()).later).toContainEqual(expect.objectContaining({ teamId: team.id, from: '2026-12-03' }))
  // Its own hold counts as free: it may be moved by a day.
  expect(mine(await ask({ quoteId }))).toHaveLength(2)
  expect((await ask({ skill: '呼吸' })).reasons).toContainEqual({ teamId: team.id, kind: 'skill', have: 0 })
  expect((await ask({ people: 2 })).reasons).toContainEqual({ teamId: team.id, kind: 'people', have: 1 })
})

test('fifty at once on the last two places: two get them, the others are refused, nobody is booked twice', async () => {
  const team = await teamOf(person('甲组'), person('乙组'))
  const quotes = await Promise.all(Array.from({ length: 50 }, () => quoteOf()))
  const answers = await Promise.all(quotes.map(quoteId => hold(quoteId, team.id)))
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(2)
  const refused = answers.filter(({ status }) => status === 409)
  expect(refused).toHaveLength(48)
  expect(new Set(refused.map(({ code }) => code))).toEqual(new Set(['delivery.taken']))
  const days = await db.tx(one.workspaceId, tx =>
    tx.execute<{ n: number; people: number }>(sql`
      select count(*)::int as n, count(distinct (d.resource_id, d.day))::int as people from delivery_day d
      join delivery_resource r on r.workspace_id = d.workspace_id and r.id = d.resource_id where r.team_id = ${team.id}`),
  )
  expect(days.rows).toEqual([{ n: 4, people: 4 }])
})

test('one quote, asked twenty times at once, has one slot; another wish moves it, a refused one leaves it', async () => {
  const team = await teamOf(person('甲组'))
  const quoteId = await quoteOf()
  const answers = await Promise.all(Array.from({ length: 20 }, () => hold(quoteId, team.id)))
  expect(new Set(answers.map(({ status, body }) => `${status} ${body.id}`)).size).toBe(1)
  expect(await told(quoteId)).toEqual(['delivery.held'])
  const moved = await hold(quoteId, team.id, { from: '2026-12-02' })
  expect(moved.body).toMatchObject({ id: answers[0]!.body.id, from: '2026-12-02', to: '2026-12-03' })
  const [, second] = await held(team.id, { from: '2026-12-04', days: 1 })
  expect(second.state).toBe('held')
  expect(await hold(quoteId, team.id, { from: '2026-12-03' })).toMatchObject({
    ...{ status: 409, code: 'delivery.taken' },
  })
  expect((await slotOf(quoteId)).delivery).toMatchObject({ from: '2026-12-02', state: 'held' })
})

test('nothing is held on a day off, nor on a day that has begun; the spring festival 2027 is left out', async () => {
  const team = await teamOf(person('甲组'))
  const quoteId = await quoteOf()
  for (const from of ['2026-11-28', '2026-11-23', '2027-02-05', '2027-02-08', '2027-01-01'])
    expect(await hold(quoteId, team.id, { from }), from).toMatchObject({
      ...{ status: 400, code: 'delivery.day-off' },
    })
  const over = await hold(quoteId, team.id, { from: '2027-02-04', days: 3 })
  expect(over.body).toMatchObject({ from: '2027-02-04', to: '2027-02-10' })
})

test('a hold ends with its quote: a draft’s after three days, an issued one’s on its last day, an accepted one’s never', async () => {
  const team = await teamOf(person('甲组'), person('乙组'), person('丙组'))
  const [draft, first] = await held(team.id)
  expect(first.expiresAt).toBe(start + 3 * DAY)
  const [issued] = await held(team.id)
  const read = (await call('rep', 'GET', `/quotes/${issued}`)).body
  const validUntil = Date.parse('2026-12-10T00:00+08:00')
  await db.tx(one.workspaceId, tx =>
    tx.execute(sql`update quote set status = 'issued', revision = 1, hash = ${'a'.repeat(64)},
      valid_until = ${new Date(validUntil).toISOString()}::timestamptz where id = ${read.id}`),
  )
  const event = { quoteId: issued, hash: 'a'.repeat(64), revision: 1, previous: null }
  await tell('quote.issued', event)
  expect((await slotOf(issued)).delivery.expiresAt).toBe(validUntil)
  const [accepted] = await held(team.id)
  await tell('quote.accepted', { quoteId: accepted })
  expect((await slotOf(accepted)).delivery.expiresAt).toBeNull()

  clock.set(start + 3 * DAY)
  await app.collaboration.delivery.expire(one.workspaceId)
  expect((await slotOf(draft)).delivery).toMatchObject({ state: 'released', reason: 'expired' })
  expect((await slotOf(issued)).delivery.state).toBe('held')
  clock.set(validUntil)
  await app.collaboration.delivery.expire(one.workspaceId)
  expect((await slotOf(issued)).delivery.state).toBe('released')
  expect((await slotOf(accepted)).delivery.state).toBe('held')
  clock.set(start)
  const again = await hold(await quoteOf(), team.id)
  expect(again.status).toBe(200)
})

test('signed, it is planned; paid, it starts by itself; every event heard again changes nothing', async () => {
  const team = await teamOf(person('甲组'))
  const [quoteId, slot] = await held(team.id)
  const contract = contractOf(quoteId)
  const { contractId } = contract
  for (let times = 0; times < 3; times++) await tell('contract.signed', contract)
  expect((await slotOf(quoteId)).delivery).toMatchObject({ id: slot.id, state: 'planned', expiresAt: null })
  await tell('payment.confirmed', { contractId, quoteId, first: true, covered: false })
  expect((await slotOf(quoteId)).delivery.state).toBe('planned')
  for (let times = 0; times < 3; times++)
    await tell('payment.confirmed', { contractId, quoteId, first: true, covered: true })
  for (const type of [
    'contract.signed',
    'quote.accepted',
    'quote.declined',
    'quote.withdrawn',
    'contract.expired',
  ])
    await tell(type, contract)
  expect((await slotOf(quoteId)).delivery).toMatchObject({ id: slot.id, state: 'started' })
  expect(await told(quoteId)).toEqual(['delivery.held', 'delivery.reserved', 'delivery.started'])
  // The seller can't change what is signed for; the delivery lead can.
  expect(await hold(quoteId, team.id, { from: '2026-12-07' })).toMatchObject({
    ...{ status: 409, code: 'delivery.signed' },
  })
  expect((await call('rep', 'DELETE', `/delivery/quotes/${quoteId}/slot`)).status).toBe(409)
})

test('the first payment is taken back: what had not begun waits by itself, what had is for its lead to pause or go on with', async () => {
  const team = await teamOf(person('甲组'))
  const [quoteId, slot] = await held(team.id)
  const contract = contractOf(quoteId)
  const { contractId } = contract
  const paid = (type: string, covered: boolean) => tell(type, { contractId, quoteId, first: true, covered })
  const unpaid = async (decision: string | null, role: BuiltInRole = 'delivery') => {
    const { version } = (await slotOf(quoteId)).delivery
    return call(role, 'PUT', `/deliveries/${slot.id}/unpaid`, { version, decision })
  }
  const titles = async (role: BuiltInRole) =>
    (await call(role, 'GET', '/notifications')).body.items.map(({ title }: { title: string }) => title)
  await tell('contract.signed', contract)
  await paid('payment.confirmed', true)
  // Nobody has begun: it waits for the money, and starts by itself again.
  await paid('payment.reversed', false)
  expect(await slotOf(quoteId)).toMatchObject({
    coveredAt: null,
    delivery: { state: 'planned', unpaid: null },
  })
  expect(await titles('delivery')).toContain('首付款被收回，交付等待到账')
  expect((await unpaid('pause')).code).toBe('delivery.state')
  await paid('payment.confirmed', true)
  expect((await slotOf(quoteId)).delivery.state).toBe('started')
  // Its first day has begun.
  clock.set(Date.parse('2026-12-01T09:30:00+08:00'))
  for (let times = 0; times < 2; times++) await paid('payment.reversed', false)
  const since = Date.parse('2026-12-01T09:30:00+08:00')
  expect((await slotOf(quoteId)).delivery).toMatchObject({
    state: 'started',
    unpaid: { since, decision: null },
  })
  expect(
    (await titles('delivery')).filter((title: string) => title === '首付款被收回，交付已开工'),
  ).toHaveLength(1)
  expect((await unpaid('pause', 'rep')).status).toBe(403)
  const paused = await unpaid('pause')
  expect(paused.body.unpaid).toMatchObject({ decision: 'pause' })
  expect(await titles('rep')).toContain('交付已暂停')
  const done = await call('delivery', 'POST', `/deliveries/${slot.id}/done`, { version: paused.body.version })
  expect(done.code).toBe('delivery.paused')
  expect((await unpaid(null)).body.unpaid).toMatchObject({ decision: null })
  expect((await unpaid('go-on')).body.unpaid).toMatchObject({ decision: 'go-on' })
  const stale = await call('delivery', 'PUT', `/deliveries/${slot.id}/unpaid`, {
    version: 1,
    decision: 'pause',
  })
  expect(stale.code).toBe('delivery.stale')
  await unpaid('pause')
  // The money comes again: it goes on by itself.
  await paid('payment.confirmed', true)
  expect((await slotOf(quoteId)).delivery).toMatchObject({ state: 'started', unpaid: null })
  expect(await titles('rep')).toContain('首付款重新到账，交付照常')
  const { version } = (await slotOf(quoteId)).delivery
  await call('delivery', 'POST', `/deliveries/${slot.id}/done`, { version })
  await paid('payment.reversed', false)
  expect((await slotOf(quoteId)).delivery).toMatchObject({ state: 'done', unpaid: null })
  expect(await titles('rep')).toContain('首付款被收回，交付已完成')
  expect((await told(quoteId)).slice(3, -1)).toEqual(
    ['waiting', 'started', 'unpaid', 'paused', 'undecided', 'went-on', 'paused', 'paid-again'].map(
      each => `delivery.${each}`,
    ),
  )
  clock.set(start)
})

test('events may come the wrong way round, and a slot after the signature is a plan at once', async () => {
  const team = await teamOf(person('甲组'), person('乙组'))
  const [quoteId] = await held(team.id)
  const contract = contractOf(quoteId)
  await tell('payment.confirmed', { contractId: contract.contractId, quoteId, first: true, covered: true })
  expect((await slotOf(quoteId)).delivery.state).toBe('held')
  await tell('contract.signed', contract)
  expect((await slotOf(quoteId)).delivery.state).toBe('started')

  const late = await quoteOf()
  const signed = contractOf(late)
  await tell('contract.signed', signed)
  const told = await call('rep', 'GET', '/notifications')
  const titles = told.body.items.map(({ title }: { title: string }) => title)
  expect(titles).toContain('合同已签，还没有档期')
  expect((await hold(late, team.id)).body).toMatchObject({ state: 'planned', expiresAt: null })
})

test('declined, withdrawn, or a contract that came to nothing: the days are free for the next one', async () => {
  const team = await teamOf(person('甲组'))
  const ends = [
    'quote.declined',
    'quote.withdrawn',
    'contract.declined',
    'contract.expired',
    'contract.withdrawn',
  ]
  for (const type of ends) {
    const [quoteId, slot] = await held(team.id)
    expect(slot.state, type).toBe('held')
    await tell(type, contractOf(quoteId))
    await tell(type, contractOf(quoteId))
    expect((await slotOf(quoteId)).delivery.state).toBe('released')
    expect(await told(quoteId)).toEqual(['delivery.held', 'delivery.released'])
  }
})

test('a lead moves, undoes, finishes and cancels; the one who lost the days finds them free', async () => {
  const [here, there] = [await teamOf(person('甲组')), await teamOf(person('乙组'))]
  const [quoteId, slot] = await held(here.id)
  await tell('contract.signed', contractOf(quoteId))
  const { version } = (await slotOf(quoteId)).delivery
  const act = (what: string, body: object) => call('delivery', 'POST', `/deliveries/${slot.id}/${what}`, body)
  const moved = await act('move', { teamId: there.id, from: '2026-12-03', version })
  expect(moved.body).toMatchObject({
    delivery: { teamId: there.id, from: '2026-12-03', to: '2026-12-04' },
    was: { teamId: here.id, from: '2026-12-01' },
  })
  expect(await act('move', { teamId: here.id, from: '2026-12-07', version })).toMatchObject({
    ...{ status: 409, code: 'delivery.stale' },
  })
  const undone = await act('move', { ...moved.body.was, version: moved.body.delivery.version })
  expect(undone.body.delivery).toMatchObject({ teamId: here.id, from: '2026-12-01' })
  const cancelled = await act('cancel', { version: undone.body.delivery.version, reason: '医院装修推迟' })
  expect(cancelled.body).toMatchObject({ state: 'cancelled', reason: '医院装修推迟', resourceIds: [] })
  const [thief] = await held(here.id)
  expect(await act('reopen', { version: cancelled.body.version })).toMatchObject({
    ...{ status: 409, code: 'delivery.taken' },
  })
  await call('rep', 'DELETE', `/delivery/quotes/${thief}/slot`)
  const back = await act('reopen', { version: cancelled.body.version })
  expect(back.body).toMatchObject({ state: 'planned', from: '2026-12-01' })
  expect((await act('done', { version: back.body.version })).code).toBe('delivery.state')
})

test('leave takes days like work: refused where somebody is booked, not offered, and given back', async () => {
  const [free, busy] = [person('老周'), person('小钱')]
  const team = await teamOf(free, busy)
  const [quoteId] = await held(team.id, { people: 2 })
  const id = newId()
  const leave = { id, resourceIds: [free.id], from: '2026-12-02', to: '2026-12-04', reason: '年假' }
  const refused = await call('delivery', 'POST', '/delivery/leaves', leave)
  expect(refused).toMatchObject({ status: 409, code: 'delivery.booked' })
  await call('rep', 'DELETE', `/delivery/quotes/${quoteId}/slot`)
  for (let times = 0; times < 2; times++)
    expect((await call('delivery', 'POST', '/delivery/leaves', leave)).status).toBe(200)
  const days = async () => {
    const read = (await call('rep', 'GET', '/delivery/calendar?from=2026-12-01&to=2026-12-06'))
      .body as Calendar
    return read.teams.find(each => each.id === team.id)!.capacity
  }
  expect(await days()).toMatchObject([
    { day: '2026-12-01', total: 2, free: 2 },
    { day: '2026-12-02', total: 2, leave: 1, free: 1 },
    { leave: 1 },
    { leave: 1 },
    { day: '2026-12-05', total: 0, leave: 0, free: 0 },
    { total: 0 },
  ])
  expect((await hold(quoteId, team.id, { people: 2 })).code).toBe('delivery.taken')
  expect((await call('delivery', 'DELETE', `/delivery/leaves/${id}`)).status).toBe(204)
  expect((await hold(quoteId, team.id, { people: 2 })).status).toBe(200)
  const leaving = { ...team, resources: [busy], archived: false }
  expect(await call('delivery', 'PUT', `/delivery/teams/${team.id}`, leaving)).toMatchObject({
    ...{ status: 409, code: 'delivery.in-use' },
  })
})

test('of others’ deals one sees that a place is taken, not whose', async () => {
  const team = await teamOf(person('甲组'))
  const accountId = (await call('director', 'POST', '/accounts', { name: '石埭医院' })).body.id
  const theirs = (await call('director', 'POST', '/quotes', { accountId, name: '秘密' })).body.id
  expect((await hold(theirs, team.id, {}, 'director')).status).toBe(200)
  const read = async (role: BuiltInRole) =>
    (
      (await call(role, 'GET', '/delivery/calendar?from=2026-12-01&to=2026-12-02')).body as Calendar
    ).deliveries.find(each => each.teamId === team.id)
  expect(await read('rep')).toMatchObject({ deal: null, reason: null })
  expect(await read('delivery')).toMatchObject({ deal: { title: '秘密', accountName: '石埭医院' } })
  expect((await call('rep', 'GET', `/delivery/quotes/${theirs}`)).status).toBe(404)
  expect((await hold(theirs, team.id)).status).toBe(404)
  const elsewhere = await call('delivery', 'GET', `/delivery/quotes/${theirs}`, undefined, other)
  expect(elsewhere.status).toBe(404)
})

test('every act is refused without its permission', async () => {
  const team = await teamOf(person('甲组'))
  const [quoteId, slot] = await held(team.id)
  const input = { name: '别的', leadId: null, opens: 540, closes: 1080, resources: [] }
  const leave = { id: newId(), resourceIds: [newId()], from: '2026-12-01', to: '2026-12-01' }
  const refused: [BuiltInRole, 'GET' | 'POST' | 'PUT' | 'DELETE', string, object?][] = [
    ['integrator', 'GET', '/delivery/calendar?from=2026-12-01&to=2026-12-02'],
    ['integrator', 'GET', '/delivery/teams'],
    ['integrator', 'GET', `/delivery/quotes/${quoteId}`],
    ['integrator', 'POST', '/delivery/offers', { ...wish, to: '2026-12-05' }],
    ['delivery', 'PUT', `/delivery/quotes/${quoteId}/slot`, { ...wish, teamId: team.id }],
    ['delivery', 'DELETE', `/delivery/quotes/${quoteId}/slot`],
    ['rep', 'POST', '/delivery/teams', input],
    ['rep', 'PUT', `/delivery/teams/${team.id}`, { ...input, version: 1, archived: false }],
    ['rep', 'POST', '/delivery/leaves', leave],
    ['rep', 'DELETE', `/delivery/leaves/${newId()}`],
    ['rep', 'POST', `/deliveries/${slot.id}/move`, { teamId: team.id, from: '2026-12-02', version: 1 }],
    ['rep', 'POST', `/deliveries/${slot.id}/done`, { version: 1 }],
    ['rep', 'POST', `/deliveries/${slot.id}/reopen`, { version: 1 }],
    ['rep', 'POST', `/deliveries/${slot.id}/cancel`, { version: 1 }],
  ]
  for (const [role, method, url, body] of refused)
    expect((await call(role, method, url, body)).status, `${role} ${method} ${url}`).toBe(403)
  expect(systemActor(one.workspaceId).permissions.has('delivery.write')).toBe(true)
})
