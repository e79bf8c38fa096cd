import type { Db, Tx } from '#db/connection.ts'
import type { Exposed } from '#decision/strategy/index.ts'
import { type Id, newId } from '#kernel/id.ts'
import type { EventLog, LogEntry } from '#kernel/ports/event-log.ts'
import type { Instant } from '#kernel/time.ts'
import { wallClock } from '#lib/calendar/index.ts'
import type { Strategy } from '#lib/cep/index.ts'
import { defaultTuning } from '#lib/experiment/index.ts'
import type { JsonObject } from '#lib/expr/index.ts'
import {
  type Act,
  type Design,
  designKey,
  designOf,
  dimensions,
  type Meter,
  meterOf,
  segmentsOf,
} from './model.ts'
import * as store from './store.ts'

export interface CountPorts {
  db: Db
  log: Pick<EventLog, 'read' | 'head' | 'subscribe'>
  profiles(tx: Tx, workspaceId: Id, ids: readonly Id[]): Promise<Map<Id, Record<string, unknown>>>
  workspaces(): Promise<Id[]>
  onError(error: Error, what: string): void
}

const batch = 2_000
const quietMs = 500

export type Counting = ReturnType<typeof makeCounting>

/** Keeps units, outcomes and sums: exposures in the transaction of their firing, outcomes behind the log. */
export function makeCounting(ports: CountPorts) {
  const { log, onError } = ports
  const waiting = new Set<Id>()
  const underway = new Map<Id, Promise<void>>()
  let timer: NodeJS.Timeout | undefined
  let unsubscribe: (() => void) | undefined

  const countAll = async (workspaceId: Id): Promise<void> => {
    while (await countBatch(ports, workspaceId));
  }

  /** Counts to the end of the log; a second call waits for the first and looks again. */
  const count = async (workspaceId: Id): Promise<void> => {
    await underway.get(workspaceId)?.catch(() => undefined)
    const run = countAll(workspaceId)
    underway.set(workspaceId, run)
    await run.finally(() => underway.get(workspaceId) === run && underway.delete(workspaceId))
  }

  const flush = async (): Promise<void> => {
    timer = undefined
    const due = [...waiting]
    waiting.clear()
    for (const workspaceId of due) {
      // What could not be counted is still in the log, and is counted with whatever comes next.
      await count(workspaceId).catch(error => onError(error as Error, 'experiment outcomes'))
    }
  }

  const wake = (workspaceId: Id): void => {
    waiting.add(workspaceId)
    timer ??= setTimeout(() => void flush(), quietMs)
  }

  return {
    count,
    expose,
    settleVersion,
    start: async (): Promise<void> => {
      unsubscribe = log.subscribe(entries => {
        for (const { workspaceId } of entries) wake(workspaceId)
      })
      for (const workspaceId of await ports.workspaces()) wake(workspaceId)
    },
    stop: async (): Promise<void> => {
      unsubscribe?.()
      clearTimeout(timer)
      await Promise.allSettled(underway.values())
    },
  }
}

/**
 * The run of a version: that of the version before if nothing of the design changed and nobody has ended it, else a new one. Settled
 * once, by the publication or by the first exposure, whichever is first.
 */
export async function settleVersion(
  tx: Tx,
  workspaceId: Id,
  of: { strategy: Strategy; version: number; at: Instant },
): Promise<{ id: Id; design: Design } | undefined> {
  const { strategy, version, at } = of
  const design = designOf(strategy)
  const known = await store.runOfVersion(tx, workspaceId, strategy.id, version)
  if (known !== undefined) return known && design ? { id: known, design } : undefined
  await store.lockStrategy(tx, workspaceId, strategy.id)
  const again = await store.runOfVersion(tx, workspaceId, strategy.id, version)
  if (again !== undefined) return again && design ? { id: again, design } : undefined
  const latest = await store.latestRun(tx, workspaceId, strategy.id)
  const key = design && designKey(design)
  if (latest && !latest.endedAt && latest.designKey === key) {
    await store.insertVersion(tx, workspaceId, strategy.id, version, latest.id)
    return { id: latest.id, design: latest.design }
  }
  if (latest && !latest.endedAt) await store.endRun(tx, workspaceId, latest.id, 'superseded', at)
  const id = design ? newId(at) : null
  if (id && design && key) {
    const number = (latest?.number ?? 0) + 1
    await store.insertRun(tx, workspaceId, {
      ...{ id, strategyId: strategy.id, number, design, designKey: key, tuning: defaultTuning, at },
    })
  }
  await store.insertVersion(tx, workspaceId, strategy.id, version, id)
  return id && design ? { id, design } : undefined
}

/** Counts a unit as exposed, once per run. What it did before is read now; what the log has been counted past, too. */
async function expose(tx: Tx, exposure: Exposed): Promise<void> {
  const { workspaceId, strategy, version, unit, arm, accountId, at } = exposure
  const run = await settleVersion(tx, workspaceId, { strategy, version, at })
  if (!run) return
  const { design } = run
  const upTo = (await store.lockPosition(tx, workspaceId, false)) ?? 0
  const meter = meterOf(design)
  const maturesAt = at + design.horizon
  const isPerson = design.unit === 'person'
  const known = await store.knownBefore(tx, workspaceId, { accountId, unit, isPerson, at })
  const state = { exposedAt: at, value: meter.start, guards: new Array<number>(meter.guards).fill(0) }
  const acts = await store.countedActs(tx, workspaceId, {
    ...{ accountId, unit, types: meter.types, from: at, to: maturesAt, upTo },
  })
  const fits = fitting(meter, { unit, accountId }, isPerson)
  for (const act of acts) if (fits(act)) meter.take(state, act, exposure.profile as JsonObject)
  const segments = segmentsOf(exposure.profile)
  const day = wallClock(maturesAt, await store.timeZoneOf(tx, workspaceId)).date
  const row = {
    ...{ run: run.id, unit, arm, accountId, exposedAt: at, maturesAt, day, segments },
    ...{ touches: known.touches, value: state.value, guards: state.guards },
    ...{ firingId: exposure.firingId, decisionId: exposure.decisionId },
  }
  const isAmongOthers = isPerson && accountId !== null
  // Before anything is written: whoever waits here holds no row that the other still needs.
  if (isAmongOthers) await store.lockAccount(tx, run.id, accountId)
  if (!(await store.insertUnit(tx, workspaceId, row))) return
  if (isAmongOthers) await watchMixing(tx, workspaceId, run.id, { accountId, unit, arm })
  await store.addToCells(tx, workspaceId, cellsOf(row, { n: 1, value: 0, guards: [] }))
  const score = typeof exposure.profile.score === 'number' ? exposure.profile.score : 0
  await store.addToBaseline(tx, workspaceId, run.id, arm, { ...known, score })
}

/** An account whose contacts stand in different arms: what is done for one is seen by the other. */
async function watchMixing(
  tx: Tx,
  workspaceId: Id,
  run: Id,
  of: { accountId: Id; unit: string; arm: string },
): Promise<void> {
  const others = await store.armsOfAccount(tx, workspaceId, run, of.accountId, of.unit)
  if (others.length === 1 && others[0] !== of.arm) await store.countMixed(tx, workspaceId, run)
}

/** Whether an act is one of the unit: of the person, or of the account. Deals have no person: those are the account's. */
export function fitting(
  meter: Meter,
  { unit, accountId }: { unit: string; accountId: Id | null },
  isPerson: boolean,
): (event: Act) => boolean {
  if (!isPerson) return event => event.customer !== undefined && event.customer === (accountId ?? unit)
  return event =>
    event.person === unit || (meter.ofAccount && event.person === undefined && event.customer === accountId)
}

type Counted = Pick<store.UnitRow, 'run' | 'arm' | 'day' | 'segments' | 'touches' | 'value' | 'guards'>

/** What changes in the sums: the unit as it is now, less what it was. */
function cellsOf(
  unit: Counted,
  was: { n: 0 | 1; value: number; guards: readonly number[] },
): store.CellChange[] {
  const { run, arm, day, touches: x, value: y } = unit
  const n = was.n
  const change = {
    n,
    y: y - was.value,
    yy: y ** 2 - was.value ** 2,
    x: n * x,
    xx: n * x ** 2,
    xy: x * (y - was.value),
    guards: unit.guards.map((guard, i) => guard - (was.guards[i] ?? 0)),
  }
  const everybody = { run, arm, day, dimension: '', value: '', ...change }
  return [
    everybody,
    ...dimensions.map(dimension => ({ ...everybody, dimension, value: unit.segments[dimension] ?? '' })),
  ]
}

/** Counts the next entries of the log in one transaction with their position. @returns whether there may be more */
async function countBatch(ports: CountPorts, workspaceId: Id): Promise<boolean> {
  const { db, log } = ports
  return db.tx(workspaceId, async tx => {
    const from = await store.lockPosition(tx, workspaceId, true)
    // Without any run there is nothing to count: the first exposure looks back by itself.
    if ((await store.openRuns(tx, workspaceId, 0)).length === 0) {
      const head = await log.head(workspaceId)
      if (from !== head) await store.savePosition(tx, workspaceId, head)
      return false
    }
    const entries = await log.read(workspaceId, from ?? 0, batch)
    if (entries.length === 0) return false
    await countEntries(ports, tx, workspaceId, entries)
    await store.savePosition(tx, workspaceId, entries.at(-1)!.seq)
    return entries.length === batch
  })
}

async function countEntries(
  ports: CountPorts,
  tx: Tx,
  workspaceId: Id,
  entries: readonly LogEntry[],
): Promise<void> {
  const events = entries.flatMap(({ body }) => (body.kind === 'event' ? [body] : []))
  if (events.length === 0) return
  const earliest = Math.min(...events.map(event => event.at))
  const runs = (await store.openRuns(tx, workspaceId, earliest)).map(({ id, design }) => ({
    ...{ id, isPerson: design.unit === 'person', meter: meterOf(design) },
  }))
  const wanted = events.filter(event => runs.some(({ meter }) => meter.types.has(event.type)))
  if (wanted.length === 0) return
  const accounts = [...new Set(wanted.flatMap(event => event.customer ?? []))]
  const persons = [...new Set(wanted.flatMap(event => event.person ?? []))]
  const ids = runs.map(run => run.id)
  const units = await store.unitsOf(tx, workspaceId, ids, accounts, persons, earliest)
  if (units.length === 0) return
  const profiles = await ports.profiles(tx, workspaceId, accounts)
  const changed: store.UnitRow[] = []
  const cells = new Map<string, store.CellChange>()
  for (const unit of units) {
    const { meter, isPerson } = runs.find(run => run.id === unit.run)!
    const was = { n: 0 as const, value: unit.value, guards: [...unit.guards] }
    const fits = fitting(meter, unit, isPerson)
    const customer = (profiles.get(unit.accountId ?? '') ?? {}) as JsonObject
    let touched = false
    for (const event of wanted)
      if (event.at > unit.exposedAt && event.at <= unit.maturesAt && fits(event))
        touched = meter.take(unit, event, customer) || touched
    if (!touched) continue
    changed.push(unit)
    for (const change of cellsOf(unit, was)) addChange(cells, change)
  }
  if (changed.length === 0) return
  await store.saveUnits(tx, workspaceId, changed)
  await store.addToCells(tx, workspaceId, [...cells.values()])
}

function addChange(cells: Map<string, store.CellChange>, change: store.CellChange): void {
  const key = JSON.stringify([change.run, change.arm, change.dimension, change.value, change.day])
  const known = cells.get(key)
  if (!known) {
    cells.set(key, change)
    return
  }
  known.y += change.y
  known.yy += change.yy
  known.xy += change.xy
  known.guards = known.guards.map((guard, i) => guard + (change.guards[i] ?? 0))
}
