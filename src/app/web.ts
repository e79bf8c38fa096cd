import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import { AppError } from '#kernel/error.ts'
import { errors, type Http } from '#platform/http/index.ts'
import { type Bundle, isBuilt } from './build.ts'

const root = fileURLToPath(new URL('../../web/dist', import.meta.url))
const builder = fileURLToPath(new URL('../../scripts/build.ts', import.meta.url))
const bundles: Bundle[] = ['web', 'web/portal', 'sdk']

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

/** Builds what is missing or older than its sources, in a process of its own that gives its memory back. */
export async function buildPages(): Promise<void> {
  if (bundles.every(isBuilt)) return
  const status = await new Promise<number | null>((resolve, reject) => {
    const child = spawn(process.execPath, [builder], { stdio: ['ignore', 2, 2] })
    child.on('error', reject)
    child.on('close', resolve)
  })
  if (status !== 0)
    throw new Error('The pages could not be built; what is wrong stands above. Mend it and start again.')
}

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
