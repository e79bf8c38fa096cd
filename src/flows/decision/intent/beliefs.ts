import type { Tx } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/time.ts'
import type { ScoreModel } from '#lib/score/index.ts'
import { selectPromoted } from './learning-store.ts'
import { selectModels } from './store.ts'

/** Where a term's weight comes from. */
export interface Standing {
  /** What somebody last set by hand: what is believed before the data, in log-odds. */
  belief: { weight: number; sd: number }
  /** When; −∞ for what was there from the beginning. Labels given since are not in it. */
  setAt: Instant
  /** Since when the weight in force has all labels in it that were given before; −∞ for never. */
  labelledAt: Instant
}

export interface VersionOfModel {
  model: ScoreModel
  createdAt: Instant
  /** By hand, or learned, with labels or without. */
  origin: 'hand' | 'labels' | 'plain'
}

/**
 * What was believed of each term before anything was learned: learned versions don't count, so that neither data nor labels are
 * believed and then learned from once more.
 * @param versions oldest first
 */
export function standingsOf(versions: readonly VersionOfModel[]): Map<string, Standing> {
  const found = new Map<string, Standing>()
  let before = new Map<string, { weight: number }>()
  for (const [index, { model, createdAt, origin }] of versions.entries()) {
    const at = index === 0 ? Number.NEGATIVE_INFINITY : createdAt
    const terms = new Map(
      [...model.events, ...model.absences, ...model.profile].map(({ id, weight, sd }) => [
        id,
        { weight, sd },
      ]),
    )
    for (const [id, term] of terms) {
      const known = found.get(id)
      if (known && before.get(id)?.weight === term.weight) continue
      if (!known || origin === 'hand') found.set(id, { belief: term, setAt: at, labelledAt: at })
      else if (origin === 'labels') found.set(id, { ...known, labelledAt: at })
    }
    before = terms
  }
  return found
}

/** The same of a workspace's own versions. */
export async function readStandings(tx: Tx, workspaceId: Id): Promise<Map<string, Standing>> {
  const promoted = await selectPromoted(tx, workspaceId)
  const rows = await selectModels(tx, workspaceId)
  return standingsOf(
    rows.map(({ version, model, createdAt }) => {
      const labelled = promoted.get(version)
      const origin = labelled === undefined ? 'hand' : labelled ? 'labels' : 'plain'
      return { model, createdAt: createdAt.getTime(), origin }
    }),
  )
}
