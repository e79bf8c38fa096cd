import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { creditCodeCheck, creditCodeFault, normaliseCreditCode } from './credit-code.ts'

// Published in the companies' own annual reports.
const published = ['9144030071526726XG', '914403001922038216', '91330100799655058B', '91110000802100433B']
const alphabet = [...'0123456789ABCDEFGHJKLMNPQRTUWXY']

describe('unified social credit code', () => {
  it.each(published)('accepts the published code %s', code => {
    expect(creditCodeFault(code)).toBeNull()
  })

  it('reads what people type: lower case, full width, spaces', () => {
    expect(creditCodeFault(' 91440300 71526726xg ')).toBeNull()
    expect(normaliseCreditCode('９１４４０３００７１５２６７２６ｘｇ')).toBe('9144030071526726XG')
  })

  it('names the fault', () => {
    expect(creditCodeFault('9144030071526726X')).toEqual({ fault: 'length', length: 17 })
    expect(creditCodeFault('9144030071526726OG')).toEqual({
      fault: 'character',
      position: 17,
      character: 'O',
    })
    expect(creditCodeFault('Z144030071526726XG')).toEqual({ fault: 'character', position: 1, character: 'Z' })
    expect(creditCodeFault('B144030071526726XG')).toEqual({ fault: 'authority', character: 'B' })
    expect(creditCodeFault('91A4030071526726XG')).toEqual({ fault: 'division', position: 3, character: 'A' })
    expect(creditCodeFault('9144030071526726XH')).toEqual({ fault: 'check', expected: 'G', found: 'H' })
  })

  it('catches every single wrong character and every swap of two neighbours', () => {
    const body = fc
      .tuple(
        fc.constantFrom(...'159'),
        fc.constantFrom(...'129'),
        fc.stringMatching(/^\d{6}$/),
        fc.array(fc.constantFrom(...alphabet), { minLength: 9, maxLength: 9 }),
      )
      .map(([a, b, c, d]) => a + b + c + d.join(''))
    fc.assert(
      fc.property(body, fc.nat(17), fc.constantFrom(...alphabet), (text, at, other) => {
        const code = text + creditCodeCheck(text)
        expect(creditCodeFault(code)).toBeNull()
        const wrong = code.slice(0, at) + other + code.slice(at + 1)
        if (wrong !== code) expect(creditCodeFault(wrong)).not.toBeNull()
        const swapped = code.slice(0, at) + (code[at + 1] ?? '') + code[at] + code.slice(at + 2)
        if (swapped !== code && swapped.length === 18) expect(creditCodeFault(swapped)).not.toBeNull()
      }),
    )
  })
})
