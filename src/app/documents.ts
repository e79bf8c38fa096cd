import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import { and, eq } from 'drizzle-orm'
import { diskBlobs } from '#adapters/blob/disk.ts'
import { workerPages } from '#adapters/pages/pages.ts'
import { contact } from '#crm/contact/index.ts'
import type { Db, Tx } from '#db/connection.ts'
import {
  type DocumentModule,
  makeDocumentModule,
  makeSigner,
  type ReadingConsent,
} from '#decision/document/index.ts'
import type { Id } from '#kernel/id.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import type { MailPort } from '#kernel/ports/mail.ts'
import { type Consent, salesDecisions } from '#platform/consent/index.ts'
import type { Http } from '#platform/http/index.ts'
import type { Live } from '#platform/live/index.ts'
import { systemActor } from '#platform/org/index.ts'
import type { Outbox } from '#platform/outbox/index.ts'

/** Where the public viewer and the tracker are built to (build.ts). */
const portal = fileURLToPath(new URL('../../web/portal/dist', import.meta.url))
const tracker = fileURLToPath(new URL('../../sdk/dist', import.meta.url))

export interface DocumentWiring {
  http: Http
  db: Db
  outbox: Outbox
  live: Live
  mail: MailPort
  consent: Consent
  secret: string
  /** The data folder. */
  home: string
  linkBase(): string
}

/** Puts the document module on the embedded blob store, the page worker and the consent ledger; it then takes a clock. */
export function wireDocuments({ http, home, secret, consent, ...ports }: DocumentWiring) {
  const blobs = diskBlobs(join(home, 'blobs'))
  ports.outbox.hear('workspace.removed', (_tx, { workspaceId }) => blobs.remove(workspaceId))
  const shared = {
    ...ports,
    blobs,
    pages: workerPages(),
    signer: makeSigner(secret),
    consent: readingConsent(consent),
    onError: (error: unknown, what: string) =>
      http.server.log.error({ name: (error as Error).name, what }, 'documents'),
  }
  return (clock: Clock): DocumentModule => makeDocumentModule({ ...shared, clock })
}

/** Answers the staff's and the readers' requests, and serves the tracker. */
export function documentPages(http: Http, documents: DocumentModule): void {
  documents.routes(http, portal)
  http.server.register(fastifyStatic, { root: tracker, prefix: '/sdk/', decorateReply: false, index: false })
}

function readingConsent(consent: Consent): ReadingConsent {
  return {
    notice: workspaceId => consent.noticeOf(workspaceId),
    choice: async (tx, workspaceId, { id }) => {
      const entry = await consent.currentOf(tx, workspaceId, id)
      return entry ? (entry.decision === 'granted' ? 'granted' : 'denied') : null
    },
    permitted: (tx, workspaceId, subjects) => consent.permits(tx, workspaceId, subjects),
    choose: async (tx, workspaceId, { id }, { choice, version, at }) => {
      const before = await consent.currentOf(tx, workspaceId, id)
      const denial = before?.decision === 'granted' ? 'withdrawn' : 'refused'
      await consent.record(tx, systemActor(workspaceId), {
        subject: id,
        purpose: salesDecisions,
        decision: choice === 'granted' ? 'granted' : denial,
        source: 'viewer',
        channel: 'document',
        noticeVersion: version,
        at,
      })
    },
    carryOver: consent.carryOver,
    chosen: workspaceId => consent.forget(workspaceId),
  }
}

/** Whether a consent's subject is a contact of the workspace. */
export async function isContact(tx: Tx, workspaceId: Id, id: Id): Promise<boolean> {
  const where = and(eq(contact.workspaceId, workspaceId), eq(contact.id, id))
  return (await tx.select({ id: contact.id }).from(contact).where(where)).length > 0
}
