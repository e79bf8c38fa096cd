import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { LogEntry, LoggedEvent } from '#kernel/ports/event-log.ts'
import { DAY, HOUR } from '#kernel/time.ts'
import { outcomeOf, rowsOf, tableOf } from './adjusted.ts'
import type { Question } from './api.ts'
import { makeHistories, pieceOf } from './history.ts'
import { estimateRollout } from './rollout.ts'

const start = Date.UTC(2026, 0, 5)
const question: Extract<Question, { kind: 'adjusted' }> = {
  kind: 'adjusted',
  treatment: { event: 'activity.note_added', where: { prop: 'kind', equals: 'visit' } },
  outcome: { event: 'opportunity.won', measure: 'happened' },
  from: start,
  to: start + 140 * DAY,
  days: 30,
  seed: 1,
}

let seq = 0
const entryOf = (body: LogEntry['body'], received = start): LogEntry => ({
  workspaceId: 'w',
  seq: ++seq,
  received,
  body,
})
const act = (customer: string, day: number, type: string, props: LoggedEvent['props'] = {}): LogEntry =>
  entryOf({
    kind: 'event',
    id: `${++seq}`,
    type,
    at: start + day * DAY + HOUR,
    customer,
    props,
    source: 't',
    imported: true,
  })
const visit = (customer: string, day: number) => act(customer, day, 'activity.note_added', { kind: 'visit' })
const profile = (key: string, day: number, tier: string): LogEntry =>
  entryOf({ kind: 'profile', id: `${++seq}`, of: 'customer', key, attributes: { tier } }, start + day * DAY)

const historiesOf = (entries: readonly LogEntry[], asked: Question = question) => {
  const histories = makeHistories()
  histories.take(entries.flatMap(entry => pieceOf(asked, entry) ?? []))
  return histories.all()
}

/** Accounts that were seen before the period; the first ones are visited in week 2, some win. */
const world = () =>
  Array.from({ length: 40 }, (_, i) => `a${i}`).flatMap((id, i) => [
    act(id, -20 + (i % 9), 'document.read'),
    act(id, -3, 'page.viewed'),
    ...(i < 15 ? [visit(id, 14 + (i % 5))] : []),
    ...(i % 4 === 0 ? [act(id, 40, 'opportunity.won', { amount: 5 })] : []),
  ])

test('each account counts once; the visited from the week of the first visit, the outcome after that week', () => {
  const { rows, accounting } = rowsOf(question, historiesOf(world()))
  expect(accounting).toMatchObject({ accounts: 40, treated: 15, untreated: 25, alreadyTreated: 0 })
  expect(new Set(rows.map(row => row.history.account)).size).toBe(40)
  for (const row of rows) expect(row.at).toBe(start + 14 * DAY)
  const won = rows.filter(row => outcomeOf(question, row) === 1).map(row => row.history.account)
  expect(won.length).toBe(10)
  // Won in the week of the visit itself: neither before nor after.
  const during = rowsOf(question, historiesOf([...world(), act('a1', 18, 'opportunity.won')])).rows
  expect(outcomeOf(question, during.find(row => row.history.account === 'a1')!)).toBe(0)
})

test('treated before the period, unknown before their week, or not watched to the end: left out and counted', () => {
  const more = [
    act('early', -30, 'page.viewed'),
    visit('early', -10),
    visit('new', 15),
    act('late', -5, 'page.viewed'),
    visit('late', 130),
  ]
  const { rows, accounting } = rowsOf(question, historiesOf([...world(), ...more]))
  const at = new Map(rows.map(row => [row.history.account, row.treated]))
  expect([at.has('early'), at.has('new'), at.get('late')]).toEqual([false, false, false])
  expect(accounting).toMatchObject({ alreadyTreated: 1, notObserved: 1 })
})

test('nothing that happens or becomes known from a row’s time on changes what it is compared by', () => {
  const base = [
    ...world(),
    ...Array.from({ length: 40 }, (_, i) => profile(`a${i}`, -1, i % 3 === 0 ? '甲' : '乙')),
  ]
  const before = tableOf(question, rowsOf(question, historiesOf(base)).rows)
  expect(before.names).toContain('acts30')
  const later = fc.record({
    account: fc.integer({ min: 0, max: 39 }),
    day: fc.integer({ min: 14, max: 139 }),
    kind: fc.constantFrom('document.read', 'quote.requested', 'profile', 'opportunity.won'),
  })
  fc.assert(
    fc.property(fc.array(later, { maxLength: 30 }), more => {
      const added = more.map(({ account, day, kind }) =>
        kind === 'profile' ? profile(`a${account}`, day, '丙') : act(`a${account}`, day, kind),
      )
      const after = tableOf(question, rowsOf(question, historiesOf([...base, ...added])).rows)
      expect(after.names).toEqual(before.names)
      expect(after.covariates).toEqual(before.covariates)
      expect(after.treated).toEqual(before.treated)
    }),
    { numRuns: 60 },
  )
})

test('a profile that was recorded after the row’s time counts as unknown', () => {
  const base = [
    ...world(),
    ...Array.from({ length: 40 }, (_, i) => profile(`a${i}`, 60, i % 2 ? '甲' : '乙')),
  ]
  const { rows, accounting } = rowsOf(question, historiesOf(base))
  expect(accounting.profileUnknown).toBe(40)
  expect(tableOf(question, rows).names.some(name => name.startsWith('tier='))).toBe(false)
})

test('a roll-out by tier: each tier begins in the period in which enough of it had it', () => {
  const asked: Question = {
    ...question,
    kind: 'rollout',
    outcome: { event: 'quote.requested', measure: 'count' },
    groupBy: 'tier',
    period: 'week',
    to: start + 84 * DAY,
  }
  const tiers = ['甲', '乙', '丙', '丁']
  const entries = Array.from({ length: 80 }, (_, i) => `b${i}`).flatMap((id, i) => {
    const tier = tiers[i % 4]!
    const since = { 甲: 28, 乙: 49 }[tier]
    const quotes = Array.from({ length: 12 }, (_, week) => week * 7 + 2).flatMap(day => [
      ...((day + i) % 3 === 0 ? [act(id, day, 'quote.requested')] : []),
      ...(since !== undefined && day >= since
        ? [act(id, day + 1, 'quote.requested'), act(id, day + 2, 'quote.requested')]
        : []),
    ])
    return [profile(id, -1, tier), ...(since === undefined ? [] : [visit(id, since)]), ...quotes]
  })
  const { found, accounting } = estimateRollout(asked, historiesOf([...entries, visit('b2', 3)], asked))
  expect(accounting).toMatchObject({ treated: 40, untreated: 40 })
  if (found.kind !== 'rollout') throw new Error(found.kind)
  const begun = found.groups.map(({ name, since }) => [name, since === null ? null : (since - start) / DAY])
  expect(begun).toEqual([
    ['甲', 28],
    ['乙', 49],
    ['丁', null],
    ['丙', null],
  ])
  expect(found.result.overall).toBeCloseTo(2, 0)
})
