import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { Button } from 'antd'
import { askCause, cancelCause, type Question, type StudyView } from '#decision/cause/api.ts'
import { DAY } from '#kernel/time.ts'
import { call } from '../../../app/http.ts'
import { useText } from '../../../app/i18n.ts'
import { useMay } from '../../../app/session.ts'
import { useGo } from '../../../app/url-state.ts'
import { useSave } from '../../../app/useSave.ts'
import { usePhone } from '../../../theme/preferences.ts'
import { isoDay } from '../../../ui/format.ts'
import { Loaded } from '../../../ui/Loaded.tsx'
import { PageBody, PageHead } from '../../../ui/PageHead.tsx'
import { ProgressLine } from '../../../ui/ProgressLine.tsx'
import { AdjustedCards } from './AdjustedCards.tsx'
import { Answer } from './Answer.tsx'
import css from './cause.module.css'
import { causeQuery, causesKey } from './data.ts'
import { HowCard } from './HowCard.tsx'
import { RolloutCards } from './RolloutCards.tsx'
import { causeTexts } from './texts.ts'
import { useSpeaker } from './useSpeaker.ts'
import { questionWords } from './words.ts'

/** One question about a cause: the answer first, then what it rests on. */
export default function CausePage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const query = useQuery(causeQuery(id))
  return <Loaded query={query}>{study => <Page study={study} />}</Loaded>
}

function Page({ study }: { study: StudyView }) {
  const speaker = useSpeaker()
  const { say } = speaker
  const { from, to } = study.question
  const phone = usePhone()
  const words = questionWords(study.question, speaker)
  const days = { from: isoDay(from), to: isoDay(to - DAY) }
  return (
    <>
      <PageHead
        title={phone ? say('causes') : words}
        {...(phone ? {} : { subtitle: say('window', days) })}
        back="/causes"
        actions={<Again question={study.question} running={study.state === 'running'} />}
      />
      {phone && (
        <p className={css.asked}>
          {words} <span className="quiet">{say('window', days)}</span>
        </p>
      )}
      {study.state === 'done' ? <Answer study={study} speaker={speaker} /> : <Waiting study={study} />}
      <PageBody>
        {study.result?.kind === 'adjusted' && (
          <AdjustedCards result={study.result} question={study.question} speaker={speaker} />
        )}
        {study.result?.kind === 'rollout' && (
          <RolloutCards result={study.result} question={study.question} speaker={speaker} />
        )}
        {study.state === 'done' && <HowCard study={study} speaker={speaker} />}
      </PageBody>
    </>
  )
}

function Again({ question, running }: { question: Question; running: boolean }) {
  const say = useText(causeTexts)
  const may = useMay()
  const go = useGo()
  const ask = useSave(() => call(askCause, { body: question }), {
    refetch: [causesKey],
    onDone: study => void go(`/causes/${study.id}`),
  })
  if (!may('strategy.write') || running) return null
  return (
    <Button loading={ask.isPending} onClick={() => ask.mutate(undefined)}>
      {say('askAgain')}
    </Button>
  )
}

/** While it runs, and when it ended without an answer. */
function Waiting({ study }: { study: StudyView }) {
  const say = useText(causeTexts)
  const may = useMay()
  const cancel = useSave(() => call(cancelCause, { params: { id: study.id } }), { refetch: [causesKey] })
  const { state } = study
  if (state !== 'running' && state !== 'done')
    return (
      <section className={css.answer}>
        <h2>{say(state)}</h2>
        <p className="quiet">{say(`${state}Hint`)}</p>
      </section>
    )
  return (
    <section className={css.answer}>
      <ProgressLine
        label={say('computing')}
        done={Math.round(100 * study.progress)}
        total={100}
        rate={0}
        mayLeave
      />
      {may('strategy.write') && (
        <Button
          className={css.cancel ?? ''}
          loading={cancel.isPending}
          onClick={() => cancel.mutate(undefined)}
        >
          {say('cancel')}
        </Button>
      )}
    </section>
  )
}
