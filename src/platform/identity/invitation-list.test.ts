import { expect, test } from 'vitest'
import { readList } from './invitation-list.ts'

const emails = (text: string) => readList(text).people.map(({ email, name }) => [email, name])

test('e-mails are found however they are separated, once each', () => {
  expect(emails('a@b.cn, c@d.cn；e@f.cn\n\n  A@B.cn\tg@h.cn')).toEqual([
    ['a@b.cn', null],
    ['c@d.cn', null],
    ['e@f.cn', null],
    ['g@h.cn', null],
  ])
})

test('names before angle brackets are kept, as mail programs copy them', () => {
  expect(emails('林晓 <lin@b.cn>, Zhao Min <zhao@b.cn>')).toEqual([
    ['lin@b.cn', '林晓'],
    ['zhao@b.cn', 'Zhao Min'],
  ])
})

test('a table is read by its head row, whatever its delimiter and order', () => {
  expect(readList('\uFEFF部门\tE-mail\tName\n华东\tlin@b.cn\t林晓\r\n').people).toMatchObject([
    { line: 2, email: 'lin@b.cn', name: '林晓', department: '华东', role: null },
  ])
})

test('what is no e-mail is told by its line', () => {
  const { people, faults } = readList('lin@b.cn\n林晓\nx@y')
  expect(people).toHaveLength(1)
  expect(faults.map(fault => fault.line)).toEqual([2, 3])
  expect(readList('').people).toEqual([])
})
