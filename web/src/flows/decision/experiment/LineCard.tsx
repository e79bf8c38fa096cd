import { useMemo } from 'react'
import type { ExperimentView } from '#decision/experiment/api.ts'
import { useMode, usePhone } from '../../../theme/preferences.ts'
import { palettes } from '../../../theme/tokens.ts'
import { Chart } from '../../../ui/Chart.tsx'
import css from './experiment.module.css'
import { lineOf } from './line-chart.ts'
import { type Speaker, unitKey } from './words.ts'

interface Props {
  view: ExperimentView
  speaker: Speaker
}

/** The difference as it would have been read on each day, in both intervals. */
export function LineCard({ view, speaker }: Props) {
  const { say } = speaker
  const unit = say(unitKey(view.outcome.kind), { n: '' }).trim()
  return (
    <section className={`card ${css.card}`}>
      <header>
        <h2>{say('chart')}</h2>
        <span className="quiet small">{say('chartHint', { unit })}</span>
      </header>
      {view.line.length === 0 ? (
        <p className="quiet">{say('noLine')}</p>
      ) : (
        <>
          <Drawn view={view} speaker={speaker} />
          {view.sinceSequential !== null && <p>{say('sinceNote', { day: view.sinceSequential })}</p>}
          {view.firstClassical !== null && view.firstClassical !== view.sinceSequential && (
            <p className="quiet small">{say('classicalNote', { day: view.firstClassical })}</p>
          )}
        </>
      )}
    </section>
  )
}

/** Of at least one day. */
function Drawn({ view, speaker }: Props) {
  const { primary, accent, ink, quiet } = palettes[useMode()]
  const phone = usePhone()
  const drawn = useMemo(
    () => lineOf(view, speaker, { green: primary, ochre: accent, ink, quiet, phone }),
    [view, speaker, primary, accent, ink, quiet, phone],
  )
  return <Chart label={speaker.say('chart')} height={300} {...drawn} />
}
