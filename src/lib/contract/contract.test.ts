import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  assemble,
  type ClauseRule,
  type ContractFacts,
  checkChain,
  fill,
  foreignFigures,
  hashOf,
  type KnownFigures,
  type LinkedEvent,
  linked,
  missingClauses,
  redline,
  unfilled,
} from './index.ts'

const facts: ContractFacts = {
  ...{ services: false, subscriptions: false, retention: false, foreignCurrency: false },
  ...{ personalData: false, coCreation: false, amount: 100_000_00 },
}
const rule = (id: string, position: number, change: Partial<ClauseRule> = {}): ClauseRule => ({
  ...{ id, position, condition: 'always', aboveAmount: null, mandatory: false },
  ...change,
})
const library = [
  rule('price', 10, { mandatory: true }),
  rule('subject', 5, { mandatory: true }),
  rule('gifts', 20),
  rule('data', 30, { condition: 'personal-data', mandatory: true }),
  rule('bank', 40, { aboveAmount: 1_000_000_00, mandatory: true }),
]

test('a contract holds its template’s clauses that apply, and every mandatory one whether the template names it or not', () => {
  const ids = (change: Partial<ContractFacts>, template: string[]) =>
    assemble(library, template, { ...facts, ...change }).map(({ id }) => id)
  expect(ids({}, [])).toEqual(['subject', 'price'])
  expect(ids({ personalData: true }, ['gifts'])).toEqual(['subject', 'price', 'gifts', 'data'])
  expect(ids({ amount: 1_000_000_00 }, [])).toEqual(['subject', 'price', 'bank'])
  // What nobody knows is no reason to leave out what the library asks for.
  expect(ids({ amount: null }, [])).toEqual(['subject', 'price', 'bank'])
  const lacking = missingClauses(library, new Set(['subject']), { ...facts, personalData: true })
  expect(lacking.map(({ id }) => id)).toEqual(['price', 'data'])
})

test('values are put in as text, once; a name without a value is told', () => {
  const values = { total: '1,897,000.00', empty: ' ', nested: '{{total}}' }
  expect(fill('共 {{ total }} 元 {{nested}}', values)).toBe('共 1,897,000.00 元 {{total}}')
  expect(unfilled('{{total}} {{empty}} {{none}} {{constructor}}', values)).toEqual([
    'empty',
    'none',
    'constructor',
  ])
})

const known: KnownFigures = {
  minorDigits: 2,
  amounts: new Set([1_897_000_00, 569_100_00]),
  capitals: new Set(['壹佰捌拾玖万柒仟元整']),
  percents: new Set(['30', '70', '13']),
}
const found = (text: string, scope: 'all' | 'total' = 'all') =>
  foreignFigures(text, known, scope).map(figure => figure.found)

test('an amount, 大写金额 or share that the snapshot doesn’t say is found, however it is written', () => {
  expect(found('总价 ¥1,897,000.00（189.7万元），大写人民币壹佰捌拾玖万柒仟元整，首付 30%')).toEqual([])
  expect(found('总价 ¥1,797,000.00')).toEqual(['¥1,797,000.00'])
  expect(found('总价 179.7 万元')).toEqual(['179.7 万元'])
  expect(found('总价 1797000元')).toEqual(['1797000元'])
  expect(found('壹佰柒拾玖万柒仟元整')).toEqual(['壹佰柒拾玖万柒仟元整'])
  expect(found('首付 20%，尾款百分之八十')).toEqual(['20%', '百分之八十'])
  expect(found('USD 1.7 million')).toEqual(['USD 1.7 million'])
  expect(found('合同总价为 500 元，违约金 800 元', 'total')).toEqual(['500 元', '800 元'])
  expect(found('逾期每日 0.5‰，上限 50,000 元', 'total')).toEqual([])
  expect(found('{{quote.total}} 元')).toEqual([])
})

test('a redline keeps both texts: what is same and removed is the old one, same and added the new one', () => {
  const text = fc
    .array(fc.constantFrom('质保期', '为', '12', '24', '个月', '，', 'the ', 'seller ', '\n', '。'), {
      maxLength: 12,
    })
    .map(parts => parts.join(''))
  fc.assert(
    fc.property(text, text, fc.constantFrom('zh-CN' as const, 'en' as const), (before, after, language) => {
      const pieces = redline(before, after, language)
      const join = (not: string) =>
        pieces
          .filter(({ change }) => change !== not)
          .map(piece => piece.text)
          .join('')
      expect(join('added')).toBe(before)
      expect(join('removed')).toBe(after)
    }),
  )
  expect(redline('质保期为 12 个月', '质保期为 24 个月', 'zh-CN')).toEqual([
    { change: 'same', text: '质保期为 ' },
    { change: 'removed', text: '12' },
    { change: 'added', text: '24' },
    { change: 'same', text: ' 个月' },
  ])
})

test('no event of a chain is changed, left out, put in or moved without being named', () => {
  const chain: LinkedEvent[] = []
  for (const [i, type] of ['created', 'sent', 'signed-by-us', 'signed'].entries()) {
    const person = { salt: `s${i}`, name: '陈晨' }
    const previous = chain.at(-1)?.hash ?? null
    const event = linked({ seq: i + 1, type, at: i, previous, body: { i }, personHash: hashOf(person) })
    chain.push(Object.assign(event, { person }))
  }
  expect(checkChain(chain)).toEqual([])
  const changed = chain.map(event => (event.seq === 2 ? { ...event, body: { i: 9 } } : event))
  expect(checkChain(changed)).toEqual([{ seq: 2, type: 'sent', fault: 'content' }])
  const named = chain.map(event =>
    event.seq === 3 ? { ...event, person: { salt: 's2', name: '王五' } } : event,
  )
  expect(checkChain(named)).toEqual([{ seq: 3, type: 'signed-by-us', fault: 'person' }])
  expect(checkChain(chain.filter(({ seq }) => seq !== 2)).length).toBeGreaterThan(0)
  const rehashed = chain.map(event => (event.seq === 2 ? linked({ ...event, body: { i: 9 } }) : event))
  expect(checkChain(rehashed)).toEqual([{ seq: 3, type: 'signed-by-us', fault: 'link' }])
})
