import type { ReadingTotals } from './merge.ts'

/** Shorter than this is a glimpse while scrolling past: it stays in the totals and makes no event. */
export const GLIMPSE_MS = 1_000

/** What has already been told of a section within one view. */
export interface Told {
  /** Milliseconds already told as events. */
  ms: number
  /** How many events were made so far. */
  episodes: number
}

/** One stretch of reading a section, to be told as one event. `ms` are new since the event before. */
export interface Episode {
  sectionId: string
  /** From 1; with view and section it names the event for good. */
  number: number
  ms: number
}

/**
 * The episodes to tell now. The rule: reading of a section is told when the section has left the screen, or when the
 * view ends or falls silent (`onScreen` is then empty). Each event carries the time since the one before, so the events
 * of a view and section sum exactly to its total, up to a glimpse of less than `GLIMPSE_MS` not yet told.
 */
export function settle(
  totals: ReadingTotals,
  told: ReadonlyMap<string, Told>,
  onScreen: ReadonlySet<string>,
): Episode[] {
  const episodes: Episode[] = []
  for (const [sectionId, dwell] of Object.entries(totals.sections)) {
    const before = told.get(sectionId) ?? { ms: 0, episodes: 0 }
    const ms = dwell.ms - before.ms
    if (ms >= GLIMPSE_MS && !onScreen.has(sectionId)) {
      episodes.push({ sectionId, number: before.episodes + 1, ms })
    }
  }
  return episodes
}
