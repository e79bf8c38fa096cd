import { useSyncExternalStore } from 'react'
import { useText } from '../app/i18n.ts'
import { useLiveState } from '../app/live.ts'
import { Icon } from '../ui/icons.tsx'
import css from './ConnectionBanner.module.css'
import { shellTexts } from './texts.ts'

/** Says so when the network or the server is away; gone by itself when they are back. */
export function ConnectionBanner() {
  const say = useText(shellTexts)
  const online = useSyncExternalStore(watchOnline, () => navigator.onLine)
  const live = useLiveState()
  const words = !online ? say('offline') : live === 'lost' ? say('reconnecting') : undefined
  return (
    <div role="status">
      {words && (
        <p className={css.banner}>
          <Icon name="warn" size={16} />
          {words}
        </p>
      )}
    </div>
  )
}

function watchOnline(change: () => void): () => void {
  addEventListener('online', change)
  addEventListener('offline', change)
  return () => {
    removeEventListener('online', change)
    removeEventListener('offline', change)
  }
}
