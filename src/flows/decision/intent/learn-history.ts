import type { LogEntry } from '#kernel/ports/event-log.ts'
import type { Instant } from '#kernel/time.ts'
import type { AccountHistory } from '#lib/learn/index.ts'
import type { ScoredEvent, ScoreProfile } from '#lib/score/index.ts'
import type { LearningOutcome } from './learning-api.ts'

/** Marks that stand for the outcome in an account's history, whatever act it was. */
export const marks = { positive: 'outcome:positive', negative: 'outcome:negative' }

interface Growing {
  events: ScoredEvent[]
  profiles: { at: Instant; profile: ScoreProfile }[]
}

/** Accounts' acts and profiles out of the log, as they were at each time: a profile counts from when it was received. */
export class Histories {
  private readonly accounts = new Map<string, Growing>()

  take({ body, received }: LogEntry): void {
    if (body.kind === 'event' && body.customer !== undefined) {
      const { id, type, at, props } = body
      this.of(body.customer).events.push({ id, type, at, props })
    } else if (body.kind === 'profile' && body.of === 'customer') {
      this.of(body.key).profiles.push({ at: received, profile: body.attributes })
    }
  }

  /** Histories by time, with a mark beside each act that is an outcome. */
  all(outcome: LearningOutcome): AccountHistory[] {
    return [...this.accounts.values()].map(({ events, profiles }) => ({
      events: events.flatMap(event => [event, ...marksOf(event, outcome)]).sort((a, b) => a.at - b.at),
      profiles,
    }))
  }

  private of(account: string): Growing {
    let known = this.accounts.get(account)
    if (!known) {
      known = { events: [], profiles: [] }
      this.accounts.set(account, known)
    }
    return known
  }
}

function marksOf(event: ScoredEvent, outcome: LearningOutcome): ScoredEvent[] {
  const is = outcomeOf(event, outcome)
  return is === undefined ? [] : [{ id: `${event.id}:${is}`, type: marks[is], at: event.at, props: {} }]
}

function outcomeOf(
  { type, props }: ScoredEvent,
  outcome: LearningOutcome,
): 'positive' | 'negative' | undefined {
  switch (outcome.kind) {
    case 'deals':
      return type === 'opportunity.won' ? 'positive' : type === 'opportunity.lost' ? 'negative' : undefined
    case 'notes':
      if (type !== 'activity.note_added') return undefined
      return props.outcome === 'won' ? 'positive' : props.outcome === 'lost' ? 'negative' : undefined
    case 'event':
      return type === outcome.event ? 'positive' : undefined
  }
}
