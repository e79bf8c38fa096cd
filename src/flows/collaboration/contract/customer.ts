import { randomInt } from 'node:crypto'
import type { Tx } from '#db/connection.ts'
import { AppError } from '#kernel/error.ts'
import { HOUR, MINUTE, SECOND } from '#kernel/time.ts'
import { hashOf } from '#lib/contract/index.ts'
import {
  type ContractContent,
  customerErrors as errors,
  type SignatureMark,
  type SigningView,
} from './api.ts'
import { checkReleasable, frozen } from './check.ts'
import { agreementOf, type CustomerActs, type Place } from './customer-acts.ts'
import type { Files } from './files.ts'
import { maskedEmail, stateOf, waitsForSigner } from './model.ts'
import { amountWords } from './paper.ts'
import type { ContractPorts } from './ports.ts'
import { customerActor, type RecordAct, type Who } from './record.ts'
import * as store from './store.ts'
import { tokenHashOf } from './token.ts'
import { needLocked } from './view.ts'

const CODE_MS = 10 * MINUTE
const CODE_WAIT_MS = 60 * SECOND
const CODES_AN_HOUR = 5
const CODE_TRIES = 5

/** Whoever holds the link, as far as the connection tells. */
export interface Caller {
  network: string
  userAgent: string | undefined
}

export type CustomerDoor = ReturnType<typeof makeCustomerDoor>

/** The customer's side: read, get a code, sign or decline. Links are personal; a closed one answers like one that never was. */
export function makeCustomerDoor(
  ports: ContractPorts,
  { record, files, acts }: { record: RecordAct; files: Files; acts: CustomerActs },
) {
  const { db, clock, outbox, mail, provider } = ports

  /** Runs `work` on the contract of a link, locked. What a refusal must leave behind is written before it is thrown. */
  const at = async <T>(token: string, work: (tx: Tx, place: Place) => Promise<T | AppError>): Promise<T> => {
    const place = await db.outside(tx => store.placeOf(tx, tokenHashOf(token)))
    if (!place) throw new AppError(errors['signing.missing'])
    const answer = await db.tx(place.workspaceId, async tx => {
      const link = await store.selectLink(tx, place.workspaceId, { id: place.id })
      if (!link || link.revokedAt) throw new AppError(errors['signing.missing'])
      const row = await needLocked(tx, customerActor(place.workspaceId), link.contractId)
      if (row.hash !== link.hash) throw new AppError(errors['signing.missing'])
      const content = await frozen(tx, row, link.hash)
      // Read again: a request that waited for the lock sees the code as it is now.
      const fresh = await store.selectLink(tx, place.workspaceId, { id: link.id })
      return work(tx, { row, link: fresh ?? link, content })
    })
    outbox.wake()
    if (answer instanceof AppError) throw answer
    return answer
  }

  return {
    /** What the signer reads. The first time is put down. */
    open: async (token: string, caller: Caller): Promise<SigningView> => {
      const { view, envelope } = await at(token, async (tx, place) => {
        await acts.opened(tx, place, { name: place.content.signer.name, ...caller, how: 'link' })
        return { view: await viewOf(tx, place), envelope: place.row.envelope }
      })
      return { ...view, providerUrl: await providerUrlOf(view, envelope) }
    },

    /** Sends a code to the signer’s address. @throws signing.code-wait, signing.code-many, signing.no-mail, signing.closed */
    code: async (token: string) => {
      const code = String(randomInt(1_000_000)).padStart(6, '0')
      const { address, place } = await at(token, (tx, found) => keepCode(tx, found, code))
      if (!(await sendCode(address, code, place))) {
        // What never arrived keeps nobody waiting.
        await at(token, (tx, { link }) => store.updateLink(tx, link, { codeHash: null, codeSentAt: null }))
        throw new AppError(errors['signing.no-mail'])
      }
      return { email: maskedEmail(address), waitSeconds: CODE_WAIT_MS / SECOND }
    },

    /**
     * Signs exactly this text, identified by the code. Sent again it answers the same. The quote is accepted in the same transaction.
     * @throws signing.not-agreed, signing.changed, signing.code-wrong, signing.closed, and what `checkReleasable` refuses
     */
    sign: async (
      token: string,
      given: { hash: string; agreed: boolean; code: string; mark: SignatureMark },
      caller: Caller,
    ): Promise<SigningView> => {
      if (!given.agreed) throw new AppError(errors['signing.not-agreed'])
      let finish: (() => void) | undefined
      const view = await at(token, async (tx, place) => {
        const { row, link, content } = place
        if (given.hash !== link.hash) throw new AppError(errors['signing.changed'])
        if (row.signedByCustomerAt) return viewOf(tx, place)
        checkOurs(place)
        const actor = customerActor(row.workspaceId)
        await checkReleasable(ports, tx, actor, row, given.hash)
        const refusal = await checkCode(tx, link, given.code)
        if (refusal) return refusal
        const { name, title } = content.signer
        const how = await howIdentified(tx, link)
        const who: Who = { name, title, email: addressOf(row, content), ...caller, how }
        const next = await acts.signed(tx, place, given.mark, who)
        if (next.status === 'effective') finish = () => files.finishSoon(row.workspaceId, row.id)
        return viewOf(tx, { ...place, row: next })
      })
      finish?.()
      return view
    },

    /** The customer doesn't want it. @throws signing.changed, signing.closed */
    decline: (token: string, given: { hash: string; reason: string }, caller: Caller): Promise<SigningView> =>
      at(token, async (tx, place) => {
        const { row, link, content } = place
        if (given.hash !== link.hash) throw new AppError(errors['signing.changed'])
        if (row.status === 'declined') return viewOf(tx, place)
        checkOpen(row)
        const who: Who = { name: content.signer.name, ...caller, how: 'link' }
        return viewOf(tx, { ...place, row: await acts.declined(tx, place, given.reason, who) })
      }),

    /** The file behind a link: sealed once in effect. */
    file: async (token: string) => {
      const { row } = await at(token, async (_tx, place) => place)
      return { file: await files.current(row), name: row.number }
    },

    /** What a provider tells, by its envelope; told twice it counts once. An unknown envelope is passed over. */
    heard: async (
      event: { envelope: string; at: number } & (
        | { kind: 'signed'; signer: string }
        | { kind: 'declined'; reason: string }
      ),
    ) => {
      const place = await db.outside(tx => store.envelopePlace(tx, event.envelope))
      if (!place || !provider) return
      const { workspaceId, id } = place
      await db.tx(workspaceId, async tx => {
        const row = await needLocked(tx, customerActor(workspaceId), id)
        const link = await store.selectLink(tx, workspaceId, { contractId: id })
        if (row.envelope !== event.envelope || !link || !row.hash) return
        if (row.signedByCustomerAt || row.status === 'declined') return
        const content = await frozen(tx, row, row.hash)
        const who: Who = { name: content.signer.name, provider: provider.name, how: 'provider' }
        if (event.kind === 'declined')
          return void (await acts.declined(tx, { row, link, content }, event.reason, who))
        await checkReleasable(ports, tx, customerActor(workspaceId), row, row.hash)
        await acts.signed(tx, { row, link, content }, { kind: 'typed', text: content.signer.name }, who)
      })
      outbox.wake()
      files.finishSoon(workspaceId, id)
    },
  }

  /** @throws signing.expired, signing.closed */
  function checkOpen(row: store.ContractRow): void {
    const state = stateOf(row, clock.now())
    if (state === 'expired') throw new AppError(errors['signing.expired'])
    if (!waitsForSigner(state)) throw new AppError(errors['signing.closed'])
  }

  /** What lies with a signing service, or is on its way there, is signed there and nowhere else. @throws as `checkOpen` */
  function checkOurs({ row, link }: Place): void {
    checkOpen(row)
    if (provider && link.letter === 'due') throw new AppError(errors['signing.provider-away'])
    if (row.envelope) throw new AppError(errors['signing.closed'])
  }

  /** Where it is signed at a signing service; asked without holding the contract. @throws signing.provider-away */
  async function providerUrlOf(view: SigningView, envelope: string | null): Promise<string | null> {
    if (!provider || !envelope || view.state !== 'open') return null
    return provider.signingUrl(envelope).catch(error => {
      ports.onError(error, 'asking the signing service for its address')
      throw new AppError(errors['signing.provider-away'])
    })
  }

  /** Where the newest code was to be read decides what it proves. */
  async function howIdentified(tx: Tx, { workspaceId, contractId, id }: store.LinkRow): Promise<Who['how']> {
    const events = await store.selectEvents(tx, workspaceId, contractId)
    const sent = events.findLast(({ type, body }) => type === 'code-sent' && body.link === id)
    return sent?.body.by === 'kept' ? 'shown-code' : 'email-code'
  }

  async function keepCode(tx: Tx, place: Place, code: string) {
    const { row, link, content } = place
    checkOurs(place)
    const by = mail.kindOf(row.workspaceId)
    if (by === 'none') return new AppError(errors['signing.no-mail'])
    const address = addressOf(row, content)
    const now = clock.now()
    const wait = (link.codeSentAt?.getTime() ?? 0) + CODE_WAIT_MS - now
    if (wait > 0) return new AppError(errors['signing.code-wait'], { seconds: Math.ceil(wait / SECOND) })
    const fresh = !link.codesSince || link.codesSince.getTime() + HOUR <= now
    if (!fresh && link.codesSent >= CODES_AN_HOUR) return new AppError(errors['signing.code-many'])
    await store.updateLink(tx, link, {
      ...{ codeHash: codeHashOf(link, code), codeSentAt: new Date(now), codeTries: 0 },
      ...(fresh ? { codesSent: 1, codesSince: new Date(now) } : { codesSent: link.codesSent + 1 }),
    })
    await record(tx, customerActor(row.workspaceId), row, { type: 'code-sent', body: { link: link.id, by } })
    return { address, place }
  }

  async function sendCode(address: string, code: string, { row, content }: Place): Promise<boolean> {
    const { workspaceId } = row
    const { seller, contract } = content
    const text = `验证码 ${code}，10 分钟内有效，用于签署 ${seller.name} 的合同 ${contract.number}。不是您本人操作，请忽略。\n\nYour code is ${code}, valid for 10 minutes, for signing contract ${contract.number} of ${seller.name}. If that isn’t you, ignore this message.`
    const subject = `${code} 是您的签署验证码 / is your signing code`
    const sent = await mail.send({ workspaceId, to: { address }, subject, text }).catch(error => {
      ports.onError(error, 'sending a signing code')
      return undefined
    })
    return sent?.ok === true
  }

  /** @returns why the code isn't right; the try is counted */
  async function checkCode(tx: Tx, link: store.LinkRow, code: string): Promise<AppError | undefined> {
    const sentAt = link.codeSentAt?.getTime() ?? 0
    const right =
      link.codeHash !== null &&
      link.codeTries < CODE_TRIES &&
      sentAt + CODE_MS > clock.now() &&
      link.codeHash === codeHashOf(link, code)
    if (right) return undefined
    await store.updateLink(tx, link, { codeTries: link.codeTries + 1 })
    return new AppError(errors['signing.code-wrong'])
  }

  function codeHashOf(link: store.LinkRow, code: string): string {
    return ports.keyed(`contract-code ${link.id} ${code}`)
  }

  /** The address that the version was frozen with: a later edit of the draft doesn't redirect codes. */
  function addressOf(row: store.ContractRow, content: ContractContent): string {
    const email = row.draft.signer?.email ?? ''
    if (hashOf([row.id, email.toLowerCase()]) !== content.signer.emailHash)
      throw new AppError(errors['signing.closed'])
    return email
  }

  async function viewOf(tx: Tx, { row, link, content }: Place): Promise<SigningView> {
    const state = stateOf(row, clock.now())
    const events = await store.selectEvents(tx, row.workspaceId, row.id)
    const lastOf = (type: string) =>
      events.findLast(event => event.type === type && event.body.hash === link.hash)
    const by = (type: string, since: Date | null) => {
      const event = since && lastOf(type)
      return event ? { name: event.person?.name ?? '', at: event.at.getTime() } : null
    }
    const { language, contract, seller, buyer, signer, clauses } = content
    const done = row.signedByCustomerAt !== null
    const open = waitsForSigner(state)
    return {
      state: done ? 'done' : state === 'declined' || state === 'expired' ? state : open ? 'open' : 'closed',
      ...{ language, hash: link.hash, title: contract.name, number: contract.number, company: seller.name },
      ...{ seller, buyer },
      signer: { name: signer.name, title: signer.title, email: maskedEmail(row.draft.signer?.email ?? '') },
      clauses: clauses.map(({ title, text }) => ({ title, text })),
      ...amountWords(content),
      agreement: agreementOf(content),
      signedByUs: by('signed-by-us', row.signedByUsAt),
      signedByCustomer: by('signed-by-customer', row.signedByCustomerAt),
      expiresAt: link.expiresAt.getTime(),
      demo: mail.kindOf(row.workspaceId) === 'kept',
      providerUrl: null,
    }
  }
}
