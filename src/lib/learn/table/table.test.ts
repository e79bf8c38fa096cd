import { describe, expect, it } from 'vitest'
import { logistic } from '#lib/stats/logit.ts'
import { makeRandom } from '#lib/stats/random.ts'
import { readColumns } from './column.ts'
import { judgeTable } from './judge.ts'

type Row = Record<string, string | number>

const random = makeRandom(11)

/** Leads whose visits, channel and budget tell honestly whether they convert. */
const leads = Array.from({ length: 1_500 }, (_, i): Row & { y: number } => {
  const visits = Math.floor(random.uniform() * 12)
  const channel = ['web', 'fair', 'partner'][random.integer(3)]!
  const rich = random.uniform() < 0.4
  const odds = -2 + 0.2 * visits + (channel === 'partner' ? 1.2 : 0) + (rich && visits > 6 ? 1.5 : 0)
  const y = Number(random.uniform() < logistic(odds))
  return { y, number: 10_000 + 7 * i, visits, channel, rich: rich ? 'yes' : 'no', country: 'CN' }
})

const judge = (more: (row: (typeof leads)[number], i: number) => Row = () => ({}), keepLeaks = false) => {
  const rows = leads.map((row, i) => {
    const { y: _, ...columns } = row
    return { ...columns, ...more(row, i) } as Row
  })
  return judgeTable({
    names: Object.keys(rows[0]!),
    cells: name => rows.map(row => String(row[name])),
    y: Float64Array.from(leads, row => row.y),
    folds: 5,
    keepLeaks,
  })
}

describe('learning from a table', () => {
  it('learns from honest columns, finds no leak in them, and leaves out running numbers and constants', () => {
    const { auc, brier, leaks, unused, used } = judge()
    expect(auc).toBeGreaterThan(0.74)
    expect(brier).toBeLessThan(0.2)
    expect(leaks).toEqual([])
    expect(unused.map(one => one.kind)).toEqual(['id', 'constant'])
    expect(used).toEqual(['visits', 'channel', 'rich'])
  })

  it('finds nothing where there is nothing', () => {
    const noise = makeRandom(5)
    const cells = Array.from({ length: 800 }, () => String(noise.integer(6)))
    const verdict = judgeTable({
      names: ['a'],
      cells: () => cells,
      y: Float64Array.from({ length: 800 }, () => noise.integer(2)),
      folds: 5,
      keepLeaks: false,
    })
    expect(Math.abs(verdict.auc - 0.5)).toBeLessThan(0.06)
    expect(verdict.leaks).toEqual([])
  })

  it('takes a table of more rows than a call has arguments', () => {
    const y = Float64Array.from({ length: 200_000 }, (_, i) => i % 2)
    const cells = Array.from(y, (_, i) => String(i % 7))
    const question = { names: ['a'], cells: () => cells, y, folds: 2, keepLeaks: false }
    expect(judgeTable(question).n).toBe(200_000)
  })

  it('names a column that is too good, and uses it only when told to', () => {
    const noisy = ({ y }: { y: number }, i: number) => ({
      verdict: i % 12 === 0 ? 'open' : y ? 'hot' : 'cold',
    })
    const without = judge(noisy)
    expect(without.leaks).toMatchObject([
      { column: 'verdict', why: { en: expect.stringMatching(/too good/) } },
    ])
    expect(Math.abs(without.auc - judge().auc)).toBeLessThan(0.02)
    expect(judge(noisy, true).auc).toBeGreaterThan(0.95)
  })

  it('names a column that is filled in for one outcome only', () => {
    const { leaks } = judge(({ y }, i) => ({ invoice: y && i % 3 === 0 ? 'sent' : '' }))
    expect(leaks).toMatchObject([{ column: 'invoice' }])
  })

  it('names a reason that is written down for some of those that are settled', () => {
    const { leaks } = judge(({ y }, i) => ({
      remark: i % 4 !== 0 ? '' : i % 12 === 0 ? 'unclear' : y ? 'pays' : 'left',
    }))
    expect(leaks.map(one => one.column)).toEqual(['remark'])
  })

  it('names both readings of a state that keeps changing', () => {
    const states = ['opened', 'clicked', 'called', 'bounced', 'chatted', 'left']
    const { leaks } = judge(({ y }, i) => {
      const first = states[((i * 7) % 3) + (y && i % 2 ? 3 : 0)]!
      return { last: first, noted: i % 4 === 0 ? states[(i + 2) % 6]! : first }
    })
    expect(leaks.map(one => one.column).sort()).toEqual(['last', 'noted'])
  })
})

describe('columns', () => {
  const kindOf = (cells: string[]) => readColumns(['c'], () => cells)[0]!.kind
  const many = (make: (i: number) => string) => Array.from({ length: 200 }, (_, i) => make(i))

  it('tells numbers, categories, dates, ids, texts and constants apart', () => {
    expect(kindOf(many(i => String((i * i) % 97)))).toBe('number')
    expect(kindOf(many(i => ['a', 'b', 'c'][i % 3]!))).toBe('category')
    expect(kindOf(many(i => `2026-0${1 + (i % 9)}-11`))).toBe('date')
    expect(kindOf(many(i => `user-${i}`))).toBe('id')
    expect(kindOf(many(i => String(4_000 + 3 * i)))).toBe('id')
    expect(kindOf(many(i => `a long remark ${i % 120}`))).toBe('text')
    expect(kindOf(many(() => 'CN'))).toBe('constant')
    expect(kindOf(many(() => ''))).toBe('constant')
  })

  it('keeps an amount that happens to differ in every row', () => {
    expect(kindOf(many(i => String(Math.round(1.05 ** i * 1_000) + i)))).toBe('number')
  })

  it('finds the word for “nothing chosen” by its company, not by itself', () => {
    const vocabularies = ['abcd', 'efgh', 'ijkl'].map(letters =>
      many(i => (i % 5 === 4 ? 'Please choose' : letters[i % 5]!)),
    )
    const columns = readColumns(['x', 'y', 'z'], name => vocabularies['xyz'.indexOf(name)]!)
    for (const column of columns)
      expect([...column.blank].map(code => column.words[code])).toContain('Please choose')
  })
})
