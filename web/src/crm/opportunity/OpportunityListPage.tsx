import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { listOpportunities, type OpportunityItem, outcomes } from '#crm/opportunity/api.ts'
import { type Locale, type Say, useLocale, useText } from '../../app/i18n.ts'
import { Link } from '../../app/link.tsx'
import { useGo } from '../../app/url-state.ts'
import { Chip, type ChipTone } from '../../ui/Badge.tsx'
import type { Column } from '../../ui/DataTable.tsx'
import { RelativeTime } from '../../ui/Values.tsx'
import css from '../crm.module.css'
import { type Names, useNames } from '../data.ts'
import { AddButton, ListPage } from '../ListPage.tsx'
import { useListPage } from '../useListPage.ts'
import { amountText, opportunitiesQuery, type Pipeline, usePipeline } from './data.ts'
import { OpportunitySheet } from './OpportunitySheet.tsx'
import { type OpportunityText, opportunityTexts } from './texts.ts'

const sorts = listOpportunities.query.shape.sort.unwrap()
export const outcomeTones: Record<OpportunityItem['outcome'], ChipTone> = {
  open: 'blue',
  won: 'green',
  lost: 'plain',
}

/** Opportunities; the open ones that are expected soonest come first. */
export default function OpportunityListPage() {
  const say = useText(opportunityTexts)
  const locale = useLocale()
  const names = useNames()
  const pipeline = usePipeline()
  const go = useGo()
  const [adding, setAdding] = useState(false)
  const list = useListPage(['owner', 'outcome', 'stage', 'product'])
  const sort = sorts.safeParse(list.state.sort)
  const { owner, outcome, stage, product } = list.values
  const rows = useQuery(
    opportunitiesQuery({
      ...list.query,
      ...(sort.success ? { sort: sort.data } : {}),
      ...(owner?.[0] ? { owner: owner[0] as 'me' } : {}),
      ...(product?.[0] ? { product: product[0] } : {}),
      outcome: outcome?.join(',') || undefined,
      stage: stage?.join(',') || undefined,
    }),
  )
  return (
    <ListPage<OpportunityItem>
      title={say('opportunities')}
      list={list}
      rows={rows}
      columns={columns(say, locale, names, pipeline)}
      onOpen={row => void go(`/opportunities/${row.id}`)}
      find={say('find')}
      filters={filters(say, names, pipeline)}
      add={<AddButton needs="crm.write" label={say('newOpportunity')} onClick={() => setAdding(true)} />}
      empty={{ icon: 'briefcase', title: say('none'), hint: say('noneHint') }}
    >
      <OpportunitySheet open={adding} onClose={() => setAdding(false)} />
    </ListPage>
  )
}

function filters(say: Say<OpportunityText>, names: Names, pipeline: Pipeline) {
  const nobody = [
    { value: 'me', label: say('mine') },
    { value: 'none', label: say('nobody') },
  ]
  return [
    { key: 'owner', label: say('owner'), options: [...nobody, ...names.people] },
    {
      key: 'outcome',
      label: say('outcome'),
      options: outcomes.map(value => ({ value, label: say(value) })),
      multiple: true,
    },
    { key: 'stage', label: say('stage'), options: pipeline.options, multiple: true },
    {
      key: 'product',
      label: say('product'),
      options: pipeline.products.map(value => ({ value, label: value })),
    },
  ]
}

function columns(
  say: Say<OpportunityText>,
  locale: Locale,
  names: Names,
  pipeline: Pipeline,
): Column<OpportunityItem>[] {
  return [
    {
      key: 'name',
      title: say('name'),
      sortable: true,
      phone: 'title',
      render: row => (
        <Link to={`/opportunities/${row.id}`} className={css.name}>
          {row.name}
        </Link>
      ),
    },
    {
      key: 'account',
      title: say('account'),
      render: row => (
        <Link to={`/accounts/${row.accountId}`} className="link">
          {row.accountName}
        </Link>
      ),
    },
    {
      key: 'stage',
      title: say('stage'),
      phone: 'badge',
      render: row => <Chip tone={outcomeTones[row.outcome]}>{pipeline.name(row.stage)}</Chip>,
    },
    {
      key: 'amount',
      title: say('amountShort'),
      sortable: true,
      numeric: true,
      render: row => row.amount !== null && amountText(row.amount, row.currency, locale),
    },
    {
      key: 'expected',
      title: say('expected'),
      sortable: true,
      render: row => <time className="nowrap">{row.expectedCloseOn ?? say('noDate')}</time>,
    },
    { key: 'product', title: say('product'), render: row => row.product },
    { key: 'owner', title: say('owner'), render: row => names.person(row.ownerId) || say('nobody') },
    {
      key: 'opened',
      title: say('opened'),
      sortable: true,
      phone: 'context',
      render: row => <RelativeTime at={row.openedAt} />,
    },
  ]
}
