import { DatePicker, Select } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import type { BacktestResult } from '#decision/strategy/backtest-api.ts'
import { DAY } from '#kernel/time.ts'
import { useText } from '../../../../app/i18n.ts'
import { Fault } from '../../../../ui/Fault.tsx'
import { count, isoDay } from '../../../../ui/format.ts'
import { Sheet } from '../../../../ui/Sheet.tsx'
import { DayStrip } from '../DayStrip.tsx'
import type { Doc } from '../doc.ts'
import { keyWords } from '../reading.ts'
import { strategyTexts } from '../texts.ts'
import { Findings } from './Findings.tsx'
import css from './strip.module.css'
import { studioTexts } from './studio-texts.ts'
import type { Backtest, Period } from './useBacktest.ts'

interface Props {
  doc: Doc
  backtest: Backtest
  valid: boolean
  period: Period
  onPeriod: (period: Period) => void
  /** The live version and how often it fires in the same period. */
  compared: { version: number; firings: number } | undefined
}

const spans = [30, 90, 180, 365]

/** What the strategy would have done, on top of the canvas; it redraws as one edits. */
export function Strip({ doc, backtest, valid, period, onPeriod, compared }: Props) {
  const say = useText(studioTexts)
  const [open, setOpen] = useState(false)
  const { shown, run, running, stale } = backtest
  const result = shown?.result
  return (
    <section className={css.strip} aria-label={say('backtest')} aria-busy={running} aria-live="polite">
      <div className={css.words}>
        <div className={css.line}>
          <PeriodChoice period={period} onPeriod={onPeriod} />
          {result && (
            <span className="num">
              {isoDay(result.from)} {say('to')} {isoDay(result.to)}
            </span>
          )}
          {running && (
            <span className={css.running} role="status">
              <i style={{ width: `${Math.round(100 * (run?.state === 'running' ? run.progress : 0))}%` }} />
              {say('redrawing')}
              {run && run.events > 0 && (
                <span className="num"> {say('eventsRead', { count: count(run.events) })}</span>
              )}
            </span>
          )}
          {!valid && <span className={css.warn}>{say('needsValid')}</span>}
        </div>
        {backtest.error ? (
          <Fault error={backtest.error} />
        ) : result ? (
          <Answer result={result} doc={doc} stale={stale} compared={compared} onOpen={() => setOpen(true)} />
        ) : (
          <h2 className={css.answer}>{valid ? say('firstRun') : say('notYet')}</h2>
        )}
      </div>
      {result && (
        <div className={`${css.days} ${stale ? css.stale : ''}`}>
          <DayStrip days={result.days} />
        </div>
      )}
      <Sheet open={open} onClose={() => setOpen(false)} title={say('findings')} width={720}>
        {shown?.result && <Findings doc={doc} view={shown} result={shown.result} />}
      </Sheet>
    </section>
  )
}

interface AnswerProps {
  result: BacktestResult
  doc: Doc
  stale: boolean
  compared: Props['compared']
  onOpen: () => void
}

function Answer({ result: r, doc, stale, compared, onOpen }: AnswerProps) {
  const say = useText(studioTexts)
  const sayStrategy = useText(strategyTexts)
  const rate = r.perOwnerWeek >= 10 ? r.perOwnerWeek.toFixed(0) : r.perOwnerWeek.toFixed(1)
  const days = Math.round((r.to - r.from) / DAY)
  return (
    <div className={stale ? css.stale : ''}>
      <h2 className={`${css.answer} num`}>
        {r.firings === 0 ? (
          say('zero', { days })
        ) : (
          <>
            {say('wouldFire', { days })} <b>{count(r.firings)}</b> {say('timesWord', { count: r.firings })}
            <i>·</i>
            <b>{count(r.keys)}</b> {say('keysWord', { key: keyWords(doc.key, sayStrategy), count: r.keys })}
            {r.owners > 0 && (
              <>
                <i>·</i>
                {say('perRep')} <b>{rate}</b> {say('perRepUnit')}
              </>
            )}
          </>
        )}
      </h2>
      <p className={css.detail}>
        <span className="num">
          {r.firings === 0
            ? say('zeroHint', { seen: count(r.seen), completed: count(r.completed) })
            : say(r.holdout > 0 ? 'detail' : 'detailAll', {
                owners: r.owners,
                acted: count(r.firings - r.holdout),
                holdout: count(r.holdout),
              })}
          {compared && ` ${say('liveSame', { version: compared.version, firings: count(compared.firings) })}`}
          {r.errors > 0 && (
            <span className={css.bad}> {say('errors', { count: r.errors, last: r.lastError ?? '' })}</span>
          )}
        </span>
        <button type="button" className={css.more} onClick={onOpen}>
          {say('seeMore')}
        </button>
      </p>
    </div>
  )
}

function PeriodChoice({ period, onPeriod }: { period: Period; onPeriod: (period: Period) => void }) {
  const say = useText(studioTexts)
  const own = 'from' in period
  return (
    <>
      <Select
        size="small"
        variant="filled"
        aria-label={say('period')}
        popupMatchSelectWidth={false}
        value={own ? 0 : period.days}
        options={[
          ...spans.map(days => ({ value: days, label: say('pastDays', { days }) })),
          { value: 0, label: say('ownPeriod') },
        ]}
        onChange={(days: number) =>
          onPeriod(days === 0 ? { from: Date.now() - 60 * DAY, to: Date.now() } : { days })
        }
      />
      {own && (
        <DatePicker.RangePicker
          size="small"
          allowClear={false}
          aria-label={say('ownPeriod')}
          value={[dayjs(period.from), dayjs(period.to)]}
          onChange={dates => {
            const [from, to] = dates ?? []
            if (from && to) onPeriod({ from: from.startOf('day').valueOf(), to: to.endOf('day').valueOf() })
          }}
        />
      )}
    </>
  )
}
