import type { Http } from '#platform/http/index.ts'
import type { Live } from '#platform/live/index.ts'
import type { Outbox } from '#platform/outbox/index.ts'
import { quoteChanged } from './api.ts'
import { makeIssuing } from './issue.ts'
import type { QuotePorts } from './ports.ts'
import { quoteRoutes } from './routes.ts'
import { makeQuotes } from './service.ts'
import { makePapers } from './share.ts'

export { dayOf, endOf } from './model.ts'
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
    routes: (http: Http): void => quoteRoutes(http, quotes, issuing, papers),
  }
}

/** Tells open screens that a quote changed; they read afresh what they show. */
export function quoteLive(outbox: Outbox, live: Live): void {
  outbox.hear<{ quoteId: string }>(quoteChanged, async (_tx, { workspaceId, payload }) => {
    live.push({ workspaceId, type: quoteChanged, data: payload, permission: 'quote.read' })
  })
}
