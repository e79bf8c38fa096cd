import type { Crm } from '#crm/index.ts'
import type { Db } from '#db/connection.ts'
import { type Intent, type Learning, rise } from '#decision/intent/index.ts'
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
    changedAt: workspaceId => changedAt(intent, workspaceId),
    next: async workspaceId => {
      const { challenger } = await learning.read(systemActor(workspaceId))
      if (challenger?.state !== 'ready' || !challenger.card) return undefined
      return { id: challenger.id, terms: challenger.card.terms }
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

/** Since when each term of the model has its weight: the first of the latest run of versions that agree on it. */
async function changedAt(intent: Intent, workspaceId: Id): Promise<Map<string, Instant>> {
  const actor = systemActor(workspaceId)
  const { model, versions } = await intent.readModel(actor)
  const changed = new Map<string, Instant>()
  const weights = new Map(model.events.map(({ id, weight }) => [id, weight]))
  let since = versions[0]?.createdAt ?? 0
  for (const { version, createdAt } of versions.slice(1)) {
    const older = new Map(
      (await intent.readModelVersion(actor, version)).events.map(term => [term.id, term.weight]),
    )
    for (const [term, weight] of weights) {
      if (older.get(term) === weight) continue
      changed.set(term, since)
      weights.delete(term)
    }
    since = createdAt
  }
  return changed
}
