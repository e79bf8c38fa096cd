import type { Db, Tx } from '#db/connection.ts'
import { AppError } from '#kernel/error.ts'
import type { Id } from '#kernel/id.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import { DAY, type Instant } from '#kernel/time.ts'
import type { Actor } from '#platform/org/index.ts'
import { type DealFacts, errors, type Simulation, type Verdict } from './api.ts'
import { type Bench, benchOf, currentMatrix } from './judging.ts'
import { dealOf } from './model.ts'
import * as store from './store.ts'

/** A revision that was issued, with what it is judged by. */
export interface PastRevision {
  quoteId: Id
  number: string
  name: string
  revision: number
  facts: DealFacts
}

export interface SimulatePorts {
  db: Db
  clock: Clock
  /** Revisions issued since an instant, oldest first. */
  past(tx: Tx, workspaceId: Id, since: Instant): Promise<PastRevision[]>
}

const quarter = 90 * DAY
const shown = 200

/**
 * The quotes issued in the past 90 days, each under the matrix in force and under the draft, with the people and delegations of today:
 * what would be different is the matrix alone.
 */
export function makeSimulation({ db, clock, past }: SimulatePorts) {
  return (actor: Actor): Promise<Simulation> =>
    db.tx(actor.workspaceId, async tx => {
      const { workspaceId } = actor
      const draft = await store.selectDraft(tx, workspaceId)
      if (!draft) throw new AppError(errors['mandate.no-draft'])
      const [to, current] = [clock.now(), await currentMatrix(tx, workspaceId)]
      const from = to - quarter
      const before = await benchOf(tx, workspaceId, current.rows, to)
      const after = await benchOf(tx, workspaceId, draft.rows, to)
      const pairs = (await past(tx, workspaceId, from)).map(one => ({
        ...one,
        before: verdictOf(before, one.facts, current.splitDays),
        after: verdictOf(after, one.facts, draft.splitDays),
      }))
      return { from, to, ...resultOf(pairs) }
    })
}

type Pair = PastRevision & { before: Verdict; after: Verdict }

function verdictOf(bench: Bench, facts: DealFacts, splitDays: number): Verdict {
  const { deal, split } = dealOf(facts, splitDays)
  return bench.verdict(deal, facts.authorId, 0, split)
}

function resultOf(pairs: readonly Pair[]): Omit<Simulation, 'from' | 'to'> {
  const differing = pairs.filter(({ before, after }) => wayOf(before) !== wayOf(after)).reverse()
  return {
    revisions: pairs.length,
    before: totalsOf(pairs.map(({ before }) => before)),
    after: totalsOf(pairs.map(({ after }) => after)),
    people: peopleOf(pairs),
    differingCount: differing.length,
    differing: differing.slice(0, shown).map(({ facts, before, after, ...one }) => ({
      ...one,
      issuedAt: facts.issuedAt,
      amount: facts.amount,
      before: outcomeOf(before),
      after: outcomeOf(after),
      outside: after.measures.filter(({ inside }) => !inside).map(({ measure }) => measure),
    })),
  }
}

/** Two verdicts that send a quote the same way are the same to whoever waits for it. */
const wayOf = ({ inside, steps, blocked }: Verdict) =>
  JSON.stringify([inside, blocked.length > 0, steps.map(({ people }) => people.map(({ id }) => id).sort())])

function totalsOf(verdicts: readonly Verdict[]): Simulation['before'] {
  return {
    inside: verdicts.filter(({ inside }) => inside).length,
    handOffs: verdicts.reduce((sum, { steps }) => sum + steps.length, 0),
    blocked: verdicts.filter(({ blocked }) => blocked.length > 0).length,
  }
}

const outcomeOf = ({ inside, steps, blocked }: Verdict): Simulation['differing'][number]['before'] => ({
  inside,
  blocked: blocked.length > 0,
  people: steps.map(({ people }) => people.map(({ name }) => name)),
})

function peopleOf(pairs: readonly Pair[]): Simulation['people'] {
  const found = new Map<Id, Simulation['people'][number]>()
  for (const side of ['before', 'after'] as const) {
    const asked = pairs.flatMap(pair => pair[side].steps.flatMap(({ people }) => people))
    for (const { id, name } of asked) {
      const one = found.get(id) ?? { id, name, before: 0, after: 0 }
      one[side]++
      found.set(id, one)
    }
  }
  return [...found.values()].sort((a, b) => b.after - a.after || b.before - a.before)
}
