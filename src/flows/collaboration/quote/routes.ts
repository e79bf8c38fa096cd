import type { FastifyReply } from 'fastify'
import { can, type Http } from '#platform/http/index.ts'
import { quoteRoutes as api } from './api.ts'
import type { Issuing } from './issue.ts'
import type { Quotes } from './service.ts'
import type { Papers } from './share.ts'

const see = can('quote.read')
const write = can('quote.write')

export function quoteRoutes(http: Http, quotes: Quotes, issuing: Issuing, papers: Papers): void {
  http.bind(api.list, see, ({ actor, query }) => quotes.list(actor, query))
  http.bind(api.create, write, ({ actor, body }) => quotes.create(actor, body))
  http.bind(api.read, see, ({ actor, params }) => quotes.read(actor, params.id))
  http.bind(api.save, write, ({ actor, params, body }) => quotes.save(actor, params.id, body))
  http.bind(api.remove, write, ({ actor, params }) => quotes.remove(actor, params.id))
  http.bind(api.restore, write, ({ actor, params }) => quotes.restore(actor, params.id))
  http.bind(api.issue, write, ({ actor, params, body }) => issuing.issue(actor, params.id, body.version))
  http.bind(api.accept, write, ({ actor, params, body }) => issuing.accept(actor, params.id, body.hash))
  http.bind(api.decline, write, ({ actor, params, body }) =>
    issuing.decline(actor, params.id, body.hash, body.reason),
  )
  http.bind(api.withdraw, write, ({ actor, params, body }) =>
    issuing.withdraw(actor, params.id, body.hash, body.reason),
  )
  http.bind(api.revision, see, ({ actor, params }) => quotes.revision(actor, params.id, params.number))
  http.bind(api.compare, see, ({ actor, params, query }) =>
    quotes.compare(actor, params.id, query.from, query.to),
  )
  http.bind(api.mayI, see, ({ actor, params, body }) => issuing.mayI(actor, params.id, body.draft))
  http.bind(api.mandate, see, ({ actor, params }) => issuing.mandate(actor, params.id))
  paperRoutes(http, papers)
}

function paperRoutes(http: Http, papers: Papers): void {
  // Who shares makes a document and a link to the outside: it needs the right to those.
  http.bind(api.share, can('document.write'), ({ actor, params, body }) =>
    papers.share(actor, params.id, body),
  )
  http.bind(api.preview, see, async ({ actor, params, query, reply }) =>
    send(
      reply,
      types[query.format],
      'draft.pdf',
      await papers.preview(actor, params.id, query.lang, query.format),
    ),
  )
  http.bind(api.pdf, see, async ({ actor, params, query, reply }) => {
    const { file, name } = await papers.pdf(actor, params.id, params.number, query.lang, query.format)
    return send(reply, types[query.format], `${name}.pdf`, file)
  })
  http.bind(api.sheet, see, async ({ actor, params, query, reply }) => {
    const { file, name } = await papers.sheet(actor, params.id, params.number, query.lang)
    reply.header('content-disposition', `attachment; filename="${name}.xlsx"`)
    return send(
      reply,
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      `${name}.xlsx`,
      file,
    )
  })
}

const types = { pdf: 'application/pdf', svg: 'image/svg+xml' }

function send(reply: FastifyReply, type: string, name: string, file: Uint8Array): FastifyReply {
  if (type === types.pdf) reply.header('content-disposition', `inline; filename="${name}"`)
  return reply.type(type).header('cache-control', 'private, no-store').send(Buffer.from(file))
}
