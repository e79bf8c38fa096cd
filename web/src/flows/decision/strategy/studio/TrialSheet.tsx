import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { type TrialView, tryStrategy } from '#decision/strategy/backtest-api.ts'
import { call } from '../../../../app/http.ts'
import { useLocale, useText } from '../../../../app/i18n.ts'
import { AccountPicker } from '../../../../crm/AccountPicker.tsx'
import { Chip, type ChipTone } from '../../../../ui/Badge.tsx'
import { exactTime } from '../../../../ui/format.ts'
import { Loaded } from '../../../../ui/Loaded.tsx'
import { Sheet } from '../../../../ui/Sheet.tsx'
import { SkeletonLines } from '../../../../ui/States.tsx'
import { type Doc, printDoc } from '../doc.ts'
import { toCanvas } from './canvas.ts'
import css from './findings.module.css'
import { grammar } from './measure-words.ts'
import { studioTexts } from './studio-texts.ts'
import trial from './trial.module.css'
import { eventName } from './vocabulary.ts'

/** 找一家客户试跑: one account's acts, one by one, and what each part saw. */
export function TrialSheet({ doc, open, onClose }: { doc: Doc; open: boolean; onClose: () => void }) {
  const say = useText(studioTexts)
  return (
    <Sheet open={open} onClose={onClose} title={say('tryOne')} subtitle={say('tryHint')} width={640}>
      <Body doc={doc} />
    </Sheet>
  )
}

function Body({ doc }: { doc: Doc }) {
  const say = useText(studioTexts)
  const [accountId, setAccountId] = useState<string | null>(null)
  const query = useQuery({
    queryKey: ['strategy-trial', accountId, printDoc(doc)],
    enabled: accountId !== null,
    queryFn: () => call(tryStrategy, { body: { definition: doc, accountId: accountId! } }),
    staleTime: 30_000,
  })
  return (
    <div className={css.findings}>
      <AccountPicker label={say('chooseAccount')} value={accountId} onChange={id => setAccountId(id)} />
      {accountId === null ? (
        <p className={css.basis}>{say('chooseAccountHint')}</p>
      ) : (
        <Loaded query={query} skeleton={<SkeletonLines rows={6} />}>
          {found => <Lines doc={doc} trial={found} />}
        </Loaded>
      )}
    </div>
  )
}

type Line = TrialView['lines'][number]

const shownAtFirst = 40

function Lines({ doc, trial: { events, firings, lines } }: { doc: Doc; trial: TrialView }) {
  const say = useText(studioTexts)
  const [quiet, setQuiet] = useState(false)
  const [most, setMost] = useState(shownAtFirst)
  const telling = lines.filter(line => quiet || line.notes.length > 0)
  return (
    <>
      <p>
        <b className="num">{say('trialAnswer', { events, firings })}</b>
      </p>
      {events === 0 && <p className={css.basis}>{say('trialNothing')}</p>}
      <ol className={trial.lines}>
        {telling.slice(-most).map(line => (
          <li key={`${line.at} ${line.event}`}>
            <TrialLine doc={doc} line={line} />
          </li>
        ))}
      </ol>
      <p className={trial.more}>
        {telling.length > most && (
          <Button size="small" onClick={() => setMost(most + 80)}>
            {say('earlier')}
          </Button>
        )}
        <Button size="small" type="text" aria-pressed={quiet} onClick={() => setQuiet(!quiet)}>
          {say(quiet ? 'hideQuiet' : 'showQuiet')}
        </Button>
      </p>
    </>
  )
}

function TrialLine({ doc, line }: { doc: Doc; line: Line }) {
  const say = useText(studioTexts)
  const locale = useLocale()
  const props = Object.entries(line.props)
    .filter(([name, value]) => !/id$/i.test(name) && ['string', 'number', 'boolean'].includes(typeof value))
    .slice(0, 4)
    .map(([name, value]) => `${name} ${String(value).slice(0, 30)}`)
  return (
    <>
      <div className={trial.act}>
        <time className="num">{exactTime(line.at)}</time>
        <b>{line.type === null ? say('timePassed') : eventName(line.type)[locale]}</b>
        <small>{props.join(' · ')}</small>
      </div>
      <ul className={trial.notes}>
        {line.notes.length === 0 && <li className={css.basis}>{say('nothingSaw')}</li>}
        {line.notes.map((note, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: notes have their order only
          <li key={index}>
            <Note doc={doc} note={note} />
          </li>
        ))}
      </ul>
    </>
  )
}

const tones: Record<string, ChipTone> = {
  passed: 'green',
  taken: 'green',
  fired: 'green',
  cooled: 'ochre',
  broken: 'red',
}

function Note({ doc, note }: { doc: Doc; note: Line['notes'][number] }) {
  const say = useText(studioTexts)
  const locale = useLocale()
  if (note.kind !== 'judged')
    return (
      <>
        <Chip tone={tones[note.kind] ?? 'plain'}>{say('stepNumber', { number: note.step + 1 })}</Chip>{' '}
        {say(`saw.${note.kind}`)}
      </>
    )
  const conditions = toCanvas(doc).conditions
  return (
    <>
      <Chip tone={tones[note.verdict] ?? 'plain'}>{say(`verdict.${note.verdict}`)}</Chip>
      <ul className={trial.conditions}>
        {note.conditions.map((holds, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the place is what tells them apart
          <li key={index}>
            <span aria-hidden="true">{holds ? '✓' : '✗'}</span>
            <span className="unseen">{say(holds ? 'holds1' : 'holds0')}</span>{' '}
            {grammar(locale).conditionWords(doc, conditions[index]?.text ?? '')}
          </li>
        ))}
      </ul>
      <small className="num">
        {Object.entries(note.measures)
          .map(([name, value]) => `${name} = ${value === null ? '–' : Number(value.toFixed(2))}`)
          .join(' · ')}
      </small>
    </>
  )
}
