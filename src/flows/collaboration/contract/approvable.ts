import type { Tx } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import { fill, hashOf, placeholdersOf, type RedlinePiece, redline } from '#lib/contract/index.ts'
import { type Actor, systemActor } from '#platform/org/index.ts'
import type { ContentClause, ContractContent } from './api.ts'
import { wordingsOf } from './library.ts'
import { raisesLiability, usualLiability } from './model.ts'
import type { ContractSubject } from './ports.ts'
import { quoteValues } from './snapshot.ts'
import * as store from './store.ts'
import { need, needLocked, subjectOf } from './view.ts'

/** A contract's frozen text as an approval looks at it. */
interface ApprovableText {
  content: ContractContent
  subject: ContractSubject
  clauses: ApprovableClause[]
}

/** A clause with its values put in; the redline against the library's wording is empty where nothing departs. */
interface ApprovableClause {
  title: string
  text: string
  redline: RedlinePiece[]
}

/** What approvals bind to: the text that was frozen last, by its hash. */
export const approvable = {
  /** The newest text; `open`: it may still be sent or signed; `out`: the customer has it. @throws contract.missing */
  standing: async (tx: Tx, actor: Actor, id: Id) => {
    const { hash, status } = await need(tx, actor, id)
    const open = status === 'ready' || status === 'sent' || status === 'signed-by-customer'
    return { hash, open, out: open && status !== 'ready' }
  },

  /** Nothing becomes of it until the transaction ends. @throws contract.missing */
  hold: async (tx: Tx, actor: Actor, id: Id): Promise<void> => {
    await needLocked(tx, actor, id)
  },

  /** The text with this hash, hashed again: what was changed behind our back is not handed out. */
  text: async (tx: Tx, workspaceId: Id, hash: string): Promise<ApprovableText | undefined> => {
    const version = await store.selectVersionByHash(tx, workspaceId, hash)
    if (!version || hashOf(version.content) !== hash) return undefined
    const row = await need(tx, systemActor(workspaceId), version.contractId)
    const { content, createdBy } = version
    const subject = { ...subjectOf(row, content), hash, authorId: createdBy }
    return { content, subject, clauses: await clausesOf(tx, workspaceId, content) }
  },
}

async function clausesOf(tx: Tx, workspaceId: Id, content: ContractContent): Promise<ApprovableClause[]> {
  const { clauses, language, snapshot, variables } = content
  const ids = clauses.flatMap(({ clauseId }) => clauseId ?? [])
  const wordings = await wordingsOf(tx, workspaceId, ids, language)
  const values = { ...variables, ...quoteValues(snapshot, language) }
  const usual = { ...values, liabilityCap: String(usualLiability) }
  const raised = raisesLiability(content.liabilityCap)
  const departing = ({ standard, body }: ContentClause) =>
    !standard || (raised && placeholdersOf(body).includes('liabilityCap'))
  return clauses.map(clause => {
    const { title, text, clauseId, version } = clause
    if (!departing(clause)) return { title, text, redline: [] }
    const known = wordings.find(one => one.clauseId === clauseId && one.version === version)
    const heading = (one: string) => (known && known.title !== title ? `${one}\n` : '')
    const before = known ? heading(known.title) + fill(known.body, usual) : ''
    return { title, text, redline: redline(before, heading(title) + text, language) }
  })
}
