import type { LocalText } from '#kernel/error.ts'
import { DAY, type Instant } from '#kernel/time.ts'
import type { CompiledModel } from '#lib/score/index.ts'
import type { AccountHistory, Outcome } from './rows.ts'

/** A term whose acts come with the outcome or after it, and why it is thought so. */
export interface TermLeak {
  term: string
  why: LocalText
}

const LEAST = 10
/** Share of a term's acts that fall on the day of an outcome, or come after one without another to follow. */
const TOO_CLOSE = 0.5
const ONLY_AFTER = 0.9

/**
 * Names event terms that can't foretell: their acts come nearly only after an outcome with none to follow within a horizon, or
 * on the day of one. What precedes an outcome by days is honest; what comes with it is its shadow. Acts so recent that
 * what follows isn't known yet say nothing.
 */
export function findTermLeaks(
  histories: readonly AccountHistory[],
  compiled: CompiledModel,
  outcome: Outcome,
  now: Instant,
): TermLeak[] {
  const tally = compiled.events.map(() => ({ all: 0, close: 0, after: 0 }))
  for (const { events } of histories) {
    const ends = events
      .filter(event => outcome.positive.has(event.type) || outcome.negative.has(event.type))
      .map(event => event.at)
    for (const event of events) {
      if (event.at + outcome.horizon > now) continue
      for (const item of compiled.byType.get(event.type) ?? []) {
        if (item.value(event) === 0) continue
        const own = tally[item.slot]!
        const place = placeOf(event.at, ends, outcome.horizon)
        own.all++
        if (place !== 'before') own[place]++
      }
    }
  }
  return tally.flatMap(({ all, close, after }, slot) => {
    const why = all < LEAST ? undefined : whyOf(close / all, (close + after) / all)
    return why ? [{ term: compiled.events[slot]!.term.id, why }] : []
  })
}

/** Where an act stands to the outcomes of its account: on the day of one, after one with none to follow, or elsewhere. */
function placeOf(at: Instant, ends: readonly Instant[], horizon: number): 'close' | 'after' | 'before' {
  if (ends.some(end => Math.abs(at - end) < DAY)) return 'close'
  const isFollowed = ends.some(end => end > at && end <= at + horizon)
  return !isFollowed && ends.some(end => end < at) ? 'after' : 'before'
}

function whyOf(close: number, notBefore: number): LocalText | undefined {
  const percent = (share: number) => `${Math.round(100 * share)}%`
  if (close >= TOO_CLOSE)
    return {
      'zh-CN': `${percent(close)} 发生在出结果的前后一天内：它随结果而来，不能拿来预测结果`,
      en: `${percent(close)} of them fall within a day of an outcome: they come with it and can’t foretell it`,
    }
  if (notBefore >= ONLY_AFTER)
    return {
      'zh-CN': `${percent(notBefore)} 发生在结果之后，结果之前几乎没有`,
      en: `${percent(notBefore)} of them come after an outcome, hardly any before one`,
    }
  return undefined
}
