import { Button, DatePicker, Input } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import { rejectReasons, type SuggestionView } from '#decision/suggestion/api.ts'
import { DAY, HOUR } from '#kernel/time.ts'
import { useLocale, useText } from '../../../app/i18n.ts'
import { Sheet } from '../../../ui/Sheet.tsx'
import { useNow } from '../../../ui/Values.tsx'
import { when } from './shown.ts'
import css from './suggestion.module.css'
import { suggestionTexts } from './texts.ts'
import type { Answer } from './useAnswer.ts'

export type Asking = 'adapt' | 'reject' | 'dispute' | 'snooze'

interface Props {
  /** Which answer is being given to what; undefined closes. */
  asking: { s: SuggestionView; how: Asking } | undefined
  onClose: () => void
  onAnswer: (s: SuggestionView, answer: Answer) => void
}

/** Adapt, reject and snooze each ask for one thing more. */
export function AnswerSheets({ asking, onClose, onAnswer }: Props) {
  const say = useText(suggestionTexts)
  const locale = useLocale()
  const title = !asking
    ? ''
    : say(asking.how === 'adapt' ? 'adaptTitle' : asking.how === 'snooze' ? 'snoozeTitle' : 'rejectTitle')
  const give = (answer: Answer) => {
    if (asking) onAnswer(asking.s, answer)
    onClose()
  }
  return (
    <Sheet
      open={asking !== undefined}
      onClose={onClose}
      title={title}
      {...(asking ? { subtitle: asking.s.title[locale] } : {})}
    >
      {asking?.how === 'adapt' && <Adapt onAnswer={give} />}
      {asking?.how === 'snooze' && <Snooze s={asking.s} onAnswer={give} />}
      {(asking?.how === 'reject' || asking?.how === 'dispute') && (
        <Reject first={asking.how === 'dispute' ? 'bad-evidence' : undefined} onAnswer={give} />
      )}
    </Sheet>
  )
}

function Adapt({ onAnswer }: { onAnswer: (answer: Answer) => void }) {
  const say = useText(suggestionTexts)
  const [words, setWords] = useState('')
  const ready = words.trim() !== ''
  const give = () => ready && onAnswer({ act: 'adapt', words: words.trim() })
  return (
    <div className={css.form}>
      <p className="quiet">{say('adaptHint')}</p>
      <Input.TextArea
        autoFocus
        aria-label={say('adaptTitle')}
        placeholder={say('adaptPlaceholder')}
        autoSize={{ minRows: 3, maxRows: 8 }}
        maxLength={1000}
        value={words}
        onChange={event => setWords(event.target.value)}
        onKeyDown={event => (event.ctrlKey || event.metaKey) && event.key === 'Enter' && give()}
      />
      <Button type="primary" size="large" block disabled={!ready} onClick={give}>
        {say('adaptDo')}
      </Button>
    </div>
  )
}

type Reason = (typeof rejectReasons)[number]

function Reject({ first, onAnswer }: { first: Reason | undefined; onAnswer: (answer: Answer) => void }) {
  const say = useText(suggestionTexts)
  const [reason, setReason] = useState<Reason | undefined>(first)
  const [words, setWords] = useState('')
  const text = words.trim()
  return (
    <div className={css.form}>
      <fieldset className={css.choices}>
        <legend className="quiet">{say('rejectHint')}</legend>
        {rejectReasons.map(one => (
          <button key={one} type="button" aria-pressed={reason === one} onClick={() => setReason(one)}>
            {say(one)}
          </button>
        ))}
      </fieldset>
      <Input.TextArea
        aria-label={say('words')}
        placeholder={say('words')}
        autoSize={{ minRows: 2, maxRows: 6 }}
        maxLength={1000}
        value={words}
        onChange={event => setWords(event.target.value)}
      />
      <Button
        type="primary"
        size="large"
        block
        disabled={!reason}
        onClick={() => reason && onAnswer({ act: 'reject', reason, ...(text ? { words: text } : {}) })}
      >
        {say('rejectDo')}
      </Button>
    </div>
  )
}

function Snooze({ s, onAnswer }: { s: SuggestionView; onAnswer: (answer: Answer) => void }) {
  const say = useText(suggestionTexts)
  const locale = useLocale()
  const now = useNow()
  const [until, setUntil] = useState<number>()
  const choices = Object.entries(timesAfter(now)).filter(([, at]) => at < s.expiresAt && at > now)
  const near = choices.some(([, at]) => at === until)
  return (
    <div className={css.form}>
      <fieldset className={css.choices}>
        <legend className="quiet">{say('snoozeHint', { due: when(s.expiresAt, now, locale) })}</legend>
        {choices.map(([key, at]) => (
          <button key={key} type="button" aria-pressed={until === at} onClick={() => setUntil(at)}>
            {say(key as keyof ReturnType<typeof timesAfter>)}
          </button>
        ))}
        <DatePicker
          inputReadOnly
          showTime={{ format: 'HH:mm', minuteStep: 15 }}
          format="MM-DD HH:mm"
          placeholder={say('pickTime')}
          aria-label={say('pickTime')}
          value={until !== undefined && !near ? dayjs(until) : null}
          minDate={dayjs(now)}
          maxDate={dayjs(s.expiresAt)}
          onChange={at => setUntil(at ? at.valueOf() : undefined)}
        />
      </fieldset>
      <Button
        type="primary"
        size="large"
        block
        disabled={until === undefined || until <= now || until >= s.expiresAt}
        onClick={() => until !== undefined && onAnswer({ act: 'snooze', until })}
      >
        {say('snoozeDo')}
      </Button>
    </div>
  )
}

function timesAfter(now: number) {
  const at = (days: number, hour: number) => new Date(now + days * DAY).setHours(hour, 0, 0, 0)
  const untilMonday = (8 - new Date(now).getDay()) % 7 || 7
  return {
    inOneHour: now + HOUR,
    thisEvening: at(0, 17),
    tomorrowMorning: at(1, 9),
    nextMonday: at(untilMonday, 9),
  }
}
