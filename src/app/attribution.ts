import { join } from 'node:path'
import { openLake } from '#adapters/lake/index.ts'
import type { Db } from '#db/connection.ts'
import { journeyRoutes, lakeJobs, makeJourneys, makeLakeKeeper } from '#decision/attribution/index.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import type { EventLog } from '#kernel/ports/event-log.ts'
import { SECOND } from '#kernel/time.ts'
import type { Http } from '#platform/http/index.ts'
import type { Jobs } from '#platform/job/index.ts'
import type { Outbox } from '#platform/outbox/index.ts'

export interface AttributionWiring {
  http: Http
  db: Db
  clock: Clock
  log: EventLog
  outbox: Outbox
  jobs: Jobs
  /** The data folder. */
  home: string
  /** Connection string by which the lake's process reads the log, as the working role. */
  databaseUrl: string
}

/** Whoever has just started has better things to do first. */
const firstPassMs = 60 * SECOND

/** The boards over journeys and the lake under them. */
export function wireAttribution({
  http,
  db,
  clock,
  log,
  outbox,
  jobs,
  home,
  databaseUrl,
}: AttributionWiring) {
  const onError = (error: Error) =>
    http.server.log.error({ name: error.name, message: error.message }, 'lake')
  const lake = openLake({ folder: join(home, 'lake'), databaseUrl, onError })
  const keeper = makeLakeKeeper({ db, clock, log, lake, outbox })
  const journeys = makeJourneys({ db, clock, lake })
  lakeJobs(jobs, keeper)
  journeyRoutes(http, journeys, keeper)
  let firstPass: NodeJS.Timeout | undefined
  return {
    journeys,
    lake: keeper,
    start: (): void => {
      firstPass = setTimeout(() => void keeper.writeAll().catch(onError), firstPassMs)
    },
    stop: async (): Promise<void> => {
      clearTimeout(firstPass)
      await lake.close()
    },
  }
}
