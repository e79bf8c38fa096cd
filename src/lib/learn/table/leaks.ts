import type { LocalText } from '#kernel/error.ts'
import { aucInterval, wilson } from '#lib/stats/metrics.ts'
import type { Column } from './column.ts'

/** A column that should not be learned from, and why. */
export interface Leak {
  column: string
  why: LocalText
}

/** The AUC that one honest column hardly reaches alone. */
const TOO_GOOD = 0.79
/** A group counts as sorted out when at most this part of the base rate's uncertainty is left in it. */
const SORTED = 0.15
const LEAST_ROWS = 20

const percent = (share: number) => `${Math.round(100 * share)}%`

/**
 * Names columns that know the outcome: too good alone, filled in for one outcome only, groups sorted out at both ends,
 * two readings of one state that goes on changing, a grade calculated later. All judged by the cells alone, never by a name.
 * What it can't see: a column that was overwritten later but says little.
 * @param fold the fold of each row, by which a column's own power is measured on rows it was not learned from
 */
export function findLeaks(columns: readonly Column[], y: Float64Array, fold: Int32Array): Leak[] {
  const facts = columns.map(column => factsOf(column, y, fold))
  const leaks: Leak[] = []
  for (const own of facts) {
    const why =
      tooGood(own) ??
      certain(own) ??
      filledAfter(own) ??
      sortedOut(own) ??
      rereadState(own, facts) ??
      calculated(own, facts)
    if (why) leaks.push({ column: own.column.name, why })
  }
  return leaks
}

/** Folds are numbered from 0. */
export const foldCount = (fold: Int32Array): number => fold.reduce((most, one) => Math.max(most, one), 0) + 1

interface Facts {
  column: Column
  n: Float64Array
  positives: Float64Array
  /** Share of positives among all rows. */
  base: number
  rows: number
  /** Out-of-fold AUC of this column alone, and the lower end of its interval. */
  alone: { value: number; low: number }
}

function factsOf(column: Column, y: Float64Array, fold: Int32Array): Facts {
  const folds = foldCount(fold)
  const tally = () => Array.from({ length: folds }, () => new Float64Array(column.levels))
  const [count, hits] = [tally(), tally()]
  y.forEach((outcome, row) => {
    count[fold[row]!]![column.codes[row]!]!++
    hits[fold[row]!]![column.codes[row]!]! += outcome
  })
  const total = (parts: Float64Array[]) =>
    Float64Array.from(parts[0]!, (_, k) => parts.reduce((sum, one) => sum + one[k]!, 0))
  const [n, positives] = [total(count), total(hits)]
  const base = y.reduce((sum, outcome) => sum + outcome, 0) / y.length
  const score = Float64Array.from(y, (_, row) => {
    const [k, f] = [column.codes[row]!, fold[row]!]
    return (positives[k]! - hits[f]![k]! + 5 * base) / (n[k]! - count[f]![k]! + 5)
  })
  return { column, n, positives, base, rows: y.length, alone: aucInterval(score, y) }
}

function tooGood({ alone, base, rows }: Facts): LocalText | undefined {
  if (alone.value < TOO_GOOD || alone.low < 0.7 || Math.min(base, 1 - base) * rows < LEAST_ROWS / 2)
    return undefined
  const value = alone.value.toFixed(3)
  return {
    'zh-CN': `好得不真实：只凭这一列 AUC 就到 ${value}，多半是结果出来后才填的`,
    en: `too good to be true: alone it reaches an AUC of ${value}, so it was probably filled in after the outcome`,
  }
}

/** A value that comes with the rarer outcome without a single exception: it exists only afterwards. */
function certain({ column, n, positives, base }: Facts): LocalText | undefined {
  const rarer = (k: number) => (base <= 0.5 ? positives[k]! : n[k]! - positives[k]!)
  const code = Array.from(n.keys()).find(k => rarer(k) === n[k] && wilson(1, n[k]!).low >= 0.97)
  if (code === undefined || column.blank.has(code)) return undefined
  const value = column.kind === 'number' ? `≥ ${column.words[code]}` : column.words[code]
  return {
    'zh-CN': `取值「${value}」的 ${n[code]} 行结果全都一样，这个值只在结果之后才有`,
    en: `all ${n[code]} rows with “${value}” have one and the same outcome: that value exists only afterwards`,
  }
}

/** Filled for one outcome only, blank for the rest. */
function filledAfter({ column, n, positives, base, rows }: Facts): LocalText | undefined {
  let [filled, hits] = [0, 0]
  for (let k = 0; k < column.levels; k++) {
    if (column.blank.has(k)) continue
    filled += n[k]!
    hits += positives[k]!
  }
  const blank = rows - filled
  if (filled < LEAST_ROWS || blank < 0.05 * rows) return undefined
  const share = hits / filled
  const { low, high } = wilson(share, filled)
  if (low < 1 - SORTED * (1 - base) && high > SORTED * base) return undefined
  return {
    'zh-CN': `几乎只在一种结果下有值：填了的行里 ${percent(share)} 是正例，全体是 ${percent(base)}`,
    en: `filled in for one outcome almost alone: ${percent(share)} of the filled rows are positive, ${percent(base)} of all`,
  }
}

/** A category whose groups are nearly certain at both ends: somebody wrote down how it went. */
function sortedOut({ column, n, positives, base, rows }: Facts): LocalText | undefined {
  if (column.kind !== 'category') return undefined
  let [won, lost] = [0, 0]
  for (let k = 0; k < column.levels; k++) {
    if (n[k]! < LEAST_ROWS) continue
    const share = positives[k]! / n[k]!
    if (1 - share <= SORTED * (1 - base)) won += n[k]!
    if (share <= SORTED * base) lost += n[k]!
  }
  if (won === 0 || lost === 0 || won + lost < 0.02 * rows) return undefined
  return {
    'zh-CN': `分组两头都接近定局（${won} 行几乎全成、${lost} 行几乎全败），像是事后写下的判断`,
    en: `its groups are all but settled at both ends (${won} rows nearly all won, ${lost} nearly all lost), like a verdict written afterwards`,
  }
}

/** Two columns with one vocabulary that agree in many rows, not in all: a state that was overwritten between two readings. */
function rereadState(own: Facts, all: readonly Facts[]): LocalText | undefined {
  if (own.column.kind !== 'category' || own.alone.value < 0.6) return undefined
  const words = wordsOf(own.column)
  const twin = all.find(other => {
    if (other === own || other.column.kind !== 'category' || other.alone.value < 0.6) return false
    const others = wordsOf(other.column)
    const shared = [...words].filter(word => others.has(word)).length
    if (shared < 5 || shared < 0.6 * Math.min(words.size, others.size)) return false
    const agree = own.column.codes.reduce(
      (sum, code, row) =>
        sum + Number(own.column.words[code] === other.column.words[other.column.codes[row]!]),
      0,
    )
    return agree >= 0.25 * own.rows && agree <= 0.98 * own.rows
  })
  if (!twin) return undefined
  return {
    'zh-CN': `与「${twin.column.name}」用同一套词、多数行相同又不全同：这是会被不断改写的状态，导出时的值不是当时的值`,
    en: `speaks the same words as “${twin.column.name}”, agreeing in many rows but not all: a state that keeps being overwritten, so its value is that of the export, not of the time`,
  }
}

/** A number and the grade that follows from it, both missing in the same rows: calculated later, for some rows. */
function calculated(own: Facts, all: readonly Facts[]): LocalText | undefined {
  const missing = own.n[0]! / own.rows
  if (missing < 0.1 || own.alone.value < 0.54) return undefined
  const pair = all.find(other => {
    if (own.column.kind === other.column.kind || !sameMissing(own.column, other.column)) return false
    const [number, grade] =
      own.column.kind === 'number' ? [own.column, other.column] : [other.column, own.column]
    return (
      number.kind === 'number' && grade.kind === 'category' && grade.levels >= 3 && follows(number, grade)
    )
  })
  if (!pair) return undefined
  return {
    'zh-CN': `与「${pair.column.name}」是同一次打分的分数和等级，且都在同样 ${percent(missing)} 的行里缺失：是后来才算的`,
    en: `with “${pair.column.name}” it is the number and the grade of one assessment, both missing in the same ${percent(missing)} of rows: calculated later`,
  }
}

function sameMissing(a: Column, b: Column): boolean {
  return a.codes.every((code, row) => (code === 0) === (b.codes[row] === 0))
}

/** Whether each bin of the number has one grade, save one row in two hundred. */
function follows(number: Column, grade: Column): boolean {
  const table = Array.from({ length: number.levels }, () => new Float64Array(grade.levels))
  number.codes.forEach((code, row) => {
    table[code]![grade.codes[row]!]!++
  })
  const fitting = table.reduce((sum, counts) => sum + Math.max(...counts), 0)
  return fitting >= 0.995 * number.codes.length
}

function wordsOf(column: Column): Set<string> {
  return new Set(column.words.filter((word, code) => word !== '…' && !column.blank.has(code)))
}
