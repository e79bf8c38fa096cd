import { randomInt } from 'node:crypto'
import type { Tx } from '#db/connection.ts'
import { AppError } from '#kernel/error.ts'
import { type Id, newId, newToken } from '#kernel/id.ts'
import { HOUR, MINUTE } from '#kernel/time.ts'
import { classifyView } from '#lib/reading/classify.ts'
import { noTotals } from '#lib/reading/merge.ts'
import { readerErrors as errors, type Gated, type OpenAnswer, type OpenedView } from './api.ts'
import { CODE_MS, CODE_TRIES, CODE_WAIT_MS, deviceOf, LOCK_MS, linkState, MOST_TRIES } from './model.ts'
import type { People } from './people.ts'
import type { DocumentPorts, Notice } from './ports.ts'
import * as readers from './reader-store.ts'
import { checkPassword } from './sign.ts'
import * as store from './store.ts'
import type { LinkRow, ReaderRow, VersionRow } from './tables.ts'

/** How long a view's token holds: a working day with the tab left open. */
export const VIEW_TOKEN_MS = 12 * HOUR
const BEAT_MS = 12_000

/** What a reader's browser sends to be let in. */
export interface Knock {
  visitor?: string | undefined
  pass?: string | undefined
  password?: string | undefined
  email?: string | undefined
  code?: string | undefined
  screen: { width: number; height: number; touch: boolean }
  gestures: number
  userAgent: string | undefined
  /** The caller's network prefix. */
  network: string
}

interface Place {
  named: store.NamedLink
  document: NonNullable<Awaited<ReturnType<typeof store.selectShared>>>
  version: VersionRow
}

interface Entry {
  email: string | undefined
  notice: Notice
}

interface Started {
  viewId: Id
  visitor: string
  notice: Notice
}

export type Door = ReturnType<typeof makeDoor>

/** Lets readers in: checks the link, asks for what it wants, starts a view. A GET never comes here. */
export function makeDoor(ports: DocumentPorts, people: People) {
  const { db, clock, signer } = ports

  return {
    /** @throws AppError link.missing, link.expired, link.revoked, link.not-ready, link.password-wrong, link.locked, link.code-wrong, link.code-wait */
    open: async (token: string, knock: Knock): Promise<OpenAnswer> => {
      const place = await db.outside(tx => store.placeOf(tx, token))
      if (!place) throw new AppError(errors['link.missing'])
      const { workspaceId, id } = place
      const notice = await ports.consent.notice(workspaceId)
      // What a refusal must leave behind (a counted try) is written before it is thrown.
      const answer = await db.tx(workspaceId, async tx => {
        const found = await findPlace(tx, workspaceId, id)
        const gate = await passGates(tx, found, knock)
        if (gate instanceof AppError) return gate
        if ('wanted' in gate) return gated(tx, found, gate.wanted)
        return admit(tx, found, knock, { email: gate.email, notice })
      })
      if (answer instanceof AppError) throw answer
      ports.outbox.wake()
      return answer
    },
  }

  async function findPlace(tx: Tx, workspaceId: Id, id: Id): Promise<Place> {
    const named = await store.selectLink(tx, workspaceId, id)
    const document = named && (await store.selectShared(tx, workspaceId, named.link.documentId))
    if (!named || !document) throw new AppError(errors['link.missing'])
    const state = document.archivedAt ? 'revoked' : linkState(named.link, clock.now())
    if (state !== 'open') throw new AppError(errors[`link.${state}`])
    const version = await store.selectVersion(tx, workspaceId, document.id, document.version)
    if (!version) throw new AppError(errors['link.not-ready'])
    return { named, document, version }
  }

  type Pass = { email?: string } | { wanted: Gated['wanted'] } | AppError

  async function passGates(tx: Tx, { named: { link } }: Place, knock: Knock): Promise<Pass> {
    const passed =
      knock.pass &&
      knock.visitor &&
      signer.verify('pass', passSubject(link, knock.visitor), knock.pass, clock.now())
    if (passed === link.workspaceId) return {}
    if (link.passwordHash) {
      const refusal = await passPassword(tx, link, knock.password)
      if (refusal) return refusal
    }
    return link.emailCheck ? passEmail(tx, link, knock) : {}
  }

  async function passPassword(
    tx: Tx,
    link: LinkRow,
    password: string | undefined,
  ): Promise<Pass | undefined> {
    const now = clock.now()
    const locked = (link.lockedUntil?.getTime() ?? 0) - now
    if (locked > 0) return lockedError(locked)
    if (password === undefined) return { wanted: 'password' }
    if (await checkPassword(password, link.passwordHash!)) {
      if (link.passwordTries > 0) await store.updateLink(tx, link.workspaceId, link.id, { passwordTries: 0 })
      return undefined
    }
    const tries = link.passwordTries + 1
    const lock = tries >= MOST_TRIES
    await store.updateLink(tx, link.workspaceId, link.id, {
      passwordTries: lock ? 0 : tries,
      lockedUntil: lock ? new Date(now + LOCK_MS) : null,
    })
    return lock
      ? lockedError(LOCK_MS)
      : new AppError(errors['link.password-wrong'], { left: MOST_TRIES - tries })
  }

  async function passEmail(tx: Tx, link: LinkRow, knock: Knock): Promise<Pass> {
    const email = knock.email?.trim().toLowerCase()
    if (!email) return { wanted: 'email' }
    return knock.code === undefined ? sendCode(tx, link, email) : checkCode(tx, link, email, knock.code)
  }

  /** The answer is the same whether or not the address may read: nobody learns who was invited. */
  async function sendCode(tx: Tx, link: LinkRow, email: string): Promise<Pass> {
    const now = clock.now()
    const before = await readers.selectCode(tx, link.workspaceId, link.id, email)
    const wait = before ? before.sentAt.getTime() + CODE_WAIT_MS - now : 0
    if (wait > 0) return new AppError(errors['link.code-wait'], { seconds: Math.ceil(wait / 1_000) })
    const code = String(randomInt(1_000_000)).padStart(6, '0')
    await readers.putCode(tx, {
      workspaceId: link.workspaceId,
      linkId: link.id,
      email,
      codeHash: signer.hash(`${link.id} ${email} ${code}`),
      sentAt: new Date(now),
      expiresAt: new Date(now + CODE_MS),
    })
    if (!link.email || link.email === email) void sendMail(link.workspaceId, email, code)
    return { wanted: 'code' }
  }

  async function sendMail(workspaceId: Id, address: string, code: string): Promise<void> {
    const text = `验证码 ${code}，10 分钟内有效。如果不是您在打开资料，请忽略这封邮件。\n\nYour code is ${code}, valid for 10 minutes. If you did not open a document, ignore this message.`
    const subject = `${code} 是您的验证码 / is your code`
    await ports.mail
      .send({ workspaceId, to: { address }, subject, text })
      .catch(error => ports.onError(error, 'sending a code'))
  }

  async function checkCode(tx: Tx, link: LinkRow, email: string, code: string): Promise<Pass> {
    const wrong = new AppError(errors['link.code-wrong'])
    const sent = await readers.selectCode(tx, link.workspaceId, link.id, email)
    if (!sent || sent.expiresAt.getTime() <= clock.now() || sent.tries >= CODE_TRIES) return wrong
    const allowed = !link.email || link.email === email
    if (!allowed || sent.codeHash !== signer.hash(`${link.id} ${email} ${code}`)) {
      await readers.countCodeTry(tx, link.workspaceId, link.id, email)
      return wrong
    }
    await readers.deleteCode(tx, link.workspaceId, link.id, email)
    return { email }
  }

  async function gated(tx: Tx, { named, document }: Place, wanted: Gated['wanted']): Promise<Gated> {
    const company = await store.workspaceName(tx, document.workspaceId)
    return { state: 'gate', wanted, title: document.title, company, sharedBy: named.senderName ?? '' }
  }

  async function admit(tx: Tx, place: Place, knock: Knock, { email, notice }: Entry): Promise<OpenedView> {
    const { named, document, version } = place
    const { link } = named
    const now = clock.now()
    const visitor = knock.visitor ?? newToken()
    const device = deviceOf(knock.userAgent, knock.screen)
    const network = signer.hash(knock.network)
    const reader = await readers.ensureReader(tx, {
      workspaceId: link.workspaceId,
      id: newId(now),
      linkId: link.id,
      documentId: document.id,
      visitorHash: signer.hash(visitor),
      network,
      device: device.kind,
    })
    if (email && reader.email !== email)
      await readers.updateReader(tx, link.workspaceId, reader.id, { email })
    const verdict = classifyView({
      method: 'POST',
      userAgent: knock.userAgent,
      gestures: knock.gestures,
      inputs: 0,
      visibleMs: 0,
      otherLinksLastMinute: await readers.countOtherLinks(
        tx,
        link.workspaceId,
        link.id,
        network,
        new Date(now - MINUTE),
      ),
    })
    const viewId = newId(now)
    const at = new Date(now)
    const of = {
      workspaceId: link.workspaceId,
      readerId: reader.id,
      linkId: link.id,
      documentId: document.id,
    }
    const kind = verdict.kind === 'human' ? 'pending' : verdict.kind
    await readers.insertView(tx, {
      ...of,
      id: viewId,
      version: version.number,
      kind,
      reasons: verdict.reasons,
      device,
      userAgent: knock.userAgent ?? null,
      startedAt: at,
      lastAt: at,
      gestures: knock.gestures,
      totals: noTotals,
    })
    if (verdict.kind === 'human') await people.greet(tx, link.workspaceId, viewId, verdict.reasons)
    const known = { ...reader, email: email ?? reader.email }
    return opened(tx, place, known, { viewId, visitor, notice })
  }

  async function opened(
    tx: Tx,
    place: Place,
    reader: ReaderRow,
    { viewId, visitor, notice }: Started,
  ): Promise<OpenedView> {
    const { named, document, version } = place
    const { link } = named
    const now = clock.now()
    const token = signer.sign('view', viewId, link.workspaceId, now + VIEW_TOKEN_MS)
    const sections = await store.selectSections(tx, link.workspaceId, document.id, version.number)
    const base = `/api/public/views/${viewId}`
    return {
      state: 'open',
      viewId,
      token,
      pass: signer.sign('pass', passSubject(link, visitor), link.workspaceId, now + VIEW_TOKEN_MS),
      visitor,
      title: document.title,
      company: await store.workspaceName(tx, link.workspaceId),
      sharedBy: named.senderName ?? '',
      forwardedBy: link.parentId ? await people.nameOf(tx, link.workspaceId, link.parentReaderId) : null,
      format: version.format,
      version: version.number,
      pages: version.pages,
      sections: sections.map(({ id, page, x0, y0, x1, y1, title }) => ({ id, page, x0, y0, x1, y1, title })),
      outline: version.outline,
      fileUrl: `${base}/file?t=${token}`,
      pageUrl: `${base}/pages/{page}?t=${token}`,
      download: link.download,
      watermark: link.watermark ? watermarkOf(named, reader, now) : null,
      consent: await people.consentOf(tx, reader, notice),
      beatMs: BEAT_MS,
    }
  }
}

function passSubject(link: LinkRow, visitor: string): string {
  // A changed password ends passes given for the old one.
  return `${link.id} ${visitor} ${link.passwordHash ?? ''}`
}

function lockedError(ms: number): AppError {
  return new AppError(errors['link.locked'], {
    minutes: Math.ceil(ms / MINUTE),
    seconds: Math.ceil(ms / 1_000),
  })
}

function watermarkOf(named: store.NamedLink, reader: ReaderRow, now: number): string {
  const who = reader.email ?? named.link.recipient ?? named.accountName ?? ''
  return `${who} ${new Date(now).toISOString().slice(0, 10)}`.trim()
}
