import { describe, expect, it } from 'vitest'
import { parseDuration } from './duration.ts'
import { parseEvent } from './event.ts'
import { formatInstant, parseInstant } from './instant.ts'
import { parseStrategies, parseStrategy } from './strategy.ts'

const valid = {
  id: 'dormant-tender-policy',
  key: 'customer',
  when: [
    { as: 'post', event: 'wechat.article_published', where: "'国产替代' in e.props.topics" },
    { absent: ['document.opened', 'document.shared'], where: 'e.props.kind == post.props.kind', for: '1.5d' },
  ],
  within: '7d',
  measures: {
    shares: { count: 'proposal.shared', where: "e.props.kind == 'tender'" },
    dwell: { sum: 'document.section_viewed', of: 'props.seconds', window: '7d' },
  },
  if: "shares > 0 && dwell >= 30.0 && customer.tier == 'A' && post.props.views > 3",
  cooldown: '14d',
  then: [
    { do: 'tag', add: ['政策敏感型客户'] },
    { do: 'priority', lead: 'S' },
    {
      do: 'suggest',
      to: 'owner',
      kit: 'k-1',
      title: { 'zh-CN': '联系 {{ customer.name }}', en: 'Call {{ customer.name }}' },
      reason: { 'zh-CN': '{{ shares }} 份方案', en: '{{ shares }} proposals' },
      expires: '3d',
      value: 'dwell * 2.0',
    },
    { do: 'notify', to: { role: 'regional-director', of: 'region' }, text: { 'zh-CN': '看', en: 'Look' } },
    { do: 'webhook', endpoint: 'erp', body: "{'shares': shares, 'post': post.id}" },
    { do: 'emit', event: 'policy.interest', props: { shares: 'shares', title: 'post.props.title' } },
    { do: 'task', to: { user: 'u-1' }, title: { 'zh-CN': '回访', en: 'Visit' }, due: '1d' },
  ],
  experiment: {
    holdout: 0.2,
    variants: [{ id: 'a', share: 0.5, then: [{ do: 'tag', add: ['a'] }] }],
    unit: 'account',
    salt: 's',
    outcome: { event: 'contract.signed' },
    horizon: '14d',
  },
}

/** The paths of the faults of `valid` with some fields set to other values. */
function faultsOf(change: Record<string, unknown>): string[] {
  const result = parseStrategy({ ...valid, ...change })
  return result.ok ? [] : result.faults.map(fault => fault.path)
}

describe('a strategy', () => {
  it('is taken as it is when valid', () => {
    expect(parseStrategy(valid)).toEqual({ ok: true, value: valid, warnings: [] })
    expect(parseStrategy({ id: 's', when: [{ event: 'a' }] }).ok).toBe(true)
  })

  it.each<[string, Record<string, unknown>, string]>([
    ['an unknown field', { name: 'x' }, 'name'],
    ['no id', { id: undefined }, 'id'],
    ['an empty id', { id: '' }, 'id'],
    ['an unknown key', { key: 'account' }, 'key'],
    ['a key without a name', { key: 'props.' }, 'key'],
    ['an empty when', { when: [] }, 'when'],
    ['a when that is no list', { when: {} }, 'when'],
    ['an absence first', { when: [{ absent: 'a', for: '1d' }] }, 'when[0]'],
    ['a step of no kind', { when: [{ where: 'true' }] }, 'when[0].event'],
    [
      'a step of both kinds',
      { when: [{ event: 'a' }, { event: 'a', absent: 'b', for: '1d' }] },
      'when[1].event',
    ],
    ['an unknown field of a step', { when: [{ event: 'a', for: '1d' }] }, 'when[0].for'],
    [
      'an absence with times',
      { when: [{ event: 'a' }, { absent: 'a', for: '1d', times: 2 }] },
      'when[1].times',
    ],
    ['an absence with a name', { when: [{ event: 'a' }, { absent: 'a', for: '1d', as: 'x' }] }, 'when[1].as'],
    ['no types', { when: [{ event: [] }] }, 'when[0].event'],
    ['an empty type', { when: [{ event: ['a', ''] }] }, 'when[0].event[1]'],
    ['times below one', { when: [{ event: 'a', times: 0 }] }, 'when[0].times'],
    ['times that are not whole', { when: [{ event: 'a', times: 1.5 }] }, 'when[0].times'],
    ['a first step of more than 64', { when: [{ event: 'a', times: 65 }] }, 'when[0].times'],
    ['an absence without for', { when: [{ event: 'a' }, { absent: 'a' }] }, 'when[1].for'],
    ['a duration of zero', { cooldown: '0d' }, 'cooldown'],
    ['a duration finer than a millisecond', { cooldown: '0.5ms' }, 'cooldown'],
    ['a duration without unit', { within: 7 }, 'within'],
    [
      'absences longer than within',
      { when: [{ event: 'a' }, { absent: 'a', for: '2d' }], within: '47h' },
      'within',
    ],
    ['an expression that does not parse', { when: [{ event: 'a', where: 'e.props.n >' }] }, 'when[0].where'],
    ['its own name in where', { when: [{ as: 'x', event: 'a', where: 'x.id == e.id' }] }, 'when[0].where'],
    [
      'a name before it is bound',
      {
        when: [
          { event: 'a', where: 'y.id == e.id' },
          { as: 'y', event: 'b' },
        ],
      },
      'when[0].where',
    ],
    ['a measure in where', { when: [{ event: 'a', where: 'shares > 0' }] }, 'when[0].where'],
    ['e in if', { if: 'e.props.n > 0' }, 'if'],
    ['an unknown name in if', { if: 'visits > 0' }, 'if'],
    ['a reserved word as a name', { when: [{ as: 'for', event: 'a' }] }, 'when[0].as'],
    ['e as a name', { when: [{ as: 'e', event: 'a' }] }, 'when[0].as'],
    ['customer as a measure', { measures: { customer: { count: 'a' } } }, 'measures.customer'],
    ['a name that is no identifier', { measures: { 'a-b': { count: 'a' } } }, 'measures.a-b'],
    [
      'one name twice',
      {
        when: [
          { as: 'x', event: 'a' },
          { as: 'x', event: 'b' },
        ],
      },
      'when[1].as',
    ],
    ['a name for a step and a measure', { when: [{ as: 'shares', event: 'a' }] }, 'measures.shares'],
    ['a measure of no kind', { measures: { m: { where: 'true' } } }, 'measures.m'],
    ['a measure of two kinds', { measures: { m: { count: 'a', since: 'a' } } }, 'measures.m'],
    ['a sum without of', { measures: { m: { sum: 'a' } } }, 'measures.m.of'],
    ['a count with of', { measures: { m: { count: 'a', of: 'person' } } }, 'measures.m.of'],
    ['an of that is nowhere', { measures: { m: { max: 'a', of: 'id' } } }, 'measures.m.of'],
    [
      'an as name in a measure',
      { measures: { m: { count: 'a', where: 'post.id == e.id' } } },
      'measures.m.where',
    ],
    ['an unknown action', { then: [{ do: 'shout' }] }, 'then[0].do'],
    ['a workflow', { then: [{ do: 'start', workflow: 'w' }] }, 'then[0].do'],
    ['an unknown lead priority', { then: [{ do: 'priority', lead: 'E' }] }, 'then[0].lead'],
    [
      'a text in one language',
      { then: [{ do: 'task', to: 'owner', title: { en: 'x' }, due: '1d' }] },
      'then[0].title.zh-CN',
    ],
    [
      'a placeholder with an unknown name',
      { then: [{ do: 'notify', to: 'owner', text: { 'zh-CN': '{{ x }}', en: 'x' } }] },
      'then[0].text.zh-CN',
    ],
    [
      'nobody to turn to',
      { then: [{ do: 'task', to: 'boss', title: { 'zh-CN': 'x', en: 'x' }, due: '1d' }] },
      'then[0].to',
    ],
    [
      'a role of nothing',
      { then: [{ do: 'notify', to: { role: 'x', of: 'team' }, text: { 'zh-CN': 'x', en: 'x' } }] },
      'then[0].to.of',
    ],
    [
      'an emit expression in error',
      { then: [{ do: 'emit', event: 'x', props: { n: '1 +' } }] },
      'then[0].props.n',
    ],
    ['a holdout of one', { experiment: { ...valid.experiment, holdout: 1 } }, 'experiment.holdout'],
    [
      'shares above one',
      {
        experiment: {
          ...valid.experiment,
          variants: [
            { id: 'a', share: 0.7, then: [] },
            { id: 'b', share: 0.4, then: [] },
          ],
        },
      },
      'experiment.variants',
    ],
  ])('with %s is refused, naming the place', (_, change, path) => {
    expect(faultsOf(change)).toContain(path)
  })

  it.each([null, 1, 'x', [], [1]])('that is %j is refused', json => {
    expect(parseStrategies(json).ok && Array.isArray(json) && json.length > 0).toBe(false)
  })

  it('names itself in its faults, in both languages', () => {
    const result = parseStrategy({ ...valid, cooldown: 'soon' })
    expect(result.ok).toBe(false)
    if (result.ok) return
    expect(result.faults).toHaveLength(1)
    expect(result.faults[0]).toMatchObject({ strategy: 'dormant-tender-policy', path: 'cooldown' })
    expect(result.faults[0]!.message['zh-CN'] && result.faults[0]!.message.en).toBeTruthy()
  })

  it('shares no id with another', () => {
    expect(parseStrategies([valid, { ...valid, id: 'other' }]).ok).toBe(true)
    expect(parseStrategies([valid, valid]).ok).toBe(false)
  })

  it('warns of arithmetic between ints and doubles, and stays valid', () => {
    const result = parseStrategy({ ...valid, if: 'dwell + 1 > 3.0 && shares + 1 > 3' })
    expect(result.ok).toBe(true)
    expect(result.warnings.map(warning => warning.path)).toEqual(['if'])
  })
})

describe('a duration', () => {
  it.each<[string, number | undefined]>([
    ['1ms', 1],
    ['0.1s', 100],
    ['1.5h', 5_400_000],
    ['2w', 1_209_600_000],
    ['0.001s', 1],
    ['0.0001s', undefined],
    ['0s', undefined],
    ['-1s', undefined],
    ['1', undefined],
    ['1 s', undefined],
    ['1e3s', undefined],
    ['.5s', undefined],
    ['P1D', undefined],
  ])('%s is %s ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms)
  })
})

describe('an instant', () => {
  it.each<[string, string | undefined]>([
    ['2026-01-14T14:22:03.000Z', '2026-01-14T14:22:03.000Z'],
    ['2026-01-14T14:22:03Z', '2026-01-14T14:22:03.000Z'],
    ['2026-01-14t22:22:03.123999+08:00', '2026-01-14T14:22:03.123Z'],
    ['2026-01-14T14:22:03.1z', '2026-01-14T14:22:03.100Z'],
    ['2024-02-29T00:00:00.000Z', '2024-02-29T00:00:00.000Z'],
    ['1969-12-31T23:59:59.999Z', '1969-12-31T23:59:59.999Z'],
    ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00.000Z'],
    ['2026-02-29T00:00:00.000Z', undefined],
    ['2026-01-14T24:00:00.000Z', undefined],
    ['2026-13-14T00:00:00.000Z', undefined],
    ['2026-01-14T14:22:60.000Z', undefined],
    ['2026-01-14T14:22:03', undefined],
    ['2026-01-14 14:22:03Z', undefined],
    ['2026-01-14T14:22:03+0800', undefined],
    ['2026-01-14T14:22:03+24:00', undefined],
    ['2026-01-14', undefined],
    ['2026-01-1xT14:22:03.000Z', undefined],
    ['1768400523000', undefined],
  ])('%s is %s', (text, expected) => {
    const at = parseInstant(text)
    expect(at === undefined ? undefined : formatInstant(at)).toBe(expected)
  })

  it('is read the same with and without the short way, all through a leap cycle', () => {
    for (let day = 0; day < 400 * 366; day += 7) {
      const at = Date.UTC(1900, 0, 1) + day * 86_400_000 + 12_345_678
      const text = new Date(at).toISOString()
      expect(parseInstant(text)).toBe(at)
      expect(parseInstant(text.replace('Z', '+00:00'))).toBe(at)
    }
  })
})

describe('an event', () => {
  const event = { id: 'e-1', type: 'a', at: '2026-01-14T14:22:03.000Z' }

  it('needs no more than id, type and at', () => {
    const result = parseEvent({ ...event, extra: 1 })
    expect(result).toMatchObject({ ok: true, event: { id: 'e-1', type: 'a', at: 1768400523000, props: {} } })
  })

  it.each<[string, unknown, string]>([
    ['no object', [], ''],
    ['an empty id', { ...event, id: '' }, 'id'],
    ['an id that is a number', { ...event, id: 1 }, 'id'],
    ['an empty type', { ...event, type: '' }, 'type'],
    ['a time without zone', { ...event, at: '2026-01-14T14:22:03.000' }, 'at'],
    ['a time that is a number', { ...event, at: 1768400523000 }, 'at'],
    ['an empty customer', { ...event, customer: '' }, 'customer'],
    ['a person that is null', { ...event, person: null }, 'person'],
    ['an opportunity that is a number', { ...event, opportunity: 3 }, 'opportunity'],
    ['props that are a list', { ...event, props: [] }, 'props'],
    ['props that are null', { ...event, props: null }, 'props'],
  ])('with %s is refused', (_, json, path) => {
    expect(parseEvent(json)).toMatchObject({ ok: false, path })
  })
})
