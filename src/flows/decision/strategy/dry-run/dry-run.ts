import { Worker } from 'node:worker_threads'
import type { Db, Tx } from '#db/connection.ts'
import { AppError } from '#kernel/error.ts'
import { type Id, isId, newId } from '#kernel/id.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import type { EventLog, LogEntry } from '#kernel/ports/event-log.ts'
import { DAY, type Instant, MINUTE } from '#kernel/time.ts'
import type { Strategy } from '#lib/cep/index.ts'
import type { Actor } from '#platform/org/index.ts'
import { type DryRunResult, type DryRunView, errors } from '../api.ts'
import { checkLanguage } from '../model.ts'
import { timeZoneOf } from '../store.ts'
import type { DryRunFound, FromDryRun, ToDryRun } from './messages.ts'

export interface DryRunPorts {
  db: Db
  clock: Clock
  log: EventLog
  accounts: {
    byIds(
      tx: Tx,
      workspaceId: Id,
      ids: readonly Id[],
    ): Promise<{ id: Id; name: string; ownerId: Id | null }[]>
  }
}

interface Run {
  workspaceId: Id
  view: DryRunView
  worker: Worker
}

export type DryRuns = ReturnType<typeof makeDryRuns>

const page = 5_000
const span = 30 * DAY
const mostSamples = 50
const keptFor = 30 * MINUTE

/** Tries strategies on the log of the last 30 days, in a thread of their own; one at a time in a workspace. */
export function makeDryRuns({ db, clock, log, accounts }: DryRunPorts) {
  const runs = new Map<Id, Run>()

  const need = (actor: Actor, runId: Id): Run => {
    const run = runs.get(runId)
    if (!run || run.workspaceId !== actor.workspaceId) throw new AppError(errors['dry-run.missing'])
    return run
  }

  const work = async (run: Run, strategy: Strategy): Promise<void> => {
    const to = clock.now()
    const found = await drive(run, strategy, to)
    if (run.view.state !== 'running') return
    const result = await db.tx(run.workspaceId, tx => resultOf(tx, run.workspaceId, found, to))
    Object.assign(run.view, { state: 'done', progress: 1, result })
  }

  /** Hands the log to the worker, page by page, then lets it run. */
  const drive = async (run: Run, strategy: Strategy, to: Instant): Promise<DryRunFound> => {
    const answer = answersOf(run)
    const send = (message: ToDryRun) => run.worker.postMessage(message)
    const head = await log.head(run.workspaceId)
    const wanted = wantedBy(strategy)
    for (let after = 0; run.view.state === 'running'; ) {
      const entries = await log.read(run.workspaceId, after, page)
      after = entries.at(-1)?.seq ?? head
      send({ kind: 'entries', entries: entries.filter(wanted) })
      const taken = await answer()
      if (taken.kind === 'taken') run.view.events = taken.events
      run.view.progress = 0.7 * Math.min(1, after / Math.max(1, head))
      if (entries.length < page) break
    }
    send({ kind: 'run', strategy, from: to - span, to })
    for (;;) {
      const next = await answer()
      if (next.kind === 'found') return next.found
      if (next.kind === 'ran') run.view.progress = 0.7 + 0.3 * next.share
    }
  }

  const resultOf = async (
    tx: Tx,
    workspaceId: Id,
    found: DryRunFound,
    to: Instant,
  ): Promise<DryRunResult> => {
    const { firings, health } = found
    const keys = [...new Set(firings.map(({ key }) => key))]
    const known = await accounts.byIds(tx, workspaceId, keys.filter(isId).slice(0, 10_000))
    const names = new Map(known.map(({ id, name }) => [id, name]))
    const owners = new Set(known.flatMap(({ ownerId }) => ownerId ?? [])).size
    const delivered = firings.filter(({ holdout }) => !holdout).length
    return {
      from: to - span,
      to,
      firings: firings.length,
      holdout: firings.length - delivered,
      cooled: health?.cooled ?? 0,
      errors: health?.errors ?? 0,
      lastError: health?.lastError ?? null,
      evaluated: health?.evaluated ?? 0,
      matched: health?.matched ?? 0,
      keys: keys.length,
      owners,
      perOwnerWeek: owners === 0 ? 0 : delivered / owners / (span / (7 * DAY)),
      days: daysOf(firings, to, await timeZoneOf(tx, workspaceId)),
      samples: firings
        .toSorted((a, b) => b.at - a.at)
        .slice(0, mostSamples)
        .map(firing => ({ ...firing, name: names.get(firing.key) ?? null })),
    }
  }

  return {
    /** Starts a dry run. @throws strategy.invalid, dry-run.busy */
    start: (actor: Actor, definition: Record<string, unknown>): DryRunView => {
      const { workspaceId } = actor
      const { strategy, validation } = checkLanguage(definition)
      if (!strategy) {
        const { path = '', message } = validation.faults[0] ?? {}
        const { faults } = validation
        throw new AppError(errors['strategy.invalid'], {
          path,
          zh: message?.['zh-CN'],
          en: message?.en,
          faults,
        })
      }
      for (const [id, old] of runs) {
        if (old.workspaceId === workspaceId && old.view.state === 'running')
          throw new AppError(errors['dry-run.busy'], { seconds: 5 })
        if (clock.now() - old.view.startedAt > keptFor) runs.delete(id)
      }
      const id = newId()
      const view: DryRunView = {
        id,
        state: 'running',
        progress: 0,
        events: 0,
        startedAt: clock.now(),
        result: null,
      }
      const run = { workspaceId, view, worker: new Worker(new URL('./worker.ts', import.meta.url)) }
      runs.set(id, run)
      void work(run, strategy)
        .catch(() => {
          if (view.state === 'running') view.state = 'failed'
        })
        .finally(() => run.worker.terminate())
      return view
    },

    read: (actor: Actor, runId: Id): DryRunView => need(actor, runId).view,

    cancel: async (actor: Actor, runId: Id): Promise<void> => {
      const run = need(actor, runId)
      if (run.view.state === 'running') run.view.state = 'cancelled'
      await run.worker.terminate()
    },

    close: async (): Promise<void> => {
      for (const run of runs.values()) await run.worker.terminate()
    },
  }
}

/** What a worker answers, one by one; fails when the worker ends first. */
function answersOf({ worker }: Run): () => Promise<FromDryRun> {
  const answers: FromDryRun[] = []
  let wake = () => {}
  let ended: Error | undefined
  const end = (error: Error) => {
    ended ??= error
    wake()
  }
  worker.on('message', (message: FromDryRun) => {
    answers.push(message)
    wake()
  })
  worker.on('error', end)
  worker.on('exit', () => end(new Error('the dry run was stopped')))
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

/** Only events whose type the strategy names matter, unless it looks at the score: that rests on all of them. */
function wantedBy(strategy: Strategy): (entry: LogEntry) => boolean {
  if (/\bscore\b/.test(JSON.stringify(strategy))) return () => true
  const types = new Set(typesOf(strategy))
  return ({ body }) => body.kind !== 'event' || types.has(body.type)
}

function typesOf(strategy: Strategy): string[] {
  const steps = strategy.when.flatMap(step => ('event' in step ? step.event : step.absent))
  const measures = Object.values(strategy.measures ?? {}).flatMap(measure =>
    Object.entries(measure).flatMap(([name, value]) =>
      ['count', 'sum', 'max', 'distinct', 'since'].includes(name) ? [value as string] : [],
    ),
  )
  return [...steps, ...measures]
}

/** One line per day of the workspace's own zone, oldest first, quiet days too. */
function daysOf(firings: DryRunFound['firings'], to: Instant, timeZone: string): DryRunResult['days'] {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' })
  const days = new Map<string, DryRunResult['days'][number]>()
  for (let at = to - span; at <= to; at += DAY) {
    const day = format.format(at)
    days.set(day, { day, firings: 0, holdout: 0 })
  }
  for (const { at, holdout } of firings) {
    const day = days.get(format.format(at))
    if (!day) continue
    day.firings++
    if (holdout) day.holdout++
  }
  return [...days.values()]
}
