import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import { AppError } from '#kernel/error.ts'
import { errors, type Http } from '#platform/http/index.ts'

const root = fileURLToPath(new URL('../../web/dist', import.meta.url))

/** Ant Design writes its styles into the page as it runs; scripts come from files of ours alone. */
const policy = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

/** Serves the staff application: its files, and its first page for every address that it draws itself. */
export function serveWeb(http: Http): void {
  http.server.register(fastifyStatic, { root, serve: false })
  http.server.register(async scope => {
    scope.get('/*', async (request, reply) => {
      const path = (request.params as { '*': string })['*']
      if (/^(api|v1)(\/|$)/.test(path)) throw new AppError(errors['request.missing'])
      if (path.startsWith('assets/'))
        return reply
          .header('cache-control', 'public, max-age=31536000, immutable')
          .sendFile(path, { cacheControl: false })
      if (/\.\w+$/.test(path)) return reply.sendFile(path, { maxAge: '1h' })
      return reply
        .header('content-security-policy', policy)
        .header('x-frame-options', 'DENY')
        .header('cache-control', 'no-cache')
        .sendFile('index.html', { cacheControl: false })
    })
  })
}
