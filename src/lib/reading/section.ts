import type { Box } from './box.ts'

/** A run of text as a PDF page holds it; `y` is the upper edge. PDF units from the upper left corner. */
export interface TextRun {
  text: string
  x: number
  y: number
  /** Height of the letters. */
  size: number
}

/** A page as sections are found on it. */
export interface TextPage {
  width: number
  height: number
  runs: readonly TextRun[]
}

/** An entry of a PDF's outline whose target could be resolved. `depth` 0 is the top level; `y` as in `TextRun`. */
export interface OutlineEntry {
  title: string
  page: number
  y: number
  depth: number
}

export type SectionSource = 'outline' | 'heading' | 'page' | 'drawn'

/** A section as found: one rectangle on one page. A chapter of three pages yields three with the same title. */
export interface FoundSection extends Box {
  page: number
  /** Empty for a page without any heading: the interface says "page n" in the reader's language. */
  title: string
  key: string
  source: SectionSource
}

/**
 * Sections of a document: from its outline if that divides it, else from its headings, else one per page.
 * Together they cover every page exactly once.
 */
export function findSections(pages: readonly TextPage[], outline: readonly OutlineEntry[]): FoundSection[] {
  const usable = outline.filter(entry => entry.page >= 1 && entry.page <= pages.length && entry.title.trim())
  const level = outlineLevel(usable)
  const marks = usable.filter(entry => entry.depth <= level)
  if (marks.length >= 2) return cover(pages, marks.map(mark), 'outline')
  const headings = findHeadings(pages)
  return cover(pages, headings, 'heading')
}

/** How deep to go: the top level, or the second where the top is a single title. */
function outlineLevel(entries: readonly OutlineEntry[]): number {
  const top = entries.filter(entry => entry.depth === 0).length
  return top >= 2 ? 0 : 1
}

interface Mark {
  page: number
  y: number
  title: string
}

function mark({ page, y, title }: OutlineEntry): Mark {
  return { page, y, title: clean(title) }
}

const HEADING_RATIO = 1.15
const NUMBERED_RATIO = 1.02
const LONGEST_HEADING = 48
const numbered =
  /^(第\s*[一二三四五六七八九十百\d]+\s*[章节部分篇]|[一二三四五六七八九十]+、|\d{1,2}(\.\d{1,2}){0,2}[\s.、]|(chapter|section|part|appendix)\s+\w+)/i

/**
 * Headings by size: a short line at least 1.15 times the body's size, or at least 1.02 times and numbered like a heading
 * ("3 技术参数", "第三章", "二、"). The body's size is the one most characters are set in.
 */
export function findHeadings(pages: readonly TextPage[]): Mark[] {
  const body = bodySize(pages)
  if (body === 0) return []
  const all = pages.flatMap((page, index) => lines(page).map(line => ({ ...line, page: index + 1 })))
  const marks = withoutRunningHeads(
    all.filter(line => isHeading(line, body)),
    pages.length,
  )
  // Where a third of all lines are "headings", size says nothing (slides, price lists).
  return marks.length > Math.max(pages.length, all.length / 3) ? [] : marks
}

function isHeading(line: { text: string; size: number }, body: number): boolean {
  if (line.text.length > LONGEST_HEADING || line.text.length < 2) return false
  if (!/[\p{L}]/u.test(line.text)) return false
  const ratio = line.size / body
  return ratio >= HEADING_RATIO || (ratio >= NUMBERED_RATIO && numbered.test(line.text))
}

/** A text that comes back on most pages is a running head, not a heading. */
function withoutRunningHeads(marks: readonly HeadingLine[], pageCount: number): Mark[] {
  const pagesOf = new Map<string, Set<number>>()
  for (const { text, page } of marks) {
    pagesOf.set(text, (pagesOf.get(text) ?? new Set()).add(page))
  }
  return marks
    .filter(line => pageCount < 3 || (pagesOf.get(line.text)?.size ?? 0) <= pageCount / 2)
    .map(({ page, y, text }) => ({ page, y, title: clean(text) }))
}

interface HeadingLine {
  page: number
  y: number
  text: string
  size: number
}

function lines(page: TextPage): { text: string; y: number; size: number }[] {
  const rows: { text: string; y: number; size: number }[] = []
  for (const run of page.runs) {
    if (!run.text.trim()) continue
    const row = rows.at(-1)
    const same = row && Math.abs(row.y - run.y) < run.size / 2 && Math.abs(row.size - run.size) < 0.6
    if (same) row.text += run.text
    else rows.push({ text: run.text, y: run.y, size: run.size })
  }
  return rows.map(row => ({ text: row.text.replace(/\s+/g, ' ').trim(), y: row.y, size: row.size }))
}

function bodySize(pages: readonly TextPage[]): number {
  const chars = new Map<number, number>()
  for (const page of pages) {
    for (const run of page.runs) {
      const size = Math.round(run.size * 2) / 2
      if (size > 0) chars.set(size, (chars.get(size) ?? 0) + run.text.trim().length)
    }
  }
  return [...chars].reduce((best, entry) => (entry[1] > best[1] ? entry : best), [0, 0])[0]
}

function clean(title: string): string {
  return title.replace(/\s+/g, ' ').trim().slice(0, 120)
}

const LEAST_HEIGHT = 12

/** Cuts every page at its marks; what lies above the first mark belongs to the section before it. */
function cover(pages: readonly TextPage[], marks: readonly Mark[], source: SectionSource): FoundSection[] {
  const sorted = [...marks].sort((a, b) => a.page - b.page || a.y - b.y)
  const sections: FoundSection[] = []
  let running = ''
  pages.forEach((page, index) => {
    const own = sorted.filter(one => one.page === index + 1)
    const cuts = cutsOf(page, own, running)
    cuts.forEach((cut, at) => {
      const y1 = cuts[at + 1]?.y ?? page.height
      const from = cut.title ? source : 'page'
      const box = { x0: 0, y0: cut.y, x1: page.width, y1 }
      sections.push({ page: index + 1, ...box, title: cut.title, key: sectionKey(cut.title), source: from })
    })
    running = cuts.at(-1)?.title ?? running
  })
  return sections
}

function cutsOf(page: TextPage, marks: readonly Mark[], running: string): { y: number; title: string }[] {
  const cuts: { y: number; title: string }[] = []
  for (const one of marks) {
    // A little air above the heading, which sits on its own line.
    const y = Math.max(0, Math.min(page.height - LEAST_HEIGHT, one.y - 6))
    const last = cuts.at(-1)
    if (last && y - last.y < LEAST_HEIGHT) continue
    cuts.push({ y, title: one.title })
  }
  const first = cuts[0]
  if (!first) return [{ y: 0, title: running }]
  // The page's margin above a first heading belongs to that heading; more than that to the section before.
  if (first.y <= page.height * 0.15) first.y = 0
  else cuts.unshift({ y: 0, title: running })
  return cuts
}

const keys: readonly (readonly [string, RegExp])[] = [
  ['price', /报价|价格|费用|预算|单价|price|pricing|quotation|cost|fee/i],
  ['payment', /付款|支付|结算|payment/i],
  ['parameters', /参数|规格|技术要求|性能|配置|specification|parameter|datasheet|technical data/i],
  ['service', /售后|质保|保修|服务|维保|warranty|service|support|sla/i],
  ['delivery', /交付|交货|供货|实施|安装|进度|工期|delivery|implementation|installation|schedule/i],
  ['cases', /案例|业绩|客户名单|case|reference|customers/i],
  ['qualification', /资质|证书|注册证|授权书|qualification|certificate|license/i],
  ['terms', /条款|合同|协议|terms|contract|agreement/i],
  ['commitment', /承诺|声明|commitment|declaration/i],
  ['overview', /概述|简介|前言|摘要|overview|introduction|summary/i],
]

/**
 * The name a strategy knows a section by (`e.props.section`): a common one where the title speaks of price, payment,
 * parameters, service, delivery, cases, qualification, terms, commitment or overview; else the title without its number.
 * Empty for a section without a title.
 */
export function sectionKey(title: string): string {
  for (const [key, pattern] of keys) if (pattern.test(title)) return key
  return title.replace(numbered, '').trim().slice(0, 60)
}
