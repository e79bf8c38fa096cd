import type { KitContent, Variant } from '#decision/playkit/api.ts'

export const emptyVariant = (): Variant => ({
  fit: { regions: [], industries: [], locale: null },
  summary: '',
  scripts: [],
  matrix: null,
  cases: [],
})

/** Whether a variant is for everybody: one of them must be. */
export const isOpen = ({ fit }: Variant): boolean =>
  fit.regions.length === 0 && fit.industries.length === 0 && fit.locale === null

/** What hinders saving, by the name of its text. */
export function hindrance(
  name: string,
  content: KitContent,
): 'needName' | 'noOpen' | 'incomplete' | undefined {
  if (name.trim() === '') return 'needName'
  if (!content.variants.some(isOpen)) return 'noOpen'
  return content.variants.some(hasGap) ? 'incomplete' : undefined
}

/** A copy of a list with one item changed; undefined takes it away. */
export function withItem<T>(list: readonly T[], index: number, item: T | undefined): T[] {
  return list.flatMap((before, i) => (i !== index ? [before] : item === undefined ? [] : [item]))
}

/** Titles, scripts and headings must say something. */
function hasGap({ scripts, matrix, cases }: Variant): boolean {
  const needed = [
    ...scripts.flatMap(script => [script.title, script.text]),
    ...cases.map(one => one.title),
    ...(matrix ? [...matrix.columns, ...matrix.rows.map(row => row.label)] : []),
  ]
  return needed.some(text => text.trim() === '')
}
