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
    named.department && `${named.department}（含下级）`,
    named.region && `${named.region}大区`,
    scope.tier && `${scope.tier}客户`,
    scope.family && `${scope.family}产品`,
  ].filter(Boolean)
  const who =
    holder.kind === 'role' && holder.reach === 'line' ? `${named.holder}（对本部门及下级的单）` : named.holder
  const days = from || to ? `，${from ?? '现在'} 至 ${to ?? '以后'}` : ''
  return `${who}在${where.length > 0 ? where.join('、') : '所有单子'}里${days}：${parts(limits, 'zh-CN').join('，') || '什么都不能单独定'}。${refused(limits, 'zh-CN')}`
}

function inEnglish({ holder, scope, limits, from, to }: MandateRow, named: RowNames): string {
  const where = [
    named.department && `${named.department} and below`,
    named.region && `the ${named.region} region`,
    scope.tier && `${scope.tier} customers`,
    scope.family && `${scope.family} products`,
  ].filter(Boolean)
  const who =
    holder.kind === 'role' && holder.reach === 'line'
      ? `${named.holder} (for their department and below)`
      : named.holder
  const days = from || to ? `, ${from ?? 'now'} to ${to ?? 'open'}` : ''
  return `${who}, in ${where.length > 0 ? where.join(', ') : 'every deal'}${days}: ${parts(limits, 'en').join(', ') || 'decides nothing alone'}. ${refused(limits, 'en')}`.trim()
}

function parts(limits: Limits, locale: Locale): string[] {
  return gridMeasures.flatMap(measure => {
    const limit = limits[measure]
    if (limit === undefined) return []
    const name =
      locale === 'zh-CN' ? measureName(measure, locale) : measureName(measure, locale).toLowerCase()
    if (isFlag(measure)) return [locale === 'zh-CN' ? `可批${name}` : `may allow “${name}”`]
    if (limit === null) return [locale === 'zh-CN' ? `${name}不限` : `any ${name}`]
    const value = measureValue(measure, limit, locale)
    if (locale === 'zh-CN') return [`${name}${measure === 'margin' ? '至少' : '最多'} ${value}`]
    return [`${name} ${measure === 'margin' ? 'at least' : 'up to'} ${value}`]
  })
}

function refused(limits: Limits, locale: Locale): string {
  const not = gridMeasures
    .filter(measure => !(measure in limits))
    .map(measure => measureName(measure, locale))
  if (not.length === 0) return ''
  return locale === 'zh-CN'
    ? `不能定：${not.join('、')}。`
    : `Not theirs to decide: ${not.join(', ').toLowerCase()}.`
}
