import { useQuery } from '@tanstack/react-query'
import { listInvitations, revokeInvitation } from '#platform/identity/invitation-api.ts'
import { call } from '../../app/http.ts'
import { useText } from '../../app/i18n.ts'
import { isoDay } from '../../ui/format.ts'
import { RemoveButton } from '../../ui/RemoveButton.tsx'
import { inviteTexts } from './invite-texts.ts'
import css from './Org.module.css'
import { useOrgNames } from './org.ts'

/** Invitations that nobody has accepted yet. */
export function OpenInvitations() {
  const say = useText(inviteTexts)
  const names = useOrgNames()
  const { data = [] } = useQuery({ queryKey: ['invitations'], queryFn: () => call(listInvitations) })
  const open = data.filter(one => !one.acceptedAt && !one.revokedAt && Date.parse(one.expiresAt) > Date.now())
  if (open.length === 0) return null
  return (
    <section className="card">
      <header className={css.head}>
        <h2>{say('open')}</h2>
      </header>
      <ul>
        {open.map(one => (
          <li key={one.id} className={css.open}>
            <span className="clip">{one.email ?? say('anyone')}</span>
            <small>{names.role(one.roleId)}</small>
            <small className="num">{say('until', { day: isoDay(Date.parse(one.expiresAt)) })}</small>
            <RemoveButton
              name={one.email ?? say('anyone')}
              label={say('revoke')}
              lost={say('revokeLost')}
              remove={() => call(revokeInvitation, { params: { id: one.id } })}
              refetch={[['invitations']]}
            />
          </li>
        ))}
      </ul>
    </section>
  )
}
