import { useText } from '../app/i18n.ts'
import { percent, signed } from './format.ts'
import { uiTexts } from './texts.ts'
import type { Evidence } from './types.ts'
import css from './Waterfall.module.css'

interface Props {
  evidence: Evidence
  /** Shown values of prior, behaviour, profile: they add up to the shown total. */
  terms: [number, number, number]
  total: number
}

const logit = (p: number) => Math.log(p / (1 - p))
const bounded = (p: number) => Math.min(0.999, Math.max(0.001, p))

/** prior + acts + profile = log-odds, drawn as steps; below them the same points as probabilities. */
export function Waterfall({ evidence: e, terms, total }: Props) {
  const say = useText(uiTexts)
  const [prior, acts] = [e.prior.logOdds, e.behaviour.logOdds]
  const ends = e.calibrated
    ? undefined
    : ([logit(bounded(e.estimate.low)), logit(bounded(e.estimate.high))] as const)
  const at = axis([0, prior, prior + acts, total, ...(ends ?? [])])
  const rows = [
    { label: say('prior'), detail: e.prior.detail, from: 0, to: prior, shown: terms[0], joint: prior },
    {
      label: say('behaviour'),
      detail: e.behaviour.detail,
      from: prior,
      to: prior + acts,
      shown: terms[1],
      joint: prior + acts,
    },
    {
      label: say('profile'),
      detail: e.profile.detail,
      from: prior + acts,
      to: total,
      shown: terms[2],
      joint: total,
    },
  ]
  const label = say('sumLabel', {
    prior: signed(terms[0]),
    acts: signed(terms[1]),
    profile: signed(terms[2]),
    total: signed(total),
    value: percent(e.estimate.value),
  })
  return (
    <div className={css.sum} role="img" aria-label={label}>
      {rows.map(row => (
        <div key={row.label} className={css.row}>
          <Label text={row.label} detail={row.detail} />
          <div className={css.lane}>
            <i className={css.zero} style={{ left: at(0) }} />
            <i
              className={row.to < row.from ? css.neg : css.pos}
              style={{
                left: at(Math.min(row.from, row.to)),
                right: `calc(100% - ${at(Math.max(row.from, row.to))})`,
              }}
            />
            <i className={css.joint} style={{ left: at(row.joint) }} />
          </div>
          <span className={`num ${css.value}`}>{signed(row.shown)}</span>
        </div>
      ))}
      <div className={`${css.row} ${css.total}`}>
        <Label text={say('total')} detail={say('logOdds')} />
        <div className={css.lane}>
          <i className={css.zero} style={{ left: at(0) }} />
          {ends && (
            <i className={css.interval} style={{ left: at(ends[0]), right: `calc(100% - ${at(ends[1])})` }} />
          )}
          <i className={css.point} style={{ left: at(total) }} />
        </div>
        <span className={`num ${css.value}`}>{signed(total)}</span>
      </div>
      {!e.calibrated && <Ticks marks={[prior, 0, total]} at={at} />}
    </div>
  )
}

function Label({ text, detail }: { text: string; detail: string }) {
  return (
    <span className={css.label}>
      {text}
      <small>{detail}</small>
    </span>
  )
}

/** Prior, even odds and the total as percentages; what would touch a more telling one is left out. */
function Ticks({ marks, at }: { marks: [number, number, number]; at: (x: number) => string }) {
  const [prior, even, total] = marks
  const apart = (a: number, b: number) => Math.abs(Number.parseFloat(at(a)) - Number.parseFloat(at(b))) > 20
  const shown = [
    { x: total, strong: true },
    ...(apart(prior, total) ? [{ x: prior, strong: false }] : []),
    ...(apart(even, total) && apart(even, prior) ? [{ x: even, strong: false }] : []),
  ]
  return (
    <div className={css.row}>
      <span />
      <div className={`num ${css.ticks}`}>
        {shown.map(({ x, strong }) => (
          <span key={x} className={strong ? css.strong : undefined} style={{ left: at(x) }}>
            {percent(1 / (1 + Math.exp(-x)))}
          </span>
        ))}
      </div>
    </div>
  )
}

/** Maps log-odds to a place in the lane, in per cent. */
function axis(points: number[]): (x: number) => string {
  const [low, high] = [Math.min(...points), Math.max(...points)]
  const span = high - low || 1
  return x => `${(((x - low) / span) * 96 + 2).toFixed(2)}%`
}
