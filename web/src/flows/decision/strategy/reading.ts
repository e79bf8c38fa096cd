import type { Locale, Say } from '../../../app/i18n.ts'
import { percent } from '../../../ui/format.ts'
import { type Doc, kindOfMeasure, listOf, recordOf, splitDuration, textOf, typesOf } from './doc.ts'
import { grammar, measureTitle } from './studio/measure-words.ts'
import { told } from './studio/phrase.ts'
import { eventName, fieldWords } from './studio/vocabulary.ts'
import type { StrategyText } from './texts.ts'

type Words = Say<StrategyText>

/** "7 天"; what is no duration, as written. */
export function durationWords(value: unknown, say: Words): string {
  const parts = splitDuration(value)
  return parts ? `${parts.amount} ${say(parts.unit)}` : textOf(value)
}

export function keyWords(key: unknown, say: Words): string {
  if (key === undefined || key === 'customer') return say('keyCustomer')
  if (key === 'person') return say('keyPerson')
  if (key === 'opportunity') return say('keyOpportunity')
  return say('keyProp', { name: textOf(key) })
}

export function typeWords(value: unknown, say: Words, locale: Locale): string {
  return typesOf(value)
    .map(type => eventName(type)[locale])
    .join(` ${say('orTypes')} `)
}

/** What a measure counts, without its name: "次数 document.opened · 近 7 天". */
export function measureWords(measure: Doc, say: Words, locale: Locale): string {
  const kind = kindOfMeasure(measure)
  if (!kind) return JSON.stringify(measure)
  const window =
    measure.window === undefined
      ? say('allHistory')
      : say('windowWords', { window: durationWords(measure.window, say) })
  return [say(`${kind}Kind`), textOf(measure.of), eventName(textOf(measure[kind]))[locale], window]
    .filter(Boolean)
    .join(' · ')
}

const roles = ['admin', 'director', 'manager', 'rep', 'compliance', 'integrator'] as const
const places = { department: 'ofDepartment', region: 'ofRegion', workspace: 'ofWorkspace' } as const

export function whomWords(value: unknown, say: Words, person: (id: string) => string): string {
  if (value === 'owner') return say('owner')
  const whom = recordOf(value)
  if (whom.user !== undefined) return person(textOf(whom.user)) || textOf(whom.user)
  const role = roles.find(one => one === whom.role)
  const of = textOf(whom.of)
  return say('roleOf', {
    role: role ? say(`role.${role}`) : textOf(whom.role),
    of: of in places ? say(places[of as keyof typeof places]) : of,
  })
}

export function experimentWords(value: unknown, say: Words): string {
  const experiment = recordOf(value)
  const holdout = typeof experiment.holdout === 'number' ? percent(experiment.holdout) : '?'
  const unit = say(experiment.unit === 'person' ? 'unitPerson' : 'unitAccount')
  const variants = listOf(experiment.variants).map(variant => {
    const { id, share } = recordOf(variant)
    return say('variantWords', { id: textOf(id), share: typeof share === 'number' ? percent(share) : '?' })
  })
  const held = experiment.holdout === 0 ? say('noHoldout') : say('experimentWords', { holdout, unit })
  return [held, ...variants].join(' · ')
}

/** The `where` of a step in words; empty where it can only be quoted. */
export function whereWords(where: string, locale: Locale): string {
  return told('', where)
    .rules.map(rule => grammar(locale).ruleWords(rule))
    .join(locale === 'en' ? ', ' : '，')
}

/** A text of an action with what will be filled in named in brackets: `〔距上次分享标书，天〕`. */
export function templateWords(text: string, doc: Doc, locale: Locale): string {
  const [open, close] = locale === 'en' ? ['[', ']'] : ['〔', '〕']
  return text.replace(
    /\{\{([\s\S]*?)\}\}/g,
    (_, expression: string) => `${open}${filledWith(expression, doc, locale)}${close}`,
  )
}

const parts: Record<string, { 'zh-CN': string; en: string }> = {
  86400: { 'zh-CN': '，天', en: ', in days' },
  3600: { 'zh-CN': '，小时', en: ', in hours' },
  60: { 'zh-CN': '，分钟', en: ', in minutes' },
}

/** What a placeholder stands for, without how it is rounded; an ellipsis where that is no single thing. */
function filledWith(expression: string, doc: Doc, locale: Locale): string {
  const rounded = /^(?:string|int|uint|double)\(([\s\S]*)\)$/.exec(expression.trim())
  if (rounded) return filledWith(rounded[1] ?? '', doc, locale)
  const divided = /^(.*?)\s*\/\s*(86400|3600|60)(?:\.0*)?$/s.exec(expression.trim())
  if (divided) return filledWith(divided[1] ?? '', doc, locale) + (parts[divided[2] ?? '']?.[locale] ?? '')
  const name = expression.trim()
  const measure = recordOf(doc.measures)[name]
  if (measure !== undefined) return measureTitle(recordOf(measure), locale)
  const [, known, field] = /^(\w+)\.(props\.\w+)$/.exec(name) ?? []
  const step = listOf(doc.when)
    .map(recordOf)
    .find(({ as }) => as !== undefined && as === known)
  if (step && field) {
    const act = eventName(typesOf(step.event)[0] ?? '')[locale]
    const what = fieldWords(`e.${field}`)[locale]
    return locale === 'en' ? `${what} of ${act.toLowerCase()}` : `${act}的${what}`
  }
  return /^[\w.[\]'"\u4e00-\u9fff]+$/.test(name) ? fieldWords(name)[locale] : '…'
}
