import type { Subject } from '#collaboration/mandate/api.ts'
import type { Tx } from '#db/connection.ts'
import { AppError } from '#kernel/error.ts'
import type { Id } from '#kernel/id.ts'
import { errors } from './api.ts'
import { measuresOf } from './model.ts'
import type { ApprovalPorts, SubjectPort, SubjectText } from './ports.ts'
import type { CaseRow } from './store.ts'

/** Whose a text is by now, for the state machine. A text that no person wrote is its owner's. */
export function partiesOf({ hash, facts }: SubjectText) {
  const authorId = facts.authorId ?? facts.ownerId ?? ''
  return {
    ...{ hash, authorId, ownerId: facts.ownerId ?? authorId, departmentId: facts.departmentId },
    measures: measuresOf(facts),
  }
}

/** A case as it stands in the world: its text, and who covers what by now. */
export async function situation(ports: ApprovalPorts, tx: Tx, row: CaseRow) {
  const text = await needText(subjectOf(ports, row.subject), tx, row.workspaceId, row.hash)
  const cover = await ports.mandate.cover(tx, row.workspaceId, text.facts, text.facts.authorId)
  return { text, cover }
}

export function subjectOf({ subjects }: ApprovalPorts, subject: Subject): SubjectPort {
  const port = subjects[subject]
  if (!port) throw new AppError(errors['approval.subject-missing'])
  return port
}

/** @throws approval.subject-missing */
export async function needText(
  port: SubjectPort,
  tx: Tx,
  workspaceId: Id,
  hash: string,
): Promise<SubjectText> {
  const text = await port.read(tx, workspaceId, hash)
  if (!text) throw new AppError(errors['approval.subject-missing'])
  return text
}
