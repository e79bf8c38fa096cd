import type { Id } from '#kernel/id.ts'
import type { LogEntry } from '#kernel/ports/event-log.ts'
import type { Instant } from '#kernel/time.ts'
import { groupings, type Question } from './api.ts'
import { isAct } from './model.ts'

/** An act of an account, with no more than the question needs of it. */
export interface Act {
  at: Instant
  type: string
  person: string | undefined
  isTreatment: boolean
  /** What it adds to the outcome; undefined for an act that is none. */
  outcome: number | undefined
}

/** The parts of a profile that are looked at, as of `from`: when the log received them. */
export interface ProfileWord {
  from: Instant
  values: Partial<Record<ProfileField, string>>
}

export const profileFields = [...groupings, 'priority'] as const
export type ProfileField = (typeof profileFields)[number]

export interface AccountHistory {
  account: Id
  /** By time once `sortHistory` was called. */
  acts: Act[]
  /** In the order of the log, which is the order in which they became known. */
  profiles: ProfileWord[]
}

/** What of an entry of the log is handed to the worker. */
export type Piece = { account: Id } & (({ kind: 'act' } & Act) | ({ kind: 'profile' } & ProfileWord))

/** The piece of an entry that matters to a question; undefined for one that is about no account. */
export function pieceOf(question: Question, { body, received }: LogEntry): Piece | undefined {
  if (body.kind === 'profile' && body.of === 'customer')
    return { kind: 'profile', account: body.key, from: received, values: wordsOf(body.attributes) }
  if (body.kind !== 'event' || body.customer === undefined || body.at >= question.to) return undefined
  const counts = isAct(question.outcome, body)
  return {
    kind: 'act',
    account: body.customer,
    at: body.at,
    type: body.type,
    person: body.person,
    isTreatment: isAct(question.treatment, body),
    outcome: counts ? amountOf(question, body.props) : undefined,
  }
}

function wordsOf(attributes: Record<string, unknown>): ProfileWord['values'] {
  const words = profileFields.flatMap(field => {
    const value = attributes[field]
    return typeof value === 'string' && value !== '' ? [[field, value] as const] : []
  })
  return Object.fromEntries(words)
}

function amountOf({ outcome }: Question, props: Record<string, unknown>): number {
  if (outcome.measure !== 'amount') return 1
  const amount = Number(props.amount)
  return Number.isFinite(amount) ? amount : 0
}

/** Collects pieces by account. */
export function makeHistories() {
  const histories = new Map<Id, AccountHistory>()
  return {
    take: (pieces: readonly Piece[]): void => {
      for (const piece of pieces) {
        let history = histories.get(piece.account)
        if (!history) {
          history = { account: piece.account, acts: [], profiles: [] }
          histories.set(piece.account, history)
        }
        if (piece.kind === 'act') history.acts.push(piece)
        else history.profiles.push(piece)
      }
    },
    /** Every account in the order of its id, acts by time. */
    all: (): AccountHistory[] =>
      [...histories.values()]
        .map(history => ({ ...history, acts: history.acts.toSorted((a, b) => a.at - b.at) }))
        .sort((a, b) => (a.account < b.account ? -1 : 1)),
  }
}

/** What was known of an account's profile at an instant: the last word received before it. */
export function profileAt({ profiles }: AccountHistory, at: Instant): ProfileWord['values'] | undefined {
  return profiles.findLast(word => word.from < at)?.values
}
