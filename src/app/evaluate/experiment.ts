import {
  addUnit,
  classicalInterval,
  correctedDifference,
  cuped,
  difference,
  emptySums,
  flipsSign,
  type Moments,
  momentsOf,
  pValue,
  ratioAlarm,
  ratioP,
  type Sums,
  sequentialInterval,
} from '#lib/experiment/index.ts'
import type { CommandContext } from '../commands/context.ts'
import { BadInput } from './bad-input.ts'
import { fixed, guarded, interval, printReport, type RegisterEvaluation, type Section } from './report.ts'
import { readTable, type Table } from './table.ts'

interface Options {
  arm: string
  control: string
  metric: string
  covariate?: string
  shares?: string
}

export const register: RegisterEvaluation = (evaluate, context) => {
  const { text } = context
  evaluate
    .command('experiment <file>')
    .description(
      text(
        '随机实验：与对照组的差、区间、分流检查、前期校正',
        'a randomised experiment: lift, intervals, checks',
      ),
    )
    .requiredOption('--arm <column>', text('分组的列', 'column that names the arm'))
    .requiredOption('--control <value>', text('对照组的名称', 'the arm that the others are compared with'))
    .requiredOption('--metric <column>', text('结果的列，数字', 'column of the outcome, a number'))
    .option(
      '--covariate <column>',
      text('实验前就有的数字列，用来校正', 'number known before the experiment, to correct by'),
    )
    .option(
      '--shares <list>',
      text('应有的份额，如 a=.5,b=.5；不写就是均分', 'planned shares, as a=.5,b=.5; equal if left out'),
    )
    .action(
      guarded(context, async (file: string, options: Options) => {
        const result = evaluateExperiment(await readTable(context.path(file)), options)
        printReport(context, result, sectionsOf(result, options, context))
      }),
    )
}

type Result = ReturnType<typeof evaluateExperiment>

/** Reads an experiment off a table. Lifts are absolute, in the unit of the metric. @throws BadInput */
export function evaluateExperiment(table: Table, { arm, control, metric, covariate, shares }: Options) {
  const moments = momentsByArm(table, arm, metric, covariate)
  const names = [...moments.keys()].sort()
  checkArms(names, moments, arm, control)
  const expected = shares === undefined ? names.map(() => 1 / names.length) : sharesOf(shares, names)
  const base = moments.get(control)!
  const arms = names
    .filter(name => name !== control)
    .map(name => ({
      arm: name,
      ...liftOf(moments.get(name)!, base),
      ...(covariate !== undefined && { cuped: cupedOf(moments.get(name)!, base) }),
    }))
  const counts = names.map(name => moments.get(name)!.n)
  const srmP = ratioP(counts, expected)
  return {
    metric,
    control: { arm: control, n: base.n, mean: base.mean },
    arms,
    srmP,
    srmFlagged: srmP < ratioAlarm,
    // With one treatment there is one correction: then it need not be looked for inside of `arms`.
    ...(covariate !== undefined && { covariate, cuped: { arm: arms[0]!.arm, ...arms[0]!.cuped! } }),
  }
}

function momentsByArm(
  table: Table,
  arm: string,
  metric: string,
  covariate: string | undefined,
): Map<string, Moments> {
  const arms = table.column(arm)
  const ys = table.numbers(metric)
  const xs = covariate === undefined ? undefined : table.numbers(covariate)
  checkVaries(metric, ys)
  if (xs) checkVaries(covariate!, xs)
  // Summed relative to the first row: spreads stay the same, and large values keep their digits.
  const [y0, x0] = [ys[0]!, xs?.[0] ?? 0]
  const sums = new Map<string, Sums>()
  for (const [row, name] of arms.entries()) {
    if (name === '')
      throw new BadInput(
        `“${arm}”列第 ${row + 1} 行没有写分组。`,
        `column "${arm}", row ${row + 1} names no arm.`,
      )
    const own = sums.get(name) ?? emptySums()
    sums.set(name, own)
    addUnit(own, ys[row]! - y0, xs ? xs[row]! - x0 : 0)
  }
  return new Map([...sums].map(([name, own]) => [name, shifted(momentsOf(own), y0, x0)]))
}

const shifted = (moments: Moments, y0: number, x0: number): Moments => ({
  ...moments,
  mean: moments.mean + y0,
  covariateMean: moments.covariateMean + x0,
})

function liftOf(treatment: Moments, control: Moments) {
  const estimate = difference(treatment, control)
  const { lift, se } = estimate
  return {
    n: treatment.n,
    mean: treatment.mean,
    lift,
    se,
    ci: classicalInterval(estimate),
    // Null below 100 in either arm: the always-valid interval begins there.
    sequentialCi: sequentialInterval(estimate, Math.min(treatment.n, control.n)) ?? null,
    p: pValue(estimate),
  }
}

/** The correction estimated from the two arms that are compared. */
function cupedOf(treatment: Moments, control: Moments) {
  const found = cuped([treatment, control])
  const theta = found?.theta ?? 0
  const estimate = correctedDifference(treatment, control, theta)
  return {
    varianceRatio: found?.varianceRatio ?? 1,
    lift: estimate.lift,
    se: estimate.se,
    ci: classicalInterval(estimate),
    sequentialCi: sequentialInterval(estimate, Math.min(treatment.n, control.n)) ?? null,
    theta,
    correlation: found?.correlation ?? 0,
    signFlip: flipsSign(difference(treatment, control), estimate),
  }
}

function checkVaries(name: string, values: Float64Array): void {
  if (values.every(value => value === values[0]))
    throw new BadInput(
      `“${name}”列的值全都一样（${values[0]}），没有可比较的。`,
      `Column "${name}" has the same value everywhere (${values[0]}): there is nothing to compare.`,
    )
}

function checkArms(
  names: readonly string[],
  moments: ReadonlyMap<string, Moments>,
  column: string,
  control: string,
): void {
  if (!moments.has(control))
    throw new BadInput(
      `“${column}”列里没有对照组“${control}”；有的组：${firstFew(names, '、')}。`,
      `Column "${column}" has no arm "${control}"; its arms are ${firstFew(names, ', ')}.`,
    )
  if (names.length < 2)
    throw new BadInput(
      `“${column}”列里只有“${control}”一个组，没有可比较的组。`,
      `Column "${column}" has only the arm "${control}": there is nothing to compare it with.`,
    )
  const small = names.find(name => moments.get(name)!.n < 2)
  if (small !== undefined)
    throw new BadInput(
      `“${small}”组只有一行，算不出误差；每组至少要两行。`,
      `The arm "${small}" has one row, too few for an error; every arm needs at least two.`,
    )
}

const firstFew = (names: readonly string[], comma: string) =>
  names.length > 10 ? `${names.slice(0, 10).join(comma)}…` : names.join(comma)

/** `a=.5,b=.5` as shares in the order of the arms. */
function sharesOf(written: string, names: readonly string[]): number[] {
  const shares = new Map(
    written.split(',').map(part => {
      const cut = part.lastIndexOf('=')
      return [part.slice(0, Math.max(0, cut)).trim(), Number(part.slice(cut + 1))]
    }),
  )
  const found = names.map(name => shares.get(name))
  const sum = [...shares.values()].reduce((total, share) => total + share, 0)
  const fits = found.every(share => share !== undefined && share > 0) && shares.size === names.length
  if (!fits || Math.abs(sum - 1) > 1e-6)
    throw new BadInput(
      `--shares 要给每个组（${firstFew(names, '、')}）一个大于 0 的份额，合计为 1。`,
      `--shares must give every arm (${firstFew(names, ', ')}) a share above 0, 1 in all.`,
    )
  return found as number[]
}

function sectionsOf(result: Result, { control }: Options, { text }: CommandContext): Section[] {
  const decimals = 6
  const rows = result.arms.map(arm => [
    arm.arm,
    `${arm.n}`,
    fixed(arm.mean, decimals),
    fixed(arm.lift, decimals, true),
    fixed(arm.se, decimals),
    interval(arm.ci, decimals),
    interval(arm.sequentialCi, decimals),
  ])
  const { n, mean } = result.control
  const columns = text(
    '组|行数|均值|差值|标准误|95% 区间|随时有效 95% 区间',
    'arm|n|mean|lift|s.e.|95 % interval|always-valid 95 %',
  )
  return [
    {
      title: text(`${result.metric}：与“${control}”的差`, `${result.metric}: difference from "${control}"`),
      columns: columns.split('|'),
      rows: [[control, `${n}`, fixed(mean, decimals), '', '', '', ''], ...rows],
    },
    ...(result.covariate === undefined ? [] : [cupedSection(result, text)]),
    { lines: [ratioLine(result, text)] },
  ]
}

type Say = CommandContext['text']

function cupedSection({ arms, covariate }: Result, text: Say): Section {
  const gained = arms.some(arm => arm.cuped && arm.cuped.varianceRatio < 0.99)
  return {
    title: text(`用实验前的“${covariate}”校正（CUPED）`, `Corrected by "${covariate}" from before (CUPED)`),
    columns: text('组|剩余方差|差值|标准误|95% 区间', 'arm|variance left|lift|s.e.|95 % interval').split('|'),
    rows: arms.map(({ arm, cuped }) => [
      arm,
      fixed(cuped?.varianceRatio, 6),
      fixed(cuped?.lift, 6, true),
      fixed(cuped?.se, 6),
      interval(cuped?.ci, 6),
    ]),
    ...(!gained && {
      lines: [
        text(
          '几乎没有增益：它与结果的相关太弱。',
          'About nothing is gained: it hardly correlates with the outcome.',
        ),
      ],
    }),
  }
}

function ratioLine({ srmP, srmFlagged }: Result, text: Say): string {
  const p = srmP.toPrecision(3)
  return srmFlagged
    ? text(
        `分流比例不对（p = ${p} < 0.001）：先查分流，上面的差值不可信。`,
        `The split is not as planned (p = ${p} < 0.001): look there first, the lifts can't be relied on.`,
      )
    : text(`分流比例正常（p = ${p}）。`, `The split is as planned (p = ${p}).`)
}
