import { type EventCase, judgePrefix, type PrefixVerdict } from '#lib/learn/index.ts'
import type { CommandContext } from '../commands/context.ts'
import { BadInput } from './bad-input.ts'
import { fixed, guarded, printReport, type RegisterEvaluation } from './report.ts'
import { readTable, type Table } from './table.ts'

interface Options {
  case: string
  activity: string
  time: string
  positive: string
  negative: string
  prefix: string
  split: string
}

/** `loam evaluate events`: how well the first events of a case tell how it ends, learned on earlier cases. */
export const register: RegisterEvaluation = (evaluate, context) => {
  const { text } = context
  evaluate
    .command('events <file>')
    .description(
      text(
        '从事件记录学一个案例会怎么结束，按时间先学后验',
        'learn from events how a case ends, on earlier cases, and measure on later ones',
      ),
    )
    .requiredOption('--case <column>', text('案例列', 'the case'))
    .requiredOption('--activity <column>', text('行为列', 'the activity'))
    .requiredOption('--time <column>', text('时间列', 'the time'))
    .requiredOption(
      '--positive <values>',
      text('算成功的行为，逗号分隔', 'activities that are the positive outcome, separated by commas'),
    )
    .requiredOption(
      '--negative <values>',
      text('算失败的行为，逗号分隔', 'activities that are the negative outcome, separated by commas'),
    )
    .option('--prefix <numbers>', text('看前几个事件', 'how many first events are seen'), '10,20,30')
    .option(
      '--split <share>',
      text('按开始时间，前多少用来学', 'the share of cases, by start, that is learned from'),
      '0.8',
    )
    .action(
      guarded(context, async (file: string, options: Options) => {
        const prefixes = (options.prefix.trim() === '' ? [''] : split(options.prefix)).map(one =>
          readNumber('--prefix', one, 1, 1_000, true),
        )
        const share = readNumber('--split', options.split, 0.1, 0.95, false)
        const cases = readCases(await readTable(context.path(file)), options, context)
        checkCases(cases, share)
        const measurable = prefixes.filter(prefix => hasBoth(cases, prefix, share))
        if (measurable.length === 0) throw new BadInput(...tooLong(Math.min(...prefixes)))
        for (const prefix of prefixes)
          if (!measurable.includes(prefix)) context.note(text(...tooLong(prefix)))
        const progress = context.progress(text('前缀', 'prefixes'), measurable.length)
        const verdicts = measurable.map(prefix => {
          const verdict = judgePrefix(cases, prefix, share)
          progress.add(1)
          return verdict
        })
        progress.done()
        print(context, verdicts)
      }),
    )
}

const split = (values: string) =>
  values
    .split(',')
    .map(value => value.trim())
    .filter(value => value !== '')

function readNumber(option: string, given: string, least: number, most: number, whole: boolean): number {
  const value = Number(given)
  if (!(value >= least && value <= most) || (whole && !Number.isInteger(value)))
    throw new BadInput(
      `${option} 要在 ${least} 到 ${most} 之间。`,
      `${option} has to be from ${least} to ${most}.`,
    )
  return value
}

/** Cases whose outcome is known, by start. Events at one instant stay in the order of the file. */
function readCases(table: Table, options: Options, context: CommandContext): EventCase[] {
  const [ids, activities, times] = [
    table.column(options.case),
    table.column(options.activity),
    table.times(options.time),
  ]
  const outcomes = outcomesOf(options, activities, options.activity)
  const rows = new Map<string, number[]>()
  for (const [row, id] of ids.entries()) {
    const list = rows.get(id)
    if (list) list.push(row)
    else rows.set(id, [row])
  }
  const numbers = new Map([...new Set(activities)].map((activity, i) => [activity, i]))
  const cases = [...rows.values()].flatMap(list => {
    list.sort((a, b) => times[a]! - times[b]! || a - b)
    const before = list.findIndex(row => outcomes.has(activities[row]!))
    if (before < 0) return []
    const activity = Int32Array.from(list, row => numbers.get(activities[row]!)!)
    return [
      {
        activity,
        at: Float64Array.from(list, row => times[row]!),
        before,
        outcome: outcomes.get(activities[list[before]!]!)!,
      },
    ]
  })
  const open = rows.size - cases.length
  if (open > 0)
    context.note(
      context.text(`${open} 个案例没有结果，不计。`, `${open} cases have no outcome and are left out.`),
    )
  return cases.sort((a, b) => a.at[0]! - b.at[0]!)
}

function outcomesOf(
  { positive, negative }: Options,
  activities: readonly string[],
  column: string,
): Map<string, number> {
  const known = new Set(activities)
  const outcomes = new Map<string, number>()
  for (const [values, outcome] of [
    [split(positive), 1],
    [split(negative), 0],
  ] as const)
    for (const value of values) {
      if (!known.has(value))
        throw new BadInput(`“${column}”列里没有“${value}”。`, `Column "${column}" has no "${value}".`)
      if (outcomes.has(value) && outcomes.get(value) !== outcome)
        throw new BadInput(
          `“${value}”不能既算成功又算失败。`,
          `"${value}" can't be both positive and negative.`,
        )
      outcomes.set(value, outcome)
    }
  return outcomes
}

function checkCases(cases: readonly EventCase[], share: number): void {
  if (cases.length === 0) throw new BadInput('没有一个案例有结果。', 'No case has an outcome.')
  const positives = cases.filter(one => one.outcome === 1).length
  if (positives === 0 || positives === cases.length)
    throw new BadInput('所有案例结果相同，学不到什么。', 'All cases end alike: there is nothing to learn.')
  if (Math.floor(cases.length * share) < 1)
    throw new BadInput('案例太少，分不开先后。', 'There are too few cases to split.')
}

const tooLong = (prefix: number): [zh: string, en: string] => [
  `前 ${prefix} 个事件之后，学的或验的案例里不足两种结果；请改小 --prefix 或改 --split。`,
  `After ${prefix} events one outcome only is left among the cases to learn from or to measure on: take a smaller --prefix or change --split.`,
]

/** Whether both sides of the split have both outcomes at this prefix: most cases may end before it. */
function hasBoth(cases: readonly EventCase[], prefix: number, share: number): boolean {
  const cut = Math.floor(cases.length * share)
  return [cases.slice(0, cut), cases.slice(cut)].every(
    part => new Set(part.filter(one => one.before >= prefix).map(one => one.outcome)).size === 2,
  )
}

function print(context: CommandContext, verdicts: readonly PrefixVerdict[]): void {
  const { text } = context
  const maxDecompositionError = Math.max(...verdicts.map(verdict => verdict.decompositionError))
  const prefixes = verdicts.map(({ prefix, n, positives, learned, auc, brier, halfLives }) => {
    return { prefix, n, positives, learned, auc, brier, halfLifeDays: halfLives.map(ms => ms / 86_400_000) }
  })
  printReport(context, { prefixes, maxDecompositionError }, [
    {
      columns: [
        text('前几个事件', 'prefix'),
        text('案例', 'n'),
        text('成功', 'positive'),
        'AUC',
        'Brier',
        text('学自', 'learned from'),
      ],
      rows: prefixes.map(one => [
        String(one.prefix),
        String(one.n),
        String(one.positives),
        fixed(one.auc),
        fixed(one.brier),
        String(one.learned),
      ]),
    },
    {
      lines: [
        text(
          `逐条贡献之和与对数几率最多差 ${maxDecompositionError.toExponential(1)}`,
          `contributions add up to the log-odds within ${maxDecompositionError.toExponential(1)}`,
        ),
      ],
    },
  ])
}
