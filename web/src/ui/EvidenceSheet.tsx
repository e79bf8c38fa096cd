import { useLocale, useText } from '../app/i18n.ts'
import { Link } from '../app/link.tsx'
import css from './EvidenceSheet.module.css'
import {
  dayName,
  duration,
  percent,
  percentRange,
  roundToSum,
  shortDay,
  signed,
  timeOfDay,
} from './format.ts'
import { Icon } from './icons.tsx'
import { Sheet } from './Sheet.tsx'
import { uiTexts } from './texts.ts'
import type { Evidence, EvidenceAbsence, EvidenceAct } from './types.ts'
import { Waterfall } from './Waterfall.tsx'

interface Props {
  evidence: Evidence
  now: number
  onDispute?: () => void
}

/** The "why" of a suggestion, as a sheet from below on the phone and from the side on the desktop. */
export function EvidenceSheet({ open, onClose, ...body }: Props & { open: boolean; onClose: () => void }) {
  const { evidence: e } = body
  const say = useText(uiTexts)
  return (
    <Sheet
      open={open}
      onClose={onClose}
      title={e.title}
      subtitle={`${e.account} · ${say('asOf', { time: timeOfDay(e.asOf) })}`}
    >
      <EvidenceBody {...body} />
    </Sheet>
  )
}

/** Acts with their weights, the sum they make, and what governed the decision. Every number adds up to the next. */
export function EvidenceBody({ evidence: e, now, onDispute }: Props) {
  const say = useText(uiTexts)
  const total = e.prior.logOdds + e.behaviour.logOdds + e.profile.logOdds
  const terms = roundToSum([e.prior.logOdds, e.behaviour.logOdds, e.profile.logOdds], total)
  return (
    <>
      <Acts evidence={e} behaviour={terms[1]!} now={now} />
      <Waterfall evidence={e} terms={terms as [number, number, number]} total={total} />
      <p className={css.answer}>
        <span>{say('hence')}</span>
        <b className="num">{percent(e.estimate.value)}</b>
        <span className="num">({percentRange(e.estimate.low, e.estimate.high)})</span>
        <span>{e.outcome}</span>
      </p>
      <dl className={css.notes}>
        {e.notes.map(note => (
          <div key={note.label}>
            <dt>{note.label}</dt>
            <dd>{note.text}</dd>
          </div>
        ))}
      </dl>
      <footer className={css.foot}>
        {e.recordHref && (
          <Link to={e.recordHref} className={css.record}>
            {say('record')}
            <Icon name="next" size={16} />
          </Link>
        )}
        {onDispute && (
          <button type="button" className="plain quiet" onClick={onDispute}>
            {say('wrong')}
          </button>
        )}
      </footer>
    </>
  )
}

/** px per unit of log-odds such that the longest bars stay in their lanes: 110 to the right, 63 to the left. */
function barScale(weights: number[]): number {
  const right = Math.max(0, ...weights)
  const left = -Math.min(0, ...weights)
  return Math.min(right > 0 ? 110 / right : 176, left > 0 ? 63 / left : 176, 400)
}

function Acts({ evidence: e, behaviour, now }: { evidence: Evidence; behaviour: number; now: number }) {
  const raw = [
    ...e.acts.map(act => act.weight),
    ...e.absences.map(gap => gap.weight),
    ...(e.others ? [e.others.weight] : []),
  ]
  const shown = roundToSum(raw, behaviour)
  const scale = barScale(shown)
  return (
    <ol className={css.acts}>
      {e.acts.map((act, i) => (
        <Act key={act.id} act={act} weight={shown[i]!} scale={scale} now={now} />
      ))}
      {e.absences.map((gap, i) => (
        <Absence key={gap.title} gap={gap} weight={shown[e.acts.length + i]!} scale={scale} now={now} />
      ))}
      {e.others && <Others others={e.others} weight={shown.at(-1)!} scale={scale} />}
    </ol>
  )
}

function Act({ act, weight, scale, now }: { act: EvidenceAct; weight: number; scale: number; now: number }) {
  const locale = useLocale()
  return (
    <li>
      <div className={css.when}>
        <time dateTime={new Date(act.at).toISOString()}>{timeOfDay(act.at)}</time>
        <span>{dayName(act.at, now, locale)}</span>
      </div>
      <div className={css.what}>
        <h3>{act.href ? <Link to={act.href}>{act.title}</Link> : act.title}</h3>
        <p>{act.parts.join(' · ')}</p>
      </div>
      <div className={`num ${css.weight}`}>
        <b>{signed(weight)}</b>
        {act.seconds !== undefined && <span>{duration(act.seconds, locale)}</span>}
      </div>
      <Bar weight={weight} scale={scale} />
    </li>
  )
}

function Absence({
  gap,
  weight,
  scale,
  now,
}: {
  gap: EvidenceAbsence
  weight: number
  scale: number
  now: number
}) {
  const say = useText(uiTexts)
  return (
    <li className={css.gap}>
      <div className={css.when}>
        <time>{gap.duration}</time>
        <span>{say('since', { day: shortDay(gap.since, now) })}</span>
      </div>
      <div className={css.what}>
        <h3>{gap.title}</h3>
        {gap.detail && <p>{gap.detail}</p>}
      </div>
      <div className={`num ${css.weight}`}>
        <b>{signed(weight)}</b>
      </div>
      <Bar weight={weight} scale={scale} />
    </li>
  )
}

function Others({
  others,
  weight,
  scale,
}: {
  others: NonNullable<Evidence['others']>
  weight: number
  scale: number
}) {
  const say = useText(uiTexts)
  const line = (
    <span className={css.othersLine}>
      <span className="num">{say('others', { count: others.count, weight: signed(weight) })}</span>
      {others.href && <Icon name="next" size={16} />}
    </span>
  )
  return (
    <li className={css.others}>
      <div className={css.when} />
      {others.href ? <Link to={others.href}>{line}</Link> : line}
      <Bar weight={weight} scale={scale} />
    </li>
  )
}

function Bar({ weight, scale }: { weight: number; scale: number }) {
  return (
    <div className={css.bar} aria-hidden="true">
      <i
        className={weight < 0 ? css.neg : css.pos}
        style={{ width: Math.max(2, Math.abs(weight) * scale) }}
      />
    </div>
  )
}
