import type { Db, Tx } from '#db/connection.ts'
import { AppError } from '#kernel/error.ts'
import { type Id, isId, newId } from '#kernel/id.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import type { EventLog } from '#kernel/ports/event-log.ts'
import { DAY, type Instant, MINUTE } from '#kernel/time.ts'
import { parseStrategy, type Strategy } from '#lib/cep/index.ts'
import type { Actor } from '#platform/org/index.ts'
import { errors } from '../api.ts'
import type { BacktestView, TrialView } from '../backtest-api.ts'
import { checkLanguage, needValid } from '../model.ts'
import { selectLiveVersions, timeZoneOf } from '../store.ts'
import { wantedBy } from './history.ts'
import type { Found, FromBacktest, Job, Met, Other, ToBacktest } from './messages.ts'
import { type AccountFacts, resultOf } from './result.ts'
import { makeWarm, type Warm } from './warm.ts'

export interface BacktestPorts {
  db: Db
  clock: Clock
  log: EventLog
  accounts: { byIds(tx: Tx, workspaceId: Id, ids: readonly Id[]): Promise<AccountFacts[]> }
  /** @throws account.missing for an account that the actor may not see */
  needAccount(tx: Tx, actor: Actor, id: Id): Promise<unknown>
}

type Definition = Record<string, unknown>

interface Asked {
  definition: Definition
  from?: Instant | undefined
  to?: Instant | undefined
  alternatives: { label: string; definition: Definition }[]
  overlap: boolean
}

interface Run {
  workspaceId: Id
  userId: Id | null
  job: number
  view: BacktestView
}

export type Backtests = ReturnType<typeof makeBacktests>

const usual = 30 * DAY
const longest = 3 * 366 * DAY
const runKeptFor = 30 * MINUTE
const logKeptFor = 10 * MINUTE

/**
 * Tries strategies on history, in a thread of each workspace that keeps the log parsed between runs. A person's next run
 * takes the place of the former one; runs of several people follow one another.
 */
export function makeBacktests({ db, clock, log, accounts, needAccount }: BacktestPorts) {
  const runs = new Map<Id, Run>()
  const warm = new Map<Id, Warm>()

  const warmFor = (workspaceId: Id): Warm => {
    const known = warm.get(workspaceId)
    if (known?.isUsable()) return known
    const fresh = makeWarm(log, workspaceId, logKeptFor)
    warm.set(workspaceId, fresh)
    return fresh
  }

  const need = (actor: Actor, runId: Id): Run => {
    const run = runs.get(runId)
    if (!run || run.workspaceId !== actor.workspaceId || run.userId !== actor.id)
      throw new AppError(errors['backtest.missing'])
    return run
  }

  const callOff = (run: Run): void => {
    if (run.view.state !== 'running') return
    run.view.state = 'cancelled'
    warm.get(run.workspaceId)?.callOff(run.job)
  }

  /** The period asked for, whole and not too long. */
  const periodOf = ({ from, to }: Asked) => {
    const end = Math.min(to ?? clock.now(), clock.now())
    return { from: Math.max(Math.min(from ?? end - usual, end - DAY), end - longest), to: end }
  }

  const takeAnswer = async (
    run: Run,
    job: Job & { others: Other[] },
    asked: Asked,
    answer: FromBacktest,
  ): Promise<void> => {
    const { view, workspaceId } = run
    if (answer.kind === 'taken') view.events = answer.events
    else if (answer.kind === 'ran') view.progress = 0.6 + 0.4 * answer.share
    else if (answer.kind === 'found') await takeResult(run, job, answer.found)
    else if (answer.kind === 'alternatives')
      view.alternatives = asked.alternatives.map(({ label }, i) => ({
        label,
        firings: answer.firings[i] ?? null,
      }))
    else if (answer.kind === 'overlap') {
      const named = await db.tx(workspaceId, tx => selectLiveVersions(tx, workspaceId))
      const names = new Map(named.map(({ id, name }) => [id, name]))
      view.overlap = job.others
        .map(({ id }, i) => ({
          id,
          name: names.get(id) ?? id,
          shared: answer.shared[i] ?? 0,
          firings: answer.own[i] ?? 0,
        }))
        .filter(({ shared }) => shared > 0)
        .sort((a, b) => b.shared - a.shared)
    }
  }

  const takeResult = async ({ workspaceId, view }: Run, { from, to }: Job, found: Found): Promise<void> => {
    view.result = await db.tx(workspaceId, async tx => {
      const keys = new Set([...found.firings, ...found.near].map(({ key }) => key))
      const facts = await accounts.byIds(tx, workspaceId, [...keys].filter(isId).slice(0, 20_000))
      return resultOf(found, facts, { from, to, timeZone: await timeZoneOf(tx, workspaceId) })
    })
    view.progress = 1
    view.took = clock.now() - view.startedAt
  }

  const work = async (run: Run, strategy: Strategy, asked: Asked): Promise<void> => {
    const { workspaceId, view } = run
    const job: Job = {
      job: run.job,
      strategy,
      ...periodOf(asked),
      alternatives: asked.alternatives.map(({ definition }) => {
        const parsed = parseStrategy(definition)
        return parsed.ok ? parsed.value : null
      }),
    }
    const others = asked.overlap ? await othersThan(workspaceId, strategy) : []
    const onLoad = (share: number, events: number) => {
      view.progress = Math.max(view.progress, 0.6 * share)
      view.events = events
    }
    const takes: Promise<void>[] = []
    const take = (answer: FromBacktest) => {
      if (view.state === 'running') takes.push(takeAnswer(run, { ...job, others }, asked, answer))
    }
    const thread = warmFor(workspaceId)
    const mine = [strategy, ...job.alternatives.flatMap(one => one ?? [])]
    await thread.do({ kind: 'run', ...job }, wantedBy(mine), onLoad, take)
    const { from, to } = job
    const theirs = wantedBy(others.map(other => other.strategy))
    if (view.state === 'running' && asked.overlap)
      await thread.do({ kind: 'overlap', job: run.job, from, to, others }, theirs, undefined, take)
    await Promise.all(takes)
    if (view.state === 'running') view.state = view.result ? 'done' : 'failed'
  }

  const othersThan = (workspaceId: Id, strategy: Strategy): Promise<Other[]> =>
    db.tx(workspaceId, async tx =>
      (await selectLiveVersions(tx, workspaceId)).flatMap(({ id, version, definition }) => {
        const parsed = id === strategy.id ? undefined : parseStrategy(definition)
        const isAlike = parsed?.ok && (parsed.value.key ?? 'customer') === (strategy.key ?? 'customer')
        return isAlike ? [{ id, version, strategy: parsed.value }] : []
      }),
    )

  /** The person's former run ends; finished ones are forgotten after a while. */
  const makeRoom = (actor: Actor): void => {
    for (const [id, old] of runs) {
      if (old.workspaceId === actor.workspaceId && old.userId === actor.id) callOff(old)
      if (clock.now() - old.view.startedAt > runKeptFor) runs.delete(id)
    }
  }

  return {
    /** Starts a backtest. @throws strategy.invalid */
    start: (actor: Actor, asked: Asked): BacktestView => {
      const { workspaceId } = actor
      const strategy = needValid(checkLanguage(asked.definition))
      makeRoom(actor)
      const view: BacktestView = {
        ...{ id: newId(), state: 'running', progress: 0, events: 0, startedAt: clock.now() },
        ...{ took: null, result: null, alternatives: null, overlap: null },
      }
      const run = { workspaceId, userId: actor.id, job: warmFor(workspaceId).nextJob(), view }
      runs.set(view.id, run)
      void work(run, strategy, asked).catch(() => {
        if (view.state === 'running') view.state = 'failed'
      })
      return view
    },

    read: (actor: Actor, runId: Id): BacktestView => need(actor, runId).view,

    cancel: (actor: Actor, runId: Id): void => callOff(need(actor, runId)),

    /** Steps through one account's acts. @throws strategy.invalid, account.missing */
    try: async (actor: Actor, input: { definition: Definition; accountId: Id }): Promise<TrialView> => {
      const { workspaceId } = actor
      const strategy = needValid(checkLanguage(input.definition))
      await db.tx(workspaceId, tx => needAccount(tx, actor, input.accountId))
      const thread = warmFor(workspaceId)
      const message: ToBacktest = {
        ...{ kind: 'trial', job: thread.nextJob(), strategy },
        ...{ key: input.accountId, to: clock.now() },
      }
      let found: TrialView | undefined
      await thread.do(message, wantedBy([strategy]), undefined, answer => {
        if (answer.kind === 'trial') found = answer.trial
      })
      if (!found) throw new AppError(errors['backtest.missing'])
      return found
    },

    /** Whom a strategy would have met in a period, each unit of its experiment once. @throws strategy.invalid */
    meet: async (
      workspaceId: Id,
      definition: Definition,
      from: Instant,
    ): Promise<Met & { strategy: Strategy }> => {
      const strategy = needValid(checkLanguage(definition))
      const thread = warmFor(workspaceId)
      const message: ToBacktest = {
        ...{ kind: 'met', job: thread.nextJob(), strategy },
        ...{ from, to: clock.now() },
      }
      let found: Met | undefined
      await thread.do(message, wantedBy([strategy]), undefined, answer => {
        if (answer.kind === 'met') found = answer.met
      })
      if (!found) throw new AppError(errors['backtest.missing'])
      return { ...found, strategy }
    },

    close: async (): Promise<void> => {
      for (const one of warm.values()) await one.close()
    },
  }
}
