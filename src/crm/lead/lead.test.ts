import { expect, test } from 'vitest'
import { systemActor } from '#platform/org/index.ts'
import { caller, testApp } from '#test/app.ts'

const { app, workspace } = await testApp()
const one = await workspace()
const other = await workspace()

const call = caller(one)

const raise = (accountId: string, priority: 'S' | 'A' | 'C') =>
  app.db.tx(one.workspaceId, tx =>
    app.crm.leads.raisePriority(tx, systemActor(one.workspaceId), accountId, priority),
  )

test('leads are listed most urgent first, found and filtered', async () => {
  for (const [name, priority] of [
    ['瑞金磁共振更新', 'B'],
    ['仁济 CT 扩容', 'S'],
    ['新华超声采购', 'A'],
  ]) {
    await call('rep', 'POST', '/leads', { name, priority })
  }
  const names = async (query: string) =>
    (await call('rep', 'GET', `/leads?${query}`)).body.items.map((item: { name: string }) => item.name)
  expect(await names('')).toEqual(['仁济 CT 扩容', '新华超声采购', '瑞金磁共振更新'])
  expect(await names('q=rjctkr')).toEqual(['仁济 CT 扩容'])
  expect(await names('priority=A,B&sort=name')).toEqual(['瑞金磁共振更新', '新华超声采购'])
  expect(await names('status=closed')).toEqual([])
})

test('a strategy raises the newest open lead, never lowers it, and makes one for the owner where there is none', async () => {
  const account = (await call('rep', 'POST', '/accounts', { name: '上海仁济医院' })).body
  const made = await raise(account.id, 'A')
  expect((await call('rep', 'GET', `/leads/${made}`)).body).toMatchObject({
    name: '上海仁济医院',
    accountName: '上海仁济医院',
    priority: 'A',
    ownerId: one.userIds.rep,
    status: 'open',
  })
  expect((await call('rep', 'GET', `/accounts/${account.id}`)).body.priority).toBe('A')
  const newer = (await call('rep', 'POST', '/leads', { name: '仁济介入', accountId: account.id })).body
  expect(await raise(account.id, 'S')).toBe(newer.id)
  expect(await raise(account.id, 'C')).toBe(newer.id)
  expect((await call('rep', 'GET', `/leads/${newer.id}`)).body.priority).toBe('S')
  expect((await call('rep', 'GET', `/leads/${made}`)).body.priority).toBe('A')
  const { version } = (await call('rep', 'GET', `/leads/${newer.id}`)).body
  await call('rep', 'PATCH', `/leads/${newer.id}`, { version, changes: { status: 'closed' } })
  expect(await raise(account.id, 'S')).toBe(made)
})

test('handing a lead over answers the last look at it; conflicts and foreign workspaces are refused', async () => {
  const lead = (await call('rep', 'POST', '/leads', { name: '华山移动 DR' })).body
  const handed = await call('rep', 'PATCH', `/leads/${lead.id}`, {
    version: 1,
    changes: { ownerId: one.userIds.manager },
  })
  expect(handed.body).toMatchObject({ ownerId: one.userIds.manager, version: 2 })
  expect((await call('rep', 'GET', `/leads/${lead.id}`)).status).toBe(404)
  expect(
    (await call('manager', 'PATCH', `/leads/${lead.id}`, { version: 1, changes: { name: 'x' } })).body.error
      .code,
  ).toBe('record.stale')
  for (const [method, path] of [
    ['GET', ''],
    ['DELETE', ''],
    ['POST', '/restore'],
  ] as const) {
    expect((await call('admin', method, `/leads/${lead.id}${path}`, undefined, other)).status).toBe(404)
  }
  expect((await call('manager', 'DELETE', `/leads/${lead.id}`)).status).toBe(204)
  expect((await call('manager', 'POST', `/leads/${lead.id}/restore`)).body.name).toBe('华山移动 DR')
})
