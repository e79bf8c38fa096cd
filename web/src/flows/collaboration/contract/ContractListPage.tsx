import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { type ContractItem, contractRoutes, contractStates } from '#collaboration/contract/api.ts'
import { useText } from '../../../app/i18n.ts'
import { Link } from '../../../app/link.tsx'
import { useGo } from '../../../app/url-state.ts'
import { type Names, useNames } from '../../../crm/data.ts'
import { useListPage } from '../../../crm/useListPage.ts'
import { type Column, DataTable } from '../../../ui/DataTable.tsx'
import { FilterBar } from '../../../ui/FilterBar.tsx'
import { PageBody, PageHead } from '../../../ui/PageHead.tsx'
import { EmptyState } from '../../../ui/States.tsx'
import { Money } from '../../../ui/Values.tsx'
import { ownerColumn, sinceColumn, stateColumn } from '../columns.tsx'
import css from './contract.module.css'
import { contractsQuery, stateTones } from './data.ts'
import { contractTexts } from './texts.ts'

const sorts = contractRoutes.list.query.shape.sort.unwrap()

/** Every contract one may see, the last changed first. */
export default function ContractListPage() {
  const say = useText(contractTexts)
  const names = useNames()
  const go = useGo()
  const list = useListPage(['owner', 'state'])
  const sort = sorts.safeParse(list.state.sort)
  const { owner, state } = list.values
  const rows = useQuery(
    contractsQuery({
      ...list.query,
      ...(sort.success ? { sort: sort.data } : {}),
      ...(owner?.[0] ? { owner: owner[0] as 'me' } : {}),
      state: state?.join(',') || undefined,
    }),
  )
  const unfiltered = !list.q && [owner, state].every(chosen => !chosen?.length)
  const library = <Button onClick={() => void go('/contracts/clauses')}>{say('library')}</Button>
  return (
    <>
      <PageHead title={say('contracts')} actions={library} />
      <PageBody>
        <FilterBar
          search={list.q}
          onSearch={list.setQ}
          placeholder={say('find')}
          filters={[
            {
              key: 'state',
              label: say('state'),
              multiple: true,
              options: contractStates.map(value => ({ value, label: say(value) })),
            },
            {
              key: 'owner',
              label: say('owner'),
              options: [{ value: 'me', label: say('mine') }, ...names.people],
            },
          ]}
          values={list.values}
          onValues={list.setValues}
        />
        <DataTable<ContractItem>
          label={say('contracts')}
          columns={useColumns(names)}
          rows={rows.data}
          rowKey={row => row.id}
          state={list.state}
          onState={list.setState}
          onOpen={row => void go(`/contracts/${row.id}`)}
          error={rows.data ? undefined : rows.error}
          onRetry={() => void rows.refetch()}
          {...(unfiltered
            ? {
                empty: (
                  <EmptyState
                    icon="document"
                    title={say('none')}
                    hint={say('noneHint')}
                    action={<Button onClick={() => void go('/quotes')}>{say('toQuotes')}</Button>}
                  />
                ),
              }
            : {})}
        />
      </PageBody>
    </>
  )
}

function useColumns(who: Names): Column<ContractItem>[] {
  const say = useText(contractTexts)
  return [
    {
      key: 'name',
      title: say('name'),
      sortable: true,
      phone: 'title',
      render: row => (
        <>
          <Link to={`/contracts/${row.id}`} className={css.name}>
            {row.name}
          </Link>
          <span className={css.number}>{row.number}</span>
        </>
      ),
    },
    { key: 'account', title: say('account'), render: row => row.accountName },
    stateColumn(say('state'), row => [stateTones[row.state], say(row.state)]),
    {
      key: 'amount',
      title: say('amount'),
      sortable: true,
      numeric: true,
      render: row => <Money minor={row.amount} currency={row.currency} />,
    },
    ownerColumn(say('owner'), who.person),
    { ...sinceColumn('updated', say('updated'), row => row.updatedAt), sortable: true },
  ]
}
