import { useState } from 'react'
import { useText } from '../app/i18n.ts'
import { NotificationList } from '../platform/notify/NotificationList.tsx'
import { Sheet } from '../ui/Sheet.tsx'
import { shellTexts } from './texts.ts'

/** The notifications as a sheet, for the phone. */
export default function BellSheet({ onClose }: { onClose: () => void }) {
  const say = useText(shellTexts)
  const [open, setOpen] = useState(true)
  const close = () => {
    setOpen(false)
    onClose()
  }
  return (
    <Sheet open={open} onClose={close} title={say('notifications')}>
      <NotificationList onDone={close} />
    </Sheet>
  )
}
