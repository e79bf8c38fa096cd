import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { newId } from '#kernel/id.ts'
import type { BuiltInRole } from '#platform/org/api.ts'
import { caller, testApp } from '#test/app.ts'

const { app, workspace } = await testApp()
const one = await workspace()
const other = await workspace()

const call = caller(one)

const make = async (name: string, more: object = {}, role: BuiltInRole = 'rep') =>
  (await call(role, 'POST', '/accounts', { name, ...more })).body

const names = (answer: { body: { items: { name: string }[] } }) => answer.body.items.map(item => item.name)

test('an account is entered, is its owner’s, and is found by characters, initials, pinyin and code', async () => {
  const code = '914403001922038216'
  const made = await make('上海瑞金医院', { creditCode: code.toLowerCase(), tier: '三级甲等' })
  expect(made).toMatchObject({
    ownerId: one.userIds.rep,
    departmentId: one.departments.shanghai,
    creditCode: code,
  })
  await make('无锡梁溪中心医院')
  for (const q of ['瑞金', '瑞', 'rjyy', 'ruijin', '瑞jin', '9220382']) {
    expect(names(await call('rep', 'GET', `/accounts?q=${encodeURIComponent(q)}`))).toEqual(['上海瑞金医院'])
  }
  expect((await call('rep', 'GET', `/accounts?q=${encodeURIComponent('%')}`)).body.total).toBe(0)
})

test('a wrong credit code is refused, saying what is wrong', async () => {
  const answer = await call('rep', 'POST', '/accounts', {
    name: '云洲市第一人民医院',
    creditCode: '9144030071526726XH',
  })
  expect(answer.status).toBe(400)
  expect(answer.body.error.code).toBe('account.code-check')
  expect(answer.body.error.message['zh-CN']).toContain('校验位')
})

test('each sees what the role’s scope allows, and nobody another workspace', async () => {
  const { id } = await make('苏北人民医院', { ownerId: one.userIds.manager }, 'manager')
  const seen = async (role: BuiltInRole) => (await call(role, 'GET', `/accounts/${id}`)).status
  expect(await seen('manager')).toBe(200)
  expect(await seen('director')).toBe(200) // the department above
  expect(await seen('admin')).toBe(200)
  expect(await seen('rep')).toBe(404)
  expect((await call('rep', 'PATCH', `/accounts/${id}`, { version: 1, changes: { name: 'x' } })).status).toBe(
    404,
  )
  for (const [method, path, payload] of [
    ['GET', '', undefined],
    ['PATCH', '', { version: 1, changes: { name: 'x' } }],
    ['PUT', '/facts', { version: 1, name: '床位', value: 1 }],
    ['POST', '/tags', { add: ['x'] }],
    ['DELETE', '', undefined],
    ['POST', '/restore', undefined],
    ['POST', '/absorb', { placeholderId: newId() }],
  ] as const) {
    const answer = await call('admin', method, `/accounts/${id}${path}`, payload, other)
    expect([path, answer.status]).toEqual([path, 404])
  }
  expect(names(await call('rep', 'GET', '/accounts?size=100'))).not.toContain('苏北人民医院')
})

test('a chosen-departments role sees those departments', async () => {
  const shanghai = await make('复旦大学附属中山医院')
  const elsewhere = await make('南京鼓楼医院', { ownerId: one.userIds.director }, 'admin')
  await app.db.tx(one.workspaceId, tx =>
    tx.execute(sql`update role set scope = 'departments', scope_departments = array[${one.departments.shanghai}]::uuid[]
      where built_in = 'compliance' and workspace_id = ${one.workspaceId}`),
  )
  expect((await call('compliance', 'GET', `/accounts/${shanghai.id}`)).status).toBe(200)
  expect((await call('compliance', 'GET', `/accounts/${elsewhere.id}`)).status).toBe(404)
})

test('a save on an old version answers both values and changes nothing', async () => {
  const made = await make('泰州市人民医院')
  const first = await call('rep', 'PATCH', `/accounts/${made.id}`, {
    version: made.version,
    changes: { tier: '三级甲等' },
  })
  expect(first.body.version).toBe(made.version + 1)
  const late = await call('manager', 'PATCH', `/accounts/${made.id}`, {
    version: made.version,
    changes: { tier: '三级乙等' },
  })
  expect(late.status).toBe(409)
  expect(late.body.error.details).toEqual({
    version: made.version + 1,
    fields: { tier: { yours: '三级乙等', theirs: '三级甲等' } },
  })
  expect((await call('rep', 'GET', `/accounts/${made.id}`)).body.tier).toBe('三级甲等')
})

test('facts keep source and date, are replaced in place and taken away', async () => {
  const made = await make('盐城市第一人民医院')
  const put = (version: number, payload: object) =>
    call('rep', 'PUT', `/accounts/${made.id}/facts`, { version, ...payload })
  const first = await put(1, { name: '床位', group: '医院概况', value: 1240, unit: '张' })
  const two = await put(first.body.version, { name: '采购方式', value: '公开招标', source: 'ERP' })
  const three = await put(two.body.version, { name: '床位', value: 1300 })
  expect(three.body.facts).toMatchObject([
    { name: '床位', group: '医院概况', value: 1300, unit: '张', source: 'rep' },
    { name: '采购方式', value: '公开招标', source: 'ERP' },
  ])
  const four = await put(three.body.version, { name: '床位', value: null })
  expect(four.body.facts.map((fact: { name: string }) => fact.name)).toEqual(['采购方式'])
})

test('likely duplicates are named with the reason, also those one may not open', async () => {
  await make('上海交通大学医学院附属新华医院', { ownerId: one.userIds.manager }, 'manager')
  await make('江阴市人民医院', { creditCode: '9144030071526726XG' })
  const hints = async (entered: object) =>
    (await call('rep', 'POST', '/accounts/duplicates', entered)).body.hints
  expect(await hints({ name: '上海新华医院' })).toMatchObject([
    {
      id: null,
      name: '上海交通大学医学院附属新华医院',
      ownerId: one.userIds.manager,
      reasons: ['same-without-parent'],
    },
  ])
  expect(await hints({ name: '完全不同的名字', creditCode: '9144030071526726XG' })).toMatchObject([
    { name: '江阴市人民医院', score: 1, reasons: ['same-code'] },
  ])
  expect(await hints({ name: '上海新华第二医院' })).toEqual([])
  expect(
    (await call('admin', 'POST', '/accounts/duplicates', { name: '上海新华医院' }, other)).body.hints,
  ).toEqual([])
})

test('filters, sorts and pages in the database; names in pinyin order', async () => {
  const tag = `批次${newId().slice(-6)}`
  for (const [i, name] of ['重庆西南医院', '长沙湘雅医院', '安徽省立医院', '北京协和医院'].entries()) {
    await make(name, { tags: [tag], priority: 'SABC'[i], industry: i % 2 ? '公立' : '民营' })
  }
  const list = (query: string) => call('rep', 'GET', `/accounts?tags=${encodeURIComponent(tag)}&${query}`)
  expect(names(await list('sort=name'))).toEqual([
    '安徽省立医院',
    '北京协和医院',
    '长沙湘雅医院',
    '重庆西南医院',
  ])
  expect(names(await list('sort=name&size=2&page=2'))).toEqual(['长沙湘雅医院', '重庆西南医院'])
  expect(names(await list('sort=name&priority=S,A'))).toEqual(['长沙湘雅医院', '重庆西南医院'])
  expect(names(await list(`sort=name&industry=${encodeURIComponent('公立')}`))).toEqual([
    '北京协和医院',
    '长沙湘雅医院',
  ])
  expect((await list('owner=none')).body.total).toBe(0)
  expect((await list('owner=me')).body).toMatchObject({ total: 4, totalIsCapped: false })
})

test('scores are written by the decision flow, newest wins, and are no edit of the record', async () => {
  const made = await make('连云港市第一人民医院')
  const later = Date.now() + 3_600_000 // after what the running engine may say of it
  const score = (value: number, at: number) => ({
    accountId: made.id,
    logOdds: 0.75,
    value,
    low: 0.55,
    high: 0.79,
    at: new Date(at),
  })
  await app.db.tx(one.workspaceId, tx =>
    app.crm.accounts.setScores(tx, one.workspaceId, [score(0.68, later + 2_000)]),
  )
  await app.db.tx(one.workspaceId, tx =>
    app.crm.accounts.setScores(tx, one.workspaceId, [score(0.1, later + 1_000)]),
  )
  const read = await call('rep', 'GET', `/accounts/${made.id}`)
  expect(read.body).toMatchObject({
    version: made.version,
    score: { value: 0.68, low: 0.55, high: 0.79, at: later + 2_000 },
  })
  expect(names(await call('rep', 'GET', '/accounts?scoreFrom=0.5'))).toEqual(['连云港市第一人民医院'])
  const [profile] = (
    await app.db.tx(one.workspaceId, tx => app.crm.accounts.profiles(tx, one.workspaceId, [made.id]))
  ).values()
  expect(profile).toMatchObject({ name: '连云港市第一人民医院', score: 0.68, tags: [] })
})

test('deleting can be undone; every change is in the audit log and told to the other flows', async () => {
  const made = await make('宿迁市第一人民医院')
  expect((await call('rep', 'DELETE', `/accounts/${made.id}`)).status).toBe(403)
  expect((await call('manager', 'DELETE', `/accounts/${made.id}`)).status).toBe(204)
  expect((await call('rep', 'GET', `/accounts/${made.id}`)).status).toBe(404)
  expect((await call('manager', 'POST', `/accounts/${made.id}/restore`)).body.name).toBe('宿迁市第一人民医院')
  await call('rep', 'POST', `/accounts/${made.id}/tags`, { add: ['政策敏感型客户'], remove: [] })
  const log = await app.db.tx(one.workspaceId, tx =>
    tx.execute<{ act: string; details: unknown }>(
      sql`select act, details from audit where subject_id = ${made.id} order by at, id`,
    ),
  )
  expect(log.rows.map(row => row.act)).toEqual([
    'account.created',
    'account.deleted',
    'account.restored',
    'account.updated',
  ])
  expect(log.rows[3]?.details).toEqual({ changes: { tags: [[], ['政策敏感型客户']] } })
})

test('a parent may not be below its child, and a website is no script', async () => {
  const above = await make('上海申康医院发展中心')
  const below = await make('上海市第六人民医院', { parentId: above.id })
  const loop = await call('rep', 'PATCH', `/accounts/${above.id}`, {
    version: 1,
    changes: { parentId: below.id },
  })
  expect(loop.body.error.code).toBe('account.parent-loop')
  expect((await call('rep', 'GET', `/accounts/${above.id}`)).body.children).toEqual([
    { id: below.id, name: '上海市第六人民医院' },
  ])
  const script = await call('rep', 'PATCH', `/accounts/${above.id}`, {
    version: 1,
    changes: { website: 'javascript:alert(1)' },
  })
  expect(script.status).toBe(400)
  const nowhere = await call('rep', 'PATCH', `/accounts/${above.id}`, {
    version: 1,
    changes: { regionId: newId() },
  })
  expect(nowhere.body.error.code).toBe('record.reference-missing')
})

test('the same entry sent twice is entered once', async () => {
  const id = newId()
  await make('昆山市第一人民医院', { id })
  await make('昆山市第一人民医院', { id })
  expect((await call('rep', 'GET', `/accounts?q=${encodeURIComponent('昆山')}`)).body.total).toBe(1)
})
