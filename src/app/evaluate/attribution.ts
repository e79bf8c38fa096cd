import { type Attribution, attribute, conversionsOf, type Path } from '#lib/attribution/index.ts'
import { BadInput } from './bad-input.ts'
import { fixed, guarded, printReport, type RegisterEvaluation } from './report.ts'
import { readTable, type Table } from './table.ts'

/** `loam evaluate attribution FILE`: credit of every channel by six methods, from paths with their counts. */
export const register: RegisterEvaluation = (evaluate, context) => {
  const { text, path } = context
  evaluate
    .command('attribution')
    .description(
      text(
        '多触点归因：马尔可夫链(精确解)、Shapley、首次、末次、平均',
        'multi-touch attribution: exact Markov chain, Shapley, first, last and linear touch',
      ),
    )
    .argument(
      '<file>',
      text(
        'CSV：path(用“ > ”分隔)、total_conversions、total_null',
        'CSV with path (channels separated by " > "), total_conversions, total_null',
      ),
    )
    .action(
      guarded(context, async (file: string) => {
        const paths = pathsOf(await readTable(path(file)))
        const found = attribute(paths)
        printReport(context, found, report(found, conversionsOf(paths), text))
      }),
    )
}

/** @throws BadInput for a missing column, a count that is none, an empty path, or no success at all */
export function pathsOf(table: Table): Path[] {
  const written = table.column('path')
  const conversions = countsOf(table, 'total_conversions')
  const nulls = countsOf(table, 'total_null')
  const paths = written.map((cell, row) => ({
    steps: stepsOf(cell, row),
    conversions: conversions[row]!,
    nulls: nulls[row]!,
  }))
  if (conversionsOf(paths) === 0)
    throw new BadInput(
      `${table.file} 里一次转化也没有（total_conversions 全是 0），没有功劳可分。`,
      `${table.file} has no conversion at all (total_conversions is 0 throughout): there is nothing to credit.`,
    )
  return paths
}

function stepsOf(cell: string, row: number): string[] {
  const steps = cell.split('>').map(step => step.trim())
  if (steps.some(step => step === ''))
    throw new BadInput(
      `path 列第 ${row + 1} 行有空的触点：“${cell}”。`,
      `column "path", row ${row + 1} has an empty channel: "${cell}"`,
    )
  return steps
}

function countsOf(table: Table, name: string): Float64Array {
  const counts = table.numbers(name)
  const bad = counts.findIndex(count => count < 0)
  if (bad >= 0)
    throw new BadInput(
      `${name} 列第 ${bad + 1} 行小于 0：${counts[bad]}。`,
      `column "${name}", row ${bad + 1} is below 0: ${counts[bad]}`,
    )
  return counts
}

function report(
  { channels, absorption }: Attribution,
  conversions: number,
  text: (zh: string, en: string) => string,
) {
  return [
    {
      title: text('归因', 'Attribution'),
      lines: [
        text(
          `转化 ${fixed(conversions, 0)} 次；一段旅程走到转化的概率 ${fixed(absorption, 6)}`,
          `${fixed(conversions, 0)} conversions; a journey ends in one with probability ${fixed(absorption, 6)}`,
        ),
        text(
          '移除效应不等于因果：它说转化的旅程经过哪里，没说少了它会怎样。要知道因果，请做对照实验。',
          'A removal effect is not cause: it says where converting journeys passed, not what would happen without. Run an experiment for that.',
        ),
      ],
      columns: [text('触点', 'channel'), 'markov', 'removal', 'shapley', 'first', 'last', 'linear'],
      rows: channels.map(row => [
        row.channel,
        fixed(row.markov, 2),
        fixed(row.removal, 4),
        fixed(row.shapley, 2),
        fixed(row.first, 0),
        fixed(row.last, 0),
        fixed(row.linear, 2),
      ]),
    },
  ]
}
