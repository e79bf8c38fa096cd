import { useQuery } from '@tanstack/react-query'
import type { ForecastDeal } from '#decision/forecast/api.ts'
import { listForecastDeals } from '#decision/forecast/api.ts'
import { type Locale, type Say, useLocale, useText } from '../../../app/i18n.ts'
import { Link } from '../../../app/link.tsx'
import { useGo, useListState } from '../../../app/url-state.ts'
import { type Names, useNames } from '../../../crm/data.ts'
import { amountText, type Pipeline, roughText, usePipeline } from '../../../crm/opportunity/data.ts'
import { type Column, DataTable } from '../../../ui/DataTable.tsx'
import { percent, percentRange } from '../../../ui/format.ts'
import { dealsQuery } from './data.ts'
import css from './forecast.module.css'
import { type ForecastText, forecastTexts } from './texts.ts'

const sorts = listForecastDeals.query.shape.sort.unwrap()

/** Open opportunities with chance, time and what that rests on. */
export function Deals({ currency, usesIntent }: { currency: string; usesIntent: boolean }) {
  const say = useText(forecastTexts)
  const locale = useLocale()
  const names = useNames()
  const pipeline = usePipeline()
  const go = useGo()
  const [state, setState] = useListState()
  const sort = sorts.safeParse(state.sort)
  const rows = useQuery(
    dealsQuery({
      ...{ page: state.page, size: state.pageSize },
      ...(sort.success ? { sort: sort.data, descending: state.descending ? 'true' : 'false' } : {}),
    }),
  )
  return (
    <section className={css.deals}>
      <h2>{say('deals')}</h2>
      {!usesIntent && <p className="quiet small">{say('intentUnused')}</p>}
      <DataTable<ForecastDeal>
        label={say('deals')}
        columns={columns(say, locale, names, pipeline, currency)}
        rows={rows.data}
        rowKey={row => row.id}
        state={state}
        onState={setState}
        onOpen={row => void go(`/opportunities/${row.id}`)}
        error={rows.data ? undefined : rows.error}
        onRetry={() => void rows.refetch()}
      />
    </section>
  )
}

function columns(
  say: Say<ForecastText>,
  locale: Locale,
  names: Names,
  pipeline: Pipeline,
  currency: string,
): Column<ForecastDeal>[] {
  const shown = (minor: number | null) => (minor === null ? '–' : amountText(minor, currency, locale))
  return [
    {
      key: 'name',
      title: say('deal'),
      phone: 'title',
      render: row => (
        <>
          <Link to={`/opportunities/${row.id}`}>{row.name}</Link>
          <p className="quiet small">{names.person(row.ownerId)}</p>
        </>
      ),
    },
    {
      key: 'chance',
      title: say('chance'),
      sortable: true,
      numeric: true,
      render: row => <Chance deal={row} />,
    },
    {
      key: 'inQuarter',
      title: say('inQuarter'),
      numeric: true,
      render: row => percent(row.inQuarter),
    },
    {
      key: 'expected',
      title: say('when'),
      sortable: true,
      render: row => (
        <>
          <time className="nowrap">{row.expectedOn ?? '–'}</time>
          {row.expectedCloseOn && (
            <p className="quiet small nowrap">
              {say('theirDate')} {row.expectedCloseOn}
            </p>
          )}
        </>
      ),
    },
    { key: 'amount', title: say('amount'), sortable: true, numeric: true, render: row => shown(row.amount) },
    {
      key: 'worth',
      title: say('worth'),
      sortable: true,
      numeric: true,
      render: row => roughText(row.worth, currency, locale),
    },
    {
      key: 'age',
      title: say('why'),
      sortable: true,
      render: row => (
        <span className={`small ${css.why}`}>
          {why(row, say, pipeline).map(line => (
            <span key={line}>{line}</span>
          ))}
        </span>
      ),
    },
  ]
}

function why(row: ForecastDeal, say: Say<ForecastText>, pipeline: Pipeline): string[] {
  const all = row.peers.won + row.peers.lost
  return [
    say('whyStage', { stage: pipeline.name(row.stage), days: row.inStage, age: row.age }),
    all > 0 ? say('whyPeers', { all, won: row.peers.won }) : say('whyNoPeers'),
    ...(row.intent === null ? [] : [say('whyIntent', { value: percent(row.intent) })]),
  ]
}

function Chance({ deal }: { deal: ForecastDeal }) {
  return (
    <span className={css.chance}>
      <i aria-hidden="true">
        <i style={{ width: percent(deal.chance) }} />
      </i>
      <span>
        <b className="num">{percent(deal.chance)}</b>
        <span className="quiet small num nowrap"> {percentRange(deal.low, deal.high)}</span>
      </span>
    </span>
  )
}
