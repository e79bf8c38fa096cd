import type { JsonObject } from '#lib/expr/index.ts'
import { checkActions } from './actions.ts'
import { checkDuration, type Faults, join } from './faults.ts'
import { checkExpr, type NamesInReach } from './names.ts'
import type { Experiment } from './types.ts'

/** Something that a unit does or doesn't do. `where` sees the event `e` and the profile `customer`. */
export interface EventOutcome {
  event: string | string[]
  where?: string
}

/**
 * What of the unit's opportunities is looked at: whether one changes its stage (`to` one stage, or any), whether one is won,
 * how much is won (the currency's main unit), how long until the next change of stage (days; at most the horizon).
 */
export interface OpportunityOutcome {
  opportunity: 'stage' | 'won' | 'amount' | 'time'
  to?: string
}

/** Something that must not become more frequent: tolerated up to `limit` above the control arm (a share, 0 if left out). */
export interface Guard extends EventOutcome {
  limit?: number
}

/** What an experiment looks at between an exposure and its horizon. */
export type Outcome = (EventOutcome | OpportunityOutcome) & { guards?: Guard[] }

/** What a valid experiment looks at; undefined where its outcome says nothing that we can read. */
export function outcomeOf({ outcome }: Experiment): Outcome | undefined {
  return isOutcome(outcome) ? outcome : undefined
}

/** `checkExperiment` has seen the rest. */
const isOutcome = (json: JsonObject): json is JsonObject & Outcome => 'event' in json || 'opportunity' in json

const opportunityOutcomes = ['stage', 'won', 'amount', 'time']
const namesOfEvent: NamesInReach = new Map([
  ['e', 'json'],
  ['customer', 'json'],
])

/** Checks the `experiment` of a strategy: shares, arms, salt, outcome, horizon. */
export function checkExperiment(json: unknown, names: NamesInReach, faults: Faults): void {
  const path = 'experiment'
  const experiment = faults.record(
    json,
    path,
    ['holdout', 'unit', 'salt', 'outcome', 'horizon'],
    ['variants'],
  )
  if (experiment === undefined) return
  const { holdout, unit, salt, outcome, horizon, variants } = experiment
  if (holdout !== undefined && !(isShare(holdout) && holdout < 1)) {
    faults.add(join(path, 'holdout'), '应是从 0 到小于 1 的数', 'This must be a number from 0 to below 1')
  }
  if (unit !== undefined) faults.oneOf(unit, join(path, 'unit'), ['account', 'person'])
  if (salt !== undefined) faults.text(salt, join(path, 'salt'))
  if (outcome !== undefined) checkOutcome(outcome, join(path, 'outcome'), faults)
  if (horizon !== undefined) checkDuration(horizon, join(path, 'horizon'), faults)
  if (variants !== undefined) checkVariants(variants, join(path, 'variants'), names, faults)
}

function checkOutcome(json: unknown, path: string, faults: Faults): void {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    faults.add(path, '应是一个对象', 'This must be an object')
    return
  }
  const outcome = json as Record<string, unknown>
  const { event, opportunity, to, guards } = outcome
  // The language leaves outcomes open: what we can't read is no fault of the strategy, but its experiment counts nothing.
  if (event === undefined && opportunity === undefined)
    faults.warn(
      path,
      '没有写看什么结果：写 event（一种行为）或 opportunity（stage、won、amount、time），否则实验读不出效果',
      'It doesn’t say what to look at: name an event, or an opportunity’s stage, won, amount or time; else the experiment has no effect to show',
    )
  warnUnread(
    outcome,
    opportunity === undefined ? ['event', 'where', 'guards'] : ['opportunity', 'to', 'guards'],
    path,
    faults,
  )
  if (opportunity === undefined) checkEvent(outcome, path, faults)
  else faults.oneOf(opportunity, join(path, 'opportunity'), opportunityOutcomes)
  if (
    opportunity !== undefined &&
    to !== undefined &&
    faults.text(to, join(path, 'to')) &&
    opportunity !== 'stage'
  )
    faults.add(
      join(path, 'to'),
      '只有看阶段变化（stage）时才能写目标阶段',
      'A stage to reach goes with the outcome “stage” alone',
    )
  if (guards !== undefined) checkGuards(guards, join(path, 'guards'), faults)
}

function warnUnread(record: object, read: readonly string[], path: string, faults: Faults): void {
  for (const name of Object.keys(record))
    if (!read.includes(name))
      faults.warn(join(path, name), `实验不看 ${name}`, `The experiment doesn’t look at ${name}`)
}

function checkEvent({ event, where }: Record<string, unknown>, path: string, faults: Faults): void {
  if (Array.isArray(event) && event.length > 0)
    faults.list(event, join(path, 'event'), (item, at) => faults.text(item, at))
  else if (event !== undefined) faults.text(event, join(path, 'event'))
  if (where !== undefined) checkExpr(where, join(path, 'where'), namesOfEvent, namesOfEvent, faults)
}

function checkGuards(json: unknown, path: string, faults: Faults): void {
  if (Array.isArray(json) && json.length > 5)
    faults.add(path, '守护指标最多 5 个', 'There can be 5 guard metrics at most')
  faults.list(json, path, (item, at) => {
    const guard = faults.record(item, at, ['event'], ['where', 'limit'])
    if (guard === undefined) return
    checkEvent(guard, at, faults)
    if (guard.limit !== undefined && !isShare(guard.limit))
      faults.add(join(at, 'limit'), '应是 0 到 1 的数', 'This must be a number from 0 to 1')
  })
}

function isShare(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= 1
}

function checkVariants(json: unknown, path: string, names: NamesInReach, faults: Faults): void {
  const ids = new Set<unknown>()
  let sum = 0
  faults.list(json, path, (item, at) => {
    const variant = faults.record(item, at, ['id', 'share', 'then'])
    if (variant === undefined) return
    const { id, share } = variant
    if (id !== undefined && faults.text(id, join(at, 'id')) && ids.has(id)) {
      faults.add(join(at, 'id'), `方案 ${id} 出现了两次`, `The variant ${id} is there twice`)
    }
    ids.add(id)
    if (isShare(share)) sum += share
    else if (share !== undefined)
      faults.add(join(at, 'share'), '应是 0 到 1 的数', 'This must be a number from 0 to 1')
    if (variant.then !== undefined) checkActions(variant.then, join(at, 'then'), names, faults)
  })
  // Shares are decimals: 0.1 + 0.2 + 0.7 must not exceed 1.
  if (sum > 1 + 1e-9)
    faults.add(path, '各方案的份额加起来超过了 1', 'The shares of the variants exceed 1 together')
}
