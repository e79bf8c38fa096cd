import { useQuery } from '@tanstack/react-query'
import type { OpportunityChangeView, OpportunityItem } from '#crm/opportunity/api.ts'
import { type Say, useLocale, useText } from '../../app/i18n.ts'
import { Loaded } from '../../ui/Loaded.tsx'
import { SkeletonLines } from '../../ui/States.tsx'
import { RelativeTime } from '../../ui/Values.tsx'
import { type Names, useNames } from '../data.ts'
import { amountText, historyQuery, type Pipeline, usePipeline } from './data.ts'
import css from './opportunity.module.css'
import { type OpportunityText, opportunityTexts } from './texts.ts'

/** Every change, newest first: who, when, what it was then. */
export function History({ deal }: { deal: OpportunityItem }) {
  const say = useText(opportunityTexts)
  const names = useNames()
  const history = useQuery(historyQuery(deal.id))
  return (
    <section className="card">
      <header className={css.cardHead}>
        <h2>{say('history')}</h2>
        <p className="quiet small">{say('historyHint')}</p>
      </header>
      <Loaded query={history} skeleton={<SkeletonLines />}>
        {({ items }) => (
          <ol className={css.history}>
            {items.map((change, index) => (
              <li key={change.id}>
                <What change={change} before={items[index + 1]} />
                <p className="quiet small">
                  <RelativeTime at={change.at} /> · {names.person(change.byId) || say('system')}
                </p>
              </li>
            ))}
          </ol>
        )}
      </Loaded>
    </section>
  )
}

function What({
  change,
  before,
}: {
  change: OpportunityChangeView
  before: OpportunityChangeView | undefined
}) {
  const say = useText(opportunityTexts)
  const locale = useLocale()
  const pipeline = usePipeline()
  const names = useNames()
  const differs = differing(change, before, say, names, locale)
  return (
    <div>
      <p>{headline(change, before, say, pipeline) ?? say('hChanged', { fields: differs.join(' · ') })}</p>
      {change.from !== change.to && differs.length > 0 && <p className="small">{differs.join(' · ')}</p>}
      {change.lostReason && change.outcome === 'lost' && <p className="small">{change.lostReason}</p>}
    </div>
  )
}

function headline(
  change: OpportunityChangeView,
  before: OpportunityChangeView | undefined,
  say: Say<OpportunityText>,
  pipeline: Pipeline,
): string | undefined {
  if (change.from === null) return say('hOpened', { stage: pipeline.name(change.to) })
  if (change.from === change.to) return undefined
  const key = before && before.outcome !== 'open' ? 'hReopened' : 'hMoved'
  return say(key, { from: pipeline.name(change.from), to: pipeline.name(change.to) })
}

/** What else is other than before, in words. */
function differing(
  change: OpportunityChangeView,
  before: OpportunityChangeView | undefined,
  say: Say<OpportunityText>,
  names: Names,
  locale: ReturnType<typeof useLocale>,
): string[] {
  const parts: string[] = []
  if (change.amount !== null && change.amount !== before?.amount)
    parts.push(say('hAmount', { amount: amountText(change.amount, change.currency, locale) }))
  if (change.expectedCloseOn !== (before?.expectedCloseOn ?? null))
    parts.push(say('hExpected', { day: change.expectedCloseOn ?? say('noDate') }))
  if (before && change.ownerId !== before.ownerId)
    parts.push(say('hOwner', { name: names.person(change.ownerId) || say('nobody') }))
  return parts
}
