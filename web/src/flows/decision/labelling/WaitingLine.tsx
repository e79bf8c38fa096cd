import { useQuery } from '@tanstack/react-query'
import { useText } from '../../../app/i18n.ts'
import { Link } from '../../../app/link.tsx'
import { useMay } from '../../../app/session.ts'
import { Icon } from '../../../ui/icons.tsx'
import { queueQuery } from './data.ts'
import { labellingTexts } from './texts.ts'

/** The way to the signals that wait for me; nothing where none do. */
export function WaitingLine({ className }: { className?: string | undefined }) {
  const say = useText(labellingTexts)
  const may = useMay()
  const { data } = useQuery({ ...queueQuery, enabled: may('suggestion.respond') })
  const open = (data?.progress.total ?? 0) - (data?.progress.done ?? 0)
  if (!data || open <= 0) return null
  return (
    <section className={className}>
      <Link to="/labelling">
        {say('queueLine', { count: open })}
        <Icon name="next" size={16} />
      </Link>
    </section>
  )
}
