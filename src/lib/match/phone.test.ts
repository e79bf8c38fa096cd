import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { maskPhone, parsePhone } from './phone.ts'

describe('parsePhone', () => {
  it.each([
    ['13812341234', 'mobile', '+8613812341234'],
    ['+86 138-1234-1234', 'mobile', '+8613812341234'],
    ['0086 138 1234 1234', 'mobile', '+8613812341234'],
    ['8613812341234', 'mobile', '+8613812341234'],
    ['１３８ １２３４ １２３４', 'mobile', '+8613812341234'],
    ['021-64370045', 'landline', '+862164370045'],
    ['(0510) 8535 0001 转 8001', 'landline', '+8651085350001;ext=8001'],
    ['+86 21 6437 0045', 'landline', '+862164370045'],
    ['400-820-8820', 'service', '+864008208820'],
    ['+1 (415) 555-2671', 'foreign', '+14155552671'],
    ['8001', 'unknown', '8001'],
    ['12812341234', 'unknown', '12812341234'],
  ])('%s is a %s', (typed, kind, normal) => {
    expect(parsePhone(typed)).toMatchObject({ kind, normal })
  })

  it('shows numbers the way people write them', () => {
    expect(parsePhone('13812341234').display).toBe('138 1234 1234')
    expect(parsePhone('02164370045').display).toBe('021-6437 0045')
  })
})

describe('maskPhone', () => {
  it.each([
    ['13812341234', '138****1234'],
    ['021-64370045 转 12', '021-****0045'],
    ['0510-85350001', '0510-****0001'],
    ['400-820-8820', '400****820'],
    ['+14155552671', '+14****2671'],
    ['8001', '****'],
  ])('%s → %s', (typed, shown) => {
    expect(maskPhone(typed)).toBe(shown)
  })

  it('never shows the middle of a number, whatever was typed', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^1[3-9]\d{9}$/), number => {
        const masked = maskPhone(number)
        expect(masked.replace(/\D/g, '')).toHaveLength(7)
      }),
    )
    fc.assert(
      fc.property(fc.string(), text => {
        expect(maskPhone(text).replace(/\D/g, '').length).toBeLessThanOrEqual(8)
      }),
    )
  })
})
