import type { Http } from '#platform/http/index.ts'
import { makeBeats } from './beats.ts'
import { makeContent } from './content.ts'
import { makeDocuments } from './documents.ts'
import { makeDoor } from './door.ts'
import { makeTell } from './events.ts'
import { makeFiles } from './files.ts'
import { makeLinks } from './links.ts'
import { makePage } from './page.ts'
import { makePeople } from './people.ts'
import type { DocumentPorts } from './ports.ts'
import { readerRoutesOf } from './reader-routes.ts'
import { makeReadings } from './reading.ts'
import { staffRoutesOf } from './routes.ts'
import { unreadVersions } from './upload-store.ts'

export { makeLimit } from './limit.ts'
export type { DocumentPorts, ReadingConsent } from './ports.ts'
export { makeSigner } from './sign.ts'

const SWEEP_MS = 15_000
const CLEAN_MS = 60 * 60_000

export type DocumentModule = ReturnType<typeof makeDocumentModule>

/** Tracked documents: upload, share, read, understand. `start` takes up what a crash broke off and ends silent views. */
export function makeDocumentModule(ports: DocumentPorts) {
  const tell = makeTell(ports.outbox, ports.clock)
  const people = makePeople(ports, tell)
  const files = makeFiles(ports)
  const beats = makeBeats(ports, people, tell)
  const documents = makeDocuments(ports, files)
  const links = makeLinks(ports, tell)
  const door = makeDoor(ports, people)
  const readings = makeReadings(ports, beats)
  const content = makeContent(ports)
  let timers: NodeJS.Timeout[] = []

  return {
    documents,
    files,
    links,
    readings,
    door,
    beats,
    start: async (): Promise<void> => {
      for (const { workspaceId, documentId, number } of await ports.db.outside(unreadVersions)) {
        files.process(workspaceId, documentId, number)
      }
      const every = (ms: number, work: () => Promise<unknown>, what: string) =>
        setInterval(() => work().catch(error => ports.onError(error, what)), ms)
      timers = [
        every(SWEEP_MS, beats.sweep, 'ending views'),
        every(CLEAN_MS, files.sweep, 'removing unused uploads'),
      ]
    },
    stop: async (): Promise<void> => {
      for (const timer of timers) clearInterval(timer)
      await ports.pages.close()
      await files.settled()
    },
    /** @param portal folder of the built viewer */
    routes: (http: Http, portal: string): void => {
      const page = makePage(ports, portal)
      staffRoutesOf(http, { documents, files, links, readings })
      readerRoutesOf(http, {
        door,
        beats,
        page,
        content,
        files,
        blobs: ports.blobs,
        clock: ports.clock,
        portal,
      })
    },
  }
}
