import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { type DocumentItem, documentKind } from '#decision/document/api.ts'
import type { Locale } from '#kernel/error.ts'
import { type Say, useLocale, useText } from '../../../app/i18n.ts'
import { Link } from '../../../app/link.tsx'
import { useMay } from '../../../app/session.ts'
import { useGo } from '../../../app/url-state.ts'
import { useListPage } from '../../../crm/useListPage.ts'
import { Chip } from '../../../ui/Badge.tsx'
import { type Column, DataTable } from '../../../ui/DataTable.tsx'
import { FilterBar } from '../../../ui/FilterBar.tsx'
import { duration } from '../../../ui/format.ts'
import { Icon } from '../../../ui/icons.tsx'
import { PageBody, PageHead } from '../../../ui/PageHead.tsx'
import { EmptyState } from '../../../ui/States.tsx'
import { RelativeTime } from '../../../ui/Values.tsx'
import { listQuery } from './data.ts'
import css from './document.module.css'
import { type DocumentText, documentTexts } from './texts.ts'
import { UploadSheet } from './UploadSheet.tsx'

/** Documents, the last touched first. */
export default function DocumentListPage() {
  const say = useText(documentTexts)
  const locale = useLocale()
  const may = useMay()
  const go = useGo()
  const [uploading, setUploading] = useState(false)
  const list = useListPage(['kind'])
  const kind = documentKind.safeParse(list.values.kind?.[0])
  const { page, pageSize } = list.state
  const rows = useQuery(
    listQuery({
      offset: (page - 1) * pageSize,
      limit: pageSize,
      ...(list.q && { search: list.q }),
      ...(kind.success && { kind: kind.data }),
    }),
  )
  const add = may('document.write') && (
    <Button type="primary" icon={<Icon name="upload" size={16} />} onClick={() => setUploading(true)}>
      {say('newDocument')}
    </Button>
  )
  const empty = (
    <EmptyState icon="document" title={say('noDocuments')} hint={say('noDocumentsHint')} action={add} />
  )
  return (
    <>
      <PageHead title={say('documents')} actions={add} />
      <PageBody>
        <FilterBar
          search={list.q}
          onSearch={list.setQ}
          placeholder={say('findDocuments')}
          filters={[
            {
              key: 'kind',
              label: say('kind'),
              options: documentKind.options.map(value => ({ value, label: say(value) })),
            },
          ]}
          values={list.values}
          onValues={list.setValues}
        />
        <DataTable<DocumentItem>
          label={say('documents')}
          columns={columns(say, locale)}
          rows={rows.data}
          rowKey={row => row.id}
          state={list.state}
          onState={list.setState}
          onOpen={row => void go(`/documents/${row.id}`)}
          error={rows.data ? undefined : rows.error}
          onRetry={() => void rows.refetch()}
          {...(list.q || kind.success ? {} : { empty })}
        />
      </PageBody>
      <UploadSheet open={uploading} onClose={() => setUploading(false)} />
    </>
  )
}

function columns(say: Say<DocumentText>, locale: Locale): Column<DocumentItem>[] {
  return [
    {
      key: 'title',
      title: say('title'),
      phone: 'title',
      render: row => (
        <Link to={`/documents/${row.id}`} className={css.name}>
          {row.title}
        </Link>
      ),
    },
    {
      key: 'kind',
      title: say('kind'),
      render: row => <Chip>{say(row.kind)}</Chip>,
      phone: 'badge',
      width: 90,
    },
    {
      key: 'account',
      title: say('account'),
      render: row =>
        row.account && (
          <Link to={`/accounts/${row.account.id}`} className="link">
            {row.account.name}
          </Link>
        ),
    },
    {
      key: 'pages',
      title: say('pages'),
      numeric: true,
      phone: 'hidden',
      render: row => (row.status === 'ready' ? row.pages : <Chip tone="ochre">{say(row.status)}</Chip>),
    },
    { key: 'readers', title: say('readers'), numeric: true, render: row => row.readers },
    {
      key: 'time',
      title: say('readTime'),
      numeric: true,
      render: row => <span className="nowrap">{duration(row.seconds, locale)}</span>,
    },
    {
      key: 'last',
      title: say('lastRead'),
      phone: 'context',
      render: row =>
        row.lastReadAt ? (
          <RelativeTime at={Date.parse(row.lastReadAt)} />
        ) : (
          <span className="quiet">{say('neverRead')}</span>
        ),
    },
  ]
}
