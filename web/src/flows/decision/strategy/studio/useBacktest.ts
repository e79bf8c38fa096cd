import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { type BacktestView, readBacktest, startBacktest } from '#decision/strategy/backtest-api.ts'
import { DAY } from '#kernel/time.ts'
import { call } from '../../../../app/http.ts'
import { type Doc, printDoc } from '../doc.ts'

/** A period to look back over: so many days, or from one instant to another. */
export type Period = { days: number } | { from: number; to: number }

export interface Alternative {
  label: string
  definition: Doc
}

export interface Backtest {
  run: BacktestView | undefined
  /** The last result, kept while the next one is under way. */
  shown: BacktestView | undefined
  running: boolean
  /** What is shown is of an earlier content. */
  stale: boolean
  error: unknown
  again: () => void
}

const pause = 700

/**
 * Runs the document over history whenever it has changed and is valid, a moment after one stops. A later run takes the
 * place of the one before.
 */
export function useBacktest(
  doc: Doc,
  ready: boolean,
  period: Period,
  alternatives: readonly Alternative[],
  overlap = true,
): Backtest {
  const [round, setRound] = useState(0)
  const [started, setStarted] = useState<{ id: string; asked: string; about: string }>()
  const [error, setError] = useState<unknown>()
  const [shown, setShown] = useState<{ view: BacktestView; about: string }>()
  const about = JSON.stringify([printDoc(doc), period])
  const asked = JSON.stringify([about, alternatives, round])
  const latest = useRef(asked)
  latest.current = asked
  const isFirst = useRef(true)
  const body = useRef({ doc, period, alternatives })
  body.current = { doc, period, alternatives }

  useEffect(() => {
    if (!ready) return
    const wait = setTimeout(
      async () => {
        try {
          const { doc: definition, period: over, alternatives: others } = body.current
          const span = 'days' in over ? { from: Date.now() - over.days * DAY } : over
          isFirst.current = false
          const run = await call(startBacktest, {
            body: { definition, ...span, alternatives: [...others], overlap },
          })
          if (latest.current !== asked) return
          setStarted({ id: run.id, asked, about })
          setError(undefined)
        } catch (fault) {
          if (latest.current === asked) setError(fault)
        }
      },
      isFirst.current ? 0 : pause,
    )
    return () => clearTimeout(wait)
  }, [asked, about, ready, overlap])

  const query = useQuery({
    queryKey: ['backtest', started?.id],
    enabled: started !== undefined,
    queryFn: () => call(readBacktest, { params: { runId: started!.id } }),
    refetchInterval: ({ state }) => (state.data?.state === 'running' || !state.data ? 250 : false),
    gcTime: 0,
    retry: false,
  })
  const run = query.data
  const runAbout = started?.about ?? ''
  useEffect(() => {
    if (run?.result) setShown({ view: run, about: runAbout })
  }, [run, runAbout])
  const isCurrent = started?.asked === asked
  return {
    run,
    shown: shown?.view,
    running: ready && (!isCurrent || run === undefined || run.state === 'running') && !error && !query.error,
    stale: shown !== undefined && shown.about !== about,
    error: error ?? query.error,
    again: () => setRound(before => before + 1),
  }
}
