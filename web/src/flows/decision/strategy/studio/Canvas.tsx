import {
  Background,
  BackgroundVariant,
  type NodeChange,
  Panel,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
  useViewport,
} from '@xyflow/react'
import '@xyflow/react/dist/base.css'
import { type DragEvent, type KeyboardEvent, useMemo, useRef, useState } from 'react'
import { useText } from '../../../../app/i18n.ts'
import { type Doc, textOf } from '../doc.ts'
import { useDoc } from '../edit-context.ts'
import { ifRows, movedPart, partOf, toCanvas, withoutPart } from './canvas.ts'
import { nodeTypes } from './cards.tsx'
import { columns, layOut, linesOf } from './layout.ts'
import { type Piece, withPiece } from './parts.ts'
import css from './studio.module.css'
import { useStudio } from './studio-context.ts'
import { studioTexts } from './studio-texts.ts'

/** What is dragged out of the palette. */
export const dragType = 'application/x-loam-piece'

/** The strategy as three columns: when, if, then. */
export function Canvas({ label }: { label: string }) {
  return (
    <ReactFlowProvider>
      <Board label={label} />
    </ReactFlowProvider>
  )
}

function Board({ label }: { label: string }) {
  const { doc } = useDoc()
  const { readOnly, apply, select } = useStudio()
  const { screenToFlowPosition } = useReactFlow()
  const board = useRef<HTMLDivElement>(null)
  const [heights, setHeights] = useState<ReadonlyMap<string, number>>(new Map())
  const [sizes, setSizes] = useState<ReadonlyMap<string, { width: number; height: number }>>(new Map())
  const canvas = useMemo(() => toCanvas(doc), [doc])
  const [dragged, setDragged] = useState<{ id: string; y: number }>()
  const nodes = useMemo(
    () =>
      layOut(canvas, heights, readOnly).map(node => {
        const measured = sizes.get(node.id)
        const position = dragged?.id === node.id ? { ...node.position, y: dragged.y } : node.position
        return {
          ...node,
          position,
          ...(measured && { measured }),
          draggable: !readOnly && (node.draggable ?? false),
        }
      }),
    [canvas, heights, sizes, dragged, readOnly],
  )
  const edges = useMemo(() => linesOf(canvas, readOnly), [canvas, readOnly])

  const onChange = (changes: NodeChange[]) => {
    const measured = changes.flatMap(change =>
      change.type === 'dimensions' && change.dimensions ? [{ id: change.id, ...change.dimensions }] : [],
    )
    if (measured.length > 0) {
      setSizes(
        before =>
          new Map([...before, ...measured.map(({ id, width, height }) => [id, { width, height }] as const)]),
      )
      setHeights(before => new Map([...before, ...measured.map(({ id, height }) => [id, height] as const)]))
    }
    for (const change of changes)
      if (change.type === 'position' && change.position && change.dragging)
        setDragged({ id: change.id, y: change.position.y })
  }

  const put = (next: { doc: Doc; part: string }) => {
    apply(() => next.doc)
    select(next.part)
  }
  /** The place in its column of something let go at a height. */
  const placeAt = (kind: 'step' | 'action', y: number, but?: string) =>
    nodes.filter(
      node => node.type === kind && node.id !== but && node.position.y + (heights.get(node.id) ?? 60) / 2 < y,
    ).length

  const onDragStop = (id: string, y: number) => {
    setDragged(undefined)
    const of = partOf(id)
    if (of.kind !== 'step' && of.kind !== 'action') return
    const to = placeAt(of.kind, y + (heights.get(id) ?? 60) / 2, id)
    if (to !== of.index) put(movedPart(doc, id, to - of.index))
    else select(id)
  }

  const onDrop = (event: DragEvent) => {
    event.preventDefault()
    const text = event.dataTransfer.getData(dragType)
    if (!text) return
    const { x, y } = screenToFlowPosition({ x: event.clientX, y: event.clientY })
    put(withPiece(doc, ...dropped(JSON.parse(text) as Piece, x, y, placeAt)))
  }

  return (
    <section
      ref={board}
      className={css.board}
      aria-label={label}
      onDragOver={event => event.preventDefault()}
      onDrop={onDrop}
      onKeyDown={event => !readOnly && onKey(event, doc, apply, select)}
    >
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        onNodesChange={onChange}
        onNodeDragStop={(_, node) => onDragStop(node.id, node.position.y)}
        nodesConnectable={false}
        elementsSelectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        disableKeyboardA11y
        deleteKeyCode={null}
        selectionKeyCode={null}
        panOnScroll
        zoomOnDoubleClick={false}
        preventScrolling={!readOnly}
        minZoom={0.4}
        maxZoom={1.5}
        nodeDragThreshold={4}
        defaultViewport={{ x: 20, y: 16, zoom: 1 }}
        {...(readOnly ? { fitView: true, fitViewOptions: { padding: 0.04, maxZoom: 1 } } : {})}
        proOptions={{ hideAttribution: true }}
      >
        <Background variant={BackgroundVariant.Dots} gap={16} size={1.4} />
        <Zoom />
      </ReactFlow>
    </section>
  )
}

/** What a piece becomes where it is let go: an event over 如果 is counted there. */
function dropped(
  piece: Piece,
  x: number,
  y: number,
  placeAt: (kind: 'step' | 'action', y: number) => number,
): [Piece, number | undefined] {
  if (piece.kind === 'action') return [piece, placeAt('action', y)]
  if (piece.kind !== 'event') return [piece, undefined]
  if (x < columns.if.x - 20) return [piece, placeAt('step', y)]
  return [{ kind: 'measure', measure: 'happened', type: piece.type }, undefined]
}

/** Keys on a part: up and down to the next one, with Alt to move it; Delete takes it away. */
function onKey(
  event: KeyboardEvent,
  doc: Doc,
  apply: (change: (doc: Doc) => Doc) => void,
  select: (part: string) => void,
): void {
  const part = (event.target as HTMLElement).closest<HTMLElement>('[data-part]')?.dataset.part
  if (part === undefined) return
  const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0
  if (by !== 0 && event.altKey) {
    const next = movedPart(doc, part, by)
    apply(() => next.doc)
    select(next.part)
    focusPart(next.part)
  } else if (by !== 0) {
    const all = partsInOrder(doc)
    const next = all[all.indexOf(part) + by]
    if (next !== undefined) {
      select(next)
      focusPart(next)
    }
  } else if (event.key === 'Delete' || event.key === 'Backspace') {
    if (part === '') return
    const all = partsInOrder(doc)
    apply(before => withoutPart(before, part))
    select('')
    focusPart(all[all.indexOf(part) - 1] ?? '')
  } else if (event.key === 'Escape') select('')
  else return
  event.preventDefault()
  event.stopPropagation()
}

function partsInOrder(doc: Doc): string[] {
  const canvas = toCanvas(doc)
  return [
    ...canvas.steps.map((_, index) => `when[${index}]`),
    ...ifRows(canvas).map(row => row.part),
    '',
    ...(doc.experiment === undefined ? [] : ['experiment']),
    ...canvas.actions.map((_, index) => `then[${index}]`),
  ]
}

function focusPart(part: string): void {
  requestAnimationFrame(() =>
    document
      .querySelector<HTMLElement>(`[data-part="${CSS.escape(textOf(part))}"]`)
      ?.focus({ preventScroll: true }),
  )
}

function Zoom() {
  const say = useText(studioTexts)
  const { zoom } = useViewport()
  const { zoomIn, zoomOut, zoomTo } = useReactFlow()
  return (
    <Panel position="bottom-right" className={css.zoom ?? ''}>
      <button type="button" aria-label={say('zoomOut')} onClick={() => void zoomOut()}>
        −
      </button>
      <button type="button" className="num" aria-label={say('zoomReset')} onClick={() => void zoomTo(1)}>
        {Math.round(zoom * 100)}%
      </button>
      <button type="button" aria-label={say('zoomIn')} onClick={() => void zoomIn()}>
        +
      </button>
    </Panel>
  )
}
