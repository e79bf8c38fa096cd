import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { openApi } from '#platform/http/index.ts'
import { testApp } from '#test/app.ts'

const { app, workspace } = await testApp()
const { routes, addresses } = app.http

/** What answers without anybody being signed in. A route that is missing here fails: think before adding it. */
const openToTheWorld = [
  'GET /api/internal/workspaces', // asks for the token of the data folder itself
  'GET /api/v1/entry',
  'GET /api/v1/invitations/by-token/:token',
  'POST /api/v1/invitations/by-token/:token/accept',
  'GET /api/v1/password-links/:token',
  'POST /api/v1/password-links/:token',
  'POST /api/v1/setup', // refused once there is a workspace
  'GET /api/v1/sign-in/oidc',
  'POST /api/v1/events', // asks for a key itself
  'GET /healthz',
  'GET /metrics', // asks for loopback or a key itself
  'GET /readyz',
]

/** Public readers and trackers: each asks for a link's token, a view's token or a write key itself. */
const publicSides = [/^\w+ \/api\/public\//, /^\w+ \/s\//, /^POST \/v1\//]

/** Addresses of libraries and pages, which have no route record. */
const withoutRecord = [
  'GET /*',
  'GET /portal/*',
  'GET /sdk/*',
  'GET /api/auth/callback/oidc',
  'POST /api/auth/callback/oidc',
  'POST /api/auth/sign-in/email',
  'POST /api/auth/sign-out',
]

const addressOf = ({ route }: (typeof routes)[number]) => `${route.method} ${route.path}`
const isOpen = (entry: (typeof routes)[number]) => entry.policy.needs === 'nothing'

test('every open route is one that was meant to be', () => {
  const open = routes.filter(isOpen).map(addressOf)
  const unexpected = open.filter(
    address => !openToTheWorld.includes(address) && !publicSides.some(side => side.test(address)),
  )
  expect(unexpected).toEqual([])
  expect(openToTheWorld.filter(address => !open.includes(address))).toEqual([])
})

test('every address has a policy, or is a known one of a library or page', () => {
  const bound = new Set(routes.map(addressOf))
  const publicToo = (address: string) => publicSides.some(side => side.test(address))
  const rest = addresses.filter(
    address => !bound.has(address) && !/^OPTIONS /.test(address) && !publicToo(address),
  )
  expect([...new Set(rest)].sort()).toEqual([...withoutRecord].sort())
})

test('every route that needs somebody turns away who is nobody', async () => {
  for (const entry of routes.filter(entry => !isOpen(entry))) {
    const url = entry.route.path.replace(/:\w+/g, '00000000-0000-7000-8000-000000000000')
    const answer = await app.http.server.inject({ method: entry.route.method, url })
    expect([addressOf(entry), answer.statusCode]).toEqual([addressOf(entry), 401])
  }
})

test('a rep is turned away from what their role does not allow, before anything else is looked at', async () => {
  const one = await workspace()
  const { permissions } = (await one.as('rep').inject({ method: 'GET', url: '/api/v1/me' })).json()
  const closed = routes.filter(
    ({ policy }) => !['nothing', 'sign-in'].includes(policy.needs) && !permissions.includes(policy.needs),
  )
  expect(closed.length).toBeGreaterThan(10)
  for (const entry of closed) {
    const url = entry.route.path.replace(/:\w+/g, '00000000-0000-7000-8000-000000000000')
    const answer = await one.as('rep').inject({ method: entry.route.method, url })
    expect([addressOf(entry), answer.statusCode]).toEqual([addressOf(entry), 403])
  }
})

test('an id that is not there, or is another workspace’s, is not found', async () => {
  const one = await workspace()
  const byId = routes.filter(
    ({ route }) => route.method === 'GET' && /:id\b|:\w+Id\b/.test(route.path) && !/public/.test(route.path),
  )
  for (const entry of byId) {
    const url = entry.route.path.replace(/:\w+/g, '00000000-0000-7000-8000-000000000000')
    const answer = await one.as('admin').inject({ method: 'GET', url })
    expect([addressOf(entry), answer.statusCode < 200 || answer.statusCode >= 300]).toEqual([
      addressOf(entry),
      true,
    ])
    expect([addressOf(entry), answer.statusCode]).not.toEqual([addressOf(entry), 503])
  }
})

test('docs/openapi.json tells of the routes as they are (npm run openapi writes it anew)', () => {
  const golden = readFileSync(new URL('../../docs/openapi.json', import.meta.url), 'utf8')
  expect(JSON.parse(golden)).toEqual(JSON.parse(JSON.stringify(openApi(routes))))
})
