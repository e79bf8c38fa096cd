import { checkActions } from './actions.ts'
import { checkDuration, type Faults, join } from './faults.ts'
import type { NamesInReach } from './names.ts'

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
  if (outcome !== undefined && (typeof outcome !== 'object' || outcome === null || Array.isArray(outcome))) {
    faults.add(join(path, 'outcome'), '应是一个对象', 'This must be an object')
  }
  if (horizon !== undefined) checkDuration(horizon, join(path, 'horizon'), faults)
  if (variants !== undefined) checkVariants(variants, join(path, 'variants'), names, faults)
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
