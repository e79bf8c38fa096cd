import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { testApp, testPassword } from '#test/app.ts'

const { app, db, workspace } = await testApp()
const one = await workspace()
const other = await workspace()

test('a signed-in person is told who they are, and nobody without a session', async () => {
  const me = await one.as('rep').inject({ method: 'GET', url: '/api/v1/me' })
  expect(me.statusCode).toBe(200)
  expect(me.json()).toMatchObject({ role: 'rep', workspace: { id: one.workspaceId } })
  const nobody = await app.http.server.inject({ method: 'GET', url: '/api/v1/me' })
  expect(nobody.statusCode).toBe(401)
  expect(nobody.json().error.code).toBe('request.unauthenticated')
})

test('a write key sends nothing but events, and stops working when revoked', async () => {
  const admin = one.as('admin')
  const made = await admin.inject({
    method: 'POST',
    url: '/api/v1/keys',
    payload: { kind: 'api', name: 'ERP', source: 'erp' },
  })
  const { id, secret } = made.json()
  const asKey = () =>
    app.http.server.inject({
      method: 'GET',
      url: '/api/v1/org',
      headers: { authorization: `Bearer ${secret}` },
    })
  expect((await asKey()).statusCode).toBe(200)
  expect((await admin.inject({ method: 'GET', url: '/api/v1/keys' })).json()[0]).toMatchObject({
    id,
    source: 'erp',
  })
  expect((await other.as('admin').inject({ method: 'DELETE', url: `/api/v1/keys/${id}` })).statusCode).toBe(
    404,
  )
  expect((await admin.inject({ method: 'DELETE', url: `/api/v1/keys/${id}` })).statusCode).toBe(204)
  expect((await asKey()).statusCode).toBe(401)
})

test('a rep may not make keys, and a foreign site may not use a session', async () => {
  const denied = await one
    .as('rep')
    .inject({ method: 'POST', url: '/api/v1/keys', payload: { kind: 'write', name: 'x', source: 'x' } })
  expect(denied.statusCode).toBe(403)
  const foreign = await one.as('admin').inject({
    method: 'POST',
    url: '/api/v1/keys',
    payload: { kind: 'write', name: 'x', source: 'x' },
    headers: { origin: 'https://evil.example' },
  })
  expect(foreign.json().error.code).toBe('request.foreign-origin')
})

test('wrong passwords in a row are slowed down', async () => {
  const attempt = (password: string) =>
    app.http.server.inject({
      method: 'POST',
      url: '/api/auth/sign-in/email',
      payload: { email: `rep-${other.workspaceId}@example.com`, password },
      remoteAddress: '192.0.2.7',
    })
  const statuses: number[] = []
  for (let i = 0; i < 14; i++) statuses.push((await attempt('wrong')).statusCode)
  expect(statuses[0]).toBe(401)
  expect(statuses.at(-1)).toBe(429)
  expect((await attempt(testPassword)).statusCode).toBe(429)
})

test('a session opens nothing by a forged cookie, after its end or after its member has left, and is prolonged in time', async () => {
  const third = await workspace()
  const { cookie } = third.as('director')
  const user = third.userIds.director
  const me = (sent: string) =>
    app.http.server.inject({ method: 'GET', url: '/api/v1/me', headers: { cookie: sent } })
  const session = async () =>
    (
      await db.outside(tx =>
        tx.execute<{ days: number }>(sql`
          select extract(epoch from "expiresAt" - now()) / 86400 as days from auth.session where "userId" = ${user}`),
      )
    ).rows.map(row => Number(row.days))
  const ends = (days: number) =>
    db.outside(tx =>
      tx.execute(
        sql`update auth.session set "expiresAt" = now() + make_interval(days => ${days}) where "userId" = ${user}`,
      ),
    )
  expect((await me(`other=1; ${cookie}`)).statusCode).toBe(200)
  const [name, value] = cookie.split('=')
  const [token, signature] = decodeURIComponent(value!).split('.')
  const another = third.as('rep').cookie.split('=')[1]!
  const forged = `${decodeURIComponent(another).split('.')[0]}.${signature}`
  for (const wrong of [forged, `${token}.`, `${token}`, '%E0%A4%A', ''])
    expect((await me(`${name}=${encodeURIComponent(wrong)}`)).statusCode, wrong).toBe(401)

  await ends(5)
  expect((await me(cookie)).statusCode).toBe(200)
  expect((await session())[0]).toBeGreaterThan(13)

  await db.tx(third.workspaceId, tx =>
    tx.execute(sql`update member set active = false where user_id = ${user}`),
  )
  expect((await me(cookie)).statusCode).toBe(401)
  await db.tx(third.workspaceId, tx =>
    tx.execute(sql`update member set active = true where user_id = ${user}`),
  )
  expect((await me(cookie)).statusCode).toBe(200)

  await ends(-1)
  expect((await me(cookie)).statusCode).toBe(401)
  expect(await session()).toEqual([])
})
