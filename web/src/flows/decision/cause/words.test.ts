import { expect, test } from 'vitest'
import type { Question } from '#decision/cause/api.ts'
import { areas } from '../../../app/i18n.ts'
import './texts.ts'
import { covariateWords, effectWords, questionWords, type Speaker } from './words.ts'

/** Says texts as the page would, without the page. */
const speakerOf = (locale: 'zh-CN' | 'en'): Speaker => ({
  locale,
  strategies: new Map([['s1', '反复看技术参数']]),
  say: (key, values = {}) =>
    areas.get('cause')![locale][key]!.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name])),
})

const question: Question = {
  kind: 'adjusted',
  treatment: { event: 'suggestion.adopted', where: { prop: 'strategy', equals: 's1' } },
  outcome: { event: 'opportunity.won', measure: 'happened' },
  from: 0,
  to: 1,
  days: 30,
  seed: 1,
}

test('a question is one sentence in both languages', () => {
  expect(questionWords(question, speakerOf('zh-CN'))).toBe(
    '采纳「反复看技术参数」的建议之后 30 天里，「赢单」的客户占比变了多少？',
  )
  const { days: _, ...rest } = question
  const rollout: Question = { ...rest, kind: 'rollout', groupBy: 'region', period: 'week' }
  expect(questionWords(rollout, speakerOf('en'))).toBe(
    'Adopting a suggestion of “反复看技术参数”, rolled out by region: how much did the share of accounts with “Deal won” per week change?',
  )
})

test('an effect has its unit: points, times, money', () => {
  const of = (measure: Question['outcome']['measure']) => ({
    ...question,
    outcome: { ...question.outcome, measure },
  })
  expect(effectWords(0.061, question, speakerOf('zh-CN'))).toBe('+6.1 个百分点')
  expect(effectWords(-0.052, of('count'), speakerOf('zh-CN'))).toBe('−0.052 次')
  expect(effectWords(123_456, of('amount'), speakerOf('zh-CN'))).toBe('+12.3 万元')
})

test('what accounts are compared by is said in words', () => {
  const speaker = speakerOf('zh-CN')
  expect(covariateWords('acts30', speaker)).toBe('前 30 天行为数')
  expect(covariateWords('type:document.opened', speaker)).toBe('前 90 天「打开资料」')
  expect(covariateWords('tier=三级甲等', speaker)).toBe('级别：三级甲等')
  expect(covariateWords('region=', speaker)).toBe('区域：未知')
})
