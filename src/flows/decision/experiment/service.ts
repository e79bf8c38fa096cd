import type { Tx } from '#db/connection.ts'
import type { Strategies } from '#decision/strategy/index.ts'
import { AppError } from '#kernel/error.ts'
import { type Id, newId } from '#kernel/id.ts'
import { DAY } from '#kernel/time.ts'
import { wallClock } from '#lib/calendar/index.ts'
import { type Outcome, parseStrategy } from '#lib/cep/index.ts'
import type { Sums } from '#lib/experiment/index.ts'
import { audit } from '#platform/audit/index.ts'
import type { Actor } from '#platform/org/index.ts'
import type { Outbox } from '#platform/outbox/index.ts'
import {
  type Baseline,
  type ExperimentItem,
  type ExperimentQuery,
  type ExperimentView,
  errors,
} from './api.ts'
import { type BaselinePorts, baselineOf } from './baseline.ts'
import { type Counting, settleVersion } from './count.ts'
import { insertJudgement, type Judgement, selectJudgements } from './judgement-store.ts'
import { kindOf } from './model.ts'
import { missingFor } from './next.ts'
import { dayNumber, type Readout, readOut } from './readout.ts'
import type { RunRow } from './store.ts'
import * as store from './store.ts'

export interface ExperimentPorts extends BaselinePorts {
  outbox: Outbox
  counting: Pick<Counting, 'count'>
  strategies: Pick<Strategies, 'list' | 'view' | 'publish' | 'retire' | 'readVersion'>
}

type Definition = Record<string, unknown>
type StrategyView = Awaited<ReturnType<Strategies['view']>>

export type Experiments = ReturnType<typeof makeExperiments>

/** Read-outs of experiments, and what is decided on them. */
export function makeExperiments(ports: ExperimentPorts) {
  const { db, clock, outbox, strategies } = ports

  // A publication ends the run of another design and begins its own, also when nobody has been exposed yet.
  outbox.hear<{ strategy: string; version: number; definition: Definition | null }>(
    'strategy.published',
    async (tx, { workspaceId, payload: { strategy: id, version, definition } }) => {
      const at = clock.now()
      if (definition === null) {
        const run = await store.latestRun(tx, workspaceId, id)
        if (run) await store.endRun(tx, workspaceId, run.id, 'retired', at)
        return
      }
      const parsed = parseStrategy(definition)
      if (parsed.ok) await settleVersion(tx, workspaceId, { strategy: parsed.value, version, at })
    },
  )

  const need = async (tx: Tx, workspaceId: Id, id: Id): Promise<RunRow> => {
    const run = await store.selectRun(tx, workspaceId, id)
    if (!run) throw new AppError(errors['experiment.missing'])
    return run
  }

  const yesterday = async (tx: Tx, workspaceId: Id): Promise<string> =>
    wallClock(clock.now() - DAY, await store.timeZoneOf(tx, workspaceId)).date

  const view = async (actor: Actor, id: Id): Promise<ExperimentView> => {
    const { workspaceId } = actor
    const { run, asOf, versions, readout, judgements } = await db.tx(workspaceId, async tx => {
      const run = await need(tx, workspaceId, id)
      const asOf = await yesterday(tx, workspaceId)
      const material = {
        ...{ design: run.design, tuning: run.tuning, mixedAccounts: run.mixedAccounts, asOf },
        day: dayOf(run, clock.now()),
        cells: await store.selectCells(tx, workspaceId, id),
        segments: await store.selectSegments(tx, workspaceId, id, asOf),
        baselines: await store.selectBaselines(tx, workspaceId, id),
      }
      const versions = await store.versionsOf(tx, workspaceId)
      const judgements = await selectJudgements(tx, workspaceId, id)
      return { run, asOf, versions, readout: readOut(material), judgements }
    })
    const strategy = await strategies.view(actor, run.strategyId)
    const own = versions.filter(item => item.run === id).map(item => item.version)
    return {
      ...itemOf(run, strategy.name, own, readout, clock.now()),
      ...readout,
      asOf,
      tuning: run.tuning,
      judgements: judgements.map(judgementOf),
      canRollBack: !run.endedAt && formerVersion(strategy, own) !== undefined,
      isLive: !run.endedAt && strategy.liveVersion !== null && own.includes(strategy.liveVersion),
    }
  }

  /**
   * Does what was decided, and keeps it with the figures of the moment before, in one transaction: there is no ending without its
   * judgement. The run ends before the publication is heard of, so that the new version does not join it.
   */
  const decide = async (
    actor: Actor,
    id: Id,
    act: Judgement['act'],
    reason: string,
    nextOf: (strategy: StrategyView, figures: ExperimentView) => Promise<Definition | null>,
  ): Promise<ExperimentView> => {
    const { workspaceId } = actor
    const figures = await view(actor, id)
    if (!figures.isLive) throw new AppError(errors['experiment.ended'])
    const strategy = await strategies.view(actor, figures.strategyId)
    const fromVersion = strategy.liveVersion!
    const report = { ...figures, definition: strategy.live }
    const judge = async (tx: Tx, toVersion: number | null): Promise<void> => {
      const at = clock.now()
      if (!(await store.endRun(tx, workspaceId, id, act, at))) throw new AppError(errors['experiment.ended'])
      await insertJudgement(tx, workspaceId, id, {
        ...{ id: newId(at), act, reason, decidedBy: actor.id, at, fromVersion, toVersion, report },
      })
      const details = { reason, fromVersion, toVersion }
      await audit(tx, actor, { act: `experiment.${act}`, subject: { kind: 'experiment', id }, details })
    }
    const definition = await nextOf(strategy, figures)
    if (definition === null) await strategies.retire(actor, strategy.id, tx => judge(tx, null))
    else {
      // Rather than let unpublished changes be lost beside what is published here.
      if (strategy.draft) throw new AppError(errors['experiment.draft-open'])
      const input = { version: strategy.version, note: reason, shadow: false, definition }
      await strategies.publish(actor, strategy.id, input, judge)
    }
    return view(actor, id)
  }

  return {
    view,

    list: async (actor: Actor, query: ExperimentQuery) => {
      const { workspaceId } = actor
      const names = new Map((await strategies.list(actor)).map(({ id, name }) => [id, name]))
      return db.tx(workspaceId, async tx => {
        const asOf = await yesterday(tx, workspaceId)
        const { runs, total } = await store.selectRuns(tx, workspaceId, query)
        const ids = runs.map(run => run.id)
        const totals = Map.groupBy(await store.selectTotals(tx, workspaceId, ids, asOf), cell => cell.run)
        const versions = await store.versionsOf(tx, workspaceId)
        const items = runs.map((run): ExperimentItem => {
          const own = versions.filter(item => item.run === run.id).map(item => item.version)
          const readout = totalReadout(run, totals.get(run.id) ?? [], asOf, clock.now())
          return itemOf(run, names.get(run.strategyId) ?? run.strategyId, own, readout, clock.now())
        })
        return { items, total, totalIsCapped: false }
      })
    },

    ship: (actor: Actor, id: Id, input: { reason: string; arm: string; holdout: number }) =>
      decide(actor, id, 'shipped', input.reason, async (strategy, figures) => {
        if (!figures.arms.some(arm => arm.id === input.arm))
          throw new AppError(errors['experiment.no-arm'], { arm: input.arm })
        return shipped(strategy.live!, input)
      }),

    stop: (actor: Actor, id: Id, input: { reason: string }) =>
      decide(actor, id, 'stopped', input.reason, async () => null),

    rollBack: (actor: Actor, id: Id, input: { reason: string }) =>
      decide(actor, id, 'rolled-back', input.reason, async (strategy, figures) => {
        const former = formerVersion(strategy, figures.versions)
        if (former === undefined) throw new AppError(errors['experiment.no-former'])
        return (await strategies.readVersion(actor, strategy.id, former)).definition
      }),

    report: async (actor: Actor, id: Id) => {
      const current = await view(actor, id)
      return db.tx(actor.workspaceId, async tx => {
        const run = await need(tx, actor.workspaceId, id)
        const kept = await selectJudgements(tx, actor.workspaceId, id)
        return {
          format: 1 as const,
          generatedAt: clock.now(),
          design: { ...run.design },
          current,
          judgements: kept.map(judgement => ({ ...judgementOf(judgement), figures: judgement.report })),
        }
      })
    },

    baseline: (actor: Actor, definition: Definition): Promise<Baseline> =>
      baselineOf(ports, actor, definition),

    /** Brings what the log holds into the sums; for whoever can't wait the half second. */
    settle: ports.counting.count,
  }
}

function dayOf({ startedAt, endedAt }: RunRow, now: number): number {
  return dayNumber(startedAt, endedAt ?? now)
}

function totalReadout(
  run: RunRow,
  totals: readonly (Sums & { arm: string; day: string })[],
  asOf: string,
  now: number,
): Readout {
  return readOut({
    ...{ design: run.design, tuning: run.tuning, mixedAccounts: run.mixedAccounts, asOf },
    cells: totals.map(cell => ({ ...cell, guards: [] })),
    segments: [],
    baselines: [],
    day: dayOf(run, now),
  })
}

function itemOf(
  run: RunRow,
  name: string,
  versions: number[],
  readout: Readout,
  now: number,
): ExperimentItem {
  const { exposed, matured, verdict, grade, lift } = readout
  const { id, strategyId, number, design, startedAt, endedAt, ending } = run
  return {
    ...{ id, strategyId, name, number, versions, ending, exposed, matured, verdict, grade, lift },
    startedAt,
    endedAt,
    day: dayOf(run, now),
    missing: verdict === 'early' && !endedAt ? missingFor(readout, design, dayOf(run, now)) : null,
    unit: design.unit,
    holdout: design.holdout,
    horizonDays: design.horizon / DAY,
    outcome: outcomeView(design.outcome),
  }
}

function outcomeView(outcome: Outcome): ExperimentItem['outcome'] {
  const kind = kindOf(outcome)
  if ('event' in outcome) return { kind, what: 'event', events: [outcome.event].flat(), to: null }
  return { kind, what: outcome.opportunity, events: [], to: outcome.to ?? null }
}

/** A judgement with the difference that it rested on, as it was kept then. */
function judgementOf({ report, ...judgement }: Judgement) {
  const { lift, asOf } = report as Pick<ExperimentView, 'lift' | 'asOf'>
  return { ...judgement, lift, asOf }
}

/** The latest version from before the experiment. */
function formerVersion(strategy: StrategyView, own: readonly number[]): number | undefined {
  const first = Math.min(...own)
  return strategy.versions
    .map(item => item.version)
    .filter(version => version < first)
    .sort((a, b) => b - a)[0]
}

/** The arm that won for everybody; with a holdout the same units as before stay held out, since the salt stays. */
function shipped(live: Definition, { arm, holdout }: { arm: string; holdout: number }): Definition {
  const { experiment, ...rest } = live
  const { variants, ...design } = experiment as Definition & {
    variants?: { id: string; then: unknown }[]
  }
  const chosen = variants?.find(variant => variant.id === arm)
  const definition = chosen ? { ...rest, then: chosen.then } : rest
  return holdout > 0 ? { ...definition, experiment: { ...design, holdout } } : definition
}
