import { useQuery } from '@tanstack/react-query'
import type { AdoptionItem } from '#decision/adoption/api.ts'
import { pick, useLocale, useText } from '../../../app/i18n.ts'
import { Link } from '../../../app/link.tsx'
import { useNames } from '../../../crm/data.ts'
import { Chip, type ChipTone } from '../../../ui/Badge.tsx'
import { Loaded } from '../../../ui/Loaded.tsx'
import { Sheet } from '../../../ui/Sheet.tsx'
import { EmptyState } from '../../../ui/States.tsx'
import { RelativeTime } from '../../../ui/Values.tsx'
import { stateTones } from '../suggestion/Answered.tsx'
import { suggestionTexts } from '../suggestion/texts.ts'
import css from './adoption.module.css'
import { adoptionListQuery, type Span, type Wanted } from './data.ts'
import { rejectReasonOf } from './reasons.ts'
import { adoptionTexts } from './texts.ts'

interface Props {
  span: Span
  wanted: { title: string; query: Wanted } | undefined
  onClose: () => void
}

/** The suggestions behind a number. */
export function ListSheet({ span, wanted, onClose }: Props) {
  const say = useText(adoptionTexts)
  const query = useQuery({
    ...adoptionListQuery(span, wanted?.query ?? { pick: 'shown' }),
    enabled: wanted !== undefined,
  })
  const { data } = query
  const subtitle =
    data &&
    (data.total > data.items.length
      ? say('listCapped', { total: data.total, shown: data.items.length })
      : say('listTotal', { total: data.total }))
  return (
    <Sheet
      open={wanted !== undefined}
      onClose={onClose}
      title={wanted?.title ?? ''}
      {...(subtitle ? { subtitle } : {})}
    >
      {wanted && (
        <Loaded query={query}>
          {({ items }) =>
            items.length === 0 ? (
              <EmptyState title={say('listNone')} />
            ) : (
              <ul className={css.list}>
                {items.map(item => (
                  <Item key={item.id} item={item} />
                ))}
              </ul>
            )
          }
        </Loaded>
      )}
    </Sheet>
  )
}

const moves: Record<AdoptionItem['moved'], ChipTone> = {
  won: 'green',
  advanced: 'green',
  none: 'plain',
  pending: 'blue',
}

function Item({ item }: { item: AdoptionItem }) {
  const say = useText(adoptionTexts)
  const saySuggestion = useText(suggestionTexts)
  const locale = useLocale()
  const names = useNames()
  return (
    <li>
      <Link to={`/suggestions/${item.id}`}>{pick(item.title, locale)}</Link>
      <p className="quiet small">
        {[item.accountName ?? say('noAccount'), names.person(item.userId)].filter(Boolean).join(' · ')} ·{' '}
        <RelativeTime at={item.shownAt} />
      </p>
      <p className={css.chips}>
        <Chip tone={stateTones[item.state]}>{saySuggestion(`${item.state}State`)}</Chip>
        {item.reason && <Chip>{saySuggestion(rejectReasonOf(item.reason))}</Chip>}
        <Chip tone={moves[item.moved]}>{say(item.moved)}</Chip>
      </p>
    </li>
  )
}
