import type { Locale, Say } from '../../../app/i18n.ts'
import { percent } from '../../../ui/format.ts'
import { type Doc, kindOfMeasure, listOf, recordOf, splitDuration, textOf, typesOf } from './doc.ts'
import { grammar } from './studio/measure-words.ts'
import { told } from './studio/phrase.ts'
import { eventName } from './studio/vocabulary.ts'
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
