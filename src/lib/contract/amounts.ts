/** Something written into a clause by hand that the quote's snapshot doesn't say. */
export interface ForeignFigure {
  kind: 'amount' | 'capital' | 'percent'
  /** As it is written. */
  found: string
}

/** What the snapshot says: amounts in minor units, 大写金额 without 人民币, percentages as plain decimals. */
export interface KnownFigures {
  minorDigits: number
  amounts: ReadonlySet<number>
  capitals: ReadonlySet<string>
  percents: ReadonlySet<string>
}

const number = String.raw`(\d[\d,，]*(?:\.\d+)?)`
const scale = String.raw`\s*(千|万|百万|亿|thousand|million|[kKmM](?![\w]))?`
const before = new RegExp(String.raw`(?:¥|￥|\$|€|RMB|CNY|USD|EUR|人民币)\s*${number}${scale}`, 'giu')
const after = new RegExp(String.raw`${number}${scale}\s*(?:元|圆|yuan|RMB|CNY|USD|EUR|美元|欧元)`, 'giu')
const capital =
  /[零〇壹贰叁肆伍陆柒捌玖拾][零〇壹贰叁肆伍陆柒捌玖拾佰仟万亿]*[元圆][零壹贰叁肆伍陆柒捌玖角分整正]*/g
const spoken = /[一二两三四五六七八九十百千万亿]{2,}元/g
const percent = /(\d+(?:\.\d+)?)\s*[%％]|百分之([零一二三四五六七八九十百点]+)/g
const total =
  /(?:合同总?价|合同总?额|合同总?金额|总价款|价税合计|total price|contract price|contract amount|total amount)[^。；.\n]{0,24}/giu

const factors: Record<string, number> = {
  ...{ 千: 1e3, 万: 1e4, 百万: 1e6, 亿: 1e8 },
  ...{ thousand: 1e3, million: 1e6, k: 1e3, m: 1e6 },
}

/**
 * Amounts and percentages in a text that are not among those of the snapshot: somebody wrote them by hand. Placeholders are not looked at.
 * @param scope `all`: whatever is written (clauses of price and payment); `total`: only what is said of the contract's price
 */
export function foreignFigures(text: string, known: KnownFigures, scope: 'all' | 'total'): ForeignFigure[] {
  const plain = text.replace(/\{\{[^}]*\}\}/g, ' ')
  if (scope === 'total') return [...plain.matchAll(total)].flatMap(([part]) => amountsIn(part, known))
  return [...amountsIn(plain, known), ...percentsIn(plain, known)]
}

function amountsIn(text: string, known: KnownFigures): ForeignFigure[] {
  const written = [...text.matchAll(before), ...text.matchAll(after)]
    .filter(([, digits = '', unit]) => !known.amounts.has(minorOf(digits, unit, known.minorDigits)))
    .map(([found]): ForeignFigure => ({ kind: 'amount', found: found.trim() }))
  const capitals = [...text.matchAll(capital), ...text.matchAll(spoken)]
    .filter(([found]) => !known.capitals.has(found))
    .map(([found]): ForeignFigure => ({ kind: 'capital', found }))
  return unique([...written, ...capitals])
}

function percentsIn(text: string, known: KnownFigures): ForeignFigure[] {
  return unique(
    [...text.matchAll(percent)]
      .filter(([, digits]) => digits === undefined || !known.percents.has(String(Number(digits))))
      .map(([found]): ForeignFigure => ({ kind: 'percent', found })),
  )
}

function minorOf(digits: string, unit: string | undefined, minorDigits: number): number {
  const factor = unit ? (factors[unit] ?? factors[unit.toLowerCase()] ?? 1) : 1
  return Math.round(Number(digits.replace(/[,，]/g, '')) * factor * 10 ** minorDigits)
}

function unique(figures: ForeignFigure[]): ForeignFigure[] {
  // `¥5,000 元` is found from both sides: the longer of two that overlap is told.
  const told = figures.filter(
    one =>
      !figures.some(
        other => other !== one && other.found.length > one.found.length && other.found.includes(one.found),
      ),
  )
  return told.filter((one, i) => told.findIndex(({ found }) => found === one.found) === i)
}
