import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { byteLength, cutBytes, linkAddress, plain, unmarked } from './text.ts'

const anyText = fc.string({
  size: 'medium',
  unit: fc.constantFrom('a', '中', '👨‍👩‍👧', '𠮷', 'é', '🇨🇳', '\n', ' ', '“'),
})

describe('cutting by bytes', () => {
  it('keeps what fits, and whole characters of what does not', () => {
    expect(cutBytes('关于投标', 12)).toBe('关于投标')
    expect(cutBytes('关于投标', 11)).toBe('关于…')
    expect(cutBytes('a👨‍👩‍👧b', 18)).toBe('a…')
    expect(cutBytes('𠮷𠮷𠮷', 11)).toBe('𠮷𠮷…')
    expect(cutBytes('中', 2)).toBe('')
  })

  it('never goes over, never splits a grapheme, leaves out nothing that fits', () => {
    const graphemes = (text: string) => [...new Intl.Segmenter('zh').segment(text)].map(part => part.segment)
    fc.assert(
      fc.property(anyText, fc.integer({ min: 3, max: 60 }), (text, max) => {
        const cut = cutBytes(text, max)
        expect(byteLength(cut)).toBeLessThanOrEqual(max)
        if (byteLength(text) <= max) {
          expect(cut).toBe(text)
          return
        }
        const kept = cut.slice(0, -1)
        expect(cut.endsWith('…')).toBe(true)
        expect(text.startsWith(kept)).toBe(true)
        expect(graphemes(text).slice(0, graphemes(kept).length).join('')).toBe(kept)
        const more = graphemes(text.slice(kept.length).trimStart())[0] ?? ''
        const spaces = text.slice(kept.length).length - text.slice(kept.length).trimStart().length
        expect(byteLength(kept) + spaces + byteLength(more) + 3).toBeGreaterThan(max)
      }),
    )
  })
})

describe('hostile text', () => {
  it('loses its markup, lone surrogates and control characters', () => {
    expect(unmarked('[点我](https://evil.test)<@all>')).toBe('［点我］(https://evil.test)＜@all＞')
    expect(plain('a\u0000b\u2028c\r\nd\ud800')).toBe('a b c\nd\ufffd')
  })

  it('makes no link that leaves its brackets or runs a script', () => {
    expect(linkAddress('https://loam.test/a(b)?c=d e')).toBe('https://loam.test/a%28b%29?c=d%20e')
    expect(linkAddress('javascript:alert(1)')).toBeUndefined()
    expect(linkAddress('/inbox')).toBeUndefined()
  })
})
