import { createReadStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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
import { makePriceBooks, makeProducts, productRoutes, type ReadTable } from '#crm/product/index.ts'
import type { Db } from '#db/connection.ts'
import type { DocumentModule } from '#decision/document/index.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import type { MailPort } from '#kernel/ports/mail.ts'
import type { Http } from '#platform/http/index.ts'
import type { Jobs } from '#platform/job/index.ts'
import type { Live } from '#platform/live/index.ts'
import type { Notify } from '#platform/notify/index.ts'
import type { Outbox } from '#platform/outbox/index.ts'
import type { Config } from './config.ts'
import { wireContract } from './contract.ts'
import { contractSubject } from './contract-subject.ts'

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

export type Collaboration = ReturnType<typeof wireCollaboration>

/** Puts products, prices and quotes together. */
export function wireCollaboration(wiring: CollaborationWiring) {
  const { http, db, clock, outbox, live, jobs, notify, documents } = wiring
  const products = makeProducts({ db, outbox, clock })
  const books = makePriceBooks({ db, outbox, clock, readTable })
  const typesetter = threadedTypesetter()
  const mandate = makeMandateModule({
    ...{ db, outbox, clock },
    past: (tx, workspaceId, since) => quote.issuedFacts(tx, workspaceId, since),
  })
  const { judge, clear } = mandate.judging
  const gate = { judge, clear, cleared: mandate.clearances.of }
  const quote: QuoteModule = makeQuoteModule({
    ...{ db, outbox, clock, products, books, typesetter, documents, gate },
  })
  const { mail, secret, home, linkBase } = wiring
  const contract = wireContract({
    ...{ http, db, clock, outbox, typesetter, quote, mandate, mail, secret, home, linkBase },
    signing: wiring.signing,
  })
  /** Quotes on another clock, judged by the mandates of that time, for playing the past of the sample. */
  const quoteAt = (at: Clock): QuoteModule => {
    const { judging, clearances } = makeMandateModule({ db, outbox, clock: at, past: quote.issuedFacts })
    const then = { judge: judging.judge, clear: judging.clear, cleared: clearances.of }
    return makeQuoteModule({
      ...{ db, outbox, clock: at, products, books, typesetter, documents, gate: then },
    })
  }
  /** Deliveries on another clock, likewise. */
  const deliveryAt = (at: Clock) =>
    makeDelivery({ db, outbox, clock: at, notify, quote: quoteAt(at).standing })
  const delivery = deliveryAt(clock)
  const approval = makeApprovalModule({
    ...{ db, outbox, clock, notify },
    mandate: { cover: mandate.judging.cover, clearances: mandate.clearances },
    subjects: { quote: quoteSubject(quote), contract: contractSubject(contract, quote) },
  })
  /** Payments on another clock, for playing the past of the sample. */
  const paymentAt = (at: Clock) => makePaymentModule({ db, outbox, clock: at, notify, readStatement })
  const payment = paymentAt(clock)
  productRoutes(http, products, books)
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
  const loop = makeLoop({ db, outbox, clock })
  loopRoutes(http, db, loop)
  loopJobs(jobs, db, loop)
  hearLoop(outbox, live, loop)
  contract.jobs(jobs)
  contract.live(live)
  payment.routes(http)
  payment.jobs(jobs)
  payment.hear(live)
  return {
    ...{ products, books, mandate, quote, approval, contract, delivery, payment, loop },
    ...{ quoteAt, deliveryAt, paymentAt },
    stop: async () => {
      await payment.stop()
      await typesetter.close()
    },
  }
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
