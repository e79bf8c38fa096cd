import { AppError } from '#kernel/error.ts'
import type { Id } from '#kernel/id.ts'
import type { ViewKind } from '#lib/reading/classify.ts'
import { audit } from '#platform/audit/index.ts'
import type { Actor } from '#platform/org/index.ts'
import { errors, type Reading } from './api.ts'
import type { Beats } from './beats.ts'
import { readingOf } from './heat.ts'
import { need, needContact } from './need.ts'
import type { DocumentPorts } from './ports.ts'
import * as readers from './reader-store.ts'
import * as store from './store.ts'

export type Readings = ReturnType<typeof makeReadings>

/** What the staff sees of how a document is read. Every look is audited: it is personal data. */
export function makeReadings({ db, clock, consent, outbox }: DocumentPorts, beats: Beats) {
  return {
    /** @param version the newest that is ready if left out */
    read: (actor: Actor, id: Id, version: number | undefined): Promise<Reading> =>
      db.tx(actor.workspaceId, async tx => {
        const { workspaceId } = actor
        const { document } = await need(tx, actor, id)
        const number = version ?? document.version
        const own = await store.selectVersion(tx, workspaceId, id, number)
        const known = await store.selectReaders(tx, workspaceId, id)
        const allowed = await consent.permitted(
          tx,
          workspaceId,
          known.map(({ reader }) => reader.contactId ?? reader.id),
        )
        const permitted = known.filter(({ reader }) => allowed.has(reader.contactId ?? reader.id))
        const all = await store.selectViews(tx, workspaceId, id)
        const countOf = (kind: ViewKind) => all.filter(view => view.kind === kind).length
        await audit(tx, actor, { act: 'document.reading-read', subject: { kind: 'document', id } })
        return readingOf({
          version: number,
          pages: own?.pages ?? [],
          sections: await store.selectSections(tx, workspaceId, id, number),
          readers: known,
          views: await store.selectHumanViews(tx, workspaceId, id, number),
          acts: await store.selectActs(tx, workspaceId, id),
          links: await store.selectLinks(tx, workspaceId, id),
          permitted: new Set(permitted.map(({ reader }) => reader.id)),
          notCounted: { bot: countOf('bot'), suspected: countOf('suspected'), pending: countOf('pending') },
          now: clock.now(),
        })
      }),

    /** The latest views and how they were classified. */
    views: (actor: Actor, id: Id) =>
      db.tx(actor.workspaceId, async tx => {
        await need(tx, actor, id)
        const rows = await store.selectViews(tx, actor.workspaceId, id)
        const items = rows.map(({ id: viewId, startedAt, kind, reasons, device }) => {
          return { id: viewId, startedAt: startedAt.toISOString(), kind, reasons, device }
        })
        return { items }
      }),

    /** Counts a view as a person's after all. */
    reclassify: async (actor: Actor, viewId: Id): Promise<void> => {
      await db.tx(actor.workspaceId, async tx => {
        const view = await readers.lockView(tx, actor.workspaceId, viewId)
        if (!view) throw new AppError(errors['document.missing'])
        await need(tx, actor, view.documentId)
        if (view.kind !== 'human') await beats.acquit(tx, actor.workspaceId, viewId)
        await audit(tx, actor, {
          act: 'view.reclassified',
          subject: { kind: 'document', id: view.documentId },
          details: { view: viewId },
        })
      })
      outbox.wake()
    },

    /** Says who a reader is. What the reader chose about their data goes with them. */
    nameReader: async (
      actor: Actor,
      id: Id,
      body: { contactId?: Id | null | undefined; name?: string | null | undefined },
    ): Promise<void> => {
      const { workspaceId } = actor
      await db.tx(workspaceId, async tx => {
        const reader = await readers.selectReader(tx, workspaceId, id)
        if (!reader) throw new AppError(errors['document.missing'])
        await need(tx, actor, reader.documentId)
        const person = body.contactId ? await needContact(tx, actor, body.contactId) : undefined
        await readers.updateReader(tx, workspaceId, id, {
          ...(body.contactId !== undefined && { contactId: person?.id ?? null }),
          ...(body.name !== undefined && { name: body.name }),
        })
        if (person) await consent.carryOver(tx, workspaceId, id, person.id)
        await audit(tx, actor, {
          act: 'reader.named',
          subject: { kind: 'document', id: reader.documentId },
          details: { reader: id },
        })
      })
      consent.chosen(workspaceId)
    },
  }
}
