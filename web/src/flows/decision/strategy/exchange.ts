import { type Doc, inReadingOrder, printDoc, readDoc, recordOf, textOf } from './doc.ts'

/** What an exported file says it is. */
const format = 'loam-strategy/1'

/** Saves a strategy as a file that {@link readStrategies} reads. */
export function downloadStrategy(name: string, definition: Doc): void {
  const text = printDoc({ format, name, definition: inReadingOrder(definition) })
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
  link.download = `${textOf(definition.id) || 'strategy'}.json`
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}

export interface Imported {
  name: string
  definition: Doc
}

/** Strategies out of a text: an exported file, a strategy as `loam replay` takes it, or a list of either. */
export function readStrategies(text: string): { strategies: Imported[] } | { fault: string } {
  const list = text.trim().startsWith('[') ? readDoc(`{"list":${text}}`) : undefined
  const read = list ?? readDoc(text)
  if ('fault' in read) return read
  const all = list ? (read.doc.list as unknown[]) : [read.doc]
  const strategies = all.map(recordOf).map(one => {
    const definition = one.format === undefined ? one : recordOf(one.definition)
    return { name: textOf(one.name ?? definition.id), definition }
  })
  const isOne = ({ definition }: Imported) => Array.isArray(definition.when)
  return strategies.length > 0 && strategies.every(isOne) ? { strategies } : { fault: '' }
}
