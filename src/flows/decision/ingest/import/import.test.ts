import { expect, test } from 'vitest'
import { guessMapping, mapColumns } from './columns.ts'
import { toEvent, toTime } from './rows.ts'

test('columns are guessed from Chinese and English names; the rest become properties', () => {
  expect(guessMapping(['发生时间', '行为类型', '客户名称', '联系人', '停留秒数'])).toEqual({
    at: '发生时间',
    type: '行为类型',
    customer: '客户名称',
    person: '联系人',
    'props.停留秒数': '停留秒数',
  })
  expect(
    guessMapping(['Event ID', 'Event', 'Occurred At', 'Account ID', 'User', 'Deal', 'props.section']),
  ).toEqual({
    id: 'Event ID',
    type: 'Event',
    at: 'Occurred At',
    customer: 'Account ID',
    person: 'User',
    opportunity: 'Deal',
    'props.section': 'props.section',
  })
})

test('wishes go before the guess, and what can not be met is named', () => {
  const headers = ['时间', '类型', '医院', '客户']
  expect(mapColumns(headers, ['customer=医院', 'props.old=客户'])).toEqual({
    at: '时间',
    type: '类型',
    customer: '医院',
    'props.old': '客户',
  })
  expect(mapColumns(headers, ['customer=诊所'])).toEqual({ fault: 'unknown-column', what: '诊所' })
  expect(mapColumns(headers, ['kunde=医院'])).toEqual({ fault: 'unknown-part', what: 'kunde=医院' })
  expect(mapColumns(['类型'], [])).toEqual({ fault: 'missing', what: 'at' })
})

test('a row becomes an event; numbers count as numbers, long digits stay names, blanks are left out', () => {
  const mapping = {
    type: '类型',
    at: '时间',
    customer: '客户',
    'props.seconds': '秒',
    'props.phone': '电话',
    'props.note': '备注',
  }
  const row = {
    类型: ' document.opened ',
    时间: '2026/1/4 8:05',
    客户: 'c-1',
    秒: '47.5',
    电话: '13912345678',
    备注: ' ',
  }
  expect(toEvent(row, 7, { mapping, zone: '+08:00', idOf: n => `import:${n}` })).toEqual({
    id: 'import:7',
    type: 'document.opened',
    at: '2026-01-04T08:05:00+08:00',
    customer: 'c-1',
    props: { seconds: 47.5, phone: '13912345678' },
  })
})

test.each([
  ['2026-01-14T14:22:03Z', '2026-01-14T14:22:03Z'],
  ['2026-01-14 14:22:03+08:00', '2026-01-14T14:22:03+08:00'],
  ['2026-01-14 14:22:03.5', '2026-01-14T14:22:03.5+08:00'],
  ['2026年1月4日 8时5分', '2026-01-04T08:05:00+08:00'],
  ['2026.1.4', '2026-01-04T00:00:00+08:00'],
  ['1768400523', '2026-01-14T14:22:03.000Z'],
  ['1768400523000', '2026-01-14T14:22:03.000Z'],
  [new Date('2026-01-14T14:22:03Z'), '2026-01-14T14:22:03.000+08:00'],
  ['昨天', '昨天'],
])('the time %s is read as %s', (value, expected) => {
  expect(toTime(value, '+08:00')).toBe(expected)
})
