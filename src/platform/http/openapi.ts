import { z } from 'zod'
import type { Http } from './http.ts'

/** The OpenAPI 3.1 document of all bound routes. */
export function openApi(routes: Http['routes']): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const { route, policy } of [...routes].sort((a, b) => (a.route.path < b.route.path ? -1 : 1))) {
    const path = route.path.replace(/:(\w+)/g, '{$1}')
    paths[path] ??= {}
    paths[path][route.method.toLowerCase()] = {
      summary: route.summary,
      'x-policy': policy.needs,
      parameters: [...parameters(route.params, 'path'), ...parameters(route.query, 'query')],
      ...(route.body && { requestBody: { content: json(route.body) } }),
      responses: {
        ...(route.answer
          ? { 200: { description: 'OK', content: json(route.answer) } }
          : { 200: { description: 'OK' } }),
        default: { description: 'An error: {error: {code, message: {zh-CN, en}, requestId, details?}}' },
      },
    }
  }
  return { openapi: '3.1.0', info: { title: 'Loam', version: '1' }, paths }
}

const toJson = (schema: unknown, io: 'input' | 'output') => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema as z.ZodType, { io, unrepresentable: 'any' })
  return rest
}

const json = (schema: unknown) => ({ 'application/json': { schema: toJson(schema, 'input') } })

function parameters(schema: unknown, place: 'path' | 'query'): unknown[] {
  if (!schema) return []
  const { properties = {}, required = [] } = toJson(schema, 'input') as {
    properties?: Record<string, unknown>
    required?: string[]
  }
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
  }))
}
