import { useQuery } from '@tanstack/react-query'
import { type DocumentItem, documentRoutes } from '#decision/document/api.ts'
import { call } from '../../app/http.ts'
import { useLocale, useText } from '../../app/i18n.ts'
import { Link } from '../../app/link.tsx'
import { refetchOn } from '../../app/live.ts'
import { useMay } from '../../app/session.ts'
import { duration } from '../../ui/format.ts'
import { HeatCells } from '../../ui/Heat.tsx'
import { Icon } from '../../ui/icons.tsx'
import { RelativeTime } from '../../ui/Values.tsx'
import { crmTexts } from '../texts.ts'
import css from './account.module.css'

refetchOn('document.read', ['crm', 'documents'])

/** The account's documents, the last opened first, each with the heat of its pages. */
export function AccountDocuments({ accountId }: { accountId: string }) {
  const say = useText(crmTexts)
  const may = useMay()
  const { data } = useQuery({
    queryKey: ['crm', 'documents', accountId],
    queryFn: () => call(documentRoutes.list, { query: { accountId, limit: 5 } }),
    enabled: may('document.read'),
  })
  if (!data || data.items.length === 0) return null
  const latest = (item: DocumentItem) => item.lastReadAt ?? ''
  return (
    <section className="card">
      <header className={css.cardHead}>
        <h2>{say('documents')}</h2>
        <span>{say('documentsOrder')}</span>
      </header>
      <ul className={css.documents}>
        {data.items
          .toSorted((a, b) => latest(b).localeCompare(latest(a)))
          .map(item => (
            <Document key={item.id} item={item} />
          ))}
      </ul>
    </section>
  )
}

function Document({ item }: { item: DocumentItem }) {
  const say = useText(crmTexts)
  const locale = useLocale()
  const { data } = useQuery({
    queryKey: ['crm', 'documents', 'reading', item.id],
    queryFn: () => call(documentRoutes.reading, { params: { id: item.id }, query: {} }),
    enabled: item.readers > 0,
  })
  const most = Math.max(1, ...(data?.pages ?? []).map(page => page.ms))
  const heat = (data?.pages ?? Array.from({ length: Math.min(8, item.pages) }, () => ({ ms: 0 })))
    .slice(0, 12)
    .map(page => page.ms / most)
  return (
    <li>
      <Icon name="document" size={16} />
      <div className="clip">
        <p className="clip">
          <Link to={`/documents/${item.id}`} className={css.personName}>
            {item.title}
          </Link>
        </p>
        <p className="quiet small clip">
          {item.lastReadAt ? (
            <>
              <RelativeTime at={Date.parse(item.lastReadAt)} /> ·{' '}
              {say('readBy', { readers: item.readers, time: duration(Math.round(item.seconds), locale) })}
            </>
          ) : (
            say('neverOpened')
          )}
        </p>
      </div>
      <HeatCells values={heat} size="wide" />
    </li>
  )
}
