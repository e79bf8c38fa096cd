import { Button } from 'antd'
import { useText } from '../../../app/i18n.ts'
import { useMay } from '../../../app/session.ts'
import css from './contract.module.css'
import { contractTexts } from './texts.ts'
import { useArchive } from './useArchive.ts'

interface Props {
  what: 'archive' | 'archiveTemplate'
  items: { id: string; name: string }[]
}

/** What isn't used any more, folded away below what is, each to be brought back. */
export function Archived({ what, items }: Props) {
  const say = useText(contractTexts)
  const write = useMay()('setting.manage')
  const archive = useArchive(what)
  if (items.length === 0) return null
  return (
    <details className={css.archived}>
      <summary>{say('archivedOnes', { count: items.length })}</summary>
      <ul className={css.order}>
        {items.map(({ id, name }) => (
          <li key={id}>
            <span>{name}</span>
            {write && (
              <Button
                type="link"
                aria-label={`${say('bringBack')} ${name}`}
                onClick={() => archive.mutate({ id, archived: false })}
              >
                {say('bringBack')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </details>
  )
}
