/** Anything that checks and shapes input; zod schemas are such. Structural, so that the kernel imports nothing. */
export interface Schema<T = unknown> {
  parse(input: unknown): T
}

/** One HTTP route as data: the server binds it, the web calls it, OpenAPI is generated from it. */
export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  path: string
  summary: string
  params?: Schema
  query?: Schema
  body?: Schema
  answer?: Schema
}

/** What a schema yields, or undefined where the route has none. */
export type Out<S> = S extends Schema<infer T> ? T : undefined

/** What one part of a route (`params`, `query`, `body`, `answer`) yields; undefined where the route has none. */
export type Part<R extends Route, K extends 'params' | 'query' | 'body' | 'answer'> =
  R extends Record<K, Schema<infer T>> ? T : undefined

/** Declares a route and keeps its exact type. */
export function route<const R extends Route>(record: R): R {
  return record
}
