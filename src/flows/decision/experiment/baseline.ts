import type { Db, Tx } from '#db/connection.ts'
import type { Backtests, MetUnit } from '#decision/strategy/index.ts'
import { AppError } from '#kernel/error.ts'
import type { Id } from '#kernel/id.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import { DAY, type Instant } from '#kernel/time.ts'
import { outcomeOf, parseDuration } from '#lib/cep/index.ts'
import { addUnit, emptySums, meanInterval, momentsOf, type Sums } from '#lib/experiment/index.ts'
import type { JsonObject } from '#lib/expr/index.ts'
import { wilson } from '#lib/stats/proportion.ts'
import type { Actor } from '#platform/org/index.ts'
import { type Baseline, errors, leastForBaseline } from './api.ts'
import { firstTreated, selectActs } from './baseline-store.ts'
import { fitting } from './count.ts'
import { kindOf, type Meter, meterOf, type OutcomeKind, type UnitState } from './model.ts'

export interface BaselinePorts {
  db: Db
  clock: Clock
  backtests: Pick<Backtests, 'meet'>
  profiles(tx: Tx, workspaceId: Id, ids: readonly Id[]): Promise<Map<Id, Record<string, unknown>>>
}

const lookBack = 180 * DAY
/** Units whose outcome is read; of more, evenly so many. */
const mostRead = 20_000
const chunk = 500

interface Watched extends UnitState, MetUnit {}

/**
 * What came of customers that a strategy would have met in the last 180 days, read as its experiment would read it: the level
 * without the strategy, and how many new units a week bring. Left out are units that it did something for within their horizon,
 * and those whose horizon is not over.
 * @throws strategy.invalid; experiment.no-outcome where there is nothing to look at
 */
export async function baselineOf(
  ports: BaselinePorts,
  { workspaceId }: Actor,
  definition: Record<string, unknown>,
): Promise<Baseline> {
  const { db, clock, backtests } = ports
  const now = clock.now()
  const { strategy, units, since } = await backtests.meet(workspaceId, definition, now - lookBack)
  const outcome = strategy.experiment && outcomeOf(strategy.experiment)
  if (!strategy.experiment || !outcome) throw new AppError(errors['experiment.no-outcome'])
  const horizon = parseDuration(strategy.experiment.horizon)!
  const treated = await db.tx(workspaceId, tx => firstTreated(tx, workspaceId, strategy.id))
  const untreated = units.filter(({ unit, at }) => !((treated.get(unit) ?? Infinity) <= at + horizon))
  const ended = untreated.filter(({ at }) => at + horizon <= now)
  const meter = meterOf({ outcome, horizon })
  const sums = emptySums()
  const read = evenly(ended, mostRead)
  for (let i = 0; i < read.length; i += chunk) {
    const watched = read.slice(i, i + chunk).map(unit => watchedOf(unit, meter))
    await readOutcomes(ports, workspaceId, watched, { meter, horizon, unit: strategy.experiment.unit })
    for (const { value } of watched) addUnit(sums, value)
  }
  const kind = kindOf(outcome)
  return {
    ...{ kind, from: since, to: now, units: units.length, n: sums.n },
    treated: units.length - untreated.length,
    waiting: untreated.length - ended.length,
    perWeek: units.length / Math.max(1, (now - since) / (7 * DAY)),
    isEnough: sums.n >= leastForBaseline,
    ...levelOf(sums, kind),
  }
}

function evenly<T>(all: readonly T[], most: number): readonly T[] {
  const every = Math.ceil(all.length / most)
  return every <= 1 ? all : all.filter((_, i) => i % every === 0)
}

const watchedOf = (unit: MetUnit, meter: Meter): Watched => ({
  ...unit,
  exposedAt: unit.at,
  value: meter.start,
  guards: new Array<number>(meter.guards).fill(0),
})

interface Reading {
  meter: Meter
  horizon: number
  unit: 'account' | 'person'
}

/** Lets the acts after each unit's first time change its value, as the counting of an experiment does. */
async function readOutcomes(
  { db, profiles }: BaselinePorts,
  workspaceId: Id,
  watched: readonly Watched[],
  { meter, horizon, unit }: Reading,
): Promise<void> {
  const ids = [...new Set(watched.flatMap(one => [one.unit, one.accountId ?? one.unit]))]
  const of = { ids, types: meter.types, ...spanOf(watched, horizon) }
  const { acts, known } = await db.tx(workspaceId, async tx => {
    const acts = await selectActs(tx, workspaceId, of)
    const customers = [...new Set(acts.flatMap(act => act.customer ?? []))]
    return { acts, known: await profiles(tx, workspaceId, customers) }
  })
  const byId = Map.groupBy(
    watched.flatMap(one => [...new Set([one.unit, one.accountId ?? one.unit])].map(id => ({ id, one }))),
    ({ id }) => id,
  )
  for (const act of acts) {
    const near = [act.customer, act.person].flatMap(id => byId.get(id ?? '') ?? []).map(({ one }) => one)
    for (const one of new Set(near))
      if (
        act.at > one.exposedAt &&
        act.at <= one.exposedAt + horizon &&
        fitting(meter, one, unit === 'person')(act)
      )
        meter.take(one, act, (known.get(act.customer ?? '') ?? {}) as JsonObject)
  }
}

function spanOf(watched: readonly Watched[], horizon: number): { from: Instant; to: Instant } {
  const times = watched.map(({ exposedAt }) => exposedAt)
  return { from: Math.min(...times), to: Math.max(...times) + horizon }
}

/** Mean with its 95 % interval: Wilson's for a share, else Student's t. */
function levelOf(sums: Sums, kind: OutcomeKind): Pick<Baseline, 'mean' | 'sd' | 'ci'> {
  if (sums.n === 0) return { mean: null, sd: null, ci: null }
  const { mean, variance } = momentsOf(sums)
  if (kind !== 'rate') {
    const ci = meanInterval(sums)
    return { mean, sd: sums.n < 2 ? null : Math.sqrt(variance), ci: ci ? [...ci] : null }
  }
  const { low, high } = wilson(sums.y, sums.n)!
  return { mean, sd: Math.sqrt(mean * (1 - mean)), ci: [low, high] }
}
