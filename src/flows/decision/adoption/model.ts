import type { Id } from '#kernel/id.ts'
import { HOUR, type Instant } from '#kernel/time.ts'
import { chanceOfSoFew, shareDifference, standardisedDifference, wilson } from '#lib/stats/proportion.ts'
import {
  type Counts,
  type Factor,
  type FindingBody,
  fewestCompared,
  fewestInWeek,
  fewestPeers,
  lowChance,
  type Measured,
  type Pick,
  type ShareView,
  type WorkDifference,
} from './api.ts'

export type Moved = 'won' | 'advanced' | 'none' | 'pending'

/** A suggestion that was shown, with all that is counted about it. */
export interface Fact {
  id: Id
  userId: Id
  departmentId: Id | null
  strategyId: string | null
  accountId: Id | null
  tier: string | null
  industry: string | null
  region: string | null
  state: string
  reason: string | null
  chance: number
  week: string
  shownAt: Instant
  openedAt: Instant | null
  evidenceAt: Instant | null
  answeredAt: Instant | null
  moved: Moved
  /** The days in which its customer may move on are over. */
  ripe: boolean
}

const isTaken = ({ state }: Fact) => state === 'adopted' || state === 'adapted'
/** Dismissed by a manager, or still open: nobody decided. */
const isDecided = (fact: Fact) => isTaken(fact) || fact.state === 'rejected' || fact.state === 'untaken'
const isOpen = ({ state }: Fact) => state === 'shown' || state === 'snoozed' || state === 'waiting'
/** Early moves of the young ones would count without the stillness of the others: only what is ripe is compared. */
const isRipe = ({ ripe, accountId }: Fact) => ripe && accountId !== null
const hasMoved = ({ moved }: Fact) => moved === 'won' || moved === 'advanced'
/** Looked at the evidence before taking it. */
const isChecked = (fact: Fact) =>
  isTaken(fact) && fact.evidenceAt !== null && fact.evidenceAt <= (fact.answeredAt ?? 0)

/** Which suggestions a number counts. */
export const picks: Record<Pick, (fact: Fact) => boolean> = {
  shown: () => true,
  opened: fact => fact.openedAt !== null,
  adopted: fact => fact.state === 'adopted',
  adapted: fact => fact.state === 'adapted',
  taken: isTaken,
  rejected: fact => fact.state === 'rejected',
  untaken: fact => fact.state === 'untaken',
  open: isOpen,
  checked: isChecked,
  moved: fact => isDecided(fact) && isRipe(fact) && hasMoved(fact),
}

const counted = (facts: readonly Fact[], is: (fact: Fact) => boolean) => facts.filter(is).length

function shareOf(facts: readonly Fact[], is: (fact: Fact) => boolean): ShareView | null {
  const [count, n] = [counted(facts, is), facts.length]
  const found = wilson(count, n)
  return found ? { count, n, ...found } : null
}

function countsOf(facts: readonly Fact[]): Counts {
  const of = (state: string) => counted(facts, fact => fact.state === state)
  return {
    shown: facts.length,
    opened: counted(facts, picks.opened),
    adopted: of('adopted'),
    adapted: of('adapted'),
    rejected: of('rejected'),
    untaken: of('untaken'),
    dismissed: of('dismissed'),
    open: counted(facts, isOpen),
  }
}

const hoursOf = ({ shownAt, openedAt }: Fact) => (openedAt === null ? undefined : (openedAt - shownAt) / HOUR)

function median(values: readonly number[]): number | null {
  if (values.length === 0) return null
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** Everything that is told of a group of suggestions. @param weeks Mondays, oldest first */
export function measure(facts: readonly Fact[], weeks: readonly string[]): Measured {
  const decided = facts.filter(isDecided)
  return {
    counts: countsOf(facts),
    adoption: shareOf(decided, isTaken),
    evidence: shareOf(facts.filter(isTaken), isChecked),
    moved: shareOf(decided.filter(isRipe), hasMoved),
    hours: median(facts.map(hoursOf).filter(hours => hours !== undefined)),
    weeks: weeks.map(week => {
      const own = decided.filter(fact => fact.week === week)
      const share = shareOf(own, isTaken)
      return {
        ...{ week, count: share?.count ?? 0, n: own.length },
        ...{ low: share?.low ?? null, high: share?.high ?? null },
      }
    }),
  }
}

export const adoptionOf = (facts: readonly Fact[]): ShareView | null =>
  shareOf(facts.filter(isDecided), isTaken)

/** Two groups' share of customers that moved on, and the difference. */
function movedApart(a: readonly Fact[], b: readonly Fact[]) {
  const [first, second] = [shareOf(a.filter(isRipe), hasMoved), shareOf(b.filter(isRipe), hasMoved)]
  const enough = first && second && Math.min(first.n, second.n) >= fewestCompared
  return { first, second, difference: (enough && shareDifference(first, second)) || null }
}

export function outcomeOf(facts: readonly Fact[]) {
  const decided = facts.filter(isDecided)
  const { first, second, difference } = movedApart(
    decided.filter(isTaken),
    decided.filter(fact => !isTaken(fact)),
  )
  return { taken: first, left: second, difference }
}

export function checkedOf(facts: readonly Fact[]) {
  const taken = facts.filter(isTaken)
  const { first, second, difference } = movedApart(
    taken.filter(isChecked),
    taken.filter(fact => !isChecked(fact)),
  )
  return { looked: first, blind: second, difference }
}

/** Why suggestions were rejected, most frequent first. */
export function reasonsOf(facts: readonly Fact[]): { reason: string; count: number }[] {
  const found = new Map<string, number>()
  for (const { state, reason } of facts)
    if (state === 'rejected' && reason) found.set(reason, (found.get(reason) ?? 0) + 1)
  return [...found].map(([reason, count]) => ({ reason, count })).toSorted((a, b) => b.count - a.count)
}

export function groupBy<K>(facts: readonly Fact[], key: (fact: Fact) => K): Map<K, Fact[]> {
  const found = new Map<K, Fact[]>()
  for (const fact of facts) {
    const own = found.get(key(fact))
    if (own) own.push(fact)
    else found.set(key(fact), [fact])
  }
  return found
}

/**
 * Adoption of the half whose customers move on more often, against the other half; with an odd number the one in the
 * middle is left out. It says what goes together, not what causes what.
 * @returns null for fewer than four people
 */
export function gapOf(facts: readonly Fact[]) {
  const people = [...groupBy(facts, fact => fact.userId).values()]
    .map(own => ({
      own: own.filter(isDecided),
      moved: shareOf(own.filter(isDecided).filter(isRipe), hasMoved),
    }))
    .filter(({ moved }) => moved !== null && moved.n >= fewestCompared)
    .toSorted((a, b) => b.moved!.value - a.moved!.value)
  const half = people.length >> 1
  if (half < 2) return null
  const [high, low] = [people.slice(0, half), people.slice(-half)].map(group =>
    shareOf(
      group.flatMap(({ own }) => own),
      isTaken,
    ),
  )
  const difference = high && low && shareDifference(high, low)
  return difference ? { people: half * 2, high: high!, low: low!, difference } : null
}

/**
 * Whether somebody adopted less than comparable people in each of two weeks, and not by bad luck: they decided at least
 * `fewestInWeek` suggestions a week, at least `fewestPeers` others did anything, and so few would come about by chance in
 * at most 5 % of weeks (Fisher's exact test, one-sided, against the others together). Both weeks: 1 in 400 by chance. Asking
 * for a limit that depends on how many there were is D. J. Spiegelhalter's funnel (Statistics in Medicine 24, 2005).
 * @param peers of comparable people, without the person
 * @returns the two weeks, or undefined if either isn't low
 */
export function lowWeeks(
  own: readonly Fact[],
  peers: readonly Fact[],
  weeks: readonly [string, string],
): FindingBody['weeks'] | undefined {
  const found = weeks.map(week => {
    const of = (facts: readonly Fact[]) => facts.filter(fact => fact.week === week).filter(isDecided)
    const [mine, theirs] = [of(own), of(peers)]
    const [count, n] = [counted(mine, isTaken), mine.length]
    const others = {
      people: new Set(theirs.map(fact => fact.userId)).size,
      count: counted(theirs, isTaken),
      n: theirs.length,
    }
    const isCompared = n >= fewestInWeek && others.people >= fewestPeers
    return { week, count, n, peers: others, chance: isCompared ? chanceOfSoFew({ count, n }, others) : 1 }
  })
  return found.every(({ chance }) => chance <= lowChance) ? found : undefined
}

/** Standard deviations from which a difference is worth a line: between small and middling by Cohen (1988). */
const worthSaying = 0.3
const mostSaid = 6

/** What is different about somebody's work, most different first: circumstances, not the person. */
export function differencesOf(own: readonly Fact[], peers: readonly Fact[]): WorkDifference[] {
  const kinds: [Factor, (fact: Fact) => string | null][] = [
    ['tier', fact => fact.tier],
    ['industry', fact => fact.industry],
    ['region', fact => fact.region],
    ['strategy', fact => fact.strategyId],
  ]
  const mixed = kinds.flatMap(([factor, of]) =>
    [...new Set([...own, ...peers].map(of))]
      .filter(value => value !== null)
      .map(value => apart(factor, value, own, peers, facts => facts.map(fact => Number(of(fact) === value)))),
  )
  const plain = [
    apart('load', null, own, peers, facts => perPersonWeek(facts, one => one.length)),
    apart('accounts', null, own, peers, facts =>
      perPersonWeek(facts, one => new Set(one.map(fact => fact.accountId)).size),
    ),
    apart('chance', null, own, peers, facts => facts.map(fact => fact.chance)),
    apart('hours', null, own, peers, facts => facts.map(hoursOf).filter(hours => hours !== undefined)),
  ]
  return [...plain, ...mixed]
    .filter(found => found !== undefined)
    .filter(({ difference }) => Math.abs(difference) >= worthSaying)
    .toSorted((a, b) => Math.abs(b.difference) - Math.abs(a.difference))
    .slice(0, mostSaid)
}

function apart(
  factor: Factor,
  value: string | null,
  own: readonly Fact[],
  peers: readonly Fact[],
  measureOf: (facts: readonly Fact[]) => number[],
): WorkDifference | undefined {
  const [mine, theirs] = [measureOf(own), measureOf(peers)]
  const difference = standardisedDifference(mine, theirs)
  if (difference === undefined) return undefined
  const mean = (list: readonly number[]) => list.reduce((sum, one) => sum + one, 0) / list.length
  return { factor, value, own: mean(mine), peers: mean(theirs), difference }
}

function perPersonWeek(facts: readonly Fact[], of: (facts: Fact[]) => number): number[] {
  return [...groupBy(facts, fact => `${fact.userId} ${fact.week}`).values()].map(of)
}
