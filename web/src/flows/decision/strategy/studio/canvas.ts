import { conjunctsOf } from '#decision/strategy/condition-api.ts'
import { type Doc, kindOfMeasure, listOf, type Path, recordOf, textOf } from '../doc.ts'
import { type Rule, ruleOf } from './cel-rules.ts'

/** A condition of `if` with the text between it and the next, so that joining them gives the text as it was written. */
export interface Condition {
  text: string
  after: string
}

/**
 * A strategy as the canvas draws it. `fields` keeps every top-level field in its order; those drawn in parts stand there by
 * name alone, so that nothing is lost either way.
 */
export interface Canvas {
  fields: { name: string; value: unknown; drawn: boolean }[]
  steps: unknown[]
  measures: [name: string, measure: unknown][]
  /** Text before the first condition. */
  lead: string
  conditions: Condition[]
  actions: unknown[]
}

type Drawn = 'when' | 'measures' | 'if' | 'then'
const places: Drawn[] = ['when', 'measures', 'if', 'then']

/** Whether a field has the shape the canvas can take apart; anything else is kept whole. */
const shapes: Record<Drawn, (value: unknown) => boolean> = {
  when: Array.isArray,
  measures: value => typeof value === 'object' && value !== null && !Array.isArray(value),
  if: value => typeof value === 'string',
  then: Array.isArray,
}

const isDrawn = (name: string): name is Drawn => places.some(place => place === name)

/** Takes a document apart for drawing. {@link fromCanvas} is its exact inverse. */
export function toCanvas(doc: Doc): Canvas {
  const fields = Object.entries(doc).map(([name, value]) => {
    const drawn = isDrawn(name) && shapes[name](value)
    return { name, value: drawn ? undefined : value, drawn }
  })
  const text = typeof doc.if === 'string' ? doc.if : ''
  const parts = conjunctsOf(text)
  return {
    fields,
    steps: listOf(doc.when),
    measures: Object.entries(recordOf(doc.measures)),
    lead: text.slice(0, parts[0]?.start ?? text.length),
    conditions: parts.map((part, index) => ({
      text: part.text,
      after: text.slice(part.end, parts[index + 1]?.start ?? text.length),
    })),
    actions: listOf(doc.then),
  }
}

/** Puts the document together again. A part that is now empty leaves the document, but for `when` and `then`. */
export function fromCanvas(canvas: Canvas): Doc {
  const values: Record<Drawn, unknown> = {
    when: canvas.steps,
    measures: Object.fromEntries(canvas.measures),
    if: canvas.lead + canvas.conditions.map(({ text, after }) => text + after).join(''),
    then: canvas.actions,
  }
  return Object.fromEntries(
    canvas.fields.map(({ name, value, drawn }) => [name, drawn ? values[name as Drawn] : value]),
  )
}

/** A copy of the document with its canvas changed. */
export function edited(doc: Doc, change: (canvas: Canvas) => Partial<Canvas>): Doc {
  const canvas = toCanvas(doc)
  const next = { ...canvas, ...change(canvas) }
  const contents = { when: next.steps, measures: next.measures, if: next.conditions, then: next.actions }
  const isNeeded = (name: Drawn) => contents[name].length > 0 || name === 'when'
  const kept = next.fields.filter(({ name, drawn }) => !drawn || !isDrawn(name) || isNeeded(name))
  const missing = places.filter(name => isNeeded(name) && !kept.some(field => field.name === name))
  const added = missing.map(name => ({ name, value: undefined, drawn: true }))
  return fromCanvas({ ...next, fields: [...kept, ...added] })
}

const joined = (conditions: Condition[]): Condition[] =>
  conditions.map(({ text, after }, index) => {
    if (index === conditions.length - 1) return { text, after: after.includes('&&') ? '' : after }
    return { text, after: after.includes('&&') ? after : ' && ' }
  })

/** A copy with one condition changed, added at the end, or (undefined) taken away. */
export function withCondition(doc: Doc, index: number, text: string | undefined): Doc {
  return edited(doc, ({ conditions }) => {
    const next = [...conditions]
    if (text === undefined || text.trim() === '') next.splice(index, 1)
    else next[index] = { text: safeCondition(text.trim()), after: next[index]?.after ?? '' }
    return { conditions: joined(next) }
  })
}

/** What joins otherwise than by `&&` needs brackets to stand among other conditions. */
function safeCondition(text: string): string {
  const parts = conjunctsOf(`true && ${text}`)
  return parts.length === 1 && !text.startsWith('(') ? `(${text})` : text
}

/** A row of the 如果 column: a measure, a condition, or both where the condition compares the measure. */
export interface IfRow {
  /** Its part: `if[1]`, `measures.opens`. */
  part: string
  measure: string | undefined
  /** Place of its condition in `if`; undefined for a measure that no condition compares by itself. */
  condition: number | undefined
  rule: Rule | undefined
}

/** The rows of the 如果 column: conditions in their order, each with its measure; measures without one come last. */
export function ifRows({ measures, conditions }: Canvas): IfRow[] {
  const names = new Set(measures.map(([name]) => name))
  const shown = new Set<string>()
  const rows = conditions.map(({ text }, index): IfRow => {
    const rule = ruleOf(text)
    const own = rule && names.has(rule.field) && !shown.has(rule.field) ? rule.field : undefined
    if (own) shown.add(own)
    return { part: own ? measurePart(own) : `if[${index}]`, measure: own, condition: index, rule }
  })
  const rest = measures.filter(([name]) => !shown.has(name))
  return [
    ...rows,
    ...rest.map(([name]) => ({
      part: measurePart(name),
      measure: name,
      condition: undefined,
      rule: undefined,
    })),
  ]
}

export const stepPart = (index: number): string => `when[${index}]`
export const actionPart = (index: number): string => `then[${index}]`
export const measurePart = (name: string): string => `measures.${name}`

/** What a part is, from its name. */
export type PartOf =
  | { kind: 'step'; index: number; path: Path }
  | { kind: 'measure'; name: string; path: Path }
  | { kind: 'condition'; index: number }
  | { kind: 'action'; index: number; path: Path }
  | { kind: 'experiment' }
  | { kind: 'strategy' }

export function partOf(part: string): PartOf {
  const index = Number(/\[(\d+)\]$/.exec(part)?.[1])
  if (part.startsWith('when[')) return { kind: 'step', index, path: ['when', index] }
  if (part.startsWith('then[')) return { kind: 'action', index, path: ['then', index] }
  if (part.startsWith('if[')) return { kind: 'condition', index }
  if (part.startsWith('measures.')) {
    const name = part.slice('measures.'.length)
    return { kind: 'measure', name, path: ['measures', name] }
  }
  return part === 'experiment' ? { kind: 'experiment' } : { kind: 'strategy' }
}

/** Whether a part is still there. */
export function hasPart(canvas: Canvas, part: string): boolean {
  const of = partOf(part)
  if (of.kind === 'step') return of.index < canvas.steps.length
  if (of.kind === 'action') return of.index < canvas.actions.length
  if (of.kind === 'experiment') return canvas.fields.some(({ name }) => name === 'experiment')
  if (of.kind === 'measure' || of.kind === 'condition') return ifRows(canvas).some(row => row.part === part)
  return true
}

/** A copy with a part taken away. With a measure its condition goes too. */
export function withoutPart(doc: Doc, part: string): Doc {
  const of = partOf(part)
  switch (of.kind) {
    case 'step':
      return edited(doc, ({ steps }) => ({ steps: steps.filter((_, i) => i !== of.index) }))
    case 'action':
      return edited(doc, ({ actions }) => ({ actions: actions.filter((_, i) => i !== of.index) }))
    case 'condition':
      return withCondition(doc, of.index, undefined)
    case 'measure': {
      const row = ifRows(toCanvas(doc)).find(one => one.part === part)
      const rest = edited(doc, ({ measures }) => ({
        measures: measures.filter(([name]) => name !== of.name),
      }))
      return row?.condition === undefined ? rest : withCondition(rest, row.condition, undefined)
    }
    case 'experiment': {
      const { experiment: _gone, ...rest } = doc
      return rest
    }
    case 'strategy':
      return doc
  }
}

/** A copy with a part moved by so many places within its column, and the part's new name. */
export function movedPart(doc: Doc, part: string, by: number): { doc: Doc; part: string } {
  const of = partOf(part)
  const canvas = toCanvas(doc)
  if (of.kind === 'step') {
    const to = clamp(of.index + by, canvas.steps.length)
    return { doc: edited(doc, () => ({ steps: moved(canvas.steps, of.index, to) })), part: stepPart(to) }
  }
  if (of.kind === 'action') {
    const to = clamp(of.index + by, canvas.actions.length)
    return {
      doc: edited(doc, () => ({ actions: moved(canvas.actions, of.index, to) })),
      part: actionPart(to),
    }
  }
  const rows = ifRows(canvas)
  const from = rows.find(row => row.part === part)?.condition
  if (from === undefined) return { doc, part }
  const to = clamp(from + by, canvas.conditions.length)
  const next = edited(doc, () => ({ conditions: joined(reglued(moved(canvas.conditions, from, to))) }))
  return { doc: next, part: of.kind === 'measure' ? part : `if[${to}]` }
}

/** The texts between conditions belong to the places, not to the conditions. */
function reglued(conditions: Condition[]): Condition[] {
  return conditions.map(({ text }) => ({ text, after: '' }))
}

const clamp = (to: number, length: number): number => Math.max(0, Math.min(length - 1, to))

function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const next = [...list]
  const [item] = next.splice(from, 1)
  if (item !== undefined) next.splice(to, 0, item)
  return next
}

/** A copy with an item put into a list at a place; the end where there is none. */
export function insertedAt<T>(list: readonly T[], item: T, at = list.length): T[] {
  return [...list.slice(0, at), item, ...list.slice(at)]
}

/** A copy with a measure under another name, in every condition that compares it too. */
export function withMeasureName(doc: Doc, from: string, to: string): Doc {
  const rename = (text: string) =>
    text.replace(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|(?<![\w.])[A-Za-z_]\w*/g, one =>
      one === from ? to : one,
    )
  return edited(doc, ({ measures, conditions }) => ({
    measures: measures.map(([name, measure]) => [name === from ? to : name, measure]),
    conditions: conditions.map(({ text, after }) => ({ text: rename(text), after })),
  }))
}

/** A name for a measure of an event that no measure or step has yet: `opened`, `opened2`. */
export function measureName(doc: Doc, type: string): string {
  const last = type.split('.').at(-1) ?? ''
  const stem = last.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()).replace(/\W/g, '')
  const base = /^[A-Za-z_]/.test(stem) ? stem : 'measure'
  const taken = new Set([
    ...Object.keys(recordOf(doc.measures)),
    ...listOf(doc.when).map(step => textOf(recordOf(step).as)),
    ...reserved,
  ])
  let name = base
  for (let number = 2; taken.has(name); number++) name = `${base}${number}`
  return name
}

const reserved = ['e', 'customer', 'in', 'as', 'break', 'const', 'continue', 'else', 'for', 'function', 'if']

/** A copy with a measure and a first condition on it: it happened, or (a window) it did not. */
export function withMeasure(
  doc: Doc,
  measure: Doc,
  condition: (name: string) => string,
): { doc: Doc; part: string } {
  const kind = kindOfMeasure(measure)
  const name = measureName(doc, textOf(kind && measure[kind]))
  const added = edited(doc, ({ measures }) => ({ measures: [...measures, [name, measure]] }))
  const { length } = toCanvas(added).conditions
  return { doc: withCondition(added, length, condition(name)), part: measurePart(name) }
}
