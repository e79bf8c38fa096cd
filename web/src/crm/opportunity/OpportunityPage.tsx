import { useQuery } from '@tanstack/react-query'
import { App, Button } from 'antd'
import {
  deleteOpportunity,
  type OpportunityItem,
  restoreOpportunity,
  updateOpportunity,
} from '#crm/opportunity/api.ts'
import { ApiError, describeError } from '../../app/errors.ts'
import { call } from '../../app/http.ts'
import { type Say, useLocale, useText } from '../../app/i18n.ts'
import { Link } from '../../app/link.tsx'
import { queries } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { useGo, useScreenParams } from '../../app/url-state.ts'
import { QuoteFrom } from '../../flows/collaboration/quote/NewQuoteSheet.tsx'
import { Chip } from '../../ui/Badge.tsx'
import { FactsPanel } from '../../ui/FactsPanel.tsx'
import { daysAgo, isoDay } from '../../ui/format.ts'
import { Icon } from '../../ui/icons.tsx'
import { PageBody, PageHead } from '../../ui/PageHead.tsx'
import { ErrorState, SkeletonCards } from '../../ui/States.tsx'
import type { Fact } from '../../ui/types.ts'
import { useUndo } from '../../ui/useUndo.tsx'
import { useNow } from '../../ui/Values.tsx'
import { type Names, refreshCrm, useNames } from '../data.ts'
import { amountText, opportunityQuery, toMain, toMinor, unitOf, usePipeline } from './data.ts'
import { History } from './History.tsx'
import { outcomeTones } from './OpportunityListPage.tsx'
import css from './opportunity.module.css'
import { StageBar } from './StageBar.tsx'
import { type OpportunityText, opportunityTexts } from './texts.ts'

/** One opportunity: its stage, its facts, and everything that changed. */
export default function OpportunityPage() {
  const { id } = useScreenParams<'id'>()
  const deal = useQuery(opportunityQuery(id))
  if (deal.error && !deal.data) return <ErrorState error={deal.error} onRetry={() => void deal.refetch()} />
  if (!deal.data) return <SkeletonCards count={2} />
  return <Loaded deal={deal.data} />
}

function Loaded({ deal }: { deal: OpportunityItem }) {
  const say = useText(opportunityTexts)
  const locale = useLocale()
  const may = useMay()
  const names = useNames()
  const pipeline = usePipeline()
  const now = useNow()
  const save = useSave(deal)
  const since =
    deal.closedAt === null
      ? say('inStage', { days: daysAgo(deal.stageSince, now), count: daysAgo(deal.stageSince, now) })
      : say('closedOn', { day: isoDay(deal.closedAt) })
  return (
    <>
      <PageHead
        back="/opportunities"
        title={deal.name}
        marks={<Chip tone={outcomeTones[deal.outcome]}>{pipeline.name(deal.stage)}</Chip>}
        subtitle={
          <>
            <Link to={`/accounts/${deal.accountId}`} className="link">
              {deal.accountName}
            </Link>
            {deal.amount !== null && ` · ${amountText(deal.amount, deal.currency, locale)}`} · {since}
          </>
        }
        actions={
          <>
            {may('quote.write') && deal.outcome === 'open' && <QuoteFrom opportunityId={deal.id} />}
            {may('crm.delete') && <Delete deal={deal} />}
          </>
        }
      />
      <PageBody>
        <StageBar deal={deal} />
        <div className={css.columns}>
          <section className={`card ${css.facts}`}>
            <FactsPanel
              groups={[{ title: say('facts'), facts: facts(deal, say, names, locale) }]}
              {...(may('crm.write') ? { onSave: save } : {})}
            />
          </section>
          <History deal={deal} />
        </div>
      </PageBody>
    </>
  )
}

function facts(
  deal: OpportunityItem,
  say: Say<OpportunityText>,
  names: Names,
  locale: ReturnType<typeof useLocale>,
): Fact[] {
  const pool = { value: '', label: say('nobody') }
  const main = deal.amount === null ? '' : String(toMain(deal.amount, deal.currency))
  return [
    { key: 'name', label: say('name'), shown: deal.name, editor: 'text' },
    {
      key: 'amount',
      label: say('amount', { unit: unitOf(deal.currency, locale) }),
      shown: deal.amount === null ? '' : amountText(deal.amount, deal.currency, locale),
      raw: main,
      editor: 'number',
    },
    { key: 'expectedCloseOn', label: say('expected'), shown: deal.expectedCloseOn ?? '', editor: 'date' },
    { key: 'product', label: say('product'), shown: deal.product ?? '', editor: 'text' },
    {
      key: 'ownerId',
      label: say('owner'),
      shown: names.person(deal.ownerId) || say('nobody'),
      raw: deal.ownerId ?? '',
      editor: 'select',
      options: [pool, ...names.people],
    },
    { key: 'openedAt', label: say('opened'), shown: isoDay(deal.openedAt), editor: 'none' },
    ...(deal.outcome === 'lost'
      ? [
          {
            key: 'lostReason',
            label: say('lostReason'),
            shown: deal.lostReason ?? '',
            editor: 'text' as const,
          },
        ]
      : []),
  ]
}

/** Saves one field; rejects when nothing was saved. */
function useSave(deal: OpportunityItem) {
  const say = useText(opportunityTexts)
  const locale = useLocale()
  const { message } = App.useApp()
  return async (key: string, text: string): Promise<void> => {
    const value = key === 'amount' && text !== '' ? toMinor(text, deal.currency) : text === '' ? null : text
    if (value === undefined) {
      void message.error(say('badNumber'))
      throw new Error('not an amount')
    }
    try {
      const body = { version: deal.version, changes: { [key]: value } }
      const saved = await call(updateOpportunity, { params: { id: deal.id }, body })
      queries.setQueryData(opportunityQuery(deal.id).queryKey, saved)
      void refreshCrm()
    } catch (error) {
      const stale = error instanceof ApiError && error.code === 'record.stale'
      void message.error(stale ? say('stale') : describeError(error, locale).hint)
      if (stale) void refreshCrm()
      throw error
    }
  }
}

function Delete({ deal }: { deal: OpportunityItem }) {
  const say = useText(opportunityTexts)
  const undo = useUndo()
  const go = useGo()
  const remove = async () => {
    await call(deleteOpportunity, { params: { id: deal.id } })
    await go('/opportunities')
    void refreshCrm()
    undo(
      say('deleted', { name: deal.name }),
      () => void call(restoreOpportunity, { params: { id: deal.id } }).then(refreshCrm),
    )
  }
  return (
    <Button
      type="text"
      icon={<Icon name="trash" size={16} />}
      aria-label={say('delete')}
      onClick={() => void remove()}
    />
  )
}
