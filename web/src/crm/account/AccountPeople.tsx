import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import type { AccountView } from '#crm/account/api.ts'
import type { ContactItem } from '#crm/contact/api.ts'
import type { Act } from '#decision/intent/api.ts'
import { useText } from '../../app/i18n.ts'
import { Link } from '../../app/link.tsx'
import { useMay } from '../../app/session.ts'
import { Avatar } from '../../ui/Badge.tsx'
import { Icon } from '../../ui/icons.tsx'
import { RelativeTime, useNow } from '../../ui/Values.tsx'
import { ContactForm } from '../ContactForm.tsx'
import { contactsQuery } from '../data.ts'
import { personName } from '../person.ts'
import { crmTexts } from '../texts.ts'
import css from './account.module.css'
import { dailyActs, intentQuery } from './intent.ts'

/** The people of the account with what each did in 30 days. */
export function AccountPeople({ account }: { account: AccountView }) {
  const say = useText(crmTexts)
  const may = useMay()
  const now = useNow()
  const [adding, setAdding] = useState(false)
  const people = useQuery(contactsQuery({ account: account.id, size: 20, sort: 'activity', kind: 'all' }))
  const { data: intent } = useQuery(intentQuery(account.id))
  const recent = (intent?.evidence.acts ?? []).filter(act => now - act.at < 30 * 86_400_000)
  const items = people.data?.items ?? []
  return (
    <section className="card">
      <header className={css.cardHead}>
        <h2>{say('people')}</h2>
        {recent.length > 0 && <span className="num">{say('peopleSum', { count: recent.length })}</span>}
        {may('crm.write') && (
          <Button
            type="text"
            size="small"
            icon={<Icon name="plus" size={16} />}
            aria-label={say('newContact')}
            onClick={() => setAdding(true)}
          />
        )}
      </header>
      {people.data && items.length === 0 && <p className={css.none}>{say('noPeople')}</p>}
      <ul className={css.people}>
        {items.map(person => (
          <Person
            key={person.id}
            person={person}
            acts={recent.filter(act => act.person?.id === person.id)}
            now={now}
          />
        ))}
      </ul>
      <ContactForm open={adding} onClose={() => setAdding(false)} account={account} />
    </section>
  )
}

function Person({ person, acts, now }: { person: ContactItem; acts: Act[]; now: number }) {
  const say = useText(crmTexts)
  const name = personName(person, say)
  return (
    <li>
      <Avatar name={name} kind={person.placeholder ? 'unknown' : 'reader'} />
      <div className="clip">
        <p className="clip">
          <Link to={`/contacts/${person.id}`} className={css.personName}>
            {name}
          </Link>
          {person.role && <span> {say(person.role)}</span>}
        </p>
        {person.title && <p className="quiet small clip">{person.title}</p>}
      </div>
      <Ticks counts={dailyActs(acts, now)} />
      <b className="num">{acts.length || ''}</b>
      <span className="quiet small num">
        {person.lastActivityAt && <RelativeTime at={person.lastActivityAt} />}
      </span>
    </li>
  )
}

/** One bar per day; decoration beside the number. */
function Ticks({ counts }: { counts: number[] }) {
  const most = Math.max(1, ...counts)
  return (
    <svg width="84" height="20" className={css.ticks} aria-hidden="true">
      <line x1="0" x2="84" y1="18.5" y2="18.5" />
      {counts.map((count, day) => {
        const height = count === 0 ? 0 : 4 + (count / most) * 12
        // biome-ignore lint/suspicious/noArrayIndexKey: a day is its place
        return count > 0 && <rect key={day} x={day * 2.8} y={18 - height} width="2" height={height} />
      })}
    </svg>
  )
}
