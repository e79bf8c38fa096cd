import { expect, test } from 'vitest'
import type { KitContent, Variant } from './api.ts'
import { checkKit, fillVariant, fittingVariant } from './model.ts'

const variant = (summary: string, fit: Partial<Variant['fit']> = {}): Variant => ({
  fit: { regions: [], industries: [], locale: null, ...fit },
  summary,
  scripts: [
    {
      title: '开场',
      text: '{{ person.name }}您好，我是{{ owner.name }}。{{ customer.name }}今年要换腹腔镜吗？',
    },
  ],
  matrix: null,
  cases: [],
})
const content: KitContent = {
  variants: [
    variant('everybody'),
    variant('east', { regions: ['华东'] }),
    variant('hospitals', { industries: ['医院'] }),
    variant('english', { locale: 'en' }),
    variant('east hospitals', { regions: ['华东'], industries: ['医院'] }),
  ],
}
const who = { locale: 'zh-CN' as const, region: '华东', industry: '医院' }

test('the variant that says most about the customer is handed over, never one that contradicts them', () => {
  expect(fittingVariant(content, who).summary).toBe('east hospitals')
  expect(fittingVariant(content, { ...who, region: '华南' }).summary).toBe('hospitals')
  expect(fittingVariant(content, { ...who, industry: null }).summary).toBe('east')
  expect(fittingVariant(content, { ...who, locale: 'en' }).summary).toBe('english')
  expect(fittingVariant(content, { locale: 'zh-CN', region: null, industry: null }).summary).toBe('everybody')
})

test('texts are filled with facts; what is not known stands as a dash', () => {
  const facts = { ...who, customer: { name: '仁济医院' }, person: {}, owner: { name: '林晓' } }
  expect(fillVariant(content.variants[0]!, facts).scripts[0]!.text).toBe(
    '—您好，我是林晓。仁济医院今年要换腹腔镜吗？',
  )
})

test('a broken placeholder and a kit that fits nobody in particular are refused with their place', () => {
  const broken = { variants: [{ ...variant('x'), summary: '{{ customer. }}' }] }
  expect(() => checkKit(broken)).toThrow(/summary/)
  expect(() => checkKit({ variants: [variant('x', { locale: 'en' })] })).toThrow(/every region/)
})
