import type { Part, Route } from '#kernel/route.ts'
import { ApiError, networkError } from './errors.ts'

/** The parts a call must give: only those its route has. */
export type Parts<R extends Route> = {
  [K in 'params' | 'query' | 'body' as R extends Record<K, unknown> ? K : never]: Input<R, K>
}
/** What one writes into a part: a schema's input, so that fields with defaults may be left out. */
type Input<R extends Route, K extends 'params' | 'query' | 'body'> =
  R extends Record<K, { _zod: { input: infer T } }> ? T : Part<R, K>
type Arguments<R extends Route> =
  Record<never, never> extends Parts<R>
    ? [parts?: Parts<R>, options?: Options]
    : [parts: Parts<R>, options?: Options]

interface Options {
  signal?: AbortSignal
}

/**
 * Calls a route of the server by its record: `await call(readAccount, { params: { id } })`.
 * Throws ApiError: with the server's code and words, or `network.unreachable`.
 */
export async function call<const R extends Route>(
  route: R,
  ...[parts, options]: Arguments<R>
): Promise<Part<R, 'answer'>> {
  const { params, query, body } = (parts ?? {}) as { params?: object; query?: object; body?: unknown }
  const init: RequestInit = {
    method: route.method,
    credentials: 'same-origin',
    ...(options?.signal ? { signal: options.signal } : {}),
  }
  if (body instanceof FormData) init.body = body
  else if (body !== undefined) {
    init.body = JSON.stringify(body)
    init.headers = { 'content-type': 'application/json' }
  }
  return (await send(addressOf(route.path, params, query), init)) as Part<R, 'answer'>
}

/** Sends and reads JSON; also for the few addresses that are no route of ours. */
export async function send(address: string, init: RequestInit): Promise<unknown> {
  const answer = await fetch(address, init).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw networkError()
  })
  const text = await answer.text()
  const content: unknown =
    text && answer.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text || undefined
  if (!answer.ok) throw errorOf(answer, content)
  return content
}

/** The address of a route: `:param` segments filled, the query appended. Undefined values are left out. */
export function addressOf(path: string, params: object = {}, query: object = {}): string {
  const values = params as Record<string, unknown>
  const filled = path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(values[name])))
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    for (const one of [value].flat())
      if (one !== undefined && one !== null && one !== '') search.append(name, String(one))
  }
  return search.size > 0 ? `${filled}?${search}` : filled
}

interface ErrorBody {
  error: ConstructorParameters<typeof ApiError>[1]
}

function errorOf(answer: Response, content: unknown): ApiError {
  if (isErrorBody(content)) return new ApiError(answer.status, content.error)
  const requestId = answer.headers.get('x-request-id')
  return new ApiError(answer.status, {
    code: `http.${answer.status}`,
    message: {
      'zh-CN': `服务器没有给出能读懂的回答(${answer.status})。没有改动任何数据，请稍后再试。`,
      en: `The server gave no readable answer (${answer.status}). Nothing was changed; try again shortly.`,
    },
    ...(requestId ? { requestId } : {}),
  })
}

function isErrorBody(content: unknown): content is ErrorBody {
  const error = (content as Partial<ErrorBody> | undefined)?.error
  return typeof error?.code === 'string' && typeof error.message?.en === 'string'
}
