import type { Tx } from '#db/connection.ts'
import { type Id, newId } from '#kernel/id.ts'
import { inferEdge, type LineageReader } from '#lib/reading/lineage.ts'
import type { ReaderConsent } from './api.ts'
import type { ActContext, Tell } from './events.ts'
import type { DocumentPorts, Notice } from './ports.ts'
import * as readers from './reader-store.ts'
import * as store from './store.ts'
import type { LinkRow, ReaderRow, ViewRow } from './tables.ts'

export type People = ReturnType<typeof makePeople>

/** Who reads: places a newcomer in the lineage, names, consent. */
export function makePeople(ports: DocumentPorts, tell: Tell) {
  const { clock, consent, live } = ports

  /** A view has turned out to be a person's: the reader gets a place in the lineage, the opening is told. */
  const greet = async (
    tx: Tx,
    workspaceId: Id,
    viewId: Id,
    reasons: readonly string[],
  ): Promise<ActContext> => {
    const view = (await readers.lockView(tx, workspaceId, viewId))!
    const before = (await readers.selectReader(tx, workspaceId, view.readerId))!
    const { link } = (await store.selectLink(tx, workspaceId, view.linkId))!
    const document = (await store.selectShared(tx, workspaceId, view.documentId))!
    const at = new Date(clock.now())
    const placed = before.firstAt ? {} : await placeNewcomer(tx, link, before, view)
    const change = { ...placed, lastAt: at, opens: before.opens + 1 }
    await readers.updateReader(tx, workspaceId, before.id, change)
    await readers.updateView(tx, workspaceId, viewId, { kind: 'human', reasons: [...reasons] })
    const human = { ...view, kind: 'human' as const }
    const context = { document, link, reader: { ...before, ...change }, view: human }
    await tell.opened(tx, context, newId(clock.now()), change.opens)
    pushRead(workspaceId, view.documentId)
    return context
  }

  const pushRead = (workspaceId: Id, documentId: Id) =>
    live.push({ workspaceId, type: 'document.read', data: { documentId }, permission: 'document.read' })

  return {
    greet,
    pushRead,

    /** What a reader is called when they pass a document on; empty if nobody knows. */
    nameOf: async (tx: Tx, workspaceId: Id, readerId: Id | null): Promise<string> => {
      const reader = readerId ? await readers.selectReader(tx, workspaceId, readerId) : undefined
      if (!reader) return ''
      const link = await store.selectLink(tx, workspaceId, reader.linkId)
      return reader.name ?? (reader.edge === 'inferred' ? '' : (link?.link.recipient ?? ''))
    },

    /** The notice in force and this reader's choice. */
    consentOf: async (
      tx: Tx,
      reader: ReaderRow,
      { version, line, body }: Notice,
    ): Promise<ReaderConsent> => ({
      version,
      line,
      notice: body,
      choice: await choiceOf(tx, reader),
    }),

    choose: async (
      tx: Tx,
      reader: ReaderRow,
      choice: 'granted' | 'denied',
      version: number,
    ): Promise<void> => {
      const at = clock.now()
      await consent.choose(tx, reader.workspaceId, subjectOf(reader), { choice, version, at })
      // Of whoever refuses no trace of the place is kept.
      const place = choice === 'denied' ? { network: null } : {}
      await readers.updateReader(tx, reader.workspaceId, reader.id, { consent: choice, ...place })
    },
  }

  async function choiceOf(tx: Tx, reader: ReaderRow) {
    return (await consent.choice(tx, reader.workspaceId, subjectOf(reader))) ?? reader.consent
  }

  async function placeNewcomer(tx: Tx, link: LinkRow, reader: ReaderRow, view: ViewRow) {
    const earlier = await readers.selectPeopleOfLink(tx, link.workspaceId, link.id)
    const firstAt = view.startedAt
    if (earlier.length === 0) {
      const edge = link.parentReaderId ? ('certain' as const) : ('root' as const)
      const contactId = link.contactId
      const choice = contactId
        ? await consent.choice(tx, link.workspaceId, { kind: 'contact', id: contactId })
        : null
      return {
        firstAt,
        edge,
        parentId: link.parentReaderId,
        contactId,
        name: link.recipient,
        ...(choice && { consent: choice }),
      }
    }
    const guess = inferEdge(lineageOf({ ...reader, firstAt, lastAt: firstAt }), earlier.map(lineageOf))
    return {
      firstAt,
      edge: 'inferred' as const,
      parentId: guess?.from ?? null,
      confidence: guess?.confidence ?? null,
      reasons: guess?.reasons.map(({ reason }) => reason) ?? [],
    }
  }
}

/** Whose permission it is: the contact's once known, else this reader's own. */
function subjectOf(reader: ReaderRow) {
  return reader.contactId
    ? ({ kind: 'contact', id: reader.contactId } as const)
    : ({ kind: 'reader', id: reader.id } as const)
}

function lineageOf(row: ReaderRow): LineageReader {
  return {
    id: row.id,
    firstAt: row.firstAt?.getTime() ?? 0,
    lastAt: row.lastAt?.getTime() ?? 0,
    network: row.network ?? undefined,
    device: row.device ?? undefined,
    emailDomain: row.email?.split('@')[1],
  }
}
