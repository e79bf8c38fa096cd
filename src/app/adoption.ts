import type { Crm } from '#crm/index.ts'
import type { Db } from '#db/connection.ts'
import { type AdoptionService, adoptionJobs, adoptionRoutes, makeAdoption } from '#decision/adoption/index.ts'
import type { Strategies } from '#decision/strategy/index.ts'
import { readShown } from '#decision/suggestion/index.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import type { Http } from '#platform/http/index.ts'
import type { Jobs } from '#platform/job/index.ts'
import { readOrganisation, systemActor } from '#platform/org/index.ts'
import type { Outbox } from '#platform/outbox/index.ts'

export interface AdoptionWiring {
  http: Http
  db: Db
  clock: Clock
  outbox: Outbox
  jobs: Jobs
  crm: Crm
  strategies: Pick<Strategies, 'list'>
}

export function wireAdoption({
  http,
  db,
  clock,
  outbox,
  jobs,
  crm,
  strategies,
}: AdoptionWiring): AdoptionService {
  const adoption = makeAdoption({
    ...{ db, clock, outbox, accounts: crm.accounts, shown: readShown },
    stages: (tx, workspaceId) => crm.opportunities.stages(tx, systemActor(workspaceId)),
    strategyNames: async workspaceId =>
      new Map((await strategies.list(systemActor(workspaceId))).map(({ id, name }) => [id, name])),
    members: async (tx, workspaceId) => (await readOrganisation(tx, workspaceId)).members,
  })
  adoptionJobs(jobs, db, adoption)
  adoptionRoutes(http, adoption)
  return adoption
}
