import { expect, test } from 'vitest'
import type { BoardSettings } from '#decision/attribution/api.ts'
import { emptySettings, shortCondition, span } from './data.ts'
import { changed, dropped } from './edit.ts'
import { eventsOf } from './lifts.ts'

const steps = (...events: string[]): BoardSettings => ({
  ...emptySettings,
  touches: events.map(event => ({ event, where: event === 'b' ? 'e.props.n >= 2' : '', aside: false })),
})
const order = (settings: BoardSettings) => settings.touches.map(touch => touch.event).join('')

test('an act lands where it is dropped, a step moves and keeps its condition', () => {
  expect(order(dropped(steps('a', 'b'), { event: 'x' }, 'path'))).toBe('abx')
  expect(order(dropped(steps('a', 'b'), { event: 'x' }, 'step-1'))).toBe('axb')
  const moved = dropped(steps('a', 'b', 'c'), { event: 'b', from: 1 }, 'step-0')
  expect(order(moved)).toBe('bac')
  expect(moved.touches[0]!.where).toBe('e.props.n >= 2')
  expect(order(dropped(steps('a', 'b', 'c'), { event: 'a', from: 0 }, 'step-2'))).toBe('bca')
  expect(order(dropped(steps('a', 'b', 'c'), { event: 'a', from: 0 }, 'path'))).toBe('bca')
  expect(dropped(steps('a', 'b'), { event: 'b', from: 1 }, 'success')).toMatchObject({
    success: { event: 'b', where: 'e.props.n >= 2' },
  })
})

test('a full path takes no more, but lets its steps move', () => {
  const full = steps(...'abcdefghijkl')
  expect(dropped(full, { event: 'x' }, 'path')).toBe(full)
  expect(order(dropped(full, { event: 'l', from: 11 }, 'step-0'))).toBe('labcdefghijk')
})

test('a step is changed, or gone', () => {
  expect(order(changed(steps('a', 'b'), 0, undefined))).toBe('b')
  expect(order(changed(steps('a', 'b'), 0, { event: 'x', where: '', aside: false }))).toBe('xb')
})

test('conditions and times are short enough to read', () => {
  expect(shortCondition("e.props.kind == 'quote' && e.props.seconds >= 30", 'zh-CN')).toBe(
    '资料类型：报价单，停留 ≥ 30 秒',
  )
  expect(shortCondition('size(e.props.topics) > 1', 'en')).toBe('size(e.props.topics) > 1')
  expect(span(90_000_000, 'zh-CN')).toBe('25 小时')
  expect(span(600_000, 'en')).toBe('10 min')
  expect(span(20_000, 'zh-CN')).toBe('不到 1 分钟')
  expect(span(3.24 * 86_400_000, 'zh-CN')).toBe('3.2 天')
})

test('a strategy reacts to the acts of its pattern', () => {
  const when = [{ as: 'a', event: 'x' }, { absent: 'y' }, { as: 'c', event: 'z' }, { as: 'd', event: 'x' }]
  expect(eventsOf({ when })).toEqual(['x', 'z'])
  expect(eventsOf({ when: 'x' })).toEqual([])
  expect(eventsOf({})).toEqual([])
})
