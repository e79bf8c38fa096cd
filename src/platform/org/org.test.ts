import { expect, test } from 'vitest'
import { type TestWorkspace, testApp } from '#test/app.ts'

const { app, workspace } = await testApp()
const one = await workspace()
const other = await workspace()

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'
async function ask(by: TestWorkspace, method: Method, path: string, payload?: object) {
  const answer = await by
    .as('admin')
    .inject({ method, url: `/api/v1/org${path}`, ...(payload && { payload }) })
  return { status: answer.statusCode, body: answer.body === '' ? undefined : answer.json() }
}
const audited = async (act: string) =>
  (await one.as('admin').inject({ method: 'GET', url: `/api/v1/audit?act=${act}` })).json().items

test('departments form a tree: moved with all below, never into themselves', async () => {
  const { east, shanghai } = one.departments
  const pudong = (await ask(one, 'POST', '/departments', { name: '浦东组', parentId: shanghai })).body
  expect((await ask(one, 'PATCH', `/departments/${east}`, { parentId: pudong.id })).body.error.code).toBe(
    'org.department-loop',
  )
  expect((await ask(one, 'PATCH', `/departments/${east}`, { parentId: east })).status).toBe(409)
  expect(
    (await ask(one, 'PATCH', `/departments/${pudong.id}`, { parentId: null, headId: one.userIds.rep })).body,
  ).toMatchObject({
    parentId: null,
    headId: one.userIds.rep,
    name: '浦东组',
  })
  expect((await ask(one, 'DELETE', `/departments/${shanghai}`)).body.error.code).toBe('org.department-in-use')
  expect((await ask(one, 'DELETE', `/departments/${pudong.id}`)).status).toBe(204)
  expect((await audited('department.changed'))[0]).toMatchObject({
    details: { parentId: [shanghai, null], headId: [null, one.userIds.rep] },
  })
})

test('two moves at once that are harmless alone don’t make a loop together', async () => {
  const a = (await ask(one, 'POST', '/departments', { name: 'A' })).body.id
  const b = (await ask(one, 'POST', '/departments', { name: 'B' })).body.id
  const moves = await Promise.all([
    ask(one, 'PATCH', `/departments/${a}`, { parentId: b }),
    ask(one, 'PATCH', `/departments/${b}`, { parentId: a }),
  ])
  expect(moves.map(({ status }) => status).sort()).toEqual([200, 409])
})

test('a role of one’s own decides what its holder may do and sees, from the next request', async () => {
  const role = (
    await ask(one, 'POST', '/roles', { name: '售前', permissions: ['crm.read', 'audit.read'], scope: 'own' })
  ).body
  expect((await one.as('rep').inject({ method: 'GET', url: '/api/v1/audit' })).statusCode).toBe(403)
  expect((await ask(one, 'PATCH', `/members/${one.userIds.rep}`, { roleId: role.id })).status).toBe(200)
  expect((await one.as('rep').inject({ method: 'GET', url: '/api/v1/audit' })).statusCode).toBe(200)
  expect((await ask(one, 'DELETE', `/roles/${role.id}`)).body.error.code).toBe('org.role-in-use')
  await ask(one, 'PATCH', `/roles/${role.id}`, { permissions: ['crm.read'] })
  expect((await one.as('rep').inject({ method: 'GET', url: '/api/v1/audit' })).statusCode).toBe(403)
  expect(
    (await ask(one, 'POST', '/roles', { name: '售前', permissions: [], scope: 'own' })).body.error.code,
  ).toBe('org.name-taken')
})

test('nobody gives more than they have', async () => {
  const helper = (
    await ask(one, 'POST', '/roles', { name: '人事', permissions: ['org.manage', 'crm.read'], scope: 'all' })
  ).body
  await ask(one, 'PATCH', `/members/${one.userIds.compliance}`, { roleId: helper.id })
  const by = (method: Method, url: string, payload: object) =>
    one.as('compliance').inject({ method, url: `/api/v1/org${url}`, payload })
  const { roles } = (await ask(one, 'GET', '')).body
  const admin = roles.find((role: { builtIn: string }) => role.builtIn === 'admin').id
  for (const attempt of [
    by('PATCH', `/members/${one.userIds.compliance}`, { roleId: admin }),
    by('PATCH', `/roles/${helper.id}`, { permissions: ['org.manage', 'strategy.publish'] }),
    by('POST', '/roles', { name: 'x', permissions: ['key.manage'], scope: 'own' }),
    by('PATCH', `/members/${one.userIds.admin}`, { active: false }),
    by('POST', `/members/${one.userIds.admin}/password-link`, {}),
  ]) {
    expect((await attempt).json().error.code).toBe('org.grants-too-much')
  }
})

test('a deactivated person is out at once, in every session, and may come back', async () => {
  const { userId } = (await one.as('director').inject({ method: 'GET', url: '/api/v1/me' })).json()
  expect((await ask(one, 'PATCH', `/members/${userId}`, { active: false })).body.active).toBe(false)
  expect((await one.as('director').inject({ method: 'GET', url: '/api/v1/me' })).statusCode).toBe(401)
  const again = () =>
    app.http.server.inject({
      method: 'POST',
      url: '/api/auth/sign-in/email',
      payload: { email: `director-${one.workspaceId}@example.com`, password: 'correct horse battery' },
    })
  expect((await again()).json().error.code).toBe('sign-in.not-a-member')
  await ask(one, 'PATCH', `/members/${userId}`, { active: true })
  expect((await again()).statusCode).toBe(200)
  expect(
    (await audited('member.changed')).some((entry: { details: object }) => 'active' in entry.details),
  ).toBe(true)
})

test('the last one who can manage the organisation stays', async () => {
  const lone = await workspace()
  const { roles } = (await ask(lone, 'GET', '')).body
  const rep = roles.find((role: { builtIn: string }) => role.builtIn === 'rep').id
  for (const change of [{ active: false }, { roleId: rep }]) {
    const refused = await ask(lone, 'PATCH', `/members/${lone.userIds.admin}`, change)
    expect(refused.body.error.code).toBe('org.last-admin')
  }
  expect((await lone.as('admin').inject({ method: 'GET', url: '/api/v1/me' })).statusCode).toBe(200)
})

test('another workspace’s ids are not found, whatever is asked of them', async () => {
  const { regions, roles } = (await ask(one, 'GET', '')).body
  const attempts: [Method, string, object?][] = [
    ['PATCH', `/departments/${one.departments.east}`, { name: 'x' }],
    ['DELETE', `/departments/${one.departments.east}`],
    ['POST', '/departments', { name: 'x', parentId: one.departments.east }],
    ['POST', '/departments', { name: 'x', headId: one.userIds.rep }],
    ['PATCH', `/regions/${regions[0].id}`, { name: 'x' }],
    ['DELETE', `/regions/${regions[0].id}`],
    ['PATCH', `/roles/${roles[0].id}`, { name: 'x' }],
    ['DELETE', `/roles/${roles[0].id}`],
    ['PATCH', `/members/${one.userIds.rep}`, { name: 'x' }],
    ['PATCH', `/members/${other.userIds.rep}`, { departmentId: one.departments.east }],
    [
      'POST',
      '/roles',
      { name: 'y', permissions: [], scope: 'departments', scopeDepartments: [one.departments.east] },
    ],
  ]
  for (const [method, path, payload] of attempts)
    expect([method, path, (await ask(other, method, path, payload)).status]).toEqual([method, path, 404])
})

test('regions are named once and kept while something belongs to them', async () => {
  const made = (await ask(one, 'POST', '/regions', { name: '西南' })).body
  expect((await ask(one, 'POST', '/regions', { name: '西南' })).status).toBe(409)
  await ask(one, 'PATCH', `/departments/${one.departments.shanghai}`, { regionId: made.id })
  expect((await ask(one, 'DELETE', `/regions/${made.id}`)).body.error.code).toBe('org.region-in-use')
  await ask(one, 'PATCH', `/departments/${one.departments.shanghai}`, { regionId: null })
  expect((await ask(one, 'DELETE', `/regions/${made.id}`)).status).toBe(204)
})

test('an open screen is closed when its person may no longer see, or may see something else', async () => {
  const space = await workspace()
  const address = await app.http.server.listen({ port: 0, host: '127.0.0.1' })
  const open = async () => {
    const { body } = await fetch(`${address}/api/v1/live`, { headers: { cookie: space.as('rep').cookie } })
    const reader = body!.getReader()
    await reader.read()
    return reader
  }
  const isClosed = async (reader: ReadableStreamDefaultReader) => {
    for (;;) if ((await reader.read().catch(() => ({ done: true }))).done) return true
  }
  const first = await open()
  await ask(space, 'PATCH', `/members/${space.userIds.rep}`, { title: '主管' })
  expect(await isClosed(first)).toBe(true)
  const second = await open()
  await ask(space, 'PATCH', `/members/${space.userIds.rep}`, { active: false })
  expect(await isClosed(second)).toBe(true)
  const third = await fetch(`${address}/api/v1/live`, { headers: { cookie: space.as('rep').cookie } })
  expect(third.status).toBe(401)
})
