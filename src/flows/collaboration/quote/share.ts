import { AppError, type Locale } from '#kernel/error.ts'
import type { Id } from '#kernel/id.ts'
import type { Out } from '#kernel/route.ts'
import { audit } from '#platform/audit/index.ts'
import type { Actor } from '#platform/org/index.ts'
import { errors, quoteChanged, type quoteRoutes } from './api.ts'
import { needCleared } from './gate.ts'
import type { Issuing } from './issue.ts'
import { stateOf } from './model.ts'
import { type PaperFormat, setPaper } from './paper.ts'
import type { QuotePorts } from './ports.ts'
import { needRevision } from './service.ts'
import { sheetOf } from './sheet.ts'
import * as store from './store.ts'
import { need } from './view.ts'

export type Papers = ReturnType<typeof makePapers>
type Share = Out<(typeof quoteRoutes)['share']['body']>

/** Quotes as files, and behind tracked links. */
export function makePapers(ports: QuotePorts, issuing: Issuing) {
  const { db, outbox, typesetter, documents } = ports
  /** One share of a quote at a time: two at once would make two documents of it. */
  const sharing = new Map<Id, Promise<unknown>>()

  const share = async (actor: Actor, id: Id, to: Share) => {
    const { row, revision } = await db.tx(actor.workspaceId, async tx => {
      const found = await need(tx, actor, id)
      if (found.revision === null) throw new AppError(errors['quote.not-issued'])
      const state = stateOf(found, ports.clock.now())
      if (state !== 'issued' && state !== 'accepted') throw new AppError(errors['quote.ended'])
      await needCleared(ports, tx, actor, found)
      return { row: found, revision: await needRevision(tx, actor, id, found.revision) }
    })
    const documentId = await documentOf(actor, row, revision)
    const { download = true, contactId = null, recipient = null, channel = null } = to
    const link = await documents.links.create(actor, documentId, {
      ...{ contactId, recipient, channel, download, accountId: row.accountId },
      ...(to.id && { id: to.id }),
    })
    return { documentId, linkId: link.id, url: link.url }
  }

  /** The document with the newest revision as its newest version; its old links then show that one. */
  async function documentOf(actor: Actor, row: store.QuoteRow, revision: store.RevisionRow): Promise<Id> {
    if (row.documentId && row.sharedRevision === revision.number) return row.documentId
    const pdf = await setPaper(typesetter, revision.content, 'zh-CN', revision)
    const name = `${row.number}.pdf`
    const upload = await documents.files.upload(actor, name, once(pdf))
    const title = `${row.name} ${row.number}`.slice(0, 200)
    let documentId = row.documentId
    if (documentId) await documents.documents.addVersion(actor, documentId, [upload.id])
    else {
      const made = { title, kind: 'quote' as const, accountId: row.accountId, opportunity: row.opportunityId }
      documentId = (await documents.documents.create(actor, { ...made, uploads: [upload.id] })).id
    }
    await db.tx(actor.workspaceId, async tx => {
      await store.updateQuote(tx, actor.workspaceId, row.id, { documentId, sharedRevision: revision.number })
      const details = { document: documentId, revision: revision.number }
      await audit(tx, actor, { act: 'quote.shared', subject: { kind: 'quote', id: row.id }, details })
      await outbox.publish(tx, {
        workspaceId: actor.workspaceId,
        type: quoteChanged,
        payload: { quoteId: row.id },
      })
    })
    outbox.wake()
    return documentId
  }

  /** A revision, and whether anything lets it out. */
  const standing = (actor: Actor, id: Id, number: number) =>
    db.tx(actor.workspaceId, async tx => {
      const revision = await needRevision(tx, actor, id, number)
      const clearance = await ports.gate.cleared(tx, actor.workspaceId, revision.hash)
      return { revision, cleared: clearance !== null }
    })

  return {
    /** Puts the newest revision behind a tracked link. @throws quote.not-issued, quote.ended, quote.not-cleared, quote.no-approver */
    share: async (actor: Actor, id: Id, to: Share) => {
      const before = sharing.get(id) ?? Promise.resolve()
      const mine = before.catch(() => {}).then(() => share(actor, id, to))
      sharing.set(id, mine)
      try {
        return await mine
      } finally {
        if (sharing.get(id) === mine) sharing.delete(id)
      }
    },

    /** A revision as a file; one that nothing lets out yet says so on every page. */
    pdf: async (actor: Actor, id: Id, number: number, locale: Locale, format: PaperFormat) => {
      const { revision, cleared } = await standing(actor, id, number)
      const of = cleared ? revision : ('uncleared' as const)
      const file = await setPaper(typesetter, revision.content, locale, of, format)
      return { file, name: nameOf(revision) }
    },

    preview: async (actor: Actor, id: Id, locale: Locale, format: PaperFormat) => {
      const { content } = await db.tx(actor.workspaceId, async tx =>
        issuing.draftContent(tx, actor, await need(tx, actor, id)),
      )
      return setPaper(typesetter, content, locale, 'draft', format)
    },

    sheet: async (actor: Actor, id: Id, number: number, locale: Locale) => {
      const { revision, cleared } = await standing(actor, id, number)
      return { file: await sheetOf(revision.content, locale, cleared), name: nameOf(revision) }
    },
  }
}

const nameOf = ({ content: { quote } }: store.RevisionRow) => `${quote.number}-v${quote.revision}`

async function* once(bytes: Uint8Array) {
  yield bytes
}
