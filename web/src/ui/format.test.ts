import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  ago,
  clock,
  due,
  duration,
  mainUnits,
  maskPhone,
  money,
  moneyExact,
  roundToSum,
  signed,
} from './format.ts'

const at = (text: string) => new Date(text).getTime()
const now = at('2026-11-24T10:26:04')

describe('numbers that add up on the screen', () => {
  test('the drawing: four terms to +0.75', () => {
    expect(roundToSum([-1.516, 1.926, 0.344], 0.754)).toEqual([-1.52, 1.93, 0.34])
  })
  test('shown parts always sum to the shown total, none moves by more than a unit from its rounding', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -9, max: 9, noNaN: true }), { minLength: 1, maxLength: 12 }),
        parts => {
          const total = parts.reduce((sum, part) => sum + part, 0)
          const shown = roundToSum(parts, total)
          const sum = shown.reduce((a, b) => a + b, 0)
          expect(Math.round(sum * 100) - Math.round(total * 100)).toSatisfy(gap => gap === 0)
          for (const [i, part] of parts.entries())
            expect(Math.abs(shown[i]! - part)).toBeLessThanOrEqual(0.015001)
        },
      ),
    )
  })
})

test('signs are true minus signs and zero has none', () => {
  expect(signed(-0.14)).toBe('−0.14')
  expect(signed(0.62)).toBe('+0.62')
  expect(signed(-0.001)).toBe('0.00')
})

test('money by size, exact to the fen even beyond what a double holds', () => {
  expect(money(486_000_000, 'zh-CN')).toBe('486 万元')
  expect(money(37_500_000, 'zh-CN')).toBe('37.5 万元')
  expect(money(12_345_678_900, 'zh-CN')).toBe('1.23 亿元')
  expect(money(99_900, 'zh-CN')).toBe('999 元')
  expect(money(486_000_000, 'en')).toBe('¥4.86M')
  expect(moneyExact('123456789012345678901')).toBe('¥1,234,567,890,123,456,789.01')
  expect(moneyExact(-5)).toBe('−¥0.05')
})

test('a currency has its own decimal places', () => {
  expect(moneyExact(1_200_000, 'JPY')).toBe('JPY 1,200,000')
  expect(moneyExact(-5, 'JPY')).toBe('−JPY 5')
  expect(moneyExact(1_234, 'KWD')).toBe('KWD 1.234')
  expect(money(1_200_000, 'en', 'JPY')).toBe('JPY 1.2M')
  expect(mainUnits(1_200, 'JPY')).toBe('1200')
  expect(mainUnits(-5, 'USD')).toBe('-0.05')
})

test('durations as people say them', () => {
  expect(duration(130, 'zh-CN')).toBe('2 分 10 秒')
  expect(duration(62, 'en')).toBe('1 min 02 s')
  expect(clock(598)).toBe('9:58')
})

test('times near now in words', () => {
  expect(due(at('2026-11-24T17:30:00'), now, 'zh-CN')).toBe('今天 17:30 前')
  expect(due(at('2026-11-26T18:00:00'), now, 'zh-CN')).toBe('周四 18:00 前')
  expect(due(at('2026-11-25T12:00:00'), now, 'en')).toBe('by tomorrow 12:00')
  expect(ago(now - 3 * 60_000, now, 'zh-CN')).toBe('3 分钟前')
  expect(ago(at('2026-11-04T10:00:00'), now, 'en')).toBe('11-04')
})

test('a phone number never shows its middle', () => {
  expect(maskPhone('138 0013 5678')).toBe('138****5678')
  expect(maskPhone('138****5678')).toBe('138****5678')
  expect(maskPhone('051082700000')).toBe('051****00')
  expect(maskPhone('10086')).toBe('*****')
})
