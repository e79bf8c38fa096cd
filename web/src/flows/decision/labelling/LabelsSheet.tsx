import { useQuery } from '@tanstack/react-query'
import type { LabelItem, TermBoard } from '#decision/labelling/api.ts'
import { pick, useLocale, useText } from '../../../app/i18n.ts'
import { Link } from '../../../app/link.tsx'
import { useNames } from '../../../crm/data.ts'
import { Chip } from '../../../ui/Badge.tsx'
import { exactTime, percent, signed } from '../../../ui/format.ts'
import { Icon } from '../../../ui/icons.tsx'
import { Loaded } from '../../../ui/Loaded.tsx'
import { Sheet } from '../../../ui/Sheet.tsx'
import { EmptyState } from '../../../ui/States.tsx'
import { RelativeTime } from '../../../ui/Values.tsx'
import { actWords } from '../ingest/act-words.ts'
import { labelsQuery } from './data.ts'
import css from './labelling.module.css'
import { labellingTexts } from './texts.ts'

const tones = { real: 'green', not: 'red', unsure: 'plain' } as const

/** The judgements behind a signal's share: who said what of which act, and the decision it spoke for. */
export function LabelsSheet({ term, onClose }: { term: TermBoard | undefined; onClose: () => void }) {
  const say = useText(labellingTexts)
  const locale = useLocale()
  const query = useQuery({ ...labelsQuery({ term: term?.term ?? '' }), enabled: term !== undefined })
  return (
    <Sheet
      open={term !== undefined}
      onClose={onClose}
      title={term ? say('labelsOf', { name: pick(term.name, locale) }) : ''}
      {...(query.data ? { subtitle: say('labelsShown', { total: query.data.total }) } : {})}
    >
      {term && (
        <Loaded query={query}>
          {({ items }) =>
            items.length === 0 ? (
              <EmptyState icon="tally" title={say('noLabelsHere')} />
            ) : (
              <ul className={css.labels}>
                {items.map(item => (
                  <Label key={item.labelId} item={item} />
                ))}
              </ul>
            )
          }
        </Loaded>
      )}
    </Sheet>
  )
}

function Label({ item }: { item: LabelItem }) {
  const say = useText(labellingTexts)
  const locale = useLocale()
  const names = useNames()
  return (
    <li>
      <header>
        <Chip tone={tones[item.verdict]} dot>
          {say(item.verdict)}
        </Chip>
        <b>{names.person(item.userId)}</b>
        <span className="quiet small">
          <RelativeTime at={item.at} />
        </span>
      </header>
      <p>
        {item.accountId ? (
          <Link to={`/accounts/${item.accountId}`}>{item.accountName}</Link>
        ) : (
          item.accountName
        )}{' '}
        · {actWords(locale)(item.type)} · <span className="num">{exactTime(item.actAt)}</span>
      </p>
      {(item.reason || item.words) && (
        <p className="quiet">{[item.reason && say(item.reason), item.words].filter(Boolean).join(' · ')}</p>
      )}
      <p className="quiet small num">
        {signed(item.weight)} · {percent(item.probability)}{' '}
        <Link to={`/decisions/${item.decisionId}`} className="link">
          {say('openDecision')} <Icon name="next" size={14} style={{ display: 'inline' }} />
        </Link>
      </p>
    </li>
  )
}
