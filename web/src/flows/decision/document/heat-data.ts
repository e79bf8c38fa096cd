import type { Reading } from '#decision/document/api.ts'
import type { HeatBlock, HeatMatrixData } from '../../../ui/types.ts'
import { readerDetail, readerName, type Words } from './words.ts'

export type Measure = 'seconds' | 'visits' | 'order'

/** More columns than this can't be compared with the eye. */
export const MOST_COLUMNS = 24

/** The pages that get a column: all, or of a long document those that are read most. */
export function shownPages(reading: Reading): number[] {
  const pages = reading.pages.map(page => page.page)
  if (pages.length <= MOST_COLUMNS) return pages
  const byTime = reading.pages.toSorted((a, b) => b.ms - a.ms || a.page - b.page)
  return byTime
    .slice(0, MOST_COLUMNS)
    .map(page => page.page)
    .sort((a, b) => a - b)
}

/** The heat map's rows and columns for what is measured. Times are in seconds. */
export function heatData(
  reading: Reading,
  measure: Measure,
  picture: (page: number) => string,
  words: Words,
): HeatMatrixData {
  const shown = shownPages(reading)
  const most = Math.max(1, ...reading.sections.map(section => density(reading, section)))
  return {
    pages: shown.map(page => ({
      label: String(page),
      thumbnail: picture(page),
      sections: blocksOf(reading, page, most),
    })),
    chapters: chaptersOf(reading, shown),
    readers: reading.readers.map(row => ({
      id: row.id,
      name: readerName(row, words),
      detail: readerDetail(row, words),
      certain: row.name !== null,
      values: shown.map(page => cellValue(row.pages[page], measure)),
    })),
  }
}

function cellValue(cell: { ms: number; visits: number; rank: number } | undefined, measure: Measure): number {
  if (!cell) return 0
  if (measure === 'visits') return cell.visits
  return measure === 'order' ? cell.rank : Math.round(cell.ms / 1_000)
}

type Section = Reading['sections'][number]

/** Time per area: a small box read long is hotter than a page read as long. */
function density(reading: Reading, section: Section): number {
  const page = reading.pages[section.page - 1]
  if (!page) return 0
  const share = ((section.x1 - section.x0) * (section.y1 - section.y0)) / (page.width * page.height)
  return section.ms / Math.max(0.15, share)
}

function blocksOf(reading: Reading, number: number, most: number): HeatBlock[] {
  const page = reading.pages[number - 1]!
  return reading.sections
    .filter(section => section.page === number && section.ms > 0)
    .map(section => ({
      x: section.x0 / page.width,
      y: section.y0 / page.height,
      width: (section.x1 - section.x0) / page.width,
      height: (section.y1 - section.y0) / page.height,
      heat: density(reading, section) / most,
      label: section.title,
    }))
}

/** Neighbouring pages whose largest section bears the same title. */
function chaptersOf(reading: Reading, shown: readonly number[]) {
  const chapters: HeatMatrixData['chapters'] = []
  shown.forEach((page, index) => {
    const label = titleOf(reading, page)
    const last = chapters.at(-1)
    if (!label) return
    if (last && last.label === label && last.to === index - 1) last.to = index
    else chapters.push({ label, from: index, to: index })
  })
  return chapters
}

function titleOf(reading: Reading, page: number): string {
  const area = (section: Section) => (section.x1 - section.x0) * (section.y1 - section.y0)
  const own = reading.sections.filter(section => section.page === page).sort((a, b) => area(b) - area(a))
  return own[0]?.title ?? ''
}
