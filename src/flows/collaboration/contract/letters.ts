import { changing } from '#crm/record/index.ts'
import type { Tx } from '#db/connection.ts'
import { AppError, type LocalText } from '#kernel/error.ts'
import type { Id } from '#kernel/id.ts'
import type { SendOutcome } from '#kernel/ports/channel.ts'
import { SECOND } from '#kernel/time.ts'
import type { Actor } from '#platform/org/index.ts'
import { type ContractContent, type ContractView, contractChanged, errors } from './api.ts'
import { frozen } from './check.ts'
import type { Files } from './files.ts'
import type { Library } from './library.ts'
import { stateOf, waitsForSigner } from './model.ts'
import type { ContractPorts } from './ports.ts'
import { customerActor } from './record.ts'
import * as store from './store.ts'
import { addressOf } from './token.ts'
import { need, needLocked, viewOf } from './view.ts'
import { put, wordsOf } from './words.ts'

export type Letters = ReturnType<typeof makeLetters>

export const letterQueue = 'contract-letter'

/** After so many failures (about three hours) a person decides. */
export const mostTries = 12
/** The server that sends does it at once; what it doesn't live to do is taken up so long after. */
const takenUpAfter = 5
const AGAIN_MS = 60 * SECOND

export interface OwedLetter {
  workspaceId: Id
  link: Id
}

/** What an attempt is about. */
interface Outgoing {
  row: store.ContractRow
  link: store.LinkRow
  content: ContractContent
}

/**
 * What leaves for the signer with a sending: the text to a signing service, where one is set up, and the letter with the personal link. It is owed by
 * the link's row and a job, both of the transaction that sends, so it leaves at least once whatever happens, and never by a link that was
 * closed meanwhile.
 */
export function makeLetters(ports: ContractPorts, library: Library, files: Files) {
  const { db, outbox, clock, mail, provider, jobs } = ports
  const underway = new Map<Id, Promise<void>>()

  /** One attempt; whoever asks meanwhile waits for the same. @throws when it failed and is worth another try */
  const deliver = (owed: OwedLetter): Promise<void> => {
    const running = underway.get(owed.link)
    if (running) return running
    const work = attempt(owed).finally(() => underway.delete(owed.link))
    underway.set(owed.link, work)
    return work
  }

  /** At once, without waiting for the job. What fails is kept on the link's row, and tried again by the job. */
  const soon = (owed: OwedLetter): Promise<void> =>
    deliver(owed).catch(error => ports.onError(error, 'a letter to a signer'))

  const owe = async (tx: Tx, owed: OwedLetter): Promise<void> => {
    const { workspaceId, link: id } = owed
    const due = { letter: 'due' as const, letterAt: null, letterTries: 0, letterFault: null }
    await store.updateLink(tx, { workspaceId, id }, due)
    await jobs.send(tx, letterQueue, owed, { startAfter: takenUpAfter })
  }

  return {
    deliver,
    soon,
    /** Owes a link its letter, in the caller's transaction. */
    owe,

    /** Sends the letter again by the same link. @throws contract.wrong-state where no link is open, contract.no-mail, contract.letter-wait */
    again: async (actor: Actor, id: Id): Promise<ContractView> => {
      if (mail.kindOf(actor.workspaceId) === 'none' && !provider)
        throw new AppError(errors['contract.no-mail'])
      let owed: OwedLetter | undefined
      const answer = await changing(db, outbox)(actor, async tx => {
        const row = await needLocked(tx, actor, id)
        const link = await store.selectLink(tx, row.workspaceId, { contractId: id })
        if (!link || !waitsForSigner(stateOf(row, clock.now())))
          throw new AppError(errors['contract.wrong-state'])
        if (link.letter !== 'due') {
          const wait = link.letter === 'sent' ? link.letterAt!.getTime() + AGAIN_MS - clock.now() : 0
          if (wait > 0)
            throw new AppError(errors['contract.letter-wait'], { seconds: Math.ceil(wait / SECOND) })
          await owe(tx, { workspaceId: row.workspaceId, link: link.id })
        }
        owed = { workspaceId: row.workspaceId, link: link.id }
        return viewOf(ports, library, tx, actor, row)
      })
      if (owed) void soon(owed)
      return answer
    },
  }

  async function attempt(owed: OwedLetter): Promise<void> {
    const found = await db.tx(owed.workspaceId, tx => outgoing(tx, owed))
    if (!found) return
    const handed = await handOver(found)
    const outcome = handed.ok ? await sendLetter(found) : handed
    const again = await db.tx(owed.workspaceId, tx => settle(tx, found, outcome))
    outbox.wake()
    if (again && !outcome.ok) throw new Error(outcome.code)
  }

  /** What is still owed; undefined where it has left, or may not leave any more. */
  async function outgoing(tx: Tx, { workspaceId, link: id }: OwedLetter): Promise<Outgoing | undefined> {
    const link = await store.selectLink(tx, workspaceId, { id })
    if (link?.letter !== 'due' || link.revokedAt) return undefined
    const row = await need(tx, customerActor(workspaceId), link.contractId)
    if (row.hash !== link.hash || !waitsForSigner(stateOf(row, clock.now()))) return undefined
    return { row, link, content: await frozen(tx, row, link.hash) }
  }

  /** Puts down what became of it. @returns whether it is tried again */
  async function settle(tx: Tx, { row, link }: Outgoing, outcome: SendOutcome): Promise<boolean> {
    const letterTries = link.letterTries + 1
    const again = !outcome.ok && outcome.retry && letterTries < mostTries
    await store.updateLink(tx, link, {
      letter: outcome.ok ? 'sent' : again ? 'due' : 'failed',
      ...{ letterTries, letterAt: new Date(clock.now()), letterFault: outcome.ok ? null : outcome.reason },
    })
    const payload = { contractId: row.id, quoteId: row.quoteId }
    await outbox.publish(tx, { workspaceId: row.workspaceId, type: contractChanged, payload })
    return again
  }

  /** Gives the text to the signing service; asked again with the same link, the service answers the same envelope. */
  async function handOver({ row, link }: Outgoing): Promise<SendOutcome> {
    const { signer } = row.draft
    if (!provider || row.envelope || !signer) return { ok: true }
    const title = `${row.number} ${row.name}`
    const given = { key: link.id, title, signer, expiresAt: link.expiresAt.getTime() }
    const file = await files.current(row)
    try {
      const envelope = await provider.create({ ...given, file })
      await keepEnvelope(link, envelope)
      return { ok: true }
    } catch (error) {
      ports.onError(error, 'handing a contract to the signing service')
      return { ok: false, retry: true, code: 'provider.away', reason: away(provider.name) }
    }
  }

  /** Whoever closed the link meanwhile wants nothing signed there. */
  async function keepEnvelope({ workspaceId, id, contractId }: store.LinkRow, envelope: string) {
    const kept = await db.tx(workspaceId, async tx => {
      const row = await needLocked(tx, customerActor(workspaceId), contractId)
      const link = await store.selectLink(tx, workspaceId, { id })
      if (!link || link.revokedAt) return false
      await store.updateContract(tx, row, { envelope }, new Date(clock.now()))
      return true
    })
    if (!kept) await recall(ports, envelope)
  }

  async function sendLetter({ row, link, content }: Outgoing): Promise<SendOutcome> {
    const { signer } = row.draft
    // The signing service writes its own letter; without a mail server of ours it is the only one.
    if (!signer || (provider && mail.kindOf(row.workspaceId) === 'none')) return { ok: true }
    const letter = letterOf(content, signer.name, addressOf(ports, link.id))
    const { workspaceId } = row
    return mail.send({ workspaceId, to: { name: signer.name, address: signer.email }, ...letter })
  }
}

const letterWords = {
  'zh-CN': {
    subject: '请签署：{title}',
    text: '{name}，您好：\n\n{seller}请您阅读并签署「{contract}」（{number}）。\n\n打开合同：{url}\n\n链接只给您本人，请不要转发。签署时会核验您的身份。',
  },
  en: {
    subject: 'To sign: {title}',
    text: 'Dear {name},\n\n{seller} asks you to read and sign “{contract}” ({number}).\n\nOpen the contract: {url}\n\nThis link is yours alone; please don’t pass it on. You will be asked to prove who you are when you sign.',
  },
}

/** The letter in the contract's own language. */
function letterOf({ seller, contract, language }: ContractContent, name: string, url: string) {
  const { subject, text } = letterWords[language]
  const title = `${wordsOf[language].title} ${contract.number}`
  const values = { name, seller: seller.name, contract: contract.name, number: contract.number, url }
  return { subject: put(subject, { title }), text: put(text, values) }
}

const away = (name: string): LocalText => ({
  'zh-CN': `${name} 暂时连不上。`,
  en: `${name} can’t be reached.`,
})

/** Ends what lies with a signing service; that it can't be reached keeps nobody from taking a contract back here. */
export async function recall(ports: ContractPorts, envelope: string | null): Promise<void> {
  if (!envelope || !ports.provider) return
  await ports.provider
    .cancel(envelope, 'withdrawn')
    .catch(error => ports.onError(error, 'taking a contract back from the signing service'))
}
