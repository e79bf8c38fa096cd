import type { Db, Tx } from '#db/connection.ts'
import { AppError } from '#kernel/error.ts'
import { type Id, newId } from '#kernel/id.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import type { EventHistory } from '#kernel/ports/event-history.ts'
import type { EventLog, LoggedEvent, LoggedModel } from '#kernel/ports/event-log.ts'
import { DAY, type Instant } from '#kernel/time.ts'
import {
  type CompiledModel,
  defaultModel,
  type Explanation,
  explain,
  type Score,
  type ScoreModel,
  scoreModel,
} from '#lib/score/index.ts'
import { audit } from '#platform/audit/index.ts'
import type { Actor } from '#platform/org/index.ts'
import type { Outbox } from '#platform/outbox/index.ts'
import { readSetting, type Setting, writeSetting } from '#platform/setting/index.ts'
import {
  errors,
  type IntentView,
  type ModelBody,
  type RiseSetting,
  riseSetting,
  type ScoreRose,
} from './api.ts'
import { evidenceOf, type MovedScore, noPattern, prepareModel } from './model.ts'
import * as store from './store.ts'

export interface IntentPorts {
  db: Db
  outbox: Outbox
  clock: Clock
  log: EventLog
  history: EventHistory
  accounts: {
    setScores(
      tx: Tx,
      workspaceId: Id,
      scores: readonly {
        accountId: Id
        logOdds: number
        value: number
        low: number
        high: number
        at: Date
      }[],
    ): Promise<void>
    /** @throws account.missing outside the actor's scope */
    need(tx: Tx, actor: Actor, id: Id): Promise<unknown>
    profiles(tx: Tx, workspaceId: Id, ids: readonly Id[]): Promise<Map<Id, Record<string, unknown>>>
  }
  /** Puts names to the persons of an actor's evidence, or withholds them. */
  name(tx: Tx, workspaceId: Id, view: IntentView['evidence']): Promise<IntentView['evidence']>
}

export type Intent = ReturnType<typeof makeIntent>

/** A score taken apart, with the events it rests on. */
export interface Decomposition {
  events: LoggedEvent[]
  total: number
  explanation: Explanation
  compiled: CompiledModel
}

export const rise: Setting<RiseSetting> = {
  name: 'intent.rise',
  schema: riseSetting,
  fallback: { enabled: true, points: 15, threshold: 60, quietDays: 7 },
}

/** More events than this of one account are not read for an explanation: older ones count among "others". */
const mostEvents = 5_000
const historyDays = 90

/** Scores of accounts: what the engine worker computed is stored here, and taken apart here. */
export function makeIntent({ db, outbox, clock, log, history, accounts, name }: IntentPorts) {
  const prepared = new Map<string, CompiledModel>()

  const modelOf = async (tx: Tx, workspaceId: Id, version?: number): Promise<ScoreModel> =>
    (await store.selectModel(tx, workspaceId, version))?.model ?? defaultModel

  /** A version never changes, so it is prepared once. */
  const compiledOf = async (workspaceId: Id, version?: number): Promise<CompiledModel> => {
    const known = version === undefined ? undefined : prepared.get(`${workspaceId} ${version}`)
    if (known) return known
    const model = await db.tx(workspaceId, tx => modelOf(tx, workspaceId, version))
    const key = `${workspaceId} ${model.version}`
    const compiled = prepared.get(key) ?? prepareModel(model)
    if (prepared.size > 500) prepared.clear()
    prepared.set(key, compiled)
    return compiled
  }

  /** Takes an account's score apart over raw events, up to a place in the log and an instant. */
  const decompose = async (
    workspaceId: Id,
    accountId: Id,
    asOf: { at: Instant; seq?: number; profile: Record<string, unknown>; modelVersion?: number },
  ): Promise<Decomposition> => {
    const upTo = asOf.seq === undefined ? {} : { seq: asOf.seq }
    const compiled = await compiledOf(workspaceId, asOf.modelVersion)
    const { events, total } = await history.ofAccount(workspaceId, accountId, upTo, mostEvents)
    return { events, total, compiled, explanation: explain(events, compiled, asOf.at, asOf.profile) }
  }

  const append = (workspaceId: Id, row: { logId: Id; version: number; model: ScoreModel }) => {
    const body: LoggedModel = { kind: 'model', id: row.logId, version: row.version, definition: row.model }
    return log.append(workspaceId, [body])
  }

  return {
    decompose,

    /** What each of an account's acts adds to its log-odds now, by event id. */
    weightsOf: async (workspaceId: Id, accountId: Id): Promise<Map<string, number>> => {
      const { explanation } = await decompose(workspaceId, accountId, { at: clock.now(), profile: {} })
      const weights = new Map<string, number>()
      for (const { kind, event, amount } of explanation.contributions)
        if (kind === 'event') weights.set(event!, (weights.get(event!) ?? 0) + amount)
      return weights
    },

    /** The score of an account now, taken apart, and its history. */
    read: async (actor: Actor, accountId: Id, most: number): Promise<IntentView> => {
      const { workspaceId } = actor
      const at = clock.now()
      const since = new Date(at - historyDays * DAY)
      const { profile, points } = await db.tx(workspaceId, async tx => {
        await accounts.need(tx, actor, accountId)
        return {
          profile: (await accounts.profiles(tx, workspaceId, [accountId])).get(accountId) ?? {},
          points: await store.selectPoints(tx, workspaceId, accountId, since),
        }
      })
      const { events, total, explanation, compiled } = await decompose(workspaceId, accountId, {
        at,
        profile,
      })
      const evidence = evidenceOf(events, explanation, compiled, noPattern, most, total)
      return {
        evidence: await db.tx(workspaceId, tx => name(tx, workspaceId, evidence)),
        points: withPast(
          points.map(point => ({ ...point, at: point.at.getTime() })),
          day =>
            explain(
              events.filter(event => event.at <= day),
              compiled,
              day,
              profile,
            ).score,
          at,
        ),
      }
    },

    /** Makes sure that the log names the model that scores are computed with, before any event is scored. */
    ensureModel: async (workspaceId: Id): Promise<void> => {
      const row = {
        workspaceId,
        version: defaultModel.version,
        model: defaultModel,
        logId: newId(),
        createdAt: new Date(clock.now()),
      }
      const isNew = await db.tx(workspaceId, async tx =>
        (await store.selectModel(tx, workspaceId)) ? false : store.insertModel(tx, row),
      )
      // A crash between the two leaves the worker on its built-in model, which is this very one.
      if (isNew) await append(workspaceId, row)
    },

    readModel: (actor: Actor) =>
      db.tx(actor.workspaceId, async tx => ({
        model: (await modelOf(tx, actor.workspaceId)) as ModelBody,
        versions: (await store.selectModelVersions(tx, actor.workspaceId)).map(row => ({
          ...row,
          createdAt: row.createdAt.getTime(),
        })),
        rise: await readSetting(tx, actor.workspaceId, rise),
      })),

    readModelVersion: (actor: Actor, version: number) =>
      db.tx(actor.workspaceId, async tx => (await modelOf(tx, actor.workspaceId, version)) as ModelBody),

    /** Puts a new version in force: in the database, then in the log. */
    saveModel: async (
      actor: Actor,
      input: { basedOn: number; model: ModelBody; note: string },
    ): Promise<{ version: number }> => {
      const { workspaceId } = actor
      const version = input.basedOn + 1
      const model = checkedModel({ ...input.model, version })
      const row = { workspaceId, version, model, note: input.note, logId: newId(), createdBy: actor.id }
      await db.tx(workspaceId, async tx => {
        const current = await modelOf(tx, workspaceId)
        const isFirst = current.version === input.basedOn
        if (!isFirst || !(await store.insertModel(tx, { ...row, createdAt: new Date(clock.now()) })))
          throw new AppError(errors['score.model-stale'], { version: current.version })
        await audit(tx, actor, {
          act: 'score.model-published',
          subject: { kind: 'score-model', id: String(version) },
          details: { note: input.note },
        })
        await outbox.publish(tx, { workspaceId, type: 'score.model-published', payload: { version } })
      })
      outbox.wake()
      return { version }
    },

    /** Hears `score.model-published`: the log takes each version once, by its id. */
    logModel: async (tx: Tx, workspaceId: Id, version: number): Promise<void> => {
      const row = await store.selectModel(tx, workspaceId, version)
      if (row) await append(workspaceId, row)
    },

    saveRise: (actor: Actor, value: RiseSetting) =>
      db.tx(actor.workspaceId, tx => writeSetting(tx, actor, rise, value)),

    /**
     * Stores scores that moved, their history, and tells of rises (domain event `score.rose`): by so many points within a
     * day, or over the threshold.
     */
    saveScores: async (workspaceId: Id, scores: readonly MovedScore[]): Promise<void> => {
      if (scores.length === 0) return
      await db.tx(workspaceId, async tx => {
        const rule = await readSetting(tx, workspaceId, rise)
        const loud = rule.enabled ? scores.filter(score => !score.quiet) : []
        const moves = loud.length > 0 ? await store.selectMoves(tx, workspaceId, loud) : []
        await accounts.setScores(
          tx,
          workspaceId,
          scores.map(score => ({ ...score, at: new Date(score.at) })),
        )
        await store.insertPoints(tx, workspaceId, scores)
        const byId = new Map(moves.map(move => [move.accountId, move]))
        for (const score of loud) {
          const payload = rose(score, byId.get(score.accountId), rule)
          if (payload) await outbox.publish(tx, { workspaceId, type: 'score.rose', payload })
        }
      })
      outbox.wake()
    },

    forgetOldPoints: (workspaceId: Id) =>
      db.tx(workspaceId, tx =>
        store.deletePointsBefore(tx, workspaceId, new Date(clock.now() - 2 * historyDays * DAY)),
      ),
  }
}

interface Point {
  at: Instant
  value: number
  low: number
  high: number
}

const pastDays = 30

/**
 * Adds, for days of the last month before the score was kept (imported history), what it would have been by today's
 * model and profile: one point a day, oldest first.
 */
function withPast(points: Point[], scoreAt: (day: Instant) => Score, now: Instant): Point[] {
  const first = points[0]?.at ?? now
  const days = Array.from({ length: pastDays }, (_, i) => now - (pastDays - i) * DAY)
  const past = days
    .filter(day => day < first)
    .map(at => {
      const { probability: value, low, high } = scoreAt(at)
      return { at, value, low, high }
    })
  return [...past, ...points]
}

/** Whether a move is a rise worth telling. Without an earlier point the prior is what it rose from: that is no news. */
function rose(score: MovedScore, move: store.Move | undefined, rule: RiseSetting): ScoreRose | undefined {
  if (!move || move.before === null || move.base === null) return undefined
  const { accountId, at, seq } = score
  const threshold = rule.threshold / 100
  if (move.before < threshold && score.value >= threshold && move.base < threshold)
    return { accountId, from: move.base, to: score.value, at, seq, because: 'threshold' }
  if (score.value - move.base >= rule.points / 100 && score.value > move.before)
    return { accountId, from: move.base, to: score.value, at, seq, because: 'rise' }
  return undefined
}

function checkedModel(input: ModelBody): ScoreModel {
  const parsed = scoreModel.safeParse(input)
  if (!parsed.success) {
    const faults = parsed.error.issues.slice(0, 8).map(issue => `${issue.path.join('.')}: ${issue.message}`)
    throw new AppError(errors['score.model-invalid'], { faults: faults.join('; ') })
  }
  try {
    prepareModel(parsed.data)
  } catch (error) {
    throw new AppError(errors['score.model-invalid'], { faults: (error as Error).message })
  }
  return parsed.data
}
