import { Button, Input } from 'antd'
import { type LabelReason, reasonsOf, type Verdict } from '#decision/labelling/api.ts'
import { useText } from '../../../app/i18n.ts'
import css from './labelling.module.css'
import { labellingTexts } from './texts.ts'

interface Props {
  verdict: Verdict
  reason: LabelReason | undefined
  words: string
  ready: boolean
  busy: boolean
  onReason: (reason: LabelReason | undefined) => void
  onWords: (words: string) => void
  onBack: () => void
  onRecord: () => void
}

const titles = { real: 'whyReal', not: 'whyNot', unsure: 'whyUnsure' } as const

/** Why: one of a few reasons, and words if one likes. */
export function WhyBox({ verdict, reason, words, ready, busy, onReason, onWords, onBack, onRecord }: Props) {
  const say = useText(labellingTexts)
  return (
    <>
      <header className={css.chosen}>
        <b>{say(verdict)}</b>
        <Button type="text" size="small" onClick={onBack}>
          {say('backToVerdict')}
        </Button>
      </header>
      <fieldset className={css.reasons}>
        <legend className="quiet">{say(titles[verdict])}</legend>
        {reasonsOf[verdict].map((one, i) => (
          <button
            key={one}
            type="button"
            aria-pressed={reason === one}
            onClick={() => onReason(reason === one ? undefined : one)}
          >
            <kbd>{i + 1}</kbd>
            {say(one)}
          </button>
        ))}
      </fieldset>
      <Input
        aria-label={say('words')}
        placeholder={say('words')}
        maxLength={500}
        value={words}
        onChange={event => onWords(event.target.value)}
      />
      <Button type="primary" size="large" block disabled={!ready} loading={busy} onClick={onRecord}>
        {say('record')}
      </Button>
    </>
  )
}
