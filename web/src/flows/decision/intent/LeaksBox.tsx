import { Button, Input } from 'antd'
import { useState } from 'react'
import type { ChallengerView, ModelCard } from '#decision/intent/learning-api.ts'
import { pick, useLocale, useText } from '../../../app/i18n.ts'
import { useMay } from '../../../app/session.ts'
import { Chip } from '../../../ui/Badge.tsx'
import { Fault } from '../../../ui/Fault.tsx'
import { useLearn } from './AskBox.tsx'
import css from './intent.module.css'
import { learningTexts } from './learning-texts.ts'

/** Acts that come with the outcome: why, and the way to put one back with a reason. */
export function LeaksBox({ challenger, card }: { challenger: ChallengerView; card: ModelCard }) {
  const say = useText(learningTexts)
  return (
    <section className={`card ${css.box}`}>
      <h2>{say('leaks')}</h2>
      <p className="quiet small">{say(card.leaks.length > 0 ? 'leaksHint' : 'noLeaks')}</p>
      {card.leaks.map(leak => (
        <Leak key={leak.term} leak={leak} challenger={challenger} />
      ))}
    </section>
  )
}

function Leak({ leak, challenger }: { leak: ModelCard['leaks'][number]; challenger: ChallengerView }) {
  const say = useText(learningTexts)
  const locale = useLocale()
  const may = useMay()
  const learn = useLearn()
  const [reason, setReason] = useState<string>()
  const { question } = challenger
  const given = question.keep.find(one => one.term === leak.term)
  const keep = () => {
    const kept = { term: leak.term, reason: (reason ?? '').trim() }
    learn.mutate({ ...question, keep: [...question.keep.filter(one => one.term !== leak.term), kept] })
  }
  return (
    <div className={css.leak}>
      <h3>
        {pick(leak.name, locale)} {leak.kept && <Chip tone="blue">{say('kept')}</Chip>}
      </h3>
      <p className="small">{pick(leak.why, locale)}</p>
      {given && <p className="quiet small">{given.reason}</p>}
      <Fault error={learn.error} />
      {!leak.kept && may('score.write') && reason === undefined && (
        <Button size="small" onClick={() => setReason('')}>
          {say('keep')}
        </Button>
      )}
      {reason !== undefined && !leak.kept && (
        <div className={css.buttons}>
          <Input
            aria-label={say('keepReason')}
            placeholder={say('keepReason')}
            maxLength={300}
            value={reason}
            onChange={event => setReason(event.target.value)}
          />
          <Button loading={learn.isPending} disabled={reason.trim().length < 3} onClick={keep}>
            {say('keepAndLearn')}
          </Button>
        </div>
      )}
    </div>
  )
}
