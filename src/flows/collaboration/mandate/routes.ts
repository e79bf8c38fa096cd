import { can, type Http } from '#platform/http/index.ts'
import type { Actor } from '#platform/org/index.ts'
import { mandateRoutes as api, type Simulation } from './api.ts'
import type { Delegations } from './delegations.ts'
import type { Matrix } from './matrix.ts'

/** Whoever may see quotes may see by which rules they are let out; changing the rules needs its own right. */
export function mandateRoutes(
  http: Http,
  matrix: Matrix,
  delegations: Delegations,
  simulate: (actor: Actor) => Promise<Simulation>,
): void {
  const see = can('quote.read')
  const write = can('mandate.write')
  http.bind(api.read, see, ({ actor }) => matrix.read(actor))
  http.bind(api.version, see, ({ actor, params }) => matrix.version(actor, params.version))
  http.bind(api.saveDraft, write, ({ actor, body }) => matrix.saveDraft(actor, body))
  http.bind(api.dropDraft, write, ({ actor }) => matrix.dropDraft(actor))
  http.bind(api.simulate, write, ({ actor }) => simulate(actor))
  http.bind(api.putInForce, write, ({ actor, body }) => matrix.putInForce(actor, body.edit, body.note))
  http.bind(api.delegations, see, ({ actor }) => delegations.list(actor))
  // Whose it may be is asked of the person it is for.
  http.bind(api.delegate, see, ({ actor, body }) => delegations.delegate(actor, body))
  http.bind(api.endDelegation, see, ({ actor, params }) => delegations.end(actor, params.id))
}
