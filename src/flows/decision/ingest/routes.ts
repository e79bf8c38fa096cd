import { can, type Http } from '#platform/http/index.ts'
import * as api from './api.ts'
import { receiveRoutes } from './receive.ts'
import type { Ingest } from './service.ts'

export function ingestRoutes(http: Http, ingest: Ingest): void {
  receiveRoutes(http, ingest)
  http.bind(api.readCatalogue, can('event.read'), ({ actor }) => ingest.readCatalogue(actor))
  http.bind(api.listRejections, can('event.write'), ({ actor, query }) => ingest.listRejections(actor, query))
  http.bind(api.readAccountTimeline, can('event.read'), ({ actor, params, query }) =>
    ingest.timeline.ofAccount(actor, params.id, query),
  )
  http.bind(api.readContactTimeline, can('event.read'), ({ actor, params, query }) =>
    ingest.timeline.ofContact(actor, params.id, query),
  )
  http.bind(api.startImport, can('event.import'), ({ actor, body }) => ingest.startImport(actor, body))
  http.bind(api.continueImport, can('event.import'), ({ actor, params, body }) =>
    ingest.continueImport(actor, params.id, body),
  )
  http.bind(api.tailEvents, can('event.read'), ({ actor, query, reply, request }) => {
    reply.hijack()
    reply.raw.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      'x-request-id': request.id,
    })
    ingest.tail.open(actor, query, reply.raw)
    return reply
  })
  http.server.addHook('preClose', async () => ingest.tail.close())
}
