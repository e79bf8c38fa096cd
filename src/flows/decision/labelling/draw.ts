import { randomInt } from 'node:crypto'
import type { Tx } from '#db/connection.ts'
import { AppError } from '#kernel/error.ts'
import { type Id, newId } from '#kernel/id.ts'
import { DAY, type Instant } from '#kernel/time.ts'
import { weekOf } from '#lib/calendar/index.ts'
import { drawSample } from '#lib/label/index.ts'
import { makeRandom, type Random } from '#lib/stats/random.ts'
import { membership } from '#platform/org/index.ts'
import { readSetting, type Setting } from '#platform/setting/index.ts'
import { errors, lapseDays, liveTypes, type PanelSetting, panelSetting } from './api.ts'
import { handOut, planSample, type Reader, type Signal, signalsOf } from './model.ts'
import type { LabellingPorts } from './ports.ts'
import * as store from './store.ts'

export const panel: Setting<PanelSetting> = {
  name: 'labelling.panel',
  schema: panelSetting,
  fallback: { people: [], doubled: 0.25, from: 0.3 },
}

/** The first draw looks back a week; after a pause nothing older than four. */
const firstLook = 7 * DAY
const longestLook = 28 * DAY
/** More decisions than this are not read one by one: an even part of them is, and that part is known. */
const mostDecisions = 20_000

/** Draws a week's sample and hands it out: in one transaction, once a week. */
export function makeDraw({ db, live, decisions, accounts, model }: LabellingPorts) {
  const readersOf = async (tx: Tx, workspaceId: Id, people: PanelSetting['people'], now: Instant) => {
    const open = await store.selectOpenCounts(tx, workspaceId, now - lapseDays * DAY)
    const readers: Reader[] = []
    for (const { userId, perWeek } of people) {
      if (await membership(tx, workspaceId, userId))
        readers.push({ userId, free: Math.max(0, perWeek - (open.get(userId) ?? 0)) })
    }
    return readers
  }

  /** Signals that became part of a decision since the last draw, each for the first time. */
  const frameOf = async (
    tx: Tx,
    workspaceId: Id,
    since: Instant,
    now: Instant,
    from: number,
    weights: Map<string, number>,
  ) => {
    const stretch = { from: since, before: now + 1 }
    const share = Math.min(1, mostDecisions / Math.max(1, await decisions.count(tx, workspaceId, stretch)))
    const signals = new Map<string, Signal>()
    for (const body of await decisions.read(tx, workspaceId, stretch, share))
      for (const signal of signalsOf(body, from, weights))
        if (!signals.has(signal.id)) signals.set(signal.id, signal)
    const known = await store.selectKnown(tx, workspaceId, [...signals.keys()])
    return { share, signals: [...signals.values()].filter(({ id }) => !known.has(id)) }
  }

  const ownersOf = async (tx: Tx, workspaceId: Id, signals: readonly Signal[]) => {
    const ids = [...new Set(signals.flatMap(({ accountId }) => (accountId ? [accountId] : [])))]
    const found = ids.length > 0 ? await accounts.byIds(tx, workspaceId, ids) : []
    const owners = new Map(found.map(({ id, ownerId }) => [id, ownerId]))
    return signals.map(({ accountId }) => owners.get(accountId ?? '') ?? null)
  }

  /**
   * Draws the sample of the week of `now`.
   * @throws labelling.drawn, labelling.nobody, labelling.nothing: then nothing has changed
   */
  return async (workspaceId: Id, now: Instant): Promise<{ week: string; sample: number }> => {
    const { events } = await model(workspaceId)
    const weights = new Map(events.map(({ id, weight }) => [id, weight]))
    const done = await db.tx(workspaceId, async tx => {
      await store.lockDraw(tx, workspaceId)
      const week = weekOf(now, await store.timeZoneOf(tx, workspaceId))
      const [last] = await store.selectBatches(tx, workspaceId, 1)
      if (last && last.week >= week) throw new AppError(errors['labelling.drawn'])
      const { people, doubled, from } = await readSetting(tx, workspaceId, panel)
      const readers = await readersOf(tx, workspaceId, people, now)
      const plan = planSample(
        readers.map(({ free }) => free),
        doubled,
      )
      if (plan.sample === 0) throw new AppError(errors['labelling.nobody'])
      const since = last ? Math.max(last.toAt.getTime() + 1, now - longestLook) : now - firstLook
      const { share, signals } = await frameOf(tx, workspaceId, since, now, from, weights)
      if (signals.length === 0) throw new AppError(errors['labelling.nothing'])
      const seed = randomInt(2 ** 31)
      const random = makeRandom(seed)
      const drawn = drawSample(signals, plan.sample, random)
      const owners = await ownersOf(
        tx,
        workspaceId,
        drawn.map(({ unit }) => unit),
      )
      // A smaller population than places: more of it can be judged twice, but not more than was wished for.
      const twice = Math.min(plan.twice, Math.round(drawn.length * doubled))
      const given = handOut(owners, readers, twice, random)
      const items = drawn.map(({ unit, probability }) => ({
        ...{ workspaceId, id: newId(now), week, eventId: unit.id, probability },
      }))
      const tasks = tasksOf(workspaceId, items, given, now, random)
      const frame = signals.map(({ id, stratum, uncertainty: _, actAt, ...signal }) => ({
        ...{ workspaceId, eventId: id, week, term: stratum, actAt: new Date(actAt), lookedAt: share },
        ...signal,
      }))
      await store.insertFrame(tx, frame)
      await store.insertBatch(
        tx,
        {
          ...{
            workspaceId,
            week,
            drawnAt: new Date(now),
            fromAt: new Date(since),
            toAt: new Date(now),
            seed,
          },
          ...{ population: signals.length, sample: drawn.length },
          doubled: given.filter(readersOfOne => readersOfOne.length > 1).length,
        },
        items,
        tasks,
      )
      return { week, sample: drawn.length, to: [...new Set(tasks.map(({ userId }) => userId))] }
    })
    live.push({ workspaceId, type: liveTypes.changed, data: {}, to: done.to })
    return { week: done.week, sample: done.sample }
  }
}

/** Tasks in an order of chance, so that nobody sees one kind of signal in a row. */
function tasksOf(
  workspaceId: Id,
  items: readonly { id: Id }[],
  given: readonly (readonly Id[])[],
  now: Instant,
  random: Random,
) {
  const pairs = items.flatMap(({ id }, i) => given[i]!.map(userId => ({ itemId: id, userId })))
  return random
    .shuffle(pairs)
    .map((pair, position) => ({ ...pair, workspaceId, id: newId(now), position, givenAt: new Date(now) }))
}
