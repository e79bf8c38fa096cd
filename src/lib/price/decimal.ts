import { Decimal as Library } from 'decimal.js'
import { type DecimalText, type Minor, PriceFault } from './types.ts'

/** Decimal numbers of 40 digits: room for any price times any quantity; half is rounded away from zero. */
export const Decimal = Library.clone({
  precision: 40,
  rounding: Library.ROUND_HALF_UP,
  toExpNeg: -40,
  toExpPos: 40,
})
export type Decimal = Library

export const zero = new Decimal(0)

const plain = /^-?\d{1,15}(\.\d{1,8})?$/

/** @throws PriceFault `number` for anything but a plain decimal of up to 15 + 8 digits */
export function decimal(text: DecimalText, lineId?: string): Decimal {
  if (!plain.test(text)) throw new PriceFault('number', lineId)
  return new Decimal(text)
}

/** @throws PriceFault `negative` */
export function notNegative(text: DecimalText, lineId?: string): Decimal {
  const value = decimal(text, lineId)
  if (value.isNegative() && !value.isZero()) throw new PriceFault('negative', lineId)
  return value
}

export const sum = (values: readonly Decimal[]): Decimal =>
  values.reduce((total, value) => total.plus(value), zero)

/**
 * Splits a total in proportion to weights, every part rounded; the part with the largest weight takes what rounding left over.
 * Without any weight the parts are alike.
 * @param scale decimal places of the parts; left out, they are exact to 40 digits
 */
export function spread(total: Decimal, weights: readonly Decimal[], scale?: number): Decimal[] {
  if (weights.length === 0) return []
  const whole = sum(weights)
  const parts = weights.map(weight => {
    const part = whole.isZero() ? total.div(weights.length) : total.times(weight).div(whole)
    return scale === undefined ? part : part.toDecimalPlaces(scale)
  })
  return settle(parts, total, weights)
}

/** Gives the part with the largest weight what is missing to the total. */
export function settle(parts: readonly Decimal[], total: Decimal, weights: readonly Decimal[]): Decimal[] {
  if (parts.length === 0) return []
  const largest = weights.reduce((best, weight, i) => (weight.abs().gt(weights[best]!.abs()) ? i : best), 0)
  const missing = total.minus(sum(parts))
  return parts.map((part, i) => (i === largest ? part.plus(missing) : part))
}

/** @throws PriceFault `too-large` beyond what a whole number holds exactly */
export function minorOf(value: Decimal, digits: number): Minor {
  const minor = value.times(new Decimal(10).pow(digits)).toDecimalPlaces(0).toNumber()
  if (!Number.isSafeInteger(minor)) throw new PriceFault('too-large')
  return minor + 0 // no negative zero: it would be another text in JSON
}
