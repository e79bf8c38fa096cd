import { useQuery } from '@tanstack/react-query'
import { Popover } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { listNotifications } from '#platform/notify/api.ts'
import { call } from '../app/http.ts'
import { useText } from '../app/i18n.ts'
import { refetchOn } from '../app/live.ts'
import { usePhone } from '../theme/preferences.ts'
import { Icon } from '../ui/icons.tsx'
import css from './Bell.module.css'
import { shellTexts } from './texts.ts'

refetchOn('notification', ['notifications'])

/** Fetched when they are opened: neither is part of the first page. */
const NotificationList = lazy(async () => ({
  default: (await import('../platform/notify/NotificationList.tsx')).NotificationList,
}))
const BellSheet = lazy(() => import('./BellSheet.tsx'))

/** The bell with the number of unread notifications; they open below it. On the phone it shows while something is unread. */
export function Bell() {
  const say = useText(shellTexts)
  const phone = usePhone()
  const [open, setOpen] = useState(false)
  const { data } = useQuery({
    queryKey: ['notifications'],
    queryFn: () => call(listNotifications, { query: {} }),
  })
  const unread = data?.unread ?? 0
  const label =
    unread > 0 ? `${say('notifications')}, ${say('unread', { count: unread })}` : say('notifications')
  const close = () => setOpen(false)
  const button = (
    <button
      type="button"
      className={css.bell}
      aria-label={label}
      aria-haspopup="dialog"
      {...(phone && { onClick: () => setOpen(true) })}
    >
      <Icon name="bell" size={18} />
      {unread > 0 && <i className="num">{unread > 99 ? '99+' : unread}</i>}
    </button>
  )
  if (phone)
    return (
      <>
        {unread > 0 && button}
        <Suspense>{open && <BellSheet onClose={close} />}</Suspense>
      </>
    )
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      trigger="click"
      placement="bottomRight"
      arrow={false}
      destroyOnHidden
      content={
        <Suspense>
          <NotificationList onDone={close} />
        </Suspense>
      }
      styles={{ container: { padding: 0 } }}
    >
      {button}
    </Popover>
  )
}
