import { useQuery } from '@tanstack/react-query'
import type { AccuracyView, ForecastView, PeriodView } from '#decision/forecast/api.ts'
import { useLocale, useText } from '../../../app/i18n.ts'
import { roughText } from '../../../crm/opportunity/data.ts'
import { percent } from '../../../ui/format.ts'
import { Loaded } from '../../../ui/Loaded.tsx'
import { PageBody, PageHead } from '../../../ui/PageHead.tsx'
import { EmptyState, SkeletonCards } from '../../../ui/States.tsx'
import { Bridge } from './Bridge.tsx'
import { Deals } from './Deals.tsx'
import { forecastQuery } from './data.ts'
import { FanChart } from './FanChart.tsx'
import css from './forecast.module.css'
import { Issues } from './Issues.tsx'
import { Overrides } from './Overrides.tsx'
import { Parts } from './Parts.tsx'
import { forecastTexts } from './texts.ts'

/** What will be won this month and quarter, how sure that is, how right it was, and why it moved. */
export default function ForecastPage() {
  const say = useText(forecastTexts)
  const query = useQuery(forecastQuery)
  const { data } = query
  const subtitle = data && {
    subtitle: say('asOf', {
      ...{ day: data.day, open: data.open, won: data.learnedFrom.won, lost: data.learnedFrom.lost },
    }),
  }
  return (
    <>
      <PageHead title={say('forecast')} {...subtitle} />
      <PageBody>
        <Loaded query={query} skeleton={<SkeletonCards count={3} />}>
          {view =>
            view.forecast ? <Whole view={view} forecast={view.forecast} /> : <NotEnough view={view} />
          }
        </Loaded>
      </PageBody>
    </>
  )
}

function NotEnough({ view: { learnedFrom } }: { view: ForecastView }) {
  const say = useText(forecastTexts)
  const { needed, won, lost } = learnedFrom
  return (
    <EmptyState
      icon="calendar"
      title={say('notEnough')}
      hint={say('notEnoughHint', { needed, have: won + lost })}
    />
  )
}

interface Props {
  view: ForecastView
  forecast: NonNullable<ForecastView['forecast']>
}

function Whole({ view, forecast }: Props) {
  const say = useText(forecastTexts)
  return (
    <div className={css.page}>
      <p className={`quiet small ${css.asOf}`}>
        {say('asOf', {
          ...{ day: view.day, open: view.open, won: view.learnedFrom.won, lost: view.learnedFrom.lost },
        })}
      </p>
      <div className={css.answers}>
        <Answer title={say('thisMonth')} period={forecast.month} currency={view.currency} />
        <Answer title={say('thisQuarter')} period={forecast.quarter} currency={view.currency} />
        <Rightness accuracy={view.accuracy} />
      </div>
      <p className="quiet small">
        {say('grade')}
        {view.otherCurrencies > 0 && ` ${say('otherCurrencies', { count: view.otherCurrencies })}`}
      </p>
      <FanChart view={view} forecast={forecast} />
      <div className={css.halves}>
        <Parts parts={forecast.parts} currency={view.currency} />
        <Bridge currency={view.currency} />
      </div>
      <Deals currency={view.currency} usesIntent={forecast.usesIntent} />
      <div className={css.halves}>
        <Overrides view={view} />
        <Issues currency={view.currency} />
      </div>
    </div>
  )
}

function Answer({ title, period, currency }: { title: string; period: PeriodView; currency: string }) {
  const say = useText(forecastTexts)
  const locale = useLocale()
  const shown = (minor: number) => roughText(minor, currency, locale)
  const { won, forecast } = period
  const most = Math.max(forecast.p97_5, 1)
  const at = (value: number) => `${(100 * value) / most}%`
  return (
    <section className={`card ${css.answer}`}>
      <h2>
        {title}{' '}
        <span className="quiet small">
          {period.from} – {lastDay(period.to)}
        </span>
      </h2>
      <p className={css.figure}>{say('expect', { amount: shown(forecast.mean) })}</p>
      <p>
        {forecast.p10 === forecast.p90
          ? say('rangeNarrow', { low: shown(forecast.p10) })
          : say('range', { low: shown(forecast.p10), high: shown(forecast.p90) })}
      </p>
      <div className={css.bar} aria-hidden="true">
        <i className={css.won} style={{ width: at(won) }} />
        <i className={css.range} style={{ left: at(forecast.p10), width: at(forecast.p90 - forecast.p10) }} />
        <i className={css.mean} style={{ left: at(forecast.mean) }} />
      </div>
      <p className="quiet small">{say('wonSoFar', { amount: shown(won) })}</p>
    </section>
  )
}

/** The day before an exclusive end. */
function lastDay(to: string): string {
  return new Date(Date.parse(to) - 86_400_000).toISOString().slice(0, 10)
}

const rules = ['naive', 'seasonalNaive', 'stageWeighted'] as const
const fewMonths = 3

function Rightness({ accuracy }: { accuracy: AccuracyView }) {
  const say = useText(forecastTexts)
  const { accuracy: ours } = accuracy
  if (ours === null)
    return (
      <section className={`card ${css.answer}`}>
        <h2>{say('rightness')}</h2>
        <p>{say('noPast')}</p>
      </section>
    )
  const best = rules.reduce((most, rule) =>
    (accuracy.baselines[rule] ?? -Infinity) > (accuracy.baselines[most] ?? -Infinity) ? rule : most,
  )
  const beaten = (accuracy.baselines[best] ?? -Infinity) > ours
  return (
    <section className={`card ${css.answer}`}>
      <h2>{say('rightness')}</h2>
      <p className={css.figure}>{say('accuracy', { value: percent(ours).replace('-', '−') })}</p>
      <p className="small">
        {say('accuracyMeans', { months: accuracy.months, miss: percent(1 - ours) })}{' '}
        {accuracy.months < fewMonths && say('tooFewMonths')}
      </p>
      {accuracy.coverage80 !== null && (
        <p className="quiet small">{say('coverage', { value: percent(accuracy.coverage80) })}</p>
      )}
      <dl className={css.rules}>
        <dt>{say('ours')}</dt>
        <dd className="num">{percent(ours).replace('-', '−')}</dd>
        {rules.map(rule => (
          <Rule key={rule} name={say(rule)} value={accuracy.baselines[rule]} />
        ))}
      </dl>
      {beaten && <p className={css.warn}>{say('worse', { name: say(best) })}</p>}
    </section>
  )
}

function Rule({ name, value }: { name: string; value: number | null }) {
  return (
    <>
      <dt className="quiet">{name}</dt>
      <dd className="num quiet">{value === null ? '–' : percent(value).replace('-', '−')}</dd>
    </>
  )
}
