import { createReadStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { diskBlobs } from '#adapters/blob/disk.ts'
import { readStatement } from '#adapters/statement/read.ts'
import { readCsv, readXlsx } from '#adapters/table/read.ts'
import { threadedTypesetter } from '#adapters/typst/threaded.ts'
import { makeApprovalModule, quoteSubject } from '#collaboration/approval/index.ts'
import { makeDelivery } from '#collaboration/delivery/index.ts'
import { hearLoop, loopJobs, loopRoutes, makeLoop } from '#collaboration/loop/index.ts'
import { makeMandateModule, mandateLive } from '#collaboration/mandate/index.ts'
import { makePaymentModule } from '#collaboration/payment/index.ts'
import { makeQuoteModule, type QuoteModule, quoteLive } from '#collaboration/quote/index.ts'
import {
  makePriceBooks,
  makeProducts,
  type PriceBooks,
  type Products,
  productRoutes,
  type ReadTable,
} from '#crm/product/index.ts'
import type { Db } from '#db/connection.ts'
import type { DocumentModule } from '#decision/document/index.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import type { MailPort } from '#kernel/ports/mail.ts'
import type { Typesetter } from '#kernel/ports/typesetter.ts'
import type { Http } from '#platform/http/index.ts'
import type { Jobs } from '#platform/job/index.ts'
import type { Live } from '#platform/live/index.ts'
import type { Notify } from '#platform/notify/index.ts'
import type { Outbox } from '#platform/outbox/index.ts'
import type { Config } from './config.ts'
import { wireContract } from './contract.ts'
import { contractSubject } from './contract-subject.ts'

/** The public pages, built. */
const portal = fileURLToPath(new URL('../../web/portal/dist', import.meta.url))

export interface CollaborationWiring {
  http: Http
  db: Db
  clock: Clock
  outbox: Outbox
  live: Live
  jobs: Jobs
  notify: Notify
  documents: DocumentModule
  mail: MailPort
  /** Links and codes are made with it. */
  secret: string
  /** The data folder. */
  home: string
  signing: Config['signing']
  /** Start of the links that customers are given. */
  linkBase(): string
}

/** What time it is and who is told: now and everybody, or the past that the sample plays. */
export interface Stage {
  clock: Clock
  outbox: Outbox
  notify: Pick<Notify, 'notify'>
  /** Nobody is there: contracts say so in their evidence, and no letter leaves. */
  played?: true
}

export type Collaboration = ReturnType<typeof wireCollaboration>
type Modules = ReturnType<typeof modulesOn>

/** Puts products, prices and the modules of a deal together. */
export function wireCollaboration(wiring: CollaborationWiring) {
  const { http, db, clock, outbox, live, jobs } = wiring
  const shared = {
    products: makeProducts({ db, outbox, clock }),
    books: makePriceBooks({ db, outbox, clock, readTable }),
    typesetter: threadedTypesetter(),
  }
  const onError = (error: unknown, what: string) =>
    http.server.log.error({ name: (error as Error).name, what }, 'contracts')
  const on = (stage: Stage) => modulesOn({ ...wiring, ...shared, onError, ...stage })
  const modules = on(wiring)
  const loop = makeLoop({ db, outbox, clock })
  productRoutes(http, shared.products, shared.books)
  open(wiring, modules)
  loopRoutes(http, db, loop)
  loopJobs(jobs, db, loop)
  hearLoop(outbox, live, loop)
  return {
    ...shared,
    ...modules,
    loop,
    /** The same modules on another stage; nothing but what its caller does happens there. */
    on,
    stop: async () => {
      await modules.payment.stop()
      await shared.typesetter.close()
    },
  }
}

interface Props extends Omit<CollaborationWiring, keyof Stage | 'http' | 'live'>, Stage {
  /** Of which there is one, whatever the time. */
  products: Products
  books: PriceBooks
  typesetter: Typesetter
  onError(error: unknown, what: string): void
}

function modulesOn(props: Props) {
  const { db, clock, outbox, notify, products, books, typesetter, documents } = props
  const mandate = makeMandateModule({
    ...{ db, outbox, clock, notify },
    past: (tx, workspaceId, since) => quote.issuedFacts(tx, workspaceId, since),
  })
  const { judge, clear } = mandate.judging
  const gate = { judge, clear, cleared: mandate.clearances.of }
  const quote: QuoteModule = makeQuoteModule({
    ...{ db, outbox, clock, products, books, typesetter, documents, gate },
  })
  const contract = wireContract({ ...props, quote, mandate })
  const delivery = makeDelivery({ db, outbox, clock, notify, quote: quote.standing })
  const approval = makeApprovalModule({
    ...{ db, outbox, clock, notify },
    mandate: { cover: mandate.judging.cover, clearances: mandate.clearances },
    subjects: { quote: quoteSubject(quote), contract: contractSubject(contract, quote) },
  })
  const payment = makePaymentModule({ db, outbox, clock, notify, readStatement })
  return { mandate, quote, approval, contract, delivery, payment }
}

/** Gives the modules their routes, jobs and hearers. */
function open({ http, outbox, live, jobs }: CollaborationWiring, modules: Modules): void {
  const { mandate, quote, approval, contract, delivery, payment } = modules
  mandate.routes(http)
  mandateLive(outbox, live)
  quote.routes(http)
  quoteLive(outbox, live)
  approval.routes(http)
  approval.jobs(jobs)
  approval.hear(live)
  delivery.routes(http)
  delivery.jobs(jobs)
  delivery.hear(live)
  contract.routes(http, portal)
  contract.jobs(jobs)
  contract.hear(live)
  payment.routes(http)
  payment.jobs(jobs)
  payment.hear(live)
}

/** Rows of a CSV or Excel file, told apart by its first bytes; the file lives in a folder of its own meanwhile. */
const readTable: ReadTable = async (_name, content, mostBytes) => {
  const folder = await mkdtemp(join(tmpdir(), 'loam-table-'))
  try {
    const blobs = diskBlobs(folder)
    if ((await blobs.put('table', content, mostBytes)) === 'too-large') return 'too-large'
    const path = await blobs.local('table')
    const rows = []
    for await (const row of (await isZip(path)) ? readXlsx(path) : readCsv(path)) {
      if ('values' in row) rows.push(row)
    }
    return rows
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function isZip(path: string): Promise<boolean> {
  for await (const head of createReadStream(path, { end: 3 }) as AsyncIterable<Buffer>)
    return head.toString('latin1').startsWith('PK')
  return false
}
