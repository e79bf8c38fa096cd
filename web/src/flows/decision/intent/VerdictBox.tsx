import { Button, Input, Radio } from 'antd'
import { useState } from 'react'
import {
  type ChallengerView,
  discardChallenger,
  type ModelCard,
  promoteChallenger,
} from '#decision/intent/learning-api.ts'
import { call } from '../../../app/http.ts'
import { pick, useLocale, useText } from '../../../app/i18n.ts'
import { useMay } from '../../../app/session.ts'
import { useSave } from '../../../app/useSave.ts'
import { Chip } from '../../../ui/Badge.tsx'
import { Fault } from '../../../ui/Fault.tsx'
import { count, percent, percentRange } from '../../../ui/format.ts'
import { LabelsOnNext } from '../labelling/LabelsOnNext.tsx'
import css from './intent.module.css'
import { learningTexts } from './learning-texts.ts'
import { chance } from './preview.ts'
import { verdictOf } from './verdict.ts'

interface Props {
  version: number
  challenger: ChallengerView
  card: ModelCard
}

/** The answer in a sentence, how far to trust it, and the two ways on. */
export function VerdictBox({ version, challenger, card }: Props) {
  const say = useText(learningTexts)
  const locale = useLocale()
  const verdict = verdictOf(card)
  const of = (figures: ModelCard['champion']) =>
    figures
      ? say('within', {
          value: percent(figures.auc.value, 1),
          range: percentRange(figures.auc.low, figures.auc.high),
        })
      : '–'
  const start = challenger.model ? chance(challenger.model.prior.logOdds, challenger.model) : 0
  const values = {
    n: count(card.challenger?.n ?? 0),
    challenger: of(card.challenger),
    champion: of(card.champion),
    closed: card.closed,
    enough: card.enough,
  }
  return (
    <section className={`card ${css.box}`}>
      <div className={css.marks}>
        <Chip tone={challenger.state === 'ready' ? 'ochre' : 'plain'}>
          {say(
            challenger.state === 'promoted' || challenger.state === 'discarded' ? challenger.state : 'ready',
          )}
        </Chip>
        <Chip>{say('grade')}</Chip>
      </div>
      <p className={css.verdict}>{say(verdict, values)}</p>
      {challenger.model && (
        <p>
          {say('foretells', {
            target: pick(challenger.model.target, locale),
            start: percent(start, start < 0.01 ? 2 : 0),
          })}
        </p>
      )}
      <p className="quiet small">{say('gradeHint')}</p>
      {challenger.state === 'ready' && <LabelsOnNext card={card} />}
      {challenger.state === 'ready' && (
        <Decide
          version={version}
          challenger={challenger}
          hasLabels={card.labels !== null}
          urge={verdict === 'better'}
        />
      )}
    </section>
  )
}

function Decide({
  version,
  challenger,
  hasLabels,
  urge,
}: {
  version: number
  challenger: ChallengerView
  /** There are two to choose from. */
  hasLabels: boolean
  urge: boolean
}) {
  const say = useText(learningTexts)
  const may = useMay()
  const [note, setNote] = useState('')
  const [labels, setLabels] = useState(true)
  const params = { id: challenger.id }
  const refetch = [['score-learning'], ['score-model'], ['crm']]
  const promote = useSave(() => call(promoteChallenger, { params, body: { note: note.trim(), labels } }), {
    said: say('promoteDone', { version: challenger.basedOn + 1 }),
    refetch,
    silent: true,
  })
  const discard = useSave(() => call(discardChallenger, { params }), {
    said: say('discardDone'),
    refetch,
    silent: true,
  })
  if (!may('score.write')) return null
  const outdated = challenger.basedOn !== version
  return (
    <>
      <Fault error={promote.error ?? discard.error} />
      {hasLabels && !outdated && (
        <Radio.Group
          aria-label={say('whichLabel')}
          value={labels}
          onChange={event => setLabels(event.target.value as boolean)}
          options={[
            { value: true, label: say('withLabels') },
            { value: false, label: say('withoutLabels') },
          ]}
        />
      )}
      {outdated ? (
        <p className="small">{say('outdated', { version: challenger.basedOn })}</p>
      ) : (
        <Input
          aria-label={say('promoteNote')}
          placeholder={say('promoteNote')}
          maxLength={300}
          value={note}
          onChange={event => setNote(event.target.value)}
        />
      )}
      <div className={css.buttons}>
        {!outdated && (
          <Button
            type={urge ? 'primary' : 'default'}
            loading={promote.isPending}
            onClick={() => promote.mutate(undefined)}
          >
            {say('promote')}
          </Button>
        )}
        <Button type="text" loading={discard.isPending} onClick={() => discard.mutate(undefined)}>
          {say('discard')}
        </Button>
      </div>
    </>
  )
}
