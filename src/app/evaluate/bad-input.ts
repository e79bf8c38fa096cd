import type { LocalText } from '#kernel/error.ts'

/** Data that can't be evaluated: the command ends with status 2 and this one line on standard error. */
export class BadInput extends Error {
  readonly text: LocalText

  constructor(zh: string, en: string) {
    super(en)
    this.text = { 'zh-CN': zh, en }
  }
}

/** Where a cell is, for messages. Row 1 of the data is line 2 of the file, where no cell spans lines. */
export const place = (name: string, row: number) => ({
  zh: `“${name}”列第 ${row + 1} 行`,
  en: `column "${name}", row ${row + 1}`,
})

/** A cell as it is written in a message. */
export const shown = (cell: string) => JSON.stringify(cell.length > 40 ? `${cell.slice(0, 40)}…` : cell)
