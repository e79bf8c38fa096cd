import type { DraftLine, QuoteDraft } from '#collaboration/quote/api.ts'
import { newId } from '#kernel/id.ts'
import { readNumber, withCommas } from '../../../../crm/product/prices.ts'

export { readNumber, withCommas } from '../../../../crm/product/prices.ts'

export type Discount = QuoteDraft['discount']

/**
 * A discount as people type it: `10` and `10%` are per cent off, `9折`, `9.5折` and `95折` what is left in tenths, `500元`, `¥500` and `-500` money off.
 * Empty is none; undefined is not understood.
 */
export function readDiscount(text: string): Discount | undefined {
  const tidy = text.normalize('NFKC').replace('−', '-').trim()
  if (tidy === '' || tidy === '0' || tidy === '0%') return null
  // 95折 is 9.5折.
  const tenths = /^(\d(?:\.\d{1,2})?)折$/.exec(tidy.replace(/^(\d)(\d)折$/, '$1.$2折'))
  if (tenths) return { by: 'percent', value: String(Math.round((10 - Number(tenths[1])) * 1000) / 100) }
  const money = /元$|^¥|^-/.test(tidy) && !tidy.endsWith('%')
  const value = readNumber(tidy.replace(/^-|%$/g, ''))
  if (value === undefined) return undefined
  if (money || (Number(value) > 100 && !tidy.endsWith('%'))) return { by: 'amount', value }
  return Number(value) > 100 ? undefined : { by: 'percent', value }
}

export const showDiscount = (discount: Discount): string =>
  discount ? (discount.by === 'percent' ? `${discount.value}%` : `−${withCommas(discount.value)}`) : ''

/** A new line: of a product, or typed by hand. */
export function newLine(change: Partial<DraftLine> = {}): DraftLine {
  return {
    ...{
      id: newId(),
      productId: null,
      kind: 'goods',
      name: '',
      spec: '',
      unit: '',
      quantity: '1',
      periods: 1,
    },
    ...{ price: null, discount: null, taxRate: '13', free: false, bundleId: null },
    ...change,
  }
}
