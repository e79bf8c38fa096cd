import type { Tx } from '#db/connection.ts'
import { AppError } from '#kernel/error.ts'
import { type Id, newId, newToken } from '#kernel/id.ts'
import type { Out } from '#kernel/route.ts'
import { audit } from '#platform/audit/index.ts'
import type { Actor } from '#platform/org/index.ts'
import { type documentRoutes, errors, type LinkView } from './api.ts'
import type { Tell } from './events.ts'
import { need, needAccount, needContact } from './need.ts'
import type { DocumentPorts } from './ports.ts'
import { hashPassword } from './sign.ts'
import * as store from './store.ts'

type CreateBody = Out<(typeof documentRoutes.createLink)['body']>
type UpdateBody = Out<(typeof documentRoutes.updateLink)['body']>

export type Links = ReturnType<typeof makeLinks>

/** Use cases of the staff over share links. */
export function makeLinks({ db, clock, mail, linkBase, outbox }: DocumentPorts, tell: Tell) {
  const check = (
    workspaceId: Id,
    settings: { emailCheck?: boolean; download?: boolean; watermark?: boolean },
  ) => {
    if (settings.emailCheck && mail.kindOf(workspaceId) === 'none')
      throw new AppError(errors['share.no-mail'])
    if (settings.download && settings.watermark) throw new AppError(errors['share.watermark-download'])
  }

  return {
    /** Makes a link for one recipient and tells that the document was shared. Sent again with the same `id`, it answers the first one. */
    create: async (actor: Actor, documentId: Id, body: CreateBody): Promise<LinkView> => {
      check(actor.workspaceId, definedOf(body))
      const passwordHash = body.password ? await hashPassword(body.password) : null
      const made = await db.tx(actor.workspaceId, async tx => {
        const { document } = await need(tx, actor, documentId)
        const recipient = await recipientOf(tx, actor, body, document.accountId)
        const id = body.id ?? newId(clock.now())
        const row = { workspaceId: actor.workspaceId, id, documentId, token: newToken(), createdBy: actor.id }
        const createdAt = new Date(clock.now())
        const link = { ...row, ...recipient, ...settingsOf(body), passwordHash, createdAt }
        if (!(await store.insertLink(tx, link))) return needLink(tx, actor, id, documentId)
        await audit(tx, actor, {
          act: 'share-link.created',
          subject: { kind: 'document', id: documentId },
          details: { link: id },
        })
        await tell.shared(tx, document, { id, ...recipient, channel: body.channel ?? null })
        return needLink(tx, actor, id)
      })
      outbox.wake()
      return linkItem(made, linkBase())
    },

    /** Changes switches, renews or revokes. */
    update: async (actor: Actor, id: Id, body: UpdateBody): Promise<LinkView> => {
      const passwordHash = body.password ? await hashPassword(body.password) : null
      return db.tx(actor.workspaceId, async tx => {
        const { link } = await needLink(tx, actor, id)
        check(actor.workspaceId, { ...link, ...definedOf(body) })
        await store.updateLink(tx, actor.workspaceId, id, {
          ...settingsOf(body),
          ...(body.password !== undefined && { passwordHash, passwordTries: 0, lockedUntil: null }),
          ...(body.revoked !== undefined && { revokedAt: body.revoked ? new Date(clock.now()) : null }),
        })
        await audit(tx, actor, {
          act: 'share-link.updated',
          subject: { kind: 'document', id: link.documentId },
          details: { link: id, fields: Object.keys(body) },
        })
        return linkItem(await needLink(tx, actor, id), linkBase())
      })
    },

    /** The address of a link. */
    address: (actor: Actor, id: Id) =>
      db.tx(actor.workspaceId, async tx => {
        const { link } = await needLink(tx, actor, id)
        return `${linkBase()}/s/${link.token}`
      }),
  }
}

async function recipientOf(tx: Tx, actor: Actor, body: CreateBody, documentAccount: Id | null) {
  const person = body.contactId ? await needContact(tx, actor, body.contactId) : undefined
  const accountId = body.accountId ?? person?.accountId ?? documentAccount
  if (accountId) await needAccount(tx, actor, accountId)
  return { contactId: person?.id ?? null, accountId, recipient: body.recipient ?? person?.name ?? null }
}

/** A link of a document the actor may see. @throws AppError share.missing */
async function needLink(tx: Tx, actor: Actor, id: Id, documentId?: Id): Promise<store.NamedLink> {
  const found = await store.selectLink(tx, actor.workspaceId, id)
  const row = documentId && found?.link.documentId !== documentId ? undefined : found
  const document = row && (await store.selectDocument(tx, actor, row.link.documentId))
  if (!row || !document) throw new AppError(errors['share.missing'])
  return row
}

function definedOf(body: CreateBody | UpdateBody) {
  const { emailCheck, download, watermark } = body
  return {
    ...(emailCheck !== undefined && { emailCheck }),
    ...(download !== undefined && { download }),
    ...(watermark !== undefined && { watermark }),
  }
}

function settingsOf(body: CreateBody | UpdateBody) {
  return {
    ...definedOf(body),
    ...(body.expiresAt !== undefined && { expiresAt: body.expiresAt ? new Date(body.expiresAt) : null }),
    ...(body.email !== undefined && { email: body.email?.toLowerCase() ?? null }),
    ...('channel' in body && body.channel !== undefined && { channel: body.channel }),
  }
}

/** A link as the staff sees it. */
export function linkItem(row: store.NamedLink, base: string): LinkView {
  const { link } = row
  return {
    id: link.id,
    url: `${base}/s/${link.token}`,
    recipient: link.recipient,
    account: link.accountId ? { id: link.accountId, name: row.accountName ?? '' } : null,
    contact: link.contactId ? { id: link.contactId, name: row.contactName ?? '' } : null,
    parentId: link.parentId,
    channel: link.channel,
    createdBy: row.senderName,
    createdAt: link.createdAt.toISOString(),
    expiresAt: link.expiresAt?.toISOString() ?? null,
    revokedAt: link.revokedAt?.toISOString() ?? null,
    password: link.passwordHash !== null,
    emailCheck: link.emailCheck,
    email: link.email,
    download: link.download,
    watermark: link.watermark,
    opens: row.opens,
  }
}
