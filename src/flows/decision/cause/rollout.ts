import type { Instant } from '#kernel/time.ts'
import { DAY } from '#kernel/time.ts'
import { CannotEstimate, differenceInDifferences, type PanelRows } from '#lib/cause/index.ts'
import type { Accounting } from './adjusted.ts'
import type { Question } from './api.ts'
import type { AccountHistory } from './history.ts'
import type { Found } from './model.ts'

type Rollout = Extract<Question, { kind: 'rollout' }>

/** A group has it from the period on in which this share of its accounts, two at least, had it: one stray case is no roll-out. */
const rolledOut = 0.1

interface Group {
  name: string
  histories: AccountHistory[]
  since: Instant | null
}

/** Starts of the periods from `from` on that end by `to`. Months are of 30 days, so that each is as long as the others. */
export function periodsOf({ from, to, period }: Pick<Rollout, 'from' | 'to' | 'period'>): Instant[] {
  const length = (period === 'week' ? 7 : 30) * DAY
  return Array.from({ length: Math.floor((to - from) / length) }, (_, i) => from + i * length)
}

/** Accounts by group, and the period in which it came to each. Accounts whose group is unknown are left out. */
export function groupsOf(question: Rollout, histories: readonly AccountHistory[]): Group[] {
  const byName = new Map<string, AccountHistory[]>()
  for (const history of histories) {
    // The first word on it: an account that moved later stays where it was when the roll-out reached its group.
    const name = history.profiles.find(word => word.values[question.groupBy])?.values[question.groupBy]
    if (name !== undefined) byName.set(name, [...(byName.get(name) ?? []), history])
  }
  const periods = periodsOf(question)
  return [...byName]
    .map(([name, members]) => ({ name, histories: members, since: sinceOf(members, periods, question.to) }))
    .sort((a, b) => (a.since ?? Infinity) - (b.since ?? Infinity) || (a.name < b.name ? -1 : 1))
}

function sinceOf(
  members: readonly AccountHistory[],
  periods: readonly Instant[],
  to: Instant,
): Instant | null {
  const enough = Math.max(Math.min(2, members.length), rolledOut * members.length)
  const firsts = members.flatMap(({ acts }) => acts.find(act => act.isTreatment)?.at ?? [])
  const reached = periods.find((_, i) => {
    const end = periods[i + 1] ?? to
    return firsts.filter(at => at < end).length >= enough
  })
  return reached ?? null
}

/** One row per account and period: what came of the account in it. */
export function panelOf(question: Rollout, groups: readonly Group[]): PanelRows {
  const periods = periodsOf(question)
  const length = (periods[1] ?? question.to) - periods[0]!
  const rows = groups.flatMap(({ histories, since }) =>
    histories.flatMap(history =>
      periods.map(time => ({
        unit: history.account,
        time,
        cohort: since ?? 0,
        outcome: measured(question, history, time, time + length),
      })),
    ),
  )
  return {
    unit: rows.map(row => row.unit),
    time: rows.map(row => row.time),
    cohort: rows.map(row => row.cohort),
    outcome: rows.map(row => row.outcome),
  }
}

function measured({ outcome }: Rollout, { acts }: AccountHistory, from: Instant, to: Instant): number {
  const own = acts.filter(act => act.outcome !== undefined && act.at >= from && act.at < to)
  if (outcome.measure === 'happened') return own.length > 0 ? 1 : 0
  return own.reduce((total, act) => total + act.outcome!, 0)
}

/** @throws CannotEstimate also for hardly any outcome */
export function estimateRollout(
  question: Rollout,
  histories: readonly AccountHistory[],
): { found: Found; accounting: Accounting } {
  const groups = groupsOf(question, histories)
  const panel = panelOf(question, groups)
  checkOutcomes(panel)
  const result = differenceInDifferences(panel)
  return {
    found: {
      kind: 'rollout',
      result,
      groups: groups.map(({ name, histories: members, since }) => ({
        name,
        accounts: members.length,
        since,
      })),
    },
    accounting: {
      accounts: histories.length,
      treated: result.units.treated,
      untreated: result.units.untreated,
      alreadyTreated: result.panel.alwaysTreated,
      notObserved: 0,
      profileUnknown: histories.length - groups.reduce((total, group) => total + group.histories.length, 0),
    },
  }
}

/** Fewest accounts' periods with any outcome on each side: with fewer, errors look smaller than they are. */
const fewestOutcomes = 10

function checkOutcomes({ outcome, cohort }: PanelRows): void {
  const some = Array.from(outcome).flatMap((value, i) => (value === 0 ? [] : [cohort[i]! > 0]))
  const treated = some.filter(each => each).length
  const fewest = Math.min(treated, some.length - treated)
  if (fewest >= fewestOutcomes) return
  throw new CannotEstimate(
    `结果太少：有结果的“客户×时期”，铺到的组 ${treated} 个，没铺到的 ${some.length - treated} 个，每边至少要 ${fewestOutcomes} 个。`,
    `There are too few outcomes: ${treated} account-periods with one where it came, ${some.length - treated} where it didn’t; each side needs at least ${fewestOutcomes}.`,
  )
}
