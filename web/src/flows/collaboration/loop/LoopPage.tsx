import { useQuery } from '@tanstack/react-query'
import { Button, Segmented, Switch } from 'antd'
import { type LoopLine, loopRoutes } from '#collaboration/loop/api.ts'
import { addressOf } from '../../../app/http.ts'
import { useLocale, useText } from '../../../app/i18n.ts'
import { Link } from '../../../app/link.tsx'
import { useMay } from '../../../app/session.ts'
import { useGo } from '../../../app/url-state.ts'
import { orgQuery, useNames } from '../../../crm/data.ts'
import { useListPage } from '../../../crm/useListPage.ts'
import { usePhone } from '../../../theme/preferences.ts'
import { Chip } from '../../../ui/Badge.tsx'
import { type Column, DataTable } from '../../../ui/DataTable.tsx'
import { FilterBar } from '../../../ui/FilterBar.tsx'
import { Icon } from '../../../ui/icons.tsx'
import { Loaded } from '../../../ui/Loaded.tsx'
import { PageBody, PageHead } from '../../../ui/PageHead.tsx'
import { EmptyState } from '../../../ui/States.tsx'
import { Money, RelativeTime } from '../../../ui/Values.tsx'
import { Board } from './Board.tsx'
import { loopQuery, whomText, whyText } from './data.ts'
import { Figures } from './Figures.tsx'
import css from './loop.module.css'
import { loopTexts } from './texts.ts'
import { Way } from './Way.tsx'

const boardSize = 100

/** 成交: every deal one may see, by the step it is at. */
export default function LoopPage() {
  const say = useText(loopTexts)
  const locale = useLocale()
  const phone = usePhone()
  const list = useListPage(['owner', 'department', 'state'])
  const names = useNames()
  const departments = useQuery(orgQuery).data?.departments ?? []
  const asList = list.search.view === 'list'
  const mine = list.search.mine === 'true'
  const { owner, department, state } = list.values
  const filters = {
    ...(list.q ? { q: list.q } : {}),
    ...(owner?.[0] ? { owner: owner[0] as 'me' } : {}),
    ...(department?.[0] ? { department: department[0] } : {}),
    ...(mine ? { mine: 'true' as const } : {}),
  }
  const states = state?.join(',') || (asList ? undefined : 'open')
  const query = {
    ...filters,
    ...(states ? { state: states } : {}),
    ...(asList ? { page: list.state.page, size: list.state.pageSize } : { size: boardSize }),
  }
  const rows = useQuery(loopQuery(query))
  const figures = <Figures owner={owner?.[0]} department={department?.[0]} />
  return (
    <>
      <PageHead
        title={say('title')}
        subtitle={say('subtitle')}
        actions={
          !phone && (
            <Button
              icon={<Icon name="download" size={16} />}
              href={addressOf(
                loopRoutes.export.path,
                {},
                { ...filters, ...(states ? { state: states } : {}), lang: locale },
              )}
            >
              {say('export')}
            </Button>
          )
        }
      />
      <PageBody>
        {!phone && figures}
        <FilterBar
          search={list.q}
          onSearch={list.setQ}
          placeholder={say('find')}
          filters={[
            {
              key: 'owner',
              label: say('owner'),
              options: [{ value: 'me', label: say('mine') }, ...names.people],
            },
            {
              key: 'department',
              label: say('team'),
              options: departments.map(({ id, name }) => ({ value: id, label: name })),
            },
            {
              key: 'state',
              label: say('state'),
              options: [
                { value: 'open', label: say('open') },
                { value: 'closed', label: say('closed') },
                { value: 'ended', label: say('endedState') },
              ],
            },
          ]}
          values={list.values}
          onValues={list.setValues}
          actions={
            <>
              <label htmlFor="waits-for-me" className={css.mine}>
                <Switch
                  id="waits-for-me"
                  size="small"
                  checked={mine}
                  aria-label={say('waitsForMe')}
                  onChange={on => list.change({ mine: on ? 'true' : undefined, page: undefined })}
                />
                {say('waitsForMe')}
                <b className="num">{rows.data?.steps.reduce((sum, each) => sum + each.mine, 0) ?? ''}</b>
              </label>
              <Segmented
                aria-label={say('view')}
                value={asList ? 'list' : 'board'}
                onChange={view =>
                  list.change({ view: view === 'list' ? 'list' : undefined, page: undefined })
                }
                options={[
                  { value: 'board', label: say('grouped') },
                  { value: 'list', label: say('list') },
                ]}
              />
            </>
          }
        />
        {asList ? (
          <List list={list} rows={rows} />
        ) : (
          <Loaded query={rows}>
            {data =>
              data.total === 0 && !mine && list.unfiltered ? (
                <Nothing />
              ) : (
                <Board lines={data.items} steps={data.steps} total={data.total} open={states === 'open'} />
              )
            }
          </Loaded>
        )}
        {phone && figures}
      </PageBody>
    </>
  )
}

function Nothing() {
  const say = useText(loopTexts)
  const may = useMay()
  const go = useGo()
  const begin = () => void go('/quotes?new=1')
  const action = <Button onClick={begin}>{say('newQuote')}</Button>
  return (
    <EmptyState
      icon="flow"
      title={say('empty')}
      hint={say('emptyHint')}
      {...(may('quote.write') && { action })}
    />
  )
}

function List({
  list,
  rows,
}: {
  list: ReturnType<typeof useListPage>
  rows: { data?: { items: LoopLine[]; total: number; totalIsCapped: boolean } | undefined; error: unknown }
}) {
  const say = useText(loopTexts)
  const names = useNames()
  const go = useGo()
  const columns: Column<LoopLine>[] = [
    {
      key: 'name',
      title: say('deal'),
      phone: 'title',
      render: line => (
        <>
          <Link to={`/quotes/${line.quoteId}?view=deal`} className={css.name}>
            {line.name}
          </Link>
          <span className="quiet small num">{line.number}</span>
        </>
      ),
    },
    { key: 'account', title: say('account'), render: line => line.accountName },
    {
      key: 'amount',
      title: say('amount'),
      numeric: true,
      render: line => <Money minor={line.amount} currency={line.currency} />,
    },
    {
      key: 'step',
      title: say('step'),
      phone: 'badge',
      render: line => (
        <span className={css.stepCell}>
          <Way line={line} />
          <StateChip line={line} />
        </span>
      ),
    },
    {
      key: 'waits',
      title: say('waitsFor'),
      render: line => (
        <>
          <span>{whomText(line, names, say)}</span>{' '}
          <span className="quiet small">{line.state === 'open' && whyText(line.why, say)}</span>
        </>
      ),
    },
    { key: 'owner', title: say('owner'), phone: 'hidden', render: line => names.person(line.ownerId) },
    {
      key: 'since',
      title: say('since'),
      phone: 'context',
      render: line => <RelativeTime at={line.since} />,
    },
  ]
  return (
    <DataTable<LoopLine>
      label={say('title')}
      columns={columns}
      rows={rows.data}
      rowKey={line => line.quoteId}
      state={list.state}
      onState={list.setState}
      onOpen={line => void go(`/quotes/${line.quoteId}?view=deal`)}
      error={rows.data ? undefined : rows.error}
      {...(list.unfiltered ? { empty: <Nothing /> } : {})}
    />
  )
}

export function StateChip({ line }: { line: LoopLine }) {
  const say = useText(loopTexts)
  if (line.state === 'open') return <Chip tone="blue">{say(line.step)}</Chip>
  return (
    <Chip tone={line.state === 'closed' ? 'green' : 'plain'} dot>
      {say(line.state === 'closed' ? 'closed' : 'endedState')}
    </Chip>
  )
}
