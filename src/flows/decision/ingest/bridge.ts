import type { AccountChanged } from '#crm/account/api.ts'
import type { NoteAdded } from '#crm/activity/api.ts'
import type { ContactChanged, ContactsPlaced } from '#crm/contact/api.ts'
import type { OpportunityActed } from '#crm/opportunity/api.ts'
import type { Db, Tx } from '#db/connection.ts'
import { type Id, newId } from '#kernel/id.ts'
import type { EventLog, LoggedProfile } from '#kernel/ports/event-log.ts'
import type { ConsentChanged } from '#platform/consent/api.ts'
import type { Outbox } from '#platform/outbox/index.ts'
import { type DocumentAct, documentAct } from '../document/api.ts'
import type { Accept } from './accept.ts'
import type { IncomingEvent } from './model.ts'
import type { SubjectFinder } from './subjects.ts'

export interface BridgePorts {
  db: Db
  outbox: Outbox
  log: EventLog
  accept: Accept
  finder: Pick<SubjectFinder, 'forget' | 'move'>
  /** Profiles as strategies see them, by id. */
  accountProfiles(tx: Tx, workspaceId: Id, ids: readonly Id[]): Promise<Map<Id, Record<string, unknown>>>
  contactProfiles(tx: Tx, workspaceId: Id, ids: readonly Id[]): Promise<Map<Id, Record<string, unknown>>>
}

/**
 * Brings what happens inside of Loam into the log: acts of readers, notes, choices, and profiles that changed. A hearer
 * may run twice; the ids of events make that harmless, and a profile is always told whole.
 */
export function bridge({ outbox, log, accept, finder, accountProfiles, contactProfiles }: BridgePorts): void {
  const tell = (workspaceId: Id, source: string, event: IncomingEvent, recorded = false) =>
    accept({ workspaceId, source, imported: false, ...(recorded && { recorded }) }, [event])

  outbox.hear<DocumentAct>(documentAct, async (_, { workspaceId, payload }) => {
    await tell(workspaceId, 'document', payload)
  })

  outbox.hear<NoteAdded>('activity.note_added', async (_, { workspaceId, payload }) => {
    await tell(workspaceId, 'crm', noteEvent(payload))
  })

  outbox.hear<OpportunityActed>('opportunity.acted', async (_, { workspaceId, payload }) => {
    await accept({ workspaceId, source: 'crm', imported: payload.imported }, payload.acts)
  })

  outbox.hear<ConsentChanged>('consent.changed', async (tx, { workspaceId, payload: change }) => {
    // A choice that came in as an event stands in the log already; a reader whom nobody knows is no contact.
    if (change.source !== 'viewer' && change.source !== 'offline') return
    const isContact = (await contactProfiles(tx, workspaceId, [change.subject])).size > 0
    if (isContact) await tell(workspaceId, 'consent', choiceEvent(change), true)
  })

  const logProfiles = async (
    workspaceId: Id,
    of: LoggedProfile['of'],
    profiles: Map<Id, Record<string, unknown>>,
  ): Promise<void> => {
    const bodies = [...profiles].map(
      ([key, attributes]): LoggedProfile => ({
        kind: 'profile',
        id: `profile:${newId()}`,
        of,
        key,
        attributes,
      }),
    )
    if (bodies.length > 0) await log.append(workspaceId, bodies)
  }

  outbox.hear<AccountChanged>('account.changed', async (tx, { workspaceId, payload }) => {
    await logProfiles(workspaceId, 'customer', await accountProfiles(tx, workspaceId, [payload.accountId]))
  })

  outbox.hear<ContactChanged>('contact.changed', async (tx, { workspaceId, payload }) => {
    const { contactId: id, accountId, fields } = payload
    if (fields.includes('accountId')) finder.move(workspaceId, id, accountId ?? undefined)
    await logProfiles(workspaceId, 'person', await contactProfiles(tx, workspaceId, [id]))
  })

  outbox.hear<ContactsPlaced>('contacts.placed', async (tx, { workspaceId, payload }) => {
    const ids = payload.contacts.map(({ contactId }) => contactId)
    await logProfiles(workspaceId, 'person', await contactProfiles(tx, workspaceId, ids))
  })

  for (const type of ['subject.merged', 'person.erased'])
    outbox.hear(type, async (_, { workspaceId }) => finder.forget(workspaceId))
}

function noteEvent({ noteId, accountId, contactIds, kind, outcome, at }: NoteAdded): IncomingEvent {
  return {
    id: `note:${noteId}`,
    type: 'activity.note_added',
    at,
    ...(accountId !== null && { customer: accountId }),
    ...(contactIds[0] !== undefined && { person: contactIds[0] }),
    props: { noteId, kind, ...(outcome !== null && { outcome }) },
  }
}

function choiceEvent({ subject, purpose, decision, source, at }: ConsentChanged): IncomingEvent {
  return {
    id: `consent:${subject}:${purpose}:${at}`,
    type: decision === 'granted' ? 'consent.granted' : 'consent.withdrawn',
    at,
    person: subject,
    props: { purpose, decision, channel: source },
  }
}
