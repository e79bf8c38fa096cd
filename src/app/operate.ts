import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '#db/connection.ts'
import { AppError } from '#kernel/error.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import { route } from '#kernel/route.ts'
import { errors, type Http } from '#platform/http/index.ts'
import type { Identity } from '#platform/identity/index.ts'
import type { Live } from '#platform/live/index.ts'
import type { LocalAccess } from './local.ts'

const alive = z.object({ ok: z.boolean() })

export const readReadiness = route({
  method: 'GET',
  path: '/readyz',
  summary: 'Whether it can do its work: the database answers',
  answer: alive,
})

const routes = {
  health: route({
    method: 'GET',
    path: '/healthz',
    summary: 'Whether the process answers at all',
    answer: alive,
  }),
  metrics: route({
    method: 'GET',
    path: '/metrics',
    summary: 'Measurements for Prometheus: from this machine, or with an API key',
  }),
  setClock: route({
    method: 'POST',
    path: '/api/test/clock',
    summary: 'Set the time, in tests (LOAM_TEST_CLOCK=1)',
    body: z.strictObject({ at: z.iso.datetime({ offset: true }).nullable() }),
    answer: z.object({ now: z.iso.datetime() }),
  }),
}

/** A clock that tests may put forward; the wall clock can't be. */
type MaybeMovable = Clock & { set?: (at: number | null) => void }

export interface OperateParts {
  http: Http
  db: Db
  live: Live
  local: LocalAccess
  identity: Identity
  clock: MaybeMovable
  testClock: boolean
}

/** What whoever runs Loam looks at: is it up, can it work, how fast. */
export function operateRoutes({ http, db, live, local, identity, clock, testClock }: OperateParts): void {
  http.bindOpen(routes.health, () => ({ ok: true }))
  http.bindOpen(readReadiness, async () => {
    const answer = db.outside(tx => tx.execute(sql`select 1`))
    await within(answer, 2_000)
    return { ok: true }
  })
  http.bindOpen(routes.metrics, async ({ request, reply }) => {
    const may = local.isNear(request) || (await identity.authenticate(request))?.kind === 'key'
    if (!may) throw new AppError(errors['request.unauthenticated'])
    return reply.type(http.metrics.registry.contentType).send(await http.metrics.registry.metrics())
  })
  http.metrics.gauge('loam_screens', 'Open screens that are told of changes', () => live.size())
  http.metrics.gauge('loam_db_connections', 'Connections of the pool, and requests waiting for one', () => ({
    open: db.pool.totalCount,
    idle: db.pool.idleCount,
    waiting: db.pool.waitingCount,
  }))
  const { set } = clock
  if (testClock && set) {
    http.bindOpen(routes.setClock, ({ body }) => {
      set(body.at === null ? null : Date.parse(body.at))
      return { now: new Date(clock.now()).toISOString() }
    })
  }
}

async function within(work: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new AppError(errors['server.unavailable'])), ms)
  })
  try {
    await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
    work.catch(() => {}) // it may fail later, when nobody waits any more
  }
}
