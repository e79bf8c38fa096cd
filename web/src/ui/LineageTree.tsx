import { useText } from '../app/i18n.ts'
import { usePhone } from '../theme/preferences.ts'
import { Avatar } from './Badge.tsx'
import { percent } from './format.ts'
import css from './LineageTree.module.css'
import { type Placed, placeLineage } from './lineage.ts'
import { uiTexts } from './texts.ts'
import type { LineageNode } from './types.ts'

const [width, height, gap, pitch] = [158, 44, 66, 58]
const left = (p: Placed) => p.column * (width + gap)
const middle = (p: Placed) => p.row * pitch + height / 2

/** Who passed it to whom, from left to right: certain edges solid and green, inferred ones dashed and ochre with their confidence. */
export function LineageTree({ nodes }: { nodes: LineageNode[] }) {
  const phone = usePhone()
  const placed = placeLineage(nodes)
  return phone ? <Outline placed={placed} /> : <Drawing placed={placed} />
}

function Drawing({ placed }: { placed: Placed[] }) {
  const byId = new Map(placed.map(p => [p.node.id, p]))
  const right = Math.max(...placed.map(left), 0) + width
  const bottom = Math.max(...placed.map(p => p.row * pitch), 0) + height
  return (
    <div className={css.scroll}>
      <div className={css.tree} style={{ width: right, height: bottom }}>
        <svg width={right} height={bottom} aria-hidden="true">
          {placed.map(p => {
            const from = p.node.parent ? byId.get(p.node.parent) : undefined
            return from && from.column < p.column && <Edge key={p.node.id} from={from} to={p} />
          })}
        </svg>
        <ul>
          {placed.map(p => (
            <Person
              key={p.node.id}
              placed={p}
              parent={p.node.parent ? byId.get(p.node.parent)?.node : undefined}
            />
          ))}
        </ul>
      </div>
    </div>
  )
}

const rowHeight = 48

/** The same tree as an outline from top to bottom, for the phone; each line reaches up to its parent. */
function Outline({ placed }: { placed: Placed[] }) {
  const say = useText(uiTexts)
  const rowOf = new Map(placed.map((p, row) => [p.node.id, row]))
  const reach = (p: Placed, row: number) => (row - (rowOf.get(p.node.parent ?? '') ?? row)) * rowHeight - 13
  return (
    <ul className={css.outline}>
      {placed.map((p, row) => (
        <li key={p.node.id} style={{ marginLeft: Math.max(0, p.column - 1) * 22 }}>
          {p.column > 0 && <i data-edge={edgeOf(p.node)} style={{ height: reach(p, row) }} />}
          <Avatar name={p.node.name} kind={p.node.kind} />
          <div>
            <p className="clip">{p.node.name}</p>
            <p className="clip quiet">{[p.node.via, p.node.detail].filter(Boolean).join(' · ')}</p>
          </div>
          {p.node.confidence !== undefined && (
            <span
              className={`num ${css.chip}`}
              title={say('inferredBy', { value: percent(p.node.confidence) })}
            >
              {percent(p.node.confidence)}
            </span>
          )}
        </li>
      ))}
    </ul>
  )
}

function edgeOf(node: LineageNode): 'certain' | 'inferred' {
  return node.confidence === undefined ? 'certain' : 'inferred'
}

function Edge({ from, to }: { from: Placed; to: Placed }) {
  const [x1, x2, y1, y2] = [left(from) + width, left(to), middle(from), middle(to)]
  const bend = (x1 + x2) / 2
  const { confidence, via } = to.node
  const inferred = confidence !== undefined
  return (
    <g className={inferred ? css.inferred : css.certain}>
      <path d={`M${x1} ${y1}C${bend} ${y1} ${bend} ${y2} ${x2} ${y2}`} />
      {inferred && (
        <g transform={`translate(${bend} ${(y1 + y2) / 2})`}>
          <rect x="-19" y="-9" width="38" height="18" rx="9" />
          <text className={css.confidence} y="4">
            {percent(confidence)}
          </text>
        </g>
      )}
      {!inferred && via && (
        <text x={x2 - 4} y={y2 - 7} textAnchor="end">
          {via}
        </text>
      )}
    </g>
  )
}

function Person({ placed, parent }: { placed: Placed; parent: LineageNode | undefined }) {
  const say = useText(uiTexts)
  const { node } = placed
  const told = node.confidence === undefined ? '' : say('inferredBy', { value: percent(node.confidence) })
  return (
    <li
      className={`${css.node} ${node.kind === 'unknown' ? css.unknown : ''}`}
      style={{ left: left(placed), top: placed.row * pitch, width }}
    >
      <Avatar name={node.name} kind={node.kind} />
      <div>
        <p className="clip">{node.name}</p>
        <p className="clip quiet">{node.detail}</p>
      </div>
      {parent && (
        <span className="unseen">
          ← {parent.name} {node.via} {told}
        </span>
      )}
    </li>
  )
}

/** What solid and dashed mean. */
export function LineageLegend() {
  const say = useText(uiTexts)
  return (
    <span className={css.legend}>
      <span>
        <svg width="26" height="8" aria-hidden="true" className={css.certain}>
          <path d="M0 4h26" />
        </svg>
        {say('certainEdge')}
      </span>
      <span>
        <svg width="26" height="8" aria-hidden="true" className={css.inferred}>
          <path d="M0 4h26" />
        </svg>
        {say('inferredEdge')}
      </span>
    </span>
  )
}
