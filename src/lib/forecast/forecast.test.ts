import fc from 'fast-check'
import { expect, test } from 'vitest'
import { makeRandom } from '#lib/stats/random.ts'
import {
  accuracyOf,
  bridge,
  type Contribution,
  coverage80,
  type Deal,
  dayOf,
  foresee,
  learn,
  monthStart,
  openAt,
  outlooks,
  revenueBetween,
  sideSum,
  spreadOf,
  walkForward,
} from './index.ts'

const start = dayOf('2024-01-01')

interface World {
  days: number
  perDay: number
  /** Daily chances by stage. */
  won: number[]
  lost: number
  move: number
  seed: number
}

/** Deals that live by known daily chances: what the engine has to find. */
function lived({ days, perDay, won, lost, move, seed }: World): Deal[] {
  const random = makeRandom(seed)
  const deals: Deal[] = []
  for (let day = 0; day < days; day++) {
    for (let n = 0; n < perDay; n++) deals.push(life(start + day, start + days))
  }
  return deals

  function life(opened: number, end: number): Deal {
    const amount = 50 + random.integer(100)
    const label = random.uniform() < 0.3 ? 'a' : 'b'
    const deal: Deal = {
      id: `${opened}-${random.uniform()}`,
      opened,
      steps: [{ on: opened, stage: 0, amount }],
      labels: [label],
      family: label,
    }
    for (let day = opened, stage = 0; day < end; day++) {
      if (random.uniform() < won[stage]!) return { ...deal, ended: { on: day, won: true, amount } }
      if (random.uniform() < lost) return { ...deal, ended: { on: day, won: false, amount: 0 } }
      if (stage < won.length - 1 && random.uniform() < move)
        deal.steps.push({ on: day + 1, stage: ++stage, amount })
    }
    return deal
  }
}

const world: World = { days: 500, perDay: 3, won: [0.002, 0.02], lost: 0.008, move: 0.02, seed: 7 }

test('chances put into simulated deals are found again', () => {
  const deals = lived(world)
  const to = start + world.days - 1
  const model = learn(deals, to, 2)!
  const open = openAt(deals, to)
  const found = outlooks(model, open, deals, [1])
  // From a stage with no way on: won over lost within a long year, 0.02 / (0.02 + 0.98 · 0.008).
  const late = found.filter((_, index) => open[index]!.stage === 1)
  const mean = late.reduce((sum, { chance }) => sum + chance, 0) / late.length
  expect(mean).toBeGreaterThan(0.66)
  expect(mean).toBeLessThan(0.77)
  const early = found.filter((_, index) => open[index]!.stage === 0)
  const less = early.reduce((sum, { chance }) => sum + chance, 0) / early.length
  // 0.002 now, or on to the second stage first: (0.002 + 0.02 · 0.715) / 0.03 within rounding.
  expect(less).toBeGreaterThan(0.46)
  expect(less).toBeLessThan(0.62)
})

test('intervals hold about as often as they say, and the accuracy is the one of the definition', () => {
  const months = [1, 2, 3, 4].flatMap(seed => {
    const deals = lived({ ...world, perDay: 2, seed })
    return walkForward(deals, { stages: 2, to: monthStart(start + world.days, -1), draws: 300, seed })
  })
  expect(months.length).toBeGreaterThan(45)
  const held = coverage80(months)!
  expect(held).toBeGreaterThan(0.65)
  expect(held).toBeLessThan(0.93)
  expect(
    accuracyOf([
      { forecast: 8, actual: 10 },
      { forecast: 13, actual: 10 },
    ]),
  ).toBeCloseTo(0.75, 12)
  expect(accuracyOf([{ forecast: 8, actual: 0 }])).toBeUndefined()
})

test('a month is forecast from what was known before it: changing what came later changes nothing', () => {
  const deals = lived(world)
  const day = start + 300
  const cut = deals
    .filter(deal => deal.opened <= day)
    .map(({ ended, ...deal }): Deal => {
      const steps = deal.steps.filter(step => step.on <= day)
      return ended && ended.on <= day ? { ...deal, steps, ended } : { ...deal, steps }
    })
  const forecast = (list: Deal[]) => {
    const model = learn(list, day, 2)!
    return spreadOf(foresee(model, list, openAt(list, day), { months: 3, draws: 50, seed: 1 }).run.total[2]!)
  }
  expect(forecast(deals)).toEqual(forecast(cut))
})

test('business not yet opened is counted, and parts add up to the whole', () => {
  const deals = lived(world)
  const day = monthStart(start + 400) - 1
  const model = learn(deals, day, 2)!
  const { run } = foresee(model, deals, openAt(deals, day), { months: 3, draws: 200, seed: 3 })
  expect(spreadOf(run.unopened[0]!).mean).toBeGreaterThan(0)
  expect(spreadOf(run.unopened[2]!).mean).toBeGreaterThan(spreadOf(run.unopened[0]!).mean)
  for (let month = 0; month < 3; month++) {
    const parts = [...run.byLabel[0]!.values()].reduce((sum, draws) => sum + spreadOf(draws[month]!).mean, 0)
    expect(parts).toBeCloseTo(spreadOf(run.total[month]!).mean, 6)
  }
  // Nobody knew: three months ahead, what came lies near.
  const actual = revenueBetween(deals, monthStart(day + 1, 2), monthStart(day + 1, 3))
  const { p2_5, p97_5 } = spreadOf(run.total[2]!)
  expect(actual).toBeGreaterThan(p2_5 * 0.9)
  expect(actual).toBeLessThan(p97_5 * 1.1)
})

test('too few endings give no forecast', () => {
  const deals = lived({ ...world, days: 5 })
  expect(learn(deals, start + 4, 2)).toBeUndefined()
  expect(walkForward([], { stages: 1, to: start, draws: 10, seed: 1 })).toEqual([])
})

const contribution = fc.record({
  id: fc.integer({ min: 0, max: 12 }).map(String),
  status: fc.constantFrom('open' as const, 'won' as const, 'lost' as const),
  chance: fc.double({ min: 0, max: 1, noNaN: true }),
  ever: fc.double({ min: 0, max: 1, noNaN: true }),
  amount: fc.integer({ min: 0, max: 10_000_000 }),
  expectedOn: fc.constantFrom('2026-01-10', '2026-02-10', null),
})
const side = fc.record({
  deals: fc.uniqueArray(contribution, { selector: deal => deal.id, maxLength: 10 }),
  unopened: fc.integer({ min: 0, max: 1_000_000 }),
})

test('the lines of a bridge add up exactly to the change of the forecast', () => {
  fc.assert(
    fc.property(side, side, (before, now) => {
      const sum = bridge(before, now).reduce((total, line) => total + line.by, 0)
      expect(sum).toBe(sideSum(now) - sideSum(before))
    }),
  )
})

test('a bridge says won, lost, slipped, dearer and new for what they are', () => {
  const deal = (id: string, more: Partial<Contribution> = {}): Contribution => ({
    ...{ id, status: 'open', chance: 0.5, ever: 0.6, amount: 1000, expectedOn: '2026-01-10', ...more },
  })
  const before = { deals: [deal('w'), deal('l'), deal('s'), deal('a')], unopened: 300 }
  const now = {
    deals: [
      deal('w', { status: 'won', chance: 1 }),
      deal('l', { status: 'lost', chance: 0 }),
      deal('s', { chance: 0.2, expectedOn: '2026-03-01' }),
      deal('a', { amount: 1200 }),
      deal('n', { chance: 0.1 }),
    ],
    unopened: 250,
  }
  expect(bridge(before, now)).toEqual([
    { id: 'w', reason: 'won', by: 500 },
    { id: 'l', reason: 'lost', by: -500 },
    { id: 's', reason: 'slipped', by: -300 },
    { id: 'a', reason: 'amount', by: 100 },
    { id: 'n', reason: 'new', by: 100 },
    { id: undefined, reason: 'unopened', by: -50 },
  ])
})
