import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { type DelegationView, type MandateRow, mandateRoutes } from '#collaboration/mandate/api.ts'
import { call } from '../../../app/http.ts'
import { useLocale, useText } from '../../../app/i18n.ts'
import { useMay, useMe } from '../../../app/session.ts'
import { useSave } from '../../../app/useSave.ts'
import { useOrgNames } from '../../../platform/org/org.ts'
import { shellTexts } from '../../../shell/texts.ts'
import { Chip } from '../../../ui/Badge.tsx'
import { isoDay } from '../../../ui/format.ts'
import { Loaded } from '../../../ui/Loaded.tsx'
import { PageBody, PageHead } from '../../../ui/PageHead.tsx'
import { EmptyState } from '../../../ui/States.tsx'
import { useUndo } from '../../../ui/useUndo.tsx'
import { useNow } from '../../../ui/Values.tsx'
import { DelegateSheet } from './DelegateSheet.tsx'
import { delegationsQuery } from './data.ts'
import { useRowWords, useScopeWords } from './MatrixGrid.tsx'
import css from './mandate.module.css'
import { mandateTexts } from './texts.ts'
import { measureName, measureValue } from './words.ts'

/** What I may decide, and who stands in for me while I am away. */
export default function DelegationsPage() {
  const say = useText(mandateTexts)
  const sayShell = useText(shellTexts)
  const query = useQuery(delegationsQuery)
  const may = useMay()('mandate.write')
  const [open, setOpen] = useState(false)
  const lendable = may || (query.data?.mine.length ?? 0) > 0
  return (
    <>
      <PageHead
        title={sayShell('delegations')}
        actions={
          lendable && (
            <Button type="primary" onClick={() => setOpen(true)}>
              {say('newDelegation')}
            </Button>
          )
        }
      />
      <PageBody narrow>
        <p className="quiet">{say('delegationHint')}</p>
        <Loaded query={query}>
          {({ items, mine }) => (
            <>
              <List items={items} />
              <Mine rows={mine} />
            </>
          )}
        </Loaded>
      </PageBody>
      <DelegateSheet open={open} onClose={() => setOpen(false)} />
    </>
  )
}

function List({ items }: { items: DelegationView[] }) {
  const say = useText(mandateTexts)
  if (items.length === 0)
    return (
      <section className="card">
        <EmptyState icon="people" title={say('noDelegations')} hint={say('noDelegationsHint')} />
      </section>
    )
  return (
    <section className={`card ${css.panel}`}>
      <ul className={css.list}>
        {items.map(item => (
          <Item key={item.id} item={item} />
        ))}
      </ul>
    </section>
  )
}

function Item({ item }: { item: DelegationView }) {
  const say = useText(mandateTexts)
  const locale = useLocale()
  const names = useOrgNames()
  const me = useMe()
  const may = useMay()('mandate.write')
  const today = isoDay(useNow())
  const undoable = useUndo()
  const { fromId, toId, from, to, scope, note } = item
  const again = useSave(
    () => call(mandateRoutes.delegate, { body: { fromId, toId, from, to, scope, caps: item.caps, note } }),
    { said: say('stillOn'), refetch: [['mandate']] },
  )
  const end = useSave(() => call(mandateRoutes.endDelegation, { params: { id: item.id } }), {
    refetch: [['mandate']],
    onDone: () => undoable(say('ended'), () => again.mutate(undefined)),
  })
  const where = useScopeWords()(scope)
  const running = from <= today
  const caps = (Object.entries(item.caps) as [keyof typeof item.caps, number | null][]).flatMap(
    ([measure, cap]) =>
      cap === null
        ? []
        : [`${measureName(measure, locale)}\u00a0≤\u00a0${measureValue(measure, cap, locale)}`],
  )
  return (
    <li>
      <div>
        <b>{say('standsIn', { to: names.member(toId), from: names.member(fromId) })}</b>{' '}
        <Chip tone={running ? 'green' : 'plain'} dot>
          {say(running ? 'running' : 'coming')}
        </Chip>
        <p className="quiet small num">
          {[`${from} – ${to}`, where, ...caps, note].filter(Boolean).join(' · ')}
        </p>
      </div>
      {(may || fromId === me.userId) && (
        <Button size="small" loading={end.isPending} onClick={() => end.mutate(undefined)}>
          {say('endNow')}
        </Button>
      )}
    </li>
  )
}

function Mine({ rows }: { rows: MandateRow[] }) {
  const say = useText(mandateTexts)
  const rowWords = useRowWords()
  return (
    <section className={`card ${css.panel}`}>
      <h2>{say('myMandate')}</h2>
      {rows.length === 0 && <p className="quiet">{say('nothingMine')}</p>}
      {rows.map(row => (
        <p key={row.id}>{rowWords(row).words}</p>
      ))}
    </section>
  )
}
