import { useState } from 'react'
import { lookUpProducts } from '#crm/product/api.ts'
import { call } from '../../../../app/http.ts'
import { useSave } from '../../../../app/useSave.ts'
import type { Editing } from './EditPanel.tsx'
import { partsOf } from './ProductSearch.tsx'
import { fillDown, linesOf, type PasteNote, readBlock, readRows } from './paste.ts'

/** As many lines as a quote holds. */
const mostLines = 500

export type PasteColumn = 'name' | 'quantity' | 'price' | 'discount'
export type Paste = (from: number, column: PasteColumn, text: string) => void

/** What a paste came to: so many rows, so many with a product, and what is to be mended. */
export interface Pasted {
  count: number
  matched: number
  notes: PasteNote[]
}

/** Pasting: into a figure's column it fills downwards, into the products' column it adds lines. */
export function usePaste(editing: Editing) {
  const [report, setReport] = useState<Pasted>()
  const { draft } = editing
  const take = useSave(async (block: string[][]) => {
    const rows = readRows(block)
    const book = draft.priceBookId
    const room = mostLines - draft.lines.length
    const texts = rows.slice(0, room).flatMap(row => row.texts)
    const { items } = await call(lookUpProducts, {
      body: { texts: texts.map(text => text.slice(0, 200)), book },
    })
    const found = new Map(items.map(({ text, product }) => [text, product]))
    const { add, notes } = linesOf(rows.slice(0, room), found)
    editing.add(add, await partsOf([...found.values()], book))
    const left = rows.slice(room).map(({ row, name }): PasteNote => ({ row, kind: 'beyond', text: name }))
    const matched = add.filter(({ product }) => product).length
    setReport({ count: add.length, matched, notes: [...notes, ...left] })
  })
  const paste: Paste = (from, column, text) => {
    const block = readBlock(text)
    if (column === 'name') {
      take.mutate(block)
      return
    }
    const cells = block.map(([first = '']) => first)
    const { lines, notes } = fillDown(draft.lines, from, column, cells)
    editing.change(before => ({ ...before, lines }))
    setReport(notes.length === 0 ? undefined : { count: cells.length, matched: 0, notes })
  }
  return { paste, report, close: () => setReport(undefined) }
}
