import { createHmac } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hashPassword } from 'better-auth/crypto'
import { sql } from 'drizzle-orm'
import type { InjectOptions, LightMyRequestResponse } from 'fastify'
import { afterAll } from 'vitest'
import { readConfig } from '#app/config.ts'
import { type App, wire } from '#app/wire.ts'
import { type Id, newId, newToken } from '#kernel/id.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import { type BuiltInRole, builtInRoles } from '#platform/org/api.ts'
import { department, insertBuiltInRoles, insertMember, region } from '#platform/org/index.ts'
import { type TestDatabase, testDatabase } from './database.ts'

export interface TestWorkspace {
  workspaceId: Id
  userIds: Record<BuiltInRole, Id>
  /** 华东大区 → 上海办事处: director sits in the first, manager and rep in the second. */
  departments: { east: Id; shanghai: Id }
  /** Sends requests signed in as the holder of a role. */
  as(role: BuiltInRole): {
    inject(options: InjectOptions): Promise<LightMyRequestResponse>
    cookie: string
  }
}

export interface TestApp extends TestDatabase {
  app: App
  /** A clock that stands still until moved. */
  clock: Clock & { now(): number; set(at: number): void }
  workspace(): Promise<TestWorkspace>
}

const secret = 'x'.repeat(40)

export const testPassword = 'correct horse battery'

/** The whole server on a database of the test file's own, without a port; stopped after the file's tests. */
export async function testApp(environment: Record<string, string> = {}): Promise<TestApp> {
  const database = await testDatabase()
  const home = mkdtempSync(join(tmpdir(), 'loam-home-'))
  let at = Date.now()
  const clock = {
    now: () => at,
    set: (next: number) => {
      at = next
    },
  }
  const config = readConfig({ LOAM_HOME: home, LOAM_SAMPLE: '0', LOAM_LOG: 'silent', ...environment })
  const app = wire({
    config,
    db: database.db,
    ownerUrl: database.ownerUrl,
    clock,
    secret,
    localToken: 'local',
  })
  await app.start()
  await app.http.server.ready()
  afterAll(async () => {
    await app.stop()
    rmSync(home, { recursive: true, force: true })
  })
  return { ...database, app, clock, workspace: () => makeWorkspace(app, config.publicUrl) }
}

async function makeWorkspace(app: App, publicUrl: string | undefined): Promise<TestWorkspace> {
  const workspaceId = newId()
  const departments = { east: newId(), shanghai: newId() }
  const userIds = {} as Record<BuiltInRole, Id>
  const cookies = {} as Record<BuiltInRole, string>
  for (const role of builtInRoles) {
    userIds[role] = await app.auth.createUser({
      email: `${role}-${workspaceId}@example.com`,
      name: role,
    })
    cookies[role] = await openSession(app, userIds[role], publicUrl)
  }
  await app.db.tx(workspaceId, async tx => {
    await tx.execute(sql`insert into workspace (id, name) values (${workspaceId}, 'Test')`)
    const regionId = newId()
    await tx.insert(region).values({ workspaceId, id: regionId, name: '华东' })
    await tx.insert(department).values({ workspaceId, id: departments.east, name: '华东大区', regionId })
    await tx.insert(department).values({
      workspaceId,
      id: departments.shanghai,
      name: '上海办事处',
      parentId: departments.east,
      regionId,
    })
    const roles = await insertBuiltInRoles(tx, workspaceId)
    for (const role of builtInRoles) {
      await insertMember(tx, {
        workspaceId,
        userId: userIds[role],
        name: role,
        email: `${role}-${workspaceId}@example.com`,
        roleId: roles[role],
        departmentId: role === 'director' ? departments.east : departments.shanghai,
        locale: 'zh-CN',
        active: true,
      })
    }
  })
  return {
    workspaceId,
    userIds,
    departments,
    as: role => ({
      cookie: cookies[role],
      inject: options =>
        app.http.server.inject({ ...options, headers: { ...options.headers, cookie: cookies[role] } }),
    }),
  }
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/**
 * Calls routes below /api/v1 as the holder of a role in a workspace, or `from` another one. A Buffer is sent as a file.
 * `body` is undefined where no JSON comes back; `code` is that of a refusal.
 */
export function caller(one: TestWorkspace) {
  return async (role: BuiltInRole, method: Method, path: string, payload?: object | Buffer, from = one) => {
    const headers = Buffer.isBuffer(payload) ? { 'content-type': 'application/octet-stream' } : {}
    const request = { method, url: `/api/v1${path}`, headers, ...(payload && { payload }) }
    const raw = await from.as(role).inject(request)
    const json = String(raw.headers['content-type']).includes('json')
    const body: ReturnType<typeof JSON.parse> = json ? raw.json() : undefined
    return { status: raw.statusCode, body, code: body?.error?.code as string | undefined, raw }
  }
}

let passwordHash: Promise<string> | undefined

/**
 * Gives a user the test password and a session, as signing in would. Hashing is made to be slow, so it is done
 * once and not for each of some hundred test users; that signing in works has its own tests.
 */
async function openSession(app: App, userId: Id, publicUrl: string | undefined): Promise<string> {
  passwordHash ??= hashPassword(testPassword)
  const [password, token] = [await passwordHash, newToken(32)]
  await app.db.outside(async tx => {
    await tx.execute(sql`
      insert into auth.account (id, "accountId", "providerId", "userId", password)
      values (${newId()}, ${userId}, 'credential', ${userId}, ${password})`)
    await tx.execute(sql`
      insert into auth.session (id, "expiresAt", token, "userId")
      values (${newId()}, now() + interval '7 days', ${token}, ${userId})`)
  })
  const signature = createHmac('sha256', secret).update(token).digest('base64')
  // Behind https the cookie is marked as such by its very name.
  const prefix = publicUrl?.startsWith('https:') ? '__Secure-' : ''
  return `${prefix}loam.session_token=${encodeURIComponent(`${token}.${signature}`)}`
}
