import { type MovedScore, prepareModel } from '#decision/intent/index.ts'
import type { LoggedEvent, LoggedModel } from '#kernel/ports/event-log.ts'
import type { Instant } from '#kernel/time.ts'
import {
  addEvent,
  type CompiledModel,
  defaultModel,
  emptyState,
  type Score,
  type ScoreModel,
  type ScoreState,
  scoreModel,
  scoreState,
} from '#lib/score/index.ts'

type Profile = Readonly<Record<string, unknown>>

const noProfile: Profile = {}
/** A change smaller than this (in log-odds) isn't worth a row. */
const worth = 0.01

/** What is remembered of an account. `sent` is the log-odds that were last reported. */
interface Account {
  state: ScoreState
  profile: Profile
  sent: number | undefined
}

/** A line of a snapshot: account, latest event, cells, profile, what was reported last. */
export type ScoreLine = [id: string, latest: number, cells: number[], profile: Profile, sent: number | null]

/** The scores of a workspace's accounts, kept incrementally: a function of the log like the engine beside it. */
export class ScoreBook {
  private model: CompiledModel = prepareModel(defaultModel)
  private readonly accounts = new Map<string, Account>()
  /** Accounts whose score may have moved, and whether only quietly (see `MovedScore.quiet`). */
  private readonly dirty = new Map<string, boolean>()
  private readonly sweeping: { rest: Iterator<[string, Account]> | undefined } = { rest: undefined }

  get modelVersion(): number {
    return this.model.model.version
  }

  get size(): number {
    return this.accounts.size
  }

  /** Takes an event in; call it after the engine, so that conditions see the score before the event. */
  takeEvent(event: LoggedEvent, quiet: boolean): void {
    if (event.customer === undefined) return
    const account = this.of(event.customer)
    addEvent(account.state, this.model, event)
    this.touch(event.customer, quiet)
  }

  takeProfile(id: string, profile: Profile): void {
    this.of(id).profile = profile
    this.touch(id, true)
  }

  /**
   * Puts a model in force. Weights apply at once to everything remembered; where terms, conditions, amounts or half-lives
   * differ, what is remembered doesn't fit and the log has to be read again.
   * @returns whether it has to be: then feed {@link retake} every event so far
   */
  takeModel({ definition }: LoggedModel): boolean {
    const next = scoreModel.parse(definition)
    const fits = shapeOf(next) === shapeOf(this.model.model)
    this.model = prepareModel(next)
    if (!fits) for (const account of this.accounts.values()) account.state = emptyState()
    for (const id of this.accounts.keys()) this.touch(id, true)
    return !fits
  }

  /** Takes an earlier event in again, after a model that reads events differently. */
  retake(event: LoggedEvent): void {
    if (event.customer !== undefined) addEvent(this.of(event.customer).state, this.model, event)
  }

  score(id: string, at: Instant): Score {
    const account = this.accounts.get(id)
    return scoreState(account?.state ?? emptyState(), this.model, at, account?.profile ?? noProfile)
  }

  profile(id: string): Profile {
    return this.accounts.get(id)?.profile ?? noProfile
  }

  /** Up to `most` scores that moved since they were last reported, as of `at`. */
  flush(at: Instant, seq: number, most: number): MovedScore[] {
    const moved: MovedScore[] = []
    for (const [id, quiet] of this.dirty) {
      if (moved.length >= most) break
      this.dirty.delete(id)
      const { logOdds, probability: value, low, high } = this.score(id, at)
      const account = this.of(id)
      if (account.sent !== undefined && Math.abs(account.sent - logOdds) < worth) continue
      account.sent = logOdds
      moved.push({ accountId: id, logOdds, value, low, high, at, seq, quiet })
    }
    return moved
  }

  /** Looks at the next `amount` accounts: time alone moves scores, too. Going round, each gets its turn. */
  sweep(at: Instant, amount: number): void {
    for (let i = 0; i < amount; i++) {
      this.sweeping.rest ??= this.accounts.entries()
      const next = this.sweeping.rest.next()
      if (next.done) {
        this.sweeping.rest = undefined
        return
      }
      const [id, { sent }] = next.value
      if (this.dirty.has(id)) continue // an act moved it: that is not time alone
      if (sent !== undefined && Math.abs(sent - this.score(id, at).logOdds) >= 5 * worth) this.touch(id, true)
    }
  }

  *save(): Generator<ScoreLine> {
    for (const [id, { state, profile, sent }] of this.accounts)
      yield [id, state.latest, state.cells, profile, sent ?? null]
  }

  /** The model as it goes into a snapshot. */
  get definition(): ScoreModel {
    return this.model.model
  }

  restoreModel(definition: ScoreModel): void {
    this.model = prepareModel(definition)
  }

  restore(lines: Iterable<ScoreLine>): void {
    for (const [id, latest, cells, profile, sent] of lines)
      this.accounts.set(id, { state: { latest, cells }, profile, sent: sent ?? undefined })
  }

  private touch(id: string, quiet: boolean): void {
    this.dirty.set(id, quiet || (this.dirty.get(id) ?? false))
  }

  private of(id: string): Account {
    let account = this.accounts.get(id)
    if (!account) {
      account = { state: emptyState(), profile: noProfile, sent: undefined }
      this.accounts.set(id, account)
    }
    return account
  }
}

/** Everything about a model that the remembered sums depend on: not its weights. */
function shapeOf(model: ScoreModel): string {
  const events = model.events.map(({ event, where, amount, halfLifeDays }) => [
    event,
    where,
    amount,
    halfLifeDays,
  ])
  const absences = model.absences.map(({ after, without }) => [after, without])
  return JSON.stringify([events, absences])
}
