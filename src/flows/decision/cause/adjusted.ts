import { DAY, type Instant } from '#kernel/time.ts'
import { CannotEstimate, type CausalTable, defaultOptions, estimateCause } from '#lib/cause/index.ts'
import { fromColumns } from '#lib/stats/matrix.ts'
import { makeRandom, type Random } from '#lib/stats/random.ts'
import type { Question } from './api.ts'
import { covariatesOf, type Row } from './covariates.ts'
import { type AccountHistory, profileAt } from './history.ts'
import { type Found, step } from './model.ts'

type Adjusted = Extract<Question, { kind: 'adjusted' }>

export interface Accounting {
  accounts: number
  treated: number
  untreated: number
  alreadyTreated: number
  notObserved: number
  profileUnknown: number
}

/**
 * One row per account. A treated account counts from the start of the week of its first treatment, another one from the
 * start of a week drawn like the treated ones' weeks. Everything it is compared by lies before that; the outcome lies
 * after the end of that week, for `days` – so that nobody counts as treated by having lasted until then.
 */
export function rowsOf(
  question: Adjusted,
  histories: readonly AccountHistory[],
): { rows: Row[]; accounting: Accounting } {
  const random = makeRandom(question.seed)
  const first = new Map(
    histories.map(history => [history, history.acts.find(act => act.isTreatment)?.at ?? Infinity]),
  )
  const last = question.to - question.days * DAY - step
  const weekOf = (at: Instant) => question.from + Math.floor((at - question.from) / step) * step
  const isKnown = (history: AccountHistory, at: Instant) => (history.acts[0]?.at ?? Infinity) < at
  const treated = histories
    .filter(history => first.get(history)! >= question.from && weekOf(first.get(history)!) <= last)
    .map(history => ({ history, at: weekOf(first.get(history)!), treated: true }))
    .filter(({ history, at }) => isKnown(history, at))
  const weeks = treated.map(row => row.at)
  const taken = new Set(treated.map(row => row.history))
  const already = histories.filter(history => first.get(history)! < question.from)
  const rest = histories.filter(history => !taken.has(history) && !already.includes(history))
  const untreated = rest.flatMap(history => {
    const open = (at: Instant) =>
      first.get(history)! >= at + step + question.days * DAY && isKnown(history, at)
    const at = draw(weeks.filter(open), random)
    return at === undefined ? [] : [{ history, at, treated: false }]
  })
  const rows = [...treated, ...untreated]
  return {
    rows,
    accounting: {
      accounts: histories.length,
      treated: treated.length,
      untreated: untreated.length,
      alreadyTreated: already.length,
      notObserved: rest.length - untreated.length,
      profileUnknown: rows.filter(({ history, at }) => profileAt(history, at) === undefined).length,
    },
  }
}

function draw(weeks: readonly Instant[], random: Random): Instant | undefined {
  return weeks.length === 0 ? undefined : weeks[random.integer(weeks.length)]
}

/** What came of a row: from the end of its week on, for so many days. */
export function outcomeOf({ days, outcome }: Adjusted, { history, at }: Row): number {
  const from = at + step
  const acts = history.acts.filter(
    act => act.outcome !== undefined && act.at >= from && act.at < from + days * DAY,
  )
  if (outcome.measure === 'happened') return acts.length > 0 ? 1 : 0
  return acts.reduce((total, act) => total + act.outcome!, 0)
}

/** The table that the estimate is made from. */
export function tableOf(question: Adjusted, rows: readonly Row[]): CausalTable {
  const covariates = covariatesOf(rows, question.treatment.event)
  return {
    treated: Uint8Array.from(rows, row => (row.treated ? 1 : 0)),
    outcome: Float64Array.from(rows, row => outcomeOf(question, row)),
    covariates: fromColumns(
      covariates.map(each => each.values),
      rows.length,
    ),
    names: covariates.map(each => each.name),
  }
}

/** @throws CannotEstimate also where nobody got it, or everybody did, in time to be watched */
export function estimateAdjusted(
  question: Adjusted,
  rows: readonly Row[],
  onProgress: (share: number) => void,
): Found {
  checkRows(question, rows)
  const table = tableOf(question, rows)
  const result = estimateCause(table, { ...defaultOptions, seed: question.seed }, onProgress)
  const treated = table.outcome.filter((_, i) => table.treated[i] === 1)
  return {
    kind: 'adjusted',
    result,
    treatedMean: treated.reduce((total, y) => total + y, 0) / treated.length,
  }
}

function checkRows({ days }: Adjusted, rows: readonly Row[]): void {
  const treated = rows.filter(row => row.treated).length
  if (treated === 0)
    throw new CannotEstimate(
      `这段时间里，没有一个客户在做了之后还观察满 ${days} 天。请放长数据范围，或缩短观察的天数。`,
      `No account got it in this period and was then watched for ${days} days. Take a longer period or fewer days.`,
    )
  if (treated === rows.length)
    throw new CannotEstimate(
      '这段时间里，认识的客户全都做了，没有没做的可比。',
      'Every account known in this period got it: there is nobody to compare with.',
    )
}
