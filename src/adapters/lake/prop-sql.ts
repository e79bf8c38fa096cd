import type { PropTest, Touch } from '#kernel/ports/lake.ts'
import type { Bound } from './duck.ts'

/** Collects the values of a statement; each is bound under its number. */
export class Binding {
  readonly values: Bound[] = []

  add(value: Bound): string {
    this.values.push(value)
    return `$${this.values.length}`
  }
}

/**
 * SQL of a number: `bit` where an event is a touch, else 0. Props are unpacked for events of the type alone: a case looks at
 * its rows only, where a conjunction would look at all.
 */
export function touchSql({ event, where }: Touch, bit: number, binding: Binding): string {
  const type = `type = ${binding.add(event)}::varchar`
  const hit = where ? `case when ${propSql(where, binding)} then ${bit} else 0 end` : String(bit)
  return `case when ${type} then ${hit} else 0 end`
}

/**
 * SQL of a test, with the meaning it has in CEL: a missing value or one of another type is an error, which in SQL is null,
 * and `and`, `or`, `not` treat null as CEL treats an error.
 */
export function propSql(test: PropTest, binding: Binding): string {
  switch (test.op) {
    case 'and':
    case 'or':
      return `(${test.tests.map(inner => propSql(inner, binding)).join(` ${test.op} `)})`
    case 'not':
      return `(not ${propSql(test.test, binding)})`
    case 'has':
      return `(json_type(props, ${pointer(test.path, binding)}) is not null)`
    case '==':
      return equals(test.path, test.value, binding)
    case 'in':
      return isOneOf(test.path, test.values, binding)
    case 'holds':
      return holds(test.path, test.value, binding)
    case 'startsWith':
    case 'endsWith':
    case 'contains':
      return `${functions[test.op]}(${textAt(test.path, binding)}, ${binding.add(test.value)}::varchar)`
    default:
      return compare(test.op, test.path, test.value, binding)
  }
}

const functions = { startsWith: 'starts_with', endsWith: 'suffix', contains: 'contains' } as const

const numbers = "('BIGINT', 'UBIGINT', 'HUGEINT', 'DOUBLE')"

/** A JSON pointer (RFC 6901). */
function pointer(path: readonly string[], binding: Binding): string {
  const written = path.map(part => `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
  return `${binding.add(written)}::varchar`
}

function textAt(path: readonly string[], binding: Binding): string {
  const at = pointer(path, binding)
  return `(case when json_type(props, ${at}) = 'VARCHAR' then json_extract_string(props, ${at}) end)`
}

function numberAt(path: readonly string[], binding: Binding): string {
  const at = pointer(path, binding)
  return `(case when json_type(props, ${at}) in ${numbers} then json_extract(props, ${at})::double end)`
}

function compare(
  op: '<' | '<=' | '>' | '>=',
  path: readonly string[],
  value: string | number,
  binding: Binding,
): string {
  return typeof value === 'number'
    ? `(${numberAt(path, binding)} ${op} ${binding.add(value)}::double)`
    : `(${textAt(path, binding)} ${op} ${binding.add(value)}::varchar)`
}

/** Equality of what is there: another type is not equal, a missing value is an error. */
function equals(path: readonly string[], value: string | number | boolean | null, binding: Binding): string {
  const at = pointer(path, binding)
  return `(case when json_type(props, ${at}) is null then null else ${sameAs(`json_extract(props, ${at})`, value, binding)} end)`
}

/** Whether a JSON value is this one; never null for a JSON value. */
function sameAs(json: string, value: string | number | boolean | null, binding: Binding): string {
  if (value === null) return `(json_type(${json}) = 'NULL')`
  if (typeof value === 'boolean') return `(json_type(${json}) = 'BOOLEAN' and ${json}::varchar = '${value}')`
  if (typeof value === 'number')
    return `(case when json_type(${json}) in ${numbers} then ${json}::double = ${binding.add(value)}::double else false end)`
  return `(json_type(${json}) = 'VARCHAR' and json_extract_string(${json}, '$') = ${binding.add(value)}::varchar)`
}

function isOneOf(
  path: readonly string[],
  values: readonly (string | number | boolean)[],
  binding: Binding,
): string {
  const at = pointer(path, binding)
  const any = values.map(value => sameAs(`json_extract(props, ${at})`, value, binding)).join(' or ')
  return `(case when json_type(props, ${at}) is null then null else (${any || 'false'}) end)`
}

function holds(path: readonly string[], value: string | number | boolean, binding: Binding): string {
  const at = pointer(path, binding)
  const any = `len(list_filter(json_extract(props, ${at})::json[], item -> ${sameAs('item', value, binding)})) > 0`
  // Of a map CEL asks the keys, which are texts.
  const key =
    typeof value === 'string'
      ? `list_contains(json_keys(props, ${at}), ${binding.add(value)}::varchar)`
      : 'false'
  return `(case json_type(props, ${at}) when 'ARRAY' then ${any} when 'OBJECT' then ${key} end)`
}
