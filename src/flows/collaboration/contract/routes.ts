import type { FastifyReply } from 'fastify'
import { can, type Http } from '#platform/http/index.ts'
import { contractRoutes as api, libraryRoutes } from './api.ts'
import type { Drafts } from './drafts.ts'
import type { Evidence } from './evidence.ts'
import type { Files } from './files.ts'
import type { Letters } from './letters.ts'
import type { Library } from './library.ts'
import type { Releasing } from './release.ts'
import type { Templates } from './templates.ts'

const see = can('contract.read')
const write = can('contract.write')

export interface ContractParts {
  drafts: Drafts
  releasing: Releasing
  letters: Letters
  files: Files
  evidence: Evidence
  library: Library
  templates: Templates
}

export function contractRoutes(http: Http, parts: ContractParts): void {
  const { drafts, releasing, letters, library } = parts
  http.bind(api.list, see, ({ actor, query }) => drafts.list(actor, query))
  http.bind(api.create, write, ({ actor, body }) => drafts.create(actor, body))
  http.bind(api.read, see, ({ actor, params }) => drafts.read(actor, params.id))
  http.bind(api.ofQuote, see, ({ actor, params }) => drafts.ofQuote(actor, params.id))
  http.bind(api.version, see, ({ actor, params }) => drafts.version(actor, params.id, params.number))
  http.bind(api.save, write, ({ actor, params, body }) =>
    drafts.save(actor, params.id, body.version, body.draft),
  )
  http.bind(api.prepare, write, ({ actor, params, body }) => drafts.prepare(actor, params.id, body.version))
  http.bind(api.renew, write, ({ actor, params, body }) => drafts.renew(actor, params.id, body.version))
  http.bind(api.send, write, ({ actor, params, body }) => releasing.send(actor, params.id, body.hash))
  http.bind(api.sign, can('contract.seal'), ({ actor, params, body }) =>
    releasing.sign(actor, params.id, body.hash),
  )
  http.bind(api.withdraw, write, ({ actor, params, body }) =>
    releasing.withdraw(actor, params.id, body.reason),
  )
  http.bind(api.link, write, ({ actor, params }) => releasing.link(actor, params.id))
  http.bind(api.letter, write, ({ actor, params }) => letters.again(actor, params.id))
  http.bind(api.templates, see, async ({ actor }) => ({ items: await library.listTemplates(actor) }))
  fileRoutes(http, parts)
  libraryDoors(http, parts)
}

function libraryDoors(http: Http, { library, templates }: ContractParts): void {
  const keep = can('setting.manage')
  const { list, save, add, rule, archive, addTemplate, saveTemplate, archiveTemplate } = libraryRoutes
  http.bind(list, see, async ({ actor }) => ({ items: await library.list(actor) }))
  http.bind(save, keep, ({ actor, params, body }) => library.save(actor, params.id, body))
  http.bind(add, keep, ({ actor, body }) => library.add(actor, body))
  http.bind(rule, keep, ({ actor, params, body }) => library.rule(actor, params.id, body))
  http.bind(archive, keep, ({ actor, params, body }) => library.archive(actor, params.id, body.archived))
  http.bind(archiveTemplate, keep, ({ actor, params, body }) =>
    templates.archive(actor, params.id, body.archived),
  )
  http.bind(addTemplate, keep, ({ actor, body }) => templates.add(actor, body))
  http.bind(saveTemplate, keep, ({ actor, params, body }) => templates.save(actor, params.id, body))
}

function fileRoutes(http: Http, { files, evidence }: ContractParts): void {
  http.bind(api.pdf, see, async ({ actor, params, query, reply }) => {
    const { file, name } = await files.pdf(actor, params.id, query.format)
    return query.format === 'svg' ? send(reply, 'image/svg+xml', file) : sendPdf(reply, file, name)
  })
  http.bind(api.docx, see, async ({ actor, params, reply }) => {
    const { file, name } = await files.docx(actor, params.id)
    reply.header('content-disposition', `attachment; filename="${name}.docx"`)
    return send(reply, 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', file)
  })
  http.bind(api.evidence, see, async ({ actor, params, reply }) => {
    const { file, name } = await evidence.pack(actor, params.id)
    reply.header('content-disposition', `attachment; filename="${name}.evidence.json"`)
    return send(reply, 'application/json; charset=utf-8', file)
  })
}

export function sendPdf(reply: FastifyReply, file: Uint8Array, name: string): FastifyReply {
  reply.header('content-disposition', `inline; filename="${name}.pdf"`)
  return send(reply, 'application/pdf', file)
}

const send = (reply: FastifyReply, type: string, file: Uint8Array): FastifyReply =>
  reply.type(type).header('cache-control', 'private, no-store').send(Buffer.from(file))
