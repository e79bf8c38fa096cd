import { can, type Http } from '#platform/http/index.ts'
import { readIntent, readModel, readModelVersion, saveModel, saveRise } from './api.ts'
import type { Intent } from './service.ts'

export function intentRoutes(http: Http, intent: Intent): void {
  http.bind(readIntent, can('crm.read'), ({ actor, params, query }) =>
    intent.read(actor, params.id, query.most),
  )
  http.bind(readModel, can('strategy.read'), ({ actor }) => intent.readModel(actor))
  http.bind(readModelVersion, can('strategy.read'), ({ actor, params }) =>
    intent.readModelVersion(actor, params.version),
  )
  http.bind(saveModel, can('score.write'), ({ actor, body }) => intent.saveModel(actor, body))
  http.bind(saveRise, can('score.write'), ({ actor, body }) => intent.saveRise(actor, body))
}
