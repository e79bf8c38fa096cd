import type { Locale } from '../../../../app/i18n.ts'
import { type Doc, kindOfMeasure, textOf } from '../doc.ts'
import { textValue, told } from './phrase.ts'
import * as en from './sentence-en.ts'
import * as zh from './sentence-zh.ts'
import { eventName, fieldWords } from './vocabulary.ts'

/** How a language says the parts of a strategy. */
export const grammar = (locale: Locale) => (locale === 'en' ? en : zh)

/** 标书打开次数 · Tender opened: times */
export function measureTitle(measure: Doc, locale: Locale): string {
  const kind = kindOfMeasure(measure)
  if (!kind) return '?'
  const type = textOf(measure[kind])
  const one = told(type, measure.where === undefined ? undefined : textOf(measure.where))
  const object = one.object === undefined ? undefined : textValue(one.object, locale)
  const of = kind === 'sum' || kind === 'max' || kind === 'distinct' ? ofName(measure.of, locale) : ''
  const name = eventName(type)[locale]
  if (locale === 'en') {
    const what = object && one.words ? `${capital(object)} ${one.words.en.participle}` : name
    const kinds = { count: 'times', since: 'time since', sum: `total ${of}`, max: `highest ${of}` }
    return `${what}: ${kind === 'distinct' ? `different ${of}` : kinds[kind]}`
  }
  const act = one.words ? `${object ?? ''}${one.words.zh.verb}` : name
  const what = object && one.words ? act : name
  if (kind === 'since')
    return `距上次${one.words ? `${one.words.zh.verb}${object ?? one.words.zh.object ?? ''}` : name}`
  const kinds = { count: '次数', sum: `${of}合计`, max: `最高${of}`, distinct: `不同${of}` }
  return `${what}${kinds[kind]}`
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

const ofName = (of: unknown, locale: Locale): string => {
  const own: Record<string, { 'zh-CN': string; en: string }> = {
    person: { 'zh-CN': '人数', en: 'people' },
    customer: { 'zh-CN': '客户数', en: 'customers' },
    opportunity: { 'zh-CN': '商机数', en: 'opportunities' },
  }
  return own[textOf(of)]?.[locale] ?? fieldWords(`e.${textOf(of)}`)[locale]
}
