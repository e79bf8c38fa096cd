import { type CausalOptions, type CausalResult, estimateCause, type Refuter } from '#lib/cause/index.ts'
import { fromColumns } from '#lib/stats/matrix.ts'
import type { CommandContext } from '../commands/context.ts'
import { BadInput } from './bad-input.ts'
import { said } from './cannot.ts'
import { fixed, guarded, interval, printReport, type RegisterEvaluation, type Section } from './report.ts'
import { readTable, type Table } from './table.ts'

interface Options {
  treatment: string
  outcome: string
  covariates: string
  estimand: string
  trim: string
  folds: string
  seed: string
}

export const register: RegisterEvaluation = (evaluate, context) => {
  const { text } = context
  evaluate
    .command('causal <file>')
    .description(
      text(
        '没有实验时的因果估计：双重稳健、可比性、反驳检验；站不住就拒绝',
        'a cause without an experiment: doubly robust, overlap, refuters; refused where it does not hold',
      ),
    )
    .requiredOption('--treatment <column>', text('是否处理：0/1、是/否', 'treated or not: 0/1, yes/no'))
    .requiredOption('--outcome <column>', text('结果的列，数字', 'column of the outcome, a number'))
    .requiredOption(
      '--covariates <list>',
      text('处理之前就有的列，逗号分隔', 'columns known before, by comma'),
    )
    .option(
      '--estimand <name>',
      text('att：对被处理的；ate：对所有的', 'att: on the treated; ate: on all'),
      'att',
    )
    .option(
      '--trim <share>',
      text('剪掉处理概率在 [x, 1−x] 之外的行', 'leave out chances outside [x, 1 − x]'),
      '0.05',
    )
    .option('--folds <n>', text('交叉拟合的份数', 'folds of cross-fitting'), '5')
    .option('--seed <n>', text('随机种子', 'seed of the random numbers'), '1')
    .action(
      guarded(context, async (file: string, options: Options) => {
        const question = questionOf(await readTable(context.path(file)), options)
        const progress = context.progress(text('估计与检验', 'Estimating and refuting'), 100)
        let shown = 0
        const result = said(() =>
          estimateCause(question.table, question.options, share => {
            progress.add(Math.floor(100 * share) - shown)
            shown = Math.floor(100 * share)
          }),
        )
        progress.done()
        const report = reportOf(result, context)
        printReport(context, report, sectionsOf(result, report, context))
      }),
    )
}

/** The table and options that a file and flags ask for. @throws BadInput */
export function questionOf(table: Table, options: Options) {
  const names = options.covariates
    .split(',')
    .map(name => name.trim())
    .filter(name => name !== '')
  if (names.length === 0)
    throw new BadInput('--covariates 至少要有一列。', '--covariates needs at least one column.')
  for (const role of [options.treatment, options.outcome])
    if (names.includes(role))
      throw new BadInput(
        `“${role}”不能同时是 --covariates 里的列。`,
        `"${role}" can't be one of the --covariates as well.`,
      )
  const covariates = [...new Set(names)].flatMap(name => covariateOf(table, name))
  return {
    table: {
      treated: treatedOf(table, options.treatment),
      outcome: complete(table, options.outcome),
      covariates: fromColumns(
        covariates.map(each => each.values),
        table.rows,
      ),
      names: covariates.map(each => each.name),
    },
    options: optionsOf(options),
  }
}

function optionsOf({ estimand, trim, folds, seed }: Options): CausalOptions {
  if (estimand !== 'att' && estimand !== 'ate')
    throw new BadInput('--estimand 只能是 att 或 ate。', '--estimand is att or ate.')
  return {
    estimand,
    trim: within('--trim', trim, value => value >= 0 && value < 0.5, '0 … 0.5'),
    folds: within('--folds', folds, value => Number.isInteger(value) && value >= 2 && value <= 50, '2 … 50'),
    seed: within('--seed', seed, Number.isInteger, '0, 1, 2 …'),
  }
}

function within(flag: string, written: string, holds: (value: number) => boolean, range: string): number {
  const value = Number(written)
  if (written.trim() !== '' && holds(value)) return value
  throw new BadInput(
    `${flag} 应在 ${range} 之间，不能是“${written}”。`,
    `${flag} must be ${range}, not "${written}".`,
  )
}

const yes = new Set(['1', 'true', 'yes', 'y', 't', '是'])
const no = new Set(['0', 'false', 'no', 'n', 'f', '否'])

function treatedOf(table: Table, name: string): Uint8Array {
  const cells = table.column(name)
  refuseEmpty(cells, name)
  return Uint8Array.from(cells, cell => {
    const text = cell.toLowerCase()
    if (yes.has(text) || Number(text) === 1) return 1
    if (no.has(text) || Number(text) === 0) return 0
    throw new BadInput(
      `“${name}”列应只有 0 和 1（或是/否），却有“${cell}”。`,
      `Column "${name}" must hold 0 and 1 (or yes/no) only, but has "${cell}".`,
    )
  })
}

function complete(table: Table, name: string): Float64Array {
  refuseEmpty(table.column(name), name)
  return table.numbers(name)
}

function refuseEmpty(cells: readonly string[], name: string): void {
  const first = cells.indexOf('')
  if (first < 0) return
  const count = cells.filter(cell => cell === '').length
  throw new BadInput(
    `“${name}”列有 ${count} 个空格子（第一个在第 ${first + 1} 行）；请补上，或去掉这些行。`,
    `Column "${name}" has ${count} empty cell${count === 1 ? '' : 's'} (the first in row ${first + 1}): fill them in or leave the rows out.`,
  )
}

/** Words with more different values than this are names, not kinds. */
const mostKinds = 30

/** A column of numbers as it is; a column of words as one column of 0 and 1 per kind, but for the first. */
function covariateOf(table: Table, name: string): { name: string; values: Float64Array }[] {
  const cells = table.column(name)
  refuseEmpty(cells, name)
  try {
    return [{ name, values: table.numbers(name) }]
  } catch (error) {
    const kinds = [...new Set(cells)].sort()
    const isWords = cells.filter(cell => Number.isNaN(Number(cell))).length > cells.length / 2
    if (!isWords || kinds.length > mostKinds) throw error
    return kinds.slice(1).map(kind => ({
      name: `${name}=${kind}`,
      values: Float64Array.from(cells, cell => (cell === kind ? 1 : 0)),
    }))
  }
}

type Report = ReturnType<typeof reportOf>

/** The object of `--json`. Refuters without pass or fail (`passed` null) say how strong a hidden cause would have to be. */
function reportOf(result: CausalResult, { text }: CommandContext) {
  const { hidden, eValue, reasons, leftOut, ...rest } = result
  return {
    ...rest,
    refuters: [
      ...result.refuters,
      { name: 'unobservedConfounder', passed: null, ...hidden },
      { name: 'eValue', passed: null, ...eValue },
    ],
    leftOut,
    reasons: reasons.map(reason => text(reason.text['zh-CN'], reason.text.en)),
  }
}

function sectionsOf(result: CausalResult, report: Report, { text }: CommandContext): Section[] {
  const { overlap, rows, hidden, eValue } = result
  const refused = result.verdict === 'refused'
  const effect = `${result.estimand.toUpperCase()} ${fixed(result.estimate, 4, true)}  ${text('标准误', 's.e.')} ${fixed(result.se)}  95 % ${interval(result.ci)}`
  return [
    {
      title: refused
        ? text(
            '拒绝给出结论：这份数据支撑不了因果判断',
            'Refused: this table does not support a causal claim',
          )
        : text('可以报告的估计（校正后，不是实验）', 'Reported (adjusted, not an experiment)'),
      lines: [
        ...report.reasons.map(reason => `- ${reason}`),
        refused ? `${text('仅供参考', 'for what it is worth')}: ${effect}` : effect,
        `${text('处理', 'treated')} ${rows.treated}, ${text('对照', 'untreated')} ${rows.untreated}; ${text('直接相减', 'plain difference')} ${fixed(result.naive, 4, true)}`,
        ...leftOutLines(result, text),
      ],
    },
    {
      title: text('可比性', 'Overlap'),
      columns: ['', text('处理', 'treated'), text('对照', 'untreated')],
      rows: [
        [
          text('概率在范围外', 'chance out of bounds'),
          percent(overlap.outside.treated),
          percent(overlap.outside.untreated),
        ],
        [text('留下的行', 'rows kept'), String(overlap.kept.treated), String(overlap.kept.untreated)],
        [
          text('相当于等权行数', 'effective size'),
          fixed(overlap.effectiveSize.treated, 1),
          fixed(overlap.effectiveSize.untreated, 1),
        ],
        [
          text('最重一行占比', 'heaviest row'),
          percent(overlap.largestWeight.treated),
          percent(overlap.largestWeight.untreated),
        ],
      ],
    },
    {
      title: text('平衡：标准化均值差', 'Balance: standardised mean difference'),
      columns: ['', text('之前', 'before'), text('之后', 'after')],
      rows: overlap.balance.map(({ name, before, after }) => [
        name,
        fixed(before, 3, true),
        fixed(after, 3, true),
      ]),
    },
    {
      title: text('反驳检验', 'Refuters'),
      columns: ['', text('应为', 'expected'), text('得到', 'found'), text('容许', 'tolerance'), ''],
      rows: result.refuters.map(refuter => refuterRow(refuter, text)),
    },
    {
      title: text('没有测到的因素', 'Hidden causes'),
      lines: [
        text(
          `要推翻结论，它得解释掉处理与结果各 ${percent(hidden.robustness)} 的剩余差异；E 值 ${fixed(eValue.estimate, 2)}（区间端 ${fixed(eValue.limit, 2)}，1 表示一推就倒）`,
          `To undo the estimate one must explain ${percent(hidden.robustness)} of what is left of treatment and outcome; E-value ${fixed(eValue.estimate, 2)} (interval ${fixed(eValue.limit, 2)}; 1 means at once)`,
        ),
      ],
      columns: [text('去掉一个已知因素', 'without a measured one'), text('估计移动', 'estimate moves by')],
      rows: hidden.benchmarks.slice(0, 5).map(({ name, shift }) => [name, fixed(shift, 4, true)]),
    },
  ]
}

function leftOutLines({ leftOut }: CausalResult, text: CommandContext['text']): string[] {
  const { constant, dependent } = leftOut
  return [
    ...(constant.length > 0
      ? [`${text('全列相同，不用', 'constant, left out')}: ${constant.join(', ')}`]
      : []),
    ...(dependent.length > 0
      ? [`${text('可由其他列推出，不用', 'follow from others, left out')}: ${dependent.join(', ')}`]
      : []),
  ]
}

function refuterRow(
  { name, expected, estimate, tolerance, passed }: Refuter,
  text: CommandContext['text'],
): string[] {
  const names = {
    placeboTreatment: text('安慰剂处理', 'placebo treatment'),
    dummyOutcome: text('假结果', 'dummy outcome'),
    randomCommonCause: text('随机因素', 'random common cause'),
    subset: text('五分之四子集', 'subset of four fifths'),
  }
  const verdict = passed ? text('通过', 'passed') : text('没通过', 'FAILED')
  return [names[name], fixed(expected), fixed(estimate), `±${fixed(tolerance)}`, verdict]
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`
