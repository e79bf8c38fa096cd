import type { PersonErased } from '#crm/contact/api.ts'
import type { Tx } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import type { ContractDraft } from './api.ts'
import * as erasing from './erasure-store.ts'
import { recall } from './letters.ts'
import { searchColumns } from './model.ts'
import type { ContractPorts } from './ports.ts'
import { customerActor, type RecordAct } from './record.ts'
import * as store from './store.ts'
import { needLocked } from './view.ts'

export type Erasure = ReturnType<typeof makeErasure>

/** What a contract goes back to when its signer is erased before it took effect. */
const ended: readonly string[] = ['draft', 'declined', 'expired', 'withdrawn']
const unsent = {
  ...{ status: 'draft' as const, sentAt: null, signedByUsAt: null, signedByCustomerAt: null },
  ...{ expiresAt: null, closedAt: null, envelope: null },
}

/**
 * Contracts when a person is erased. In effect they are evidence that the law has us keep, whole. Where nothing took effect the person goes:
 * who acted, what they signed with, links, the draft's signer, every fixed text; the chain stays, and says which texts it knows by hash alone.
 */
export function makeErasure(ports: ContractPorts, record: RecordAct) {
  const forget = async (tx: Tx, workspaceId: Id, id: Id, person: PersonErased): Promise<void> => {
    const actor = customerActor(workspaceId)
    const row = await needLocked(tx, actor, id)
    if (row.status === 'effective') return
    const mask = masking(person.words)
    const texts = await erasing.eraseTexts(tx, id)
    await erasing.deletePersons(tx, workspaceId, id, person.words)
    const { name, reason, draft } = row
    const set = {
      ...(ended.includes(row.status) ? {} : unsent),
      ...{ hash: null, version: null, draft: maskedDraft(draft, mask), name: mask(name) },
      ...{ reason: reason && mask(reason), draftVersion: row.draftVersion + 1 },
      ...searchColumns(mask(name), row.number),
    }
    await store.updateContract(tx, row, set, new Date(ports.clock.now()))
    await record(tx, actor, row, { type: 'person-erased', body: { texts } })
    void recall(ports, row.envelope)
  }

  return {
    /** Hears `person.erased`; told again it finds nobody. */
    hear: (): void =>
      ports.outbox.hear<PersonErased>('person.erased', async (tx, { workspaceId, payload }) => {
        for (const { id } of await erasing.selectConcerned(tx, workspaceId, payload))
          await forget(tx, workspaceId, id, payload)
      }),

    /** Contracts in effect that name somebody, and since when. */
    kept: async (tx: Tx, workspaceId: Id, person: PersonErased) =>
      (await erasing.selectConcerned(tx, workspaceId, person))
        .filter(({ status }) => status === 'effective')
        .map(({ id, number, name, closedAt }) => ({
          ...{ kind: 'contract' as const, id, number, name },
          since: closedAt!.getTime(),
        })),
  }
}

/** Takes words out of a text, whatever their case. */
function masking(words: readonly string[]): (text: string) => string {
  const escaped = words.map(word => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  const found = escaped.length > 0 ? new RegExp(escaped.join('|'), 'gi') : undefined
  return text => (found ? text.replace(found, '＊') : text)
}

/** The draft without its signer, and without the words in what was written by hand. */
function maskedDraft(draft: ContractDraft, mask: (text: string) => string): ContractDraft {
  const party = (side: ContractDraft['seller']) => ({ ...side, representative: mask(side.representative) })
  const variables = Object.entries(draft.variables).map(([name, value]) => [name, mask(value)])
  return {
    ...draft,
    ...{ signer: null, seller: party(draft.seller), buyer: party(draft.buyer) },
    variables: Object.fromEntries(variables),
    clauses: draft.clauses.map(clause => ({ ...clause, body: mask(clause.body), title: mask(clause.title) })),
  }
}
