import { Button } from 'antd'
import { useText } from '../../../app/i18n.ts'
import { Link } from '../../../app/link.tsx'
import { useMay } from '../../../app/session.ts'
import { useGo } from '../../../app/url-state.ts'
import { Icon } from '../../../ui/icons.tsx'
import { adoptionTexts } from './texts.ts'

/** From the suggestions to what became of them. */
export function AdoptionLink() {
  const say = useText(adoptionTexts)
  const go = useGo()
  return <Button onClick={() => void go('/adoption')}>{say('title')}</Button>
}

/** The same from Today: a manager's people, or the own numbers. */
export function AdoptionLine({ className }: { className?: string | undefined }) {
  const say = useText(adoptionTexts)
  const may = useMay()
  return (
    <section className={className}>
      <Link to="/adoption">
        {say(may('suggestion.manage') ? 'toAdoption' : 'ofMine')}
        <Icon name="next" size={16} />
      </Link>
    </section>
  )
}
