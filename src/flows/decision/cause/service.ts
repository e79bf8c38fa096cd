import { Worker } from 'node:worker_threads'
import type { Db } from '#db/connection.ts'
import { AppError } from '#kernel/error.ts'
import { type Id, newId } from '#kernel/id.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import type { EventLog } from '#kernel/ports/event-log.ts'
import { audit } from '#platform/audit/index.ts'
import type { Actor } from '#platform/org/index.ts'
import { errors, type Question, type StudyItem, type StudyView } from './api.ts'
import { pieceOf } from './history.ts'
import type { FromWorker, ToWorker } from './messages.ts'
import { checkQuestion, method } from './model.ts'
import * as store from './store.ts'
import { itemOf, viewOf } from './view.ts'

export interface CausePorts {
  db: Db
  clock: Clock
  log: EventLog
  onError(error: Error, what: string): void
}

/** A question that is being computed. */
interface Run {
  workspaceId: Id
  worker: Worker
  progress: number
  events: number
}

export type Causes = ReturnType<typeof makeCauses>

const page = 5_000
/** Of the whole way, reading the log. */
const reading = 0.4

/** Questions about causes: asked once, computed in a thread, kept for good with what they rest on. */
export function makeCauses({ db, clock, log, onError }: CausePorts) {
  const runs = new Map<Id, Run>()

  const need = async (actor: Actor, id: Id) => {
    const found = await db.tx(actor.workspaceId, tx => store.selectStudy(tx, actor.workspaceId, id))
    if (!found) throw new AppError(errors['cause.missing'])
    return found
  }

  const view = async (actor: Actor, id: Id): Promise<StudyView> => {
    const { study, result } = await need(actor, id)
    return viewOf(study, result, runs.get(id)?.progress)
  }

  /** Hands the log up to where it stood when asked to the worker, page by page, then lets it run. */
  const drive = async (run: Run, question: Question, head: number) => {
    const answer = answersOf(run.worker)
    const send = (message: ToWorker) => run.worker.postMessage(message)
    for (let after = 0; after < head; ) {
      const entries = await log.read(run.workspaceId, after, page)
      const pieces = entries
        .filter(entry => entry.seq <= head)
        .flatMap(entry => pieceOf(question, entry) ?? [])
      run.events += pieces.filter(piece => piece.kind === 'act').length
      send({ kind: 'pieces', pieces })
      await answer()
      after = entries.at(-1)?.seq ?? head
      run.progress = reading * Math.min(1, after / Math.max(1, head))
      if (entries.length < page) break
    }
    send({ kind: 'run', question })
    for (;;) {
      const next = await answer()
      if (next.kind === 'found') return next
      if (next.kind === 'ran') run.progress = reading + (1 - reading) * next.share
    }
  }

  const finish = (
    workspaceId: Id,
    studyId: Id,
    state: 'done' | 'cancelled' | 'failed',
    body: store.Stored | null,
  ) =>
    db.tx(workspaceId, tx =>
      store.insertResult(tx, { workspaceId, studyId, state, body, finishedAt: new Date(clock.now()) }),
    )

  const work = async (run: Run, id: Id, question: Question, head: number): Promise<void> => {
    try {
      const { found, accounting } = await drive(run, question, head)
      await finish(run.workspaceId, id, 'done', { method, events: run.events, found, accounting })
    } catch (error) {
      // A cancelled run has been taken off the list, and its end written, before its thread was stopped.
      if (!runs.has(id)) return
      onError(error as Error, 'a question about causes')
      await finish(run.workspaceId, id, 'failed', null)
    } finally {
      runs.delete(id)
      await run.worker.terminate()
    }
  }

  const start = (workspaceId: Id, id: Id, question: Question, head: number): void => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url))
    const run = { workspaceId, worker, progress: 0, events: 0 }
    runs.set(id, run)
    void work(run, id, question, head).catch(error => onError(error, 'keeping the answer about causes'))
  }

  return {
    list: (actor: Actor): Promise<StudyItem[]> =>
      db.tx(actor.workspaceId, async tx =>
        (await store.selectStudies(tx, actor.workspaceId)).map(({ study, result }) =>
          itemOf(study, result, runs.get(study.id)?.progress),
        ),
      ),

    read: view,

    /** Keeps the question and begins to compute. @throws cause.same-event, cause.period, cause.busy */
    ask: async (actor: Actor, question: Question): Promise<StudyView> => {
      const { workspaceId } = actor
      checkQuestion(question)
      if ([...runs.values()].some(run => run.workspaceId === workspaceId))
        throw new AppError(errors['cause.busy'])
      const id = newId()
      const head = await log.head(workspaceId)
      await db.tx(workspaceId, async tx => {
        const row = { workspaceId, id, question, logSeq: head, askedBy: actor.id }
        await store.insertStudy(tx, { ...row, askedAt: new Date(clock.now()) })
        await audit(tx, actor, { act: 'cause.asked', subject: { kind: 'cause', id } })
      })
      start(workspaceId, id, question, head)
      return view(actor, id)
    },

    cancel: async (actor: Actor, id: Id): Promise<StudyView> => {
      const { result } = await need(actor, id)
      const run = runs.get(id)
      if (run && !result) {
        await finish(actor.workspaceId, id, 'cancelled', null)
        runs.delete(id)
        await run.worker.terminate()
      }
      return view(actor, id)
    },

    close: async (): Promise<void> => {
      const open = [...runs.values()]
      runs.clear()
      await Promise.all(open.map(run => run.worker.terminate()))
    },
  }
}

/** What a worker answers, one by one; fails when the worker ends first. */
function answersOf(worker: Worker): () => Promise<FromWorker> {
  const answers: FromWorker[] = []
  let wake = () => {}
  let ended: Error | undefined
  const end = (error: Error) => {
    ended ??= error
    wake()
  }
  worker.on('message', (message: FromWorker) => {
    answers.push(message)
    wake()
  })
  worker.on('error', end)
  worker.on('exit', () => end(new Error('the computation was stopped')))
  return async () => {
    while (answers.length === 0) {
      if (ended) throw ended
      await new Promise<void>(resolve => {
        wake = resolve
      })
    }
    return answers.shift()!
  }
}
