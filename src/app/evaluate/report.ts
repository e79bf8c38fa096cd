import type { Command } from 'commander'
import type { CommandContext } from '../commands/context.ts'
import { BadInput } from './bad-input.ts'

/** What a file in this folder exports: adds one subcommand to `loam evaluate`. */
export type RegisterEvaluation = (evaluate: Command, context: CommandContext) => void

/** A part of a plain report: a heading, lines of text, then a table whose first column is text and the others numbers. */
export interface Section {
  title?: string
  lines?: readonly string[]
  columns?: readonly string[]
  rows?: readonly (readonly string[])[]
}

/** Prints `data` as one JSON object with `--json`, else the sections as plain text. */
export function printReport(context: CommandContext, data: object, sections: readonly Section[]): void {
  context.print(data, sections.map(sectionText).join('\n\n'))
}

/** Runs the action of an evaluation: of data that can't be evaluated one line is said, and the status is 2. */
export function guarded<A extends unknown[]>(
  context: CommandContext,
  run: (...args: A) => Promise<void>,
): (...args: A) => Promise<void> {
  return async (...args) => {
    try {
      await run(...args)
    } catch (error) {
      if (!(error instanceof BadInput)) throw error
      context.note(context.text(error.text['zh-CN'], error.text.en))
      process.exitCode = 2
    }
  }
}

/** A number with so many decimals, `–` for what could not be computed. Signed: with a plus where it is above zero. */
export function fixed(value: number | null | undefined, decimals = 4, signed = false): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–'
  return `${signed && value > 0 ? '+' : ''}${value.toFixed(decimals)}`
}

/** `[low, high]` with so many decimals. */
export function interval(ci: readonly [number, number] | null | undefined, decimals = 4): string {
  return ci ? `[${fixed(ci[0], decimals)}, ${fixed(ci[1], decimals)}]` : '–'
}

function sectionText({ title, lines = [], columns, rows = [] }: Section): string {
  const head = title === undefined ? [] : [title]
  return [...head, ...lines, ...(columns ? aligned([columns, ...rows]) : [])].join('\n')
}

/** Columns beside each other: the first to the left, the others to the right. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const count = Math.max(...rows.map(row => row.length))
  const widths = Array.from({ length: count }, (_, i) => Math.max(...rows.map(row => width(row[i] ?? ''))))
  return rows.map(row =>
    row
      .map((cell, i) => {
        const blanks = ' '.repeat(widths[i]! - width(cell))
        return i === 0 ? cell + blanks : blanks + cell
      })
      .join('  ')
      .trimEnd(),
  )
}

/** Columns of a terminal that a text takes: Chinese characters and full-width marks take two. */
function width(text: string): number {
  return (
    text.length +
    (text.match(
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/g,
    )?.length ?? 0)
  )
}
