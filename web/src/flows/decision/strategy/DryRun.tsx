import { useMutation, useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import {
  cancelDryRun,
  type DryRunResult,
  type DryRunView,
  readDryRun,
  startDryRun,
} from '#decision/strategy/api.ts'
import { call } from '../../../app/http.ts'
import { useText } from '../../../app/i18n.ts'
import { Fault } from '../../../ui/Fault.tsx'
import { count, isoDay } from '../../../ui/format.ts'
import { Icon } from '../../../ui/icons.tsx'
import { DayStrip } from './DayStrip.tsx'
import { type Doc, printDoc } from './doc.ts'
import { Examples } from './Examples.tsx'
import css from './editor.module.css'
import { keyWords } from './reading.ts'
import { strategyTexts } from './texts.ts'

/** What the strategy would have done in the last 30 days; nothing is done because of it. */
export function DryRun({ doc, ready }: { doc: Doc; ready: boolean }) {
  const say = useText(strategyTexts)
  const [ran, setRan] = useState<{ id: string; text: string }>()
  const start = useMutation({
    mutationFn: (definition: Doc) => call(startDryRun, { body: { definition } }),
    onSuccess: (run, definition) => setRan({ id: run.id, text: printDoc(definition) }),
  })
  const query = useQuery({
    queryKey: ['dry-run', ran?.id],
    enabled: ran !== undefined,
    queryFn: () => call(readDryRun, { params: { runId: ran!.id } }),
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? 400 : false),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const cancel = useMutation({
    mutationFn: (runId: string) => call(cancelDryRun, { params: { runId } }),
    onSettled: () => query.refetch(),
  })
  const run = query.data
  const running = start.isPending || run?.state === 'running'
  return (
    <section className={css.dry} aria-live="polite">
      <div className={css.dryHead}>
        <div className={css.dryWords}>
          {running ? (
            <Running run={run} />
          ) : run?.result ? (
            <Answer result={run.result} doc={doc} stale={ran?.text !== printDoc(doc)} />
          ) : (
            <>
              <h2>
                {run?.state === 'cancelled'
                  ? say('cancelled')
                  : run?.state === 'failed'
                    ? say('dryFailed')
                    : say('dryRun')}
              </h2>
              <p className="quiet">{say('dryRunHint')}</p>
            </>
          )}
          <Fault error={start.error ?? query.error} />
        </div>
        {run?.result && !running && <DayStrip days={run.result.days} />}
        {running ? (
          <Button disabled={!ran} loading={cancel.isPending} onClick={() => ran && cancel.mutate(ran.id)}>
            {say('cancel')}
          </Button>
        ) : (
          <Button icon={<Icon name="play" size={16} />} disabled={!ready} onClick={() => start.mutate(doc)}>
            {say(run?.result ? 'dryRunAgain' : 'dryRun')}
          </Button>
        )}
      </div>
      {run?.result && !running && <Examples samples={run.result.samples} />}
    </section>
  )
}

function Running({ run }: { run: DryRunView | undefined }) {
  const say = useText(strategyTexts)
  const share = Math.round((run?.progress ?? 0) * 100)
  return (
    <>
      <h2 className="num">
        {say('dryRunning')} {share}%
      </h2>
      <div
        className={css.progress}
        role="progressbar"
        aria-label={say('dryRunning')}
        aria-valuenow={share}
        aria-valuemin={0}
        aria-valuemax={100}
      >
        <i style={{ width: `${share}%` }} />
      </div>
      <p className="quiet num">{say('dryRunEvents', { count: count(run?.events ?? 0) })}</p>
    </>
  )
}

function Answer({ result: r, doc, stale }: { result: DryRunResult; doc: Doc; stale: boolean }) {
  const say = useText(strategyTexts)
  const rate = r.perOwnerWeek >= 10 ? r.perOwnerWeek.toFixed(0) : r.perOwnerWeek.toFixed(1)
  return (
    <>
      <p className="quiet small num">{say('drySpan', { from: isoDay(r.from), to: isoDay(r.to) })}</p>
      <h2 className="num">
        {r.firings === 0
          ? say('dryZero')
          : say('dryAnswer', {
              firings: count(r.firings),
              keys: count(r.keys),
              key: keyWords(doc.key, say),
              rate,
            })}
      </h2>
      <p className="quiet num">
        {r.firings === 0
          ? say('dryZeroHint', { evaluated: count(r.evaluated), matched: count(r.matched) })
          : say('dryDetail', {
              owners: r.owners,
              acted: count(r.firings - r.holdout),
              holdout: count(r.holdout),
              cooled: count(r.cooled),
            })}
      </p>
      {r.errors > 0 && (
        <p className={css.fault}>{say('dryErrors', { count: r.errors, last: r.lastError ?? '' })}</p>
      )}
      {stale && <p className={css.warning}>{say('dryStale')}</p>}
    </>
  )
}
