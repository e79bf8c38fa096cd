import { useQuery } from '@tanstack/react-query'
import { Segmented } from 'antd'
import { useState } from 'react'
import type { BridgeView } from '#decision/forecast/api.ts'
import { useLocale, useText } from '../../../app/i18n.ts'
import { Link } from '../../../app/link.tsx'
import { roughText } from '../../../crm/opportunity/data.ts'
import { Loaded } from '../../../ui/Loaded.tsx'
import { SkeletonLines } from '../../../ui/States.tsx'
import { bridgeQuery } from './data.ts'
import css from './forecast.module.css'
import { forecastTexts } from './texts.ts'

const shownLines = 8

/** Why the figure is another one than a week ago, deal by deal. */
export function Bridge({ currency }: { currency: string }) {
  const say = useText(forecastTexts)
  const [period, setPeriod] = useState<'month' | 'quarter'>('quarter')
  const bridge = useQuery(bridgeQuery(period))
  return (
    <section className={`card ${css.panel}`}>
      <header>
        <h2>{say('bridge')}</h2>
        <Segmented
          size="small"
          value={period}
          onChange={setPeriod}
          options={[
            { value: 'month', label: say('thisMonth') },
            { value: 'quarter', label: say('thisQuarter') },
          ]}
        />
      </header>
      <Loaded query={bridge} skeleton={<SkeletonLines />}>
        {data => <Lines bridge={data} currency={currency} />}
      </Loaded>
    </section>
  )
}

function Lines({ bridge, currency }: { bridge: BridgeView; currency: string }) {
  const say = useText(forecastTexts)
  const locale = useLocale()
  const shown = (minor: number) => roughText(minor, currency, locale)
  const change = (minor: number) => (minor > 0 ? `+${shown(minor)}` : shown(minor))
  const rest = bridge.lines.slice(shownLines)
  return (
    <>
      <p>{say('bridgeFrom', { from: bridge.from, before: shown(bridge.before), now: shown(bridge.now) })}</p>
      {bridge.lines.length === 0 && <p className="quiet">{say('bridgeNone')}</p>}
      <ul className={css.lines}>
        {bridge.lines.slice(0, shownLines).map(({ id, name, reason, by }) => (
          <li key={`${id}${reason}`}>
            <span className="clip">
              {id && <Link to={`/opportunities/${id}`}>{name ?? ''}</Link>}{' '}
              <span className="quiet small">{say(`r_${reason}`)}</span>
            </span>
            <b className={`num nowrap ${by > 0 ? css.up : css.down}`}>{change(by)}</b>
          </li>
        ))}
        {rest.length > 0 && (
          <li>
            <span className="quiet">{say('bridgeRest', { count: rest.length })}</span>
            <b className="num nowrap">{change(rest.reduce((sum, line) => sum + line.by, 0))}</b>
          </li>
        )}
      </ul>
      <p className="quiet small">{say('bridgeNote')}</p>
    </>
  )
}
