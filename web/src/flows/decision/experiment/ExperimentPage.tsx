import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { Button } from 'antd'
import { useState } from 'react'
import { type ExperimentView, readReport } from '#decision/experiment/api.ts'
import { call } from '../../../app/http.ts'
import { useLocale, useText } from '../../../app/i18n.ts'
import { Link } from '../../../app/link.tsx'
import { useMay } from '../../../app/session.ts'
import { useSave } from '../../../app/useSave.ts'
import { usePhone } from '../../../theme/preferences.ts'
import { Chip } from '../../../ui/Badge.tsx'
import { isoDay, percent } from '../../../ui/format.ts'
import { Icon } from '../../../ui/icons.tsx'
import { Loaded } from '../../../ui/Loaded.tsx'
import { PageBody, PageHead } from '../../../ui/PageHead.tsx'
import { Answer } from './Answer.tsx'
import { DecideSheet, type Decision } from './DecideSheet.tsx'
import { experimentQuery } from './data.ts'
import css from './experiment.module.css'
import { HealthCard } from './HealthCard.tsx'
import { LineCard } from './LineCard.tsx'
import { NextCard } from './NextCard.tsx'
import { SegmentsCard } from './SegmentsCard.tsx'
import { experimentTexts } from './texts.ts'
import { outcomeWords } from './words.ts'

/** One experiment: the answer first, then what it rests on, then what one may do. */
export default function ExperimentPage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const query = useQuery(experimentQuery(id))
  return <Loaded query={query}>{view => <Page view={view} />}</Loaded>
}

function Page({ view }: { view: ExperimentView }) {
  const say = useText(experimentTexts)
  const speaker = { say, locale: useLocale() }
  const may = useMay()
  const phone = usePhone()
  const [decision, setDecision] = useState<Decision>()
  const isOpen = view.isLive && may('strategy.publish')
  return (
    <>
      <PageHead
        title={view.name}
        back="/experiments"
        {...(phone ? {} : { marks: <Marks view={view} />, subtitle: <Subtitle view={view} /> })}
        // On the phone there is room to read; the choices stand in “what next”.
        {...(!phone && { actions: <Actions view={view} onDecide={isOpen ? setDecision : undefined} /> })}
      />
      <Answer view={view} speaker={speaker} />
      <PageBody>
        <div className={css.grid}>
          <div className={css.column}>
            <LineCard view={view} speaker={speaker} />
            <SegmentsCard view={view} speaker={speaker} />
          </div>
          <div className={css.column}>
            <HealthCard view={view} speaker={speaker} />
            <NextCard view={view} speaker={speaker} onDecide={isOpen ? setDecision : undefined} />
          </div>
        </div>
      </PageBody>
      <DecideSheet view={view} decision={decision} onClose={() => setDecision(undefined)} />
    </>
  )
}

function Actions({
  view,
  onDecide,
}: {
  view: ExperimentView
  onDecide: ((decision: Decision) => void) | undefined
}) {
  const say = useText(experimentTexts)
  return (
    <>
      <Export view={view} />
      <Button type="text" onClick={() => window.print()}>
        {say('print')}
      </Button>
      {onDecide && <Button onClick={() => onDecide('stop')}>{say('stop')}</Button>}
      {onDecide && (
        <Button type={view.verdict === 'better' ? 'primary' : 'default'} onClick={() => onDecide('ship')}>
          {say('ship')}
        </Button>
      )}
    </>
  )
}

function Marks({ view }: { view: ExperimentView }) {
  const say = useText(experimentTexts)
  return (
    <>
      <Link to={`/strategies/${view.strategyId}`}>
        <Chip>{say('versions', { versions: view.versions.join(', ') })}</Chip>
      </Link>
      <Chip tone={view.ending ? 'plain' : 'green'} dot={!view.ending}>
        {view.ending
          ? `${say(view.ending)} · ${say('dayCount', { day: view.day })}`
          : say('running', { day: view.day })}
      </Chip>
    </>
  )
}

function Subtitle({ view }: { view: ExperimentView }) {
  const say = useText(experimentTexts)
  const locale = useLocale()
  return say('subtitle', {
    outcome: outcomeWords(view.outcome, { say, locale }),
    horizon: view.horizonDays,
    from: isoDay(view.startedAt),
    unit: say(view.unit === 'account' ? 'unitAccount' : 'unitPerson'),
    holdout: view.holdout > 0 ? say('heldShare', { share: percent(view.holdout) }) : say('heldNone'),
  })
}

/** The report as a file: figures now, and those of each decision. */
function Export({ view }: { view: ExperimentView }) {
  const say = useText(experimentTexts)
  const save = useSave(() => call(readReport, { params: { id: view.id } }), {
    onDone: report => {
      const url = URL.createObjectURL(
        new Blob([JSON.stringify(report, null, 2)], { type: 'application/json' }),
      )
      const link = Object.assign(document.createElement('a'), {
        href: url,
        download: `experiment-${view.strategyId}-${view.number}.json`,
      })
      link.click()
      URL.revokeObjectURL(url)
    },
  })
  return (
    <Button
      type="text"
      icon={<Icon name="download" size={16} />}
      loading={save.isPending}
      onClick={() => save.mutate(undefined)}
    >
      {say('report')}
    </Button>
  )
}
