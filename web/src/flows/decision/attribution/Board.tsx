import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useEffect, useState } from 'react'
import type { BoardAnswer, BoardSettings, Place } from '#decision/attribution/api.ts'
import { useLocale, useText } from '../../../app/i18n.ts'
import { usePhone } from '../../../theme/preferences.ts'
import { count, exactTime, percent, percentRange } from '../../../ui/format.ts'
import { Icon } from '../../../ui/icons.tsx'
import { Loaded } from '../../../ui/Loaded.tsx'
import { Sheet } from '../../../ui/Sheet.tsx'
import { EmptyState } from '../../../ui/States.tsx'
import css from './attribution.module.css'
import { Builder } from './Builder.tsx'
import { Credit } from './Credit.tsx'
import { CustomersSheet } from './CustomersSheet.tsx'
import { answerQuery, isAskable, stepWords } from './data.ts'
import { Funnel } from './Funnel.tsx'
import { journeyTexts } from './texts.ts'
import { Ways } from './Ways.tsx'

interface Props {
  settings: BoardSettings
  onChange: (settings: BoardSettings) => void
}

/** The board itself: what one builds above, what it shows below; it is asked again as one builds. */
export function Board({ settings, onChange }: Props) {
  const say = useText(journeyTexts)
  const phone = usePhone()
  const [building, setBuilding] = useState(false)
  const asked = useCalm(settings)
  const query = useQuery(answerQuery(asked))
  const builder = <Builder settings={settings} onChange={onChange} />
  return (
    <div className={css.board}>
      {phone ? (
        <>
          <Button icon={<Icon name="edit" size={16} />} onClick={() => setBuilding(true)}>
            {say('adjust')}
          </Button>
          <Sheet open={building} onClose={() => setBuilding(false)} title={say('adjust')}>
            {builder}
          </Sheet>
        </>
      ) : (
        builder
      )}
      {!isAskable(asked) ? (
        <div className="card">
          <EmptyState icon="flow" title={say('dropHere')} hint={say('paletteHint')} />
        </div>
      ) : (
        <Loaded query={query}>
          {answer => <Shown settings={asked} answer={answer} isOld={query.isPlaceholderData} />}
        </Loaded>
      )}
    </div>
  )
}

/** Settings once they stood still for a moment. */
function useCalm(settings: BoardSettings): BoardSettings {
  const [calm, setCalm] = useState(settings)
  useEffect(() => {
    const timer = setTimeout(() => setCalm(settings), 250)
    return () => clearTimeout(timer)
  }, [settings])
  return calm
}

function Shown({
  settings,
  answer,
  isOld,
}: {
  settings: BoardSettings
  answer: BoardAnswer
  isOld: boolean
}) {
  const [place, setPlace] = useState<Place>()
  const locale = useLocale()
  const steps = [
    ...settings.touches.filter(touch => !touch.aside),
    ...(settings.success ? [settings.success] : []),
  ]
  // While the next answer is on its way the last one may have other steps.
  const names = answer.funnel.map((_, index) => (steps[index] ? stepWords(steps[index], locale) : ''))
  const touchNames = answer.events.map((_, index) =>
    settings.touches[index] ? stepWords(settings.touches[index], locale) : '',
  )
  return (
    <div className={`${css.board} ${isOld ? css.old : ''}`} aria-busy={isOld}>
      <Headline answer={answer} names={names} />
      <Missing answer={answer} names={touchNames} />
      <div className={css.halves}>
        <Funnel answer={answer} names={names} onPick={setPlace} />
        <Ways answer={answer} names={touchNames} hasSuccess={settings.success !== null} onPick={setPlace} />
      </div>
      {settings.success && (
        <Credit answer={answer} names={touchNames} events={settings.touches.map(touch => touch.event)} />
      )}
      <CustomersSheet
        settings={settings}
        names={names}
        place={place}
        onPlace={setPlace}
        onClose={() => setPlace(undefined)}
      />
    </div>
  )
}

/** The answer first: how many went all the way, how sure that is, and what kind of evidence it is. */
function Headline({ answer, names }: { answer: BoardAnswer; names: string[] }) {
  const say = useText(journeyTexts)
  const [first, last] = [answer.funnel[0], answer.funnel.at(-1)]
  const began = first?.reached ?? 0
  return (
    <section className={`card ${css.headline}`}>
      <div className={css.headWords}>
        {began === 0 || !last ? (
          <>
            <h2>{say('answerNone')}</h2>
            <p className="quiet">{say('answerNoneHint')}</p>
          </>
        ) : (
          <>
            <h2>
              {say('answer', { began: count(began), done: count(last.reached), last: names.at(-1) ?? '' })}{' '}
              <em>{percent(last.ofFirst.value, 1)}</em>{' '}
              <span className={css.thin}>({percentRange(last.ofFirst.low, last.ofFirst.high)})</span>
            </h2>
            <p className="quiet">
              {say('range', { range: percentRange(last.ofFirst.low, last.ofFirst.high) })}
              {answer.dataTo !== null && ` · ${say('dataTo', { at: exactTime(answer.dataTo) })}`}
              {answer.underway > 0 && ` · ${say('answerWait', { count: answer.underway })}`}
            </p>
          </>
        )}
      </div>
      <aside className={css.grade}>
        <b aria-hidden="true">D</b>
        <div>
          <strong>{say('gradeTitle')}</strong>
          <p className="quiet">{say('grade')}</p>
        </div>
      </aside>
    </section>
  )
}

/** Which steps never came in, so that an empty board says why. */
function Missing({ answer, names }: { answer: BoardAnswer; names: string[] }) {
  const say = useText(journeyTexts)
  const locale = useLocale()
  const missing = names.filter((name, index) => name !== '' && answer.events[index] === 0)
  if (missing.length === 0) return null
  return (
    <p className={css.missing}>
      <Icon name="warn" size={16} />
      {say('missing', { names: missing.join(locale === 'zh-CN' ? '、' : ', ') })}
    </p>
  )
}
