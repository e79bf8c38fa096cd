import type { Tx } from '#db/connection.ts'
import { AppError } from '#kernel/error.ts'
import type { Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/time.ts'
import type { Actor } from '#platform/org/index.ts'
import { type ContractContent, type ContractItem, type ContractView, errors } from './api.ts'
import { type Basis, compose } from './compose.ts'
import type { Library } from './library.ts'
import { departs, liabilityOf, stateOf, waitsForSigner } from './model.ts'
import type { ContractPorts, ContractSubject, SealVerdict } from './ports.ts'
import { snapshotOf } from './snapshot.ts'
import * as store from './store.ts'

/** The contract if the actor may see it. @throws contract.missing */
export async function need(tx: Tx, actor: Actor, id: Id): Promise<store.ContractRow> {
  const row = await store.selectContract(tx, actor, id)
  if (!row) throw new AppError(errors['contract.missing'])
  return row
}

/** The same, locked for a change; read once more after the lock, as it is now. */
export async function needLocked(tx: Tx, actor: Actor, id: Id): Promise<store.ContractRow> {
  if (!(await store.lockContract(tx, actor, id))) throw new AppError(errors['contract.missing'])
  return need(tx, actor, id)
}

/** The revision that the contract rests on, checked anew. @throws contract.broken */
export async function basisOf(
  { quotes }: Pick<ContractPorts, 'quotes'>,
  tx: Tx,
  row: Pick<store.ContractRow, 'workspaceId' | 'quoteHash'>,
): Promise<Basis> {
  const found = await quotes.revisionOf(tx, row.workspaceId, row.quoteHash)
  if (!found) throw new AppError(errors['contract.broken'])
  return { hash: found.hash, content: found.content }
}

export function itemOf(row: store.ContractRow, now: Instant): ContractItem {
  const { id, number, name, quoteId, accountId, accountName, opportunityId, version, hash } = row
  const { amount, currency, reason, ownerId } = row
  const time = (at: Date | null) => at?.getTime() ?? null
  return {
    ...{ id, number, name, quoteId, accountId, accountName, opportunityId, version, hash },
    ...{ amount, currency, reason, ownerId },
    state: stateOf(row, now),
    expiresAt: time(row.expiresAt),
    sentAt: time(row.sentAt),
    signedByUsAt: time(row.signedByUsAt),
    signedByCustomerAt: time(row.signedByCustomerAt),
    createdAt: row.createdAt.getTime(),
    updatedAt: row.updatedAt.getTime(),
  }
}

/** A text as a mandate looks at it. */
export function subjectOf(
  row: store.ContractRow,
  text: Pick<ContractContent, 'clauses' | 'liabilityCap'>,
): ContractSubject {
  const { quoteId, quoteHash, accountId, opportunityId, ownerId, amount, currency } = row
  return {
    ...{ contractId: row.id, hash: row.hash ?? '', quoteId, quoteHash, accountId, opportunityId, ownerId },
    ...{ authorId: row.draftBy, amount, currency },
    nonStandardClause: text.clauses.some(({ standard }) => !standard),
    liability: text.liabilityCap,
  }
}

/** A contract as its page needs it. */
export async function viewOf(
  ports: ContractPorts,
  library: Library,
  tx: Tx,
  actor: Actor,
  row: store.ContractRow,
): Promise<ContractView> {
  const { workspaceId, id } = row
  const basis = await basisOf(ports, tx, row)
  const { clauses, states, faults, offered } = await compose({ tx, workspaceId, library }, row.draft, basis)
  const text = { clauses, liabilityCap: liabilityOf(row.draft.variables) }
  const quote = await ports.quotes.standing(tx, actor, row.quoteId)
  const versions = await store.selectVersions(tx, workspaceId, id)
  const events = await store.selectEvents(tx, workspaceId, id)
  const nonStandard = departs(text)
  const cleared = {
    quote: await ports.gate.cleared(tx, workspaceId, row.quoteHash),
    text: !nonStandard || (row.hash !== null && (await ports.gate.cleared(tx, workspaceId, row.hash))),
  }
  return {
    ...itemOf(row, ports.clock.now()),
    draft: row.draft,
    draftVersion: row.draftVersion,
    draftAt: row.draftAt.getTime(),
    clauses: states,
    faults: faults.map(({ clause, error }) => ({ clause, code: error.code, text: error.text })),
    snapshot: snapshotOf(basis.content, basis.hash),
    newerRevision: quote.hash !== row.quoteHash ? quote.revision : null,
    versions: versions.map(({ number, hash, createdAt }) => ({
      number,
      hash,
      createdAt: createdAt.getTime(),
    })),
    events: events.map(({ seq, type, at, person, hash, body }) => ({
      ...{ seq, type, hash, body },
      at: at.getTime(),
      who: person?.name ?? null,
      how: (person?.how as string | undefined) ?? null,
    })),
    ...{ offered, nonStandard, cleared },
    seal: sealOf(await ports.gate.maySeal(tx, actor, subjectOf(row, text))),
    mail: ports.mail.kindOf(workspaceId),
    letter: await letterOf(tx, row),
    provider: ports.provider?.name ?? null,
  }
}

const sealOf = ({ may, reason }: SealVerdict): ContractView['seal'] => ({ may, reason })

/** What left for the signer by the link that is open. */
async function letterOf(tx: Tx, row: store.ContractRow): Promise<ContractView['letter']> {
  const link = await store.selectLink(tx, row.workspaceId, { contractId: row.id })
  // One that a signature or the end of time was quicker than isn't waited for.
  const told = link?.letter === 'sent' || waitsForSigner(row.status)
  return link?.letter && told
    ? { state: link.letter, at: link.letterAt?.getTime() ?? null, fault: link.letterFault }
    : null
}
