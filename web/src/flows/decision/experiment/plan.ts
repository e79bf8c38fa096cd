import type { Baseline } from '#decision/experiment/api.ts'
import type { Say } from '../../../app/i18n.ts'
import type { PlanText } from './plan-texts.ts'
import { plainNumber } from './words.ts'

type Kind = Baseline['kind']

/** What a plan rests on: levels and effects in the outcome's unit, a share 0–1. */
export interface Assumed {
  baseline: number
  sd: number
  effect: number
  unitsPerWeek: number
}

const guess: Record<Kind, Omit<Assumed, 'unitsPerWeek'>> = {
  rate: { baseline: 0.1, sd: 0.3, effect: 0.05 },
  amount: { baseline: 0, sd: 100_000, effect: 20_000 },
  days: { baseline: 0, sd: 5, effect: 2 },
}
/** Of the level without the strategy: a lift worth finding, to begin with. */
const wanted = 0.3

/** What history proposes; a common guess where it says nothing. */
export function proposed(kind: Kind, found: Baseline | undefined): Assumed {
  const share = found && proposedShare(found)
  const level = (kind === 'rate' ? share : found?.mean) ?? 0
  return {
    baseline: level > 0 ? level : guess[kind].baseline,
    sd: found?.sd || guess[kind].sd,
    effect: level > 0 ? roundEffect(kind, level) : guess[kind].effect,
    unitsPerWeek: found && found.perWeek > 0 ? found.perWeek : 70,
  }
}

/** A share that a plan can work with: where none or all had the outcome, the end of the interval. Undefined without history. */
export function proposedShare({ kind, mean, ci }: Baseline): number | undefined {
  if (kind !== 'rate' || mean === null) return undefined
  if (mean === 0) return ci?.[1]
  return mean === 1 ? ci?.[0] : mean
}

function roundEffect(kind: Kind, baseline: number): number {
  const effect = wanted * (kind === 'rate' ? Math.min(baseline, 1 - baseline) : baseline)
  return kind === 'rate' ? Math.max(0.01, Number(effect.toFixed(3))) : Number(effect.toPrecision(2))
}

/** A level in words: `8.4%`, `12,000 元`, `9.1 天`. */
export function levelOf(value: number, kind: Kind, say: Say<PlanText>): string {
  const unit = kind === 'rate' ? 'percent' : kind === 'amount' ? 'yuan' : 'daysUnit'
  return say(unit, { n: plainNumber(value, kind) })
}

/** A difference in words: `2.5 个百分点`. */
export function effectOf(value: number, kind: Kind, say: Say<PlanText>): string {
  return kind === 'rate' ? say('points', { n: plainNumber(value, kind) }) : levelOf(value, kind, say)
}
