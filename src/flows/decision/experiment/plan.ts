import { detectableAlways, unitsAlways, unitsOnce } from '#lib/experiment/index.ts'
import type { Plan } from './api.ts'

const looks = [14, 28, 56, 84]

/** How many units an effect needs at the given pace, and what effect a given time can show; results take the horizon longer. */
export function planFor(input: {
  controlShare: number
  baseline?: number | undefined
  sd?: number | undefined
  effect: number
  unitsPerDay: number
  horizonDays: number
  power: number
}): Plan {
  const { controlShare, baseline, effect, unitsPerDay, horizonDays, power } = input
  const sd = input.sd ?? Math.sqrt((baseline ?? 0.5) * (1 - (baseline ?? 0.5)))
  const plan = { controlShare, sd, power, alpha: 0.05 }
  const needed = (units: number) => ({ units, days: Math.ceil(units / unitsPerDay + horizonDays) })
  return {
    once: needed(unitsOnce(effect, plan)),
    always: needed(unitsAlways(effect, plan)),
    detectable: looks.flatMap(days => {
      const units = Math.floor((days - horizonDays) * unitsPerDay)
      return units < 4 ? [] : [{ days, units, effect: detectableAlways(units, plan) }]
    }),
  }
}
