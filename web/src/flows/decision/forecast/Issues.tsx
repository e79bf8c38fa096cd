import { useQuery } from '@tanstack/react-query'
import { useLocale, useText } from '../../../app/i18n.ts'
import { roughText } from '../../../crm/opportunity/data.ts'
import { Loaded } from '../../../ui/Loaded.tsx'
import { SkeletonLines } from '../../../ui/States.tsx'
import { issuesQuery } from './data.ts'
import css from './forecast.module.css'
import { forecastTexts } from './texts.ts'

const shownWeeks = 8

/** Forecasts as they were written down, week by week. */
export function Issues({ currency }: { currency: string }) {
  const say = useText(forecastTexts)
  const locale = useLocale()
  const issues = useQuery(issuesQuery)
  return (
    <section className={`card ${css.panel}`}>
      <header>
        <h2>{say('issues')}</h2>
      </header>
      <p className="quiet small">{say('issuesNote')}</p>
      <Loaded query={issues} skeleton={<SkeletonLines />}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="quiet">{say('noIssues')}</p>
          ) : (
            <table className={css.issues}>
              <thead>
                <tr>
                  <th>{say('day')}</th>
                  <th>{say('thisMonth')}</th>
                  <th>{say('thisQuarter')}</th>
                </tr>
              </thead>
              <tbody>
                {items.slice(0, shownWeeks).map(({ day, month, quarter }) => (
                  <tr key={day}>
                    <td>{day}</td>
                    <td>{roughText(month.mean, currency, locale)}</td>
                    <td>{roughText(quarter.mean, currency, locale)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )
        }
      </Loaded>
    </section>
  )
}
