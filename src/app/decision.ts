import { join } from 'node:path'
import { makePostgresHistory } from '#adapters/log/history.ts'
import { needAccount } from '#crm/account/index.ts'
import type { Crm } from '#crm/index.ts'
import type { Db, Tx } from '#db/connection.ts'
import { causeRoutes, makeCauses } from '#decision/cause/index.ts'
import { experimentRoutes, makeCounting, makeExperiments } from '#decision/experiment/index.ts'
import { forecastJobs, forecastRoutes, makeForecasts } from '#decision/forecast/index.ts'
import { intentJobs, intentRoutes, makeIntent, makeLearning } from '#decision/intent/index.ts'
import { makePlayKits, playKitRoutes } from '#decision/playkit/index.ts'
import {
  makeBacktests,
  makeEngineHost,
  makeExecute,
  makeFiringQueue,
  makeStrategies,
  strategyRoutes,
  workspaceIds,
} from '#decision/strategy/index.ts'
import {
  carryToLog,
  makeRecords,
  makeResponses,
  makeSuggestions,
  suggestionJobs,
  suggestionRoutes,
  suggestOnRise,
} from '#decision/suggestion/index.ts'
import type { Id } from '#kernel/id.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import type { EventLog } from '#kernel/ports/event-log.ts'
import type { Consent } from '#platform/consent/index.ts'
import type { Http } from '#platform/http/index.ts'
import type { Jobs } from '#platform/job/index.ts'
import type { Live } from '#platform/live/index.ts'
import type { Notify } from '#platform/notify/index.ts'
import type { Outbox } from '#platform/outbox/index.ts'
import { wireAdoption } from './adoption.ts'
import { wireLabelling } from './labelling.ts'

export interface DecisionWiring {
  http: Http
  db: Db
  clock: Clock
  outbox: Outbox
  live: Live
  jobs: Jobs
  log: EventLog
  consent: Consent
  notify: Notify
  crm: Crm
  /** The data folder. */
  home: string
}

export type Decisions = ReturnType<typeof wireDecisions>

/** Puts strategies, scores, suggestions and play kits together, and the engine beside them. */
export function wireDecisions(wiring: DecisionWiring) {
  const { http, db, clock, outbox, live, jobs, log, consent, notify, crm } = wiring
  const { accounts, contacts, leads, tasks } = crm
  const history = makePostgresHistory(db)
  const persons = async (tx: Tx, workspaceId: Id, ids: readonly Id[]) =>
    new Map((await contacts.byIds(tx, workspaceId, ids)).map(({ id, name, title }) => [id, { name, title }]))
  const known = { need: needAccount, byIds: accounts.byIds, profiles: accounts.profiles }

  const intent = makeIntent({
    ...{ db, outbox, clock, log, history },
    accounts: { ...known, setScores: accounts.setScores },
    name: (tx, workspaceId, evidence) => records.name(tx, workspaceId, evidence),
  })
  const records = makeRecords({
    ...{ db, intent, persons, accounts: known },
    consent: async (tx, workspaceId, ids) => {
      const granted = await consent.permits(tx, workspaceId, ids)
      return new Map(ids.map(id => [id, granted.has(id) ? 'granted' : 'none']))
    },
  })
  const kits = makePlayKits({ db, clock, accounts: known, persons })
  const suggestions = makeSuggestions({
    ...{ db, outbox, clock, live, records, kits, accounts },
    notify: (tx, notice) => notify.notify(tx, { ...notice, kind: 'suggestion' }),
  })
  const responses = makeResponses({ db, outbox, clock, live, suggestions, tasks })

  const onError = (error: Error, what: string) =>
    http.server.log.error({ name: error.name, code: (error as { code?: string }).code, what }, 'decisions')
  const strategies = makeStrategies({
    ...{ db, outbox, clock, log },
    health: workspaceId => host.health(workspaceId),
    kitExists: async (tx, workspaceId, id) => (await kits.currentVersion(tx, workspaceId, id)) !== undefined,
    endpointExists: notify.hasEndpoint,
    accountNames: async (tx, workspaceId, ids) =>
      new Map((await accounts.byIds(tx, workspaceId, ids)).map(({ id, name }) => [id, name])),
  })
  const counting = makeCounting({
    ...{ db, log, onError },
    profiles: accounts.profiles,
    workspaces: () => db.outside(workspaceIds),
  })
  const execute = makeExecute({
    ...{ db, clock, outbox, history, records, suggestions, accounts, contacts, leads, tasks, notify },
    definitionOf: strategies.definitionOf,
    expose: counting.expose,
    contactAccount: async (tx, workspaceId, id) =>
      (await contacts.byIds(tx, workspaceId, [id]))[0]?.accountId ?? null,
  })
  const queue = makeFiringQueue({ execute, isFired: strategies.isFired, onError })
  const host = makeEngineHost({
    ...{ log, onError },
    folder: join(wiring.home, 'engine'),
    workspaces: () => db.outside(workspaceIds),
    prepare: intent.ensureModel,
    execute: queue.do,
    saveScores: intent.saveScores,
  })
  const learning = makeLearning({
    ...{ db, clock, log, intent, onError },
    labels: (workspaceId, since) => labelling.evidence(workspaceId, since),
  })
  const backtests = makeBacktests({ db, clock, log, accounts, needAccount })
  const causes = makeCauses({ db, clock, log, onError })
  const forecasts = makeForecasts({ db, clock, opportunities: crm.opportunities, accounts })

  const experiments = makeExperiments({
    ...{ db, clock, outbox, counting, strategies, backtests },
    profiles: accounts.profiles,
  })
  carryToLog(outbox, log)
  suggestOnRise({ db, clock, outbox, live, records, suggestions, accounts })
  outbox.hear<{ version: number }>('score.model-published', (tx, { workspaceId, payload }) =>
    intent.logModel(tx, workspaceId, payload.version),
  )
  outbox.hear('workspace.removed', async (_tx, { workspaceId }) => host.forget(workspaceId))
  outbox.hear('person.erased', async (_tx, { workspaceId }) => host.rebuild(workspaceId))
  suggestionJobs(jobs, { db, clock, outbox, live, suggestions })

  const adoption = wireAdoption({ http, db, clock, outbox, jobs, crm, strategies })
  const labelling = wireLabelling({ http, db, clock, live, jobs, crm, intent, records, learning })

  intentRoutes(http, intent, learning)
  intentJobs(jobs, db, learning)
  playKitRoutes(http, kits)
  suggestionRoutes(http, suggestions, responses)
  strategyRoutes(http, strategies, backtests, log)
  causeRoutes(http, causes)
  experimentRoutes(http, experiments)
  forecastRoutes(http, forecasts)
  forecastJobs(jobs, db, forecasts)

  return {
    intent,
    kits,
    suggestions,
    responses,
    strategies,
    records,
    adoption,
    labelling,
    learning,
    forecasts,
    experiments,
    host,
    start: async (): Promise<void> => {
      await host.start()
      await counting.start()
    },
    stop: async (): Promise<void> => {
      await host.close()
      await counting.stop()
      await learning.close()
      await causes.close()
      await forecasts.close()
      queue.close()
      await backtests.close()
    },
  }
}
