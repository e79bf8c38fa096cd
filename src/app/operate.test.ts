import { expect, test } from 'vitest'
import { testApp } from '#test/app.ts'

const { app, db, workspace } = await testApp({ LOAM_TEST_CLOCK: '1' })
const get = (url: string, headers: Record<string, string> = {}, remoteAddress = '127.0.0.1') =>
  app.http.server.inject({ method: 'GET', url, headers, remoteAddress })

test('the process says that it lives, and whether its database answers', async () => {
  expect((await get('/healthz')).json()).toEqual({ ok: true })
  expect((await get('/readyz')).statusCode).toBe(200)
})

test('measurements name routes by their pattern and are not for the world', async () => {
  await get('/api/v1/invitations/by-token/a-secret-token')
  const text = (await get('/metrics')).body
  expect(text).toContain('route="/api/v1/invitations/by-token/:token",status="404"')
  expect(text).not.toContain('a-secret-token')
  expect(text).toMatch(/loam_db_connections\{kind="waiting"\} 0/)
  expect((await get('/metrics', {}, '203.0.113.5')).statusCode).toBe(401)
  expect((await get('/metrics', { 'x-forwarded-for': '203.0.113.5' })).statusCode).toBe(401)
  const one = await workspace()
  const made = await one.as('admin').inject({
    method: 'POST',
    url: '/api/v1/keys',
    payload: { kind: 'api', name: 'Prometheus', source: 'ops' },
  })
  const authorization = `Bearer ${made.json().secret}`
  expect((await get('/metrics', { authorization }, '203.0.113.5')).statusCode).toBe(200)
})

test('large answers are packed for who takes them so', async () => {
  const one = await workspace()
  const packed = await one.as('admin').inject({
    method: 'GET',
    url: '/api/v1/org',
    headers: { 'accept-encoding': 'gzip' },
  })
  expect(packed.headers['content-encoding']).toBe('gzip')
})

test('the command line is let in over loopback with the token of the data folder, and nobody else', async () => {
  const one = await workspace()
  const headers = { authorization: 'Loam local', 'x-loam-workspace': one.workspaceId }
  expect((await get('/api/v1/keys', headers)).statusCode).toBe(200)
  expect((await get('/api/v1/keys', headers, '203.0.113.5')).statusCode).toBe(401)
  expect((await get('/api/v1/keys', { ...headers, authorization: 'Loam wrong' })).statusCode).toBe(401)
  expect((await get('/api/internal/workspaces')).statusCode).toBe(401)
})

test('a database that is away is answered 503, and found again', async () => {
  const { connect } = db.pool
  db.pool.connect = (() =>
    Promise.reject(
      Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }),
    )) as typeof connect
  const away = await get('/readyz')
  expect(away.statusCode).toBe(503)
  expect(away.json().error.code).toBe('server.unavailable')
  db.pool.connect = connect
  expect((await get('/readyz')).statusCode).toBe(200)
})
