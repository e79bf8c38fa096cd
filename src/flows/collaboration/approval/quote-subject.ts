import type { DealFacts } from '#collaboration/mandate/api.ts'
import type { RevisionContent } from '#collaboration/quote/api.ts'
import type { QuoteModule } from '#collaboration/quote/index.ts'
import { type Measures, measuresOf } from '#lib/price/index.ts'
import type { CaseLine } from './api.ts'
import type { SubjectPort, SubjectText } from './ports.ts'

type Quotes = Pick<QuoteModule, 'standing' | 'hold' | 'revisionOf' | 'factsOf'>

/** Revisions of quotes as something that can be approved. */
export function quoteSubject(quote: Quotes): SubjectPort {
  return {
    standing: async (tx, actor, id) => {
      const { hash, state, revision, sharedRevision } = await quote.standing(tx, actor, id)
      return { hash, open: state === 'issued', out: revision !== null && revision === sharedRevision }
    },
    hold: quote.hold,
    read: async (tx, workspaceId, hash) => {
      const revision = await quote.revisionOf(tx, workspaceId, hash)
      const facts = revision && (await quote.factsOf(tx, workspaceId, hash))
      if (!revision || !facts) return undefined
      return textOf(hash, revision, facts)
    },
  }
}

type Revision = NonNullable<Awaited<ReturnType<Quotes['revisionOf']>>>

function textOf(hash: string, { content, internal, measures }: Revision, facts: DealFacts): SubjectText {
  const { quote, customer, opportunity, terms, priced } = content
  return {
    ...{ subjectId: quote.id, hash, title: quote.name, number: quote.number, facts },
    ...{ accountId: customer.id, accountName: customer.name, opportunityId: opportunity?.id ?? null },
    ...{ amount: priced.totals.gross, currency: terms.currency, margin: measures.margin },
    payment: terms.payment.map(({ label, percent, days }) => ({ label, percent, days })),
    lines: content.lines.map((_, i) => lineOf(content, internal.costs, measures, i)),
  }
}

function lineOf(
  content: RevisionContent,
  costs: Revision['internal']['costs'],
  measures: Measures,
  index: number,
): CaseLine {
  const { id, name, spec, quantity, unit } = content.lines[index]!
  const priced = content.priced.lines[index]!
  const tier = priced.adjustments.find(({ source }) => source === 'tier')?.amount ?? 0
  const list = priced.list + tier
  const alone = {
    ...content,
    ...{ lines: [content.lines[index]!], costs: costs.filter(cost => cost.id === id) },
    priced: { ...content.priced, lines: [priced], totals: { ...content.priced.totals, ...priced } },
  }
  return {
    ...{ id, name, spec, quantity, unit, list, gross: priced.gross },
    discount: priced.listed && list > 0 ? Math.round((1 - priced.amount / list) * 1e6) / 1e6 : null,
    margin: measuresOf(alone).margin,
    marked:
      measures.belowFloor.includes(id) ||
      (measures.worstLineId === id && (measures.worstLineDiscount ?? 0) > 0),
  }
}
