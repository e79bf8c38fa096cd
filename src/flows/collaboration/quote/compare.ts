import type { Comparison, RevisionContent, RevisionLine } from './api.ts'

const lineFields = [
  'name',
  'spec',
  'quantity',
  'periods',
  'listPrice',
  'price',
  'discount',
  'taxRate',
  'free',
] as const

type Field = { field: string; before: string | null; after: string | null }

/** What differs between two revisions: lines by their id, everything else by its name. */
export function compare(before: RevisionContent, after: RevisionContent): Comparison {
  const old = linesOf(before)
  const now = linesOf(after)
  const lines = [...new Set([...old.keys(), ...now.keys()])].flatMap(id => {
    const [a, b] = [old.get(id), now.get(id)]
    const fields = a && b ? differing(lineFields, a.line, b.line) : []
    const [from, to] = [a?.gross ?? null, b?.gross ?? null]
    if (a && b && fields.length === 0 && from === to) return []
    const change = a ? (b ? ('changed' as const) : ('removed' as const)) : ('added' as const)
    return [{ id, name: (b ?? a)!.line.name, change, fields, before: from, after: to }]
  })
  return {
    from: before.quote.revision,
    to: after.quote.revision,
    lines,
    terms: differing(Object.keys(termsOf(before)), termsOf(before), termsOf(after)),
    gross: [before.priced.totals.gross, after.priced.totals.gross],
    currency: after.terms.currency,
  }
}

function linesOf(content: RevisionContent): Map<string, { line: RevisionLine; gross: number }> {
  return new Map(
    content.lines.map((line, i) => [line.id, { line, gross: content.priced.lines[i]!.gross }] as const),
  )
}

/** Everything beside the lines that somebody would want to know has changed. */
function termsOf({ terms, ...content }: RevisionContent): Record<string, unknown> {
  return {
    validDay: content.validDay,
    discount: terms.discount,
    taxMode: terms.taxMode,
    rounding: `${terms.rounding.per} ${terms.rounding.scale}`,
    payment: terms.payment.map(({ percent, label }) => `${percent}% ${label}`).join('\n'),
    base: terms.base && `${terms.base.currency} ${terms.base.rate} (${terms.base.on})`,
    bundles: content.bundles
      .map(({ name, quantity, price }) => `${name} × ${quantity} · ${price}`)
      .join('\n'),
    delivery: content.delivery && `${content.delivery.from} – ${content.delivery.to}`,
    clauses: content.clauses,
    note: content.note,
    customer: content.customer.name,
    priceBook: content.priceBook && `${content.priceBook.name} v${content.priceBook.version}`,
  }
}

function differing(fields: readonly string[], before: object, after: object): Field[] {
  return fields.flatMap(field => {
    const [a, b] = [before, after].map(side => shown((side as Record<string, unknown>)[field]))
    return a === b ? [] : [{ field, before: a ?? null, after: b ?? null }]
  })
}

function shown(value: unknown): string | null {
  if (value === null || value === undefined || value === '') return null
  if (typeof value !== 'object') return String(value)
  const { by, value: amount } = value as { by?: string; value?: string }
  return by === 'percent' ? `${amount}%` : by === 'amount' ? `−${amount}` : JSON.stringify(value)
}
