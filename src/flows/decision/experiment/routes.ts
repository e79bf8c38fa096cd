import { can, type Http } from '#platform/http/index.ts'
import {
  listExperiments,
  planExperiment,
  readBaseline,
  readExperiment,
  readReport,
  rollBackExperiment,
  shipExperiment,
  stopExperiment,
} from './api.ts'
import { planFor } from './plan.ts'
import type { Experiments } from './service.ts'

export function experimentRoutes(http: Http, experiments: Experiments): void {
  const read = can('strategy.read')
  const decide = can('strategy.publish')
  http.bind(listExperiments, read, ({ actor, query }) => experiments.list(actor, query))
  http.bind(readBaseline, can('strategy.write'), ({ actor, body }) =>
    experiments.baseline(actor, body.definition),
  )
  http.bind(planExperiment, read, ({ body }) => planFor(body))
  http.bind(readExperiment, read, ({ actor, params }) => experiments.view(actor, params.id))
  http.bind(readReport, read, ({ actor, params }) => experiments.report(actor, params.id))
  http.bind(shipExperiment, decide, ({ actor, params, body }) => experiments.ship(actor, params.id, body))
  http.bind(stopExperiment, decide, ({ actor, params, body }) => experiments.stop(actor, params.id, body))
  http.bind(rollBackExperiment, decide, ({ actor, params, body }) =>
    experiments.rollBack(actor, params.id, body),
  )
}
