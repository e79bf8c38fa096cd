import type { Tx } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import type { Instant } from '#kernel/time.ts'
import { type Deal, type Delegation, Judge, type MandateRow, type Rules } from '#lib/mandate/index.ts'
import type { Actor } from '#platform/org/index.ts'
import type {
  Approver,
  Clearance,
  ContractFacts,
  DealFacts,
  DelegationView,
  MatrixVersion,
  Measure,
  Verdict,
} from './api.ts'
import type { Clearances } from './clearances.ts'
import { beginningRows, contractOf, dayOf, dealOf, usualSplitDays } from './model.ts'
import * as store from './store.ts'

/** Who is asked about. */
type Who = Pick<Actor, 'kind' | 'id'>

export type Judging = ReturnType<typeof makeJudging>

/** Asks the matrix in force, with the delegations and the organisation of this moment. */
export function makeJudging({ clock, clearances }: { clock: Clock; clearances: Clearances }) {
  const asked = async (tx: Tx, workspaceId: Id) => {
    const matrix = await currentMatrix(tx, workspaceId)
    return { matrix, bench: await benchOf(tx, workspaceId, matrix.rows, clock.now()) }
  }

  const judge = async (tx: Tx, workspaceId: Id, actor: Who, facts: DealFacts): Promise<Verdict> => {
    const { matrix, bench } = await asked(tx, workspaceId)
    const { deal, split } = dealOf(facts, matrix.splitDays)
    return bench.verdict(deal, personOf(actor), matrix.version, split)
  }

  return {
    /**
     * Whether an actor may let a quote with these facts out alone; per measure why, and whom it would go to. Nobody but a person holds a
     * mandate: for a key or the system everything is outside.
     */
    judge,

    /** The same for what a contract adds: clauses that differ, liability beyond the standard text, the seal. */
    judgeContract: async (tx: Tx, workspaceId: Id, actor: Who, facts: ContractFacts): Promise<Verdict> => {
      const { matrix, bench } = await asked(tx, workspaceId)
      return bench.verdict(contractOf(facts), personOf(actor), matrix.version, null)
    },

    /**
     * Judges a quote by its author's mandate and, where it lies inside, writes its clearance in the same transaction.
     * @returns the verdict, and the clearance of the hash if there is one now
     */
    clear: async (
      tx: Tx,
      actor: Actor,
      facts: DealFacts,
      hash: string,
    ): Promise<{ verdict: Verdict; clearance: Clearance | null }> => {
      const { authorId } = facts
      const verdict = await judge(tx, actor.workspaceId, { kind: 'user', id: authorId }, facts)
      if (!verdict.inside || authorId === null)
        return { verdict, clearance: await clearances.of(tx, actor.workspaceId, hash) }
      const { version, measures, split } = verdict
      const clearance = await clearances.grant(tx, actor, {
        ...{ subject: 'quote' as const, subjectId: facts.subjectId, hash, by: [authorId] },
        reason: { version, measures, split },
      })
      return { verdict, clearance }
    },

    /**
     * The verdict on a person's deal, everybody who may say yes to each measure that is outside, and who stands in for whom today,
     * for an approval that is under way.
     */
    cover: async (tx: Tx, workspaceId: Id, facts: DealFacts | ContractFacts, personId: Id | null) => {
      const { matrix, bench } = await asked(tx, workspaceId)
      const { deal, split } =
        'near' in facts ? dealOf(facts, matrix.splitDays) : { deal: contractOf(facts), split: null }
      const verdict = bench.verdict(deal, personId, matrix.version, split)
      const outside = verdict.measures.filter(({ inside }) => !inside).map(({ measure }) => measure)
      const needs = outside.map(measure => ({ measure, approvers: bench.judge.approvers(deal, [measure]) }))
      return { verdict, needs, delegations: bench.delegations }
    },

    /** Whether a person may approve this now (their own mandate, or one lent to them), for an approval that is under way. */
    mayApprove: async (
      tx: Tx,
      workspaceId: Id,
      facts: DealFacts | ContractFacts,
      measures: readonly Measure[],
      personId: Id,
    ): Promise<Approver | undefined> => {
      const { matrix, bench } = await asked(tx, workspaceId)
      const deal = 'near' in facts ? dealOf(facts, matrix.splitDays).deal : contractOf(facts)
      const found = bench.judge.mayApprove(deal, measures, personId)
      return found && bench.named(found)
    },
  }
}

const personOf = (actor: Who): Id | null => (actor.kind === 'user' ? actor.id : null)

/** The matrix in force; where none was ever put in force, the one that a workspace begins with. */
export async function currentMatrix(tx: Tx, workspaceId: Id): Promise<MatrixVersion> {
  const row = await store.selectMatrix(tx, workspaceId)
  if (row) return versionOf(row)
  const rows = beginningRows(await store.selectRoles(tx, workspaceId))
  return { version: 0, rows, splitDays: usualSplitDays, note: '', inForceAt: null, inForceBy: null }
}

export function versionOf({ workspaceId: _, inForceAt, ...row }: store.MatrixRow): MatrixVersion {
  return { ...row, inForceAt: inForceAt.getTime() }
}

/** A judge over rows, the delegations that hold at an instant, and the organisation as it is; and names for what it answers. */
export async function benchOf(tx: Tx, workspaceId: Id, rows: readonly MandateRow[], now: Instant) {
  const today = dayOf(now)
  const organisation = await store.selectOrganisation(tx, workspaceId)
  const delegations = (await store.selectDelegations(tx, workspaceId, { from: today })).map(delegationOf)
  return bench({ rows, delegations, today, ...organisation })
}

export type Bench = ReturnType<typeof bench>

function bench(rules: Omit<Rules, 'people'> & { people: readonly store.Colleague[] }) {
  const judge = new Judge(rules)
  const people = new Map(rules.people.map(person => [person.id, person]))
  const named = ({
    id,
    forId,
    delegationId,
    away,
  }: ReturnType<Judge['judge']>['steps'][number]['people'][number]): Approver => ({
    id,
    name: people.get(id)?.name ?? '',
    title: people.get(id)?.title ?? null,
    for: forId && delegationId ? { id: forId, name: people.get(forId)?.name ?? '', delegationId } : null,
    away,
  })
  return {
    judge,
    named,
    /** Those that hold today. */
    delegations: rules.delegations.filter(({ from, to }) => from <= rules.today && rules.today <= to),
    verdict: (deal: Deal, personId: Id | null, version: number, split: Verdict['split']): Verdict => {
      const { inside, measures, steps, blocked } = judge.judge(deal, personId)
      return {
        ...{ inside, version, blocked, split },
        measures: measures.map(({ limit, ...each }) => ({
          ...each,
          hidden: false,
          ...(limit !== undefined && { limit }),
        })),
        steps: steps.map(step => ({ ...step, people: step.people.map(named) })),
      }
    },
  }
}

export function delegationOf({
  id,
  fromId,
  toId,
  fromDay,
  toDay,
  scope,
  caps,
}: store.DelegationRow): Delegation {
  return { id, fromId, toId, from: fromDay, to: toDay, scope, caps }
}

export function delegationViewOf(row: store.DelegationRow): DelegationView {
  const { note, createdBy, createdAt, endedAt } = row
  return {
    ...delegationOf(row),
    ...{ note, createdBy, createdAt: createdAt.getTime(), endedAt: endedAt?.getTime() ?? null },
    caps: row.caps,
    scope: row.scope,
  }
}
