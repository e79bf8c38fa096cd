import type { Locale } from '../../../../app/i18n.ts'
import { type Doc, kindOfMeasure, textOf } from '../doc.ts'
import { told } from './phrase.ts'
import * as en from './sentence-en.ts'
import * as zh from './sentence-zh.ts'
import { eventName, fieldWords } from './vocabulary.ts'

/** How a language says the parts of a strategy. */
export const grammar = (locale: Locale) => (locale === 'en' ? en : zh)

/** 标书打开次数 · times a tender was opened */
export function measureTitle(measure: Doc, locale: Locale): string {
  const kind = kindOfMeasure(measure)
  if (!kind) return '?'
  const type = textOf(measure[kind])
  const one = told(type, measure.where === undefined ? undefined : textOf(measure.where))
  const name = eventName(type)[locale]
  const object =
    one.object === undefined
      ? ''
      : grammar(locale).ruleWords({ field: 'e.props.kind', operator: '==', value: `'${one.object}'` })
  const of = kind === 'sum' || kind === 'max' || kind === 'distinct' ? ofName(measure.of, locale) : ''
  const titles = {
    'zh-CN': { count: '次数', since: '距上次', sum: `${of}合计`, max: `最高${of}`, distinct: `不同${of}` },
    en: {
      count: 'times',
      since: 'time since',
      sum: `total ${of}`,
      max: `highest ${of}`,
      distinct: `different ${of}`,
    },
  }[locale][kind]
  const what =
    object === ''
      ? name
      : `${object.replace(/^.*(是|is) ?/, '')} ${name}`.replace(/^(标书|方案|报价单|彩页) 资料/, '$1')
  return locale === 'en' ? `${what}: ${titles}` : kind === 'since' ? `${titles}${what}` : `${what}${titles}`
}

const ofName = (of: unknown, locale: Locale): string => {
  const own: Record<string, { 'zh-CN': string; en: string }> = {
    person: { 'zh-CN': '人数', en: 'people' },
    customer: { 'zh-CN': '客户数', en: 'customers' },
    opportunity: { 'zh-CN': '商机数', en: 'opportunities' },
  }
  return own[textOf(of)]?.[locale] ?? fieldWords(`e.${textOf(of)}`)[locale]
}
