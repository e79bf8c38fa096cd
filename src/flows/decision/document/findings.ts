import { DAY } from '#kernel/time.ts'
import type { Finding, Reading } from './api.ts'
import type { ReadingFacts } from './heat.ts'

/** Below this nothing can be said of what somebody is interested in. */
const ENOUGH_MS = 60_000
const MOST = 3

type Told = Omit<Reading, 'findings'>

/** Up to three things worth knowing, each a plain count over the same numbers the screen shows. */
export function findings(told: Told, facts: ReadingFacts): Finding[] {
  if (told.opens === 0) return notOpened(facts)
  const found = [mostRead(told), oneInterest(told), passedOn(told, facts), unread(told)]
  return found.filter(one => one !== undefined).slice(0, MOST)
}

function notOpened({ links, now }: ReadingFacts): Finding[] {
  const sent = links.map(({ link }) => link.createdAt.getTime())
  if (sent.length === 0) return []
  return [{ kind: 'not-opened', days: Math.floor((now - Math.min(...sent)) / DAY) }]
}

function mostRead({ pages, sections, readers, totalMs }: Told): Finding | undefined {
  const page = pages.reduce((best, one) => (one.ms > best.ms ? one : best), pages[0]!)
  if (totalMs < 1_000 || page.ms === 0) return undefined
  const onPage = sections.filter(section => section.page === page.page).sort((a, b) => b.ms - a.ms)
  const of = (row: Told['readers'][number]) => row.pages[page.page]?.ms ?? 0
  const who = readers.filter(row => of(row) > 0).sort((a, b) => of(b) - of(a))
  return {
    kind: 'most-read',
    page: page.page,
    section: onPage[0]?.title ?? '',
    ms: page.ms,
    share: page.ms / totalMs,
    readers: who.length,
    topReaderId: who[0]!.id,
    topMs: of(who[0]!),
  }
}

/** Titles of the sections and the pages they lie on. */
function chapters(sections: Told['sections']): Map<string, Set<number>> {
  const all = new Map<string, Set<number>>()
  for (const { title, page } of sections) if (title) all.set(title, (all.get(title) ?? new Set()).add(page))
  return all
}

function oneInterest({ readers, sections }: Told): Finding | undefined {
  let best: Extract<Finding, { kind: 'one-interest' }> | undefined
  for (const row of readers) {
    if (row.totalMs < ENOUGH_MS) continue
    for (const [section, pages] of chapters(sections)) {
      const ms = [...pages].reduce((sum, page) => sum + (row.pages[page]?.ms ?? 0), 0)
      const share = ms / row.totalMs
      if (share >= 0.5 && share > (best?.share ?? 0)) {
        best = { kind: 'one-interest', readerId: row.id, section, pages: pages.size, ms, share }
      }
    }
  }
  return best
}

function passedOn({ lineage, readers }: Told, facts: ReadingFacts): Finding | undefined {
  const guesses = lineage.filter(
    node => node.edge === 'inferred' && node.parent && (node.confidence ?? 0) >= 0.5,
  )
  const [node] = guesses.sort((a, b) => b.confidence! - a.confidence!)
  const shown = node && readers.some(row => row.id === node.id)
  if (!node || !shown) return undefined
  const from = facts.readers.find(({ reader }) => reader.id === node.parent)?.reader
  const gapMs = Math.max(0, Date.parse(node.at) - (from?.lastAt?.getTime() ?? 0))
  return {
    kind: 'likely-passed-on',
    readerId: node.id,
    fromId: node.parent!,
    confidence: node.confidence!,
    reasons: node.reasons,
    gapMs,
  }
}

function unread({ sections, totalMs }: Told): Finding | undefined {
  if (totalMs < ENOUGH_MS) return undefined
  for (const [section, pages] of chapters(sections)) {
    const own = sections.filter(one => one.title === section)
    if (own.every(one => one.ms === 0)) return { kind: 'unread', section, pages: [...pages] }
  }
  return undefined
}
