import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { AppError } from '#kernel/error.ts'
import { isId } from '#kernel/id.ts'
import { errors, type Http } from '#platform/http/index.ts'
import { type Actor, systemActor } from '#platform/org/index.ts'
import { listWorkspaces, localScheme, type WorkspaceLine, workspaceHeader } from './local-api.ts'

/**
 * Lets commands on this machine act as the system: over loopback, with the token that only the owner of the data
 * folder can read.
 */
export function makeLocalAccess(token: string) {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  const wanted = digest(`${localScheme} ${token}`)
  const isLocal = (request: FastifyRequest): boolean => {
    const { authorization } = request.headers
    if (!authorization?.startsWith(`${localScheme} `)) return false
    return isLoopback(request) && timingSafeEqual(digest(authorization), wanted)
  }
  return {
    isLocal,
    /** From this machine itself and not handed on by a proxy: may look at measurements. */
    isNear: (request: FastifyRequest): boolean =>
      isLoopback(request) && !request.headers['x-forwarded-for'] && !request.headers.forwarded,
    actorOf: (request: FastifyRequest): Actor | undefined => {
      const workspaceId = request.headers[workspaceHeader]
      if (typeof workspaceId !== 'string' || !isId(workspaceId) || !isLocal(request)) return undefined
      return systemActor(workspaceId)
    },
  }
}

/** The socket's own address: a proxy's header could claim any. */
const isLoopback = (request: FastifyRequest): boolean =>
  /^(127\.|::1$|::ffff:127\.)/.test(request.raw.socket.remoteAddress ?? '')

export type LocalAccess = ReturnType<typeof makeLocalAccess>

export function localRoutes(
  http: Http,
  local: LocalAccess,
  workspaces: () => Promise<WorkspaceLine[]>,
): void {
  http.bindOpen(listWorkspaces, ({ request }) => {
    if (!local.isLocal(request)) throw new AppError(errors['request.unauthenticated'])
    return workspaces()
  })
}
