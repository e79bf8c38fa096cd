import { expect, test } from 'vitest'
import { conditionWords } from './condition-words.ts'

test.each([
  ["e.props.to == 'quote'", '换到：报价', 'to: Quote'],
  ['e.props.seconds >= 30', '停留 ≥ 30 秒', 'stayed ≥ 30 seconds'],
  [
    "e.props.section == 'price' && e.props.seconds >= 15",
    '章节：报价，停留 ≥ 15 秒',
    'section: price, stayed ≥ 15 seconds',
  ],
  ["e.props.outcome in ['blocked', 'lost']", '结果：受阻、丢单', 'outcome: blocked / lost'],
  ['e.props.again == true', '再次打开', 'opened again'],
  [
    "customer.budgetApproved == true || customer['预算已批'] == true",
    '客户预算已批',
    'the budget is approved',
  ],
  ["customer.tier in ['S', '三级甲等']", '客户的等级：S、三级甲等', 'the customer’s tier: S / 三级甲等'],
])('%s reads as words', (where, zh, en) => {
  expect(conditionWords(where, 'zh-CN')).toBe(zh)
  expect(conditionWords(where, 'en')).toBe(en)
})

test('an expression that is more than comparisons is left to be quoted', () => {
  expect(conditionWords('size(e.props.topics) * 2 > 3', 'zh-CN')).toBeUndefined()
})
