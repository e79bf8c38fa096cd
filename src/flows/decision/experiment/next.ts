import { DAY } from '#kernel/time.ts'
import { firstLookPerArm } from '#lib/experiment/index.ts'
import type { NextStep } from './api.ts'
import { type Design, signOf } from './model.ts'
import type { Readout } from './readout.ts'

/** What one may do now, the one that the figures speak for first, each with its reason. */
export function nextSteps(readout: Omit<Readout, 'next'>, design: Design, day: number): NextStep[] {
  const { verdict, health } = readout
  if (verdict === 'broken')
    return [
      { act: 'stop', why: 'broken' },
      { act: 'look', why: 'broken' },
    ]
  if (verdict === 'empty') return [{ act: 'wait', why: 'empty' }]
  if (verdict === 'early') return [{ act: 'wait', why: 'early', days: missingFor(readout, design, day).days }]
  if (verdict === 'worse')
    return [
      { act: 'roll-back', why: 'worse' },
      { act: 'stop', why: 'worse' },
    ]
  const wait: NextStep = { act: 'wait', why: 'unclear', days: 28 }
  if (health.guards.some(guard => guard.isHarmed)) return [{ act: 'stop', why: 'guard' }, wait]
  if (verdict === 'unclear') return [wait, { act: 'stop', why: 'unclear' }]
  return [
    { act: 'ship', why: 'better-watch' },
    { ...wait, why: 'better', ...forgone(readout, day) },
    ...unsure(readout, design),
  ]
}

/**
 * The arm that takes longest to 100 results, how many it lacks, and days until then at the pace so far; what has been exposed matures
 * within the horizon.
 */
export function missingFor(
  { arms, exposed }: Pick<Readout, 'arms' | 'exposed'>,
  design: Design,
  day: number,
): { arm: string; count: number; days: number } {
  const horizon = Math.ceil(design.horizon / DAY)
  const lacking = design.arms.map(({ id, share }) => {
    const own = arms.find(arm => arm.id === id)!
    const perDay = (exposed * share) / Math.max(1, day)
    const entering = Math.max(0, firstLookPerArm - own.exposed) / perDay
    return { arm: id, count: Math.max(0, firstLookPerArm - own.n), days: Math.ceil(entering + horizon) }
  })
  return lacking.toSorted((a, b) => b.days - a.days || b.count - a.count)[0]!
}

/** What keeping the control arm costs a week: its new units times the lift, with the interval. */
function forgone({ arms, control, lift }: Omit<Readout, 'next'>, day: number): Partial<NextStep> {
  if (!lift?.sequential) return {}
  const perWeek = (arms.find(arm => arm.id === control)!.exposed / Math.max(1, day)) * 7
  const [low, high] = lift.sequential
  return { perWeek: perWeek * lift.lift, perWeekCi: [perWeek * low, perWeek * high] }
}

/** A segment where the effect can't be told from none, while it can elsewhere: worth an experiment of its own. */
function unsure({ segments }: Omit<Readout, 'next'>, design: Design): NextStep[] {
  const sign = signOf(design)
  const differing = segments.find(({ heterogeneityP: p }) => p !== null && p < 0.05)
  const doubtful = differing?.items
    .filter(item => item.ci !== null && item.ci[0] <= 0 && item.ci[1] >= 0 && item.value !== '')
    .toSorted((a, b) => sign * (a.lift! - b.lift!))[0]
  return doubtful ? [{ act: 'look', why: 'segment', segment: doubtful.value, lift: doubtful.lift! }] : []
}
