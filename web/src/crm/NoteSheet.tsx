import { useMutation, useQuery } from '@tanstack/react-query'
import { App, Button, DatePicker, Input } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import {
  createNote,
  deleteNote,
  type NoteKind,
  noteKinds,
  type Outcome,
  outcomes,
} from '#crm/activity/api.ts'
import { newId } from '#kernel/id.ts'
import { ApiError } from '../app/errors.ts'
import { call } from '../app/http.ts'
import { useText } from '../app/i18n.ts'
import { Fault } from '../ui/Fault.tsx'
import { isoDay } from '../ui/format.ts'
import { Sheet } from '../ui/Sheet.tsx'
import { useUndo } from '../ui/useUndo.tsx'
import css from './crm.module.css'
import { contactsQuery, refreshCrm } from './data.ts'
import { noteWords } from './note-words.ts'
import { personName } from './person.ts'
import { crmTexts } from './texts.ts'

interface Draft {
  id: string
  kind: NoteKind
  body: string
  contactIds: string[]
  outcome: Outcome | null
  nextOn: string | null
}

interface Props {
  open: boolean
  onClose: () => void
  account: { id: string; name: string }
  /** With whom, chosen beforehand. */
  contactId?: string
}

/** 记一笔: text first, the rest by one tap each. What was typed survives a lost network and a closed sheet. */
export function NoteSheet({ open, onClose, account, contactId }: Props) {
  const say = useText(crmTexts)
  const [draft, setDraft] = useDraft(account.id, contactId)
  const undo = useUndo()
  const { message } = App.useApp()
  const save = useMutation({
    mutationFn: () => call(createNote, { body: { ...draft, accountId: account.id } }),
    onSuccess: note => {
      setDraft(undefined)
      onClose()
      void refreshCrm()
      const said = note.nextOn ? say('notedWithNext', { day: note.nextOn }) : say('noted')
      undo(said, () => void call(deleteNote, { params: { id: note.id } }).then(refreshCrm))
    },
    onError: error => {
      if (error instanceof ApiError && error.status === 0) void message.warning(say('draftKept'))
    },
  })
  const ready = draft.body.trim() !== ''
  return (
    <Sheet
      open={open}
      onClose={onClose}
      title={say('noteTitle')}
      subtitle={account.name}
      footer={
        <Button
          type="primary"
          block
          size="large"
          disabled={!ready}
          loading={save.isPending}
          onClick={() => save.mutate()}
        >
          {say('save')}
        </Button>
      }
    >
      <Fault error={save.error instanceof ApiError && save.error.status === 0 ? undefined : save.error} />
      <Body draft={draft} onDraft={setDraft} accountId={account.id} onSubmit={() => ready && save.mutate()} />
    </Sheet>
  )
}

interface BodyProps {
  draft: Draft
  onDraft: (draft: Draft) => void
  accountId: string
  onSubmit: () => void
}

function Body({ draft, onDraft, accountId, onSubmit }: BodyProps) {
  const say = useText(crmTexts)
  const people = useQuery(contactsQuery({ account: accountId, size: 12, sort: 'activity', kind: 'real' }))
  const toggle = (id: string) =>
    draft.contactIds.includes(id) ? draft.contactIds.filter(other => other !== id) : [...draft.contactIds, id]
  return (
    <>
      <div className={css.field}>
        <Input.TextArea
          autoFocus
          aria-label={say('noteBody')}
          placeholder={say('noteBody')}
          autoSize={{ minRows: 3, maxRows: 8 }}
          maxLength={4000}
          value={draft.body}
          onChange={event => onDraft({ ...draft, body: event.target.value })}
          onKeyDown={event => (event.ctrlKey || event.metaKey) && event.key === 'Enter' && onSubmit()}
        />
      </div>
      <Chips
        legend={say('noteHow')}
        options={noteKinds.map(key => ({ key, label: say(noteWords[key]) }))}
        chosen={[draft.kind]}
        onPick={kind => onDraft({ ...draft, kind })}
      />
      {(people.data?.items.length ?? 0) > 0 && (
        <Chips
          legend={say('withWhom')}
          options={people.data!.items.map(person => ({ key: person.id, label: personName(person, say) }))}
          chosen={draft.contactIds}
          onPick={id => onDraft({ ...draft, contactIds: toggle(id) })}
        />
      )}
      <Chips
        legend={say('outcome')}
        options={outcomes.map(key => ({ key, label: say(key) }))}
        chosen={draft.outcome ? [draft.outcome] : []}
        onPick={outcome => onDraft({ ...draft, outcome: draft.outcome === outcome ? null : outcome })}
      />
      <NextStep nextOn={draft.nextOn} onNextOn={nextOn => onDraft({ ...draft, nextOn })} />
    </>
  )
}

interface ChipsProps<K extends string> {
  legend: string
  options: { key: K; label: string }[]
  chosen: readonly string[]
  onPick: (key: K) => void
}

function Chips<K extends string>({ legend, options, chosen, onPick }: ChipsProps<K>) {
  return (
    <fieldset className={css.field}>
      <legend>{legend}</legend>
      <div className={css.chips}>
        {options.map(option => (
          <button
            key={option.key}
            type="button"
            aria-pressed={chosen.includes(option.key)}
            onClick={() => onPick(option.key)}
          >
            {option.label}
          </button>
        ))}
      </div>
    </fieldset>
  )
}

function NextStep({ nextOn, onNextOn }: { nextOn: string | null; onNextOn: (day: string | null) => void }) {
  const say = useText(crmTexts)
  const days = nextDays()
  const near = Object.entries(days).find(([, day]) => day === nextOn)?.[0]
  const pick = (key: keyof typeof days) => onNextOn(days[key] === nextOn ? null : days[key])
  return (
    <fieldset className={css.field}>
      <legend>{say('nextStep')}</legend>
      <div className={css.chips}>
        {(Object.keys(days) as (keyof typeof days)[]).map(key => (
          <button key={key} type="button" aria-pressed={near === key} onClick={() => pick(key)}>
            {say(key)}
          </button>
        ))}
        <DatePicker
          className={css.day ?? ''}
          inputReadOnly
          placeholder={say('pickDay')}
          value={nextOn && !near ? dayjs(nextOn) : null}
          disabledDate={day => day.isBefore(dayjs(), 'day')}
          onChange={day => onNextOn(day ? day.format('YYYY-MM-DD') : null)}
        />
      </div>
    </fieldset>
  )
}

function nextDays() {
  const now = Date.now()
  const day = 86_400_000
  const untilMonday = (8 - new Date(now).getDay()) % 7 || 7
  return {
    tomorrow: isoDay(now + day),
    inThreeDays: isoDay(now + 3 * day),
    nextWeek: isoDay(now + untilMonday * day),
  }
}

/** A draft per account, kept in this tab until it is sent. `undefined` begins a new one. */
function useDraft(
  accountId: string,
  contactId: string | undefined,
): [Draft, (draft: Draft | undefined) => void] {
  const key = `loam.note.${accountId}`
  const fresh = (): Draft => ({
    id: newId(),
    kind: 'call',
    body: '',
    contactIds: contactId ? [contactId] : [],
    outcome: null,
    nextOn: null,
  })
  const [draft, setDraft] = useState<Draft>(() => {
    const kept = sessionStorage.getItem(key)
    return kept ? { ...fresh(), ...(JSON.parse(kept) as Draft) } : fresh()
  })
  const change = (next: Draft | undefined) => {
    if (next) sessionStorage.setItem(key, JSON.stringify(next))
    else sessionStorage.removeItem(key)
    setDraft(next ?? fresh())
  }
  return [draft, change]
}
