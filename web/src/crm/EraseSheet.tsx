import { Button, Input } from 'antd'
import { useState } from 'react'
import { type ContactView, eraseContact, type KeptAgreement } from '#crm/contact/api.ts'
import { call } from '../app/http.ts'
import { useText } from '../app/i18n.ts'
import { Link } from '../app/link.tsx'
import { useGo } from '../app/url-state.ts'
import { useSave } from '../app/useSave.ts'
import { isoDay } from '../ui/format.ts'
import { Sheet } from '../ui/Sheet.tsx'
import css from './crm.module.css'
import { refreshCrm } from './data.ts'
import { eraseTexts } from './erase-texts.ts'

/** Erases a person for good: says what goes and what stays, and wants the name typed. */
export function EraseSheet({
  contact,
  open,
  onClose,
}: {
  contact: ContactView
  open: boolean
  onClose: () => void
}) {
  const say = useText(eraseTexts)
  const go = useGo()
  const [typed, setTyped] = useState('')
  const save = useSave(
    () => call(eraseContact, { params: { id: contact.id }, body: { confirm: typed.trim() } }),
    {
      said: say('done'),
      refetch: [['contacts']],
      onDone: ({ kept }) => {
        // What had to be kept is read before one goes on.
        if (kept.length === 0) leave()
      },
    },
  )
  const leave = () => {
    onClose()
    void go('/contacts').then(refreshCrm)
  }
  const kept = save.data?.kept ?? []
  if (kept.length > 0)
    return (
      <Sheet open={open} onClose={leave} title={say('keptTitle', { count: kept.length })} width={480}>
        <Kept agreements={kept} onClose={leave} />
      </Sheet>
    )
  return (
    <Sheet open={open} onClose={onClose} title={say('title')} width={480}>
      <div className={css.erase}>
        <p>{say('goes')}</p>
        <p className="quiet">{say('stays')}</p>
        <p>
          <b>{say('forGood')}</b>
        </p>
      </div>
      <form
        onSubmit={event => {
          event.preventDefault()
          save.mutate(undefined)
        }}
      >
        <label htmlFor="erase-name">{say('type', { name: contact.name })}</label>
        <Input
          id="erase-name"
          value={typed}
          autoComplete="off"
          onChange={event => setTyped(event.target.value)}
          style={{ margin: '8px 0 16px' }}
        />
        <Button
          danger
          type="primary"
          block
          htmlType="submit"
          loading={save.isPending}
          disabled={typed.trim() !== contact.name}
        >
          {say('erase')}
        </Button>
      </form>
    </Sheet>
  )
}

/** Agreements that stay as they are: which, why, since when. */
function Kept({ agreements, onClose }: { agreements: KeptAgreement[]; onClose: () => void }) {
  const say = useText(eraseTexts)
  return (
    <div className={css.erase}>
      <p>{say('keptHint')}</p>
      <ul>
        {agreements.map(({ id, number, name, since }) => (
          <li key={id}>
            <Link to={`/contracts/${id}`}>
              {number} {name}
            </Link>
            <br />
            <span className="quiet">{say('keptSince', { day: isoDay(since) })}</span>
          </li>
        ))}
      </ul>
      <Button block onClick={onClose}>
        {say('close')}
      </Button>
    </div>
  )
}
