import { dayOf } from '#collaboration/quote/index.ts'
import { changing } from '#crm/record/index.ts'
import type { Tx } from '#db/connection.ts'
import { AppError } from '#kernel/error.ts'
import { type Id, newId } from '#kernel/id.ts'
import type { Out } from '#kernel/route.ts'
import { canonicalJson, hashOf } from '#lib/contract/index.ts'
import { type Actor, findMember } from '#platform/org/index.ts'
import {
  type ContractDraft,
  type ContractQuery,
  type ContractView,
  type contractRoutes,
  errors,
} from './api.ts'
import { type Basis, compose, contentOf, newDraft } from './compose.ts'
import { recall } from './letters.ts'
import type { Library } from './library.ts'
import { after, departs, searchColumns } from './model.ts'
import type { ContractPorts } from './ports.ts'
import { bySession, eventOf, type RecordAct } from './record.ts'
import * as store from './store.ts'
import { basisOf, itemOf, need, needLocked, subjectOf, viewOf } from './view.ts'

export type Drafts = ReturnType<typeof makeDrafts>
type Create = Out<(typeof contractRoutes)['create']['body']>

/** What a change back to a draft takes away: nothing that was sent or signed counts any more. */
const unsigned = {
  sentAt: null,
  signedByUsAt: null,
  signedByCustomerAt: null,
  expiresAt: null,
  closedAt: null,
  reason: null,
}

/** Contracts until they are frozen: begun from a quote, edited by clause, made ready, taken back. */
export function makeDrafts(ports: ContractPorts, library: Library, record: RecordAct) {
  const { db, outbox, clock, quotes, gate } = ports
  const within = changing(db, outbox)
  const view = (tx: Tx, actor: Actor, row: store.ContractRow) => viewOf(ports, library, tx, actor, row)

  return {
    list: (actor: Actor, query: ContractQuery) =>
      db.tx(actor.workspaceId, async tx => {
        const now = clock.now()
        const { rows, total, totalIsCapped } = await store.selectContracts(tx, actor, query, now)
        return { items: rows.map(row => itemOf(row, now)), total, totalIsCapped }
      }),

    read: (actor: Actor, id: Id): Promise<ContractView> =>
      db.tx(actor.workspaceId, async tx => view(tx, actor, await need(tx, actor, id))),

    ofQuote: (actor: Actor, quoteId: Id) =>
      db.tx(actor.workspaceId, async tx => {
        await quotes.standing(tx, actor, quoteId)
        const row = await store.selectOfQuote(tx, actor, quoteId)
        return { contract: row ? itemOf(row, clock.now()) : null }
      }),

    version: (actor: Actor, id: Id, number: number) =>
      db.tx(actor.workspaceId, async tx => {
        await need(tx, actor, id)
        const found = await store.selectVersion(tx, actor.workspaceId, id, { number })
        if (!found) throw new AppError(errors['contract.version-missing'])
        return { hash: found.hash, content: found.content }
      }),

    /** Begins the contract of a quote. A quote has one: asked again, it answers that one. @throws contract.quote-not-issued */
    create: async (actor: Actor, input: Create): Promise<ContractView> => {
      const known = await first(actor, input.quoteId)
      if ('view' in known) return known.view
      return within(actor, async tx => {
        const quote = await quotes.standing(tx, actor, input.quoteId)
        const basis = await standing(tx, actor, input.quoteId)
        const id = newId(clock.now())
        const draft = await beginning(tx, actor, input, basis)
        const { number } = known
        const at = new Date(clock.now())
        const { accountId, opportunityId, ownerId, departmentId, name } = quote
        const { totals } = basis.content.priced
        const made = await store.insertContract(tx, {
          ...{ workspaceId: actor.workspaceId, id, number, name, accountId, opportunityId },
          ...{ ownerId, departmentId, quoteId: quote.id, quoteHash: basis.hash, draft },
          ...{ draftBy: actor.id, draftAt: at, createdAt: at, createdBy: actor.id, updatedAt: at },
          ...{ amount: totals.gross, currency: basis.content.terms.currency },
          ...searchColumns(name, number),
        })
        // Somebody else was first, a moment ago.
        if (!made) return view(tx, actor, (await store.selectOfQuote(tx, actor, input.quoteId))!)
        const row = await need(tx, actor, id)
        const { revision } = basis.content.quote
        const body = { quote: { id: quote.id, hash: basis.hash, revision } }
        await record(tx, actor, row, { type: 'created', body, who: bySession(actor) })
        return view(tx, actor, row)
      })
    },

    /** Saves the draft. A ready one becomes a draft again. @throws contract.stale, contract.wrong-state */
    save: (actor: Actor, id: Id, version: number, draft: ContractDraft): Promise<ContractView> =>
      within(actor, async tx => {
        const row = await needLocked(tx, actor, id)
        if (canonicalJson(row.draft) === canonicalJson(draft)) return view(tx, actor, row)
        const status = after('save', row, clock.now())
        if (row.draftVersion !== version) throw await stale(tx, row)
        const at = new Date(clock.now())
        const set = { draft, status, draftVersion: version + 1, draftBy: actor.id, draftAt: at }
        await store.updateContract(tx, row, set, at)
        return view(tx, actor, await need(tx, actor, id))
      }),

    /**
     * Freezes the draft into a version that never changes, and asks the mandate about a text that departs from the library. Asked again for the same
     * draft it answers what is there.
     * @throws contract.stale, contract.wrong-state, and the first of the faults that the view lists
     */
    prepare: (actor: Actor, id: Id, version: number): Promise<ContractView> =>
      within(actor, async tx => {
        const row = await needLocked(tx, actor, id)
        if (row.status !== 'draft' && row.draftVersion === version) return view(tx, actor, row)
        const status = after('prepare', row, clock.now())
        if (row.draftVersion !== version) throw await stale(tx, row)
        const { content, hash } = await freeze(tx, actor, row)
        const number = content.contract.version
        const at = new Date(clock.now())
        await store.insertVersion(tx, {
          ...{ workspaceId: row.workspaceId, hash, contractId: id, number, draftVersion: version, content },
          ...{ createdBy: actor.id, createdAt: at },
        })
        await store.updateContract(tx, row, { status, version: number, hash }, at)
        const next = await need(tx, actor, id)
        await record(tx, actor, next, {
          type: 'prepared',
          body: { version: number, hash, quoteHash: row.quoteHash },
          who: bySession(actor),
          publish: { type: 'contract.prepared', payload: eventOf(next, content.snapshot) },
        })
        if (departs(content)) await gate.judge(tx, actor, subjectOf(next, content))
        return view(tx, actor, next)
      }),

    /**
     * Back to a draft, on the quote's newest revision: after a change of price, a refusal, or to edit what was sent. What was sent or signed before
     * no longer counts, and its link is closed.
     */
    renew: async (actor: Actor, id: Id, version: number): Promise<ContractView> => {
      let envelope: string | null = null
      const answer = await within(actor, async tx => {
        const row = await needLocked(tx, actor, id)
        const basis = await standing(tx, actor, row.quoteId)
        // The same again after a lost answer.
        if (row.status === 'draft' && row.quoteHash === basis.hash) return view(tx, actor, row)
        const status = after('renew', row, clock.now())
        envelope = row.envelope
        if (row.draftVersion !== version) throw await stale(tx, row)
        const at = new Date(clock.now())
        await store.revokeLinks(tx, row.workspaceId, id, at)
        const set = {
          ...{ ...unsigned, status, quoteHash: basis.hash, draftVersion: version + 1, draftAt: at },
          ...{ draftBy: actor.id, amount: basis.content.priced.totals.gross, envelope: null },
          currency: basis.content.terms.currency,
        }
        await store.updateContract(tx, row, set, at)
        const body = {
          quoteHash: basis.hash,
          previous: row.quoteHash,
          revision: basis.content.quote.revision,
        }
        const next = await need(tx, actor, id)
        await record(tx, actor, next, { type: 'renewed', body, who: bySession(actor) })
        return view(tx, actor, next)
      })
      await recall(ports, envelope)
      return answer
    },
  }

  /**
   * The contract that a quote has, or the number of a new one. Numbers are taken in a transaction of their own: kept for as long as a contract
   * takes to be made, a number makes everybody wait in turn. One whose contract comes to nothing is left out.
   */
  async function first(actor: Actor, quoteId: Id): Promise<{ view: ContractView } | { number: string }> {
    return db.tx(actor.workspaceId, async tx => {
      await quotes.standing(tx, actor, quoteId)
      const there = await store.selectOfQuote(tx, actor, quoteId)
      if (there && there.status !== 'withdrawn') return { view: await view(tx, actor, there) }
      const day = dayOf(clock.now())
      const running = await store.nextOfDay(tx, actor.workspaceId, day)
      return { number: `HT${day.replaceAll('-', '')}-${String(running).padStart(3, '0')}` }
    })
  }

  /** The quote's newest revision, if it still stands. @throws contract.quote-not-issued */
  async function standing(tx: Tx, actor: Actor, quoteId: Id): Promise<Basis> {
    const { state, hash } = await quotes.standing(tx, actor, quoteId)
    if (hash === null || (state !== 'issued' && state !== 'accepted'))
      throw new AppError(errors['contract.quote-not-issued'])
    return basisOf(ports, tx, { workspaceId: actor.workspaceId, quoteHash: hash })
  }

  async function beginning(tx: Tx, actor: Actor, input: Create, basis: Basis): Promise<ContractDraft> {
    const { workspaceId } = actor
    const templates = (await library.templates(tx, workspaceId)).filter(({ archived }) => !archived)
    const template = input.templateId ? templates.find(({ id }) => id === input.templateId) : templates[0]
    if (!template) throw new AppError(errors['contract.template-missing'])
    const clauses = (await library.clauses(tx, workspaceId)).filter(({ archived }) => !archived)
    const seller = await store.lastSeller(tx, workspaceId)
    return newDraft(basis, clauses, template, input.language ?? 'zh-CN', seller)
  }

  async function freeze(tx: Tx, actor: Actor, row: store.ContractRow) {
    const basis = await basisOf(ports, tx, row)
    const { workspaceId, id, number, name } = row
    const { clauses, faults } = await compose({ tx, workspaceId, library }, row.draft, basis)
    if (faults[0]) throw faults[0].error
    const templates = await library.templates(tx, workspaceId)
    const template = templates.find(each => each.id === row.draft.templateId)
    const content = contentOf(row.draft, basis, clauses, {
      contract: { id, number, name, version: (row.version ?? 0) + 1 },
      template: { id: row.draft.templateId, name: template?.name ?? '' },
      preparedBy: { id: actor.id, name: actor.name },
      preparedAt: clock.now(),
    })
    return { content, hash: hashOf(content) }
  }

  async function stale(tx: Tx, row: store.ContractRow): Promise<AppError> {
    const member = row.draftBy ? await findMember(tx, row.workspaceId, row.draftBy) : undefined
    return new AppError(errors['contract.stale'], { by: member?.name ?? 'Loam', version: row.draftVersion })
  }
}
