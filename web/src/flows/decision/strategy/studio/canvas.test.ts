import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Doc, printDoc } from '../doc.ts'
import {
  edited,
  fromCanvas,
  ifRows,
  movedPart,
  toCanvas,
  withCondition,
  withMeasureName,
  withoutPart,
} from './canvas.ts'
import {
  celOf,
  isGroup,
  literalOf,
  literalValue,
  operators,
  type Rule,
  type RuleGroup,
  rulesOf,
} from './cel-rules.ts'

const tender: Doc = {
  id: 'dormant-tender-policy',
  key: 'customer',
  when: [{ as: 'post', event: 'wechat.article_published', where: "'国产替代' in e.props.topics" }],
  measures: {
    shares: { count: 'proposal.shared', where: "e.props.kind == 'tender'" },
    lastShare: { since: 'proposal.shared', where: "e.props.kind == 'tender'" },
    opens: { count: 'document.opened', where: "e.props.kind == 'tender'", window: '7d' },
  },
  if: 'shares > 0 && lastShare >= 604800.0 && opens == 0',
  cooldown: '14d',
  then: [{ do: 'tag', add: ['政策敏感型客户'] }],
}

const name = fc.constantFrom(
  'shares',
  'opens',
  'customer.score',
  'e.props.kind',
  "customer['预算(万元)']",
  'e.person',
)
const literal = fc.oneof(
  fc.string({ unit: 'grapheme' }).map(text => literalOf(text)),
  fc.integer({ min: -1e6, max: 1e6 }).map(number => literalOf(number)),
  fc.integer({ min: 0, max: 1e6 }).map(number => literalOf(number, true)),
  fc.constantFrom('true', 'false', 'null', '0.25'),
)
const rule: fc.Arbitrary<Rule> = fc
  .record({
    field: name,
    operator: fc.constantFrom(...operators),
    value: literal,
    more: fc.array(literal, { maxLength: 2 }),
  })
  .map(({ field, operator, value, more }) => {
    if (operator === 'exists' || operator === 'missing') return { field, operator, value: '' }
    return { field, operator, value: operator === 'among' ? [value, ...more].join(', ') : value }
  })
const { group } = fc.letrec<{ group: RuleGroup; part: Rule | RuleGroup }>(tie => ({
  group: fc
    .record({
      combinator: fc.constantFrom('and' as const, 'or' as const),
      rules: fc.array(tie('part'), { minLength: 2, maxLength: 4 }),
      not: fc.boolean(),
    })
    .map(({ not, ...rest }) => (not ? { ...rest, not } : rest)),
  part: fc.oneof({ weight: 4, arbitrary: rule }, { weight: 1, arbitrary: tie('group') }),
}))

/** Conditions as people and machines write them: any spacing, what rules can't say, and what is no CEL at all. */
const condition = fc.oneof(
  group.map(celOf),
  fc
    .array(
      fc.oneof(
        rule.map(one => celOf({ combinator: 'and', rules: [one] })),
        fc.constantFrom('a.all(x, x > 1)', '(p || q)', 'n+1.0>2.0 ? a : b', "x == 'a && b'"),
      ),
      { minLength: 1, maxLength: 5 },
    )
    .chain(parts => fc.constantFrom(' && ', '&&', '\n  && ').map(glue => parts.join(glue))),
  fc.string(),
)
const anything = fc.jsonValue() as fc.Arbitrary<unknown>
const doc: fc.Arbitrary<Doc> = fc
  .record(
    {
      id: fc.string(),
      key: fc.constantFrom('customer', 'person', 'props.storeId'),
      when: fc.oneof(fc.array(anything), anything),
      within: fc.constant('3d'),
      measures: fc.oneof(
        fc.dictionary(fc.constantFrom('shares', 'opens', 'x'), anything, { noNullPrototype: true }),
        anything,
      ),
      if: fc.oneof({ weight: 5, arbitrary: condition }, { weight: 1, arbitrary: anything }),
      cooldown: fc.constant('14d'),
      then: fc.oneof(fc.array(anything), anything),
      experiment: anything,
      unheardOf: anything,
    },
    { requiredKeys: ['id'], noNullPrototype: true },
  )
  .chain(record =>
    fc
      .shuffledSubarray(Object.entries(record), { minLength: Object.keys(record).length })
      .map(Object.fromEntries),
  )

describe('the canvas', () => {
  test('loses nothing either way, whatever the document holds and in whatever order', () => {
    fc.assert(
      fc.property(doc, one => {
        expect(printDoc(fromCanvas(toCanvas(one)))).toBe(printDoc(one))
      }),
      { numRuns: 1000 },
    )
  })

  test('draws conditions in their order, each beside its measure', () => {
    const rows = ifRows(toCanvas(tender))
    expect(rows.map(({ part, rule: one }) => [part, one?.operator, one?.value])).toEqual([
      ['measures.shares', '>', '0'],
      ['measures.lastShare', '>=', '604800.0'],
      ['measures.opens', '==', '0'],
    ])
  })

  test('keeps what rules can’t say as text, and what is joined by “or” in one piece', () => {
    const canvas = toCanvas({ ...tender, if: 'opens == 0 || shares > 3 && size(customer.tags) > 1' })
    expect(canvas.conditions).toHaveLength(1)
    expect(ifRows(canvas).map(row => row.part)).toEqual([
      'if[0]',
      'measures.shares',
      'measures.lastShare',
      'measures.opens',
    ])
  })

  test('changes, adds, moves and removes a condition and leaves the others as they were written', () => {
    const odd = { ...tender, if: 'shares>0&&lastShare >= 604800.0  &&  opens == 0' }
    expect(withCondition(odd, 1, 'lastShare >= 86400.0').if).toBe(
      'shares>0&&lastShare >= 86400.0  &&  opens == 0',
    )
    expect(withCondition(odd, 3, 'a || b').if).toBe(
      'shares>0&&lastShare >= 604800.0  &&  opens == 0 && (a || b)',
    )
    expect(withCondition(odd, 2, undefined).if).toBe('shares>0&&lastShare >= 604800.0')
    expect(movedPart(odd, 'measures.opens', -2).doc.if).toBe(
      'opens == 0 && shares>0 && lastShare >= 604800.0',
    )
    const rest = withoutPart(odd, 'measures.lastShare')
    expect(rest.if).toBe('shares>0&&opens == 0')
    expect(Object.keys(rest.measures as Doc)).toEqual(['shares', 'opens'])
    expect(withoutPart({ id: 'x', when: [], if: 'a' }, 'if[0]')).toEqual({ id: 'x', when: [] })
  })

  test('renames a measure where it is used, not inside of texts or as a field', () => {
    const renamed = withMeasureName(
      { ...tender, if: "opens == 0 && x.opens != 'opens' && (opens < 2 || a)" },
      'opens',
      'seen',
    )
    expect(renamed.if).toBe("seen == 0 && x.opens != 'opens' && (seen < 2 || a)")
  })

  test('an added part gives the document its field; the last one taken away leaves no empty field', () => {
    const start = { id: 'x', when: [] }
    const added = edited(start, () => ({ actions: [{ do: 'tag', add: ['a'] }] }))
    expect(added).toEqual({ id: 'x', when: [], then: [{ do: 'tag', add: ['a'] }] })
    expect(withoutPart(added, 'then[0]')).toEqual(start)
  })
})

describe('rules', () => {
  test('come back as they were from the CEL they write', () => {
    fc.assert(
      fc.property(group, one => {
        expect(rulesOf(celOf(one))).toEqual(one)
      }),
      { numRuns: 1000 },
    )
  })

  test('are offered only for what they can say without a loss', () => {
    for (const source of [
      'a || b == 1 && c == 2',
      'size(e.props.topics) > 2',
      'x + 1.0 > 2.0',
      'a == b',
      'a == 1 // why',
      '',
    ]) {
      const rules = rulesOf(source)
      if (rules) expect(celOf(rules)).toBe(source)
      else expect(rules).toBeUndefined()
    }
    expect(rulesOf("e.props.kind == 'tender' && e.props.pages >= 3")).toEqual({
      combinator: 'and',
      rules: [
        { field: 'e.props.kind', operator: '==', value: "'tender'" },
        { field: 'e.props.pages', operator: '>=', value: '3' },
      ],
    })
    const nested = rulesOf("!(e.props.kind in ['a', 'b']) && (has(e.person) || !has(customer.tier))")
    expect(nested?.rules.map(isGroup)).toEqual([true, true])
  })

  test('a text keeps its quotes and backslashes', () => {
    fc.assert(
      fc.property(fc.string(), text => {
        expect(literalValue(literalOf(text))).toBe(text)
        expect(rulesOf(`a == ${literalOf(text)}`)?.rules).toHaveLength(1)
      }),
    )
  })
})
