import { type Day, monthStart } from './calendar.ts'
import type { Deal } from './deal.ts'

/**
 * What was seen up to a day, pooled into cells: days that deals spent at an age, in a stage, in a month of the quarter, with
 * an intent, and how many were won, lost or moved there. Ages are cut so that each piece holds a fair share of the endings.
 */
export interface Exposure {
  /** From here on endings are on record; days before are left out, or deals that ended unseen would make it look slow. */
  from: Day
  /** Through this day. */
  to: Day
  /** Ages in days at which a new piece begins, ascending, without 0. */
  cuts: number[]
  stages: number
  cells: Cell[]
  /** By stage: days spent, moves, and where to. */
  moves: { days: number; to: number[] }[]
}

export interface Cell {
  piece: number
  stage: number
  /** First day of the calendar month. */
  month: Day
  /** Rounded log-odds; undefined where unknown. */
  intent: number | undefined
  days: number
  won: number
  lost: number
}

const mostCuts = 12
const endingsPerPiece = 15

/** Pools everything known at the end of the day `to`. Undefined where nothing has ended yet. */
export function exposureOf(deals: readonly Deal[], to: Day, stages: number): Exposure | undefined {
  const ended = deals.filter(deal => deal.ended !== undefined && deal.ended.on <= to)
  if (ended.length === 0) return undefined
  const from = ended.reduce((least, deal) => Math.min(least, deal.ended!.on), Number.POSITIVE_INFINITY)
  const cuts = cutsOf(ended.map(deal => deal.ended!.on - deal.opened))
  const pooled = new Pool(cuts, stages)
  for (const deal of deals) if (deal.opened <= to) pooled.add(deal, Math.max(deal.opened, from), to)
  return { from, to, cuts, stages, cells: [...pooled.cells.values()], moves: pooled.moves }
}

/** Quantiles of the ages at which deals ended, the week as the smallest piece, and one cut past the oldest ending. */
function cutsOf(ages: number[]): number[] {
  const sorted = ages.toSorted((a, b) => a - b)
  const pieces = Math.max(1, Math.min(mostCuts, Math.floor(sorted.length / endingsPerPiece)))
  const cuts = new Set<number>()
  for (let piece = 1; piece < pieces; piece++) {
    const age = sorted[Math.floor((piece * sorted.length) / pieces)]!
    const week = 7 * Math.round(age / 7)
    if (week > 0) cuts.add(week)
  }
  cuts.add(7 * Math.ceil((sorted.at(-1)! + 1) / 7))
  return [...cuts].sort((a, b) => a - b)
}

/** The piece that an age lies in: the number of cuts at or below it. */
export function pieceOf(cuts: readonly number[], age: number): number {
  let piece = 0
  while (piece < cuts.length && cuts[piece]! <= age) piece++
  return piece
}

class Pool {
  readonly cells = new Map<string, Cell>()
  readonly moves: { days: number; to: number[] }[]
  readonly #cuts: readonly number[]

  constructor(cuts: readonly number[], stages: number) {
    this.#cuts = cuts
    this.moves = Array.from({ length: stages }, () => ({ days: 0, to: new Array<number>(stages).fill(0) }))
  }

  /** Walks a deal's days in runs over which nothing about it changes. */
  add(deal: Deal, from: Day, to: Day): void {
    const last = Math.min(to, deal.ended?.on ?? to)
    let index = -1
    for (let day = from; day <= last; ) {
      while (index + 1 < deal.steps.length && deal.steps[index + 1]!.on <= day) index++
      const step = deal.steps[Math.max(index, 0)]!
      const next = deal.steps[index + 1]
      const piece = pieceOf(this.#cuts, day - deal.opened)
      const month = monthStart(day)
      const until = Math.min(
        last + 1,
        next?.on ?? Infinity,
        deal.opened + (this.#cuts[piece] ?? Infinity),
        monthStart(day, 1),
      )
      const cell = this.#cell(piece, step, month)
      cell.days += until - day
      this.moves[step.stage]!.days += until - day
      if (next !== undefined && next.on === until && until <= last && next.stage !== step.stage)
        this.moves[step.stage]!.to[next.stage]!++
      if (until > last && deal.ended !== undefined && deal.ended.on === last) {
        if (deal.ended.won) cell.won++
        else cell.lost++
      }
      day = until
    }
  }

  #cell(piece: number, { stage, intent }: { stage: number; intent?: number }, month: Day): Cell {
    const rounded = intent === undefined ? undefined : roundIntent(intent)
    const key = `${piece}|${stage}|${month}|${rounded}`
    const known = this.cells.get(key)
    if (known) return known
    const cell = { piece, stage, month, intent: rounded, days: 0, won: 0, lost: 0 }
    this.cells.set(key, cell)
    return cell
  }
}

/** Intent in steps of half a log-odds within ±4, so that cells stay few. */
export const roundIntent = (intent: number): number => Math.round(Math.max(-4, Math.min(4, intent)) * 2) / 2
