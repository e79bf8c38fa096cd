import { isCelType, isCelUint } from '@bufbuild/cel'
import { Fail, Foreign, isMap, type Json, Span, Time, type Value } from './value.ts'

/**
 * A CEL value as JSON, by protobuf's rules: ints beyond 2^53 and durations become text, timestamps RFC 3339.
 * A number that isn't finite, and an error anywhere inside, is a `Fail`.
 */
export function toJson(value: Value): Json | Fail {
  if (typeof value === 'number')
    return Number.isFinite(value) ? value : new Fail(`${value} has no place in JSON`)
  if (typeof value === 'bigint') return intToJson(value)
  if (typeof value !== 'object' || value === null || value instanceof Fail) return value
  if (value instanceof Time) return new Date(value.ms).toISOString()
  if (value instanceof Span) return `${value.ms / 1000}s`
  if (value instanceof Foreign) return foreignToJson(value)
  return isMap(value) ? mapToJson(value) : listToJson(value)
}

function intToJson(value: bigint): Json {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value.toString()
}

function foreignToJson({ value }: Foreign): Json | Fail {
  if (isCelUint(value)) return intToJson(value.value)
  if (isCelType(value)) return value.name
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  return new Fail('this value has no place in JSON')
}

function listToJson(values: readonly Value[]): Json | Fail {
  const list: Json[] = []
  for (const item of values) {
    const json = toJson(item)
    if (json instanceof Fail) return json
    list.push(json)
  }
  return list
}

function mapToJson(values: Readonly<Record<string, Value>>): Json | Fail {
  const entries: [string, Json][] = []
  for (const [name, item] of Object.entries(values)) {
    const json = toJson(item)
    if (json instanceof Fail) return json
    entries.push([name, json])
  }
  return Object.fromEntries(entries)
}

/** A CEL value as a reader wants to see it in a text: null is empty, lists are joined. */
export function toText(value: Value, separator: string): string | Fail {
  if (value === null) return ''
  if (Array.isArray(value)) return joined(value, separator)
  const json = toJson(value)
  if (json instanceof Fail) return json
  return typeof json === 'object' ? JSON.stringify(json) : String(json)
}

function joined(values: readonly Value[], separator: string): string | Fail {
  const texts: string[] = []
  for (const item of values) {
    const text = toText(item, separator)
    if (text instanceof Fail) return text
    texts.push(text)
  }
  return texts.join(separator)
}
