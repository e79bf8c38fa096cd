import { can, type Http } from '#platform/http/index.ts'
import * as api from './api.ts'
import type { Leads } from './service.ts'

const read = can('crm.read')
const write = can('crm.write')
const remove = can('crm.delete')

export function leadRoutes(http: Http, leads: Leads): void {
  http.bind(api.listLeads, read, ({ actor, query }) => leads.list(actor, query))
  http.bind(api.readLead, read, ({ actor, params }) => leads.read(actor, params.id))
  http.bind(api.createLead, write, ({ actor, body, requestId }) => leads.create(actor, body, requestId))
  http.bind(api.updateLead, write, ({ actor, params, body, requestId }) =>
    leads.update(actor, params.id, body, requestId),
  )
  http.bind(api.tagLead, write, ({ actor, params, body, requestId }) =>
    leads.tag(actor, params.id, body, requestId),
  )
  http.bind(api.deleteLead, remove, ({ actor, params, requestId }) =>
    leads.remove(actor, params.id, requestId),
  )
  http.bind(api.restoreLead, remove, ({ actor, params, requestId }) =>
    leads.restore(actor, params.id, requestId),
  )
}
