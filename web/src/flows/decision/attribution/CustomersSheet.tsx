import { useQuery } from '@tanstack/react-query'
import { Switch } from 'antd'
import type { BoardSettings, Place } from '#decision/attribution/api.ts'
import { useText } from '../../../app/i18n.ts'
import { Link } from '../../../app/link.tsx'
import { Chip } from '../../../ui/Badge.tsx'
import { Loaded } from '../../../ui/Loaded.tsx'
import { Sheet } from '../../../ui/Sheet.tsx'
import { EmptyState } from '../../../ui/States.tsx'
import { RelativeTime } from '../../../ui/Values.tsx'
import css from './attribution.module.css'
import { customersQuery } from './data.ts'
import { journeyTexts } from './texts.ts'

interface Props {
  settings: BoardSettings
  /** Of the funnel's steps. */
  names: string[]
  place: Place | undefined
  onPlace: (place: Place) => void
  onClose: () => void
}

/** Who stands at a place of the board. */
export function CustomersSheet({ settings, names, place, onPlace, onClose }: Props) {
  const say = useText(journeyTexts)
  const title =
    place?.kind === 'step'
      ? say(place.lost ? 'whoLost' : 'whoReached', { name: names[place.step] ?? '' })
      : say('whoWay')
  return (
    <Sheet open={place !== undefined} onClose={onClose} title={title} subtitle={say('whoHint')}>
      {place?.kind === 'way' && (
        <p className={css.trail}>
          {place.touches.map((touch, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the same step may come twice
            <i key={index}>{names[touch]}</i>
          ))}
        </p>
      )}
      {place?.kind === 'step' && place.step + 1 < names.length && (
        <div className={css.lostOnly}>
          <Switch
            id="lost-only"
            size="small"
            checked={place.lost}
            onChange={lost => onPlace({ ...place, lost })}
          />
          <label htmlFor="lost-only">{say('lostOnly')}</label>
        </div>
      )}
      {place && <Customers settings={settings} place={place} />}
    </Sheet>
  )
}

function Customers({ settings, place }: { settings: BoardSettings; place: Place }) {
  const say = useText(journeyTexts)
  const query = useQuery(customersQuery(settings, place))
  return (
    <Loaded query={query}>
      {customers =>
        customers.length === 0 ? (
          <EmptyState icon="building" title={say('whoNone')} />
        ) : (
          <ul className={css.customers}>
            {customers.map(({ id, name, tier, at }) => (
              <li key={id}>
                <Link to={`/accounts/${id}`} className="link">
                  {name}
                </Link>
                {tier && <Chip>{tier}</Chip>}
                <RelativeTime at={at} />
              </li>
            ))}
          </ul>
        )
      }
    </Loaded>
  )
}
