import { can, type Http } from '#platform/http/index.ts'
import * as api from './api.ts'
import type { PriceBooks } from './books.ts'
import type { Products } from './service.ts'

const read = can('crm.read')
const write = can('price.write')

export function productRoutes(http: Http, products: Products, books: PriceBooks): void {
  http.bind(api.listProducts, read, ({ actor, query }) => products.list(actor, query))
  http.bind(api.lookUpProducts, read, ({ actor, body }) => products.lookUp(actor, body))
  http.bind(api.readProduct, read, ({ actor, params }) => products.read(actor, params.id))
  http.bind(api.createProduct, write, ({ actor, body }) => products.create(actor, body))
  http.bind(api.updateProduct, write, ({ actor, params, body }) => products.update(actor, params.id, body))
  http.bind(api.writeOptions, write, ({ actor, params, body }) =>
    products.setRules(actor, params.id, body.rules),
  )
  http.bind(api.listPriceBooks, read, ({ actor }) => books.list(actor))
  http.bind(api.createPriceBook, write, ({ actor, body }) => books.create(actor, body))
  http.bind(api.updatePriceBook, write, ({ actor, params, body }) => books.update(actor, params.id, body))
  http.bind(api.writeEntries, write, ({ actor, params, body }) =>
    books.setEntries(actor, params.id, body.entries),
  )
  const octets = 'application/octet-stream'
  if (!http.server.hasContentTypeParser(octets))
    http.server.addContentTypeParser(octets, (_, payload, done) => done(null, payload))
  http.bind(api.importPrices, write, ({ actor, params, query, request }) =>
    books.import(actor, params.id, query.name, request.body as AsyncIterable<Uint8Array>),
  )
}
