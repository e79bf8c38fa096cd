import { makePostgresLog } from '#adapters/log/postgres.ts'
import { needAccount } from '#crm/account/index.ts'
import { needContact } from '#crm/contact/index.ts'
import type { Crm } from '#crm/index.ts'
import type { Db, Tx } from '#db/connection.ts'
import { type Ingest, type IngestPorts, ingestRoutes, makeIngest } from '#decision/ingest/index.ts'
import type { Id } from '#kernel/id.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import type { EventLog } from '#kernel/ports/event-log.ts'
import type { Consent } from '#platform/consent/index.ts'
import type { Http } from '#platform/http/index.ts'
import type { Identity } from '#platform/identity/index.ts'
import type { Live } from '#platform/live/index.ts'
import type { Outbox } from '#platform/outbox/index.ts'

export interface IngestParts {
  http: Http
  db: Db
  clock: Clock
  outbox: Outbox
  live: Live
  consent: Consent
  identity: Identity
  crm: Crm
  weightsOf: IngestPorts['weightsOf']
}

/** The event log of this process. */
export function wireLog({ db, clock, http }: Pick<IngestParts, 'db' | 'clock' | 'http'>): EventLog {
  return makePostgresLog({
    db,
    clock,
    onError: error =>
      http.server.log.error({ name: error.name, code: (error as { code?: string }).code }, 'event log'),
  })
}

/** Puts ingest together: the log it writes, and what it knows of accounts, contacts and keys. */
export function wireIngest(
  log: EventLog,
  { http, db, clock, outbox, live, consent, identity, crm, weightsOf }: IngestParts,
): Ingest {
  const { accounts, contacts, subjects } = crm
  const ingest = makeIngest({
    ...{ db, log, clock, outbox, live, consent, subjects, weightsOf },
    keyOf: identity.keyOf,
    profiles: { accountProfiles: accounts.profiles, contactProfiles: contactProfiles(crm) },
    records: {
      needAccount,
      needContact,
      namesOf: async (tx, workspaceId, ids) =>
        new Map((await contacts.byIds(tx, workspaceId, ids)).map(contact => [contact.id, contact.name])),
      touchAccounts: accounts.touch,
      touchContacts: contacts.touch,
    },
  })
  ingestRoutes(http, ingest)
  return ingest
}

/** What strategies that watch persons see of one: nothing that names or reaches anybody. */
function contactProfiles({ contacts }: Crm) {
  return async (tx: Tx, workspaceId: Id, ids: readonly Id[]): Promise<Map<Id, Record<string, unknown>>> =>
    new Map(
      (await contacts.byIds(tx, workspaceId, ids)).map(({ id, title, role, tags, accountId }) => [
        id,
        { title, role, tags, customer: accountId },
      ]),
    )
}
