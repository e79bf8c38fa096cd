import { expect, test } from 'vitest'
import { DAY } from '#kernel/time.ts'
import { testApp } from '#test/app.ts'

const { app, workspace, clock, db } = await testApp()
const one = await workspace()
const other = await workspace()

const roles = async () =>
  (await one.as('admin').inject({ method: 'GET', url: '/api/v1/org' })).json().roles as {
    id: string
    builtIn: string
  }[]
const repRole = (await roles()).find(role => role.builtIn === 'rep')!.id

async function invite(email: string | null, days = 14): Promise<{ id: string; token: string }> {
  const answer = await one.as('admin').inject({
    method: 'POST',
    url: '/api/v1/invitations',
    payload: {
      people: [{ email, name: '林晓', roleId: repRole, departmentId: one.departments.shanghai }],
      days,
    },
  })
  expect(answer.statusCode).toBe(200)
  const { id, link } = answer.json().invitations[0]
  expect(link).toMatch(/^http:\/\/localhost(:80)?\/invitation\/\w{32}$/)
  return { id, token: link.split('/').pop() }
}

const read = (token: string) =>
  app.http.server.inject({ method: 'GET', url: `/api/v1/invitations/by-token/${token}` })
const accept = (token: string, payload: object = {}) =>
  app.http.server.inject({
    method: 'POST',
    url: `/api/v1/invitations/by-token/${token}/accept`,
    payload: { name: '林晓', password: 'a long password', ...payload },
  })

test('an invited person joins with the role and department of the invitation, and is signed in', async () => {
  const { token } = await invite('Lin@Example.com')
  expect((await read(token)).json()).toMatchObject({
    workspace: 'Test',
    inviter: 'admin',
    role: '销售',
    email: 'lin@example.com',
  })
  const accepted = await accept(token)
  expect(accepted.statusCode).toBe(200)
  const cookie = accepted.cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
  const me = await app.http.server.inject({ method: 'GET', url: '/api/v1/me', headers: { cookie } })
  expect(me.json()).toMatchObject({
    email: 'lin@example.com',
    role: 'rep',
    departmentId: one.departments.shanghai,
    workspace: { id: one.workspaceId },
  })
})

test('a link works once, also when two use it at the same time', async () => {
  const { token } = await invite(null)
  const both = await Promise.all([
    accept(token, { email: 'first@example.com' }),
    accept(token, { email: 'second@example.com' }),
  ])
  expect(both.map(answer => answer.statusCode).sort()).toEqual([200, 410])
  expect((await read(token)).statusCode).toBe(410)
  // The slower one left no account behind that could never sign in nor be invited again.
  const left = await db.outside(tx =>
    tx.execute(`select email from auth."user" where email in ('first@example.com', 'second@example.com')`),
  )
  expect(left.rows).toHaveLength(1)
})

test('a link runs out, can be withdrawn, and a new one for the same e-mail replaces it', async () => {
  const late = await invite('late@example.com', 1)
  clock.set(clock.now() + DAY + 1)
  expect((await accept(late.token)).json().error.code).toBe('invitation.gone')

  const taken = await invite('taken@example.com')
  const foreign = await other.as('admin').inject({ method: 'DELETE', url: `/api/v1/invitations/${taken.id}` })
  expect(foreign.statusCode).toBe(404)
  await one.as('admin').inject({ method: 'DELETE', url: `/api/v1/invitations/${taken.id}` })
  expect((await accept(taken.token)).statusCode).toBe(410)

  const first = await invite('twice@example.com')
  const second = await invite('twice@example.com')
  expect((await accept(first.token)).statusCode).toBe(410)
  expect((await accept(second.token)).statusCode).toBe(200)
  expect((await read('0'.repeat(32))).statusCode).toBe(404)
})

test('who has an account already is not invited again, nor can an invitation take it over', async () => {
  const answer = await one.as('admin').inject({
    method: 'POST',
    url: '/api/v1/invitations',
    payload: { people: [{ email: `rep-${one.workspaceId}@example.com`, roleId: repRole }] },
  })
  expect(answer.json()).toEqual({ invitations: [], skipped: [`rep-${one.workspaceId}@example.com`] })
  const { token } = await invite(null)
  const stolen = await accept(token, { email: `admin-${other.workspaceId}@example.com` })
  expect(stolen.json().error.code).toBe('invitation.known')
})

test('nobody invites with a role above their own, or into another workspace’s department', async () => {
  const send = (person: object) =>
    one.as('admin').inject({
      method: 'POST',
      url: '/api/v1/invitations',
      payload: { people: [{ email: null, roleId: repRole, ...person }] },
    })
  expect((await send({ departmentId: other.departments.east })).statusCode).toBe(404)
  expect((await send({ roleId: other.departments.east })).statusCode).toBe(404)
  const denied = await one
    .as('manager')
    .inject({ method: 'POST', url: '/api/v1/invitations', payload: { people: [] } })
  expect(denied.statusCode).toBe(403)
})

test('a pasted table is matched with roles, departments and people before anything is sent', async () => {
  const text = [
    '姓名,邮箱,角色,部门',
    '赵敏,Zhao@example.com,销售经理,上海办事处',
    '"钱, 宁",qian@example.com,不存在,',
    '孙,not-an-email,,',
    `周,rep-${one.workspaceId}@example.com,,`,
  ].join('\n')
  const answer = await one
    .as('admin')
    .inject({ method: 'POST', url: '/api/v1/invitations/read-list', payload: { text } })
  const { people, faults } = answer.json()
  expect(people).toMatchObject([
    { email: 'zhao@example.com', name: '赵敏', departmentId: one.departments.shanghai, isMember: false },
    { email: 'qian@example.com', name: '钱, 宁', roleId: null },
    { isMember: true },
  ])
  expect(people[0].roleId).toBe((await roles()).find(role => role.builtIn === 'manager')!.id)
  expect(faults).toMatchObject([{ line: 4 }])
})
