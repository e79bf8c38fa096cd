import type { ActPattern, Question } from '#decision/cause/api.ts'
import type { Locale } from '#kernel/error.ts'
import { money, signed } from '../../../ui/format.ts'
import { actWords } from '../ingest/act-words.ts'
import type { CauseText, SayCause } from './texts.ts'

export interface Speaker {
  say: SayCause
  locale: Locale
  /** Names of strategies by id. */
  strategies: ReadonlyMap<string, string>
}

const known: Record<string, CauseText> = {
  'suggestion.adopted': 'adoptedAny',
  'suggestion.kit_opened': 'kitOpened',
  'opportunity.won': 'won',
  'opportunity.lost': 'lost',
  'opportunity.stage_changed': 'stageChanged',
}

/** "上门拜访", "Adopting a suggestion of “…”": an act in words. */
export function actName({ event, where }: ActPattern, { say, locale, strategies }: Speaker): string {
  if (where?.prop === 'strategy')
    return say('adoptedOf', { name: strategies.get(where.equals) ?? where.equals })
  if (where?.prop === 'kind' && where.equals === 'visit') return say('visit')
  if (where?.prop === 'kind' && where.equals === 'call') return say('callNote')
  const text = known[event]
  return text ? say(text) : actWords(locale)(event)
}

const outcomeTexts = { happened: 'ofHappened', count: 'ofCount', amount: 'ofAmount' } as const

/** "「赢单」的客户占比", and per which period where it is looked at period by period. */
export function outcomeName(question: Question, speaker: Speaker): string {
  const { say } = speaker
  const outcome = say(outcomeTexts[question.outcome.measure], { name: actName(question.outcome, speaker) })
  if (question.kind === 'adjusted') return outcome
  return say(question.period === 'week' ? 'perWeek' : 'perMonth', { outcome })
}

/** The unit of an axis; amounts carry theirs in each number. */
export function unitName({ outcome }: Question, { say }: Pick<Speaker, 'say'>): string {
  return outcome.measure === 'amount' ? '' : say(outcome.measure === 'happened' ? 'unitPoints' : 'unitTimes')
}

/** Rare acts need a third decimal. */
const timesDigits = (value: number) => (Math.abs(value) < 1 ? 3 : 2)

/** The question as one sentence. */
export function questionWords(question: Question, speaker: Speaker): string {
  const { say } = speaker
  const words = { treatment: actName(question.treatment, speaker), outcome: outcomeName(question, speaker) }
  if (question.kind === 'adjusted') return say('askSentence', { ...words, days: question.days })
  return say('askRollout', { ...words, group: say(question.groupBy) })
}

/** An effect with its unit: percentage points, times, or money (amounts come in yuan). */
export function effectWords(value: number, { outcome }: Question, { say, locale }: Speaker): string {
  if (outcome.measure === 'happened') return say('points', { value: signed(100 * value, 1) })
  if (outcome.measure === 'count') return say('times', { value: signed(value, timesDigits(value)) })
  return (value > 0 ? '+' : '') + money(Math.round(100 * value), locale)
}

/** The same without unit, for the ends of an interval and for axes. */
export function effectNumber(
  value: number,
  { outcome }: Question,
  { locale }: Pick<Speaker, 'locale'>,
): string {
  if (outcome.measure === 'happened') return signed(100 * value, 1)
  if (outcome.measure === 'count') return signed(value, timesDigits(value))
  return money(Math.round(100 * value), locale)
}

/** A level rather than a change: 14.6%, 0.43, 12 万元. */
export function levelWords(
  value: number,
  { outcome }: Question,
  { locale }: Pick<Speaker, 'locale'>,
): string {
  if (outcome.measure === 'happened') return `${(100 * value).toFixed(1)}%`
  if (outcome.measure === 'count') return value.toFixed(timesDigits(value))
  return money(Math.round(100 * value), locale)
}

const counted = [
  'acts7',
  'acts30',
  'acts90',
  'priorOutcome',
  'daysSinceLast',
  'people90',
  'week',
  'daysKnown',
] as const

/** What a covariate's name means: `type:document.read`, `tier=三级甲等`, `acts30`. */
export function covariateWords(name: string, speaker: Speaker): string {
  const { say } = speaker
  const plain = counted.find(each => each === name)
  if (plain) return say(`cov.${plain}`)
  if (name.startsWith('type:')) return say('cov.type', { name: actName({ event: name.slice(5) }, speaker) })
  const [field = '', value = ''] = name.split('=')
  const fields: Record<string, CauseText> = {
    region: 'region',
    industry: 'industry',
    tier: 'tier',
    priority: 'cov.priority',
  }
  const text = fields[field]
  return text ? say('cov.kind', { field: say(text), value: value || say('cov.unknown') }) : name
}
