import { type Token, tokensOf } from '#decision/strategy/condition-api.ts'

/** How a rule compares. `holds`: a list has the value; `among`: the value is in a list; `exists`: the field is there. */
export const operators = [
  '==',
  '!=',
  '>=',
  '>',
  '<=',
  '<',
  'holds',
  'among',
  'contains',
  'startsWith',
  'endsWith',
  'exists',
  'missing',
] as const
export type Operator = (typeof operators)[number]

/** One comparison. `field` and `value` are CEL as written: `e.props.kind`, `'tender'`; a list is comma-separated CEL. */
export interface Rule {
  field: string
  operator: Operator
  value: string
}

export interface RuleGroup {
  combinator: 'and' | 'or'
  not?: boolean
  rules: (Rule | RuleGroup)[]
}

export const isGroup = (rule: Rule | RuleGroup): rule is RuleGroup => 'rules' in rule

const compares = new Set(['==', '!=', '>=', '>', '<=', '<'])
const methods = new Set(['contains', 'startsWith', 'endsWith'])

/**
 * An expression as rules, or undefined where rules can't say it: then it stays text. What comes back means the same, for
 * written out again it has the same tokens.
 */
export function rulesOf(source: string): RuleGroup | undefined {
  const tokens = tokensOf(source)
  if (!tokens) return undefined
  if (tokens.length === 0) return { combinator: 'and', rules: [] }
  const reader = new Reader(source, tokens)
  const group = reader.group()
  if (!group || !reader.isDone()) return undefined
  const written = tokensOf(celOf(group))
  const same = written?.length === tokens.length && written.every((one, i) => one.text === tokens[i]!.text)
  return same ? group : undefined
}

/** A single comparison, or undefined where the text is something else. */
export function ruleOf(source: string): Rule | undefined {
  const group = rulesOf(source)
  const [rule] = group?.rules ?? []
  return group?.rules.length === 1 && !group.not && rule && !isGroup(rule) ? rule : undefined
}

/** Rules as CEL. */
export function celOf(group: RuleGroup): string {
  const parts = group.rules.map(rule => (isGroup(rule) ? `(${celOf(rule)})` : ruleText(rule)))
  // A nested group that is negated has brackets of its own already.
  const text = parts
    .map((part, i) => (isNegated(group.rules[i]!) ? part.slice(1, -1) : part))
    .join(group.combinator === 'and' ? ' && ' : ' || ')
  return group.not ? `!(${text})` : text
}

const isNegated = (rule: Rule | RuleGroup): boolean => isGroup(rule) && rule.not === true

/** One rule as CEL. */
export function ruleText({ field, operator, value }: Rule): string {
  if (operator === 'holds') return `${value} in ${field}`
  if (operator === 'among') return `${field} in [${value}]`
  if (operator === 'exists') return `has(${field})`
  if (operator === 'missing') return `!has(${field})`
  if (methods.has(operator)) return `${field}.${operator}(${value})`
  return `${field} ${operator} ${value}`
}

/** Reads rules by descent. Every method gives undefined where it doesn't find what it looks for. */
class Reader {
  private readonly source: string
  private readonly tokens: Token[]
  private at = 0

  constructor(source: string, tokens: Token[]) {
    this.source = source
    this.tokens = tokens
  }

  isDone(): boolean {
    return this.at === this.tokens.length
  }

  /** Rules joined by one sign all the way; several joined otherwise need brackets. */
  group(): RuleGroup | undefined {
    const first = this.unit()
    if (!first) return undefined
    const sign = this.peek('&&') ? '&&' : '||'
    const rules = [first]
    while (this.take(sign)) {
      const next = this.unit()
      if (!next) return undefined
      rules.push(next)
    }
    const only = rules.length === 1 && isGroup(first) && first.not ? first : undefined
    return only ?? { combinator: sign === '&&' ? 'and' : 'or', rules }
  }

  private unit(): Rule | RuleGroup | undefined {
    if (this.peek('!') && this.peek('has', 1)) return this.take('!') ? this.has('missing') : undefined
    if (this.peek('!') && this.peek('(', 1)) {
      const inner = this.take('!') ? this.bracketed() : undefined
      return inner && !inner.not ? { ...inner, not: true } : undefined
    }
    if (this.peek('(')) return this.bracketed()
    if (this.peek('has') && this.peek('(', 1)) return this.has('exists')
    return this.rule()
  }

  private bracketed(): RuleGroup | undefined {
    if (!this.take('(')) return undefined
    const inner = this.group()
    return inner && this.take(')') ? inner : undefined
  }

  private has(operator: 'exists' | 'missing'): Rule | undefined {
    if (!this.take('has') || !this.take('(')) return undefined
    const field = this.path()
    return field && this.take(')') ? { field, operator, value: '' } : undefined
  }

  private rule(): Rule | undefined {
    const literal = this.literal()
    if (literal !== undefined) {
      const field = this.take('in') ? this.path() : undefined
      return field === undefined ? undefined : { field, operator: 'holds', value: literal }
    }
    const field = this.path()
    if (field === undefined) return undefined
    if (this.peek('.')) return this.method(field)
    if (this.take('in')) return this.among(field)
    const operator = this.tokens[this.at]?.text
    if (operator === undefined || !compares.has(operator)) return undefined
    this.at++
    const value = this.literal()
    return value === undefined ? undefined : { field, operator: operator as Operator, value }
  }

  private method(field: string): Rule | undefined {
    const name = this.tokens[this.at + 1]?.text ?? ''
    if (!methods.has(name) || !this.peek('(', 2)) return undefined
    this.at += 3
    const value = this.literal()
    return value !== undefined && this.take(')') ? { field, operator: name as Operator, value } : undefined
  }

  private among(field: string): Rule | undefined {
    if (!this.take('[')) return undefined
    const values: string[] = []
    do {
      const value = this.literal()
      if (value === undefined) return undefined
      values.push(value)
    } while (this.take(','))
    return this.take(']') ? { field, operator: 'among', value: values.join(', ') } : undefined
  }

  /** `e.props.kind`, `customer['预算']`; stops before a method's name. */
  private path(): string | undefined {
    const first = this.tokens[this.at]
    if (first?.kind !== 'name' || words.has(first.text)) return undefined
    this.at++
    for (;;) {
      const isMethod = methods.has(this.tokens[this.at + 1]?.text ?? '') && this.peek('(', 2)
      if (this.peek('.') && this.tokens[this.at + 1]?.kind === 'name' && !isMethod) this.at += 2
      else if (this.peek('[') && this.tokens[this.at + 1]?.kind === 'text' && this.peek(']', 2)) this.at += 3
      else break
    }
    return this.source.slice(first.start, this.tokens[this.at - 1]!.end)
  }

  private literal(): string | undefined {
    const token = this.tokens[this.at]
    if (!token) return undefined
    if (token.text === '-' && this.tokens[this.at + 1]?.kind === 'number') {
      this.at += 2
      return this.source.slice(token.start, this.tokens[this.at - 1]!.end)
    }
    const isWord = token.text === 'true' || token.text === 'false' || token.text === 'null'
    if (token.kind !== 'text' && token.kind !== 'number' && !isWord) return undefined
    this.at++
    return token.text
  }

  private peek(text: string, ahead = 0): boolean {
    const token = this.tokens[this.at + ahead]
    return token !== undefined && token.kind !== 'text' && token.text === text
  }

  private take(text: string): boolean {
    const found = this.peek(text)
    if (found) this.at++
    return found
  }
}

const words = new Set(['true', 'false', 'null', 'in', 'has'])

const escapes: Record<string, string> = { n: '\n', r: '\r', t: '\t' }

/** What a literal holds: a text without its quotes, a number, a truth value; undefined for what is written oddly. */
export function literalValue(text: string): string | number | boolean | null | undefined {
  if (/^(['"])[\s\S]*\1$/.test(text) && !/^('''|""")/.test(text))
    return text.slice(1, -1).replace(/\\(.)/gs, (_, one: string) => escapes[one] ?? one)
  if (text === 'true' || text === 'false') return text === 'true'
  if (text === 'null') return null
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined
}

/** A value as a CEL literal. A number keeps a decimal point where `double` asks for one. */
export function literalOf(value: string | number | boolean | null, double = false): string {
  if (typeof value === 'string') {
    const inner = value.replace(/[\\']/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\r', '\\r')
    return `'${inner}'`
  }
  if (typeof value === 'number' && double && Number.isInteger(value)) return value.toFixed(1)
  return String(value)
}
