import { useQuery } from '@tanstack/react-query'
import { useLocale, useText } from '../../../app/i18n.ts'
import { Link } from '../../../app/link.tsx'
import { useMay, useMe } from '../../../app/session.ts'
import { orgQuery } from '../../../platform/org/org.ts'
import { paymentTexts } from './texts.ts'

/** Who sells can't confirm: names who can, or leads to inviting somebody where nobody else may. */
export function OwnDeal() {
  const say = useText(paymentTexts)
  const locale = useLocale()
  const me = useMe()
  const may = useMay()
  const { data: org } = useQuery(orgQuery)
  if (!org) return <span className="quiet small">{say('ownDeal')}</span>
  const confirming = new Set(
    org.roles.filter(({ permissions }) => permissions.includes('payment.confirm')).map(({ id }) => id),
  )
  const others = org.members.filter(
    ({ userId, roleId, active }) => active && userId !== me.userId && confirming.has(roleId),
  )
  if (others.length > 0) {
    const names = new Intl.ListFormat(locale, { type: 'disjunction' })
    return (
      <span className="quiet small">
        {say('ownDealAsk', { names: names.format(others.slice(0, 3).map(({ name }) => name)) })}
      </span>
    )
  }
  return (
    <span className="quiet small">
      {say('ownDealNobody')}{' '}
      {may('org.manage') && (
        <Link to="/settings/people?invite=finance" className="link">
          {say('inviteFinance')}
        </Link>
      )}
    </span>
  )
}
