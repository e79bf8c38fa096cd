import { needAccount } from '#crm/account/index.ts'
import { minorDigits, needOpportunity } from '#crm/opportunity/index.ts'
import { bookFor } from '#crm/product/index.ts'
import { changing } from '#crm/record/index.ts'
import type { Tx } from '#db/connection.ts'
import { AppError } from '#kernel/error.ts'
import { type Id, newId } from '#kernel/id.ts'
import type { Out } from '#kernel/route.ts'
import { DAY } from '#kernel/time.ts'
import { canonicalJson } from '#lib/contract/index.ts'
import { priceQuote } from '#lib/price/index.ts'
import { audit } from '#platform/audit/index.ts'
import { type Actor, findMember } from '#platform/org/index.ts'
import { readSetting } from '#platform/setting/index.ts'
import {
  errors,
  type QuoteDraft,
  type QuoteQuery,
  type QuoteView,
  quoteChanged,
  type quoteRoutes,
} from './api.ts'
import { compare } from './compare.ts'
import { dayOf, measuresFor, resolve, searchColumns } from './model.ts'
import type { QuotePorts } from './ports.ts'
import * as store from './store.ts'
import { capitalRate, catalogueOf, itemOf, need, needLocked, viewOf } from './view.ts'

export type Quotes = ReturnType<typeof makeQuotes>
type Create = Out<(typeof quoteRoutes)['create']['body']>
type Save = Out<(typeof quoteRoutes)['save']['body']>

/** How long a new quote holds, in days. */
const usualDays = 30

/** Use cases over quotes and their drafts, within the actor's scope. */
export function makeQuotes(ports: QuotePorts) {
  const { db, outbox, clock, books } = ports
  const within = changing(db, outbox)

  const record = async (tx: Tx, actor: Actor, id: Id, act: string, details?: Record<string, unknown>) => {
    await audit(tx, actor, { act, subject: { kind: 'quote', id }, ...(details && { details }) })
    await outbox.publish(tx, { workspaceId: actor.workspaceId, type: quoteChanged, payload: { quoteId: id } })
  }

  return {
    list: (actor: Actor, query: QuoteQuery) =>
      db.tx(actor.workspaceId, async tx => {
        const now = clock.now()
        const { rows, total, totalIsCapped } = await store.selectQuotes(tx, actor, query, now)
        return { items: rows.map(row => itemOf(row, now)), total, totalIsCapped }
      }),

    read: (actor: Actor, id: Id): Promise<QuoteView> =>
      db.tx(actor.workspaceId, async tx => viewOf(ports, tx, actor, await need(tx, actor, id))),

    /** Begins a quote. Sent again with the same `id`, it answers the first one. */
    create: async (actor: Actor, input: Create): Promise<QuoteView> => {
      const id = input.id ?? newId(clock.now())
      const known = await first(actor, id)
      if ('view' in known) return known.view
      return within(actor, async tx => {
        const { accountId, opportunityId, draft, ...begun } = await beginning(tx, actor, input)
        const place = await needAccount(tx, actor, accountId)
        const name = begun.name ?? place.name
        const { number } = known
        const at = new Date(clock.now())
        const made = await store.insertQuote(tx, {
          ...{ workspaceId: actor.workspaceId, id, number, name, accountId, opportunityId, draft },
          ...{ draftBy: actor.id, draftAt: at, createdAt: at, updatedAt: at, createdBy: actor.id },
          ...searchColumns(name, number),
          ...(await priced(tx, actor, draft)),
          ownerId: actor.kind === 'user' ? actor.id : place.ownerId,
          departmentId: actor.kind === 'user' ? actor.departmentId : place.departmentId,
        })
        if (made) await record(tx, actor, id, 'quote.created')
        return viewOf(ports, tx, actor, await need(tx, actor, id))
      })
    },

    /**
     * Saves the draft. Based on an older version than the one that stands, it is refused with both sides.
     * @throws quote.stale with `draft` and `name` as they stand, quote.closed
     */
    save: (actor: Actor, id: Id, input: Save): Promise<QuoteView> =>
      within(actor, async tx => {
        const row = await needLocked(tx, actor, id)
        if (row.status === 'accepted') throw new AppError(errors['quote.closed'])
        if (row.draftVersion !== input.version) {
          // The same again (a retry after a lost answer) is no conflict.
          if (same(row, input)) return viewOf(ports, tx, actor, row)
          throw await stale(tx, actor, row)
        }
        const draft = await followBook(tx, actor, input.draft)
        const totals = row.revision === null ? await priced(tx, actor, draft) : {}
        await store.updateQuote(tx, actor.workspaceId, id, {
          ...{ draft, name: input.name, draftVersion: row.draftVersion + 1, draftBy: actor.id },
          ...totals,
          draftAt: new Date(clock.now()),
          ...searchColumns(input.name, row.number),
        })
        await record(tx, actor, id, 'quote.saved', { version: row.draftVersion + 1 })
        return viewOf(ports, tx, actor, await need(tx, actor, id))
      }),

    remove: (actor: Actor, id: Id): Promise<void> =>
      within(actor, async tx => {
        const row = await needLocked(tx, actor, id)
        if (row.revision !== null) throw new AppError(errors['quote.ended'])
        await store.updateQuote(tx, actor.workspaceId, id, { deletedAt: new Date(clock.now()) })
        await record(tx, actor, id, 'quote.deleted')
      }),

    restore: (actor: Actor, id: Id): Promise<QuoteView> =>
      within(actor, async tx => {
        if (!(await store.lockQuote(tx, actor, id))) throw new AppError(errors['quote.missing'])
        await store.updateQuote(tx, actor.workspaceId, id, { deletedAt: null })
        await record(tx, actor, id, 'quote.restored')
        return viewOf(ports, tx, actor, await need(tx, actor, id))
      }),

    revision: (actor: Actor, id: Id, number: number) =>
      db.tx(actor.workspaceId, async tx => {
        const { hash, content, internal } = await needRevision(tx, actor, id, number)
        return {
          hash,
          content,
          measures: measuresFor(content, internal, actor.permissions.has('price.cost')),
        }
      }),

    compare: (actor: Actor, id: Id, from: number, to: number) =>
      db.tx(actor.workspaceId, async tx => {
        const [before, after] = [
          await needRevision(tx, actor, id, from),
          await needRevision(tx, actor, id, to),
        ]
        return compare(before.content, after.content)
      }),
  }

  /**
   * The quote with this id, or the number of a new one. Numbers are taken in a transaction of their own: kept for as long as a quote takes to be
   * made, a number makes everybody wait in turn. One whose quote comes to nothing is left out.
   */
  async function first(actor: Actor, id: Id): Promise<{ view: QuoteView } | { number: string }> {
    return db.tx(actor.workspaceId, async tx => {
      const there = await store.selectQuote(tx, actor, id)
      if (there) return { view: await viewOf(ports, tx, actor, there) }
      const day = dayOf(clock.now())
      const running = await store.nextOfDay(tx, actor.workspaceId, day)
      return { number: `BJ${day.replaceAll('-', '')}-${String(running).padStart(3, '0')}` }
    })
  }

  async function beginning(tx: Tx, actor: Actor, input: Create) {
    const source = input.copyOf ? await need(tx, actor, input.copyOf) : undefined
    const opportunity = input.opportunityId
      ? await needOpportunity(tx, actor, input.opportunityId)
      : undefined
    const accountId = opportunity?.accountId ?? input.accountId ?? source?.accountId
    if (!accountId) throw new AppError(errors['quote.missing'])
    const name = input.name ?? opportunity?.name ?? source?.name
    const renewed = source && { ...source.draft, validUntil: lastDay(), delivery: null }
    const draft = renewed ?? (await emptyDraft(tx, actor, accountId))
    return { name, accountId, opportunityId: opportunity?.id ?? null, draft }
  }

  function lastDay(): string {
    return dayOf(clock.now() + usualDays * DAY)
  }

  async function emptyDraft(tx: Tx, actor: Actor, accountId: Id): Promise<QuoteDraft> {
    const all = (await books.all(tx, actor.workspaceId)).filter(({ archivedAt }) => archivedAt === null)
    const tier = (await store.accountPlaces(tx, actor.workspaceId, [accountId])).get(accountId)?.tier ?? null
    const book = bookFor(all, { tier, day: dayOf(clock.now()) })
    return {
      priceBookId: book?.id ?? null,
      currency: book?.currency ?? 'CNY',
      taxMode: book?.taxMode ?? 'inclusive',
      rounding: { per: 'line', scale: Math.min(2, minorDigits(book?.currency ?? 'CNY')) },
      validUntil: lastDay(),
      discount: null,
      lines: [],
      bundles: [],
      payment: [],
      base: null,
      delivery: null,
      clauses: '',
      note: '',
    }
  }

  /** Currency and tax mode are the price book's: prices taken from it mean nothing in another. */
  async function followBook(tx: Tx, actor: Actor, draft: QuoteDraft): Promise<QuoteDraft> {
    if (!draft.priceBookId) return draft
    const book = (await books.all(tx, actor.workspaceId)).find(({ id }) => id === draft.priceBookId)
    return book
      ? { ...draft, currency: book.currency, taxMode: book.taxMode }
      : { ...draft, priceBookId: null }
  }

  /** What the list shows of a draft; 0 while it can't be summed. */
  async function priced(
    tx: Tx,
    actor: Actor,
    draft: QuoteDraft,
  ): Promise<{ amount: number; currency: string }> {
    const { lines, bundles } = resolve(draft, await catalogueOf(ports, tx, actor.workspaceId, draft))
    try {
      const { totals } = priceQuote({ terms: { ...termsOf(draft), payment: [] }, lines, bundles })
      return { amount: totals.gross, currency: draft.currency }
    } catch {
      return { amount: 0, currency: draft.currency }
    }
  }

  async function stale(tx: Tx, actor: Actor, row: store.QuoteRow): Promise<AppError> {
    const member = row.draftBy ? await findMember(tx, actor.workspaceId, row.draftBy) : undefined
    const by = member?.name ?? 'Loam'
    const { draftVersion: version, draft, name } = row
    return new AppError(errors['quote.stale'], { by, version, draft, name, at: row.draftAt.getTime() })
  }
}

const same = (row: store.QuoteRow, input: Save) =>
  row.draftVersion === input.version + 1 &&
  row.name === input.name &&
  canonicalJson(row.draft) === canonicalJson(input.draft)

/** The terms of a draft as the arithmetic takes them. */
export function termsOf(draft: QuoteDraft) {
  const { currency, taxMode, rounding, discount, payment, base } = draft
  return {
    ...{ currency, taxMode, rounding, discount, payment },
    minorDigits: minorDigits(currency),
    base: base && { ...base, minorDigits: minorDigits(base.currency) },
  }
}

/** A revision of a quote that the actor may see. @throws quote.missing, quote.revision-missing */
export async function needRevision(tx: Tx, actor: Actor, id: Id, number: number): Promise<store.RevisionRow> {
  await need(tx, actor, id)
  const row = await store.selectRevision(tx, actor.workspaceId, { quoteId: id, number })
  if (!row) throw new AppError(errors['quote.revision-missing'])
  return row
}

/** The cost of waiting for money, percent a year. */
export const capitalRateOf = (tx: Tx, workspaceId: Id): Promise<string> =>
  readSetting(tx, workspaceId, capitalRate)
