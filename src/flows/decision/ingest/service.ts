import type { PersonErased } from '#crm/contact/api.ts'
import type { Db, Tx } from '#db/connection.ts'
import { AppError } from '#kernel/error.ts'
import { type Id, newId } from '#kernel/id.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import type { EventLog } from '#kernel/ports/event-log.ts'
import { DAY } from '#kernel/time.ts'
import type { Consent } from '#platform/consent/index.ts'
import type { Key } from '#platform/identity/index.ts'
import type { Live } from '#platform/live/index.ts'
import type { Actor } from '#platform/org/index.ts'
import type { Outbox } from '#platform/outbox/index.ts'
import { makeAccept } from './accept.ts'
import { type EventsAnswer, errors, type ImportView } from './api.ts'
import { type BridgePorts, bridge } from './bridge.ts'
import { makeCatalogue } from './catalogue.ts'
import { makeKeyFinder } from './keys.ts'
import { makeTakeEvents } from './native.ts'
import { makePlacements } from './placements.ts'
import { makeRecency, type RecencyPorts } from './recency.ts'
import { makeRejectionKeeper } from './rejections.ts'
import * as store from './store.ts'
import { makeSubjectFinder, type SubjectPort } from './subjects.ts'
import { makeTail } from './tail.ts'
import { makeTimeline, type TimelinePorts } from './timeline.ts'
import { type IdentityPort, makeTakeMessages } from './tracking.ts'

export interface IngestPorts {
  db: Db
  log: EventLog
  clock: Clock
  outbox: Outbox
  live: Live
  consent: Consent
  subjects: SubjectPort & IdentityPort
  keyOf(secret: string): Promise<Key | undefined>
  profiles: Pick<BridgePorts, 'accountProfiles' | 'contactProfiles'>
  records: Pick<TimelinePorts, 'needAccount' | 'needContact' | 'namesOf'> &
    Pick<RecencyPorts, 'touchAccounts' | 'touchContacts'>
  /** What each event adds to the account's intent now. */
  weightsOf: TimelinePorts['weightsOf']
}

export type Ingest = ReturnType<typeof makeIngest>

const flushMs = 1_000
const tellMs = 500
const recencyMs = 20_000
const catalogueDays = 30

/** Events from anywhere: into the log, and shown on their way. */
export function makeIngest(ports: IngestPorts) {
  const { db, log, clock, outbox, consent } = ports
  const placements = makePlacements(db, ports.subjects.place, outbox.wake)
  const finder = makeSubjectFinder(db, ports.subjects, placements.want)
  const accept = makeAccept({ log, clock, finder, consent })
  const rejections = makeRejectionKeeper(db, clock)
  const takeEvents = makeTakeEvents({ accept, clock, rejections })
  const takeMessages = makeTakeMessages({
    db,
    clock,
    accept,
    identity: ports.subjects,
    finder,
    rejections,
    wake: outbox.wake,
  })
  const catalogue = makeCatalogue(db)
  const tail = makeTail({ db, namesOf: ports.records.namesOf })
  const recency = makeRecency({ db, live: ports.live, ...ports.records })
  bridge({ db, outbox, log, accept, finder, ...ports.profiles })
  outbox.hear<PersonErased>('person.erased', async (_tx, { workspaceId, payload }) =>
    catalogue.forget(workspaceId, payload.words),
  )
  for (const listener of [catalogue.hear, tail.hear, recency.hear]) log.subscribe(listener)
  let timers: NodeJS.Timeout[] = []

  const flush = async (): Promise<void> => {
    await catalogue.flush()
    await rejections.flush()
    await placements.flush()
  }

  return {
    /** Takes valid events of a part of Loam itself; durable when it answers. */
    accept,
    takeEvents,
    takeMessages,
    findKey: makeKeyFinder(ports.keyOf, clock),
    clock,
    tail,
    timeline: makeTimeline({ db, ...ports.records, weightsOf: ports.weightsOf }),

    readCatalogue: async (actor: Actor) => {
      await catalogue.flush()
      const from = new Date(clock.now() - (catalogueDays - 1) * DAY).toISOString().slice(0, 10)
      return db.tx(actor.workspaceId, tx => store.selectCatalogue(tx, actor.workspaceId, from))
    },

    listRejections: async (
      actor: Actor,
      query: { code?: string | undefined; before?: number | undefined; limit: number },
    ) => {
      await rejections.flush()
      return db.tx(actor.workspaceId, async tx => {
        const found = await store.selectRejections(tx, actor.workspaceId, {
          ...query,
          limit: query.limit + 1,
        })
        const counts = await store.countRejections(tx, actor.workspaceId)
        return { items: found.slice(0, query.limit), more: found.length > query.limit, counts }
      })
    },

    startImport: (
      actor: Actor,
      input: { fileHash: string; fileName: string; mapping: Record<string, string> },
    ): Promise<ImportView> =>
      db.tx(actor.workspaceId, tx => store.startImport(tx, actor.workspaceId, { id: newId(), ...input })),

    continueImport: async (
      actor: Actor,
      id: Id,
      input: { source: string; events: readonly unknown[]; rowsDone: number; finished: boolean },
    ): Promise<EventsAnswer> => {
      const { workspaceId } = actor
      const answer = await takeEvents({ workspaceId, source: input.source, imported: true }, input.events)
      const known = await db.tx(workspaceId, (tx: Tx) =>
        store.advanceImport(tx, workspaceId, id, { ...input, ...answer, rejected: answer.rejected.length }),
      )
      if (!known) throw new AppError(errors['import.missing'])
      return answer
    },

    start: (): void => {
      timers = [
        setInterval(() => void flush(), flushMs),
        setInterval(recency.tell, tellMs),
        setInterval(() => void recency.flush(), recencyMs),
      ]
    },
    stop: async (): Promise<void> => {
      for (const timer of timers) clearInterval(timer)
      tail.close()
      await recency.flush()
      await flush()
    },
  }
}
