import type { Id } from '#kernel/id.ts'
import type { PageSize } from '#kernel/ports/page-reader.ts'
import type { Finding, LineageNodeView, ReaderRowView, Reading, StoryLine } from './api.ts'
import { findings } from './findings.ts'
import type { ActRow, LinkRow, ReaderRow, SectionRow, ViewRow } from './tables.ts'

/** A reader with what the customer records say of them. */
export interface KnownReader {
  reader: ReaderRow
  contactName: string | null
  contactTitle: string | null
}

export interface KnownLink {
  link: LinkRow
  senderName: string | null
}

/** Everything a document's reading is told from. Views are people's, of one version. */
export interface ReadingFacts {
  version: number
  pages: readonly PageSize[]
  sections: readonly SectionRow[]
  readers: readonly KnownReader[]
  views: readonly ViewRow[]
  acts: readonly ActRow[]
  links: readonly KnownLink[]
  /** Readers who allow the use of their reading. */
  permitted: ReadonlySet<Id>
  notCounted: Reading['notCounted']
  now: number
}

/** The row in which everyone who refused is counted together, without being told apart. */
export const WITHHELD = 'withheld'

/** Puts the reading of a document together: heat, lineage, story, findings. Pure. */
export function readingOf(facts: ReadingFacts): Reading {
  const rowId = rowIds(facts)
  const readers = rowsOf(facts, rowId)
  const pages = facts.pages.map(({ width, height }, index) => {
    const ms = readers.reduce((sum, row) => sum + (row.pages[index + 1]?.ms ?? 0), 0)
    return { page: index + 1, width, height, ms }
  })
  const sections = facts.sections.map(section => ({
    ...sectionFacts(section),
    ...sectionTotals(facts, section.id),
  }))
  const lineage = lineageOf(facts, readers)
  const seen = facts.views.map(view => view.startedAt.getTime())
  const last = facts.views.map(view => view.lastAt.getTime())
  const told: Omit<Reading, 'findings'> = {
    version: facts.version,
    pages,
    sections,
    readers,
    opens: facts.views.length,
    totalMs: pages.reduce((sum, page) => sum + page.ms, 0),
    from: seen.length > 0 ? new Date(Math.min(...seen)).toISOString() : null,
    to: last.length > 0 ? new Date(Math.max(...last)).toISOString() : null,
    notCounted: facts.notCounted,
    lineage,
    story: storyOf(facts, rowId),
  }
  const found: Finding[] = findings(told, facts)
  return { ...told, findings: found }
}

/** Which row a reader is counted in. */
function rowIds({ readers, permitted }: ReadingFacts): Map<Id, string> {
  return new Map(
    readers.map(({ reader }) => {
      const refused = reader.consent === 'denied' && !permitted.has(reader.id)
      return [reader.id, refused ? WITHHELD : reader.id]
    }),
  )
}

function rowsOf(facts: ReadingFacts, rowId: Map<Id, string>): ReaderRowView[] {
  const rows = new Map<string, ReaderRowView>()
  let unnamed = 0
  for (const known of facts.readers) {
    const views = facts.views.filter(view => view.readerId === known.reader.id)
    if (views.length === 0) continue
    const id = rowId.get(known.reader.id)!
    const named = facts.permitted.has(known.reader.id) ? nameOf(known) : null
    const needsOrdinal = !named && id !== WITHHELD
    if (needsOrdinal) unnamed += 1
    const row =
      rows.get(id) ?? emptyRow(id, known, { name: named, ordinal: needsOrdinal ? unnamed : null, facts })
    for (const view of views) addView(row, view)
    rows.set(id, row)
  }
  for (const row of rows.values()) {
    roundToSeconds(row)
    rank(row, facts.acts, rowId)
  }
  return [...rows.values()]
}

function nameOf({ reader, contactName }: KnownReader): string | null {
  return contactName ?? reader.name
}

function emptyRow(
  id: string,
  { reader, contactTitle }: KnownReader,
  { name, ordinal, facts }: { name: string | null; ordinal: number | null; facts: ReadingFacts },
): ReaderRowView {
  const permitted = facts.permitted.has(reader.id)
  return {
    id,
    name,
    about: permitted ? contactTitle : null,
    ordinal,
    contactId: permitted ? reader.contactId : null,
    permitted,
    edge: reader.edge ?? 'root',
    device: id === WITHHELD ? null : reader.device,
    opens: 0,
    firstAt: new Date(facts.now).toISOString(),
    lastAt: new Date(0).toISOString(),
    totalMs: 0,
    idleMs: 0,
    clamped: false,
    pages: {},
  }
}

function addView(row: ReaderRowView, view: ViewRow): void {
  row.opens += 1
  row.idleMs += view.totals.idleMs
  row.clamped ||= view.clamped
  if (view.startedAt.toISOString() < row.firstAt) row.firstAt = view.startedAt.toISOString()
  if (view.lastAt.toISOString() > row.lastAt) row.lastAt = view.lastAt.toISOString()
  for (const [page, { ms, visits }] of Object.entries(view.totals.pages)) {
    const before = row.pages[page] ?? { ms: 0, visits: 0, rank: 0 }
    row.pages[page] = { ms: before.ms + ms, visits: before.visits + visits, rank: 0 }
  }
}

/** Cells show whole seconds; every sum is a sum of these, so that what is on the screen adds up. */
function roundToSeconds(row: ReaderRowView): void {
  for (const cell of Object.values(row.pages)) {
    cell.ms = Math.round(cell.ms / 1_000) * 1_000
    row.totalMs += cell.ms
  }
}

/** Numbers a reader's pages in the order in which they were first read. */
function rank(row: ReaderRowView, acts: readonly ActRow[], rowId: Map<Id, string>): void {
  const reads = acts.filter(act => act.kind === 'read' && rowId.get(act.readerId) === row.id)
  const order = reads.sort((a, b) => a.startedAt.getTime() - b.startedAt.getTime())
  let next = 1
  for (const { page } of order) {
    const cell = row.pages[String(page)]
    if (cell && cell.rank === 0) cell.rank = next++
  }
}

function sectionFacts({ id, page, x0, y0, x1, y1, title, key, source }: SectionRow) {
  return { id, page, x0, y0, x1, y1, title, key, source }
}

function sectionTotals({ views }: ReadingFacts, id: Id): { ms: number; visits: number } {
  let ms = 0
  let visits = 0
  for (const view of views) {
    const dwell = view.totals.sections[id]
    ms += dwell?.ms ?? 0
    visits += dwell?.visits ?? 0
  }
  return { ms, visits }
}

function lineageOf(facts: ReadingFacts, rows: readonly ReaderRowView[]): LineageNodeView[] {
  const nodes = new Map<string, LineageNodeView>()
  const opened = new Set(facts.readers.map(({ reader }) => reader.linkId))
  for (const { link, senderName } of facts.links) {
    if (!link.parentId) addSender(nodes, link, senderName)
    if (!opened.has(link.id)) nodes.set(link.id, unopenedNode(link))
  }
  for (const known of facts.readers) nodes.set(known.reader.id, readerNode(facts, rows, known))
  return [...nodes.values()]
}

function addSender(nodes: Map<string, LineageNodeView>, link: LinkRow, name: string | null): void {
  const id = senderId(link)
  if (nodes.has(id)) return
  nodes.set(id, { ...blankNode, id, kind: 'sender', name, at: link.createdAt.toISOString() })
}

const blankNode = {
  about: null,
  ordinal: null,
  totalMs: null,
  parent: null,
  edge: 'root' as const,
  confidence: null,
  reasons: [],
  channel: null,
}

function senderId(link: LinkRow): string {
  return `sender:${link.createdBy ?? ''}`
}

function unopenedNode(link: LinkRow): LineageNodeView {
  return {
    ...blankNode,
    id: link.id,
    kind: 'unopened',
    name: link.recipient,
    at: link.createdAt.toISOString(),
    parent: link.parentReaderId ?? senderId(link),
    edge: link.parentReaderId ? 'certain' : 'root',
    channel: link.channel,
  }
}

function readerNode(
  { links, permitted }: ReadingFacts,
  rows: readonly ReaderRowView[],
  known: KnownReader,
): LineageNodeView {
  const { reader } = known
  const { link } = links.find(one => one.link.id === reader.linkId)!
  const row = rows.find(one => one.id === reader.id)
  const mayTell = permitted.has(reader.id)
  return {
    id: reader.id,
    kind: 'reader',
    // Whoever sent or passed on the link wrote this name on it; that is no record of reading.
    name: mayTell ? nameOf(known) : reader.edge === 'inferred' ? null : link.recipient,
    about: mayTell ? known.contactTitle : null,
    ordinal: row?.ordinal ?? null,
    at: (reader.firstAt ?? link.createdAt).toISOString(),
    totalMs: mayTell ? (row?.totalMs ?? 0) : null,
    parent: reader.parentId ?? senderId(link),
    edge: reader.edge ?? 'root',
    confidence: reader.confidence,
    reasons: reader.reasons ?? [],
    channel: reader.edge === 'inferred' ? null : link.channel,
  }
}

/** By the instant at which each began; of one instant the opening comes first. */
function inOrder(a: ActRow, b: ActRow): number {
  const opening = Number(b.kind === 'opened') - Number(a.kind === 'opened')
  return a.startedAt.getTime() - b.startedAt.getTime() || opening || a.at.getTime() - b.at.getTime()
}

const SAME_ACT_MS = 10 * 60_000

function storyOf(facts: ReadingFacts, rowId: Map<Id, string>): StoryLine[] {
  const titles = new Map(facts.sections.map(section => [section.id, section.title]))
  const devices = new Map(facts.views.map(view => [view.id, view.device.kind]))
  const lines: StoryLine[] = []
  for (const act of [...facts.acts].sort(inOrder)) {
    const readerId = rowId.get(act.readerId)
    // Of people who refused nothing is told one by one.
    if (!readerId || readerId === WITHHELD) continue
    const name = act.details.name
    const names = typeof name === 'string' ? [name] : []
    const last = lines.at(-1)
    if (last && act.kind === 'forwarded' && sameForwarding(last, readerId, act)) {
      last.count += 1
      last.names.push(...names)
      continue
    }
    lines.push({
      at: act.startedAt.toISOString(),
      readerId,
      kind: act.kind,
      device: devices.get(act.viewId) ?? null,
      page: act.page,
      section: act.sectionId ? (titles.get(act.sectionId) ?? '') : null,
      ms: act.ms,
      count: 1,
      names,
    })
  }
  return lines.slice(-300)
}

function sameForwarding(last: StoryLine, readerId: string, act: ActRow): boolean {
  const soon = act.startedAt.getTime() - Date.parse(last.at) <= SAME_ACT_MS
  return last.kind === 'forwarded' && last.readerId === readerId && soon
}
