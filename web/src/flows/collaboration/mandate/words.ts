import type { Limits, MandateRow, Measure } from '#collaboration/mandate/api.ts'
import type { Locale } from '../../../app/i18n.ts'
import { money, percent } from '../../../ui/format.ts'

/** In the order of the grid. */
export const gridMeasures: readonly Measure[] = [
  'worstLineDiscount',
  'blendedDiscount',
  'effectiveDiscount',
  'margin',
  'amount',
  'paymentDays',
  'belowFloor',
  'nonStandardClause',
  'liability',
  'seal',
]

/** Measures that are there or not, without a figure. */
export const isFlag = (measure: Measure) => measure === 'belowFloor' || measure === 'nonStandardClause'

export const isRatio = (measure: Measure) => measure === 'margin' || measure.endsWith('Discount')

const names: Record<Locale, Record<Measure, string>> = {
  'zh-CN': {
    worstLineDiscount: '单行折扣',
    blendedDiscount: '综合折扣',
    effectiveDiscount: '含账期折扣',
    margin: '毛利率',
    amount: '金额',
    paymentDays: '账期',
    belowFloor: '低于底价',
    nonStandardClause: '非标条款',
    liability: '责任上限',
    seal: '用印',
  },
  en: {
    worstLineDiscount: 'Deepest line',
    blendedDiscount: 'Discount overall',
    effectiveDiscount: 'With payment terms',
    margin: 'Margin',
    amount: 'Amount',
    paymentDays: 'Paid after',
    belowFloor: 'Below floor',
    nonStandardClause: 'Clauses changed',
    liability: 'Liability',
    seal: 'Seal',
  },
}

export const measureName = (measure: Measure, locale: Locale): string => names[locale][measure]

/** A value in its unit: 12.5%, 90 天, 480 万元, 2 倍合同额. */
export function measureValue(measure: Measure, value: number, locale: Locale): string {
  const zh = locale === 'zh-CN'
  if (isRatio(measure)) return percent(value, 1).replace('.0%', '%')
  if (measure === 'amount' || measure === 'seal') return money(value, locale)
  if (measure === 'paymentDays') return zh ? `${Math.round(value)} 天` : `${Math.round(value)} days`
  if (measure === 'liability') return zh ? `${value} 倍合同额` : `${value} × the contract`
  return zh ? '有' : 'yes'
}

/** How far a value lies outside: shares in percentage points, all else in its unit. */
export function distanceText(measure: Measure, by: number, locale: Locale): string {
  if (!isRatio(measure)) return measureValue(measure, by, locale)
  const points = (by * 100).toFixed(1).replace('.0', '')
  return locale === 'zh-CN' ? `${points} 个百分点` : `${points} points`
}

/** A cell of the grid: 最多 15%, 至少 25%, 不限, — . */
export function limitText(measure: Measure, limit: number | null | undefined, locale: Locale): string {
  const zh = locale === 'zh-CN'
  if (limit === undefined) return '—'
  if (limit === null) return isFlag(measure) ? (zh ? '可以' : 'yes') : zh ? '不限' : 'any'
  const value = measureValue(measure, limit, locale)
  return `${measure === 'margin' ? '≥' : '≤'} ${value}`
}

export interface RowNames {
  holder: string
  department: string
  region: string
}

/** A row in plain words. */
export function sentence(row: MandateRow, names: RowNames, locale: Locale): string {
  return locale === 'zh-CN' ? inChinese(row, names) : inEnglish(row, names)
}

function inChinese({ holder, scope, limits, from, to }: MandateRow, named: RowNames): string {
  const where = [
    named.department && `${named.department}及下级`,
    named.region && `${named.region}大区`,
    scope.tier && `${scope.tier}客户`,
    scope.family && `${scope.family}产品`,
  ].filter(Boolean)
  const own = holder.kind === 'role' && holder.reach === 'line' ? ['自己部门及下级'] : []
  const deals = [...own, ...where].join('、') || '所有'
  const days = from || to ? `（${from ?? '现在'} 至 ${to ?? '以后'}）` : ''
  const can = parts(limits, 'zh-CN').join('，') || '什么都不能单独定'
  return `${named.holder}，对${deals}的单${days}：${can}。${refused(limits, 'zh-CN')}`
}

function inEnglish({ holder, scope, limits, from, to }: MandateRow, named: RowNames): string {
  const where = [
    named.department && `${named.department} and below`,
    named.region && `the ${named.region} region`,
    scope.tier && `${scope.tier} customers`,
    scope.family && `${scope.family} products`,
  ].filter(Boolean)
  const own = holder.kind === 'role' && holder.reach === 'line' ? ['their own department and below'] : []
  const all = [...own, ...where]
  const deals = all.length > 0 ? `for deals of ${all.join(', ')}` : 'for every deal'
  const days = from || to ? ` (${from ?? 'now'} to ${to ?? 'open'})` : ''
  const can = parts(limits, 'en').join(', ') || 'decides nothing alone'
  return `${named.holder}, ${deals}${days}: ${can}. ${refused(limits, 'en')}`.trim()
}

function parts(limits: Limits, locale: Locale): string[] {
  return gridMeasures.flatMap(measure => {
    const limit = limits[measure]
    if (limit === undefined) return []
    const value = limit === null ? null : measureValue(measure, limit, locale)
    return [locale === 'zh-CN' ? chinesePart(measure, value) : englishPart(measure, value)]
  })
}

function chinesePart(measure: Measure, value: string | null): string {
  const name = measureName(measure, 'zh-CN')
  if (isFlag(measure)) return `可批${name}`
  if (value === null) return `${name}不限`
  return `${name}${measure === 'margin' ? '至少' : '最多'} ${value}`
}

function englishPart(measure: Measure, value: string | null): string {
  const any = value === null
  const said: Record<Measure, string> = {
    worstLineDiscount: any ? 'any discount on a line' : `up to ${value} off one line`,
    blendedDiscount: any ? 'any discount overall' : `up to ${value} off overall`,
    effectiveDiscount: any ? 'any, counting late payment' : `up to ${value} counting late payment`,
    margin: any ? 'any margin' : `a margin of ${value} or more`,
    amount: any ? 'any amount' : `deals up to ${value}`,
    paymentDays: any ? 'any payment term' : `paid within ${value}`,
    belowFloor: 'may go below the floor price',
    nonStandardClause: 'may change clauses',
    liability: any ? 'any liability' : `liability up to ${value}`,
    seal: any ? 'may seal any contract' : `may seal contracts up to ${value}`,
  }
  return said[measure]
}

/** What a row doesn't give; one that adds little to others doesn't count up all the rest. */
function refused(limits: Limits, locale: Locale): string {
  const not = gridMeasures
    .filter(measure => !(measure in limits))
    .map(measure => measureName(measure, locale))
  if (not.length === 0) return ''
  if (not.length > 5) return locale === 'zh-CN' ? '其余的看别的行。' : 'Everything else: see other rows.'
  return locale === 'zh-CN'
    ? `这一行不含：${not.join('、')}。`
    : `Not in this row: ${not.join(', ').toLowerCase()}.`
}
