import { Readable } from 'node:stream'
import type { EventLog } from '#kernel/ports/event-log.ts'
import { can, type Http } from '#platform/http/index.ts'
import {
  createStrategy,
  exportLog,
  goLive,
  listFirings,
  listStrategies,
  publishStrategy,
  readStrategy,
  readVersion,
  retireStrategy,
  saveDraft,
  validateStrategy,
} from './api.ts'
import type { Backtests } from './backtest/backtest.ts'
import { cancelBacktest, readBacktest, startBacktest, tryStrategy } from './backtest-api.ts'
import { exportLines } from './export.ts'
import { gallery } from './gallery/gallery.ts'
import { readGallery } from './gallery-api.ts'
import type { Strategies } from './service.ts'

export function strategyRoutes(
  http: Http,
  strategies: Strategies,
  backtests: Backtests,
  log: EventLog,
): void {
  const read = can('strategy.read')
  const write = can('strategy.write')
  const publish = can('strategy.publish')
  http.bind(listStrategies, read, ({ actor }) => strategies.list(actor))
  http.bind(readGallery, read, () => gallery)
  http.bind(readStrategy, read, ({ actor, params }) => strategies.view(actor, params.id))
  http.bind(readVersion, read, ({ actor, params }) =>
    strategies.readVersion(actor, params.id, params.version),
  )
  http.bind(listFirings, read, ({ actor, params, query }) => strategies.firings(actor, params.id, query.most))
  http.bind(createStrategy, write, ({ actor, body }) => strategies.create(actor, body))
  http.bind(saveDraft, write, ({ actor, params, body }) => strategies.saveDraft(actor, params.id, body))
  http.bind(validateStrategy, read, ({ actor, body }) => strategies.validate(actor, body.definition))
  http.bind(publishStrategy, publish, ({ actor, params, body }) => strategies.publish(actor, params.id, body))
  http.bind(goLive, publish, ({ actor, params }) => strategies.goLive(actor, params.id))
  http.bind(retireStrategy, publish, ({ actor, params }) => strategies.retire(actor, params.id))
  http.bind(startBacktest, write, ({ actor, body }) => backtests.start(actor, body))
  http.bind(readBacktest, write, ({ actor, params }) => backtests.read(actor, params.runId))
  http.bind(cancelBacktest, write, ({ actor, params }) => backtests.cancel(actor, params.runId))
  http.bind(tryStrategy, write, ({ actor, body }) => backtests.try(actor, body))
  http.bind(exportLog, can('audit.read'), ({ actor, reply }) =>
    reply.type('application/x-ndjson').send(Readable.from(exportLines(log, actor.workspaceId))),
  )
}
