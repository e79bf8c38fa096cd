import { sigmoid } from '#lib/stats/logistic.ts'
import { type Day, monthOfQuarter, monthStart } from './calendar.ts'
import { dayOdds, type ForecastModel } from './model.ts'

/** A run of at most seven days within one month. */
export interface Span {
  from: Day
  days: number
  /** Place of its month in the forecast, from 0. */
  month: number
  season: number
}

/** The days after `day` through the end of so many calendar months, in runs of at most a week. */
export function spansAfter(day: Day, months: number): Span[] {
  const spans: Span[] = []
  const first = monthStart(day + 1)
  for (let month = 0; month < months; month++) {
    const end = monthStart(first, month + 1)
    for (let from = Math.max(day + 1, monthStart(first, month)); from < end; from += 7) {
      const season = monthOfQuarter(from)
      spans.push({ from, days: Math.min(7, end - from), month, season })
    }
  }
  return spans
}

type Chances = Pick<ForecastModel, 'columns' | 'won' | 'lost'>
type Moves = readonly { chance: number; to: readonly number[] }[]

/**
 * What can happen to a deal over each span, by piece of age and stage: shares won, lost and moved of those still open.
 * Kept as one flat table, since a simulation asks it millions of times.
 */
export class SpanTable {
  readonly spans: readonly Span[]
  readonly cuts: readonly number[]
  readonly moves: Moves
  readonly stages: number
  readonly #pieces: number
  readonly #values: Float64Array
  /** Shares of where moves lead, stage by stage. */
  readonly #to: Float64Array
  /** Shares of one deal by stage, before and after a span. */
  readonly #here: Float64Array
  readonly #next: Float64Array

  /** @param shocks by month of the forecast: added to the log-odds of winning */
  constructor(
    chances: Chances,
    model: ForecastModel,
    moves: Moves,
    spans: readonly Span[],
    intent: number | undefined,
    shocks: ArrayLike<number>,
  ) {
    this.spans = spans
    this.cuts = model.exposure.cuts
    this.moves = moves
    this.stages = model.exposure.stages
    this.#pieces = this.cuts.length + 1
    this.#values = new Float64Array(spans.length * this.#pieces * this.stages * 3)
    this.#to = Float64Array.from(moves.flatMap(({ to }) => to))
    this.#here = new Float64Array(this.stages)
    this.#next = new Float64Array(this.stages)
    this.#fill(chances, intent, shocks)
  }

  #fill(chances: Chances, intent: number | undefined, shocks: ArrayLike<number>): void {
    const seasons = new Set(this.spans.map(span => span.season))
    for (let piece = 0; piece < this.#pieces; piece++) {
      for (let stage = 0; stage < this.stages; stage++) {
        const bySeason = new Map(
          [...seasons].map(season => [season, dayOdds(chances, { piece, stage, season, intent })]),
        )
        this.spans.forEach((span, index) => {
          const odds = bySeason.get(span.season)!
          const won = sigmoid(odds.won + (shocks[span.month] ?? 0))
          const move = this.moves[stage]!.chance
          sharesOver(won, odds.lost, move, span.days, this.#values, this.#at(index, piece, stage))
        })
      }
    }
  }

  #at(span: number, piece: number, stage: number): number {
    return ((span * this.#pieces + piece) * this.stages + stage) * 3
  }

  /**
   * The chances that a deal that is open, `age` days old and in `stage` before span `first` is won in each span.
   * @param part the share of the first span that is left for it (a deal opened in the middle of it: 0.5)
   */
  winBySpan(age: number, stage: number, first: number, part: number, out: Float64Array): void {
    out.fill(0)
    let [here, next] = [this.#here, this.#next]
    here.fill(0)
    here[stage] = 1
    const start = this.spans[first]!.from
    for (let index = first, piece = 0; index < this.spans.length; index++) {
      const now = age + this.spans[index]!.from - start
      while (piece < this.cuts.length && this.cuts[piece]! <= now) piece++
      next.fill(0)
      out[index] = this.#advance(here, next, this.#at(index, piece, 0), index === first ? part : 1)
      const swap = here
      here = next
      next = swap
    }
  }

  /** Lets a span pass. @returns the share won in it */
  #advance(here: Float64Array, next: Float64Array, from: number, part: number): number {
    const { stages } = this
    let wins = 0
    for (let stage = 0, at = from; stage < stages; stage++, at += 3) {
      const open = here[stage]!
      if (open === 0) continue
      const won = this.#values[at]! * part
      const lost = this.#values[at + 1]! * part
      const moved = this.#values[at + 2]! * part
      wins += open * won
      next[stage]! += open * (1 - won - lost - moved)
      if (moved === 0) continue
      for (let to = 0; to < stages; to++) next[to]! += open * moved * this.#to[stage * stages + to]!
    }
    return wins
  }
}

/** Shares won, lost and moved over so many days of equal daily chances, each day: won, else lost, else moved. */
function sharesOver(
  won: number,
  lostElse: number,
  move: number,
  days: number,
  out: Float64Array,
  at: number,
): void {
  const lost = (1 - won) * lostElse
  const moved = (1 - won) * (1 - lostElse) * move
  const leaves = won + lost + moved
  const gone = leaves === 0 ? 0 : (1 - (1 - leaves) ** days) / leaves
  out[at] = won * gone
  out[at + 1] = lost * gone
  out[at + 2] = moved * gone
}
