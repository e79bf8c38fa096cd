import type { Crm } from '#crm/index.ts'
import type { Db } from '#db/connection.ts'
import { type Intent, rise } from '#decision/intent/index.ts'
import { type Labelling, labellingJobs, labellingRoutes, makeLabelling } from '#decision/labelling/index.ts'
import { experimentedTypes } from '#decision/strategy/index.ts'
import { countDecisions, type Records, readDecisions } from '#decision/suggestion/index.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import type { Http } from '#platform/http/index.ts'
import type { Jobs } from '#platform/job/index.ts'
import type { Live } from '#platform/live/index.ts'
import { systemActor } from '#platform/org/index.ts'
import { readSetting } from '#platform/setting/index.ts'

export interface LabellingWiring {
  http: Http
  db: Db
  clock: Clock
  live: Live
  jobs: Jobs
  crm: Crm
  intent: Intent
  records: Records
}

/** Labelling on a clock; the sample plays its past on another one than the server's. */
export function labellingOn(clock: Clock, { db, live, crm, intent, records }: LabellingWiring): Labelling {
  return makeLabelling({
    ...{ db, clock, live, accounts: crm.accounts },
    decisions: { count: countDecisions, read: readDecisions, open: records.open },
    model: async workspaceId => (await intent.readModel(systemActor(workspaceId))).model,
    cut: async (tx, workspaceId) => (await readSetting(tx, workspaceId, rise)).threshold / 100,
    experiments: experimentedTypes,
  })
}

export function wireLabelling(wiring: LabellingWiring): Labelling {
  const labelling = labellingOn(wiring.clock, wiring)
  labellingJobs(wiring.jobs, wiring.db, labelling)
  labellingRoutes(wiring.http, labelling)
  return labelling
}
