import { expect, test } from 'vitest'
import { DAY, MINUTE } from '#kernel/time.ts'
import { type TestWorkspace, testApp, testPassword } from '#test/app.ts'
import { makeAttempts } from './attempts.ts'

const { app, db, workspace, clock } = await testApp()

const emailOf = (space: TestWorkspace, role: string) => `${role}-${space.workspaceId}@example.com`

function signIn(email: string, password: string, remoteAddress: string) {
  return app.http.server.inject({
    method: 'POST',
    url: '/api/auth/sign-in/email',
    payload: { email, password },
    remoteAddress,
  })
}

test('wrong passwords lock one account for one network, not the colleagues behind it, and not for ever', async () => {
  const one = await workspace()
  const [victim, colleague] = [emailOf(one, 'rep'), emailOf(one, 'manager')]
  const office = '203.0.113.9'
  const answers = await Promise.all(
    Array.from({ length: 14 }, () => signIn(victim, 'a wrong password', office)),
  )
  expect(answers.filter(answer => answer.statusCode === 401)).toHaveLength(10)
  const limited = answers.find(answer => answer.statusCode === 429)!
  expect(limited.json().error.code).toBe('sign-in.limited')
  expect(Number(limited.headers['retry-after'])).toBeGreaterThan(0)
  expect((await signIn(victim, testPassword, office)).statusCode).toBe(429)
  expect((await signIn(colleague, testPassword, office)).statusCode).toBe(200)
  expect((await signIn(victim, testPassword, '203.0.113.10')).statusCode).toBe(200)
  clock.set(clock.now() + 16 * MINUTE)
  expect((await signIn(victim, testPassword, office)).statusCode).toBe(200)
})

test('guessing one account from many networks is stopped too', async () => {
  const one = await workspace()
  const attempts = makeAttempts(db, clock)
  for (let place = 0; place < 50; place++)
    expect(await attempts.take(emailOf(one, 'rep'), `192.0.2.${place}`)).toBeUndefined()
  expect(await attempts.take(emailOf(one, 'rep'), '192.0.2.50')).toBeGreaterThan(0)
  expect((await signIn(emailOf(one, 'rep'), testPassword, '192.0.2.51')).statusCode).toBe(429)
  expect((await signIn(emailOf(one, 'manager'), testPassword, '192.0.2.51')).statusCode).toBe(200)
})

test('changing the password ends the other sessions and keeps this one', async () => {
  const one = await workspace()
  const rep = one.as('rep')
  const wrong = await rep.inject({
    method: 'POST',
    url: '/api/v1/me/password',
    payload: { current: 'not this one', next: 'another long one' },
  })
  expect(wrong.json().error.code).toBe('password.wrong')
  const changed = await rep.inject({
    method: 'POST',
    url: '/api/v1/me/password',
    payload: { current: testPassword, next: 'another long one' },
  })
  expect(changed.statusCode).toBe(204)
  const renewed = changed.cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
  const me = (cookie: string) =>
    app.http.server.inject({ method: 'GET', url: '/api/v1/me', headers: { cookie } })
  expect((await me(rep.cookie)).statusCode).toBe(401)
  expect((await me(renewed)).statusCode).toBe(200)
  expect((await signIn(emailOf(one, 'rep'), testPassword, '198.51.100.77')).statusCode).toBe(401)
})

test('an administrator’s link sets a new password once, within two days, for their own people alone', async () => {
  const [one, other] = [await workspace(), await workspace()]
  const make = async (by: TestWorkspace) =>
    by.as('admin').inject({ method: 'POST', url: `/api/v1/org/members/${one.userIds.rep}/password-link` })
  expect((await make(other)).statusCode).toBe(404)
  const tokenOf = async () => (await make(one)).json().link.split('/').pop() as string
  const use = (token: string) =>
    app.http.server.inject({
      method: 'POST',
      url: `/api/v1/password-links/${token}`,
      payload: { password: 'chosen by the rep' },
    })

  const replaced = await tokenOf()
  const token = await tokenOf()
  expect((await use(replaced)).statusCode).toBe(410)
  const seen = await app.http.server.inject({ method: 'GET', url: `/api/v1/password-links/${token}` })
  expect(seen.json()).toEqual({ name: 'rep', email: emailOf(one, 'rep') })
  expect((await use(token)).statusCode).toBe(204)
  expect((await use(token)).statusCode).toBe(410)
  expect((await one.as('rep').inject({ method: 'GET', url: '/api/v1/me' })).statusCode).toBe(401)
  expect((await signIn(emailOf(one, 'rep'), 'chosen by the rep', '198.51.100.78')).statusCode).toBe(200)

  const late = await tokenOf()
  clock.set(clock.now() + 2 * DAY + 1)
  expect((await use(late)).statusCode).toBe(410)
})
