import { expect, test } from 'vitest'
import { DAY } from '#kernel/time.ts'
import { Judge, type Rules } from './judge.ts'
import { wholeDeal } from './split.ts'
import type { Deal, Delegation, MandateRow, Person, Scope } from './types.ts'

const today = '2026-11-23'
const everywhere: Scope = { departmentId: null, regionId: null, family: null, tier: null }

/** 总部 → 华东 → 江苏、浙江. */
const departments = [
  { id: 'hq', parentId: null, headId: null },
  { id: 'east', parentId: 'hq', headId: null },
  { id: 'js', parentId: 'east', headId: null },
  { id: 'zj', parentId: 'east', headId: null },
]
const person = (id: string, departmentId: string, roleId: string, leads = roleId !== 'rep'): Person => ({
  ...{ id, departmentId, roleId, leads },
  active: true,
})
const people = [
  person('rep', 'js', 'rep'),
  person('rep2', 'js', 'rep'),
  person('manager', 'js', 'manager'),
  person('director', 'east', 'director'),
  person('head', 'hq', 'head'),
]
const role = (id: string, limits: MandateRow['limits'], change: Partial<MandateRow> = {}): MandateRow => ({
  ...{ id, limits, scope: everywhere, from: null, to: null },
  holder: { kind: 'role', id, reach: 'line' },
  ...change,
})
const rows = [
  role('rep', { worstLineDiscount: 0.1, margin: 0.3, amount: 100 }),
  role('manager', { worstLineDiscount: 0.2, margin: 0.2, amount: 500 }),
  role('director', { worstLineDiscount: 0.3, margin: 0.1, amount: 5000 }),
  role('head', { worstLineDiscount: null, margin: null, amount: null }),
]
const deal = (change: Partial<Deal> = {}): Deal => ({
  ...{ departmentId: 'js', regionId: null, tier: null, authorId: 'rep', ownerId: 'rep' },
  families: [{ family: 'A', discount: 0.05, lineId: 'l1' }],
  values: { margin: 0.35, amount: 80 },
  ...change,
})
const judge = (change: Partial<Rules> = {}) =>
  new Judge({ rows, delegations: [], people, departments, today, ...change })
const names = (verdict: ReturnType<Judge['judge']>) =>
  verdict.steps.map(({ people: group }) => group.map(({ id, forId }) => (forId ? `${id}<${forId}` : id)))
const lend = (fromId: string, toId: string, change: Partial<Delegation> = {}): Delegation => ({
  ...{ id: `${fromId}-${toId}`, fromId, toId, from: '2026-11-20', to: '2026-11-30' },
  ...{ scope: everywhere, caps: {} },
  ...change,
})
const big = deal({ values: { margin: 0.35, amount: 300 } })

test('inside, or outside by how much, and to the nearest whose mandate covers it', () => {
  expect(judge().judge(deal(), 'rep')).toMatchObject({ inside: true, steps: [], blocked: [] })
  const deep = judge().judge(
    deal({ families: [{ family: 'A', discount: 0.25, lineId: 'l7' }], values: { margin: 0.18, amount: 80 } }),
    'rep',
  )
  expect(deep.inside).toBe(false)
  expect(deep.measures).toMatchObject([
    { measure: 'worstLineDiscount', inside: false, limit: 0.1, by: 0.15, rowId: 'rep', lineId: 'l7' },
    { measure: 'margin', inside: false, limit: 0.3, by: 0.12 },
    { measure: 'amount', inside: true, limit: 100, by: null },
  ])
  // The manager's 20 % doesn't reach; the director, one level up, covers both.
  expect(deep.steps).toEqual([
    {
      measures: ['worstLineDiscount', 'margin'],
      people: [{ id: 'director', forId: null, delegationId: null, away: false }],
    },
  ])
  expect(names(judge().judge(deal({ values: { margin: 0.35, amount: 9000 } }), 'rep'))).toEqual([['head']])
})

test('a manager decides about their own people: the same role elsewhere is not asked', () => {
  const others = [...people, person('manager2', 'zj', 'manager')]
  expect(names(judge({ people: others }).judge(big, 'rep'))).toEqual([['manager']])
  const zj = judge({ people: others }).judge({ ...big, departmentId: 'zj' }, 'rep')
  expect(names(zj)).toEqual([['manager2']])
})

test('what no row allows is not allowed; what asks nobody’s leave needs no row; what can’t be known needs “without limit”', () => {
  const plain = judge({ rows: [role('rep', { margin: 0, amount: null })] })
  const free = [{ family: null, discount: 0.0004, lineId: null }]
  expect(plain.judge(deal({ families: free }), 'rep').inside).toBe(true)
  expect(
    plain.judge(deal({ families: free, values: { ...deal().values, belowFloor: 1 } }), 'rep'),
  ).toMatchObject({
    inside: false,
    blocked: ['belowFloor'],
  })
  const unknown = deal({ families: [{ family: 'A', discount: null, lineId: 'x' }] })
  expect(names(judge().judge(unknown, 'rep'))).toEqual([['head']])
})

test('each product family is covered by a row of its own; the deepest line of each counts there', () => {
  const service = role('rep', { worstLineDiscount: null }, { scope: { ...everywhere, family: 'service' } })
  const both = deal({
    families: [
      { family: 'A', discount: 0.05, lineId: 'a' },
      { family: 'service', discount: 1, lineId: 'free' },
    ],
  })
  expect(judge().judge(both, 'rep').inside).toBe(false)
  expect(judge({ rows: [...rows, service] }).judge(both, 'rep').inside).toBe(true)
})

test('case 7: neither author nor owner, nor who reports to them, nor who stands in for them; nobody left is blocked', () => {
  const managed = { ...big, authorId: 'rep2', ownerId: 'manager' }
  expect(names(judge().judge(managed, 'rep2'))).toEqual([['director']])
  // A person who reports to the author has a mandate that would cover: they are passed over.
  const mine = [...rows, role('rep', { amount: null }, { holder: { kind: 'person', id: 'rep2' } })]
  const byManager = { ...big, authorId: 'manager', ownerId: 'manager', values: { margin: 0.35, amount: 600 } }
  expect(names(judge({ rows: mine }).judge(byManager, 'manager'))).toEqual([['director']])
  const toDirector = judge({ delegations: [lend('rep', 'director')] })
  expect(names(toDirector.judge(deal({ values: { margin: 0.35, amount: 900 } }), 'rep'))).toEqual([['head']])
  const byHead = { ...big, authorId: 'head', ownerId: 'head', departmentId: 'hq' }
  const noOwn = rows.filter(({ id }) => id !== 'head')
  expect(judge({ rows: noOwn }).judge(byHead, 'head')).toMatchObject({
    inside: false,
    steps: [],
    blocked: ['worstLineDiscount', 'margin', 'amount'],
  })
})

test('a department’s head leads it; without one, whoever sees more than their own', () => {
  const headed = departments.map(each => (each.id === 'js' ? { ...each, headId: 'rep2' } : each))
  const asRep2 = { ...big, authorId: 'rep2', ownerId: 'rep2' }
  // With rep2 at the head, even the manager reports to rep2 and can't approve.
  expect(names(judge({ departments: headed }).judge(asRep2, 'rep2'))).toEqual([['director']])
  expect(names(judge().judge(asRep2, 'rep2'))).toEqual([['manager']])
})

test('case 8: a delegate stands in, dated, in scope, never above the delegator; what is lent isn’t lent on; both names are kept', () => {
  const delegations = [lend('manager', 'rep2', { caps: { amount: 400 } })]
  const verdict = judge({ delegations }).judge(big, 'rep')
  expect(verdict.steps[0]?.people).toEqual([
    { id: 'manager', forId: null, delegationId: null, away: true },
    { id: 'rep2', forId: 'manager', delegationId: 'manager-rep2', away: false },
  ])
  const over = (change: Partial<Delegation>, what = big) =>
    names(judge({ delegations: [lend('manager', 'rep2', change)] }).judge(what, 'rep'))
  expect(over({ caps: { amount: 200 } })).toEqual([['manager']])
  expect(over({ caps: { amount: 99_999 } }, { ...big, values: { margin: 0.35, amount: 600 } })).toEqual([
    ['director'],
  ])
  expect(over({ from: '2026-11-24' })).toEqual([['manager']])
  expect(over({ to: '2026-11-22' })).toEqual([['manager']])
  expect(over({ scope: { ...everywhere, departmentId: 'zj' } })).toEqual([['manager']])
  const chain = [lend('director', 'manager'), lend('manager', 'rep2')]
  const directors = deal({ values: { margin: 0.35, amount: 3000 } })
  expect(names(judge({ delegations: chain }).judge(directors, 'rep'))).toEqual([
    ['director', 'manager<director'],
  ])
  // Lent power is for others' deals: the delegate's own quote is not inside because of it.
  const own = { ...big, authorId: 'rep2', ownerId: 'rep2' }
  expect(judge({ delegations }).judge(own, 'rep2')).toMatchObject({ inside: false })
})

test('case 8: whoever has left holds and lends nothing; it goes up', () => {
  const left = people.map(each => (each.id === 'manager' ? { ...each, active: false } : each))
  const gone = judge({ people: left, delegations: [lend('manager', 'rep2')] })
  expect(names(gone.judge(big, 'rep'))).toEqual([['director']])
})

test('case 9: a deal split in two is judged as one', () => {
  const at = Date.parse('2026-11-23T10:00:00+08:00')
  const quote = (
    quoteId: string,
    amount: number | null,
    days: number,
    opportunityId: string | null = 'o1',
  ) => ({
    ...{ quoteId, amount, opportunityId },
    issuedAt: at - days * DAY,
  })
  const near = [
    quote('self', 60, 1),
    quote('second', 60, 3),
    quote('without opportunity', 10, 3, null),
    quote('other opportunity', 500, 3, 'o2'),
    quote('too long ago', 500, 31),
    quote('later', 500, -1),
  ]
  const { amount, others } = wholeDeal(quote('self', 60, 0), near, 30)
  expect([amount, others.map(({ quoteId }) => quoteId)]).toEqual([130, ['second', 'without opportunity']])
  expect(wholeDeal(quote('self', 60, 0, null), near, 30).amount).toBe(60 + 60 + 10 + 500)
  expect(wholeDeal(quote('self', 60, 0), [quote('foreign', null, 1)], 30).amount).toBe(null)
})

test('if nobody covers all that is outside, each part goes to who covers it', () => {
  const money = role(
    'finance',
    { paymentDays: 180 },
    { holder: { kind: 'role', id: 'finance', reach: 'workspace' } },
  )
  const staff = [...people, person('finance', 'hq', 'finance')]
  const late = deal({ values: { margin: 0.35, amount: 300, paymentDays: 150 } })
  const verdict = judge({ rows: [...rows, money], people: staff }).judge(late, 'rep')
  expect(verdict.steps.map(({ measures, people: [first] }) => [measures, first?.id])).toEqual([
    [['amount'], 'manager'],
    [['paymentDays'], 'finance'],
  ])
})
