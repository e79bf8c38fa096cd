import { Button, Input, Radio } from 'antd'
import { useState } from 'react'
import { useText } from '../../../app/i18n.ts'
import { Sheet } from '../../../ui/Sheet.tsx'
import css from './approval.module.css'
import type { DecisionSheetProps } from './DecideBar.tsx'
import { approvalTexts } from './texts.ts'
import { stepTitle } from './words.ts'

/** 退回: to the author, to a step that is done, or for good; always with a reason. */
export function ReturnSheet({ open, onClose, ...rest }: DecisionSheetProps) {
  const say = useText(approvalTexts)
  return (
    <Sheet open={open} onClose={onClose} title={say('return')} width={420}>
      {open && <Body {...rest} onClose={onClose} />}
    </Sheet>
  )
}

function Body({ view, comment, pending, onClose, onSend }: Omit<DecisionSheetProps, 'open'>) {
  const say = useText(approvalTexts)
  const [to, setTo] = useState('author')
  const [words, setWords] = useState(comment)
  const done = view.steps.filter(({ state }) => state === 'done')
  const send = () => {
    onClose()
    if (to === 'reject') onSend({ kind: 'reject' }, words)
    else onSend({ kind: 'return', stepId: to === 'author' ? null : to }, words)
  }
  return (
    <div className={css.form}>
      <Radio.Group
        aria-label={say('returnTo')}
        className={css.radios ?? ''}
        value={to}
        onChange={({ target }) => setTo(target.value as string)}
      >
        <Radio value="author">{say('toAuthor')}</Radio>
        {done.map(step => (
          <Radio key={step.id} value={step.id}>
            {say('toStep', { step: stepTitle(step, say) })}
          </Radio>
        ))}
        <Radio value="reject">{say('rejectEnd')}</Radio>
      </Radio.Group>
      <Input.TextArea
        autoFocus
        rows={3}
        maxLength={500}
        value={words}
        aria-label={say('comment')}
        placeholder={say('commentNeeded')}
        onChange={event => setWords(event.target.value)}
      />
      <Button
        type="primary"
        size="large"
        danger={to === 'reject'}
        loading={pending}
        disabled={words.trim() === ''}
        onClick={send}
      >
        {say(to === 'reject' ? 'reject' : 'return')}
      </Button>
    </div>
  )
}
