import type { Dwell, Restart } from './meter.ts'

/** How much more than the server's own elapsed time a browser may claim: network delay, clock drift. */
export const GRACE_MS = 5_000

/** Cumulative totals as a beat claims them or the server keeps them. */
export interface ReadingTotals {
  /** Rises by one with every beat of a view. */
  seq: number
  idleMs: number
  pages: Record<string, Dwell>
  sections: Record<string, Dwell>
  restarts: Restart[]
}

/** What the server itself knows when a beat arrives. */
export interface Bound {
  /** Milliseconds between the start of the view and this beat, by the server's clock. */
  elapsedMs: number
  pageCount: number
  /** The page of each section of the version being read. */
  sectionPage: ReadonlyMap<string, number>
}

/** The totals to keep, and whether the claim went beyond what can be true. */
export interface Merged {
  totals: ReadingTotals
  clamped: boolean
}

export const noTotals: ReadingTotals = { seq: 0, idleMs: 0, pages: {}, sections: {}, restarts: [] }

/**
 * Merges a beat into what is kept. Totals are cumulative, so the larger one wins: a beat that is repeated, late or out of
 * order changes nothing. The pages together may not exceed the time the server saw go by (plus `GRACE_MS`), nor the
 * sections of a page that page's time; what exceeds is cut in proportion and flagged. Unknown pages and sections are dropped.
 */
export function mergeClaim(kept: ReadingTotals, claim: ReadingTotals, bound: Bound): Merged {
  const limit = bound.elapsedMs + GRACE_MS
  const pages = grow(kept.pages, claim.pages, id => isPage(id, bound.pageCount))
  const pagesCut = shrink(pages, limit)
  const sections = grow(kept.sections, claim.sections, id => bound.sectionPage.has(id))
  const sectionsCut = shrinkSections(sections, pages, bound.sectionPage)
  const idle = Math.max(kept.idleMs, Math.min(claim.idleMs, limit))
  return {
    totals: {
      seq: Math.max(kept.seq, claim.seq),
      idleMs: idle,
      pages: result(pages),
      sections: result(sections),
      restarts: mergeRestarts(kept.restarts, claim.restarts, limit),
    },
    clamped: pagesCut || sectionsCut || claim.idleMs > limit,
  }
}

interface Growth {
  from: Dwell
  ms: number
  visits: number
}

function isPage(id: string, pageCount: number): boolean {
  const page = Number(id)
  return Number.isInteger(page) && page >= 1 && page <= pageCount
}

function grow(
  kept: Record<string, Dwell>,
  claim: Record<string, Dwell>,
  known: (id: string) => boolean,
): Map<string, Growth> {
  const all = new Map<string, Growth>()
  for (const [id, from] of Object.entries(kept)) all.set(id, { from, ms: 0, visits: from.visits })
  for (const [id, dwell] of Object.entries(claim)) {
    if (!known(id)) continue
    const from = kept[id] ?? { ms: 0, visits: 0 }
    all.set(id, { from, ms: Math.max(0, dwell.ms - from.ms), visits: Math.max(from.visits, dwell.visits) })
  }
  return all
}

/** Cuts the growth of all entries in proportion so that their sum stays within `limit`; true if it had to. */
function shrink(entries: Map<string, Growth>, limit: number): boolean {
  let kept = 0
  let grown = 0
  for (const { from, ms } of entries.values()) {
    kept += from.ms
    grown += ms
  }
  const room = Math.max(0, limit - kept)
  if (grown <= room) return false
  for (const entry of entries.values()) entry.ms = Math.floor((entry.ms * room) / grown)
  return true
}

function shrinkSections(
  sections: Map<string, Growth>,
  pages: Map<string, Growth>,
  sectionPage: ReadonlyMap<string, number>,
): boolean {
  const byPage = new Map<number, Map<string, Growth>>()
  for (const [id, growth] of sections) {
    const page = sectionPage.get(id)
    if (page === undefined) continue
    const group = byPage.get(page) ?? new Map<string, Growth>()
    byPage.set(page, group.set(id, growth))
  }
  let cut = false
  for (const [page, group] of byPage) {
    const own = pages.get(String(page))
    // Sections are rounded down one by one, so they never exceed a page by rounding alone.
    cut = shrink(group, own ? own.from.ms + own.ms : 0) || cut
  }
  return cut
}

function result(entries: Map<string, Growth>): Record<string, Dwell> {
  return Object.fromEntries(
    [...entries].map(([id, { from, ms, visits }]) => [id, { ms: from.ms + ms, visits }]),
  )
}

const MOST_RESTARTS = 50

function mergeRestarts(kept: Restart[], claim: Restart[], limit: number): Restart[] {
  const longer = claim.length > kept.length ? claim : kept
  return longer.slice(0, MOST_RESTARTS).map(one => ({ ...one, atMs: Math.min(one.atMs, limit) }))
}
