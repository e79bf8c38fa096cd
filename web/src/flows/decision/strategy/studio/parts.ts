import { type Doc, listOf, recordOf } from '../doc.ts'
import { actionPart, edited, insertedAt, stepPart, toCanvas, withCondition, withMeasure } from './canvas.ts'

/** What can be taken from the palette. */
export type Piece =
  | { kind: 'event'; type: string }
  | { kind: 'absence'; type: string }
  | { kind: 'measure'; measure: MeasurePiece; type: string }
  | { kind: 'condition'; text: string }
  | { kind: 'action'; action: Doc }
  | { kind: 'experiment' }
  | { kind: 'limit'; field: 'within' | 'cooldown' }

export type MeasurePiece = 'happened' | 'none' | 'since' | 'people' | 'total'

const measures: Record<
  MeasurePiece,
  (type: string) => { measure: Doc; condition: (name: string) => string }
> = {
  happened: type => ({ measure: { count: type, window: '30d' }, condition: name => `${name} >= 1` }),
  none: type => ({ measure: { count: type, window: '7d' }, condition: name => `${name} == 0` }),
  since: type => ({ measure: { since: type }, condition: name => `${name} >= 604800.0` }),
  people: type => ({
    measure: { distinct: type, of: 'person', window: '7d' },
    condition: name => `${name} >= 2`,
  }),
  total: type => ({
    measure: { sum: type, of: 'props.seconds', window: '7d' },
    condition: name => `${name} >= 60.0`,
  }),
}

/** A copy with a piece put in (at a place in its column, else at its end), and the part to select then. */
export function withPiece(doc: Doc, piece: Piece, at?: number): { doc: Doc; part: string } {
  switch (piece.kind) {
    case 'event':
    case 'absence':
      return withStep(doc, piece, at)
    case 'measure': {
      const { measure, condition } = measures[piece.measure](piece.type)
      return withMeasure(doc, measure, condition)
    }
    case 'condition': {
      const { length } = toCanvas(doc).conditions
      return { doc: withCondition(doc, length, piece.text), part: `if[${length}]` }
    }
    case 'action': {
      const place = at ?? listOf(doc.then).length
      const next = edited(doc, ({ actions }) => ({
        actions: insertedAt(actions, structuredClone(piece.action), place),
      }))
      return { doc: next, part: actionPart(place) }
    }
    case 'experiment':
      return {
        doc: doc.experiment === undefined ? { ...doc, experiment: freshExperiment(doc) } : doc,
        part: 'experiment',
      }
    case 'limit': {
      const value = piece.field === 'within' ? '7d' : '14d'
      return { doc: doc[piece.field] === undefined ? { ...doc, [piece.field]: value } : doc, part: '' }
    }
  }
}

function withStep(doc: Doc, piece: { kind: 'event' | 'absence'; type: string }, at: number | undefined) {
  const steps = listOf(doc.when)
  // The first step is an event: an absence is counted from something that happened.
  const isAbsence = piece.kind === 'absence' && steps.length > 0
  const place = Math.max(isAbsence ? 1 : 0, at ?? steps.length)
  const step = isAbsence
    ? { absent: piece.type, for: '7d' }
    : { as: stepName(doc, piece.type), event: piece.type }
  return {
    doc: edited(doc, canvas => ({ steps: insertedAt(canvas.steps, step, place) })),
    part: stepPart(place),
  }
}

/** A name for a step by what happens in it: `opened`, `opened2`. */
function stepName(doc: Doc, type: string): string {
  const stem = (type.split('.').at(-1) ?? '').split('_')[0]!.replace(/\W/g, '') || 'step'
  const taken = new Set([
    ...listOf(doc.when).map(step => recordOf(step).as),
    ...Object.keys(recordOf(doc.measures)),
  ])
  let name = stem
  for (let number = 2; taken.has(name); number++) name = `${stem}${number}`
  return name
}

/** Half of a sales team's customers is a lot to leave alone; a fifth is enough to learn from. */
export function freshExperiment(doc: Doc): Doc {
  return {
    holdout: 0.2,
    unit: doc.key === 'person' ? 'person' : 'account',
    salt: String(doc.id),
    outcome: { event: 'activity.note_added' },
    horizon: '14d',
  }
}
