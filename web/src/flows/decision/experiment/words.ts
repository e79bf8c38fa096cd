import type { ArmView, ExperimentItem } from '#decision/experiment/api.ts'
import type { Locale } from '#kernel/error.ts'
import { percent } from '../../../ui/format.ts'
import { actWords } from '../ingest/act-words.ts'
import type { SayExperiment } from './texts.ts'

type Kind = ExperimentItem['outcome']['kind']

/** What is needed to say an experiment in the language of the screen. */
export interface Speaker {
  say: SayExperiment
  locale: Locale
}

/** A difference as a number alone: percentage points, currency or days, with its sign. */
export function apart(value: number, kind: Kind): string {
  const number = plainNumber(value, kind)
  return value > 0 && /[1-9]/.test(number) ? `+${number}` : number
}

/** The same without a plus: for the ends of an interval. */
export function plainNumber(value: number, kind: Kind): string {
  const number = kind === 'rate' ? value * 100 : value
  const digits = kind === 'amount' ? 0 : 1
  const shown = Number(number.toFixed(digits))
  const text = Math.abs(shown).toLocaleString('en-US', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
  return shown < 0 ? `−${text}` : text
}

/** A difference with its unit: `+6.1 个百分点`. */
export function withUnit(value: number, kind: Kind, say: SayExperiment): string {
  return say(unitKey(kind), { n: apart(value, kind) })
}

export const unitKey = (kind: Kind) => (kind === 'rate' ? 'points' : kind === 'amount' ? 'yuan' : 'daysUnit')

/** An arm's level: a share, an amount or days. */
export function level(value: number, kind: Kind, say: SayExperiment): string {
  return kind === 'rate' ? percent(value, 1) : say(unitKey(kind), { n: plainNumber(value, kind) })
}

/** What is looked at, in a few words. */
export function outcomeWords(
  { what, events, to }: ExperimentItem['outcome'],
  { say, locale }: Speaker,
): string {
  if (what === 'event') return say('rateOf', { what: actsWords(events, { say, locale }) })
  if (what === 'stage' && to !== null) return say('stageTo', { to })
  return say(what)
}

/** Acts that any of them is an outcome; of many the first. */
const mostNamed = 3

function actsWords(events: readonly string[], { say, locale }: Speaker): string {
  const acts = events.slice(0, mostNamed).map(actWords(locale)).join(say('between'))
  return events.length > mostNamed ? say('moreActs', { acts, count: events.length }) : acts
}

/** What an arm still lacks before it can be compared: `留出组还差 87 家有结果，约 23 天后能看`. */
export function missingWords(
  { arm, count, days }: NonNullable<ExperimentItem['missing']>,
  say: SayExperiment,
): string {
  return say('missing', { arm: armName(arm, say), count, days })
}

export function armName(id: ArmView['id'], say: SayExperiment): string {
  return id === 'then' || id === 'holdout' ? say(id) : say('variant', { id })
}

/** How many in an arm and how they did: `177 / 1,214`, or the number alone where the outcome is no share. */
export function tally({ total, n }: Pick<ArmView, 'total' | 'n'>, kind: Kind): string {
  const count = n.toLocaleString('en-US')
  return kind === 'rate' ? `${Math.round(total).toLocaleString('en-US')} / ${count}` : count
}
