import { useMutation, useQuery } from '@tanstack/react-query'
import { AutoComplete } from 'antd'
import { useState } from 'react'
import { type AccountView, tagAccount } from '#crm/account/api.ts'
import { call } from '../../app/http.ts'
import { useText } from '../../app/i18n.ts'
import { useMay } from '../../app/session.ts'
import { Chip } from '../../ui/Badge.tsx'
import { Icon } from '../../ui/icons.tsx'
import { useUndo } from '../../ui/useUndo.tsx'
import { facetsQuery, refreshCrm } from '../data.ts'
import { crmTexts } from '../texts.ts'
import css from './account.module.css'

/** Tags, added and taken away where they stand. */
export function AccountTags({ account }: { account: AccountView }) {
  const say = useText(crmTexts)
  const may = useMay()
  const undo = useUndo()
  const change = useMutation({
    mutationFn: (body: { add?: string[]; remove?: string[] }) =>
      call(tagAccount, { params: { id: account.id }, body }),
    onSuccess: () => refreshCrm(),
  })
  const remove = (tag: string) => {
    change.mutate({ remove: [tag] })
    undo(say('tagRemoved', { tag }), () => change.mutate({ add: [tag] }))
  }
  return (
    <div className={css.tags}>
      {account.tags.map((tag, i) => (
        <span key={tag} className={css.tagged}>
          <Chip {...(i === 0 ? { tone: 'ochre' as const, dot: true } : {})}>{tag}</Chip>
          {may('crm.write') && (
            <button
              type="button"
              className={css.untag}
              aria-label={say('removeTag', { tag })}
              onClick={() => remove(tag)}
            >
              <Icon name="close" size={10} />
            </button>
          )}
        </span>
      ))}
      {may('crm.write') && <AddTag onAdd={tag => change.mutate({ add: [tag] })} />}
    </div>
  )
}

function AddTag({ onAdd }: { onAdd: (tag: string) => void }) {
  const say = useText(crmTexts)
  const [open, setOpen] = useState(false)
  const [text, setText] = useState('')
  const { data } = useQuery({ ...facetsQuery, enabled: open })
  if (!open)
    return (
      <button type="button" className={css.addTag} aria-label={say('addTag')} onClick={() => setOpen(true)}>
        <Icon name="plus" size={14} />
        {say('tag')}
      </button>
    )
  const close = () => {
    setOpen(false)
    setText('')
  }
  const add = (tag: string) => {
    if (tag.trim()) onAdd(tag.trim())
    close()
  }
  return (
    <AutoComplete
      autoFocus
      size="small"
      style={{ width: 160 }}
      aria-label={say('addTag')}
      placeholder={say('addTag')}
      value={text}
      maxLength={24}
      options={(data?.tags ?? []).filter(tag => tag.includes(text)).map(value => ({ value }))}
      onChange={setText}
      onSelect={add}
      onBlur={close}
      onKeyDown={event => {
        if (event.nativeEvent.isComposing) return
        if (event.key === 'Enter') add(text)
        if (event.key === 'Escape') close()
      }}
    />
  )
}
