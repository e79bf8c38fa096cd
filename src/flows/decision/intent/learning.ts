import { Worker } from 'node:worker_threads'
import type { Db } from '#db/connection.ts'
import { AppError, type LocalText } from '#kernel/error.ts'
import { type Id, newId } from '#kernel/id.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import type { EventLog } from '#kernel/ports/event-log.ts'
import type { Instant } from '#kernel/time.ts'
import type { Share } from '#lib/label/index.ts'
import { ENOUGH, type Learned } from '#lib/learn/index.ts'
import { defaultModel, type ScoreModel } from '#lib/score/index.ts'
import { audit } from '#platform/audit/index.ts'
import type { Actor } from '#platform/org/index.ts'
import type { ModelBody } from './api.ts'
import { readStandings } from './beliefs.ts'
import type { FromLearner, ToLearner } from './learn-messages.ts'
import {
  type ChallengerView,
  learningErrors as errors,
  type LearningQuestion,
  type ModelCard,
} from './learning-api.ts'
import * as learned from './learning-store.ts'
import type { Intent } from './service.ts'
import * as store from './store.ts'

export interface LearningPorts {
  db: Db
  clock: Clock
  log: EventLog
  intent: Pick<Intent, 'saveModel'>
  /** What people found real of each term's signals, by the labels since an instant of its own. */
  labels(workspaceId: Id, since: (term: string) => Instant): Promise<Map<string, Share>>
  onError(error: Error, what: string): void
}

/** A model that is being learned. */
interface Run {
  workspaceId: Id
  worker: Worker
  progress: number
}

export type Learning = ReturnType<typeof makeLearning>

const page = 5_000
/** Of the whole way, reading the log. */
const reading = 0.7

/** Learns score models from the log in a thread of its own, and keeps each beside the one in force until it is dealt with. */
export function makeLearning({ db, clock, log, intent, labels, onError }: LearningPorts) {
  const runs = new Map<Id, Run>()

  const championOf = (workspaceId: Id): Promise<ScoreModel> =>
    db.tx(workspaceId, async tx => (await store.selectModel(tx, workspaceId))?.model ?? defaultModel)

  const end = (
    workspaceId: Id,
    id: Id,
    from: 'learning' | 'ready',
    state: 'failed' | 'promoted' | 'discarded',
    by: Id | null,
    withLabels?: boolean,
  ) =>
    db.tx(workspaceId, tx =>
      learned.moveChallenger(tx, workspaceId, id, from, {
        state,
        ...(withLabels !== undefined && { withLabels }),
        endedBy: by,
        endedAt: new Date(clock.now()),
      }),
    )

  /** The latest row; one that no thread works on any more was interrupted with the process. */
  const latest = async (workspaceId: Id, id?: Id): Promise<learned.ChallengerRow | undefined> => {
    const row = await db.tx(workspaceId, tx => learned.selectChallenger(tx, workspaceId, id))
    if (row?.state !== 'learning' || runs.has(row.id)) return row
    await end(workspaceId, row.id, 'learning', 'failed', null)
    return { ...row, state: 'failed' }
  }

  const needReady = async (actor: Actor, id: Id): Promise<learned.ChallengerRow> => {
    const row = await latest(actor.workspaceId, id)
    if (!row) throw new AppError(errors['learning.missing'])
    if (row.state !== 'ready') throw new AppError(errors['learning.not-ready'])
    return row
  }

  /** Hands the log to the thread page by page, then lets it learn. */
  const drive = async (run: Run, champion: ScoreModel, question: LearningQuestion): Promise<Learned> => {
    const answer = answersOf(run.worker)
    const send = (message: ToLearner) => run.worker.postMessage(message)
    const head = await log.head(run.workspaceId)
    for (let after = 0; after < head; ) {
      const entries = await log.read(run.workspaceId, after, page)
      send({ kind: 'entries', entries })
      await answer()
      after = entries.at(-1)?.seq ?? head
      run.progress = (reading * after) / head
      if (entries.length < page) break
    }
    const standings = await db.tx(run.workspaceId, tx => readStandings(tx, run.workspaceId))
    const since = (term: string) => standings.get(term)?.setAt ?? Number.NEGATIVE_INFINITY
    send({
      ...{ kind: 'learn', champion, question, now: clock.now() },
      beliefs: new Map([...standings].map(([term, { belief }]) => [term, belief])),
      labels: await labels(run.workspaceId, since),
    })
    const last = await answer()
    if (last.kind !== 'learned') throw new Error('the learning thread answered out of turn')
    return last.learned
  }

  const work = async (run: Run, id: Id, champion: ScoreModel, question: LearningQuestion): Promise<void> => {
    try {
      const { model, plain, card } = await drive(run, champion, question)
      await db.tx(run.workspaceId, tx =>
        learned.moveChallenger(tx, run.workspaceId, id, 'learning', {
          state: 'ready',
          ...{ model, plain: plain ?? null },
          card: cardOf(card, champion),
        }),
      )
    } catch (error) {
      if (!runs.has(id)) return // the process is closing: the row tells that it was interrupted
      onError(error as Error, 'learning a score model')
      await end(run.workspaceId, id, 'learning', 'failed', null)
    } finally {
      runs.delete(id)
      await run.worker.terminate()
    }
  }

  const start = async (
    workspaceId: Id,
    by: Actor | null,
    question: LearningQuestion,
  ): Promise<ChallengerView> => {
    const now = await latest(workspaceId)
    if (now?.state === 'learning') throw new AppError(errors['learning.under-way'])
    const champion = await championOf(workspaceId)
    const row = {
      ...{ workspaceId, id: newId(clock.now()), basedOn: champion.version, question },
      ...{ state: 'learning' as const, createdBy: by?.id ?? null, createdAt: new Date(clock.now()) },
    }
    await db.tx(workspaceId, async tx => {
      await learned.insertChallenger(tx, row)
      if (by) await audit(tx, by, { act: 'score.learned', subject: { kind: 'score-model', id: row.id } })
    })
    const run = {
      workspaceId,
      worker: new Worker(new URL('./learn-worker.ts', import.meta.url)),
      progress: 0,
    }
    runs.set(row.id, run)
    void work(run, row.id, champion, question).catch(error => onError(error, 'keeping a learned score model'))
    const unfinished = {
      model: null,
      card: null,
      plain: null,
      withLabels: null,
      endedBy: null,
      endedAt: null,
    }
    return viewOf({ ...row, ...unfinished }, 0)
  }

  return {
    read: async (actor: Actor) => {
      const { version } = await championOf(actor.workspaceId)
      const row = await latest(actor.workspaceId)
      return { version, challenger: row ? viewOf(row, runs.get(row.id)?.progress ?? null) : null }
    },

    /** @throws learning.under-way */
    start: (actor: Actor, question: LearningQuestion) => start(actor.workspaceId, actor, question),

    /** Learns by the clock with the question asked last, where something was ever asked. */
    again: async (workspaceId: Id): Promise<void> => {
      const row = await latest(workspaceId)
      if (row && row.state !== 'learning') await start(workspaceId, null, row.question)
    },

    /**
     * Publishes the one with labels, or the one without where that is wanted and there are two.
     * @throws learning.missing, learning.not-ready, score.model-stale
     */
    promote: async (
      actor: Actor,
      id: Id,
      input: { note: string; labels: boolean },
    ): Promise<{ version: number }> => {
      const { basedOn, model, plain } = await needReady(actor, id)
      const withLabels = plain !== null && input.labels
      const chosen = (plain && !withLabels ? plain : model) as ModelBody
      const answer = await intent.saveModel(actor, { basedOn, model: chosen, note: input.note })
      await end(actor.workspaceId, id, 'ready', 'promoted', actor.id, withLabels)
      return answer
    },

    discard: async (actor: Actor, id: Id): Promise<void> => {
      await needReady(actor, id)
      await end(actor.workspaceId, id, 'ready', 'discarded', actor.id)
    },

    close: async (): Promise<void> => {
      const all = [...runs.values()]
      runs.clear()
      await Promise.all(all.map(run => run.worker.terminate()))
    },
  }
}

/** The thread's answers, one after the other; fails when the thread does. */
function answersOf(worker: Worker): () => Promise<FromLearner> {
  return () =>
    new Promise((resolve, reject) => {
      const stop = () => worker.off('message', done).off('error', fail).off('exit', ended)
      const done = (message: FromLearner) => {
        stop()
        resolve(message)
      }
      const fail = (error: Error) => {
        stop()
        reject(error)
      }
      const ended = () => fail(new Error('the learning thread ended'))
      worker.once('message', done).once('error', fail).once('exit', ended)
    })
}

/** The card as it is kept: with the names of its terms, so that it can be read whatever becomes of the model. */
function cardOf(card: Learned['card'], champion: ScoreModel): ModelCard {
  const names = new Map<string, LocalText>(
    [...champion.events, ...champion.absences, ...champion.profile].map(({ id, name }) => [id, name]),
  )
  const named = <T extends { term: string }>(item: T) => ({
    ...item,
    name: names.get(item.term) ?? { 'zh-CN': item.term, en: item.term },
  })
  return {
    ...card,
    enough: ENOUGH,
    champion: card.champion ?? null,
    challenger: card.challenger ?? null,
    terms: card.terms.map(named),
    leaks: card.leaks.map(named),
    labels: card.labels
      ? { without: card.labels.without ?? null, terms: card.labels.terms.map(named) }
      : null,
  }
}

function viewOf(row: learned.ChallengerRow, progress: number | null): ChallengerView {
  const { id, state, basedOn, question, createdBy, createdAt, card } = row
  const model = row.model as ModelBody | null
  return {
    ...{ id, state, basedOn, question, progress, createdBy, createdAt: createdAt.getTime(), model },
    // A card from before labels were learned from has none.
    card: card && { ...card, labels: card.labels ?? null },
  }
}
