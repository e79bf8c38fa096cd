import { Segmented } from 'antd'
import { useState } from 'react'
import type { BoardAnswer, Place, WayNode } from '#decision/attribution/api.ts'
import { useText } from '../../../app/i18n.ts'
import { count, percent } from '../../../ui/format.ts'
import { Icon } from '../../../ui/icons.tsx'
import { EmptyState } from '../../../ui/States.tsx'
import css from './attribution.module.css'
import { journeyTexts } from './texts.ts'

type From = 'start' | 'success'

interface Props {
  answer: BoardAnswer
  names: string[]
  hasSuccess: boolean
  onPick: (place: Place) => void
}

/** The ways that journeys took, as a tree that opens and closes. */
export function Ways({ answer, names, hasSuccess, onPick }: Props) {
  const say = useText(journeyTexts)
  const [from, setFrom] = useState<From>('start')
  const root = from === 'start' ? answer.fromStart : answer.fromSuccess
  return (
    <section className={`card ${css.panel}`} aria-label={say('ways')}>
      <header>
        <h2>{say('ways')}</h2>
        <p className="quiet">{say('waysHint')}</p>
        {hasSuccess && (
          <Segmented
            className={css.turn ?? ''}
            value={from}
            onChange={value => setFrom(value as From)}
            options={[
              { value: 'start', label: say('fromStart') },
              { value: 'success', label: say('fromSuccess') },
            ]}
          />
        )}
      </header>
      {root.journeys === 0 ? (
        <EmptyState icon="split" title={say(from === 'start' ? 'waysNone' : 'waysNoneBack')} />
      ) : (
        <Branches node={root} whole={root.journeys} way={[]} {...{ from, names, onPick }} />
      )}
    </section>
  )
}

interface BranchProps {
  node: WayNode
  whole: number
  way: number[]
  from: From
  names: string[]
  onPick: (place: Place) => void
}

function Branches({ node, ...rest }: BranchProps) {
  const say = useText(journeyTexts)
  const shown = node.children.reduce((sum, child) => sum + child.journeys, node.ends)
  const others = node.journeys - shown
  return (
    <ul className={css.ways}>
      {node.children.map(child => (
        <Branch key={child.touch} {...rest} node={child} way={[...rest.way, child.touch]} />
      ))}
      {others > 0 && <li className={css.rest}>{say('wayRest', { count: count(others) })}</li>}
    </ul>
  )
}

/** Opens by itself while the way is a broad one. */
function Branch(props: BranchProps) {
  const { node, whole, way, from, names, onPick } = props
  const say = useText(journeyTexts)
  const [open, setOpen] = useState(way.length < 3 && node.journeys / whole > 0.1)
  const hasMore = node.children.length > 0
  const name = names[node.touch] ?? ''
  return (
    <li>
      <div className={css.way}>
        <button
          type="button"
          className={css.fold}
          aria-expanded={open}
          aria-label={name}
          disabled={!hasMore}
          onClick={() => setOpen(!open)}
        >
          {hasMore && <Icon name={open ? 'down' : 'next'} size={16} />}
        </button>
        <button
          type="button"
          className={css.wayWords}
          onClick={() => onPick({ kind: 'way', from, touches: way })}
        >
          <span className={css.wayName}>{name}</span>
          <span className="num">{count(node.journeys)}</span>
          <span className={`${css.wayBar}`} aria-hidden="true">
            <i style={{ width: percent(node.journeys / whole, 2) }}>
              {from === 'start' && <u style={{ width: percent(node.conversions / node.journeys, 2) }} />}
            </i>
          </span>
          <small className="quiet num">
            {[
              from === 'start' && node.conversions > 0 && say('won', { count: count(node.conversions) }),
              node.ends > 0 && hasMore && say('wayEnds', { count: count(node.ends) }),
            ]
              .filter(Boolean)
              .join(' · ')}
          </small>
        </button>
      </div>
      {open && hasMore && <Branches {...props} />}
    </li>
  )
}
