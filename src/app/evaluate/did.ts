import { type DidResult, differenceInDifferences } from '#lib/cause/index.ts'
import type { CommandContext } from '../commands/context.ts'
import { BadInput } from './bad-input.ts'
import { said } from './cannot.ts'
import { fixed, guarded, interval, printReport, type RegisterEvaluation, type Section } from './report.ts'
import { readTable, type Table } from './table.ts'
import { timeReader } from './time.ts'

interface Options {
  unit: string
  time: string
  cohort: string
  outcome: string
}

export const register: RegisterEvaluation = (evaluate, context) => {
  const { text } = context
  evaluate
    .command('did <file>')
    .description(
      text(
        '分批铺开的双重差分：各批各期的效果、总效果、事前趋势',
        'difference in differences of a staggered roll-out: group-time effects, overall, pre-trend',
      ),
    )
    .requiredOption('--unit <column>', text('对象', 'column of the unit'))
    .requiredOption('--time <column>', text('时期：数字或日期', 'column of the period, a number or a date'))
    .requiredOption(
      '--cohort <column>',
      text('首次处理的时期；0 或空为从未', 'period of first treatment; 0 or empty for never'),
    )
    .requiredOption('--outcome <column>', text('结果的列，数字', 'column of the outcome, a number'))
    .action(
      guarded(context, async (file: string, options: Options) => {
        const rows = rowsOf(await readTable(context.path(file)), options)
        const result = withoutFalseErrors(said(() => differenceInDifferences(rows.panel)))
        const report = reportOf(result, rows.label)
        printReport(context, report, sectionsOf(result, rows.label, context))
      }),
    )
}

/** The panel that a file and flags ask for, and how its periods are written. @throws BadInput */
export function rowsOf(table: Table, { unit, time, cohort, outcome }: Options) {
  const units = table.column(unit)
  const first = units.indexOf('')
  if (first >= 0)
    throw new BadInput(
      `“${unit}”列第 ${first + 1} 行是空的，每行都要写明对象。`,
      `Column "${unit}", row ${first + 1} is empty; every row needs its unit.`,
    )
  const periods = periodsOf(table, time, cohort)
  const values = table.numbers(outcome)
  if (values.every(value => value === values[0]))
    throw new BadInput(
      `“${outcome}”列的值全都一样（${values[0]}），没有可比较的。`,
      `Column "${outcome}" has the same value everywhere (${values[0]}): there is nothing to compare.`,
    )
  return {
    panel: { unit: units, time: periods.time, cohort: periods.cohort, outcome: values },
    label: periods.label,
  }
}

interface Periods {
  time: Float64Array
  cohort: Float64Array
  /** A period as the file writes it: a number, or the text of its date. */
  label(period: number): number | string
}

const isNever = /^(0+(\.0*)?|na|nan|inf|never|从未|)$/i

/** Numbers as they are, else dates as instants; a cohort of 0 or nothing is never. */
function periodsOf(table: Table, time: string, cohort: string): Periods {
  const cells = table.column(time)
  const begun = table.column(cohort)
  const isNumber = cells.every(cell => cell !== '' && !Number.isNaN(Number(cell)))
  if (isNumber) {
    const values = begun.map(cell => (isNever.test(cell) ? Number.NaN : numberOf(cell, cohort)))
    return { time: table.numbers(time), cohort: Float64Array.from(values), label: period => period }
  }
  const times = table.times(time)
  const read = timeReader(cells, time)
  const written = new Map(cells.map((cell, row) => [times[row]!, cell]))
  const instants = begun.map(cell => {
    if (isNever.test(cell)) return Number.NaN
    const instant = read(cell)
    if (Number.isNaN(instant)) return badCohort(cell, cohort)
    if (!written.has(instant)) written.set(instant, cell)
    return instant
  })
  return { time: times, cohort: Float64Array.from(instants), label: period => written.get(period) ?? period }
}

function numberOf(cell: string, cohort: string): number {
  const value = Number(cell)
  return Number.isNaN(value) ? badCohort(cell, cohort) : value
}

function badCohort(cell: string, cohort: string): number {
  throw new BadInput(
    `“${cohort}”列的“${cell}”不是时期；从未处理的写 0 或留空。`,
    `"${cell}" in column "${cohort}" is no period; write 0 or nothing for never.`,
  )
}

/** One unit has no spread: an error computed from it would be 0, which it is not. It becomes NaN, null in JSON. */
export function withoutFalseErrors(result: DidResult): DidResult {
  const known = (units: { treated: number; untreated: number }) =>
    Math.min(units.treated, units.untreated) > 1
  const groupTime = result.groupTime.map(cell => (known(cell) ? cell : { ...cell, se: Number.NaN }))
  if (known(result.units)) return { ...result, groupTime }
  return {
    ...result,
    groupTime,
    ...{ overallSe: Number.NaN, overallCi: [Number.NaN, Number.NaN], overallP: Number.NaN, preTrendP: null },
    event: result.event.map(each => ({ ...each, se: Number.NaN })),
  }
}

/** The object of `--json`. */
function reportOf(result: DidResult, label: Periods['label']) {
  const { groupTime, panel, ...rest } = result
  return {
    groupTime: groupTime.map(cell => ({ ...cell, cohort: label(cell.cohort), time: label(cell.time) })),
    ...rest,
    basePeriod: 'g-1',
    comparison: 'never treated',
    ...panelNotes(panel),
  }
}

function panelNotes({ alwaysTreated, laterTreated, incomplete }: DidResult['panel']) {
  return { alwaysTreated, laterTreated, incomplete }
}

function sectionsOf(result: DidResult, label: Periods['label'], { text }: CommandContext): Section[] {
  return [
    {
      title: text('总效果（按批的大小加权）', 'Overall effect (weighted by cohort size)'),
      lines: [
        `${fixed(result.overall, 4, true)}  ${text('标准误', 's.e.')} ${fixed(result.overallSe)}  95 % ${interval(result.overallCi)}`,
        preTrendLine(result, text),
        `${text('处理', 'treated')} ${result.units.treated}, ${text('从未', 'never')} ${result.units.untreated}`,
        ...noteLines(result, text),
      ],
    },
    {
      title: text('各批各期（基期是开始前一期）', 'By cohort and period (base: the period before)'),
      columns: [
        text('批', 'cohort'),
        text('时期', 'time'),
        text('效果', 'effect'),
        text('标准误', 's.e.'),
        '',
      ],
      rows: result.groupTime.map(cell => [
        String(label(cell.cohort)),
        String(label(cell.time)),
        fixed(cell.att, 4, true),
        fixed(cell.se),
        cell.time < cell.cohort ? text('之前', 'before') : '',
      ]),
    },
  ]
}

function preTrendLine({ preTrendP }: DidResult, text: CommandContext['text']): string {
  if (preTrendP === null)
    return text(
      '事前趋势无法检验：开始之前只有一期，或一边只有一个对象',
      'No pre-trend test: one period before only, or one unit on a side',
    )
  const p = `p = ${fixed(preTrendP, 5)}`
  return preTrendP < 0.05
    ? text(
        `事前趋势不平，${p}：两组本来就走得不一样`,
        `Pre-trend not flat, ${p}: the groups moved apart before`,
      )
    : text(`事前趋势看不出差别，${p}`, `No pre-trend seen, ${p}`)
}

function noteLines({ panel, groupTime }: DidResult, text: CommandContext['text']): string[] {
  const { alwaysTreated, laterTreated, incomplete } = panel
  return [
    groupTime.some(cell => Number.isNaN(cell.se)) &&
      text(
        '只有一个对象的批算不出标准误，记作“–”',
        'a cohort or comparison of one unit has no standard error: “–”',
      ),
    alwaysTreated > 0 &&
      text(
        `${alwaysTreated} 个对象第一期就已处理，没有用`,
        `${alwaysTreated} units were treated from the first period on: left out`,
      ),
    laterTreated > 0 &&
      text(
        `${laterTreated} 个对象在最后一期之后才处理，算作从未`,
        `${laterTreated} units are treated after the last period: taken as never`,
      ),
    incomplete > 0 &&
      text(
        `${incomplete} 个对象缺了某些时期，逐次用有两期的`,
        `${incomplete} units miss periods: each comparison uses those that have both`,
      ),
  ].filter(line => line !== false)
}
