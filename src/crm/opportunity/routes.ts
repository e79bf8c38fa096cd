import { can, type Http } from '#platform/http/index.ts'
import * as api from './api.ts'
import type { Opportunities } from './service.ts'

const read = can('crm.read')
const write = can('crm.write')
const remove = can('crm.delete')

export function opportunityRoutes(http: Http, opportunities: Opportunities): void {
  http.bind(api.listOpportunities, read, ({ actor, query }) => opportunities.list(actor, query))
  http.bind(api.readOpportunity, read, ({ actor, params }) => opportunities.read(actor, params.id))
  http.bind(api.readOpportunityHistory, read, ({ actor, params }) => opportunities.history(actor, params.id))
  http.bind(api.createOpportunity, write, ({ actor, body, requestId }) =>
    opportunities.create(actor, body, requestId),
  )
  http.bind(api.updateOpportunity, write, ({ actor, params, body, requestId }) =>
    opportunities.update(actor, params.id, body, requestId),
  )
  http.bind(api.moveOpportunity, write, ({ actor, params, body, requestId }) =>
    opportunities.move(actor, params.id, body, requestId),
  )
  http.bind(api.deleteOpportunity, remove, ({ actor, params, requestId }) =>
    opportunities.remove(actor, params.id, requestId),
  )
  http.bind(api.restoreOpportunity, remove, ({ actor, params, requestId }) =>
    opportunities.restore(actor, params.id, requestId),
  )
  http.bind(api.importOpportunities, can('event.import'), ({ actor, body }) =>
    opportunities.importPast(actor, body.opportunities),
  )
  http.bind(api.readPipeline, read, ({ actor }) => opportunities.pipeline(actor))
  http.bind(api.writePipeline, can('setting.manage'), ({ actor, body }) =>
    opportunities.writePipeline(actor, body.stages),
  )
}
