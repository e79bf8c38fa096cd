import type { ContractEvent } from '#collaboration/contract/api.ts'
import type { Subject } from '#collaboration/mandate/api.ts'
import type { QuoteEvent } from '#collaboration/quote/api.ts'
import type { Tx } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import { carryOver, gotWorse, hasEnded, voidCase } from '#lib/approval/index.ts'
import { systemActor } from '#platform/org/index.ts'
import { directionsOf, directoryOf, measuresOf, nobody } from './model.ts'
import type { ApprovalPorts } from './ports.ts'
import type { Recorder } from './record.ts'
import { partiesOf, subjectOf } from './situation.ts'
import * as store from './store.ts'

type Reworded = Pick<ContractEvent, 'contractId' | 'textHash'>

export type Following = ReturnType<typeof makeFollowing>

/** What becomes of cases when what they are bound to changes: voided, or carried over to a revision with which no measure got worse. */
export function makeFollowing(ports: ApprovalPorts, record: Recorder) {
  const { mandate } = ports

  /** Ends a case, and takes back what it let out. */
  const end = async (tx: Tx, row: store.CaseRow, reason: string, measures: string[] = []): Promise<void> => {
    if (row.status === 'voided' || row.status === 'withdrawn' || row.status === 'rejected') return
    const actor = systemActor(row.workspaceId)
    await mandate.clearances.void(tx, actor, row.hash, `approval: ${reason}`)
    await record(tx, actor, row, voidCase(row.state), nobody, { kind: 'voided', reason, measures })
  }

  const lock = (tx: Tx, row: store.CaseRow) => store.lockCase(tx, systemActor(row.workspaceId), row.id)

  return {
    end,

    /** A later revision replaces the one that a case is bound to. */
    revised: async (tx: Tx, workspaceId: Id, { quoteId, previous, hash }: QuoteEvent): Promise<void> => {
      if (previous === null) return
      const found = await store.selectNewest(tx, workspaceId, {
        subject: 'quote',
        subjectId: quoteId,
        hash: previous,
      })
      const row = found && (await lock(tx, found))
      if (!row || (hasEnded(row.state) && row.status !== 'approved')) return
      if (await mandate.clearances.of(tx, workspaceId, hash)) return end(tx, row, 'inside')
      const text = await subjectOf(ports, 'quote').read(tx, workspaceId, hash)
      if (!text) return end(tx, row, 'changed')
      const cover = await mandate.cover(tx, workspaceId, text.facts, text.facts.authorId)
      const directions = directionsOf(row.state.measures, cover)
      const worse = gotWorse(row.state.measures, measuresOf(text.facts), directions)
      if (worse.length > 0) return end(tx, row, 'worse', worse)
      const directory = directoryOf(await store.selectOrganisation(tx, workspaceId), cover)
      const next = carryOver(row.state, partiesOf(text), directory)
      if (!next) return end(tx, row, 'not-covered')
      const { authorId, ownerId, departmentId } = text.facts
      const parties = { authorId, ownerId, departmentId }
      await carry(tx, row, next, directory, {
        ...{ facts: cover.verdict, amount: text.amount, title: text.title, ...parties },
      })
    },

    /** Another text of a contract was frozen: no measure can tell whether its wording got worse, so it is asked for anew. */
    reworded: async (tx: Tx, workspaceId: Id, { contractId, textHash }: Reworded): Promise<void> => {
      const found = await store.selectNewest(tx, workspaceId, { subject: 'contract', subjectId: contractId })
      const row = found && (await lock(tx, found))
      if (row && row.hash !== textHash) await end(tx, row, 'changed')
    },

    /** What a case was about is off the table. */
    gone: async (tx: Tx, workspaceId: Id, subject: Subject, subjectId: Id, reason: string): Promise<void> => {
      const found = await store.selectNewest(tx, workspaceId, { subject, subjectId })
      const row = found && (await lock(tx, found))
      if (row) await end(tx, row, reason)
    },
  }

  async function carry(
    tx: Tx,
    row: store.CaseRow,
    next: store.CaseRow['state'],
    directory: Parameters<Recorder>[4],
    set: Partial<store.CaseRow>,
  ): Promise<void> {
    const actor = systemActor(row.workspaceId)
    const after = await record(tx, actor, row, next, directory, { kind: 'carried', reason: 'no-worse', set })
    if (next.status !== 'approved') return
    await mandate.clearances.void(tx, actor, row.hash, 'approval: carried over')
    const standing = { subject: after.subject, subjectId: after.subjectId, hash: next.hash, caseId: after.id }
    const seats = next.steps.flatMap(step => step.seats.filter(seat => seat.state === 'approved'))
    const by = [...new Set(seats.flatMap(seat => (seat.by === null ? [] : [seat.by])))]
    await mandate.clearances.approve(tx, actor, { ...standing, by, reason: { carriedFrom: row.hash } })
  }
}
