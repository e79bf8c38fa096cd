import { createHash } from 'node:crypto'
import type { ContractFacts, DealFacts } from '#collaboration/mandate/api.ts'
import type { Id } from '#kernel/id.ts'
import {
  type CaseState,
  type Direction,
  type Directory,
  type Need,
  openStep,
  type RefusalKind,
} from '#lib/approval/index.ts'
import type { CaseAct, errors } from './api.ts'
import type { Cover } from './ports.ts'

/** What is hashed of an act; ids, figures and the person's own words. */
export type ActBody = Omit<CaseAct, 'position' | 'hash'> & { caseId: Id; id: string; subjectHash: string }

/** What the first act of a case follows. */
export const chainStart = '0'.repeat(64)

/** `sha256(previous hash, newline, body)` in hex: changing, dropping or reordering an act breaks every later one. */
export const chainHash = (previous: string, body: string): string =>
  createHash('sha256').update(`${previous}\n${body}`).digest('hex')

/** Refusals of the state machine, as they are answered. */
export const refusals = {
  ended: 'approval.ended',
  'not-yours': 'approval.not-yours',
  changed: 'approval.changed',
  barred: 'approval.barred',
  gone: 'approval.gone',
  'already-asked': 'approval.already-asked',
  'no-such-step': 'approval.no-such-step',
  'nothing-to-undo': 'approval.nothing-to-undo',
} as const satisfies Record<RefusalKind, keyof typeof errors>

/** The measures of a text, each in its own unit; flags are 0 and 1. */
export function measuresOf(facts: DealFacts | ContractFacts): Record<string, number | null> {
  if (!('near' in facts)) {
    const { liability } = facts
    return {
      nonStandardClause: facts.nonStandardClause ? 1 : 0,
      liability: liability === 'unlimited' ? null : (liability ?? 0),
      seal: facts.sealAmount,
    }
  }
  const discounts = facts.families.map(({ discount }) => discount)
  const known = discounts.filter(discount => discount !== null)
  return {
    worstLineDiscount: known.length < discounts.length ? null : Math.max(0, ...known),
    blendedDiscount: facts.blendedDiscount,
    effectiveDiscount: facts.effectiveDiscount,
    margin: facts.margin,
    belowFloor: facts.belowFloor ? 1 : 0,
    amount: facts.amount,
    paymentDays: facts.paymentDays,
  }
}

/**
 * Which way each measure gets worse: a margin down, all others up. A larger amount is worse only where the amount itself lies outside the
 * author's mandate: asking less discount makes it larger too.
 */
export const directionsOf = (
  measures: Record<string, number | null>,
  { needs }: Pick<Cover, 'needs'>,
): Direction[] =>
  Object.keys(measures)
    .filter(measure => measure !== 'amount' || needs.some(need => need.measure === 'amount'))
    .map(measure => ({ measure, worse: measure === 'margin' ? 'down' : 'up' }))

/** Somebody of the organisation as approvals see them; `active`: here, and allowed to decide; `reads`: here, and allowed to see approvals. */
export interface Member {
  id: Id
  departmentId: Id | null
  roleId: Id
  active: boolean
  reads: boolean
  leads: boolean
}

export interface Organisation {
  people: readonly Member[]
  departments: readonly { id: Id; parentId: Id | null; headId: Id | null }[]
}

/** The organisation with what lies outside and who covers it, as the state machine takes it. */
export function directoryOf(
  { people, departments }: Organisation,
  { verdict, needs, delegations }: Cover,
): Directory {
  const leadersOf = (id: Id, headId: Id | null) =>
    headId ? [headId] : people.filter(each => each.leads && each.departmentId === id).map(each => each.id)
  const usable = delegations.filter(({ fromId, toId }) => lends(needs, fromId, toId))
  const group = (pairs: readonly { fromId: Id; toId: Id }[]) =>
    new Map(
      [...Map.groupBy(pairs, ({ fromId }) => fromId)].map(([from, all]) => [
        from,
        all.map(({ toId }) => toId),
      ]),
    )
  return {
    people: new Map(
      people.map(({ id, active, reads, departmentId, roleId }) => [
        id,
        { active, reads, departmentId, roles: [roleId] },
      ]),
    ),
    departments: new Map(
      departments.map(({ id, parentId, headId }) => [id, { parentId, leaders: leadersOf(id, headId) }]),
    ),
    standIns: group(usable),
    deputies: group(delegations),
    needs: needs.map(({ measure, approvers }): Need => {
      const step = verdict.steps.find(({ measures }) => measures.includes(measure))
      return {
        measure,
        covering: [...new Set(approvers.map(({ id, forId }) => forId ?? id))],
        nearest: [...new Set((step?.people ?? []).map(person => person.for?.id ?? person.id))],
      }
    }),
  }
}

/** Whether a stand-in may sign for somebody here: for all that the other covers, the delegation covers it too, or the stand-in does. */
function lends(needs: Cover['needs'], fromId: Id, toId: Id): boolean {
  return needs.every(({ approvers }) => {
    const covers = approvers.some(({ id, forId }) => id === fromId && forId === null)
    if (!covers) return true
    return approvers.some(({ id, forId }) => id === toId && (forId === null || forId === fromId))
  })
}

/** Who is to be told of what a case has come to: the open step's name, for texts. */
export const stepName = (state: CaseState): string | null => openStep(state)?.name || null

/** Nobody is asked about a case that has ended. */
export const nobody: Directory = {
  ...{ people: new Map(), departments: new Map(), standIns: new Map(), deputies: new Map() },
  needs: [],
}
