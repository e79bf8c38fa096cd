import type { Crm } from '#crm/index.ts'
import type { Db } from '#db/connection.ts'
import { type Intent, type Learning, readStandings, rise } from '#decision/intent/index.ts'
import { type Labelling, labellingJobs, labellingRoutes, makeLabelling } from '#decision/labelling/index.ts'
import { experimentedTypes } from '#decision/strategy/index.ts'
import { countDecisions, type Records, readDecisions } from '#decision/suggestion/index.ts'
import type { Id } from '#kernel/id.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import type { Instant } from '#kernel/time.ts'
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
  learning: Pick<Learning, 'read'>
}

/** Labelling on a clock; the sample plays its past on another one than the server's. */
export function labellingOn(
  clock: Clock,
  { db, live, crm, intent, records, learning }: LabellingWiring,
): Labelling {
  return makeLabelling({
    ...{ db, clock, live, accounts: crm.accounts },
    decisions: { count: countDecisions, read: readDecisions, open: records.open },
    model: async workspaceId => (await intent.readModel(systemActor(workspaceId))).model,
    labelledAt: workspaceId => labelledAt(db, workspaceId),
    next: async workspaceId => {
      const { challenger } = await learning.read(systemActor(workspaceId))
      if (challenger?.state !== 'ready' || !challenger.card) return undefined
      const labelled = new Map(challenger.card.labels?.terms.map(one => [one.term, one.learned]))
      const terms = challenger.card.terms.map(({ term, after }) => ({
        ...{ term, without: after, with: after, ...labelled.get(term) },
      }))
      return { id: challenger.id, terms }
    },
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

/** Since when each term's weight has the labels given before in it. */
async function labelledAt(db: Db, workspaceId: Id): Promise<Map<string, Instant>> {
  const standings = await db.tx(workspaceId, tx => readStandings(tx, workspaceId))
  return new Map([...standings].map(([term, standing]) => [term, standing.labelledAt]))
}
