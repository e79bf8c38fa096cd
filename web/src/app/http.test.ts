import { afterEach, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { route } from '#kernel/route.ts'
import { ApiError } from './errors.ts'
import { addressOf, call } from './http.ts'

afterEach(() => vi.unstubAllGlobals())

const answerWith = (body: unknown, status = 200) => {
  const fetched = vi.fn(async (_address: string, _init: RequestInit) => Response.json(body, { status }))
  vi.stubGlobal('fetch', fetched)
  return fetched
}

const rename = route({
  method: 'PATCH',
  path: '/api/v1/accounts/:id',
  summary: '',
  params: z.object({ id: z.string() }),
  query: z.object({ tags: z.array(z.string()).optional(), page: z.number().default(1) }),
  body: z.object({ name: z.string() }),
  answer: z.object({ name: z.string() }),
})

test('fills the path, repeats list values, leaves out what is not given', () => {
  expect(addressOf('/a/:id/b', { id: '张 三/1' }, { q: '', tags: ['甲', 'b'], page: undefined })).toBe(
    '/a/%E5%BC%A0%20%E4%B8%89%2F1/b?tags=%E7%94%B2&tags=b',
  )
})

test('sends JSON and gives the answer back typed', async () => {
  const fetched = answerWith({ name: '梁溪' })
  const answer = await call(rename, { params: { id: '7' }, query: { tags: ['a'] }, body: { name: '梁溪' } })
  expect(answer.name).toBe('梁溪')
  expect(fetched.mock.calls[0]![0]).toBe('/api/v1/accounts/7?tags=a')
  expect(fetched.mock.calls[0]![1]).toMatchObject({ method: 'PATCH', body: '{"name":"梁溪"}' })
})

test('an error of the server keeps its code, words and request id', async () => {
  const message = { 'zh-CN': '没有找到', en: 'Not found' }
  answerWith({ error: { code: 'request.missing', message, requestId: 'r1' } }, 404)
  const failed = await call(rename, { params: { id: '7' }, query: {}, body: { name: 'x' } }).catch(
    (e: unknown) => e,
  )
  expect(failed).toBeInstanceOf(ApiError)
  expect(failed).toMatchObject({ status: 404, code: 'request.missing', requestId: 'r1', text: message })
})

test('no network is told apart from a refusal', async () => {
  vi.stubGlobal('fetch', async () => Promise.reject(new TypeError('failed to fetch')))
  const failed = await call(rename, { params: { id: '7' }, query: {}, body: { name: 'x' } }).catch(
    (e: unknown) => e,
  )
  expect(failed).toMatchObject({ status: 0, code: 'network.unreachable' })
})
