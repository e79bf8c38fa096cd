import { Readable } from 'node:stream'
import fastifyStatic from '@fastify/static'
import type { FastifyReply, FastifyRequest } from 'fastify'
import QRCode from 'qrcode'
import { z } from 'zod'
import { AppError } from '#kernel/error.ts'
import type { Blobs } from '#kernel/ports/blob.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import { route } from '#kernel/route.ts'
import { errors as httpErrors } from '#platform/http/api.ts'
import { type Http, networkOf } from '#platform/http/index.ts'
import { readerErrors as errors, readerRoutes } from './api.ts'
import type { Beats } from './beats.ts'
import type { Content } from './content.ts'
import type { Door } from './door.ts'
import type { Files } from './files.ts'
import { makeLimit } from './limit.ts'
import { type Page, pagePolicy } from './page.ts'

const OPENS_A_MINUTE = 120
const BEATS_A_MINUTE = 120

const linkParams = z.object({ token: z.string().max(100) })
const viewParams = z.object({ id: z.uuid() })
const token = z.object({ t: z.string().max(200) })

const pageRoutes = {
  page: route({
    method: 'GET',
    path: '/s/:token',
    summary: 'The viewer’s page of a share link',
    params: linkParams,
  }),
  card: route({
    method: 'GET',
    path: '/s/:token/card.jpg',
    summary: 'The picture of a link’s card',
    params: linkParams,
  }),
  file: route({
    method: 'GET',
    path: '/api/public/views/:id/file',
    summary: 'The PDF of a view, by ranges',
    params: viewParams,
    query: token,
  }),
  picture: route({
    method: 'GET',
    path: '/api/public/views/:id/pages/:page',
    summary: 'One picture of a view',
    params: viewParams.extend({ page: z.coerce.number().int().min(1).max(5_000) }),
    query: token,
  }),
  download: route({
    method: 'GET',
    path: '/api/public/views/:id/download',
    summary: 'The file, to keep',
    params: viewParams,
    query: token,
  }),
}

export interface ReaderParts {
  door: Door
  beats: Beats
  page: Page
  content: Content
  files: Files
  blobs: Blobs
  clock: Clock
  /** Folder of the built viewer. */
  portal: string
}

/** The public side: pages, files and what the viewer reports. */
export function readerRoutesOf(http: Http, parts: ReaderParts): void {
  const { door, beats, page, content, files, clock, portal } = parts
  const limitOpens = makeLimit(clock, OPENS_A_MINUTE)
  const limitBeats = makeLimit(clock, BEATS_A_MINUTE)

  http.server.register(fastifyStatic, {
    root: portal,
    prefix: '/portal/',
    decorateReply: false,
    index: false,
    setHeaders: (reply, path) => {
      if (path.includes('/assets/')) reply.header('cache-control', 'public, max-age=31536000, immutable')
    },
  })

  http.bindOpen(pageRoutes.page, async ({ params, reply }) => {
    const html = await page.html(params.token)
    return reply
      .header('content-security-policy', pagePolicy)
      .header('cache-control', 'no-store')
      .header('x-robots-tag', 'noindex, nofollow')
      .type('text/html; charset=utf-8')
      .send(html)
  })

  http.bindOpen(pageRoutes.card, async ({ params, reply }) => {
    const version = await page.cardVersion(params.token)
    if (!version) throw new AppError(httpErrors['request.missing'])
    const picture = await files.picture(version, 1, 'large')
    return reply
      .type('image/jpeg')
      .header('cache-control', 'public, max-age=600')
      .send(Readable.from(picture))
  })

  http.bindOpen(readerRoutes.open, ({ params, body, request }) => {
    const network = networkOf(request.ip)
    limitOpens(network)
    return door.open(params.token, { ...body, userAgent: request.headers['user-agent'], network })
  })

  http.bindOpen(readerRoutes.beat, ({ params, body }) => {
    limitBeats(params.id)
    return beats.beat(params.id, body)
  })

  http.bindOpen(readerRoutes.share, async ({ params, body }) => {
    const url = await beats.share(params.id, body.token, body.name)
    return { url, qr: await QRCode.toDataURL(url, { margin: 1, width: 296 }) }
  })

  http.bindOpen(readerRoutes.consent, ({ params, body }) =>
    beats.consent(params.id, body.token, body.choice, body.version),
  )

  http.bindOpen(readerRoutes.download, ({ params, body }) => beats.download(params.id, body.token))

  http.bindOpen(pageRoutes.file, async ({ params, query, request, reply }) => {
    const { file } = await content.ofView(params.id, query.t, 'view', 1)
    return sendFile(parts.blobs, request, reply, file)
  })

  http.bindOpen(pageRoutes.picture, async ({ params, query, request, reply }) => {
    const { file } = await content.ofView(params.id, query.t, 'view', params.page)
    return sendFile(parts.blobs, request, reply, file)
  })

  http.bindOpen(pageRoutes.download, async ({ params, query, request, reply }) => {
    const { file, title } = await content.ofView(params.id, query.t, 'file', 1)
    const ending = file.type === 'application/pdf' ? 'pdf' : file.type.slice('image/'.length)
    const name = encodeURIComponent(`${title}.${ending}`)
    reply.header('content-disposition', `attachment; filename*=UTF-8''${name}`)
    return sendFile(parts.blobs, request, reply, file)
  })
}

/** Sends a file whole, or the one range that is asked for. */
async function sendFile(
  blobs: Blobs,
  request: FastifyRequest,
  reply: FastifyReply,
  file: { key: string; type: string },
): Promise<FastifyReply> {
  const size = await blobs.size(file.key)
  if (size === undefined) throw new AppError(errors['view.expired'])
  reply.header('accept-ranges', 'bytes').header('cache-control', 'private, max-age=3600').type(file.type)
  const range = rangeOf(request.headers.range, size)
  if (range === 'unsatisfiable') return reply.code(416).header('content-range', `bytes */${size}`).send()
  if (!range) {
    reply.header('content-length', size)
    return reply.send(Readable.from(blobs.read(file.key)))
  }
  const [from, to] = range
  reply
    .code(206)
    .header('content-range', `bytes ${from}-${to}/${size}`)
    .header('content-length', to - from + 1)
  return reply.send(Readable.from(blobs.read(file.key, from, to)))
}

function rangeOf(header: string | undefined, size: number): [number, number] | 'unsatisfiable' | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '')
  if (!match || (!match[1] && !match[2])) return undefined
  const from = match[1] ? Number(match[1]) : Math.max(0, size - Number(match[2]))
  const to = match[1] && match[2] ? Math.min(size - 1, Number(match[2])) : size - 1
  return from > to || from >= size ? 'unsatisfiable' : [from, to]
}
