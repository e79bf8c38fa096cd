import { can, type Http } from '#platform/http/index.ts'
import { readIntent, readModel, readModelVersion, saveModel, saveRise } from './api.ts'
import type { Learning } from './learning.ts'
import { discardChallenger, promoteChallenger, readLearning, startLearning } from './learning-api.ts'
import type { Intent } from './service.ts'

export function intentRoutes(http: Http, intent: Intent, learning: Learning): void {
  http.bind(readIntent, can('crm.read'), ({ actor, params, query }) =>
    intent.read(actor, params.id, query.most),
  )
  http.bind(readModel, can('strategy.read'), ({ actor }) => intent.readModel(actor))
  http.bind(readModelVersion, can('strategy.read'), ({ actor, params }) =>
    intent.readModelVersion(actor, params.version),
  )
  http.bind(saveModel, can('score.write'), ({ actor, body }) => intent.saveModel(actor, body))
  http.bind(saveRise, can('score.write'), ({ actor, body }) => intent.saveRise(actor, body))
  http.bind(readLearning, can('strategy.read'), ({ actor }) => learning.read(actor))
  http.bind(startLearning, can('score.write'), ({ actor, body }) => learning.start(actor, body))
  http.bind(promoteChallenger, can('score.write'), ({ actor, params, body }) =>
    learning.promote(actor, params.id, body),
  )
  http.bind(discardChallenger, can('score.write'), ({ actor, params }) => learning.discard(actor, params.id))
}
