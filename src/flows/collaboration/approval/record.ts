import type { Tx } from '#db/connection.ts'
import { type Id, newId } from '#kernel/id.ts'
import type { Instant } from '#kernel/time.ts'
import { askedNow, type CaseState, type Directory, hasEnded, named, openStep } from '#lib/approval/index.ts'
import { audit } from '#platform/audit/index.ts'
import type { Actor } from '#platform/org/index.ts'
import { type ApprovalEvent, approvalChanged, approvalEvents } from './api.ts'
import { type ActBody, chainHash, stepName } from './model.ts'
import type { ApprovalPorts } from './ports.ts'
import * as store from './store.ts'
import type { Teller } from './tell.ts'

export interface Change {
  kind: ActBody['kind']
  /** The client's id, or one of our own for what Loam does. */
  id?: string
  by?: Id | null
  for?: Id | null
  personId?: Id | null
  where?: ActBody['where']
  comment?: string
  reason?: string
  measures?: string[]
  /** The step it was done in; the one that is open before it, if left out. */
  step?: string | null
  set?: Partial<Omit<store.CaseRow, 'accountName'>>
}

export type Recorder = ReturnType<typeof makeRecorder>

/** Writes what became of a case: its state, the act in its chain, who is asked now, events, audit and notices, all in one transaction. */
export function makeRecorder({ clock, outbox, mandate }: ApprovalPorts, teller: Teller) {
  return async (
    tx: Tx,
    actor: Actor,
    row: store.CaseRow,
    next: CaseState,
    directory: Directory,
    change: Change,
  ): Promise<store.CaseRow> => {
    const now = clock.now()
    const before = row.acts === 0 ? null : row.state
    const waitsFor = hasEnded(next) ? [] : askedNow(next, directory)
    const after = await write(tx, { ...row, waitsFor }, next, change, now)
    const fresh = await store.saveWaiting(tx, after, now)
    await audit(tx, actor, {
      act: `approval.${change.kind}`,
      subject: { kind: 'approval', id: row.id },
      details: { hash: next.hash, status: next.status, ...(change.reason && { reason: change.reason }) },
    })
    if (next.status === 'approved' && before?.status !== 'approved') await clear(tx, actor, after, next)
    await publish(tx, after, before, change)
    const opened = openStep(next)
    const isNew = opened !== undefined && opened.id !== (before && openStep(before)?.id)
    const copies = isNew ? copiesOf(next, directory) : []
    await store.addPeople(tx, after, copies, false, now)
    await teller.changed(tx, after, before, { fresh, copies, change })
    return after
  }

  async function write(
    tx: Tx,
    row: store.CaseRow,
    next: CaseState,
    change: Change,
    now: Instant,
  ): Promise<store.CaseRow> {
    const { workspaceId, id: caseId } = row
    const body: ActBody = {
      ...{ caseId, id: change.id ?? newId(now), at: now, subjectHash: next.hash, kind: change.kind },
      ...{ by: change.by ?? null, for: change.for ?? null, personId: change.personId ?? null },
      step: change.step === undefined ? stepName(row.state) : change.step,
      ...{ where: change.where ?? null, comment: change.comment ?? '' },
      ...{ reason: change.reason ?? null, measures: change.measures ?? [] },
    }
    const text = JSON.stringify(body)
    const hash = chainHash(row.lastHash, text)
    await store.insertAct(tx, {
      ...{ workspaceId, caseId, position: row.acts + 1, id: body.id, actorId: body.by, at: new Date(now) },
      ...{ body: text, previousHash: row.lastHash, hash },
    })
    const moved = JSON.stringify(openStep(next)?.seats) !== JSON.stringify(openStep(row.state)?.seats)
    const due = next.status === 'open' ? openStep(next)?.due : null
    const set = {
      ...{ state: next, status: next.status, hash: next.hash, acts: row.acts + 1, lastHash: hash },
      waitsFor: row.waitsFor,
      since: moved || next.status !== row.status ? new Date(now) : row.since,
      dueAt: due ? new Date(due) : null,
      endedAt: hasEnded(next) ? (row.endedAt ?? new Date(now)) : null,
      ...change.set,
    }
    await store.updateCase(tx, workspaceId, caseId, set)
    return { ...row, ...set }
  }

  /** Lets the text out: everybody who signed is named, and in whose name. */
  async function clear(tx: Tx, actor: Actor, row: store.CaseRow, state: CaseState): Promise<void> {
    const seats = state.steps.flatMap(step => step.seats.filter(seat => seat.state === 'approved'))
    await mandate.clearances.approve(tx, actor, {
      ...{ subject: row.subject, subjectId: row.subjectId, hash: state.hash, caseId: row.id },
      by: [...new Set(seats.flatMap(({ by }) => (by === null ? [] : [by])))],
      reason: { signed: seats.map(({ by, personId }) => ({ by, for: by === personId ? null : personId })) },
    })
  }

  async function publish(
    tx: Tx,
    row: store.CaseRow,
    before: CaseState | null,
    { kind }: Change,
  ): Promise<void> {
    const { workspaceId, id: caseId, subject, subjectId, hash, status } = row
    const payload: ApprovalEvent = { caseId, subject, subjectId, hash }
    const tell = (type: string, more: Partial<ApprovalEvent> = {}) =>
      outbox.publish(tx, { workspaceId, type, payload: { ...payload, ...more } })
    await outbox.publish(tx, { workspaceId, type: approvalChanged, payload: { caseId, subject, subjectId } })
    const reopened = kind === 'undo' && before !== null && hasEnded(before)
    if (kind === 'ask' || reopened) await tell(approvalEvents.asked)
    if (kind === 'late' || kind === 'escalated') await tell(approvalEvents.overdue)
    if (status === before?.status) return
    if (status === 'blocked') await tell(approvalEvents.blocked)
    else if (status === 'voided') await tell(approvalEvents.voided)
    else if (status !== 'open') await tell(approvalEvents.decided, { decision: status })
  }
}

function copiesOf(state: CaseState, directory: Directory): Id[] {
  const reads = (id: Id) => directory.people.get(id)?.reads ?? false
  const ids = (openStep(state)?.copy ?? []).flatMap(who =>
    named(directory, state, who, directory.needs, reads),
  )
  return [...new Set(ids.filter(reads))]
}
