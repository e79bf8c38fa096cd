import { useQuery } from '@tanstack/react-query'
import { App, Button, Pagination } from 'antd'
import { paymentRoutes } from '#collaboration/payment/api.ts'
import { call } from '../../../app/http.ts'
import { useText } from '../../../app/i18n.ts'
import { useMay } from '../../../app/session.ts'
import { useGo } from '../../../app/url-state.ts'
import { useSave } from '../../../app/useSave.ts'
import { useListPage } from '../../../crm/useListPage.ts'
import { FilterBar } from '../../../ui/FilterBar.tsx'
import { Loaded } from '../../../ui/Loaded.tsx'
import { EmptyState } from '../../../ui/States.tsx'
import { useUndo } from '../../../ui/useUndo.tsx'
import { linesQuery, refreshPayments } from './data.ts'
import { LineCard } from './LineCard.tsx'
import css from './payment.module.css'
import { paymentTexts } from './texts.ts'

const views = {
  proposed: {},
  exact: { exact: 'true' },
  unmatched: { unmatched: 'true' },
  done: { state: 'done' },
  ignored: { state: 'ignored' },
} as const

/** Bank lines beside what they seem to pay, surest first. */
export function ToConfirm({ sums }: { sums: { exact: number; unmatched: number } | undefined }) {
  const say = useText(paymentTexts)
  const list = useListPage(['show'])
  const go = useGo()
  const may = useMay()
  const chosen = list.values.show?.[0]
  const show = chosen !== undefined && chosen in views ? (chosen as keyof typeof views) : 'proposed'
  const { page, size } = list.query
  const lines = useQuery(linesQuery({ ...views[show], page, size, ...(list.q && { q: list.q }) }))
  const filters = [
    {
      key: 'show',
      label: say('show'),
      options: [
        { value: 'proposed', label: say('showProposed') },
        { value: 'exact', label: say('showExact') },
        { value: 'unmatched', label: say('showUnmatched', { count: sums?.unmatched ?? 0 }) },
        { value: 'done', label: say('showDone') },
        { value: 'ignored', label: say('showIgnored') },
      ],
    },
  ]
  return (
    <>
      <FilterBar
        search={list.q}
        onSearch={list.setQ}
        placeholder={say('findLine')}
        filters={filters}
        values={list.values}
        onValues={list.setValues}
        actions={sums && sums.exact > 0 && <ConfirmExact count={sums.exact} />}
      />
      <Loaded query={lines}>
        {({ items, total }) =>
          items.length === 0 ? (
            <EmptyState
              icon="check"
              title={say(show === 'unmatched' ? 'noMatchLines' : 'noLines')}
              {...(show === 'proposed' && { hint: say('noLinesHint') })}
              {...(show === 'proposed' &&
                may('payment.import') && {
                  action: <Button onClick={() => void go('/payments/import')}>{say('import')}</Button>,
                })}
            />
          ) : (
            <>
              <div className={css.list}>
                {items.map(line => (
                  <LineCard key={line.id} line={line} />
                ))}
              </div>
              {total > size && (
                <Pagination
                  className={css.pages ?? ''}
                  current={page}
                  pageSize={size}
                  total={total}
                  showSizeChanger={false}
                  onChange={next => list.setState({ ...list.state, page: next })}
                />
              )}
            </>
          )
        }
      </Loaded>
    </>
  )
}

function ConfirmExact({ count }: { count: number }) {
  const say = useText(paymentTexts)
  const undo = useUndo()
  const { message } = App.useApp()
  const back = useSave((ids: string[]) => call(paymentRoutes.undo, { body: { ids, reason: say('undo') } }), {
    said: say('undone'),
    onDone: () => void refreshPayments(),
  })
  const confirm = useSave(() => call(paymentRoutes.confirmExact), {
    onDone: ({ confirmed, leftOut }) => {
      void refreshPayments()
      const left = leftOut > 0 ? say('leftOut', { count: leftOut }) : ''
      const said = say('confirmedExact', { count: confirmed.length }) + left
      if (confirmed.length > 0) undo(said, () => back.mutate(confirmed))
      else void message.info(said)
    },
  })
  return (
    <Button type="primary" loading={confirm.isPending} onClick={() => confirm.mutate(undefined)}>
      {say('confirmExact', { count })}
    </Button>
  )
}
