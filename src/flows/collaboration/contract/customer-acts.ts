import type { Tx } from '#db/connection.ts'
import { hashOf } from '#lib/contract/index.ts'
import type { ContractContent, SignatureMark } from './api.ts'
import type { Files } from './files.ts'
import { after } from './model.ts'
import type { ContractPorts } from './ports.ts'
import { customerActor, eventOf, type RecordAct, type Who } from './record.ts'
import * as store from './store.ts'
import type { Teller } from './tell.ts'
import { put, wordsOf } from './words.ts'

/** A contract as one link leads to it, locked, with the text that the link is for. */
export interface Place {
  row: store.ContractRow
  link: store.LinkRow
  content: ContractContent
}

export type CustomerActs = ReturnType<typeof makeCustomerActs>

/** What the customer does, once it is known who it is and that they may: each in the caller's transaction. */
export function makeCustomerActs(
  ports: ContractPorts,
  { record, files, tell }: { record: RecordAct; files: Files; tell: Teller },
) {
  const { clock, quotes } = ports
  const now = () => new Date(clock.now())

  return {
    /** The first reading is put down. */
    opened: async (tx: Tx, { row, link }: Place, who: Who): Promise<void> => {
      if (link.openedAt) return
      await store.updateLink(tx, link, { openedAt: now() })
      const body = { hash: link.hash }
      await record(tx, customerActor(row.workspaceId), row, { type: 'opened', body, who })
    },

    /** Signs; the quote is accepted with it. @returns the contract as it is then */
    signed: async (tx: Tx, place: Place, mark: SignatureMark, who: Who): Promise<store.ContractRow> => {
      const { row, link, content } = place
      const { workspaceId, id: contractId, quoteId, quoteHash } = row
      const { hash } = link
      const actor = customerActor(workspaceId)
      const status = after('sign-customer', row, clock.now())
      const at = now()
      await store.insertMark(tx, { workspaceId, contractId, hash, side: 'customer', mark, at })
      await quotes.acceptIn(tx, actor, quoteId, quoteHash)
      const set = { status, signedByCustomerAt: at, ...(status === 'effective' && { closedAt: at }) }
      await store.updateContract(tx, row, set, at)
      await store.updateLink(tx, link, { codeHash: null })
      const next = { ...row, ...set }
      const body = { hash, quoteHash, agreement: agreementOf(content), markHash: hashOf(mark) }
      await record(tx, actor, next, { type: 'signed-by-customer', body, who })
      if (status === 'effective') await files.takeEffect(tx, actor, next, content)
      await tell.signed(tx, next, content)
      return next
    },

    /** @returns the contract as it is then */
    declined: async (
      tx: Tx,
      { row, content }: Place,
      reason: string,
      who: Who,
    ): Promise<store.ContractRow> => {
      const actor = customerActor(row.workspaceId)
      const at = now()
      const set = { status: after('decline', row, clock.now()), closedAt: at, reason }
      await store.updateContract(tx, row, set, at)
      const next = { ...row, ...set }
      const publish = { type: 'contract.declined', payload: eventOf(next, content.snapshot) }
      await record(tx, actor, next, {
        type: 'declined',
        body: { hash: row.hash },
        who: { ...who, reason },
        publish,
      })
      await tell.declined(tx, next)
      return next
    },
  }
}

/** The sentence that the customer agrees to, word for word; it is put into the evidence. */
export function agreementOf({ language, contract, buyer }: ContractContent): string {
  return put(wordsOf[language].agreement, {
    number: contract.number,
    version: contract.version,
    buyer: buyer.name,
  })
}
