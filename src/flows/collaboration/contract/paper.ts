import { amountText } from '#collaboration/quote/index.ts'
import type { ContractContent, ContractLanguage, SignatureMark, Snapshot } from './api.ts'
import { timeText } from './record.ts'
import { moneyOf } from './snapshot.ts'
import { type ContractWords, put, wordsOf } from './words.ts'

/** One side's signature as it stands on paper. */
export interface PaperSignature {
  name: string
  at: number
  mark: SignatureMark
  /** How they were identified. */
  how: string | null
}

/** One line of the record at the end. */
export interface PaperEvent {
  type: string
  at: number
  who: string | null
  how: string | null
  body: Readonly<Record<string, unknown>>
}

export interface PaperInput {
  content: ContractContent
  /** The version's hash; null marks a draft. */
  hash: string | null
  us: PaperSignature | null
  customer: PaperSignature | null
  /** The record of signing, once it is complete. */
  audit: { events: PaperEvent[]; head: string } | null
}

/** What the template reads. */
export function paperData({ content, hash, us, customer, audit }: PaperInput) {
  const { language, contract, seller, buyer, snapshot, clauses } = content
  const words = wordsOf[language]
  return {
    words,
    title: words.title,
    name: contract.name,
    number: contract.number,
    version: put(words.version, { version: contract.version }),
    mark: hash === null ? words.draft : null,
    fingerprint: hash,
    parties: [partyOf(words.seller, seller, words), partyOf(words.buyer, buyer, words)],
    clauses: clauses.map(({ title, text }, i) => ({
      head: `${articleOf(language, i + 1)} ${title}`,
      lines: text.split('\n'),
    })),
    ...annexes(snapshot, words),
    signatures: [
      signatureOf(words.sellerSigns, seller.name, us, words),
      signatureOf(words.buyerSigns, buyer.name, customer, words),
    ],
    audit: audit && {
      head: audit.head,
      rows: audit.events.map((event, i) => rowOf(event, i, words)),
    },
  }
}

/** Amounts and the price list as texts for the signing page. */
export function amountWords({ snapshot, language }: ContractContent) {
  const words = wordsOf[language]
  return {
    lines: snapshot.lines.map(({ name, unit, quantity, gross }) => ({
      ...{ name, unit, quantity },
      amount: moneyOf(snapshot, gross),
    })),
    total: moneyOf(snapshot, snapshot.totals.gross),
    capital: snapshot.capital,
    payment: snapshot.payment.map(({ kind, label, percent, amount }) => ({
      label: [words[kind], label].filter(Boolean).join(' · '),
      share: `${percent}%`,
      amount: moneyOf(snapshot, amount),
    })),
  }
}

const digits = '零一二三四五六七八九'

/** 第十二条, or `12.` */
function articleOf(language: ContractLanguage, n: number): string {
  if (language === 'en') return `${n}.`
  const tens = n < 10 ? '' : `${n < 20 ? '' : digits[Math.floor(n / 10)]}十`
  const ones = n % 10 === 0 ? '' : digits[n % 10]
  return `第${tens}${ones}条`
}

function partyOf(label: string, party: ContractContent['seller'], words: ContractWords) {
  const { name, creditCode, address, representative, bank = '' } = party
  const rows = [
    [words.creditCode, creditCode],
    [words.address, address],
    [words.representative, representative],
    [words.bank, bank],
  ].filter(([, value]) => value !== '')
  return { label, name, rows }
}

function annexes(snapshot: Snapshot, words: ContractWords) {
  const { currency, minorDigits, lines, totals, byRate, payment } = snapshot
  const money = (minor: number) => amountText(minor, minorDigits)
  const specs = new Map(lines.filter(({ spec }) => spec !== '').map(({ name, spec }) => [name, spec]))
  return {
    lines: lines.map((line, i) => [
      String(i + 1),
      [
        line.name,
        line.code,
        line.free && words.free,
        line.periods > 1 && put(words.periods, { periods: line.periods }),
      ]
        .filter(Boolean)
        .join(' · '),
      ...[line.unit, line.quantity, `${line.taxRate}%`, money(line.gross)],
    ]),
    sums: [
      [words.net, money(totals.net)],
      ...byRate.map(({ rate, tax }) => [put(words.tax, { rate }), money(tax)]),
    ],
    total: `${currency === 'CNY' ? '¥' : `${currency} `}${money(totals.gross)}`,
    capital: snapshot.capital,
    specs: [...specs].map(([name, text]) => ({ name, lines: text.split('\n') })),
    payment: payment.map(({ kind, label, percent, amount }) => [
      words[kind],
      label,
      `${percent}%`,
      money(amount),
    ]),
    promised: snapshot.clauses.split('\n').filter(line => line.trim() !== ''),
  }
}

function signatureOf(label: string, company: string, signature: PaperSignature | null, words: ContractWords) {
  const mark = signature?.mark
  return {
    label,
    company,
    name: signature?.name ?? '',
    at: signature ? timeText(signature.at) : '',
    typed: mark?.kind === 'typed' ? mark.text : null,
    drawn: mark?.kind === 'drawn' ? pictureOf(mark.strokes) : null,
    note: signature ? (unidentified(signature) ? words.demo : words.simple) : words.notSigned,
  }
}

/** In a demo nobody is: what stands there is no signature of anybody's. */
const unidentified = ({ how }: PaperSignature) => how === 'played' || how === 'shown-code'

/** Strokes as a picture: made here, of numbers alone, so that nothing foreign gets onto paper. */
function pictureOf(strokes: readonly (readonly number[])[]): string {
  const paths = strokes.map(points => {
    const pairs = Array.from(
      { length: Math.floor(points.length / 2) },
      (_, i) => `${points[2 * i]},${points[2 * i + 1]}`,
    )
    return `<polyline points="${pairs.join(' ')}" fill="none" stroke="#221E19" stroke-width="7" stroke-linecap="round" stroke-linejoin="round"/>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 400" width="1000" height="400">${paths.join('')}</svg>`
}

function rowOf({ type, at, who, how, body }: PaperEvent, i: number, words: ContractWords): string[] {
  const text = (words.events as Record<string, string>)[type] ?? type
  const filled = put(text, body as Record<string, string>)
  const known = how ? ((words.how as Record<string, string>)[how] ?? how) : words.how.system
  return [String(i + 1), timeText(at), filled, who ?? '—', known]
}
