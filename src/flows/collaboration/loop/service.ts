import type { Db, Tx } from '#db/connection.ts'
import { AppError } from '#kernel/error.ts'
import type { Id } from '#kernel/id.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import { DAY, type Instant } from '#kernel/time.ts'
import type { Actor } from '#platform/org/index.ts'
import type { Outbox } from '#platform/outbox/index.ts'
import {
  classicChain,
  errors,
  type LoopFigures,
  type LoopLine,
  type LoopQuery,
  loopChanged,
  loopSteps,
  type Stretch,
} from './api.ts'
import { askedOf, insideOf, placeOf, stepsOf, timesOf } from './model.ts'
import * as store from './store.ts'

export interface LoopPorts {
  db: Db
  outbox: Outbox
  clock: Clock
}

export type Loop = ReturnType<typeof makeLoop>

/** Lines that one pass makes anew at most. */
const mostAtOnce = 500

/** The loop seen: a line per deal, made of what the modules' tables say. */
export function makeLoop({ db, outbox, clock }: LoopPorts) {
  const refresh = async (tx: Tx, workspaceId: Id, quoteIds?: readonly Id[]): Promise<number> => {
    const now = clock.now()
    const facts = await store.selectFacts(tx, workspaceId, quoteIds)
    for (const each of facts) await store.saveLine(tx, rowOf(each, workspaceId, now))
    const there = new Set(facts.map(({ quoteId }) => quoteId))
    await store.deleteLines(tx, workspaceId, quoteIds?.filter(id => !there.has(id)) ?? [])
    return facts.length
  }

  return {
    /** Reads deals again and writes their lines; all if none are named. The same facts give the same line, however often. */
    refresh,

    /** As `refresh`, and tells open screens. */
    changed: async (tx: Tx, workspaceId: Id, quoteId: Id): Promise<void> => {
      await refresh(tx, workspaceId, [quoteId])
      await outbox.publish(tx, { workspaceId, type: loopChanged, payload: { quoteId } })
    },

    /** Makes every line anew. @returns how many */
    rebuild: (actor: Actor): Promise<{ lines: number }> =>
      db.tx(actor.workspaceId, async tx => ({ lines: await refresh(tx, actor.workspaceId) })),

    /** What time alone changes, and what an event was missed of. @returns how many lines */
    tidy: (workspaceId: Id): Promise<number> =>
      db.tx(workspaceId, async tx => {
        const ids = await store.selectStale(tx, workspaceId, clock.now(), mostAtOnce)
        return ids.length === 0 ? 0 : refresh(tx, workspaceId, ids)
      }),

    list: (actor: Actor, query: LoopQuery) =>
      db.tx(actor.workspaceId, async tx => {
        const { rows, total, totalIsCapped } = await store.selectLines(tx, actor, query)
        const counted = new Map((await store.countSteps(tx, actor, query)).map(each => [each.step, each]))
        const steps = loopSteps.map(step => counted.get(step) ?? { step, n: 0, mine: 0 })
        return { items: rows.map(lineOf), total, totalIsCapped, steps }
      }),

    /** @throws loop.missing */
    read: (actor: Actor, quoteId: Id): Promise<LoopLine> =>
      db.tx(actor.workspaceId, async tx => {
        const row = await store.selectLine(tx, actor, quoteId)
        if (row) return lineOf(row)
        // A quote of a moment ago: its event is still on the way.
        await refresh(tx, actor.workspaceId, [quoteId])
        const fresh = await store.selectLine(tx, actor, quoteId)
        if (!fresh) throw new AppError(errors['loop.missing'])
        return lineOf(fresh)
      }),

    figures: (actor: Actor, query: Stretch): Promise<LoopFigures> =>
      db.tx(actor.workspaceId, async tx => {
        const to = clock.now()
        const from = to - query.days * DAY
        const { medians, whole, closed } = await store.selectFigures(
          tx,
          actor,
          query,
          new Date(from),
          new Date(to),
        )
        const { n, inside, asked } = closed
        return {
          ...{ from, to, medians, whole },
          inside: { n, inside },
          handOffs: { n, classic: n * classicChain, asked },
        }
      }),
  }
}

function rowOf(facts: store.FactsRow, workspaceId: Id, now: Instant) {
  const { head, ids, quoteId, ownerId } = facts
  const place = placeOf(facts, now)
  const times = Object.fromEntries(
    Object.entries(timesOf(facts)).map(([name, at]) => [name, at === null ? null : new Date(at)]),
  ) as Record<Exclude<keyof ReturnType<typeof timesOf>, 'createdAt'>, Date | null> & { createdAt: Date }
  return {
    ...{ workspaceId, quoteId, ownerId, ...head, ...ids, ...place, ...times },
    since: new Date(place.since),
    steps: stepsOf(facts, place),
    inside: insideOf(facts),
    asked: askedOf(facts),
    validUntil: facts.validUntil === null ? null : new Date(facts.validUntil),
    refreshedAt: new Date(now),
  }
}

function lineOf(row: store.LineRow): LoopLine {
  const { quoteId, number, name, accountId, accountName, ownerId, amount, currency, state, step } = row
  const { waits, waitsFor, why, steps, inside, contractId, deliveryId, caseId } = row
  return {
    ...{ quoteId, number, name, accountId, accountName, ownerId, amount, currency, state, step },
    ...{ waits, waitsFor, why, steps, inside, contractId, deliveryId, caseId, since: row.since.getTime() },
  }
}
