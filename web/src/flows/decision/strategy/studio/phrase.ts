import { splitDuration, type Unit } from '../doc.ts'
import { isGroup, literalValue, type Rule, rulesOf } from './cel-rules.ts'
import { type EventWords, eventWords, valueWords } from './vocabulary.ts'

/** What a `where` says about an event, taken apart: what it is (a tender), what it is about, and the rest. */
export interface Told {
  words: EventWords | undefined
  type: string
  /** Value of the property that says what the object is: `tender`. */
  object: string | undefined
  /** A topic it has to touch. */
  about: string | undefined
  /** Rules that are left to say. */
  rules: Rule[]
  /** CEL that rules can't say. */
  text: string | undefined
}

/** Takes a type and its `where` apart for saying. */
export function told(type: string, where: string | undefined): Told {
  const words = eventWords(type)
  const nothing = { words, type, object: undefined, about: undefined, rules: [], text: undefined }
  if (where === undefined || where.trim() === '') return nothing
  const group = rulesOf(where)
  const isPlain = group && !group.not && (group.combinator === 'and' || group.rules.length === 1)
  const rules = isPlain ? group.rules.filter(rule => !isGroup(rule)) : []
  if (!isPlain || rules.length < group.rules.length) return { ...nothing, text: where.trim() }
  const left = [...(rules as Rule[])]
  const object = takeText(
    left,
    rule =>
      rule.operator === '==' &&
      words?.objectProp !== undefined &&
      rule.field === `e.props.${words.objectProp}`,
  )
  const about = takeText(left, rule => rule.operator === 'holds' && rule.field === 'e.props.topics')
  return { ...nothing, object, about, rules: left }
}

/** Takes the first rule of a kind out of the list and gives the text it compares with. */
function takeText(rules: Rule[], matches: (rule: Rule) => boolean): string | undefined {
  const index = rules.findIndex(rule => matches(rule) && typeof literalValue(rule.value) === 'string')
  if (index < 0) return undefined
  const [rule] = rules.splice(index, 1)
  return literalValue(rule!.value) as string
}

const enUnits: Record<Unit, string> = {
  ms: 'millisecond',
  s: 'second',
  m: 'minute',
  h: 'hour',
  d: 'day',
  w: 'week',
}
const zhUnits: Record<Unit, string> = { ms: '毫秒', s: '秒', m: '分钟', h: '小时', d: '天', w: '周' }

/** A duration in words: `7d` → 7 天, 7 days; anything else as written. */
export function durationOf(text: unknown): { 'zh-CN': string; en: string } {
  const parts = splitDuration(text)
  if (!parts) return { 'zh-CN': String(text), en: String(text) }
  const { amount, unit } = parts
  return {
    'zh-CN': `${amount} ${zhUnits[unit]}`,
    en: `${amount} ${enUnits[unit]}${Number(amount) === 1 ? '' : 's'}`,
  }
}

/** Seconds as the greatest unit that divides them: 604800 → `7d`. */
export function durationFromSeconds(seconds: number): string {
  const sizes: [Unit, number][] = [
    ['d', 86_400],
    ['h', 3_600],
    ['m', 60],
  ]
  const [unit, size] = sizes.find(([, one]) => seconds >= one && Number.isInteger(seconds / one)) ?? ['s', 1]
  return `${Number((seconds / size).toFixed(3))}${unit}`
}

/** Seconds of a duration such as `7d`; undefined for what is none. */
export function secondsOf(text: string): number | undefined {
  const parts = splitDuration(text)
  const sizes: Record<Unit, number> = { ms: 0.001, s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800 }
  return parts && Number(parts.amount) * sizes[parts.unit]
}

/** A text with `{{ CEL }}` inside, short enough to stand in a sentence: placeholders become an ellipsis. */
export const shortTemplate = (text: string): string => {
  const plain = text
    .replace(/\{\{[\s\S]*?\}\}/g, '…')
    .replace(/\s+/g, ' ')
    .trim()
  return plain.length > 40 ? `${plain.slice(0, 39)}…` : plain
}

/** What a text value is called in a language: 标书, or the text in quotes. */
export function textValue(value: string, locale: 'zh-CN' | 'en'): string {
  const words = valueWords(value)
  if (words) return words[locale]
  return locale === 'zh-CN' ? `「${value}」` : `“${value}”`
}
