import { useQuery } from '@tanstack/react-query'
import { Button, Input, Radio, Select } from 'antd'
import { useState } from 'react'
import { useText } from '../../../app/i18n.ts'
import { orgQuery } from '../../../platform/org/org.ts'
import { Sheet } from '../../../ui/Sheet.tsx'
import css from './approval.module.css'
import type { DecisionSheetProps } from './DecideBar.tsx'
import { approvalTexts } from './texts.ts'

type Props = DecisionSheetProps & { kind: 'transfer' | 'add' }

/** 转交 and 加签: to whom; an added signer also when. */
export function PersonSheet({ open, onClose, ...rest }: Props) {
  const say = useText(approvalTexts)
  return (
    <Sheet open={open} onClose={onClose} title={say(rest.kind)} width={420}>
      {open && <Body {...rest} onClose={onClose} />}
    </Sheet>
  )
}

const places = { before: 'whereBefore', with: 'whereWith', after: 'whereAfter' } as const

function Body({ view, kind, comment, pending, onClose, onSend }: Omit<Props, 'open'>) {
  const say = useText(approvalTexts)
  const { data: org } = useQuery(orgQuery)
  const [personId, setPerson] = useState<string>()
  const [where, setWhere] = useState<keyof typeof places>('before')
  const [words, setWords] = useState(comment)
  const people = (org?.members ?? [])
    .filter(({ userId }) => view.may.people.includes(userId))
    .map(({ userId, name, title }) => ({ value: userId, label: [name, title].filter(Boolean).join(' · ') }))
  const send = () => {
    if (!personId) return
    onClose()
    onSend(kind === 'transfer' ? { kind, personId } : { kind, personId, where }, words)
  }
  return (
    <div className={css.form}>
      <Select
        size="large"
        showSearch={{ optionFilterProp: 'label' }}
        aria-label={say('person')}
        placeholder={say('personHint')}
        notFoundContent={say('noPeople')}
        value={personId ?? null}
        options={people}
        onChange={value => setPerson(value ?? undefined)}
      />
      <p className="quiet small">{say('notBarred')}</p>
      {kind === 'add' && (
        <Radio.Group
          aria-label={say('where')}
          className={css.radios ?? ''}
          value={where}
          onChange={({ target }) => setWhere(target.value as keyof typeof places)}
        >
          {(Object.keys(places) as (keyof typeof places)[]).map(place => (
            <Radio key={place} value={place}>
              {say(places[place])}
            </Radio>
          ))}
        </Radio.Group>
      )}
      <Input.TextArea
        rows={2}
        maxLength={500}
        value={words}
        aria-label={say('comment')}
        placeholder={say('commentHint')}
        onChange={event => setWords(event.target.value)}
      />
      <Button type="primary" size="large" loading={pending} disabled={!personId} onClick={send}>
        {say(kind)}
      </Button>
    </div>
  )
}
