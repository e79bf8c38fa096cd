import type { RevisionContent } from '#collaboration/quote/api.ts'
import { amountText, inBooks } from '#collaboration/quote/index.ts'
import { AppError } from '#kernel/error.ts'
import {
  type ContractFacts,
  canonicalJson,
  foreignFigures,
  type KnownFigures,
  placeholdersOf,
} from '#lib/contract/index.ts'
import { type ContractDraft, type ContractLanguage, errors, type Snapshot } from './api.ts'
import { put, wordsOf } from './words.ts'

/** What a contract takes from a quote's revision: copied, never computed anew. */
export function snapshotOf(content: RevisionContent, hash: string): Snapshot {
  const { quote, terms, priced, lines, capital, delivery, validDay, clauses } = content
  return {
    quote: { ...quote, hash },
    currency: terms.currency,
    minorDigits: terms.minorDigits,
    taxMode: terms.taxMode,
    rounding: terms.rounding,
    totals: { net: priced.totals.net, tax: priced.totals.tax, gross: priced.totals.gross },
    byRate: priced.byRate.map(({ rate, net, tax, gross }) => ({ rate, net, tax, gross })),
    capital,
    lines: lines.map((line, i) => {
      const { name, code, spec, unit, periods, taxRate, free } = line
      const { quantity, amount, gross } = priced.lines[i]!
      return { name, code, spec, unit, quantity, periods, taxRate, free, amount, gross }
    }),
    payment: terms.payment.map((one, i) => ({ ...one, amount: priced.instalments[i]!.amount })),
    delivery,
    validDay,
    clauses,
  }
}

/** What decides about mandatory clauses. */
export function factsOf(
  content: RevisionContent,
  snapshot: Snapshot,
  draft: Pick<ContractDraft, 'personalData' | 'coCreation'>,
): ContractFacts {
  const { lines } = content
  return {
    services: lines.some(({ kind }) => kind === 'service'),
    subscriptions: lines.some(({ kind }) => kind === 'subscription'),
    retention: snapshot.payment.some(({ kind }) => kind === 'retention'),
    foreignCurrency: snapshot.currency !== 'CNY',
    personalData: draft.personalData,
    coCreation: draft.coCreation,
    amount: inBooks(content),
  }
}

/** An amount with its currency: ¥1,897,000.00. */
export function moneyOf({ currency, minorDigits }: Snapshot, minor: number): string {
  return `${currency === 'CNY' ? '¥' : `${currency} `}${amountText(minor, minorDigits)}`
}

/** The values that clauses take from the quote, as texts in the contract's language. */
export function quoteValues(snapshot: Snapshot, language: ContractLanguage): Record<string, string> {
  const words = wordsOf[language]
  const { quote, currency, capital, payment, delivery } = snapshot
  const plan = payment.map((one, i) => {
    const { percent, label } = one
    const sentence = { kind: words[one.kind], percent, label, amount: moneyOf(snapshot, one.amount) }
    return `（${i + 1}）${put(words.paymentLine, sentence)}`
  })
  return {
    'quote.number': quote.number,
    'quote.revision': String(quote.revision),
    'quote.total': moneyOf(snapshot, snapshot.totals.gross),
    'quote.net': moneyOf(snapshot, snapshot.totals.net),
    'quote.tax': moneyOf(snapshot, snapshot.totals.tax),
    'quote.capital': capital ?? '—',
    'quote.currency': currency,
    'quote.taxNote': words[snapshot.taxMode],
    'quote.payment': plan.length > 0 ? plan.join('\n') : words.paymentAll,
    'quote.delivery': delivery ? put(words.deliveryFromTo, delivery) : words.deliveryOpen,
  }
}

/** Clauses whose every figure must be the quote's, and what they must take from it by name. */
const bound: Record<string, string[]> = {
  subject: ['quote.number'],
  price: ['quote.total'],
  payment: ['quote.payment'],
}

function knownOf(snapshot: Snapshot): KnownFigures {
  const { byRate, payment } = snapshot
  return {
    minorDigits: snapshot.minorDigits,
    // Not the net price: written by hand where the price belongs, it would be another price.
    amounts: new Set([snapshot.totals.gross, ...payment.map(({ amount }) => amount)]),
    capitals: new Set(snapshot.capital ? [snapshot.capital.replace(/^人民币/, '')] : []),
    percents: new Set(
      ['100', ...byRate.map(({ rate }) => rate), ...payment.map(({ percent }) => percent)].map(text =>
        String(Number(text)),
      ),
    ),
  }
}

interface ReadClause {
  key: string | null
  title: string
  body: string
}

/**
 * What a text says that the quote's snapshot doesn't: a figure written by hand where the quote's belongs, or a place where the quote's
 * value was taken out. Each as the error that refuses to sign it, with the clause's place.
 */
export function textFaults(
  clauses: readonly ReadClause[],
  snapshot: Snapshot,
): { clause: number; error: AppError }[] {
  const known = knownOf(snapshot)
  const expected = moneyOf(snapshot, snapshot.totals.gross)
  return clauses.flatMap(({ key, title, body }, clause) => {
    const needed = bound[key ?? ''] ?? []
    const names = placeholdersOf(body)
    const lost = needed.filter(name => !names.includes(name)).map(name => `{{${name}}}`)
    const figures = foreignFigures(body, known, needed.length > 0 ? 'all' : 'total').map(({ found }) => found)
    const told = figures.length > 0 ? figures : lost.map(() => '—')
    return told.map((found, i) => {
      const wanted = figures.length > 0 ? expected : lost[i]
      return {
        clause,
        error: new AppError(errors['contract.text-differs'], { clause: title, found, expected: wanted }),
      }
    })
  })
}

/** The names of what differs between two snapshots, such as `totals`; empty where they are the same. */
export function snapshotDifferences(a: Snapshot, b: Snapshot): string[] {
  const names = Object.keys(a) as (keyof Snapshot)[]
  return names.filter(name => canonicalJson(a[name]) !== canonicalJson(b[name]))
}
