import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { askedOf, type Facts, insideOf, placeOf, stepsOf, timesOf } from './model.ts'

const hour = 3_600_000
const draft: Facts = {
  ...{ quoteId: 'q', ownerId: 'rep', status: 'draft', revision: null, hash: null, validUntil: null },
  ...{ createdAt: 0, closedAt: null, issuedAt: null, clearedBy: null, clearedAt: null, case: null },
  ...{
    contract: null,
    delivery: null,
    heardSignedAt: null,
    coveredAt: null,
    dueOn: null,
    byHand: false,
    approvers: 0,
  },
}
const issued: Facts = {
  ...draft,
  status: 'issued',
  revision: 1,
  hash: 'h1',
  validUntil: 100 * hour,
  issuedAt: hour,
}
const cleared: Facts = { ...issued, clearedBy: 'mandate', clearedAt: 2 * hour }
const contract = (status: string, change: object = {}): NonNullable<Facts['contract']> => ({
  ...{ status, at: 3 * hour, sentAt: null, byUsAt: null, byCustomerAt: null, closedAt: null, case: null },
  ...change,
})
const signed: Facts = {
  ...cleared,
  status: 'accepted',
  contract: contract('effective', { byUsAt: 4 * hour, byCustomerAt: 5 * hour }),
}
const slot = (state: string) => ({ state, at: 2 * hour, since: 6 * hour, leadId: 'lead' })
const paid: Facts = { ...signed, delivery: slot('started'), coveredAt: 6 * hour }
const at = (facts: Facts) => placeOf(facts, 10 * hour)

describe('a deal stands', () => {
  it.each<[string, Facts, object]>([
    ['with its writer', draft, { step: 'quote', why: 'write', waitsFor: ['rep'], since: 0 }],
    ['with its owner, to ask', issued, { step: 'approval', why: 'ask', waitsFor: ['rep'], since: hour }],
    [
      'with its approvers',
      { ...issued, case: { status: 'open', since: 2 * hour, waiting: ['head', 'cfo'], hash: 'h1' } },
      { step: 'approval', why: 'approve', waitsFor: ['head', 'cfo'], since: 2 * hour },
    ],
    [
      'with its owner again, where the case was of an older revision',
      { ...issued, case: { status: 'open', since: 0, waiting: ['head'], hash: 'old' } },
      { why: 'ask', waitsFor: ['rep'] },
    ],
    [
      'blocked, with nobody',
      { ...issued, case: { status: 'blocked', since: 0, waiting: [], hash: 'h1' } },
      { why: 'blocked', waits: 'nobody' },
    ],
    ['with its owner, to prepare a contract', cleared, { step: 'contract', why: 'prepare', since: 2 * hour }],
    [
      'with the customer, to sign',
      { ...cleared, contract: contract('signed-by-us', { sentAt: 3 * hour, byUsAt: 4 * hour }) },
      { why: 'customer-sign', waits: 'customer', waitsFor: [], since: 4 * hour },
    ],
    [
      'with us, to sign',
      { ...cleared, contract: contract('signed-by-customer', { byCustomerAt: 5 * hour }) },
      { why: 'we-sign', waitsFor: ['rep'] },
    ],
    [
      'with those asked about the contract',
      {
        ...cleared,
        contract: contract('ready', { case: { status: 'open', since: hour, waiting: ['legal'] } }),
      },
      { step: 'contract', why: 'contract-approve', waitsFor: ['legal'] },
    ],
    ['without a slot', signed, { step: 'slot', why: 'slot', waitsFor: ['rep'], since: 5 * hour }],
    [
      'without a slot, if that was released',
      { ...signed, delivery: slot('released') },
      { step: 'slot', why: 'slot' },
    ],
    [
      'with the customer, to pay',
      { ...signed, delivery: slot('planned') },
      { step: 'payment', why: 'pay', waits: 'customer', since: 5 * hour },
    ],
    ['overdue', { ...signed, delivery: slot('planned'), dueOn: '1969-12-31' }, { why: 'overdue' }],
    ['with the delivery lead', paid, { step: 'delivery', why: 'deliver', waitsFor: ['lead'], state: 'open' }],
    ['at its end', { ...paid, delivery: slot('done') }, { why: 'done', state: 'closed', waits: 'nobody' }],
    ['ended', { ...issued, status: 'declined', closedAt: hour }, { why: 'ended', state: 'ended' }],
  ])('%s', (_, facts, place) => {
    expect(at(facts)).toMatchObject(place)
  })

  it('with its owner once its last day is over, but not once it is accepted', () => {
    expect(placeOf(cleared, 99 * hour).why).toBe('prepare')
    expect(placeOf(cleared, 100 * hour)).toMatchObject({ step: 'quote', why: 'renew', since: 100 * hour })
    expect(placeOf({ ...cleared, status: 'accepted' }, 200 * hour).why).toBe('prepare')
  })
})

describe('steps', () => {
  const states = (facts: Facts) => stepsOf(facts, at(facts)).map(({ state }) => state)
  it('show what is through, what comes now, and that a slot can be chosen beside the contract', () => {
    expect(states(draft)).toEqual(['now', 'later', 'later', 'later', 'later', 'later'])
    expect(states(cleared)).toEqual(['done', 'done', 'now', 'open', 'later', 'later'])
    expect(states({ ...cleared, delivery: slot('held') })[3]).toBe('done')
    expect(states(paid)).toEqual(['done', 'done', 'done', 'done', 'done', 'now'])
    expect(states({ ...paid, delivery: slot('done') })).toEqual(Array(6).fill('done'))
  })

  const anyTime = fc.option(fc.integer({ min: 0, max: 50 }), { nil: null })
  const anyFacts: fc.Arbitrary<Facts> = fc.record({
    ...{ quoteId: fc.constant('q'), ownerId: fc.constantFrom('rep', null) },
    status: fc.constantFrom('draft', 'issued', 'accepted', 'declined', 'withdrawn'),
    revision: fc.constantFrom(null, 1),
    hash: fc.constantFrom('h1', null),
    ...{
      validUntil: anyTime,
      createdAt: fc.constant(0),
      closedAt: anyTime,
      issuedAt: anyTime,
      clearedAt: anyTime,
    },
    clearedBy: fc.constantFrom('mandate', 'approval', null),
    case: fc.option(
      fc.record({
        status: fc.constantFrom('open', 'blocked', 'returned', 'approved', 'rejected', 'withdrawn', 'voided'),
        since: fc.nat(50),
        waiting: fc.subarray(['a', 'b']),
        hash: fc.constantFrom('h1', 'h2'),
      }),
      { nil: null },
    ),
    contract: fc.option(
      fc.record({
        status: fc.constantFrom(
          ...[
            'draft',
            'ready',
            'sent',
            'signed-by-us',
            'signed-by-customer',
            'effective',
            'declined',
            'expired',
          ],
          'withdrawn',
        ),
        ...{ at: fc.nat(50), sentAt: anyTime, byUsAt: anyTime, byCustomerAt: anyTime, closedAt: anyTime },
        case: fc.constant(null),
      }),
      { nil: null },
    ),
    delivery: fc.option(
      fc.record({
        state: fc.constantFrom('held', 'planned', 'started', 'done', 'released', 'cancelled'),
        ...{ at: fc.nat(50), since: fc.nat(50), leadId: fc.constantFrom('lead', null) },
      }),
      { nil: null },
    ),
    ...{
      heardSignedAt: anyTime,
      coveredAt: anyTime,
      dueOn: fc.constantFrom(null, '1969-12-31', '1970-01-02'),
      byHand: fc.boolean(),
      approvers: fc.nat(4),
    },
  })

  it('whatever the facts: one place, at most one step now, and whoever is waited for is somebody', () => {
    fc.assert(
      fc.property(anyFacts, facts => {
        const place = placeOf(facts, 60)
        const steps = stepsOf(facts, place)
        expect(steps.filter(({ state }) => state === 'now').length).toBeLessThanOrEqual(1)
        expect(place.waits === 'people').toBe(place.waitsFor.length > 0)
        if (place.state === 'open' && timesOf(facts).signedAt !== null)
          expect(['slot', 'payment', 'delivery']).toContain(place.step)
        expect(Number.isFinite(place.since)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })
})

it('who was asked: approvers, and finance where it confirmed by hand; inside means nobody approved', () => {
  expect(askedOf(paid)).toBe(0)
  expect(askedOf({ ...paid, approvers: 2, byHand: true })).toBe(3)
  expect(insideOf(draft)).toBeNull()
  expect(insideOf(paid)).toBe(true)
  expect(insideOf({ ...paid, clearedBy: 'approval', approvers: 1 })).toBe(false)
  // The price was inside, the contract was not.
  expect(insideOf({ ...paid, approvers: 1 })).toBe(false)
})
