import {
  accuracyOf,
  coverage80,
  type Day,
  type Deal,
  fewestEndings,
  monthName,
  monthStart,
  scoreBaseline,
  type WalkedMonth,
  walkForward,
} from '#lib/forecast/index.ts'
import type { CommandContext } from '../commands/context.ts'
import { BadInput } from './bad-input.ts'
import { fixed, guarded, printReport, type RegisterEvaluation, type Section } from './report.ts'
import { readTable, type Table } from './table.ts'

interface Options {
  opened: string
  closed: string
  amount: string
  stage: string
  won: string
  lost: string
  by?: string
  seed: string
}

export const register: RegisterEvaluation = (evaluate, context) => {
  const { text } = context
  evaluate
    .command('forecast <file>')
    .description(
      text(
        '商机预测：逐月只用上月底已知的数据，看准不准',
        'a pipeline, forecast month by month from what was known at the end of the month before',
      ),
    )
    .requiredOption('--opened <column>', text('商机开始的日期列', 'column of the day a deal was opened'))
    .requiredOption(
      '--closed <column>',
      text('结束的日期列，未结束的留空', 'column of the day it ended, empty while open'),
    )
    .requiredOption('--amount <column>', text('成交金额的列', 'column of the amount won'))
    .requiredOption('--stage <column>', text('最后阶段的列', 'column of the last stage'))
    .requiredOption('--won <value>', text('表示赢单的值', 'the stage that means won'))
    .requiredOption('--lost <value>', text('表示丢单的值', 'the stage that means lost'))
    .option(
      '--by <column>',
      text('再按这一列分组看，如产品', 'judge the parts by this column as well, such as product'),
    )
    .option('--seed <number>', text('随机种子', 'seed of the simulation'), '1')
    .action(
      guarded(context, async (file: string, options: Options) => {
        const result = evaluateForecast(await readTable(context.path(file)), options)
        printReport(context, result, sectionsOf(result, context))
      }),
    )
}

const DAY = 86_400_000
const draws = 1000
/** Of a longer history the last ten years are walked through; what is older is still learned from. */
const mostMonths = 120
/** A file that ends so few days before a month does still holds the whole month: a weekend. */
const grace = 3

/**
 * Walks through the pipeline of a table. The amount and the stage of a deal are taken as unknown before it ended, since the file holds
 * only how they ended up; a row that was never opened, or ended before it was opened, is left out and counted.
 * @throws BadInput
 */
export function evaluateForecast(table: Table, options: Options) {
  const seed = Number(options.seed)
  if (!Number.isSafeInteger(seed))
    throw new BadInput(`--seed 要是整数：${options.seed}。`, `--seed takes a whole number: ${options.seed}.`)
  const { deals, skipped, last } = dealsOf(table, options)
  checkDeals(deals, options)
  const to = lastWholeMonth(last)
  const walked = walkForward(deals, { stages: 1, from: monthStart(to, 1 - mostMonths), to, draws, seed })
  if (walked.length === 0)
    throw new BadInput(
      `结束的商机太少：第一个月预测之前至少要有 ${fewestEndings} 个，并且之后还有完整的一个月。`,
      `Too few deals ended: ${fewestEndings} are needed before the first month forecast, and a whole month after them.`,
    )
  const ended = (won: boolean) => deals.filter(deal => deal.ended?.won === won).length
  return {
    deals: deals.length,
    ...{ won: ended(true), lost: ended(false), open: deals.filter(deal => !deal.ended).length, skipped },
    months: walked.map(monthOf),
    accuracy: accuracyOf(pairs(walked)) ?? null,
    coverage80: coverage80(walked) ?? null,
    /** Accuracy of simple rules on the same months. */
    baselines: {
      naive: scoreBaseline(walked, 'naive').accuracy ?? null,
      seasonalNaive: scoreBaseline(walked, 'seasonalNaive').accuracy ?? null,
      stageWeighted: scoreBaseline(walked, 'stageWeighted').accuracy ?? null,
    },
    ...(options.by !== undefined && { by: partsOf(walked, options.by) }),
  }
}

type Result = ReturnType<typeof evaluateForecast>

const pairs = (walked: readonly WalkedMonth[]) =>
  walked.map(({ forecast, actual }) => ({ forecast: forecast.mean, actual }))

const monthOf = ({ month, forecast, actual }: WalkedMonth) => ({
  month: monthName(month),
  ...{ forecast: forecast.mean, p10: forecast.p10, p90: forecast.p90, actual },
})

function partsOf(walked: readonly WalkedMonth[], column: string) {
  const cells = walked.flatMap(month =>
    [...(month.byLabel[0] ?? [])].map(([label, cell]) => ({ month: month.month, label, ...cell })),
  )
  return {
    column,
    cells: cells.length,
    coverage80: coverage80(cells) ?? null,
    accuracy: accuracyOf(cells.map(({ forecast, actual }) => ({ forecast: forecast.mean, actual }))) ?? null,
    months: cells.map(({ month, label, forecast, actual }) => ({
      ...{ month: monthName(month), label },
      ...{ forecast: forecast.mean, p10: forecast.p10, p90: forecast.p90, actual },
    })),
  }
}

function dealsOf(table: Table, { opened, closed, amount, stage, won, lost, by }: Options) {
  const starts = table.times(opened, { empty: 'nan' })
  const ends = table.times(closed, { empty: 'nan' })
  const amounts = table.numbers(amount, { empty: 'nan' })
  const stages = table.column(stage)
  const groups = by === undefined ? undefined : table.column(by)
  const deals: Deal[] = []
  let skipped = 0
  let last = Number.NEGATIVE_INFINITY
  for (let row = 0; row < table.rows; row++) {
    const isWon = stages[row] === won
    const hasEnded = isWon || stages[row] === lost
    const [from, to] = [dayAt(starts[row]!), dayAt(ends[row]!)]
    if (Number.isNaN(from) || (hasEnded && !(to >= from))) {
      skipped++
      continue
    }
    if (isWon && !(amounts[row]! >= 0)) throw amountMissing(amount, row)
    last = Math.max(last, from, hasEnded ? to : from)
    deals.push({
      id: String(row),
      opened: from,
      steps: [{ on: from, stage: 0, amount: null }],
      labels: groups ? [groups[row]!] : [],
      family: groups?.[row] ?? '',
      ...(hasEnded && { ended: { on: to, won: isWon, amount: isWon ? amounts[row]! : 0 } }),
    })
  }
  return { deals, skipped, last }
}

const dayAt = (instant: number): Day => Math.floor(instant / DAY)

const amountMissing = (column: string, row: number) =>
  new BadInput(
    `“${column}”列第 ${row + 1} 行是赢单，金额却不是 0 以上的数字。`,
    `Row ${row + 1} is won, but its "${column}" is not a number of 0 or more.`,
  )

function checkDeals(deals: readonly Deal[], { won, lost }: Options): void {
  for (const [value, isWon] of [
    [won, true],
    [lost, false],
  ] as const) {
    if (!deals.some(deal => deal.ended?.won === isWon))
      throw new BadInput(
        `没有一行的阶段是“${value}”并写明了开始和结束日期，无从学起。`,
        `No row with the stage "${value}" has a day of opening and one of ending: there is nothing to learn from.`,
      )
  }
}

/** The last month that the file holds in whole. */
function lastWholeMonth(last: Day): Day {
  const next = monthStart(last, 1)
  return last + grace >= next - 1 ? monthStart(last) : monthStart(last, -1)
}

function sectionsOf(result: Result, { text }: CommandContext): Section[] {
  const percent = (value: number | null) => (value === null ? '–' : `${fixed(100 * value, 1)} %`)
  const rule = {
    naive: text('上月的数', 'last month'),
    seasonalNaive: text('上季度同一月的数', 'same month of the quarter before'),
    stageWeighted: text('按赢率折算的在谈金额', 'open deals weighted by the share won'),
  }
  return [
    {
      title: text('每月预测：只用上月底已知的数据', 'Each month, forecast from the end of the month before'),
      columns: [text('月份', 'month'), text('预测', 'forecast'), '10 %', '90 %', text('实际', 'actual')],
      rows: result.months.map(({ month, forecast, p10, p90, actual }) => [
        month,
        ...[forecast, p10, p90, actual].map(value => fixed(value, 0)),
      ]),
    },
    {
      lines: [
        text(
          `准确率 ${percent(result.accuracy)}（1 − 误差之和 ÷ 实际之和）；80 % 区间包住了 ${percent(result.coverage80)} 的月份`,
          `accuracy ${percent(result.accuracy)} (1 − sum of misses ÷ sum of actuals); the 80 % interval held ${percent(result.coverage80)} of the months`,
        ),
        ...(result.by
          ? [
              text(
                `按“${result.by.column}”分开看 ${result.by.cells} 格：80 % 区间包住了 ${percent(result.by.coverage80)}`,
                `by "${result.by.column}", ${result.by.cells} cells: the 80 % interval held ${percent(result.by.coverage80)}`,
              ),
            ]
          : []),
        text(
          `商机 ${result.deals} 个：赢 ${result.won}，丢 ${result.lost}，未结束 ${result.open}；略过 ${result.skipped} 行（没有或颠倒的日期）`,
          `${result.deals} deals: ${result.won} won, ${result.lost} lost, ${result.open} open; ${result.skipped} rows left out (no dates, or reversed)`,
        ),
      ],
    },
    {
      title: text('和简单办法比', 'Beside simple rules'),
      columns: [text('办法', 'rule'), text('准确率', 'accuracy')],
      rows: [
        [rule.naive, percent(result.baselines.naive)],
        [rule.seasonalNaive, percent(result.baselines.seasonalNaive)],
        [rule.stageWeighted, percent(result.baselines.stageWeighted)],
      ],
    },
  ]
}
