import { detectableAlways, unitsAlways, unitsOnce } from '#lib/experiment/index.ts'
import type { Plan } from './api.ts'

/** Weeks. */
const looks = [2, 4, 8, 12, 26]
/** Below so many units an effect is nothing to promise. */
const leastUnits = 4

/** How many units an effect needs at the given pace, and what effect a given time can show; results take the horizon longer. */
export function planFor(input: {
  controlShare: number
  baseline?: number | undefined
  sd?: number | undefined
  effect: number
  unitsPerWeek: number
  horizonDays: number
  weeks: number
  power: number
}): Plan {
  const { controlShare, baseline, effect, unitsPerWeek, horizonDays, power } = input
  const sd = input.sd ?? Math.sqrt((baseline ?? 0.5) * (1 - (baseline ?? 0.5)))
  const plan = { controlShare, sd, power, alpha: 0.05 }
  const needed = (units: number) => ({ units, weeks: Math.ceil(units / unitsPerWeek + horizonDays / 7) })
  const within = (weeks: number) => {
    const units = Math.floor((weeks - horizonDays / 7) * unitsPerWeek)
    return units < leastUnits ? null : { weeks, units, effect: detectableAlways(units, plan) }
  }
  return {
    once: needed(unitsOnce(effect, plan)),
    always: needed(unitsAlways(effect, plan)),
    within: within(input.weeks),
    detectable: looks.flatMap(weeks => within(weeks) ?? []),
  }
}
