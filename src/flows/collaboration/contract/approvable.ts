import type { Tx } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import { hashOf } from '#lib/contract/index.ts'
import { type Actor, systemActor } from '#platform/org/index.ts'
import type { ContractContent } from './api.ts'
import type { ContractSubject } from './ports.ts'
import * as store from './store.ts'
import { need, subjectOf } from './view.ts'

/** A contract's frozen text as an approval looks at it. */
interface ApprovableText {
  content: ContractContent
  subject: ContractSubject
}

/** What approvals bind to: the text that was frozen last, by its hash. */
export const approvable = {
  /** The newest text; `open`: it may still be sent or signed. @throws contract.missing */
  standing: async (tx: Tx, actor: Actor, id: Id): Promise<{ hash: string | null; open: boolean }> => {
    const { hash, status } = await need(tx, actor, id)
    return { hash, open: status === 'ready' || status === 'sent' || status === 'signed-by-customer' }
  },

  /** The text with this hash, hashed again: what was changed behind our back is not handed out. */
  text: async (tx: Tx, workspaceId: Id, hash: string): Promise<ApprovableText | undefined> => {
    const version = await store.selectVersionByHash(tx, workspaceId, hash)
    if (!version || hashOf(version.content) !== hash) return undefined
    const row = await need(tx, systemActor(workspaceId), version.contractId)
    const { content, createdBy } = version
    const subject = { ...subjectOf(row, content), hash, authorId: createdBy }
    return { content, subject }
  },
}
