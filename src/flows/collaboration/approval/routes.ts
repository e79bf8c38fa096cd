import { can, type Http } from '#platform/http/index.ts'
import { approvalRoutes as api } from './api.ts'
import type { Cases } from './cases.ts'
import type { Flows } from './flows.ts'
import type { Reading } from './view.ts'

const see = can('approval.read')
const decide = can('approval.decide')
const write = can('mandate.write')

export function approvalRoutes(http: Http, cases: Cases, reading: Reading, flows: Flows): void {
  http.bind(api.list, see, ({ actor, query }) => reading.list(actor, query))
  http.bind(api.read, see, ({ actor, params }) => reading.read(actor, params.id))
  http.bind(api.standing, see, ({ actor, params }) => reading.standing(actor, params.subject, params.id))
  http.bind(api.ask, can('quote.write'), ({ actor, body }) => cases.ask(actor, body))
  http.bind(api.decide, decide, ({ actor, params, body }) => cases.decide(actor, params.id, body))
  // Whose it is may take it back, whatever else they may do.
  http.bind(api.withdraw, see, ({ actor, params, body }) => cases.withdraw(actor, params.id, body))
  http.bind(api.askAgain, see, ({ actor, params, body }) => cases.askAgain(actor, params.id, body))
  http.bind(api.remind, see, ({ actor, params, body }) => cases.remind(actor, params.id, body.id))
  http.bind(api.flow, see, ({ actor, params }) => flows.read(actor, params.subject))
  http.bind(api.flowVersion, see, ({ actor, params }) => flows.version(actor, params.subject, params.version))
  http.bind(api.checkFlow, write, ({ actor, body }) => flows.check(actor, body.steps))
  http.bind(api.saveFlow, write, ({ actor, params, body }) => flows.save(actor, params.subject, body))
}
