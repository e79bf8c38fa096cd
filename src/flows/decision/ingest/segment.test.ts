import { describe, expect, it } from 'vitest'
import { isFault } from './model.ts'
import { type Envelope, readMessage } from './segment.ts'

const received = Date.parse('2026-01-14T14:22:03.000Z')
const envelope: Envelope = { received, sentAt: undefined, imported: false }
const track = { type: 'track', messageId: 'm-1', userId: 'u-1', event: 'Order Viewed', properties: { n: 1 } }
const read = (message: unknown, over: Partial<Envelope> = {}) =>
  readMessage(message, undefined, { ...envelope, ...over })
const code = (message: unknown) => {
  const result = read(message)
  return isFault(result) ? result.error.code : 'ok'
}

describe('Segment message', () => {
  it('track becomes an event', () => {
    expect(read({ ...track, context: { groupId: 'g-1' }, timestamp: '2026-01-14T14:00:00Z' })).toEqual({
      act: 'event',
      event: {
        id: 'm-1',
        type: 'Order Viewed',
        at: Date.parse('2026-01-14T14:00:00Z'),
        person: 'u-1',
        customer: 'g-1',
        props: { n: 1 },
      },
    })
    expect(read({ ...track, userId: undefined, anonymousId: 'a-1' })).toMatchObject({
      event: { person: 'a-1', at: received },
    })
    expect(read({ ...track, userId: 42 })).toMatchObject({ event: { person: '42' } })
  })

  it('page and screen become events of their own types', () => {
    const page = {
      type: 'page',
      messageId: 'm',
      anonymousId: 'a',
      name: '价格',
      category: 'docs',
      properties: { url: 'https://x.test/price' },
    }
    expect(read(page)).toMatchObject({
      event: { type: 'page.viewed', props: { name: '价格', category: 'docs', url: 'https://x.test/price' } },
    })
    expect(read({ ...page, type: 'screen' })).toMatchObject({ event: { type: 'screen.viewed' } })
  })

  it('identify, group and alias say who is who', () => {
    expect(read({ type: 'identify', userId: 'u', anonymousId: 'a', traits: { email: 'x@y.test' } })).toEqual({
      act: 'identify',
      at: received,
      person: 'u',
      also: 'a',
      traits: { email: 'x@y.test' },
    })
    expect(read({ type: 'group', userId: 'u', groupId: 'g', traits: { name: '仁济医院' } })).toEqual({
      act: 'group',
      at: received,
      person: 'u',
      customer: 'g',
      traits: { name: '仁济医院' },
    })
    expect(read({ type: 'alias', userId: 'u', previousId: 'a' })).toEqual({
      act: 'alias',
      at: received,
      person: 'u',
      previous: 'a',
    })
  })

  it('corrects a wrong clock by sentAt, but not in history', () => {
    const sentAt = Date.parse('2020-05-01T10:00:30Z')
    const timestamp = '2020-05-01T10:00:00Z'
    expect(read({ ...track, timestamp }, { sentAt })).toMatchObject({ event: { at: received - 30_000 } })
    expect(read({ ...track, timestamp }, { sentAt, imported: true })).toMatchObject({
      event: { at: Date.parse(timestamp) },
    })
  })

  it.each([
    ['unknown-call', { ...track, type: 'delete' }],
    ['not-object', 'track'],
    ['no-person', { ...track, userId: '' }],
    ['type', { ...track, event: undefined }],
    ['props', { ...track, properties: 'none' }],
    ['at', { ...track, timestamp: 'yesterday' }],
    ['future', { ...track, timestamp: '2027-01-01T00:00:00Z' }],
    ['id', { ...track, messageId: 5 }],
    ['no-group', { type: 'group', userId: 'u' }],
    ['no-previous', { type: 'alias', userId: 'u' }],
    ['too-large', { ...track, properties: { text: '长'.repeat(11_000) } }],
  ])('is refused with event.%s', (expected, message) => {
    expect(code(message)).toBe(`event.${expected}`)
  })
})
