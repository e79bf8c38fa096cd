import type { LocalText } from '#kernel/error.ts'
import type { Overlap } from './overlap.ts'
import type { Refuter } from './refute.ts'
import type { Estimand, Sample } from './sample.ts'

export type ReasonCode =
  | 'rare-outcome'
  | 'few-comparable'
  | 'mostly-outside'
  | 'one-row-weighs'
  | 'out-of-balance'
  | 'placebo-failed'
  | 'dummy-failed'
  | 'random-cause-failed'
  | 'subset-failed'

/** Why no headline number is given, in words for somebody who knows no statistics. */
export interface Reason {
  code: ReasonCode
  text: LocalText
}

/** Standardised difference beyond which adjustment is no longer trusted (Rubin 2001; Stuart 2010). */
const mostUnbalanced = 0.25
/** As many equal rows at least must carry each group. */
const fewestEffective = 20
/** No row may carry more than this share of its group. */
const mostWeight = 0.2
/** Of those the question is about, at most this share may be left out. */
const mostOutside = 0.5

/** Outcomes other than the usual one that there must be: among the untreated, and in all. */
const fewestUnusual = { untreated: 5, all: 10 }

/** Where hardly anything happened that could be compared: errors would look far smaller than they are. */
export function judgeOutcome({ outcome, treated }: Pick<Sample, 'outcome' | 'treated'>): Reason[] {
  const usual = mostFrequent(outcome)
  const unusual = treated.filter((_, i) => outcome[i] !== usual)
  const untreated = unusual.filter(value => value === 0).length
  if (unusual.length >= fewestUnusual.all && untreated >= fewestUnusual.untreated) return []
  return [
    reason(
      'rare-outcome',
      `可比的对象里，结果几乎都一样：不同的只有 ${unusual.length} 个，其中对照 ${untreated} 个，太少。`,
      `Among the comparable rows the outcome is nearly always the same: ${unusual.length} differ, ${untreated} of them untreated. That is too few.`,
    ),
  ]
}

function mostFrequent(values: Float64Array): number | undefined {
  const counts = new Map<number, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].reduce((best, each) => (each[1] > best[1] ? each : best), [Number.NaN, 0])[0]
}

/** Where the groups can't be compared. */
export function judgeOverlap(overlap: Overlap, estimand: Estimand): Reason[] {
  return [...judgeOutside(overlap, estimand), ...judgeWeights(overlap), ...judgeBalance(overlap)]
}

function judgeOutside({ outside }: Overlap, estimand: Estimand): Reason[] {
  const share = estimand === 'att' ? outside.treated : Math.max(outside.treated, outside.untreated)
  if (share <= mostOutside) return []
  const [zh, en] =
    estimand === 'att' || outside.treated >= outside.untreated
      ? ['处理组', 'treated']
      : ['对照组', 'untreated']
  return [
    reason(
      'mostly-outside',
      `${zh}有 ${percent(share)} 在另一组里找不到相似的对象，剩下的人代表不了全体。`,
      `${percent(share)} of the ${en} have nobody like them in the other group; those left don't stand for all.`,
    ),
  ]
}

function judgeWeights({ effectiveSize, largestWeight }: Overlap): Reason[] {
  const size = Math.min(effectiveSize.treated, effectiveSize.untreated)
  const heaviest = Math.max(largestWeight.treated, largestWeight.untreated)
  const few = reason(
    'few-comparable',
    `比较实际只靠大约 ${size.toFixed(0)} 个相似对象，少于 ${fewestEffective} 个，换几个人结论就会变。`,
    `The comparison rests on about ${size.toFixed(0)} comparable rows, fewer than ${fewestEffective}: a few others would change it.`,
  )
  const heavy = reason(
    'one-row-weighs',
    `单独一行就占了本组权重的 ${percent(heaviest)}，结论取决于它一个。`,
    `A single row carries ${percent(heaviest)} of its group's weight: the result depends on it alone.`,
  )
  return [...(size < fewestEffective ? [few] : []), ...(heaviest > mostWeight ? [heavy] : [])]
}

function judgeBalance({ balance }: Overlap): Reason[] {
  const off = balance
    .filter(({ after }) => Math.abs(after) > mostUnbalanced)
    .toSorted((a, b) => Math.abs(b.after) - Math.abs(a.after))
  if (off.length === 0) return []
  const names = off.slice(0, 3).map(({ name }) => name)
  return [
    reason(
      'out-of-balance',
      `调整之后两组仍然不像，差距超过 ${mostUnbalanced} 个标准差：${names.join('、')}。`,
      `The groups are still unlike after adjustment, by more than ${mostUnbalanced} standard deviations: ${names.join(', ')}.`,
    ),
  ]
}

const failed: Record<Refuter['name'], [ReasonCode, string, string]> = {
  placeboTreatment: [
    'placebo-failed',
    '安慰剂检验没通过：给没被处理的人随机安上“处理”，本该得到约 0，却得到',
    'The placebo test failed: for untreated rows called treated by lot the answer should be about 0, but was',
  ],
  dummyOutcome: [
    'dummy-failed',
    '假结果检验没通过：换成一个不可能受影响的结果，本该得到约 0，却得到',
    'The dummy outcome test failed: for an outcome that can’t have been changed the answer should be about 0, but was',
  ],
  randomCommonCause: [
    'random-cause-failed',
    '加入一个随机的、无关的因素后，估计值本不该变，却变成',
    'Adding a cause by lot should leave the estimate alone, but it became',
  ],
  subset: [
    'subset-failed',
    '随机取五分之四的数据，估计值本该差不多，却变成',
    'Four fifths of the rows should tell about the same, but the estimate became',
  ],
}

/** Which attempts to prove it wrong succeeded. */
export function judgeRefuters(refuters: readonly Refuter[]): Reason[] {
  return refuters
    .filter(({ passed }) => !passed)
    .map(({ name, estimate, expected }) => {
      const [code, zh, en] = failed[name]
      const instead =
        expected === 0
          ? { zh: '', en: '' }
          : { zh: `（原为 ${short(expected)}）`, en: ` (from ${short(expected)})` }
      return reason(code, `${zh} ${short(estimate)}${instead.zh}。`, `${en} ${short(estimate)}${instead.en}.`)
    })
}

function reason(code: ReasonCode, zh: string, en: string): Reason {
  return { code, text: { 'zh-CN': zh, en } }
}

const percent = (share: number) => `${(100 * share).toFixed(0)}%`
const short = (value: number) => Number(value.toPrecision(3)).toString()
