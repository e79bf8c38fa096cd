import { changing } from '#crm/record/index.ts'
import type { Tx } from '#db/connection.ts'
import { AppError } from '#kernel/error.ts'
import { type Id, newId } from '#kernel/id.ts'
import { DAY } from '#kernel/time.ts'
import { hashOf, hashOfBytes } from '#lib/contract/index.ts'
import type { Actor } from '#platform/org/index.ts'
import { type ContractContent, type ContractView, errors } from './api.ts'
import { checkReleasable } from './check.ts'
import type { Files } from './files.ts'
import type { Library } from './library.ts'
import { after, openStates } from './model.ts'
import type { ContractPorts } from './ports.ts'
import { bySession, eventOf, type RecordAct } from './record.ts'
import { snapshotOf } from './snapshot.ts'
import * as store from './store.ts'
import { basisOf, need, needLocked, subjectOf, viewOf } from './view.ts'
import { put, wordsOf } from './words.ts'

export type Releasing = ReturnType<typeof makeReleasing>

/** How long the customer has to sign, in days, if the quote doesn't end before. */
const daysToSign = 30

/** What goes out: sending, our signature, taking back. Every one of them asks anew whether this very text may. */
export function makeReleasing(ports: ContractPorts, library: Library, record: RecordAct, files: Files) {
  const { db, outbox, clock, gate, mail, provider } = ports
  const within = changing(db, outbox)
  const view = (tx: Tx, actor: Actor, row: store.ContractRow) => viewOf(ports, library, tx, actor, row)
  const running = (row: store.ContractRow) => (openStates as readonly string[]).includes(row.status)

  return {
    /**
     * Sends exactly this version to the customer's signer: a personal link by e-mail. Sent again, it answers what is there.
     * @throws contract.no-mail, contract.wrong-state, and what `checkReleasable` refuses
     */
    send: async (actor: Actor, id: Id, hash: string): Promise<ContractView> => {
      if (mail.kindOf(actor.workspaceId) === 'none' && !provider) throw new AppError(errors['contract.no-mail'])
      let letter: (() => void) | undefined
      const answer = await within(actor, async tx => {
        const row = await needLocked(tx, actor, id)
        if (row.hash === hash && (running(row) || row.status === 'effective')) return view(tx, actor, row)
        const status = after('send', row, clock.now())
        const content = await checkReleasable(ports, tx, actor, row, hash)
        const at = new Date(clock.now())
        const expiresAt = await expiryOf(tx, actor, row)
        const link = await newLink(tx, row, hash, expiresAt)
        await store.updateContract(tx, row, { status, sentAt: at, expiresAt })
        const next = await need(tx, actor, id)
        await record(tx, actor, next, {
          type: 'sent',
          body: { hash, version: content.contract.version, link, expiresAt: expiresAt.getTime() },
          who: bySession(actor),
          publish: { type: 'contract.sent', payload: eventOf(next, content.snapshot) },
        })
        letter = () => void sendLetter(next, content, link)
        return view(tx, actor, next)
      })
      await handOver(actor, id)
      letter?.()
      return answer
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
        await store.updateContract(tx, row, { status, signedByUsAt: at, ...closed })
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
        await store.updateContract(tx, row, { status, closedAt: at, reason: reason || null })
        const next = await need(tx, actor, id)
        const { hash, content } = await basisOf(ports, tx, row)
        const snapshot = snapshotOf(content, hash)
        await record(tx, actor, next, {
          type: 'withdrawn',
          body: { reason: reason || null },
          who: bySession(actor),
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

  /** Gives the text to the signing service, where one is set up; sent again it is given once. @throws contract.provider-away */
  async function handOver(actor: Actor, id: Id): Promise<void> {
    if (!provider) return
    const { row, link } = await db.tx(actor.workspaceId, async tx => ({
      row: await need(tx, actor, id),
      link: await store.selectLink(tx, actor.workspaceId, { contractId: id }),
    }))
    const { signer } = row.draft
    if (row.envelope || !link || !signer || !running(row)) return
    const title = `${row.number} ${row.name}`
    const given = { key: link.id, title, signer, expiresAt: link.expiresAt.getTime() }
    const file = await files.current(row)
    const envelope = await provider.create({ ...given, file }).catch(error => {
      ports.onError(error, 'handing a contract to the signing service')
      throw new AppError(errors['contract.provider-away'], { name: provider.name })
    })
    await db.tx(actor.workspaceId, tx => store.updateContract(tx, row, { envelope }))
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

  async function sendLetter(row: store.ContractRow, content: ContractContent, link: Id): Promise<void> {
    const { signer } = row.draft
    if (mail.kindOf(row.workspaceId) === 'none' || !signer) return
    const { seller, contract, language } = content
    const zh = language === 'zh-CN'
    const title = `${wordsOf[language].title} ${contract.number}`
    const subject = zh ? `请签署：${title}` : `To sign: ${title}`
    const words = zh
      ? '{name}，您好：\n\n{seller}请您阅读并签署「{contract}」（{number}）。\n\n打开合同：{url}\n\n链接只给您本人，请不要转发。签署时会向本邮箱发送验证码。'
      : 'Dear {name},\n\n{seller} asks you to read and sign “{contract}” ({number}).\n\nOpen the contract: {url}\n\nThis link is yours alone; please don’t pass it on. A code will be sent to this address when you sign.'
    const text = put(words, {
      ...{ name: signer.name, seller: seller.name, contract: contract.name, number: contract.number },
      url: addressOf(ports, link),
    })
    const to = { name: signer.name, address: signer.email }
    const { workspaceId } = row
    await mail
      .send({ workspaceId, to, subject, text })
      .catch(error => ports.onError(error, 'sending a contract'))
  }
}

/** Ends what lies with a signing service; that it can't be reached keeps nobody from taking a contract back here. */
export async function recall(ports: ContractPorts, envelope: string | null): Promise<void> {
  if (!envelope || !ports.provider) return
  await ports.provider
    .cancel(envelope, 'withdrawn')
    .catch(error => ports.onError(error, 'taking a contract back from the signing service'))
}

/** The token of a link: made of its id and the installation's secret, kept nowhere. */
export const tokenOf = ({ keyed }: Pick<ContractPorts, 'keyed'>, linkId: Id): string =>
  keyed(`contract-link ${linkId}`)

export const tokenHashOf = (token: string): string => hashOfBytes(Buffer.from(token))

const addressOf = (ports: ContractPorts, linkId: Id) =>
  `${ports.linkBase()}/s/contract/${tokenOf(ports, linkId)}`
