import { expect, test } from 'vitest'
import type { Fired } from '../host/core.ts'
import { makeFiringQueue } from './queue.ts'

const firing = (key: string, id: string): Fired => ({
  seq: 0,
  firing: {
    ...{ id, key, keyKind: 'customer', strategy: 's', version: 1, at: 0 },
    ...{ steps: {}, events: [], absences: [], measures: {}, profile: {}, bound: {} },
  },
})
const away = () => Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })

test('a database that is away delays firings: none is dropped, and those of one customer keep their order', async () => {
  const done: string[] = []
  const said: string[] = []
  let failures = 3
  const queue = makeFiringQueue({
    execute: async (_workspaceId, { firing: { key, id } }) => {
      if (key === 'a' && failures-- > 0) throw away()
      done.push(id)
    },
    isFired: async () => false,
    onError: (_error, what) => said.push(what),
  })
  await Promise.all([
    queue.do('w', firing('a', 'a1'), false),
    queue.do('w', firing('a', 'a2'), false),
    queue.do('w', firing('b', 'b1'), false),
  ])
  expect(done).toEqual(['b1', 'a1', 'a2'])
  expect(new Set(said)).toEqual(new Set(['firing waits for the database']))
  queue.close()
})

test('in recovery, what was done before the process ended is not done again', async () => {
  const done: string[] = []
  const queue = makeFiringQueue({
    execute: async (_workspaceId, { firing: { id } }) => {
      done.push(id)
    },
    isFired: async (_workspaceId, id) => id === 'a1',
    onError: () => {},
  })
  await queue.do('w', firing('a', 'a1'), true)
  await queue.do('w', firing('a', 'a2'), true)
  expect(done).toEqual(['a2'])
  queue.close()
})
