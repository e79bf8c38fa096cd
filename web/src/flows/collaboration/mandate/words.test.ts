import { expect, test } from 'vitest'
import type { MandateRow } from '#collaboration/mandate/api.ts'
import { distanceText, limitText, sentence } from './words.ts'

const row: MandateRow = {
  id: 'r',
  holder: { kind: 'role', id: 'x', reach: 'line' },
  scope: { departmentId: 'd', regionId: null, family: '影像', tier: null },
  limits: {
    worstLineDiscount: 0.125,
    margin: 0.25,
    amount: 500_000_000,
    nonStandardClause: null,
    paymentDays: null,
  },
  from: '2026-12-01',
  to: null,
}
const named = { holder: '销售经理', department: '江苏办事处', region: '' }

test('a row reads as one sentence, in the words of each language', () => {
  expect(sentence(row, named, 'zh-CN')).toBe(
    '销售经理，对自己部门及下级、江苏办事处及下级、影像产品的单（2026-12-01 至 以后）：单行折扣最多 12.5%，毛利率至少 25%，金额最多 500 万元，账期不限，可批非标条款。这一行不含：综合折扣、含账期折扣、低于底价、责任上限、用印。',
  )
  expect(
    sentence({ ...row, from: null }, { ...named, holder: 'Sales manager', department: 'Jiangsu' }, 'en'),
  ).toBe(
    'Sales manager, for deals of their own department and below, Jiangsu and below, 影像 products: up to 12.5% off one line, a margin of 25% or more, deals up to ¥5M, any payment term, may change clauses. Not in this row: discount overall, with payment terms, below floor, liability, seal.',
  )
})

test('a limit says which way it holds; a share lies outside by percentage points', () => {
  expect([limitText('margin', 0.25, 'zh-CN'), limitText('amount', 1e8, 'en')]).toEqual(['≥ 25%', '≤ ¥1M'])
  expect([limitText('seal', undefined, 'en'), limitText('belowFloor', null, 'zh-CN')]).toEqual(['—', '可以'])
  expect([distanceText('margin', 0.034, 'zh-CN'), distanceText('paymentDays', 30, 'en')]).toEqual([
    '3.4 个百分点',
    '30 days',
  ])
})
