import { needOpportunity } from '#crm/opportunity/index.ts'
import { changing } from '#crm/record/index.ts'
import type { Tx } from '#db/connection.ts'
import { AppError } from '#kernel/error.ts'
import { type Id, newToken } from '#kernel/id.ts'
import { DAY } from '#kernel/time.ts'
import { hashOf } from '#lib/contract/index.ts'
import { checkOptions, chineseAmount } from '#lib/price/index.ts'
import { audit } from '#platform/audit/index.ts'
import { type Actor, systemActor } from '#platform/org/index.ts'
import { type DealFacts, hideCosts, type Verdict } from '../mandate/api.ts'
import {
  errors,
  type QuoteDraft,
  type QuoteEvent,
  type QuoteView,
  quoteChanged,
  type RevisionContent,
  type RevisionInternal,
} from './api.ts'
import { factsOf, issuedFacts, revisionFacts } from './facts.ts'
import { lockDeal, needCleared } from './gate.ts'
import { checkDecision, type Decision, dayOf, endOf, measuresFor, priceOf, resolve, zone } from './model.ts'
import type { QuotePorts } from './ports.ts'
import { capitalRateOf, termsOf } from './service.ts'
import * as store from './store.ts'
import { catalogueOf, need, needLocked, viewOf } from './view.ts'

export type Issuing = ReturnType<typeof makeIssuing>

/** Revisions: made of a draft, decided on, and looked up by their hash by everything that binds to one. */
export function makeIssuing(ports: QuotePorts) {
  const { db, outbox, clock, books } = ports
  const within = changing(db, outbox)

  const tell = async (
    tx: Tx,
    actor: Actor,
    row: store.QuoteRow,
    type: string,
    payload: QuoteEvent,
    details = {},
  ) => {
    const { workspaceId } = actor
    const { hash, revision } = payload
    await audit(tx, actor, {
      act: type,
      subject: { kind: 'quote', id: row.id },
      details: { hash, revision, ...details },
    })
    await outbox.publish(tx, { workspaceId, type, payload })
    await outbox.publish(tx, { workspaceId, type: quoteChanged, payload: { quoteId: row.id } })
  }

  const decideIn = async (
    tx: Tx,
    actor: Actor,
    id: Id,
    { decision, hash, reason }: { decision: Decision; hash: string; reason?: string | undefined },
  ): Promise<store.QuoteRow> => {
    const row = await needLocked(tx, actor, id)
    if (!checkDecision(row, decision, hash, clock.now())) return row
    if (decision === 'accepted') await needCleared(ports, tx, actor, row)
    const set = { status: decision, closedAt: new Date(clock.now()), reason: reason || null }
    await store.updateQuote(tx, actor.workspaceId, id, set)
    await tell(tx, actor, row, `quote.${decision}`, eventOf(row, hash, row.revision!, null, row.amount), {
      ...(reason && { reason }),
    })
    return { ...row, ...set }
  }

  const decide =
    (decision: Decision) =>
    (actor: Actor, id: Id, hash: string, reason?: string): Promise<QuoteView> =>
      within(actor, async tx =>
        viewOf(ports, tx, actor, await decideIn(tx, actor, id, { decision, hash, reason })),
      )

  return {
    /**
     * Makes a revision of the draft that stands. Asked again for the same draft version, it answers what is there: a double click, a
     * retry or two people at once leave one revision. Inside its author's mandate it is cleared at once; outside it stays in until it
     * is approved.
     * @throws quote.stale, quote.closed, quote.empty, quote.valid-past, quote.requires, quote.excludes, quote.fault-…
     */
    issue: (actor: Actor, id: Id, version: number): Promise<QuoteView> =>
      within(actor, async tx => {
        const row = await needLocked(tx, actor, id)
        const { workspaceId } = actor
        const standing = row.status === 'issued' || row.status === 'accepted'
        if (standing && row.issuedDraft === version && row.draftVersion === version)
          return viewOf(ports, tx, actor, row)
        if (row.status === 'accepted') throw new AppError(errors['quote.closed'])
        if (row.draftVersion !== version) throw staleIssue(row)
        // A draft that was issued and then withdrawn is issued anew: as another version, since a version has one revision.
        const draftVersion = row.issuedDraft === version ? version + 1 : version
        const { content, internal } = await contentOf(tx, actor, row, (row.revision ?? 0) + 1)
        const hash = hashOf(content)
        const number = content.quote.revision
        const issuedAt = new Date(content.issuedAt)
        const validUntil = new Date(content.validUntil)
        await store.insertRevision(tx, {
          ...{ workspaceId, hash, quoteId: id, number, draftVersion, content, internal },
          ...{ issuedBy: actor.id, issuedAt, validUntil },
        })
        const amount = content.priced.totals.gross
        const set = {
          revision: number,
          hash,
          validUntil,
          amount,
          currency: content.terms.currency,
          draftVersion,
        }
        const open = { status: 'issued' as const, closedAt: null, reason: null }
        await store.updateQuote(tx, workspaceId, id, { ...set, ...open })
        const type = row.hash === null ? 'quote.issued' : 'quote.revised'
        const issued = { ...row, ...set }
        await lockDeal(tx, row.accountId)
        const authorId = actor.kind === 'user' ? actor.id : null
        const facts = await factsOf(tx, workspaceId, issued, { content, internal, authorId })
        await ports.gate.clear(tx, actor, facts, hash)
        await tell(tx, actor, row, type, eventOf(issued, hash, number, row.hash, amount))
        return viewOf(ports, tx, actor, { ...row, ...set, ...open, issuedDraft: draftVersion })
      }),

    accept: decide('accepted'),
    decline: decide('declined'),
    withdraw: decide('withdrawn'),

    /** Accepts within a transaction of the caller's: the customer who signs the contract accepts the quote it rests on. */
    acceptIn: (tx: Tx, actor: Actor, id: Id, hash: string) =>
      decideIn(tx, actor, id, { decision: 'accepted', hash }),

    /**
     * The revision with this hash, for approval, contract and signature, which bind to it; undefined if there is none.
     * Its content is hashed again: what was changed behind our back is not handed out.
     */
    revisionOf: async (tx: Tx, workspaceId: Id, hash: string) => {
      const row = await store.selectRevision(tx, workspaceId, { hash })
      if (!row || hashOf(row.content) !== hash || hashOf(row.internal) !== row.content.costsHash)
        return undefined
      return { ...row, measures: measuresFor(row.content, row.internal, true) }
    },

    /** What a mandate judges the revision with this hash by; undefined if there is none. */
    factsOf: async (tx: Tx, workspaceId: Id, hash: string): Promise<DealFacts | undefined> => {
      const revision = await store.selectRevision(tx, workspaceId, { hash })
      const row = revision && (await store.selectQuote(tx, systemActor(workspaceId), revision.quoteId))
      return row && revisionFacts(tx, workspaceId, row, revision)
    },

    /** Every revision issued since an instant with its facts: what a changed matrix is tried on. */
    issuedFacts,

    /** Whether the actor may issue a draft alone, as they type it. */
    mayI: (actor: Actor, id: Id, draft: QuoteDraft): Promise<Verdict> =>
      db.tx(actor.workspaceId, async tx => {
        const row = await need(tx, actor, id)
        const written = await contentOf(tx, actor, { ...row, draft }, 1, { strict: false })
        const facts = await factsOf(tx, actor.workspaceId, row, { ...written, authorId: actor.id })
        return shownTo(actor, await ports.gate.judge(tx, actor.workspaceId, actor, facts))
      }),

    /** The newest revision under its author's mandate as it is now, and what lets it out. @throws quote.not-issued */
    mandate: (actor: Actor, id: Id) =>
      db.tx(actor.workspaceId, async tx => {
        const { workspaceId } = actor
        const row = await need(tx, actor, id)
        if (row.hash === null) throw new AppError(errors['quote.not-issued'])
        const revision = (await store.selectRevision(tx, workspaceId, { hash: row.hash }))!
        const facts = await revisionFacts(tx, workspaceId, row, revision)
        const who = { kind: 'user' as const, id: facts.authorId }
        const verdict = shownTo(actor, await ports.gate.judge(tx, workspaceId, who, facts))
        const clearance = await ports.gate.cleared(tx, workspaceId, row.hash)
        return { verdict, clearance: clearance && { ...clearance, reason: {} } }
      }),

    /** Quotes of an account (and opportunity) issued since an instant and not taken back: a deal may be split into several. */
    issuedSince: store.selectIssuedSince,

    /** The draft as a revision would be if it were issued now; for the preview and for asking a mandate while one types. */
    draftContent: (tx: Tx, actor: Actor, row: store.QuoteRow) =>
      contentOf(tx, actor, row, (row.revision ?? 0) + 1, { strict: false }),
  }

  async function contentOf(
    tx: Tx,
    actor: Actor,
    row: store.QuoteRow,
    revision: number,
    { strict = true }: { strict?: boolean } = {},
  ): Promise<{ content: RevisionContent; internal: RevisionInternal }> {
    const { workspaceId } = actor
    const { draft } = row
    const catalogue = await catalogueOf(ports, tx, workspaceId, draft)
    const { lines, bundles, costs } = resolve(draft, catalogue)
    if (strict) {
      checkDays(draft, clock.now())
      checkLines(lines)
      await checkRules(tx, workspaceId, lines)
    }
    const terms = { ...termsOf(draft), capitalRate: await capitalRateOf(tx, workspaceId) }
    const priced = priceOf({ terms, lines, bundles })
    const book = (await books.all(tx, workspaceId)).find(({ id }) => id === draft.priceBookId)
    const opportunity =
      row.opportunityId && strict ? await needOpportunity(tx, actor, row.opportunityId) : undefined
    const internal: RevisionInternal = { salt: newToken(22), costs }
    const now = clock.now()
    const content: RevisionContent = {
      schema: 1,
      quote: { id: row.id, number: row.number, name: row.name, revision },
      seller: await store.workspaceName(tx, workspaceId),
      customer: { id: row.accountId, name: row.accountName ?? '' },
      opportunity: opportunity ? { id: opportunity.id, name: opportunity.name } : null,
      author: { id: actor.id, name: actor.name },
      issuedAt: now,
      validUntil: endOf(draft.validUntil),
      validDay: draft.validUntil,
      timeZone: zone,
      priceBook: book ? { id: book.id, name: book.name, version: book.version } : null,
      terms,
      lines,
      bundles,
      priced,
      capital: terms.currency === 'CNY' ? chineseAmount(priced.totals.gross) : null,
      delivery: draft.delivery,
      clauses: draft.clauses,
      note: draft.note,
      costsHash: hashOf(internal),
    }
    return { content, internal }
  }

  /** @throws quote.requires, quote.excludes */
  async function checkRules(tx: Tx, workspaceId: Id, lines: RevisionContent['lines']): Promise<void> {
    const ids = lines.flatMap(({ productId }) => (productId ? [productId] : []))
    const rules = await ports.products.rules(tx, workspaceId, ids)
    const [broken] = checkOptions(ids, rules).broken
    if (!broken) return
    const names = new Map(
      (await ports.products.byIds(tx, workspaceId, [broken.productId, broken.otherId])).map(
        ({ id, name }) => [id, name],
      ),
    )
    const code = broken.kind === 'requires' ? errors['quote.requires'] : errors['quote.excludes']
    throw new AppError(code, { product: names.get(broken.productId), other: names.get(broken.otherId) })
  }
}

const shownTo = (actor: Actor, verdict: Verdict) => hideCosts(verdict, actor.permissions.has('price.cost'))

const staleIssue = (row: store.QuoteRow) =>
  new AppError(errors['quote.stale'], {
    by: 'Loam',
    version: row.draftVersion,
    draft: row.draft,
    name: row.name,
    at: row.draftAt.getTime(),
  })

function checkDays({ validUntil, delivery }: store.QuoteRow['draft'], now: number): void {
  if (endOf(validUntil) <= now) throw new AppError(errors['quote.valid-past'])
  if (validUntil > dayOf(now + 366 * DAY)) throw new AppError(errors['quote.valid-far'])
  if (delivery && delivery.to < delivery.from) throw new AppError(errors['quote.delivery'])
}

function checkLines(lines: RevisionContent['lines']): void {
  if (lines.length === 0) throw new AppError(errors['quote.empty'])
  const row = lines.findIndex(({ name }) => name === '')
  if (row >= 0) throw new AppError(errors['quote.name-needed'], { row: row + 1, line: lines[row]!.id })
}

function eventOf(
  row: store.QuoteRow,
  hash: string,
  revision: number,
  previous: string | null,
  amount: number,
): QuoteEvent {
  const { id: quoteId, accountId, opportunityId, ownerId, currency } = row
  return { quoteId, hash, revision, previous, accountId, opportunityId, ownerId, amount, currency }
}
