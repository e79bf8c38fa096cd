import { afterAll, expect, test } from 'vitest'
import { testApp } from '#test/app.ts'
import { startOidc } from '#test/fixtures/servers/oidc.ts'

const person = { sub: 'u-1', email: 'nobody@example.com', email_verified: true, name: '赵敏' }
const company = await startOidc('http://localhost/api/auth/callback/oidc', person)
afterAll(() => company.stop())

const { app, workspace } = await testApp({
  OIDC_ISSUER: company.issuer,
  OIDC_CLIENT_ID: company.clientId,
  OIDC_CLIENT_SECRET: company.clientSecret,
  OIDC_NAME: '单点登录',
})
const one = await workspace()

/** Goes through the whole dance as a browser would; ends where Loam sends it. */
async function signInAs(who: Partial<typeof person>): Promise<{ location: string; cookie: string }> {
  company.person = { ...person, ...who }
  const ours = new Map<string, string>()
  const theirs = new Map<string, string>()
  const header = (jar: Map<string, string>) => [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
  let place = new URL('http://localhost/api/v1/sign-in/oidc?to=/today')
  for (let hop = 0; hop < 15; hop++) {
    if (place.host === 'localhost') {
      const answer = await app.http.server.inject({
        method: 'GET',
        url: `${place.pathname}${place.search}`,
        headers: { cookie: header(ours), host: 'localhost' },
      })
      for (const { name, value } of answer.cookies) ours.set(name, value)
      if (answer.statusCode !== 302) throw new Error(`${answer.statusCode} ${answer.body}`)
      place = new URL(String(answer.headers.location), place)
      if (!place.pathname.startsWith('/api/') && place.host === 'localhost')
        return { location: `${place.pathname}${place.search}`, cookie: header(ours) }
    } else {
      const answer = await fetch(place, { redirect: 'manual', headers: { cookie: header(theirs) } })
      for (const line of answer.headers.getSetCookie()) {
        const [name = '', value = ''] = line.split(';')[0]!.split('=')
        theirs.set(name, value)
      }
      const next = answer.headers.get('location')
      if (!next) throw new Error(`${answer.status} ${await answer.text()}`)
      place = new URL(next, place)
    }
  }
  throw new Error('too many redirects')
}

const me = (cookie: string) =>
  app.http.server.inject({ method: 'GET', url: '/api/v1/me', headers: { cookie } })

async function invite(email: string): Promise<void> {
  const { roles } = (await one.as('admin').inject({ method: 'GET', url: '/api/v1/org' })).json()
  const roleId = roles.find((role: { builtIn: string }) => role.builtIn === 'manager').id
  await one
    .as('admin')
    .inject({ method: 'POST', url: '/api/v1/invitations', payload: { people: [{ email, roleId }] } })
}

test('the sign-in page offers the company’s sign-in by its name', async () => {
  const entry = await app.http.server.inject({ method: 'GET', url: '/api/v1/entry' })
  expect(entry.json().oidc).toEqual({ name: '单点登录' })
})

test('a member gets in by their verified e-mail, and later by the same subject', async () => {
  const email = `rep-${one.workspaceId}@example.com`
  const first = await signInAs({ sub: 'rep', email })
  expect(first.location).toBe('/today')
  expect((await me(first.cookie)).json()).toMatchObject({ email, role: 'rep' })
  const second = await signInAs({ sub: 'rep', email: 'renamed@example.com' })
  expect((await me(second.cookie)).json()).toMatchObject({ email })
})

test('an invited person joins by signing in, once', async () => {
  await invite('zhao@example.com')
  const { location, cookie } = await signInAs({ sub: 'zhao', email: 'Zhao@example.com' })
  expect(location).toBe('/today')
  expect((await me(cookie)).json()).toMatchObject({
    email: 'zhao@example.com',
    name: '赵敏',
    role: 'manager',
  })
})

test('nobody else gets in, nor anybody whose e-mail the company has not checked', async () => {
  const refused = async (who: Partial<typeof person>) => {
    const { location, cookie } = await signInAs(who)
    expect(location).toMatch(/^\/sign-in\?error=\w+/)
    expect((await me(cookie)).statusCode).toBe(401)
  }
  await refused({ sub: 'stranger', email: 'stranger@example.com' })
  await refused({ sub: 'liar', email: `admin-${one.workspaceId}@example.com`, email_verified: false })
  await invite('unchecked@example.com')
  await refused({ sub: 'unchecked', email: 'unchecked@example.com', email_verified: false })
})

test('a deactivated person stays out, and an old invitation does not bring them back', async () => {
  const email = `director-${one.workspaceId}@example.com`
  await signInAs({ sub: 'director', email })
  await one.as('admin').inject({
    method: 'PATCH',
    url: `/api/v1/org/members/${one.userIds.director}`,
    payload: { active: false },
  })
  const { location, cookie } = await signInAs({ sub: 'director', email })
  expect(location).toMatch(/^\/sign-in\?error=/)
  expect((await me(cookie)).statusCode).toBe(401)
})

test('an account whose e-mail its owner only typed is not joined to the company’s person', async () => {
  const { roles } = (await one.as('admin').inject({ method: 'GET', url: '/api/v1/org' })).json()
  const made = await one.as('admin').inject({
    method: 'POST',
    url: '/api/v1/invitations',
    payload: { people: [{ email: null, roleId: roles[0].id }] },
  })
  const token = made.json().invitations[0].link.split('/').pop()
  await app.http.server.inject({
    method: 'POST',
    url: `/api/v1/invitations/by-token/${token}/accept`,
    payload: { name: 'x', email: 'chief@example.com', password: 'a long password' },
  })
  const { location } = await signInAs({ sub: 'chief', email: 'chief@example.com' })
  expect(location).toMatch(/^\/sign-in\?error=/)
})

test('after the sign-in one lands on this site alone', async () => {
  for (const to of ['https://evil.example', '//evil.example', '/\\evil.example']) {
    const answer = await app.http.server.inject({
      method: 'GET',
      url: `/api/v1/sign-in/oidc?to=${encodeURIComponent(to)}`,
    })
    expect(answer.statusCode).toBe(400)
  }
})
