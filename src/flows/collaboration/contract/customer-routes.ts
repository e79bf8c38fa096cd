import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { makeLimit } from '#decision/document/index.ts'
import { AppError } from '#kernel/error.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import type { SigningProvider } from '#kernel/ports/signing.ts'
import { route } from '#kernel/route.ts'
import { errors as httpErrors } from '#platform/http/api.ts'
import { type Call, type Http, networkOf } from '#platform/http/index.ts'
import { customerRoutes as api } from './api.ts'
import type { Caller, CustomerDoor } from './customer.ts'
import { sendPdf } from './routes.ts'

const A_MINUTE = 60

const token = z.object({ token: z.string().max(100) })

const pageRoutes = {
  page: route({
    method: 'GET',
    path: '/s/contract/:token',
    summary: 'The signing page of a contract',
    params: token,
  }),
  file: route({
    method: 'GET',
    path: '/api/public/contracts/:token/file',
    summary: 'The contract behind a signing link as PDF; sealed once in effect',
    params: token,
  }),
  heard: route({
    method: 'POST',
    path: '/api/public/contracts/provider',
    summary: 'What a signing provider tells, signed by it',
    body: z.unknown(),
  }),
}

/** Nothing foreign runs on the signing page; the drawn signature stays in the page. */
const pagePolicy =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

export interface CustomerParts {
  door: CustomerDoor
  provider: SigningProvider | undefined
  clock: Clock
  /** Folder of the built public pages. */
  portal: string
}

/** The customer's side: open to the world, each asks for a link's token itself. A GET changes nothing. */
export function customerRoutes(http: Http, { door, provider, clock, portal }: CustomerParts): void {
  const limit = makeLimit(clock, A_MINUTE)
  const callerOf = ({ request }: Pick<Call<typeof api.open>, 'request'>): Caller => {
    const network = networkOf(request.ip)
    limit(network)
    return { network, userAgent: request.headers['user-agent']?.slice(0, 300) }
  }

  http.bindOpen(pageRoutes.page, async ({ reply }) => {
    const html = await readFile(`${portal}/contract.html`, 'utf8')
    return reply
      .header('content-security-policy', pagePolicy)
      .header('cache-control', 'no-store')
      .header('x-robots-tag', 'noindex, nofollow')
      .type('text/html; charset=utf-8')
      .send(html)
  })
  http.bindOpen(api.open, call => door.open(call.params.token, callerOf(call)))
  http.bindOpen(api.code, call => {
    callerOf(call)
    return door.code(call.params.token)
  })
  http.bindOpen(api.sign, call => door.sign(call.params.token, call.body, callerOf(call)))
  http.bindOpen(api.decline, call => door.decline(call.params.token, call.body, callerOf(call)))
  http.bindOpen(pageRoutes.file, async call => {
    callerOf(call)
    const { file, name } = await door.file(call.params.token)
    return sendPdf(call.reply, file, name)
  })
  http.bindOpen(pageRoutes.heard, async ({ request, body, reply }) => {
    const headers = request.headers as Record<string, string | undefined>
    const event = provider?.read(headers, body)
    if (!event) throw new AppError(httpErrors['request.missing'])
    await door.heard(event)
    return reply.code(204).send()
  })
}
