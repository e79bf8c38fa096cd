import { useQuery } from '@tanstack/react-query'
import { listSuggestions, type SuggestionView, states } from '#decision/suggestion/api.ts'
import { pick, useLocale, useText } from '../../../app/i18n.ts'
import { useGo } from '../../../app/url-state.ts'
import { useNames } from '../../../crm/data.ts'
import { useListPage } from '../../../crm/useListPage.ts'
import { Chip, PriorityBadge } from '../../../ui/Badge.tsx'
import { type Column, DataTable } from '../../../ui/DataTable.tsx'
import { FilterBar } from '../../../ui/FilterBar.tsx'
import { percent, percentRange } from '../../../ui/format.ts'
import { EmptyState } from '../../../ui/States.tsx'
import { RelativeTime } from '../../../ui/Values.tsx'
import { stateTones } from './Answered.tsx'
import { suggestionListQuery } from './data.ts'
import { suggestionTexts } from './texts.ts'

/** Everything that was suggested within my scope, newest first. */
export function AllSuggestions() {
  const say = useText(suggestionTexts)
  const names = useNames()
  const go = useGo()
  const list = useListPage(['owner', 'state'])
  const [owner, state] = [list.values.owner?.[0], list.values.state?.[0]]
  const wanted = listSuggestions.query.shape.state.safeParse(state)
  const query = useQuery(
    suggestionListQuery({
      page: list.state.page,
      size: list.state.pageSize,
      ...(owner ? { owner } : {}),
      ...(wanted.success ? { state: wanted.data } : {}),
    }),
  )
  const columns = useColumns()
  return (
    <>
      <FilterBar
        filters={[
          { key: 'owner', label: say('owner'), options: names.people },
          {
            key: 'state',
            label: say('state'),
            options: states.map(value => ({ value, label: say(`${value}State`) })),
          },
        ]}
        values={list.values}
        onValues={list.setValues}
      />
      <DataTable<SuggestionView>
        label={say('suggestions')}
        columns={columns}
        rows={query.data}
        rowKey={s => s.id}
        state={list.state}
        onState={list.setState}
        onOpen={s => void go(`/suggestions/${s.id}`)}
        error={query.data ? undefined : query.error}
        onRetry={() => void query.refetch()}
        {...(owner || state
          ? {}
          : { empty: <EmptyState title={say('noSuggestions')} hint={say('noSuggestionsHint')} /> })}
      />
    </>
  )
}

function useColumns(): Column<SuggestionView>[] {
  const say = useText(suggestionTexts)
  const names = useNames()
  const locale = useLocale()
  return [
    {
      key: 'priority',
      title: say('priority'),
      phone: 'badge',
      render: s => <PriorityBadge value={s.priority} />,
    },
    { key: 'title', title: say('what'), phone: 'title', render: s => pick(s.title, locale) },
    { key: 'account', title: say('account'), render: s => s.accountName ?? say('noAccount') },
    { key: 'owner', title: say('owner'), render: s => names.person(s.ownerId) || say('nobody') },
    {
      key: 'confidence',
      title: say('confidence'),
      numeric: true,
      render: s => (
        <span className="num nowrap">
          <b>{percent(s.estimate.value)}</b>{' '}
          <span className="quiet">{percentRange(s.estimate.low, s.estimate.high)}</span>
        </span>
      ),
    },
    {
      key: 'state',
      title: say('state'),
      phone: 'context',
      render: s => <Chip tone={stateTones[s.state]}>{say(`${s.state}State`)}</Chip>,
    },
    { key: 'made', title: say('madeAt'), render: s => <RelativeTime at={s.createdAt} /> },
  ]
}
