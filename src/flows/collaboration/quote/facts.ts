import type { Tx } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import { DAY, type Instant } from '#kernel/time.ts'
import { productDiscounts } from '#lib/price/index.ts'
import { departmentsAbove } from '#platform/org/index.ts'
import { booksCurrency, type DealFacts, type NearQuote } from '../mandate/api.ts'
import type { RevisionContent, RevisionInternal } from './api.ts'
import { measuresFor } from './model.ts'
import * as store from './store.ts'

/** Whose a quote is, as a mandate asks for it. */
export type Place = Pick<store.QuoteRow, 'id' | 'accountId' | 'opportunityId' | 'departmentId' | 'ownerId'>

interface Written {
  content: RevisionContent
  internal: RevisionInternal
  /** Who issues or issued it; null: no person. */
  authorId: Id | null
}

/** No matrix counts quotes together over a longer time. */
const longestSplit = 365 * DAY

/** What a mandate judges a quote by: its measures, whose and where it is, and what else the customer was quoted. */
export async function factsOf(tx: Tx, workspaceId: Id, place: Place, written: Written): Promise<DealFacts> {
  const { accountId } = place
  const since = written.content.issuedAt - longestSplit
  const issues = await store.selectIssues(tx, workspaceId, since, accountId)
  return (await factsMaker(tx, workspaceId, [accountId], issues))(place, written)
}

/** The facts of a revision that is issued. */
export function revisionFacts(
  tx: Tx,
  workspaceId: Id,
  place: Place,
  { content, internal, issuedBy: authorId }: store.RevisionRow,
): Promise<DealFacts> {
  return factsOf(tx, workspaceId, place, { content, internal, authorId })
}

/** Every revision issued since an instant, oldest first, with its facts as they were then. */
export async function issuedFacts(tx: Tx, workspaceId: Id, since: Instant) {
  const rows = await store.selectRevisionsSince(tx, workspaceId, since)
  const issues = await store.selectIssues(tx, workspaceId, since - longestSplit)
  const accounts = [...new Set(rows.map(({ quote }) => quote.accountId))]
  const make = await factsMaker(tx, workspaceId, accounts, issues)
  return Promise.all(
    rows.map(async ({ quote, revision: { content, internal, issuedBy: authorId, number: revision } }) => ({
      ...{ quoteId: quote.id, number: quote.number, name: quote.name, revision },
      facts: await make(quote, { content, internal, authorId }),
    })),
  )
}

async function factsMaker(
  tx: Tx,
  workspaceId: Id,
  accountIds: readonly Id[],
  issues: readonly store.Issue[],
) {
  const places = await store.accountPlaces(tx, workspaceId, accountIds)
  const byAccount = Map.groupBy(issues, ({ accountId }) => accountId)
  const regions = new Map<Id, Promise<Id | null>>()
  const regionOf = (departmentId: Id | null) => {
    if (departmentId === null) return null
    const found = regions.get(departmentId) ?? departmentRegion(tx, workspaceId, departmentId)
    regions.set(departmentId, found)
    return found
  }
  return async (
    { id, accountId, opportunityId, departmentId, ownerId }: Place,
    { content, internal, authorId }: Written,
  ): Promise<DealFacts> => {
    const measures = measuresFor(content, internal, true)
    const { blendedDiscount, effectiveDiscount, margin, paymentDays } = measures
    const account = places.get(accountId)
    return {
      ...{ subjectId: id, accountId, opportunityId, departmentId, ownerId, authorId },
      ...{ blendedDiscount, effectiveDiscount, margin, paymentDays, issuedAt: content.issuedAt },
      tier: account?.tier ?? null,
      regionId: account?.regionId ?? (await regionOf(departmentId)),
      families: familiesOf(content),
      belowFloor: measures.belowFloor.length > 0,
      amount: inBooks(content),
      near: standingAt(byAccount.get(accountId) ?? [], content.issuedAt),
    }
  }
}

async function departmentRegion(tx: Tx, workspaceId: Id, departmentId: Id): Promise<Id | null> {
  const line = await departmentsAbove(tx, workspaceId, departmentId)
  return line.find(({ regionId }) => regionId)?.regionId ?? null
}

/** The quotes that stood at an instant, each by its newest revision then: not expired, and not declined or withdrawn before. */
function standingAt(issues: readonly store.Issue[], at: Instant): NearQuote[] {
  const newest = new Map(
    issues.filter(({ issuedAt }) => issuedAt.getTime() <= at).map(each => [each.quoteId, each]),
  )
  const ended = ({ status, closedAt }: store.Issue) =>
    (status === 'declined' || status === 'withdrawn') && closedAt !== null && closedAt.getTime() <= at
  return [...newest.values()]
    .filter(each => !ended(each) && (each.status === 'accepted' || each.validUntil.getTime() > at))
    .map(({ quoteId, opportunityId, issuedAt, ...each }) => ({
      ...{ quoteId, opportunityId, issuedAt: issuedAt.getTime() },
      amount: booksAmount(each.amount, each.currency, each.baseAmount, each.baseCurrency),
    }))
}

/** The total with tax in the currency of our books, by the rate that the revision keeps; null where it keeps none. */
export const inBooks = ({ terms, priced: { totals, base } }: RevisionContent): number | null =>
  booksAmount(totals.gross, terms.currency, base?.gross ?? null, base?.currency ?? null)

function booksAmount(
  amount: number | null,
  currency: string,
  base: number | null,
  baseCurrency: string | null,
): number | null {
  if (currency === booksCurrency) return amount
  return baseCurrency === booksCurrency ? base : null
}

/** Product families with the deepest discount in each; what has no list price hides one that nobody knows. */
function familiesOf(content: RevisionContent): DealFacts['families'] {
  const discounts = new Map(productDiscounts(content).map(({ lineId, discount }) => [lineId, discount]))
  const result = new Map<string | null, DealFacts['families'][number]>()
  for (const [i, { id: lineId, kind, family }] of content.lines.entries()) {
    if (kind === 'credit') continue
    const discount = content.priced.lines[i]!.listed ? (discounts.get(lineId) ?? 0) : null
    const there = result.get(family)
    if (there && (there.discount === null || (discount !== null && discount <= there.discount))) continue
    result.set(family, { family, discount, lineId })
  }
  return [...result.values()]
}
