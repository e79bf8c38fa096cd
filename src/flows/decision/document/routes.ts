import { Readable } from 'node:stream'
import QRCode from 'qrcode'
import { can, type Http } from '#platform/http/index.ts'
import { documentRoutes } from './api.ts'
import type { Documents } from './documents.ts'
import type { Files } from './files.ts'
import type { Links } from './links.ts'
import type { Readings } from './reading.ts'

const see = can('document.read')
const write = can('document.write')

export interface StaffParts {
  documents: Documents
  files: Files
  links: Links
  readings: Readings
}

/** The staff's side. */
export function staffRoutesOf(http: Http, { documents, files, links, readings }: StaffParts): void {
  const octets = 'application/octet-stream'
  // The body stays a stream: a file goes to the store as it comes in and is never whole in memory.
  if (!http.server.hasContentTypeParser(octets)) {
    http.server.addContentTypeParser(octets, (_, payload, done) => done(null, payload))
  }

  http.bind(documentRoutes.upload, write, ({ actor, query, request }) =>
    files.upload(actor, query.name, request.body as AsyncIterable<Uint8Array>),
  )
  http.bind(documentRoutes.list, see, ({ actor, query }) => documents.list(actor, query))
  http.bind(documentRoutes.create, write, ({ actor, body }) => documents.create(actor, body))
  http.bind(documentRoutes.read, see, ({ actor, params }) => documents.read(actor, params.id))
  http.bind(documentRoutes.update, write, ({ actor, params, body }) =>
    documents.update(actor, params.id, body),
  )
  http.bind(documentRoutes.addVersion, write, ({ actor, params, body }) =>
    documents.addVersion(actor, params.id, body.uploads),
  )
  http.bind(documentRoutes.sections, see, ({ actor, params }) =>
    documents.sections(actor, params.id, params.number),
  )
  http.bind(documentRoutes.setSections, write, ({ actor, params, body }) =>
    documents.setSections(actor, params.id, params.number, body.items),
  )
  http.bind(documentRoutes.pagePicture, see, async ({ actor, params, query, reply }) => {
    const picture = await documents.picture(actor, params.id, params.number, params.page, query.size)
    return reply
      .type('image/jpeg')
      .header('cache-control', 'private, max-age=86400')
      .send(Readable.from(picture))
  })
  http.bind(documentRoutes.reading, see, ({ actor, params, query }) =>
    readings.read(actor, params.id, query.version),
  )
  http.bind(documentRoutes.views, see, ({ actor, params }) => readings.views(actor, params.id))
  http.bind(documentRoutes.reclassify, write, ({ actor, params }) => readings.reclassify(actor, params.id))
  http.bind(documentRoutes.nameReader, write, ({ actor, params, body }) =>
    readings.nameReader(actor, params.id, body),
  )
  http.bind(documentRoutes.createLink, write, ({ actor, params, body }) =>
    links.create(actor, params.id, body),
  )
  http.bind(documentRoutes.updateLink, write, ({ actor, params, body }) =>
    links.update(actor, params.id, body),
  )
  http.bind(documentRoutes.linkQr, see, async ({ actor, params, reply }) => {
    const svg = await QRCode.toString(await links.address(actor, params.id), { type: 'svg', margin: 1 })
    return reply.type('image/svg+xml').send(svg)
  })
}
