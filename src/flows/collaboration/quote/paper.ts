import type { Locale } from '#kernel/error.ts'
import type { Typesetter } from '#kernel/ports/typesetter.ts'
import type { RevisionContent, RevisionLine } from './api.ts'
import { dayOf } from './model.ts'
import { paper } from './paper.typ.ts'
import { type PaperWords, paperWords } from './paper-words.ts'

export type PaperFormat = 'pdf' | 'svg'

/** Sets a revision as a PDF file, or as a picture for looking at. A draft, and what isn't cleared yet, is marked as such on every page. */
export async function setPaper(
  typesetter: Typesetter,
  content: RevisionContent,
  locale: Locale,
  of: { hash: string } | 'draft' | 'uncleared',
  format: PaperFormat = 'pdf',
): Promise<Uint8Array> {
  const data = dataOf(content, locale, of)
  return format === 'pdf' ? typesetter.pdf(paper, data) : Buffer.from(await typesetter.svg(paper, data))
}

/** `123456` minor units as `1,234.56`. */
export function amountText(minor: number, digits: number): string {
  const text = String(Math.abs(minor)).padStart(digits + 1, '0')
  const whole = text.slice(0, text.length - digits).replace(/\B(?=(\d{3})+(?!\d))/g, ',')
  const fraction = digits === 0 ? '' : `.${text.slice(-digits)}`
  return `${minor < 0 ? '−' : ''}${whole}${fraction}`
}

function dataOf(content: RevisionContent, locale: Locale, of: { hash: string } | 'draft' | 'uncleared') {
  const words = paperWords[locale]
  const { terms, priced } = content
  const money = (minor: number) => amountText(minor, terms.minorDigits)
  const { totals } = priced
  const off = totals.list - totals.amount
  const mode = words[terms.taxMode]
  return {
    words,
    title: `${words.title} ${content.quote.number}`,
    seller: content.seller,
    number: content.quote.number,
    revision: String(content.quote.revision),
    issued: dayOf(content.issuedAt),
    fingerprint: typeof of === 'string' ? '' : `SHA-256 ${of.hash.slice(0, 16)}…`,
    mark: typeof of === 'string' ? words[of] : null,
    left: [
      [words.customer, content.customer.name],
      [words.subject, content.quote.name],
      ...(content.delivery ? [[words.delivery, `${content.delivery.from} – ${content.delivery.to}`]] : []),
    ],
    right: [
      [words.valid, words.validUntil.replace('{day}', content.validDay)],
      [words.currency, `${terms.currency} · ${mode}`],
      [words.author, content.author.name],
    ],
    priceNote: words.priceNote.replace('{mode}', mode).replace('{currency}', terms.currency),
    lines: linesOf(content, words, money),
    sums: [
      ...(off > 0
        ? [
            [words.list, money(totals.list)],
            [words.off, money(-off)],
          ]
        : []),
      [words.net, money(totals.net)],
      ...priced.byRate.map(({ rate, tax }) => [words.tax.replace('{rate}', rate), money(tax)]),
      ...(priced.base
        ? [
            [
              words.base.replace('{rate}', priced.base.rate).replace('{on}', priced.base.on),
              `${priced.base.currency} ${amountText(priced.base.gross, terms.base!.minorDigits)}`,
            ],
          ]
        : []),
    ],
    total: `${terms.currency === 'CNY' ? '¥' : `${terms.currency} `}${money(totals.gross)}`,
    capital: content.capital,
    specs: specsOf(content.lines),
    payment: terms.payment.map((one, i) => ({
      kind: words[one.kind],
      label: one.label,
      percent: `${one.percent}%`,
      amount: money(priced.instalments[i]?.amount ?? 0),
    })),
    clauses: [
      ...content.clauses.split('\n').filter(line => line.trim() !== ''),
      ...(content.note ? [content.note] : []),
      words.standing.replace('{day}', content.validDay),
    ],
    seals: [
      { name: words.sellerSeal.replace('{name}', content.seller) },
      { name: words.buyerSeal.replace('{name}', content.customer.name) },
    ],
  }
}

function linesOf(content: RevisionContent, words: PaperWords, money: (minor: number) => string) {
  const { lines, bundles, priced } = content
  const row = (line: RevisionLine) => {
    const i = lines.indexOf(line)
    const { list, amount, quantity } = priced.lines[i]!
    const periods = line.periods > 1 ? words.periods.replace('{periods}', String(line.periods)) : ''
    return {
      kind: 'line',
      row: String(i + 1),
      name: line.name,
      detail: [line.code, line.free ? words.free : '', periods].filter(Boolean).join(' · '),
      unit: line.unit,
      quantity,
      price: priceText(line.listPrice ?? line.price ?? '0', content.terms.minorDigits),
      off: amount === list ? '' : money(amount - list),
      rate: `${line.taxRate}%`,
      amount: money(amount),
    }
  }
  const sets = bundles.flatMap(bundle => {
    const parts = lines.filter(({ bundleId }) => bundleId === bundle.id)
    const amount = parts.reduce((sum, line) => sum + priced.lines[lines.indexOf(line)]!.amount, 0)
    const name = words.set.replace('{name}', bundle.name).replace('{quantity}', bundle.quantity)
    return [{ kind: 'bundle', name, amount: money(amount) }, ...parts.map(row)]
  })
  return [...lines.filter(({ bundleId }) => bundleId === null).map(row), ...sets]
}

/** A unit price: `990000` as `990,000.00`, or `990,000` where the currency has no parts; further decimals stay. */
export function priceText(price: string, digits: number): string {
  const [whole = '', given = ''] = price.split('.')
  const fraction = given.padEnd(digits, '0')
  return whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',') + (fraction && `.${fraction}`)
}

/** Each product's parameters once. */
function specsOf(lines: readonly RevisionLine[]): { name: string; text: string }[] {
  const seen = new Map<string, string>()
  for (const { name, spec } of lines) if (spec && !seen.has(name)) seen.set(name, spec)
  return [...seen].map(([name, text]) => ({ name, text }))
}
