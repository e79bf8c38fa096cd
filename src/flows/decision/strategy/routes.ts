import { Readable } from 'node:stream'
import type { EventLog } from '#kernel/ports/event-log.ts'
import { can, type Http } from '#platform/http/index.ts'
import {
  cancelDryRun,
  createStrategy,
  exportLog,
  goLive,
  listFirings,
  listStrategies,
  publishStrategy,
  readDryRun,
  readStrategy,
  readVersion,
  retireStrategy,
  saveDraft,
  startDryRun,
  validateStrategy,
} from './api.ts'
import type { DryRuns } from './dry-run/dry-run.ts'
import { exportLines } from './export.ts'
import type { Strategies } from './service.ts'

export function strategyRoutes(http: Http, strategies: Strategies, dryRuns: DryRuns, log: EventLog): void {
  const read = can('strategy.read')
  const write = can('strategy.write')
  const publish = can('strategy.publish')
  http.bind(listStrategies, read, ({ actor }) => strategies.list(actor))
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
  http.bind(startDryRun, write, ({ actor, body }) => dryRuns.start(actor, body.definition))
  http.bind(readDryRun, write, ({ actor, params }) => dryRuns.read(actor, params.runId))
  http.bind(cancelDryRun, write, ({ actor, params }) => dryRuns.cancel(actor, params.runId))
  http.bind(exportLog, can('audit.read'), ({ actor, reply }) =>
    reply.type('application/x-ndjson').send(Readable.from(exportLines(log, actor.workspaceId))),
  )
}
