import { type Edge, MarkerType, type Node } from '@xyflow/react'
import { recordOf } from '../doc.ts'
import { actionPart, type Canvas, stepPart } from './canvas.ts'

/** Where the columns begin and how wide they are, px. */
export const columns = {
  when: { x: 0, width: 208 },
  if: { x: 252, width: 244 },
  then: { x: 540, width: 240 },
} as const
const indent = 26
const gap = 12
const headHeight = 28

export interface NodeData extends Record<string, unknown> {
  part: string
  width: number
}

type DrawnNode = Node<NodeData>

interface Item {
  id: string
  type: string
  x?: number
  /** More room above than between others. */
  above?: number
}

const experimentOf = (canvas: Canvas): unknown =>
  canvas.fields.find(({ name }) => name === 'experiment')?.value

const isHeld = (experiment: unknown): boolean => Number(recordOf(experiment).holdout) > 0

/** How high a card is until it has been measured. */
const guess: Record<string, number> = {
  step: 104,
  conditions: 200,
  action: 56,
  split: 84,
  holdout: 56,
  add: 34,
  note: 90,
}

/**
 * The three columns from left to right, each card below the one before, by the heights that were measured.
 * @param heights px by node id
 */
export function layOut(canvas: Canvas, heights: ReadonlyMap<string, number>, readOnly: boolean): DrawnNode[] {
  const experiment = experimentOf(canvas)
  const adder = (id: string): Item[] => (readOnly ? [] : [{ id, type: 'add' }])
  const note = (id: string): Item[] => (readOnly ? [] : [{ id, type: 'note', above: 8 }])
  const when: Item[] = [
    ...canvas.steps.map((_, index) => ({ id: stepPart(index), type: 'step' })),
    ...adder('add-event'),
    ...(canvas.steps.length > 0 ? adder('add-absence') : []),
    ...note('recent'),
  ]
  const rules: Item[] = [{ id: 'conditions', type: 'conditions' }, ...adder('add-measure'), ...note('near')]
  const actions: Item[] = [
    ...(experiment ? [{ id: 'experiment', type: 'split' }] : adder('add-experiment')),
    ...canvas.actions.map((_, index) => ({ id: actionPart(index), type: 'action', x: indent })),
    ...adder('add-action').map(item => ({ ...item, x: indent })),
    ...(isHeld(experiment) ? [{ id: 'holdout', type: 'holdout', x: indent }] : []),
  ]
  return [...stack('when', when, heights), ...stack('if', rules, heights), ...stack('then', actions, heights)]
}

function stack(
  column: keyof typeof columns,
  items: Item[],
  heights: ReadonlyMap<string, number>,
): DrawnNode[] {
  const { x, width } = columns[column]
  const node = (id: string, type: string, left: number, top: number): DrawnNode => ({
    id,
    type,
    position: { x: x + left, y: top },
    data: { part: id, width: width - left },
    draggable: type === 'step' || type === 'action',
    selectable: false,
    focusable: false,
    // A node that can be neither dragged nor selected would let clicks through.
    style: { pointerEvents: 'all' },
  })
  const nodes = [node(`head-${column}`, 'head', 0, 0)]
  let y = headHeight + gap
  for (const { id, type, x: left = 0, above = 0 } of items) {
    nodes.push(node(id, type, left, y + above))
    y += above + (heights.get(id) ?? guess[type] ?? 60) + gap
  }
  return nodes
}

const arrow = { type: MarkerType.ArrowClosed, width: 14, height: 14 }

/** Steps lead to the conditions, these to the experiment or the first action; actions hang on a trunk. */
export function linesOf(canvas: Canvas, readOnly: boolean): Edge[] {
  const line = (source: string, target: string, more: Partial<Edge> = {}): Edge => ({
    id: `${source} ${target}`,
    source,
    target,
    focusable: false,
    selectable: false,
    ...more,
  })
  const experiment = experimentOf(canvas)
  const last = canvas.steps.length - 1
  const trunk = experiment ? 'experiment' : readOnly ? 'head-then' : 'add-experiment'
  const steps = canvas.steps.slice(1).map((_, index) =>
    line(stepPart(index), stepPart(index + 1), {
      sourceHandle: 'below',
      targetHandle: 'above',
      markerEnd: arrow,
    }),
  )
  const branches = canvas.actions.map((_, index) =>
    line(trunk, actionPart(index), { sourceHandle: 'trunk', targetHandle: 'side', type: 'smoothstep' }),
  )
  return [
    ...steps,
    ...(last >= 0
      ? [line(stepPart(last), 'conditions', { sourceHandle: 'out', targetHandle: 'in', markerEnd: arrow })]
      : []),
    line('conditions', trunk === 'head-then' ? (canvas.actions.length > 0 ? actionPart(0) : trunk) : trunk, {
      sourceHandle: 'out',
      targetHandle: trunk === 'head-then' && canvas.actions.length > 0 ? 'side' : 'in',
      markerEnd: arrow,
    }),
    ...(trunk === 'head-then' ? [] : branches),
    ...(isHeld(experiment)
      ? [
          line('experiment', 'holdout', {
            sourceHandle: 'trunk',
            targetHandle: 'side',
            type: 'smoothstep',
            style: { strokeDasharray: '3 3' },
          }),
        ]
      : []),
  ]
}
