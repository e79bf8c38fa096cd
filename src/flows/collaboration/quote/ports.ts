import type { PriceBooks, Products } from '#crm/product/index.ts'
import type { Db } from '#db/connection.ts'
import type { DocumentModule } from '#decision/document/index.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import type { Typesetter } from '#kernel/ports/typesetter.ts'
import type { Outbox } from '#platform/outbox/index.ts'

/** What quotes need from others. */
export interface QuotePorts {
  db: Db
  outbox: Outbox
  clock: Clock
  products: Pick<Products, 'byIds' | 'rules'>
  books: Pick<PriceBooks, 'all' | 'entries'>
  typesetter: Typesetter
  documents: Pick<DocumentModule, 'documents' | 'files' | 'links'>
}
