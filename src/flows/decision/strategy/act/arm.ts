import { createHash } from 'node:crypto'
import type { Action, Experiment, Strategy } from '#lib/cep/index.ts'

/** Where a unit of an experiment stands, and what is done there. */
export interface Arm {
  /** `holdout`, a variant's id, or `then`. */
  arm: string
  actions: readonly Action[]
}

/**
 * A number in [0, 1) from a unit and a salt: the first 48 bits of SHA-256. The same for ever, evenly spread, and unrelated
 * between salts.
 */
export function place(unit: string, salt: string): number {
  const hash = createHash('sha256')
    .update(JSON.stringify([unit, salt]))
    .digest()
  return hash.readUIntBE(0, 6) / 2 ** 48
}

/**
 * The arm of a unit: the holdout takes the first share; of the rest each variant takes its share in the order written;
 * what is left does `then`.
 */
export function armOf(strategy: Strategy, unit: string): Arm {
  const { experiment, then = [] } = strategy
  if (!experiment) return { arm: 'then', actions: then }
  const at = place(unit, experiment.salt)
  if (at < experiment.holdout) return { arm: 'holdout', actions: [] }
  return (
    variantAt(experiment, (at - experiment.holdout) / (1 - experiment.holdout)) ?? {
      arm: 'then',
      actions: then,
    }
  )
}

function variantAt(experiment: Experiment, at: number): Arm | undefined {
  let from = 0
  for (const { id, share, then } of experiment.variants ?? []) {
    from += share
    if (at < from) return { arm: id, actions: then }
  }
  return undefined
}
