import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nameVariants, parseCompanyName } from './company-name.ts'
import { compareNames, LIKELY_DUPLICATE } from './similar-name.ts'

const same: [string, string, string][] = [
  ['上海联影医疗科技股份有限公司', '上海联影医疗科技有限公司', 'same-without-form'],
  ['上海联影医疗科技(集团)有限公司', '上海联影医疗科技', 'same-without-form'],
  ['联影医疗科技股份有限公司', '上海联影医疗科技股份有限公司', 'same-without-region'],
  ['阿里巴巴(中国)有限公司', '阿里巴巴（中国）有限公司', 'same-name'],
  ['ＡＢＣ医疗　器械有限公司', 'abc医疗器械有限公司', 'same-name'],
  ['上海交通大学医学院附属瑞金医院', '上海瑞金医院', 'same-without-parent'],
  ['上海交通大学医学院附属瑞金医院', '瑞金医院', 'same-without-parent'],
  ['无锡市梁溪中心医院', '江苏省无锡梁溪中心医院', 'same-without-region'],
  ['无锡市第二人民医院', '无锡二院', 'short-form'],
  ['重庆医科大学附属第一医院', '重医附一院', 'short-form'],
  ['苏州大学附属第一医院', '苏大附一院', 'short-form'],
  ['江苏鱼跃医疗设备股份有限公司', '江苏渔跃医疗设备股份有限公司', 'one-character'],
]

const different: [string, string, string | null][] = [
  ['重庆医科大学附属第一医院', '重庆医科大学附属第二医院', 'other-ordinal'],
  ['无锡市人民医院', '无锡市第二人民医院', 'other-ordinal'],
  ['上海市第一人民医院', '南京市第一人民医院', 'other-region'],
  ['复旦大学附属中山医院', '中国医学科学院北京协和医院', null],
  ['上海联影医疗科技有限公司', '上海联影医疗科技有限公司武汉分公司', 'other-branch'],
  ['人民医院', '无锡市人民医院', null],
  ['上海微创医疗器械有限公司', '上海康德莱医疗器械有限公司', null],
]

describe('compareNames', () => {
  it.each(same)('%s = %s (%s)', (a, b, reason) => {
    const found = compareNames(a, b)
    expect(found.reasons).toContain(reason)
    expect(found.score).toBeGreaterThanOrEqual(LIKELY_DUPLICATE)
  })

  it.each(different)('%s ≠ %s', (a, b, reason) => {
    const found = compareNames(a, b)
    expect(found.score).toBeLessThan(LIKELY_DUPLICATE)
    if (reason) expect(found.reasons).toContain(reason)
  })

  it('is symmetric, certain about the same name, and never leaves 0…1', () => {
    const name = fc.string({
      unit: fc.constantFrom(...'上海无锡瑞金医院第一二人民大学附属有限公司分(（) aB1'),
      maxLength: 16,
    })
    fc.assert(
      fc.property(name, name, (a, b) => {
        const found = compareNames(a, b)
        expect(compareNames(b, a)).toEqual(found)
        expect(found.score).toBeGreaterThanOrEqual(0)
        expect(found.score).toBeLessThanOrEqual(1)
        expect(compareNames(a, a).score).toBe(1)
      }),
    )
  })
})

describe('parts of a name', () => {
  it('takes a hospital name apart', () => {
    expect(parseCompanyName('上海交通大学医学院附属瑞金医院')).toMatchObject({
      parent: '上海交通大学医学院',
      core: '瑞金医院',
      provinces: ['上海'],
    })
    expect(parseCompanyName('无锡市第二人民医院')).toMatchObject({
      cities: ['无锡'],
      ordinals: ['2'],
      core: '第二人民医院',
    })
  })

  it('knows how people shorten hospitals', () => {
    expect(nameVariants('无锡市第二人民医院')).toContain('市二院')
    expect(nameVariants('浙江大学医学院附属第一医院')).toContain('浙大一院')
  })
})
