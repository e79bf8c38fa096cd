import { useMutation, useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { type ContactItem, revealContact } from '#crm/contact/api.ts'
import { call } from '../../app/http.ts'
import { useText } from '../../app/i18n.ts'
import { Avatar } from '../../ui/Badge.tsx'
import { Fault } from '../../ui/Fault.tsx'
import { Icon } from '../../ui/icons.tsx'
import { Sheet } from '../../ui/Sheet.tsx'
import crmCss from '../crm.module.css'
import { contactsQuery } from '../data.ts'
import { personName } from '../person.ts'
import { crmTexts } from '../texts.ts'

interface Props {
  account: { id: string; name: string }
  open: boolean
  onClose: () => void
}

/** Whom to call: a tap fetches the number, which is audited, and dials. */
export function CallSheet({ account, open, onClose }: Props) {
  const say = useText(crmTexts)
  const people = useQuery({
    ...contactsQuery({ account: account.id, size: 20, sort: 'activity', kind: 'real' }),
    enabled: open,
  })
  const dial = useMutation({
    mutationFn: (id: string) => call(revealContact, { params: { id } }),
    onSuccess: ({ phones }) => {
      if (phones[0]) location.href = `tel:${phones[0].normal}`
    },
  })
  return (
    <Sheet open={open} onClose={onClose} title={say('callUp')} subtitle={account.name}>
      <Fault error={dial.error} />
      <ul className={crmCss.callList}>
        {people.data?.items.map(person => (
          <Row key={person.id} person={person} busy={dial.isPending} onCall={() => dial.mutate(person.id)} />
        ))}
      </ul>
      {people.data?.items.length === 0 && <p className="quiet">{say('noPeople')}</p>}
      <p className={`quiet small ${crmCss.field}`}>{say('callHint')}</p>
    </Sheet>
  )
}

function Row({ person, busy, onCall }: { person: ContactItem; busy: boolean; onCall: () => void }) {
  const say = useText(crmTexts)
  const name = personName(person, say)
  return (
    <li>
      <Avatar name={name} />
      <div>
        <p>
          {name} <span className="quiet small">{person.title}</span>
        </p>
        <p className="quiet small num">{person.phones[0] ?? say('noPhone')}</p>
      </div>
      {person.phones.length > 0 && (
        <Button
          type="primary"
          disabled={busy}
          icon={<Icon name="phone" size={18} />}
          aria-label={`${say('callUp')} ${name}`}
          onClick={onCall}
        />
      )}
    </li>
  )
}
