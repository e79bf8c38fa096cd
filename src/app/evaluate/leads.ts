import { judgeTable, type TableVerdict } from '#lib/learn/index.ts'
import type { CommandContext } from '../commands/context.ts'
import { BadInput } from './bad-input.ts'
import { fixed, guarded, printReport, type RegisterEvaluation, type Section } from './report.ts'
import { readTable, type Table } from './table.ts'

interface Options {
  target: string
  id?: string
  drop?: string
  folds: string
  keepLeaks?: boolean
}

/** `loam evaluate leads`: how well the columns of a file tell an outcome, and which of them know it beforehand. */
export const register: RegisterEvaluation = (evaluate, context) => {
  const { text } = context
  evaluate
    .command('leads <file>')
    .description(
      text(
        '从一张表学线索能否成交，并指出泄漏结果的列',
        'learn from a table which leads convert, and name the columns that leak it',
      ),
    )
    .requiredOption(
      '--target <column>',
      text('结果列，两个值（如 0/1）', 'the outcome, of two values (such as 0/1)'),
    )
    .option('--id <column>', text('编号列，不参与学习', 'the id, which is not learned from'))
    .option('--drop <columns>', text('不用的列，逗号分隔', 'columns to leave out, separated by commas'))
    .option('--folds <number>', text('交叉验证的份数', 'folds of the cross-validation'), '5')
    .option('--keep-leaks', text('保留泄漏结果的列', 'learn from leaking columns, too'))
    .action(
      guarded(context, async (file: string, options: Options) => {
        const table = await readTable(context.path(file))
        const folds = readFolds(options.folds)
        const left = [options.target, ...(options.id ? [options.id] : []), ...split(options.drop)]
        for (const name of left) table.column(name)
        const names = namesOf(table, left)
        const { y, rows } = readTarget(table, options.target, context)
        const minority = Math.min(count(y, 0), count(y, 1))
        const progress = context.progress(text('交叉验证', 'cross-validation'), Math.min(folds, minority))
        const verdict = judgeTable({
          names,
          cells: name => pick(table.column(name), rows),
          y,
          folds: Math.min(folds, minority),
          keepLeaks: options.keepLeaks ?? false,
          onFold: () => progress.add(1),
        })
        progress.done()
        print(context, verdict)
      }),
    )
}

/** The columns to learn from. @throws BadInput for none, or two of one name */
function namesOf(table: Table, left: readonly string[]): string[] {
  const names = table.names.filter(name => !left.includes(name))
  for (const name of names) table.column(name)
  if (names.length === 0)
    throw new BadInput(
      '除了结果没有别的列，学不到什么。',
      'There is no column beside the outcome to learn from.',
    )
  return names
}

const split = (names: string | undefined) =>
  (names ?? '')
    .split(',')
    .map(name => name.trim())
    .filter(name => name !== '')
const count = (y: Float64Array, outcome: number) =>
  y.reduce((sum, value) => sum + Number(value === outcome), 0)
const pick = (cells: readonly string[], rows: Int32Array) => Array.from(rows, row => cells[row]!)

function readFolds(given: string): number {
  const folds = Number(given)
  if (!Number.isInteger(folds) || folds < 2 || folds > 50)
    throw new BadInput('--folds 要是 2 到 50 的整数。', '--folds has to be a whole number from 2 to 50.')
  return folds
}

const positiveWords = [
  '1',
  'yes',
  'true',
  'y',
  't',
  'won',
  'converted',
  'success',
  'positive',
  '是',
  '成交',
  '赢单',
  '已转化',
  '成功',
]

/** The outcome per row, rows without one left out. Of two unknown words the rarer one counts as positive. */
function readTarget(
  table: Table,
  name: string,
  { note, text }: CommandContext,
): { y: Float64Array; rows: Int32Array } {
  const cells = table.column(name)
  const counts = new Map<string, number>()
  for (const cell of cells) if (cell !== '') counts.set(cell, (counts.get(cell) ?? 0) + 1)
  const values = [...counts.keys()]
  if (values.length < 2)
    throw new BadInput(
      `“${name}”只有一个值，学不到什么。`,
      `"${name}" has one value only: there is nothing to learn.`,
    )
  if (values.length > 2)
    throw new BadInput(
      `“${name}”有 ${values.length} 个不同的值；结果列要恰好两个。`,
      `"${name}" has ${values.length} different values; the outcome has to have exactly two.`,
    )
  if (Math.min(...counts.values()) < 2)
    throw new BadInput(
      `“${name}”有一类只有一行，至少要两行。`,
      `"${name}" has a class of one row; at least two are needed.`,
    )
  const positive = positiveOf(counts)
  const rows = Int32Array.from([...cells.keys()].filter(row => cells[row] !== ''))
  if (rows.length < cells.length)
    note(
      text(
        `${cells.length - rows.length} 行没有结果，不计。`,
        `${cells.length - rows.length} rows have no outcome and are left out.`,
      ),
    )
  note(text(`正例是“${positive}”。`, `"${positive}" counts as positive.`))
  return { y: Float64Array.from(rows, row => Number(cells[row] === positive)), rows }
}

function positiveOf(counts: ReadonlyMap<string, number>): string {
  const values = [...counts.keys()]
  const known = values.filter(value => positiveWords.includes(value.toLowerCase()))
  if (known.length === 1) return known[0]!
  const numbers = values.map(Number)
  if (numbers.every(value => !Number.isNaN(value))) return values[numbers[0]! > numbers[1]! ? 0 : 1]!
  return values.toSorted((a, b) => counts.get(a)! - counts.get(b)!)[0]!
}

function print(context: CommandContext, verdict: TableVerdict): void {
  const { text } = context
  const { n, positives, auc, brier, ece } = verdict
  const leaks = verdict.leaks.map(({ column, why }) => ({ column, why: text(why['zh-CN'], why.en) }))
  const sections: Section[] = [
    {
      columns: ['AUC', 'Brier', 'ECE', text('行数', 'rows'), text('正例', 'positive')],
      rows: [[fixed(auc), fixed(brier), fixed(ece), String(n), String(positives)]],
    },
    leaks.length > 0
      ? {
          title: text(
            '泄漏结果的列（加 --keep-leaks 才保留）',
            'Columns that leak the outcome (kept only with --keep-leaks)',
          ),
          lines: leaks.map(({ column, why }) => `  ${column}: ${why}`),
        }
      : { lines: [text('没有发现泄漏结果的列。', 'No column was found to leak the outcome.')] },
    ...unusedSection(verdict, context),
  ]
  printReport(
    context,
    { auc, brier, ece, n, positives, leaks, used: verdict.used, unused: verdict.unused },
    sections,
  )
}

function unusedSection({ unused }: TableVerdict, { text }: CommandContext): Section[] {
  if (unused.length === 0) return []
  const kinds = {
    constant: text('只有一个值', 'one value'),
    id: text('编号', 'an id'),
    date: text('日期', 'a date'),
    text: text('自由文本', 'free text'),
    number: '',
    category: '',
  }
  const named = unused.map(({ column, kind }) => `${column} (${kinds[kind]})`)
  return [{ lines: [text(`没有用的列：${named.join('、')}`, `Not used: ${named.join(', ')}`)] }]
}
