import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pinyinOf, searchEntry, searchMatches, searchReadings } from './search-text.ts'

const ruijin = searchEntry(['上海瑞金医院', '瑞金', '12310000425006176Y'])

describe('search', () => {
  it.each([
    '瑞金',
    '瑞',
    '上海瑞',
    'shrjyy',
    'rjyy',
    'rj',
    'ruijin',
    'ruij',
    'RuiJin',
    '瑞jin',
    '42500617',
    'shanghai',
  ])('%s finds 上海瑞金医院', query => expect(searchMatches(ruijin, query)).toBe(true))

  it.each(['仁济', '金瑞', 'sdyy', 'jinrui', '瑞金二', 'hs', '4250061770', ''])('%s does not', query =>
    expect(searchMatches(ruijin, query)).toBe(false),
  )

  it('reads place names and surnames as people say them', () => {
    expect(pinyinOf('重庆医科大学').initials).toBe('cqykdx')
    const zeng = searchEntry(['曾丽华'], true)
    for (const query of ['zenglihua', 'zlh', 'ceng']) expect(searchMatches(zeng, query)).toBe(true)
    expect(pinyinOf('吕').full).toBe('lv')
  })

  it('sorts names by pinyin syllable by syllable', () => {
    const names = ['西安', '先锋医疗', '上海', '北京']
    const sorted = names.toSorted((a, b) => (pinyinOf(a).sort < pinyinOf(b).sort ? -1 : 1))
    expect(sorted).toEqual(['北京', '上海', '西安', '先锋医疗'])
  })

  it('finds every record by any part of its name', () => {
    const name = fc.string({
      unit: fc.constantFrom(...'上海瑞金医院仁济中山第一人民重庆ABc12'),
      minLength: 2,
      maxLength: 12,
    })
    fc.assert(
      fc.property(name, fc.nat(10), fc.nat(10), (text, from, length) => {
        const part = [...text].slice(from, from + 2 + length).join('')
        fc.pre([...part].length >= 2)
        expect(searchMatches(searchEntry([text]), part)).toBe(true)
      }),
    )
  })

  it('survives what nobody should type', () => {
    expect(searchReadings('%_\\\'" --')).toEqual([])
    expect(searchReadings('a')).toEqual([])
    expect(searchMatches(ruijin, '%')).toBe(false)
  })
})
