import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type BankLine, type DueItem, matchLines, type Proposal } from './index.ts'

let count = 0
const due = (change: Partial<DueItem> = {}): DueItem => ({
  ...{ id: `d${++count}`, contractId: `c${count}`, accountId: `a${count}`, place: 0, dueDay: '2026-11-30' },
  ...{ open: 30_000_00, currency: 'CNY', references: ['HT20261123-001'], payers: ['江州市第三人民医院'] },
  ...change,
})
const line = (change: Partial<BankLine> = {}): BankLine => ({
  ...{
    id: `l${++count}`,
    day: '2026-11-24',
    amount: 30_000_00,
    currency: 'CNY',
    payer: '江州市第三人民医院',
  },
  ...{ remark: '', reference: `B${count}`, reversal: false },
  ...change,
})
const one = (given: BankLine, dues: DueItem[], earlier: BankLine[] = []): Proposal =>
  matchLines([given], dues, earlier)[0]!
const kinds = (proposal: Proposal) => proposal.reasons.map(({ kind }) => kind)

describe('the exact rule', () => {
  test('takes the customer’s own payment of the only item of that amount', () => {
    expect(one(line(), [due()])).toMatchObject({ kind: 'full', exact: true, rest: 0 })
    expect(one(line({ payer: '江州市第三人民医院 ' }), [due()]).exact).toBe(true)
  })

  test('wants the number when two items would do, and believes it when it is there', () => {
    const account = { accountId: 'same' }
    const two = [due(account), due({ ...account, references: ['HT20261123-002'] })]
    expect(one(line(), two).exact).toBe(false)
    const named = one(line({ remark: '货款 HT 20261123-002' }), two)
    expect(named).toMatchObject({ exact: true, shares: [{ dueId: two[1]!.id }] })
  })

  test.each([
    ['a cent is missing', { amount: 29_999_99 }, {}],
    ['a cent is too much', { amount: 30_000_01 }, {}],
    ['somebody else pays', { payer: '江州城投集团', remark: 'HT20261123-001' }, {}],
    ['another hospital of a like name pays', { payer: '江州市第二人民医院' }, {}],
    ['it is another currency', { currency: 'USD' }, {}],
    ['nobody is named', { payer: '' }, {}],
  ])('does not take it when %s', (_, given, owed) => {
    expect(one(line(given), [due(owed)]).exact).toBe(false)
  })

  test('does not take either of two equal transfers for one item', () => {
    const item = due()
    const both = matchLines([line(), line()], [item])
    expect(both.map(({ exact }) => exact)).toEqual([false, false])
    expect(both.flatMap(({ shares }) => shares)).toEqual([{ dueId: item.id, amount: 30_000_00 }])
    expect(both.some(proposal => kinds(proposal).includes('claimed-twice'))).toBe(true)
  })

  test('does not take what the bank has taken back', () => {
    const came = line()
    const back = line({ amount: -30_000_00, reversal: true, remark: '退汇' })
    const [first, second] = matchLines([came, back], [due()])
    expect(first).toMatchObject({ exact: false })
    expect(kinds(first!)).toContain('taken-back')
    expect(second).toMatchObject({ kind: 'reversal', reverses: came.id })
  })

  test('does not take a part of the first payment for a later one of that amount', () => {
    const plan = { contractId: 'c', accountId: 'a' }
    const items = [due(plan), due({ ...plan, place: 1, open: 10_000_00, dueDay: '2027-11-30' })]
    const given = one(line({ amount: 10_000_00 }), items)
    expect(given).toMatchObject({ kind: 'part', exact: false, shares: [{ dueId: items[0]!.id }] })
  })
})

test('a number in the remark finds a deal whoever pays, written with blanks or small letters too', () => {
  for (const remark of ['ht20261123-001 首付', 'HT 20261123 001', '合同号:HT20261123001,首付款']) {
    const found = one(line({ payer: '江州城投集团', remark }), [
      due(),
      due({ references: ['HT20261123-002'] }),
    ])
    expect(found).toMatchObject({ kind: 'full', exact: false })
    expect(kinds(found)).toEqual(expect.arrayContaining(['reference', 'payer-other', 'amount-equal']))
  }
})

test('a bank fee is told from a part', () => {
  expect(kinds(one(line({ amount: 29_975_00 }), [due()]))).toContain('amount-fee')
  expect(kinds(one(line({ amount: 27_000_00 }), [due()]))).toContain('amount-part')
})

test('what is over stays on the line; it is not pushed into the next item', () => {
  expect(one(line({ amount: 31_000_00 }), [due()])).toMatchObject({ kind: 'over', rest: 1_000_00 })
})

test('one transfer for several deals is found by its sum; two ways to the sum are told', () => {
  const same = { accountId: 'x' }
  const dues = [
    due({ ...same, open: 12_345_67 }),
    due({ ...same, open: 20_000_00 }),
    due({ ...same, open: 5_00 }),
  ]
  const sum = one(line({ amount: 12_350_67 }), dues)
  expect(sum).toMatchObject({ kind: 'several', rest: 0, exact: false })
  expect(sum.shares.map(({ dueId }) => dueId).sort()).toEqual([dues[0]!.id, dues[2]!.id].sort())
  const again = one(line({ amount: 12_350_67 }), [...dues, due({ ...same, open: 12_345_67 })])
  expect(kinds(again)).toContain('several-ways')
})

test('another currency is shown with the deal and gives nothing by itself', () => {
  const usd = due({ currency: 'USD' })
  expect(one(line(), [usd])).toMatchObject({ kind: 'currency', shares: [], others: [usd.id] })
})

test('a reversal finds the nearest line of that payer before it, each but once', () => {
  const [early, late] = [line({ day: '2026-10-01' }), line({ day: '2026-11-01' })]
  const back = (day: string) => line({ amount: -30_000_00, day, reversal: true })
  const [first, second, third] = matchLines(
    [back('2026-11-02'), back('2026-11-03'), back('2026-11-04')],
    [],
    [early, late],
  )
  expect([first!.reverses, second!.reverses, third!.reverses]).toEqual([late.id, early.id, null])
  expect(one(back('2026-09-30'), [], [early]).reverses).toBeNull()
  expect(one(line({ amount: -1, reversal: true }), [], [early]).kind).toBe('none')
})

const payers = ['江州市第三人民医院', '江州市第二人民医院', '恒康达医疗科技有限公司', '望湖城投集团', '']
const someDues = fc.array(
  fc.record({
    account: fc.integer({ min: 0, max: 3 }),
    contract: fc.integer({ min: 0, max: 5 }),
    place: fc.integer({ min: 0, max: 2 }),
    open: fc.oneof(fc.integer({ min: 1, max: 2_000 }), fc.constantFrom(100, 250, 1_000)),
    currency: fc.constantFrom('CNY', 'CNY', 'USD'),
    dueDay: fc.constantFrom('2026-11-30', '2026-12-31', '2027-03-01'),
  }),
  { maxLength: 14 },
)
const someLines = fc.array(
  fc.record({
    payer: fc.constantFrom(...payers),
    amount: fc
      .oneof(fc.integer({ min: -500, max: 4_000 }), fc.constantFrom(100, 250, 350, 1_000, -100))
      .filter(value => value !== 0),
    currency: fc.constantFrom('CNY', 'CNY', 'USD'),
    remark: fc.constantFrom('', '货款', 'HT2026-0001', 'HT2026-0003 首付', 'HT2026-0001 HT2026-0002'),
    reversal: fc.boolean(),
  }),
  { maxLength: 14 },
)

describe('for any lines and items', () => {
  const build = (
    dues: typeof someDues extends fc.Arbitrary<infer T> ? T : never,
    lines: typeof someLines extends fc.Arbitrary<infer T> ? T : never,
  ) => ({
    dues: dues.map(({ account, contract, ...rest }, i) => ({
      ...{ id: `d${i}`, accountId: `a${account}`, contractId: `a${account}c${contract}`, ...rest },
      ...{ references: [`HT2026-000${contract}`], payers: [payers[account]!] },
    })),
    lines: lines.map((each, i) => ({ id: `l${i}`, day: '2026-12-01', reference: '', ...each })),
  })

  test('no cent is lost or given twice, and currencies never mix', () => {
    fc.assert(
      fc.property(someDues, someLines, (owed, given) => {
        const { dues, lines } = build(owed, given)
        const proposals = matchLines(lines, dues)
        const used = new Map<string, number>()
        proposals.forEach(({ shares, rest, exact }, i) => {
          const { amount, currency } = lines[i]!
          const sum = shares.reduce((total, share) => total + share.amount, 0)
          if (amount > 0) expect(sum + rest).toBe(amount)
          else expect([sum, rest]).toEqual([0, 0])
          expect(rest).toBeGreaterThanOrEqual(0)
          if (exact) expect(rest).toBe(0)
          for (const share of shares) {
            expect(share.amount).toBeGreaterThan(0)
            expect(dues.find(({ id }) => id === share.dueId)!.currency).toBe(currency)
            used.set(share.dueId, (used.get(share.dueId) ?? 0) + share.amount)
          }
        })
        for (const { id, open } of dues) expect(used.get(id) ?? 0).toBeLessThanOrEqual(open)
      }),
      { numRuns: 400 },
    )
  })

  test('the order of lines and of items changes nothing', () => {
    fc.assert(
      fc.property(someDues, someLines, fc.infiniteStream(fc.nat()), (owed, given, numbers) => {
        const { dues, lines } = build(owed, given)
        const shuffled = <T>(list: T[]): T[] =>
          list
            .map(each => ({ each, key: numbers.next().value as number }))
            .sort((a, b) => a.key - b.key)
            .map(({ each }) => each)
        const byId = (proposals: Proposal[]) => new Map(proposals.map(each => [each.lineId, each]))
        const [straight, mixed] = [
          byId(matchLines(lines, dues)),
          byId(matchLines(shuffled(lines), shuffled(dues))),
        ]
        for (const [id, proposal] of straight) expect(mixed.get(id)).toEqual(proposal)
      }),
      { numRuns: 300 },
    )
  })
})
