import type { Tx } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import type { Instant } from '#kernel/time.ts'
import type { Outbox } from '#platform/outbox/index.ts'
import { type DocumentAct, documentAct } from './api.ts'
import { insertAct } from './reader-store.ts'
import type { ActRow, DocumentRow, LinkRow, ReaderRow, SectionRow, ViewRow } from './tables.ts'

/** Everything an act is told with. */
export interface ActContext {
  document: DocumentRow
  link: LinkRow
  reader: ReaderRow
  view: ViewRow
}

type Draft = Pick<ActRow, 'kind'> &
  Partial<Pick<ActRow, 'startedAt' | 'sectionId' | 'page' | 'ms' | 'details'>>

/** One stretch of reading a section, from `since` on; `number` counts from 1 within the view. */
interface Stretch {
  number: number
  ms: number
  visits: number
  since: Instant
}

export type Tell = ReturnType<typeof makeTell>

/**
 * Tells what readers do: as a row for the staff's screens and, through the outbox, as an event for the log. Both in the
 * transaction of the change, so neither exists without the other.
 *
 * An event's `at` is the instant at which the act was settled, so that it never comes in late; `startedAt`
 * says when the reading began. Ids are made of view, act and number: telling twice is harmless.
 */
export function makeTell(outbox: Outbox, clock: Clock) {
  const publish = (tx: Tx, workspaceId: Id, act: DocumentAct) =>
    outbox.publish(tx, { workspaceId, type: documentAct, payload: { ...act } })

  const keep = (tx: Tx, { document, reader, view }: ActContext, id: Id, draft: Draft) => {
    const at = new Date(clock.now())
    const of = {
      workspaceId: view.workspaceId,
      documentId: document.id,
      readerId: reader.id,
      viewId: view.id,
    }
    return insertAct(tx, { ...of, id, at, startedAt: at, ...draft })
  }

  const tellAct = async (
    tx: Tx,
    context: ActContext,
    id: Id,
    type: string,
    name: string,
    draft: Draft,
    props = {},
  ) => {
    await keep(tx, context, id, draft)
    const { view } = context
    const all = { ...propsOf(context), ...props }
    await publish(tx, view.workspaceId, {
      id: `${view.id}:${name}`,
      type,
      at: clock.now(),
      ...subjects(context),
      props: all,
    })
  }

  return {
    /** A document was sent to somebody. */
    shared: (
      tx: Tx,
      document: DocumentRow,
      link: { id: Id; accountId: Id | null; contactId: Id | null; channel: string | null },
    ) =>
      publish(tx, document.workspaceId, {
        id: `${link.id}:shared`,
        type: 'proposal.shared',
        at: clock.now(),
        ...(link.accountId && { customer: link.accountId }),
        ...(link.contactId && { person: link.contactId }),
        ...(document.opportunity && { opportunity: document.opportunity }),
        props: {
          documentId: document.id,
          kind: document.kind,
          title: document.title,
          linkId: link.id,
          ...(link.channel && { channel: link.channel }),
        },
      }),

    opened: (tx: Tx, context: ActContext, id: Id, times: number) =>
      tellAct(
        tx,
        context,
        id,
        'document.opened',
        'opened',
        { kind: 'opened', startedAt: context.view.startedAt },
        { times, again: times > 1 },
      ),

    /** One stretch of reading a section; `number` counts from 1 within the view. */
    read: (tx: Tx, context: ActContext, id: Id, section: SectionRow, stretch: Stretch) => {
      const startedAt = new Date(stretch.since)
      const { page, id: sectionId } = section
      const draft = { kind: 'read' as const, startedAt, sectionId, page, ms: stretch.ms }
      const props = {
        section: section.key || `page-${page}`,
        sectionId,
        sectionTitle: section.title,
        page,
        seconds: stretch.ms / 1_000,
        visits: stretch.visits,
        startedAt: startedAt.toISOString(),
      }
      return tellAct(
        tx,
        context,
        id,
        'document.section_viewed',
        `${sectionId}:${stretch.number}`,
        draft,
        props,
      )
    },

    restarted: (tx: Tx, context: ActContext, id: Id, number: number, fromPage: number) =>
      tellAct(
        tx,
        context,
        id,
        'document.restarted',
        `restart:${number}`,
        { kind: 'restarted', page: fromPage },
        { fromPage },
      ),

    forwarded: (tx: Tx, context: ActContext, id: Id, child: { id: Id; recipient: string | null }) =>
      tellAct(
        tx,
        context,
        id,
        'document.forwarded',
        `forward:${child.id}`,
        { kind: 'forwarded', details: { linkId: child.id, name: child.recipient } },
        { childLinkId: child.id },
      ),

    /** The view ended after seconds. For the score alone: the staff's screens see that nothing was read. */
    bounced: (tx: Tx, context: ActContext, ms: number) =>
      publish(tx, context.view.workspaceId, {
        id: `${context.view.id}:bounced`,
        type: 'document.bounced',
        at: clock.now(),
        ...subjects(context),
        props: { ...propsOf(context), seconds: ms / 1_000 },
      }),

    downloaded: (tx: Tx, context: ActContext, id: Id) =>
      tellAct(tx, context, id, 'document.downloaded', `download:${id}`, { kind: 'downloaded' }),
  }
}

function subjects({ link, reader, document }: ActContext) {
  return {
    ...(link.accountId && { customer: link.accountId }),
    ...(reader.contactId && { person: reader.contactId }),
    ...(document.opportunity && { opportunity: document.opportunity }),
  }
}

function propsOf({ document, link, reader, view }: ActContext): Record<string, unknown> {
  return {
    documentId: document.id,
    kind: document.kind,
    title: document.title,
    version: view.version,
    linkId: link.id,
    viewId: view.id,
    readerId: reader.id,
    device: view.device.kind,
  }
}
