import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useLocale, useText } from '../../app/i18n.ts'
import { Link } from '../../app/link.tsx'
import { useMay } from '../../app/session.ts'
import { Chip } from '../../ui/Badge.tsx'
import { Icon } from '../../ui/icons.tsx'
import { amountText, opportunitiesQuery, usePipeline } from './data.ts'
import { outcomeTones } from './OpportunityListPage.tsx'
import { OpportunitySheet } from './OpportunitySheet.tsx'
import css from './opportunity.module.css'
import { opportunityTexts } from './texts.ts'

const shown = 5

/** The account's opportunities: open ones first, then those that ended last. */
export function AccountOpportunities({ account }: { account: { id: string; name: string } }) {
  const say = useText(opportunityTexts)
  const locale = useLocale()
  const may = useMay()
  const pipeline = usePipeline()
  const [adding, setAdding] = useState(false)
  const open = useQuery(opportunitiesQuery({ account: account.id, outcome: 'open', size: shown }))
  const ended = useQuery(
    opportunitiesQuery({ account: account.id, outcome: 'won,lost', sort: 'closed', size: shown }),
  )
  const items = [...(open.data?.items ?? []), ...(ended.data?.items ?? [])].slice(0, shown)
  return (
    <section className="card">
      <header className={css.cardHead}>
        <h2>{say('opportunities')}</h2>
        <span className="quiet small">
          {open.data && open.data.total > 0 && say('openCount', { count: open.data.total })}
          {may('crm.write') && (
            <Button
              type="text"
              size="small"
              icon={<Icon name="plus" size={16} />}
              aria-label={say('newOpportunity')}
              onClick={() => setAdding(true)}
            />
          )}
        </span>
      </header>
      {items.length === 0 && <p className={`quiet ${css.empty}`}>{say('noneHere')}</p>}
      <ul className={css.short}>
        {items.map(deal => (
          <li key={deal.id}>
            <div className="clip">
              <p className="clip">
                <Link to={`/opportunities/${deal.id}`}>{deal.name}</Link>
              </p>
              <p className="quiet small clip">
                {deal.amount !== null && amountText(deal.amount, deal.currency, locale)}
                {deal.outcome === 'open' && deal.expectedCloseOn && ` · ${deal.expectedCloseOn}`}
              </p>
            </div>
            <Chip tone={outcomeTones[deal.outcome]}>{pipeline.name(deal.stage)}</Chip>
          </li>
        ))}
      </ul>
      <OpportunitySheet open={adding} onClose={() => setAdding(false)} account={account} />
    </section>
  )
}
