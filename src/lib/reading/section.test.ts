import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findSections, sectionKey, type TextPage } from './section.ts'

const body = (
  y: number,
  text = '下表按贵院十月二十八日的需求逐条对照，十项全部满足，其中六项优于要求。',
) => ({
  text,
  x: 60,
  y,
  size: 11,
})
const head = (y: number, text: string, size = 16) => ({ text, x: 60, y, size })
const page = (...runs: TextPage['runs']): TextPage => ({ width: 595, height: 842, runs })

describe('finding sections', () => {
  test('an outline cuts pages where its entries point, chapters run over pages', () => {
    const pages = [page(body(80)), page(body(80)), page(body(80))]
    const outline = [
      { title: '封面', page: 1, y: 40, depth: 0 },
      { title: '技术参数', page: 1, y: 500, depth: 0 },
      { title: '3.1 光学', page: 2, y: 300, depth: 1 },
      { title: '分项报价', page: 3, y: 420, depth: 0 },
    ]
    const found = findSections(pages, outline).map(({ page, y0, y1, title, key }) => ({
      page,
      y0,
      y1,
      title,
      key,
    }))
    expect(found).toEqual([
      { page: 1, y0: 0, y1: 494, title: '封面', key: '封面' },
      { page: 1, y0: 494, y1: 842, title: '技术参数', key: 'parameters' },
      { page: 2, y0: 0, y1: 842, title: '技术参数', key: 'parameters' },
      { page: 3, y0: 0, y1: 414, title: '技术参数', key: 'parameters' },
      { page: 3, y0: 414, y1: 842, title: '分项报价', key: 'price' },
    ])
  })

  test('without an outline headings are found by size; running heads are not headings', () => {
    const run = head(20, '4K 荧光腹腔镜系统', 14)
    const pages = [
      page(run, head(70, '1 系统组成'), body(120), body(140)),
      page(run, head(70, '2 技术参数'), body(120), body(140), head(500, '3 售后服务'), body(530)),
      page(run, body(120), body(140), body(160)),
      page(run, body(120), body(140), body(160)),
    ]
    const titles = findSections(pages, []).map(({ page, title, source }) => `${page} ${title} ${source}`)
    expect(titles).toEqual([
      '1 1 系统组成 heading',
      '2 2 技术参数 heading',
      '2 3 售后服务 heading',
      '3 3 售后服务 heading',
      '4 3 售后服务 heading',
    ])
  })

  test('with neither, each page is one section', () => {
    const found = findSections([page(), page(body(100))], [])
    expect(found.map(({ page, y0, y1, source }) => [page, y0, y1, source])).toEqual([
      [1, 0, 842, 'page'],
      [2, 0, 842, 'page'],
    ])
  })

  test('sections cover every page exactly once, whatever the outline says', () => {
    const entry = fc.record({
      title: fc.string({ minLength: 1 }),
      page: fc.integer({ min: -1, max: 6 }),
      y: fc.integer({ min: -500, max: 2_000 }),
      depth: fc.nat(2),
    })
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 20 }), outline => {
        const pages = [page(body(90)), page(), page(head(80, '付款方式'), body(120)), page(body(60))]
        const found = findSections(pages, outline)
        pages.forEach((one, index) => {
          const own = found.filter(section => section.page === index + 1)
          expect(own[0]!.y0).toBe(0)
          expect(own.at(-1)!.y1).toBe(one.height)
          for (const [at, section] of own.slice(1).entries()) expect(section.y0).toBe(own[at]!.y1)
          for (const section of own) expect(section.y1).toBeGreaterThan(section.y0)
        })
      }),
    )
  })
})

test('a strategy can name a section whatever its title', () => {
  expect(sectionKey('第四章 分项报价表')).toBe('price')
  expect(sectionKey('3 Technical specifications')).toBe('parameters')
  expect(sectionKey('5 Payment terms')).toBe('payment')
  expect(sectionKey('2.1 临床价值')).toBe('临床价值')
  expect(sectionKey('')).toBe('')
})
