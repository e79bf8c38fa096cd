import { can, type Http } from '#platform/http/index.ts'
import { askCause, cancelCause, listCauses, readCause } from './api.ts'
import type { Causes } from './service.ts'

export function causeRoutes(http: Http, causes: Causes): void {
  http.bind(listCauses, can('strategy.read'), ({ actor }) => causes.list(actor))
  http.bind(readCause, can('strategy.read'), ({ actor, params }) => causes.read(actor, params.id))
  http.bind(askCause, can('strategy.write'), ({ actor, body }) => causes.ask(actor, body))
  http.bind(cancelCause, can('strategy.write'), ({ actor, params }) => causes.cancel(actor, params.id))
}
