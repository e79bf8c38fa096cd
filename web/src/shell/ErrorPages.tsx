import { Button } from 'antd'
import { useText } from '../app/i18n.ts'
import { Link } from '../app/link.tsx'
import { Logo } from '../ui/icons.tsx'
import { EmptyState, ErrorState } from '../ui/States.tsx'
import { shellTexts } from './texts.ts'

/** No page at this address. */
export function NotFoundPage() {
  const say = useText(shellTexts)
  return (
    <div style={{ display: 'grid', placeItems: 'center', minHeight: '60dvh' }}>
      <EmptyState
        icon="search"
        title={say('missing')}
        hint={say('missingHint')}
        action={
          <Link to="/">
            <Button type="primary" tabIndex={-1}>
              {say('home')}
            </Button>
          </Link>
        }
      />
    </div>
  )
}

/** A screen that failed while it was drawn or loaded. */
export function RouteError({ error, reset }: { error: unknown; reset: () => void }) {
  const retry = () => {
    reset()
    location.reload()
  }
  return (
    <div style={{ display: 'grid', placeItems: 'center', alignContent: 'center', minHeight: '60dvh' }}>
      <Logo />
      <ErrorState error={error} onRetry={retry} />
    </div>
  )
}
