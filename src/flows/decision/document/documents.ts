import type { Tx } from '#db/connection.ts'
import { AppError } from '#kernel/error.ts'
import { type Id, newId } from '#kernel/id.ts'
import type { Out } from '#kernel/route.ts'
import { sectionKey } from '#lib/reading/section.ts'
import { audit } from '#platform/audit/index.ts'
import type { Actor } from '#platform/org/index.ts'
import { type DocumentItem, type documentRoutes, errors, type SectionView } from './api.ts'
import type { Files } from './files.ts'
import { linkItem } from './links.ts'
import { need, needAccount } from './need.ts'
import type { DocumentPorts } from './ports.ts'
import * as store from './store.ts'
import type { SectionRow } from './tables.ts'

type Body<R extends { body: { parse(input: unknown): unknown } }> = Out<R['body']>

export type Documents = ReturnType<typeof makeDocuments>

/** Use cases of the staff over documents, within the actor's scope. */
export function makeDocuments(ports: DocumentPorts, files: Files) {
  const { db, clock, linkBase } = ports

  return {
    list: (actor: Actor, filter: store.ListFilter) =>
      db.tx(actor.workspaceId, async tx => {
        const { rows, total } = await store.selectDocuments(tx, actor, filter)
        return { items: rows.map(itemOf), total, totalIsCapped: false }
      }),

    create: async (actor: Actor, body: Body<typeof documentRoutes.create>) => {
      const id = newId(clock.now())
      await db.tx(actor.workspaceId, async tx => {
        const place = body.accountId ? await needAccount(tx, actor, body.accountId) : undefined
        const version = await files.accept(tx, actor, body.uploads)
        const { title, kind, accountId, opportunity } = body
        const of = { workspaceId: actor.workspaceId, id, title, kind, accountId, opportunity }
        const owned = { ownerId: actor.id, departmentId: place?.departmentId ?? actor.departmentId }
        const createdAt = new Date(clock.now())
        await store.insertDocument(tx, { ...of, ...owned, createdAt, updatedAt: createdAt })
        await insertVersion(tx, actor, id, 1, version)
        await audit(tx, actor, { act: 'document.created', subject: { kind: 'document', id } })
      })
      files.process(actor.workspaceId, id, 1)
      return { id }
    },

    read: (actor: Actor, id: Id) =>
      db.tx(actor.workspaceId, async tx => {
        const row = await need(tx, actor, id)
        const versions = await store.selectVersions(tx, actor.workspaceId, id)
        const links = await store.selectLinks(tx, actor.workspaceId, id)
        return {
          ...itemOf(row),
          versions: versions.map(version => ({
            number: version.number,
            format: version.format,
            status: version.status,
            fault: version.fault,
            pages: version.pages.length,
            bytes: version.bytes,
            createdAt: version.createdAt.toISOString(),
          })),
          links: links.map(link => linkItem(link, linkBase())),
        }
      }),

    update: (actor: Actor, id: Id, body: Body<typeof documentRoutes.update>) =>
      db.tx(actor.workspaceId, async tx => {
        await need(tx, actor, id)
        const { archived, accountId, ...change } = body
        const place = accountId ? await needAccount(tx, actor, accountId) : undefined
        await store.updateDocument(tx, actor.workspaceId, id, {
          ...(change.title !== undefined && { title: change.title }),
          ...(change.kind !== undefined && { kind: change.kind }),
          ...(accountId !== undefined && { accountId }),
          ...(place && { departmentId: place.departmentId }),
          ...(archived !== undefined && { archivedAt: archived ? new Date(clock.now()) : null }),
        })
        await audit(tx, actor, {
          act: 'document.updated',
          subject: { kind: 'document', id },
          details: { fields: Object.keys(body) },
        })
      }),

    addVersion: async (actor: Actor, id: Id, uploads: readonly Id[]) => {
      const number = await db.tx(actor.workspaceId, async tx => {
        await need(tx, actor, id)
        const version = await files.accept(tx, actor, uploads)
        const next = await store.nextNumber(tx, actor.workspaceId, id)
        await insertVersion(tx, actor, id, next, version)
        return next
      })
      files.process(actor.workspaceId, id, number)
      return { number }
    },

    sections: (actor: Actor, id: Id, number: number) =>
      db.tx(actor.workspaceId, async tx => {
        await need(tx, actor, id)
        const rows = await store.selectSections(tx, actor.workspaceId, id, number)
        return { items: rows.map(sectionOf) }
      }),

    setSections: (actor: Actor, id: Id, number: number, items: SectionDraft[]) =>
      db.tx(actor.workspaceId, async tx => {
        await need(tx, actor, id)
        await replaceSections(tx, actor.workspaceId, id, number, items)
        await audit(tx, actor, {
          act: 'document.sections-drawn',
          subject: { kind: 'document', id },
          details: { version: number },
        })
        const rows = await store.selectSections(tx, actor.workspaceId, id, number)
        return { items: rows.map(sectionOf) }
      }),

    /** A page as JPEG. */
    picture: async (actor: Actor, id: Id, number: number, page: number, size: 'small' | 'large') => {
      const version = await db.tx(actor.workspaceId, async tx => {
        await need(tx, actor, id)
        return store.selectVersion(tx, actor.workspaceId, id, number)
      })
      if (!version || page > version.pages.length) throw new AppError(errors['document.missing'])
      return files.picture(version, page, size)
    },
  }

  async function insertVersion(
    tx: Tx,
    actor: Actor,
    documentId: Id,
    number: number,
    version: Awaited<ReturnType<Files['accept']>>,
  ) {
    const status = 'processing' as const
    await store.insertVersion(tx, { workspaceId: actor.workspaceId, documentId, number, status, ...version })
  }

  type SectionDraft = Body<typeof documentRoutes.setSections>['items'][number]

  async function replaceSections(tx: Tx, workspaceId: Id, id: Id, number: number, items: SectionDraft[]) {
    const version = await store.selectVersion(tx, workspaceId, id, number)
    if (!version) throw new AppError(errors['document.missing'])
    for (const one of items) {
      const page = version.pages[one.page - 1]
      const inside =
        page && one.x0 >= 0 && one.y0 >= 0 && one.x1 <= page.width + 1 && one.y1 <= page.height + 1
      if (!inside || one.x1 <= one.x0 || one.y1 <= one.y0) {
        throw new AppError(errors['document.section-outside'], { page: one.page })
      }
    }
    const before = new Map(
      (await store.selectSections(tx, workspaceId, id, number)).map(row => [row.id, row]),
    )
    const fresh = []
    for (const { id: kept, ...one } of items) {
      const key = one.key ?? sectionKey(one.title)
      const row = kept ? before.get(kept) : undefined
      if (!row)
        fresh.push({
          ...one,
          key,
          source: 'drawn' as const,
          workspaceId,
          documentId: id,
          version: number,
          id: newId(),
        })
      else {
        before.delete(row.id)
        if (!sameBox(row, one))
          await store.updateSection(tx, workspaceId, row.id, { ...one, key, source: 'drawn' })
      }
    }
    await store.removeSections(tx, workspaceId, [...before.keys()], new Date(clock.now()))
    await store.insertSections(tx, fresh)
  }
}

function sameBox(
  row: SectionRow,
  one: { title: string; page: number; x0: number; y0: number; x1: number; y1: number },
): boolean {
  const near = (a: number, b: number) => Math.abs(a - b) < 0.01
  const same = near(row.x0, one.x0) && near(row.y0, one.y0) && near(row.x1, one.x1) && near(row.y1, one.y1)
  return same && row.title === one.title && row.page === one.page
}

export function sectionOf({ id, page, x0, y0, x1, y1, title, key, source }: SectionRow): SectionView {
  return { id, page, x0, y0, x1, y1, title, key, source }
}

function itemOf(row: store.ListedRow): DocumentItem {
  const { document, newest } = row
  const ready = document.version > 0
  return {
    id: document.id,
    title: document.title,
    kind: document.kind,
    account: document.accountId ? { id: document.accountId, name: row.accountName ?? '' } : null,
    owner: document.ownerId ? { id: document.ownerId, name: row.ownerName ?? '' } : null,
    version: document.version,
    pages: row.pages ?? 0,
    status: ready ? 'ready' : (newest?.status ?? 'processing'),
    fault: ready ? null : (newest?.fault ?? null),
    links: row.links,
    readers: row.readers,
    seconds: row.readMs / 1_000,
    lastReadAt: row.lastReadAt,
    createdAt: document.createdAt.toISOString(),
  }
}
