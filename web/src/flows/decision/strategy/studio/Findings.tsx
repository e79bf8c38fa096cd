import type { BacktestResult, BacktestView } from '#decision/strategy/backtest-api.ts'
import { overlapDays } from '#decision/strategy/backtest-api.ts'
import { useLocale, useText } from '../../../../app/i18n.ts'
import { Link } from '../../../../app/link.tsx'
import { useNames } from '../../../../crm/data.ts'
import { count, exactTime, isoDay, percent } from '../../../../ui/format.ts'
import type { Doc } from '../doc.ts'
import { Example } from '../Examples.tsx'
import { toCanvas } from './canvas.ts'
import css from './findings.module.css'
import { grammar } from './measure-words.ts'
import { studioTexts } from './studio-texts.ts'

interface Props {
  doc: Doc
  view: BacktestView
  result: BacktestResult
}

/** All that a backtest found: how the number comes about, who carries the load, overlap, near misses, examples. */
export function Findings({ doc, view, result }: Props) {
  const say = useText(studioTexts)
  return (
    <div className={css.findings}>
      <p className={css.basis}>
        {say('basis', { from: isoDay(result.from), to: isoDay(result.to), events: count(view.events) })}
      </p>
      <Funnel doc={doc} result={result} />
      <Load result={result} />
      <Overlap view={view} result={result} />
      <Near doc={doc} result={result} />
      <section>
        <h3>{say('tenExamples')}</h3>
        <p className={css.basis}>{say('tenHint')}</p>
        <ul className={css.examples}>
          {result.samples.slice(0, 10).map(sample => (
            <Example key={`${sample.key} ${sample.at}`} sample={sample} />
          ))}
        </ul>
        {result.samples.length === 0 && <p className={css.basis}>{say('noneYet')}</p>}
      </section>
    </div>
  )
}

function Funnel({ doc, result: r }: { doc: Doc; result: BacktestResult }) {
  const say = useText(studioTexts)
  const locale = useLocale()
  const conditions = toCanvas(doc).conditions
  const rows: { label: string; value: number }[] = [
    { label: say('funnelSeen'), value: r.seen },
    ...r.passed.map((value, index) => ({ label: say('funnelStep', { number: index + 1 }), value })),
    ...r.held.map((value, index) => ({
      label: grammar(locale).conditionWords(doc, conditions[index]?.text ?? ''),
      value,
    })),
    { label: say('funnelCooled'), value: r.firings },
    ...(r.holdout > 0 ? [{ label: say('funnelActed'), value: r.firings - r.holdout }] : []),
  ]
  const most = Math.max(1, ...rows.map(({ value }) => value))
  return (
    <section>
      <h3>{say('funnel')}</h3>
      <ol className={css.funnel}>
        {rows.map(({ label, value }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two conditions may read alike
          <li key={index}>
            <span>{label}</span>
            <i style={{ width: `${Math.max(0.5, (100 * value) / most)}%` }} />
            <b className="num">{count(value)}</b>
          </li>
        ))}
      </ol>
    </section>
  )
}

function Load({ result: r }: { result: BacktestResult }) {
  const say = useText(studioTexts)
  const { person } = useNames()
  if (r.load.length === 0) return null
  return (
    <section>
      <h3>{say('load')}</h3>
      <table className={css.table}>
        <thead>
          <tr>
            <th>{say('rep')}</th>
            <th className="num">{say('inAll')}</th>
            <th className="num">{say('perWeek')}</th>
            <th className="num">{say('fullestWeek')}</th>
          </tr>
        </thead>
        <tbody>
          {r.load.slice(0, 12).map(({ ownerId, delivered, perWeek, peak }) => (
            <tr key={ownerId ?? ''}>
              <td>{ownerId === null ? say('noOwner') : person(ownerId)}</td>
              <td className="num">{count(delivered)}</td>
              <td className="num">{perWeek.toFixed(1)}</td>
              <td className="num">{count(peak)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Overlap({ view, result: r }: { view: BacktestView; result: BacktestResult }) {
  const say = useText(studioTexts)
  if (view.overlap === null) return null
  return (
    <section>
      <h3>{say('overlap')}</h3>
      {view.overlap.length === 0 ? (
        <p className={css.basis}>{say('noOverlap', { days: overlapDays })}</p>
      ) : (
        <ul className={css.list}>
          {view.overlap.slice(0, 6).map(one => (
            <li key={one.id}>
              <Link to={`/strategies/${one.id}`} className="link">
                {one.name}
              </Link>
              <span className="num">
                {say('overlapLine', {
                  shared: count(one.shared),
                  share: percent(r.firings === 0 ? 0 : one.shared / r.firings),
                  days: overlapDays,
                })}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function Near({ doc, result: r }: { doc: Doc; result: BacktestResult }) {
  const say = useText(studioTexts)
  const locale = useLocale()
  if (r.near.length === 0) return null
  const conditions = toCanvas(doc).conditions
  return (
    <section>
      <h3>{say('near')}</h3>
      <ul className={css.list}>
        {r.near.slice(0, 10).map(miss => (
          <li key={`${miss.key}${miss.at}`}>
            <span>
              <time className="num">{exactTime(miss.at)}</time> <b>{miss.name ?? miss.key}</b>
            </span>
            <span>
              {say('notMet', {
                what: grammar(locale).conditionWords(doc, conditions[miss.condition]?.text ?? ''),
              })}
              <small className="num">
                {' '}
                {Object.entries(miss.measures)
                  .map(([name, value]) => `${name} = ${value === null ? '–' : Number(value.toFixed(2))}`)
                  .join(' · ')}
              </small>
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
