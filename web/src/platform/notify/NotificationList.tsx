import { useQuery } from '@tanstack/react-query'
import { listNotifications, type NotificationView, readNotifications } from '#platform/notify/api.ts'
import { call } from '../../app/http.ts'
import { useText } from '../../app/i18n.ts'
import { Link } from '../../app/link.tsx'
import { useSave } from '../../app/useSave.ts'
import { shellTexts } from '../../shell/texts.ts'
import { Loaded } from '../../ui/Loaded.tsx'
import { EmptyState, SkeletonLines } from '../../ui/States.tsx'
import { RelativeTime } from '../../ui/Values.tsx'
import css from './NotificationList.module.css'

/** My notifications, newest first; opening one marks it read. */
export function NotificationList({ onDone }: { onDone: () => void }) {
  const say = useText(shellTexts)
  const query = useQuery({
    queryKey: ['notifications'],
    queryFn: () => call(listNotifications, { query: {} }),
  })
  const read = useSave((body: { ids: string[] } | { all: true }) => call(readNotifications, { body }), {
    refetch: [['notifications']],
  })
  return (
    <section className={css.list} aria-label={say('notifications')}>
      <header>
        <h2>{say('notifications')}</h2>
        {(query.data?.unread ?? 0) > 0 && (
          <button type="button" className="plain link small" onClick={() => read.mutate({ all: true })}>
            {say('markAllRead')}
          </button>
        )}
      </header>
      <Loaded query={query} skeleton={<SkeletonLines rows={5} />}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState icon="bell" title={say('noNotifications')} hint={say('noNotificationsHint')} />
          ) : (
            <ul>
              {items.map(item => (
                <Item
                  key={item.id}
                  item={item}
                  onOpen={() => {
                    if (!item.readAt) read.mutate({ ids: [item.id] })
                    onDone()
                  }}
                />
              ))}
            </ul>
          )
        }
      </Loaded>
    </section>
  )
}

function Item({ item, onOpen }: { item: NotificationView; onOpen: () => void }) {
  const content = (
    <>
      <span className={css.title}>
        {!item.readAt && <i />}
        {item.title}
      </span>
      <span className={css.text}>{item.text}</span>
      <small>
        <RelativeTime at={Date.parse(item.createdAt)} />
      </small>
    </>
  )
  return (
    <li>
      {item.link?.startsWith('/') ? (
        <Link to={item.link} className={css.item} onClick={onOpen}>
          {content}
        </Link>
      ) : (
        <button type="button" className={`plain ${css.item}`} onClick={onOpen}>
          {content}
        </button>
      )}
    </li>
  )
}
