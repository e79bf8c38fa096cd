import { useQuery } from '@tanstack/react-query'
import { Segmented } from 'antd'
import { useState } from 'react'
import { type Dimension, dimensions, type ForecastView, type PartView } from '#decision/forecast/api.ts'
import { useLocale, useText } from '../../../app/i18n.ts'
import { orgQuery, useNames } from '../../../crm/data.ts'
import { roughText } from '../../../crm/opportunity/data.ts'
import css from './forecast.module.css'
import { forecastTexts } from './texts.ts'

interface Props {
  parts: NonNullable<ForecastView['forecast']>['parts']
  currency: string
}

/** The quarter by owner, team or product; the parts add up to the whole. */
export function Parts({ parts, currency }: Props) {
  const say = useText(forecastTexts)
  const [by, setBy] = useState<Dimension>('owner')
  const most = Math.max(1, ...parts[by].map(part => part.quarter.forecast.p90))
  const nameOf = useNameOf()
  return (
    <section className={`card ${css.panel}`}>
      <header>
        <h2>{say('partsTitle')}</h2>
        <Segmented
          size="small"
          value={by}
          onChange={setBy}
          options={dimensions.map(value => ({ value, label: say(value) }))}
        />
      </header>
      <ul className={css.parts}>
        {parts[by].map(part => (
          <Part key={part.key} part={part} name={nameOf(by, part.key)} most={most} currency={currency} />
        ))}
      </ul>
      <p className="quiet small">{say('partsNote')}</p>
    </section>
  )
}

function useNameOf() {
  const say = useText(forecastTexts)
  const names = useNames()
  const { data } = useQuery(orgQuery)
  return (by: Dimension, key: string): string => {
    if (by === 'product') return key || say('noProduct')
    if (by === 'owner') return names.person(key) || say('noOwner')
    return data?.departments.find(department => department.id === key)?.name ?? say('noTeam')
  }
}

function Part({
  part,
  name,
  most,
  currency,
}: {
  part: PartView
  name: string
  most: number
  currency: string
}) {
  const say = useText(forecastTexts)
  const locale = useLocale()
  const { won, forecast } = part.quarter
  const shown = (minor: number) => roughText(minor, currency, locale)
  const at = (value: number) => `${(100 * value) / most}%`
  return (
    <li>
      <p className={css.partHead}>
        <span className="clip">{name}</span>
        <b className="num nowrap">{shown(forecast.mean)}</b>
      </p>
      <div className={css.bar} aria-hidden="true">
        <i className={css.won} style={{ width: at(won) }} />
        <i className={css.range} style={{ left: at(forecast.p10), width: at(forecast.p90 - forecast.p10) }} />
        <i className={css.mean} style={{ left: at(forecast.mean) }} />
      </div>
      <p className="quiet small">
        {say('wonSoFar', { amount: shown(won) })} · {say('interval')} {shown(forecast.p10)} –{' '}
        {shown(forecast.p90)}
      </p>
    </li>
  )
}
