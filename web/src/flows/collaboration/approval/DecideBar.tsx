import { Button, Input } from 'antd'
import { useState } from 'react'
import type { CaseView, Decision } from '#collaboration/approval/api.ts'
import { useText } from '../../../app/i18n.ts'
import { useOrgNames } from '../../../platform/org/org.ts'
import { Icon } from '../../../ui/icons.tsx'
import css from './approval.module.css'
import { PersonSheet } from './PersonSheet.tsx'
import { ReturnSheet } from './ReturnSheet.tsx'
import { approvalTexts } from './texts.ts'
import type { Deciding } from './useDecide.ts'

type Open = 'return' | 'transfer' | 'add' | undefined

/** 同意 · 退回 · 转交 · 加签, always within the thumb's reach. */
export function DecideBar({ view, decide }: { view: CaseView; decide: Deciding }) {
  const say = useText(approvalTexts)
  const names = useOrgNames()
  const [comment, setComment] = useState('')
  const [open, setOpen] = useState<Open>()
  const close = () => setOpen(undefined)
  const send = (act: Decision, words = comment) =>
    decide.mutate({ act, comment: words.trim() }, { onSuccess: () => setComment('') })
  const sheet = { view, comment, pending: decide.isPending, onClose: close, onSend: send }
  return (
    <>
      {view.may.signsFor && (
        <p className={css.signs}>
          <Icon name="people" size={16} /> {say('signsFor', { name: names.member(view.may.signsFor) })}
        </p>
      )}
      <Input.TextArea
        autoSize={{ minRows: 1, maxRows: 4 }}
        maxLength={500}
        value={comment}
        aria-label={say('comment')}
        placeholder={say('commentHint')}
        onChange={event => setComment(event.target.value)}
      />
      <div className={css.buttons}>
        <Button
          type="primary"
          size="large"
          icon={<Icon name="check" size={18} />}
          loading={decide.isPending}
          onClick={() => send({ kind: 'approve' })}
        >
          {say('approve')}
        </Button>
        {(['return', 'transfer', 'add'] as const).map(kind => (
          <Button key={kind} size="large" disabled={decide.isPending} onClick={() => setOpen(kind)}>
            {say(kind)}
          </Button>
        ))}
      </div>
      <ReturnSheet {...sheet} open={open === 'return'} />
      <PersonSheet {...sheet} kind="transfer" open={open === 'transfer'} />
      <PersonSheet {...sheet} kind="add" open={open === 'add'} />
    </>
  )
}

export interface DecisionSheetProps {
  view: CaseView
  comment: string
  pending: boolean
  open: boolean
  onClose: () => void
  onSend: (act: Decision, comment: string) => void
}
