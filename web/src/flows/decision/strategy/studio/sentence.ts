import { type Doc, listOf, recordOf } from '../doc.ts'
import { toCanvas } from './canvas.ts'
import * as en from './sentence-en.ts'
import * as zh from './sentence-zh.ts'

/** What ids in actions are called; empty for one that is gone. */
export interface Names {
  kit: (id: string) => string
  person: (id: string) => string
  endpoint: (id: string) => string
}

/** A piece of the sentence; strong for 当, 如果, 就. */
export interface Piece {
  text: string
  strong?: boolean
}

/** What a strategy means, as a sentence of the language. It says every part of every valid strategy. */
export function sentenceOf(doc: Doc, names: Names, locale: 'zh-CN' | 'en'): Piece[] {
  return (locale === 'en' ? inEnglish : inChinese)(doc, names).filter(({ text }) => text !== '')
}

/** The sentence as plain text. */
export const plainSentence = (pieces: Piece[]): string => pieces.map(({ text }) => text).join('')

const strong = (text: string): Piece => ({ text, strong: true })

function inChinese(doc: Doc, names: Names): Piece[] {
  const conditions = toCanvas(doc).conditions.map(({ text }) => zh.conditionWords(doc, text))
  const actions = listOf(doc.then).map(action => zh.actionWords(recordOf(action), names))
  const isCustomer = doc.key === undefined || doc.key === 'customer'
  const rest = zh.restWords(doc, names)
  return [
    { text: isCustomer ? '' : `按${zh.keyName(doc.key)}分别看：` },
    strong('当'),
    { text: `${zh.whenWords(doc)}，` },
    ...(conditions.length > 0 ? [strong('如果'), { text: `${conditions.join('，并且')}，` }] : []),
    strong('就'),
    { text: actions.length === 0 ? '只记录，不动作。' : `${listed(actions, '、', '，并')}。` },
    { text: rest.map(one => `${one}。`).join('') },
  ]
}

function inEnglish(doc: Doc, names: Names): Piece[] {
  const conditions = toCanvas(doc).conditions.map(({ text }) => en.conditionWords(doc, text))
  const actions = listOf(doc.then).map(action => en.actionWords(recordOf(action), names))
  const isCustomer = doc.key === undefined || doc.key === 'customer'
  const rest = en.restWords(doc, names)
  return [
    { text: isCustomer ? '' : `Watched per ${en.keyName(doc.key)}. ` },
    strong('When'),
    { text: ` ${en.whenWords(doc)}, ` },
    ...(conditions.length > 0 ? [strong('if'), { text: ` ${listed(conditions, ', ', ' and ')}, ` }] : []),
    strong('then'),
    { text: actions.length === 0 ? ' only record it.' : ` ${listed(actions, ', ', ' and ')}.` },
    { text: rest.map(one => ` ${one.charAt(0).toUpperCase()}${one.slice(1)}.`).join('') },
  ]
}

function listed(parts: string[], comma: string, last: string): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(comma)}${last}${parts.at(-1)}`
}
