import { Segmented } from 'antd'
import { useState } from 'react'
import type { ExperimentView } from '#decision/experiment/api.ts'
import { usePhone } from '../../../theme/preferences.ts'
import css from './experiment.module.css'
import { apart, armName, level, plainNumber, type Speaker, tally } from './words.ts'

interface Props {
  view: ExperimentView
  speaker: Speaker
}

interface Row {
  name: string
  treatment: { n: number; total: number; mean: number }
  control: { n: number; total: number; mean: number }
  lift: number | null
  ci: readonly [number, number] | null
  isAll: boolean
}

/** The difference by segment with a forest plot; intervals of the segments hold together. */
export function SegmentsCard({ view, speaker }: Props) {
  const { say } = speaker
  const [chosen, choose] = useState<string>()
  const [first] = view.segments
  const segment = view.segments.find(item => item.dimension === chosen) ?? first
  if (!segment || view.matured === 0 || !view.lift) return null
  const rows = rowsOf(view, segment, speaker)
  const compared = rows.filter(row => row.ci && !row.isAll).length
  const p = segment.heterogeneityP
  return (
    <section className={`card ${css.card}`}>
      <header>
        <h2>{say('segmentBy')}</h2>
        {view.segments.length > 1 && (
          <Segmented
            size="small"
            value={segment.dimension}
            options={view.segments.map(({ dimension }) => ({ value: dimension, label: say(dimension) }))}
            onChange={choose}
          />
        )}
      </header>
      <Table rows={rows} head={say(segment.dimension)} view={view} speaker={speaker} />
      <p className="quiet small">
        {say('segmentNote', { count: compared })}{' '}
        {p !== null &&
          say('heterogeneity', {
            p: p < 0.001 ? '< 0.001' : p.toFixed(3),
            reads: say(p < 0.05 ? 'differs' : 'alike'),
          })}
      </p>
    </section>
  )
}

function rowsOf(view: ExperimentView, segment: ExperimentView['segments'][number], { say }: Speaker): Row[] {
  const arm = (id: string) => view.arms.find(item => item.id === id)!
  const lift = view.lift!
  return [
    ...segment.items.map(item => ({ ...item, name: item.value || say('unfilled'), isAll: false })),
    {
      name: say('all'),
      treatment: arm(lift.arm),
      control: arm(view.control),
      lift: lift.lift,
      ci: lift.sequential,
      isAll: true,
    },
  ]
}

function Table({ rows, head, view, speaker }: { rows: Row[]; head: string } & Props) {
  const { say } = speaker
  const phone = usePhone()
  const { kind } = view.outcome
  const ends = rows.flatMap(row => row.ci ?? [])
  const [low, high] = [Math.min(0, ...ends), Math.max(0, ...ends)]
  const heads = [armName(view.lift!.arm, say), armName(view.control, say)]
  return (
    <section
      className={css.scroll}
      aria-label={say('segmentBy')}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
    >
      <table className={css.table}>
        <thead>
          <tr>
            <th>{head}</th>
            {!phone &&
              heads.map(arm => <th key={arm}>{kind === 'rate' ? say('ofCustomers', { arm }) : arm}</th>)}
            <th>{say('lift')}</th>
            <th>{say('interval')}</th>
            <th className={css.forest}>
              <span className="unseen">{say('forest')}</span>
              {!phone && <Scale low={low} high={high} kind={kind} />}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(row => (
            <tr key={row.name} className={row.isAll ? css.all : ''}>
              <td>{row.name}</td>
              {!phone &&
                [row.treatment, row.control].map((side, i) => (
                  <td key={heads[i]}>
                    {tally(side, kind)} <b>{side.n > 0 ? level(side.mean, kind, say) : ''}</b>
                  </td>
                ))}
              <td>
                <b>{row.lift === null ? say('few') : apart(row.lift, kind)}</b>
              </td>
              <td className="quiet">
                {row.ci ? `${plainNumber(row.ci[0], kind)} – ${plainNumber(row.ci[1], kind)}` : '–'}
              </td>
              <td className={css.forest}>
                {row.ci && row.lift !== null && <Forest ci={row.ci} lift={row.lift} low={low} high={high} />}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** The ends of the common scale and zero, in the unit of the differences. */
function Scale({ low, high, kind }: { low: number; high: number; kind: ExperimentView['outcome']['kind'] }) {
  const ticks = [low, 0, high].filter((tick, i) => i === 1 || Math.abs(tick) > 0.15 * (high - low))
  return (
    <svg width="100%" height="16" aria-hidden="true" className={css.scaleRow}>
      {ticks.map(tick => (
        <text key={tick} x={at(tick, low, high)} y="12" textAnchor={anchorOf(tick, low, high)}>
          {apart(tick, kind)}
        </text>
      ))}
    </svg>
  )
}

/** Words at an end of the scale stay inside of it. */
const anchorOf = (tick: number, low: number, high: number) =>
  tick === low ? 'start' : tick === high ? 'end' : 'middle'

const at = (value: number, low: number, high: number) =>
  `${(2 + (96 * (value - low)) / (high - low || 1)).toFixed(2)}%`

/** One interval on the common scale; grey where it holds zero. */
function Forest({
  ci,
  lift,
  low,
  high,
}: {
  ci: readonly [number, number]
  lift: number
  low: number
  high: number
}) {
  const place = (value: number) => at(value, low, high)
  const clear = ci[0] > 0 || ci[1] < 0
  return (
    <svg width="100%" height="20" aria-hidden="true" className={clear ? css.clear : css.vague}>
      <line x1={place(0)} x2={place(0)} y1="0" y2="20" className={css.zero ?? ''} />
      <line x1={place(ci[0])} x2={place(ci[1])} y1="10" y2="10" strokeWidth="2.5" stroke="currentColor" />
      <circle cx={place(lift)} cy="10" r="4" fill="currentColor" />
    </svg>
  )
}
