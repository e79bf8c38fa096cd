import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { createKit, type KitItem } from '#decision/playkit/api.ts'
import { newId } from '#kernel/id.ts'
import { call } from '../../../app/http.ts'
import { useText } from '../../../app/i18n.ts'
import { Link } from '../../../app/link.tsx'
import { useMay } from '../../../app/session.ts'
import { useGo } from '../../../app/url-state.ts'
import { useSave } from '../../../app/useSave.ts'
import { usePhone } from '../../../theme/preferences.ts'
import { Chip } from '../../../ui/Badge.tsx'
import type { Column } from '../../../ui/DataTable.tsx'
import { Icon } from '../../../ui/icons.tsx'
import { Loaded } from '../../../ui/Loaded.tsx'
import { PageBody, PageHead } from '../../../ui/PageHead.tsx'
import { SimpleTable } from '../../../ui/SimpleTable.tsx'
import { EmptyState } from '../../../ui/States.tsx'
import { RelativeTime } from '../../../ui/Values.tsx'
import { kitListQuery, kitsKey } from './data.ts'
import { emptyVariant } from './edit.ts'
import { kitTexts } from './texts.ts'

/** Play kits: what reps are handed when a strategy fires. */
export default function KitsPage() {
  const say = useText(kitTexts)
  const may = useMay()
  const phone = usePhone()
  const go = useGo()
  const query = useQuery(kitListQuery)
  const columns = useColumns()
  const create = useSave(
    () =>
      call(createKit, {
        body: { id: newId(), name: say('newName'), content: { variants: [emptyVariant()] } },
      }),
    { refetch: [kitsKey], onDone: kit => void go(`/kits/${kit.id}`) },
  )
  const add = may('kit.write') && !phone && (
    <Button
      type="primary"
      icon={<Icon name="plus" size={16} />}
      loading={create.isPending}
      onClick={() => create.mutate(undefined)}
    >
      {say('newKit')}
    </Button>
  )
  return (
    <>
      <PageHead title={say('kits')} subtitle={say('kitsHint')} actions={add} />
      <PageBody>
        <Loaded query={query}>
          {items => (
            <SimpleTable
              label={say('kits')}
              columns={columns}
              items={items}
              rowKey={kit => kit.id}
              onOpen={kit => void go(`/kits/${kit.id}`)}
              empty={
                <EmptyState icon="briefcase" title={say('noKits')} hint={say('noKitsHint')} action={add} />
              }
            />
          )}
        </Loaded>
      </PageBody>
    </>
  )
}

function useColumns(): Column<KitItem>[] {
  const say = useText(kitTexts)
  const phone = usePhone()
  return [
    {
      key: 'name',
      title: say('name'),
      phone: 'title',
      render: kit => (phone ? kit.name : <Link to={`/kits/${kit.id}`}>{kit.name}</Link>),
    },
    {
      key: 'state',
      title: say('state'),
      phone: 'context',
      render: kit => (
        <Chip tone={kit.retiredAt ? 'plain' : 'green'}>
          {kit.retiredAt ? say('retired') : say('version', { version: kit.version })}
        </Chip>
      ),
    },
    { key: 'variants', title: say('variants'), numeric: true, render: kit => kit.variants },
    { key: 'scripts', title: say('scripts'), numeric: true, render: kit => kit.scripts },
    { key: 'cases', title: say('cases'), numeric: true, render: kit => kit.cases },
    { key: 'updated', title: say('updated'), render: kit => <RelativeTime at={kit.updatedAt} /> },
  ]
}
