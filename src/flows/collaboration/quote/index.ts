import type { Tx } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import type { Http } from '#platform/http/index.ts'
import type { Live } from '#platform/live/index.ts'
import type { Actor } from '#platform/org/index.ts'
import type { Outbox } from '#platform/outbox/index.ts'
import { quoteChanged } from './api.ts'
import { makeIssuing } from './issue.ts'
import type { QuotePorts } from './ports.ts'
import { quoteRoutes } from './routes.ts'
import { makeQuotes } from './service.ts'
import { makePapers } from './share.ts'
import { itemOf, need, needLocked } from './view.ts'

export { inBooks } from './facts.ts'
export { dayOf } from './model.ts'
export { amountText, setPaper } from './paper.ts'
export type { QuotePorts } from './ports.ts'

export type QuoteModule = ReturnType<typeof makeQuoteModule>

/** Quotes: drafts, immutable revisions, files of them. */
export function makeQuoteModule(ports: QuotePorts) {
  const quotes = makeQuotes(ports)
  const issuing = makeIssuing(ports)
  const papers = makePapers(ports, issuing)
  return {
    quotes,
    issuing,
    papers,
    /** See `issuing.revisionOf`: what approval, contract and signature bind to. */
    revisionOf: issuing.revisionOf,
    issuedSince: issuing.issuedSince,
    /** A quote as it stands, within the actor's scope. @throws quote.missing */
    standing: async (tx: Tx, actor: Actor, id: Id) => {
      const row = await need(tx, actor, id)
      return { ...itemOf(row, ports.clock.now()), departmentId: row.departmentId }
    },
    /** Nothing becomes of a quote until the transaction ends. @throws quote.missing */
    hold: async (tx: Tx, actor: Actor, id: Id): Promise<void> => {
      await needLocked(tx, actor, id)
    },
    factsOf: issuing.factsOf,
    issuedFacts: issuing.issuedFacts,
    routes: (http: Http): void => quoteRoutes(http, quotes, issuing, papers),
  }
}

/** Tells open screens that a quote changed; they read afresh what they show. */
export function quoteLive(outbox: Outbox, live: Live): void {
  outbox.hear<{ quoteId: string }>(quoteChanged, async (_tx, { workspaceId, payload }) => {
    live.push({ workspaceId, type: quoteChanged, data: payload, permission: 'quote.read' })
  })
}
