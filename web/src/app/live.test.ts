import { afterEach, beforeEach, expect, test, vi } from 'vitest'

/** The browser's EventSource, driven by hand. */
class Stream extends EventTarget {
  static last: Stream
  readonly address: string
  closed = false
  constructor(address: string) {
    super()
    this.address = address
    Stream.last = this
  }
  say(type: string, data: object) {
    this.dispatchEvent(new MessageEvent(type, { data: JSON.stringify(data) }))
  }
  close() {
    this.closed = true
  }
}

beforeEach(() => {
  vi.resetModules()
  vi.stubGlobal('EventSource', Stream)
})
afterEach(() => vi.unstubAllGlobals())

async function fresh() {
  const { queries } = await import('./queries.ts')
  const live = await import('./live.ts')
  return { live, invalidated: vi.spyOn(queries, 'invalidateQueries').mockResolvedValue() }
}

test('a message makes the queries stale that said so, whether they said so before or after the stream opened', async () => {
  const { live, invalidated } = await fresh()
  live.refetchOn('suggestion', ['suggestions'])
  live.openLive()
  live.refetchOn('notification', ['notifications'])
  Stream.last.say('suggestion', { id: '1' })
  Stream.last.say('notification', {})
  expect(invalidated.mock.calls).toEqual([[{ queryKey: ['suggestions'] }], [{ queryKey: ['notifications'] }]])
})

test('after a lost connection everything is read afresh, on the first connection nothing is', async () => {
  const { live, invalidated } = await fresh()
  live.openLive()
  Stream.last.dispatchEvent(new Event('open'))
  expect(invalidated).not.toHaveBeenCalled()
  Stream.last.dispatchEvent(new Event('error'))
  Stream.last.dispatchEvent(new Event('open'))
  expect(invalidated.mock.calls).toEqual([[]])
})

test('there is one stream however often it is opened, and closing ends it', async () => {
  const { live } = await fresh()
  live.openLive()
  const first = Stream.last
  live.openLive()
  expect(Stream.last).toBe(first)
  live.closeLive()
  expect(first.closed).toBe(true)
})
