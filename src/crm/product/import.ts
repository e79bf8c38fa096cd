import { type Offer, type ProductItem, productKinds, taxRates } from './api.ts'

/** One row of a price list. */
export interface PriceRow {
  row: number
  product: Pick<ProductItem, 'code' | 'name'> &
    Partial<Pick<ProductItem, 'family' | 'kind' | 'unit' | 'taxRate' | 'spec'>>
  /** What the file has no column for is undefined: it stays as it is. */
  offer: Pick<Offer, 'price'> & { [K in 'tiers' | 'floor' | 'cost']: Offer[K] | undefined }
}

export interface RowFault {
  row: number
  column: string
  value: string
}

/** What columns are called in the price lists of companies, Chinese and English. */
const columns = {
  code: ['编码', '产品编码', '物料编码', '货号', '型号编码', 'code', 'sku', 'item'],
  name: ['名称', '产品名称', '品名', '物料名称', 'name', 'product'],
  family: ['产品线', '类别', '分类', 'family', 'category'],
  kind: ['类型', 'kind', 'type'],
  unit: ['单位', '计量单位', 'unit'],
  taxRate: ['税率', '增值税率', 'tax', 'tax rate', 'vat'],
  spec: ['规格', '规格型号', '参数', '技术参数', 'spec', 'specification'],
  price: ['价格', '单价', '列表价', '标准价', '含税单价', '目录价', 'price', 'list price', 'unit price'],
  tiers: ['阶梯价', '阶梯', 'tiers'],
  floor: ['底价', '最低价', '限价', 'floor', 'floor price'],
  cost: ['成本', '成本价', '参考成本', 'cost'],
} as const
type Column = keyof typeof columns

const kindWords: Record<string, ProductItem['kind']> = {
  商品: 'goods',
  货物: 'goods',
  订阅: 'subscription',
  服务: 'service',
}

/** Which column of a file is which: by its heading without spaces, units in brackets and case. */
export function columnsOf(headings: readonly string[]): Partial<Record<Column, string>> {
  const found: Partial<Record<Column, string>> = {}
  for (const heading of headings) {
    const plain = heading
      .replace(/[（(].*?[)）]/g, '')
      .trim()
      .toLowerCase()
    for (const [column, names] of Object.entries(columns) as [Column, readonly string[]][])
      if (found[column] === undefined && names.includes(plain)) found[column] = heading
  }
  return found
}

/** Reads one row. Money may be written `¥1,234.50`, rates `13%` or `0.13`, tiers `10:80;50:75`, all of it in full-width characters too. */
export function rowOf(
  number: number,
  values: Record<string, unknown>,
  names: Partial<Record<Column, string>>,
): PriceRow | RowFault {
  const text = (column: Column) => {
    const name = names[column]
    const value = name === undefined ? undefined : values[name]
    return value === undefined || value === null ? '' : String(value).trim()
  }
  const faults: RowFault[] = []
  const read = <T>(column: Column, parse: (text: string) => T | undefined, otherwise: T): T => {
    const value = text(column)
    if (value === '') return otherwise
    const parsed = parse(value)
    if (parsed === undefined) faults.push({ row: number, column: names[column]!, value: value.slice(0, 80) })
    return parsed ?? otherwise
  }
  const price = read('price', moneyOf, '')
  for (const column of ['code', 'name', 'price'] as const)
    if (text(column) === '') faults.push({ row: number, column: names[column] ?? column, value: '' })
  const offer = {
    price,
    tiers: names.tiers === undefined ? undefined : read('tiers', tiersOf, []),
    floor: names.floor === undefined ? undefined : read<string | null>('floor', moneyOf, null),
    cost: names.cost === undefined ? undefined : read<string | null>('cost', moneyOf, null),
  }
  const taxRate = read('taxRate', rateOf, undefined)
  const kind = read('kind', kindOf, undefined)
  const product = {
    code: text('code').slice(0, 40),
    name: text('name').slice(0, 120),
    ...(text('family') && { family: text('family').slice(0, 60) }),
    ...(text('unit') && { unit: text('unit').slice(0, 12) }),
    ...(text('spec') && { spec: text('spec').slice(0, 2000) }),
    ...(taxRate !== undefined && { taxRate }),
    ...(kind !== undefined && { kind }),
  }
  return faults[0] ?? { row: number, product, offer }
}

function moneyOf(text: string): string | undefined {
  const plain = text.normalize('NFKC').replace(/[¥,\s元]/g, '')
  if (!/^\d{1,13}(\.\d+)?$/.test(plain)) return undefined
  const [whole, fraction = ''] = plain.split('.')
  // Spreadsheets keep prices as floats: 0.1 + 0.2 comes as 0.30000000000000004.
  return fraction.length > 6
    ? Number(plain)
        .toFixed(6)
        .replace(/\.?0+$/, '')
    : fraction
      ? `${whole}.${fraction}`
      : whole
}

function rateOf(text: string): ProductItem['taxRate'] | undefined {
  const plain = text.normalize('NFKC')
  const value = Number(plain.replace('%', ''))
  const percent = plain.includes('%') || value >= 1 || value === 0 ? value : Math.round(value * 10_000) / 100
  return taxRates.find(rate => Number(rate) === percent)
}

const kindOf = (text: string): ProductItem['kind'] | undefined =>
  kindWords[text] ?? productKinds.find(kind => kind === text.toLowerCase())

function tiersOf(text: string): Offer['tiers'] | undefined {
  const tiers = text
    .normalize('NFKC')
    .split(';')
    .map(part => {
      const [from, price] = part.split(':').map(side => moneyOf(side.trim()))
      return from !== undefined && price !== undefined ? { from, price } : undefined
    })
  const whole = tiers.filter(tier => tier !== undefined)
  const rising = whole.every(({ from }, i) => i === 0 || Number(from) > Number(whole[i - 1]!.from))
  return whole.length === tiers.length && rising && whole.length <= 10 ? whole : undefined
}
