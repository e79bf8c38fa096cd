import { changing } from '#crm/record/index.ts'
import type { Tx } from '#db/connection.ts'
import { AppError } from '#kernel/error.ts'
import { type Id, newId } from '#kernel/id.ts'
import { DAY } from '#kernel/time.ts'
import { hashOf } from '#lib/contract/index.ts'
import type { Actor } from '#platform/org/index.ts'
import { type ContractView, errors } from './api.ts'
import { checkReleasable } from './check.ts'
import type { Files } from './files.ts'
import { type Letters, type OwedLetter, recall } from './letters.ts'
import type { Library } from './library.ts'
import { after, openStates } from './model.ts'
import type { ContractPorts } from './ports.ts'
import { bySession, eventOf, type RecordAct } from './record.ts'
import { snapshotOf } from './snapshot.ts'
import * as store from './store.ts'
import type { Teller } from './tell.ts'
import { addressOf, tokenHashOf, tokenOf } from './token.ts'
import { basisOf, need, needLocked, subjectOf, viewOf } from './view.ts'

export type Releasing = ReturnType<typeof makeReleasing>

/** How long the customer has to sign, in days, if the quote doesn't end before. */
const daysToSign = 30

interface Parts {
  library: Library
  record: RecordAct
  files: Files
  letters: Letters
  tell: Teller
}

/** What goes out: sending, our signature, taking back. Every one of them asks anew whether this very text may. */
export function makeReleasing(ports: ContractPorts, { library, record, files, letters, tell }: Parts) {
  const { db, outbox, clock, gate, mail, provider, played } = ports
  const within = changing(db, outbox)
  const view = (tx: Tx, actor: Actor, row: store.ContractRow) => viewOf(ports, library, tx, actor, row)
  const running = (row: store.ContractRow) => (openStates as readonly string[]).includes(row.status)

  return {
    /**
     * Sends exactly this version to the customer's signer: a personal link, whose letter is owed from then on. Sent again, it answers what is
     * there. Who may use the seal is told where the sender may not.
     * @throws contract.no-mail, contract.wrong-state, and what `checkReleasable` refuses
     */
    send: async (actor: Actor, id: Id, hash: string): Promise<ContractView> => {
      if (mail.kindOf(actor.workspaceId) === 'none' && !provider && !played)
        throw new AppError(errors['contract.no-mail'])
      let owed: OwedLetter | undefined
      const answer = await within(actor, async tx => {
        const row = await needLocked(tx, actor, id)
        if (row.hash === hash && (running(row) || row.status === 'effective')) return view(tx, actor, row)
        const status = after('send', row, clock.now())
        const content = await checkReleasable(ports, tx, actor, row, hash)
        const at = new Date(clock.now())
        const expiresAt = await expiryOf(tx, actor, row)
        const link = await newLink(tx, row, hash, expiresAt)
        await store.updateContract(tx, row, { status, sentAt: at, expiresAt }, at)
        const next = await need(tx, actor, id)
        await record(tx, actor, next, {
          type: 'sent',
          body: { hash, version: content.contract.version, link, expiresAt: expiresAt.getTime() },
          who: bySession(actor),
          publish: { type: 'contract.sent', payload: eventOf(next, content.snapshot) },
        })
        if (!played) {
          owed = { workspaceId: row.workspaceId, link }
          await letters.owe(tx, owed)
        }
        await tell.toSeal(tx, actor, next, content)
        return view(tx, actor, next)
      })
      if (!owed) return answer
      const leaving = letters.soon(owed)
      // Whether the signing service has it is known in a moment; nobody waits for a mail server.
      if (!provider) return answer
      await leaving
      return db.tx(actor.workspaceId, async tx => view(tx, actor, await need(tx, actor, id)))
    },

    /**
     * Signs exactly this version for the company. Whose mandate doesn't cover the seal is refused.
     * @throws contract.no-seal, contract.wrong-state, and what `checkReleasable` refuses
     */
    sign: async (actor: Actor, id: Id, hash: string): Promise<ContractView> => {
      const answer = await within(actor, async tx => {
        const row = await needLocked(tx, actor, id)
        if (row.hash === hash && row.signedByUsAt !== null) return view(tx, actor, row)
        const status = after('sign-us', row, clock.now())
        const content = await checkReleasable(ports, tx, actor, row, hash)
        const verdict = await gate.maySeal(tx, actor, subjectOf(row, content))
        if (!verdict.may) throw new AppError(errors['contract.no-seal'], { reason: verdict.reason })
        const at = new Date(clock.now())
        const mark = { kind: 'typed' as const, text: actor.name.slice(0, 60) }
        const of = { workspaceId: row.workspaceId, contractId: id, hash }
        await store.insertMark(tx, { ...of, side: 'us', mark, at })
        const closed = status === 'effective' ? { closedAt: at } : {}
        await store.updateContract(tx, row, { status, signedByUsAt: at, ...closed }, at)
        const next = await need(tx, actor, id)
        const payload = eventOf(next, content.snapshot)
        await record(tx, actor, next, {
          type: 'signed-by-us',
          body: { hash, quoteHash: row.quoteHash, markHash: hashOf(mark), seal: verdict.reason },
          who: bySession(actor),
          publish: { type: 'contract.signed-by-us', payload },
        })
        if (status === 'effective') await files.takeEffect(tx, actor, next, content)
        return view(tx, actor, next)
      })
      if (answer.state === 'effective') files.finishSoon(actor.workspaceId, id)
      return answer
    },

    /** Takes a contract back before it takes effect; its link is closed. */
    withdraw: async (actor: Actor, id: Id, reason?: string): Promise<ContractView> => {
      let envelope: string | null = null
      const answer = await within(actor, async tx => {
        const row = await needLocked(tx, actor, id)
        if (row.status === 'withdrawn') return view(tx, actor, row)
        const status = after('withdraw', row, clock.now())
        envelope = row.envelope
        const at = new Date(clock.now())
        await store.revokeLinks(tx, row.workspaceId, id, at)
        await store.updateContract(tx, row, { status, closedAt: at, reason: reason || null }, at)
        const next = await need(tx, actor, id)
        const { hash, content } = await basisOf(ports, tx, row)
        const snapshot = snapshotOf(content, hash)
        await record(tx, actor, next, {
          type: 'withdrawn',
          who: { ...bySession(actor), ...(reason && { reason }) },
          publish: { type: 'contract.withdrawn', payload: eventOf(next, snapshot) },
        })
        return view(tx, actor, next)
      })
      await recall(ports, envelope)
      return answer
    },

    /** The address of the signing page. @throws contract.wrong-state where nothing was sent */
    link: (actor: Actor, id: Id) =>
      db.tx(actor.workspaceId, async tx => {
        const row = await need(tx, actor, id)
        const link = await store.selectLink(tx, row.workspaceId, { contractId: id })
        if (!link) throw new AppError(errors['contract.wrong-state'])
        return { url: addressOf(ports, link.id) }
      }),
  }

  /** Thirty days, but not beyond the quote's last: what nobody accepted by then holds no more. */
  async function expiryOf(tx: Tx, actor: Actor, row: store.ContractRow): Promise<Date> {
    const quote = await ports.quotes.standing(tx, actor, row.quoteId)
    const most = clock.now() + daysToSign * DAY
    const bounded =
      quote.state === 'issued' && quote.validUntil !== null ? Math.min(most, quote.validUntil) : most
    return new Date(bounded)
  }

  async function newLink(tx: Tx, row: store.ContractRow, hash: string, expiresAt: Date): Promise<Id> {
    const at = new Date(clock.now())
    const { workspaceId, id: contractId } = row
    await store.revokeLinks(tx, workspaceId, contractId, at)
    const id = newId(clock.now())
    const tokenHash = tokenHashOf(tokenOf(ports, id))
    await store.insertLink(tx, { workspaceId, id, contractId, hash, tokenHash, expiresAt, createdAt: at })
    return id
  }
}
