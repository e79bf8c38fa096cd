/** A piece of CEL as written: a name, a literal or a sign, with its place in the text. */
export interface Token {
  kind: 'name' | 'number' | 'text' | 'sign'
  text: string
  start: number
  end: number
}

const shapes: [Token['kind'], RegExp][] = [
  ['text', /[rRbB]{0,2}(?:"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')/y],
  ['number', /0[xX][0-9a-fA-F]+u?|\d+\.\d+(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?|\d+(?:[eE][+-]?\d+)?u?/y],
  ['name', /[A-Za-z_]\w*/y],
  ['sign', /&&|\|\||==|!=|<=|>=|[-+*/%<>=!?:.,()[\]{}]/y],
]

/** The tokens of an expression, in order; undefined where it holds a comment or something that is no CEL. */
export function tokensOf(source: string): Token[] | undefined {
  const tokens: Token[] = []
  for (let at = 0; at < source.length; ) {
    if (/\s/.test(source[at]!)) {
      at++
      continue
    }
    if (source.startsWith('//', at)) return undefined
    const token = tokenAt(source, at)
    if (!token) return undefined
    tokens.push(token)
    at = token.end
  }
  return tokens
}

function tokenAt(source: string, start: number): Token | undefined {
  for (const [kind, shape] of shapes) {
    shape.lastIndex = start
    const found = shape.exec(source)
    if (found) return { kind, text: found[0], start, end: start + found[0].length }
  }
  return undefined
}

/** One of the conditions that have to hold together, with its place in the text. */
export interface Conjunct {
  text: string
  start: number
  end: number
}

/**
 * The conditions that an expression joins by `&&` at its top. An expression that joins them otherwise, or can't be
 * taken apart safely, is one condition; an empty one is none.
 */
export function conjunctsOf(source: string): Conjunct[] {
  const trimmed = source.trim()
  if (trimmed === '') return []
  const start = source.indexOf(trimmed)
  const whole = [{ text: trimmed, start, end: start + trimmed.length }]
  const cuts = cutsOf(tokensOf(source))
  if (!cuts) return whole
  const ends = [...cuts.map(cut => cut.start), source.length]
  const parts = ends.map((end, index) => trimmedPart(source, cuts[index - 1]?.end ?? 0, end))
  return parts.every(part => part.text !== '') ? parts : whole
}

/** The places of `&&` outside of all brackets; undefined where something else joins there. */
function cutsOf(tokens: Token[] | undefined): Token[] | undefined {
  const cuts: Token[] = []
  let depth = 0
  for (const token of tokens ?? []) {
    if (token.kind !== 'sign') continue
    if ('([{'.includes(token.text)) depth++
    else if (')]}'.includes(token.text)) depth--
    else if (depth === 0 && token.text === '&&') cuts.push(token)
    else if (depth === 0 && (token.text === '||' || token.text === '?')) return undefined
  }
  return tokens && depth === 0 ? cuts : undefined
}

function trimmedPart(source: string, from: number, to: number): Conjunct {
  const slice = source.slice(from, to)
  const text = slice.trim()
  const start = from + slice.length - slice.trimStart().length
  return { text, start, end: start + text.length }
}
