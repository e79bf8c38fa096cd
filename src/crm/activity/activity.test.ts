import { expect, test } from 'vitest'
import { newId } from '#kernel/id.ts'
import { DAY } from '#kernel/time.ts'
import { systemActor } from '#platform/org/index.ts'
import type { DomainEvent } from '#platform/outbox/index.ts'
import { caller, testApp } from '#test/app.ts'

const { app, clock, workspace } = await testApp()
const one = await workspace()
const other = await workspace()

const heard: DomainEvent[] = []
for (const type of ['activity.note_added', 'activity.task_done', 'activity.task_reopened']) {
  app.outbox.hear(type, async (_tx, event) => void heard.push(event))
}

const call = caller(one)

const account = (await call('rep', 'POST', '/accounts', { name: '上海瑞金医院' })).body
const zhao = (await call('rep', 'POST', '/contacts', { name: '赵敏', accountId: account.id })).body

test('a note with a next step is one request: note, task, last activity and the event', async () => {
  const id = newId()
  const payload = {
    id,
    accountId: account.id,
    contactIds: [zhao.id],
    kind: 'call',
    body: '月底开院内论证会',
    outcome: 'advanced',
    nextOn: '2026-12-01',
  }
  const first = await call('rep', 'POST', '/notes', payload)
  expect(first.body).toMatchObject({ id, authorId: one.userIds.rep, outcome: 'advanced' })
  expect((await call('rep', 'POST', '/notes', payload)).body.id).toBe(id) // sent again after a lost network
  expect((await call('rep', 'GET', `/notes?account=${account.id}`)).body.total).toBe(1)
  expect((await call('rep', 'GET', `/notes?contact=${zhao.id}`)).body.items[0].body).toBe('月底开院内论证会')
  const tasks = (await call('rep', 'GET', '/tasks?assignee=me')).body
  expect(tasks.items).toMatchObject([
    {
      title: '跟进：上海瑞金医院',
      accountName: '上海瑞金医院',
      dueAt: Date.parse('2026-12-01T09:00:00+08:00'),
    },
  ])
  expect((await call('rep', 'GET', `/accounts/${account.id}`)).body.lastActivityAt).toBe(clock.now())
  await app.outbox.drain()
  const told = heard.filter(event => event.type === 'activity.note_added')
  expect(told).toHaveLength(1)
  expect(told[0]?.payload).toMatchObject({
    noteId: id,
    accountId: account.id,
    contactIds: [zhao.id],
    outcome: 'advanced',
  })
  expect(JSON.stringify(told)).not.toContain('论证会')
})

test('a note is corrected and taken back by its author alone, and can come back', async () => {
  const note = (
    await call('rep', 'POST', '/notes', { accountId: account.id, kind: 'visit', body: '拜访设备科' })
  ).body
  expect(
    (await call('manager', 'PATCH', `/notes/${note.id}`, { version: 1, changes: { body: 'x' } })).status,
  ).toBe(403)
  expect(
    (
      await call('rep', 'PATCH', `/notes/${note.id}`, {
        version: 1,
        changes: { body: '拜访设备科，见到钱蓉' },
      })
    ).body.version,
  ).toBe(2)
  expect(
    (await call('rep', 'PATCH', `/notes/${note.id}`, { version: 1, changes: { body: 'y' } })).status,
  ).toBe(409)
  expect((await call('rep', 'DELETE', `/notes/${note.id}`)).status).toBe(204)
  expect(
    (await call('rep', 'GET', `/notes?account=${account.id}`)).body.items.map(
      (item: { id: string }) => item.id,
    ),
  ).not.toContain(note.id)
  expect((await call('rep', 'POST', `/notes/${note.id}/restore`)).body.body).toBe('拜访设备科，见到钱蓉')
})

test('notes follow the account’s scope and refuse the future', async () => {
  const foreign = (
    await call('manager', 'POST', '/accounts', {
      name: '苏州大学附属第一医院',
      ownerId: one.userIds.director,
    })
  ).body
  expect(
    (await call('rep', 'POST', '/notes', { accountId: foreign.id, kind: 'call', body: 'x' })).status,
  ).toBe(404)
  expect((await call('rep', 'GET', `/notes?account=${foreign.id}`)).status).toBe(404)
  expect((await call('admin', 'GET', `/notes?account=${account.id}`, undefined, other)).status).toBe(404)
  expect((await call('manager', 'GET', `/notes?account=${account.id}`)).body.total).toBeGreaterThan(0)
  await call('director', 'POST', '/notes', { accountId: foreign.id, kind: 'call', body: '只给主管看' })
  const all = (await call('rep', 'GET', '/notes?size=100')).body.items.map(
    (item: { body: string }) => item.body,
  )
  expect(all).not.toContain('只给主管看')
  const future = await call('rep', 'POST', '/notes', {
    accountId: account.id,
    kind: 'call',
    body: 'x',
    at: clock.now() + DAY,
  })
  expect(future.body.error.code).toBe('note.in-future')
  expect((await call('rep', 'POST', '/notes', { kind: 'call', body: 'x' })).body.error.code).toBe(
    'note.about-nothing',
  )
})

test('a task is done and undone; both are told once', async () => {
  const task = (
    await call('rep', 'POST', '/tasks', { title: '回电赵敏', accountId: account.id, dueAt: clock.now() })
  ).body
  await call('rep', 'POST', `/tasks/${task.id}/done`)
  expect((await call('rep', 'POST', `/tasks/${task.id}/done`)).body.doneAt).toBe(clock.now())
  expect(
    (await call('rep', 'GET', '/tasks?state=done')).body.items.map((item: { id: string }) => item.id),
  ).toEqual([task.id])
  expect((await call('rep', 'POST', `/tasks/${task.id}/reopen`)).body.doneAt).toBeNull()
  await app.outbox.drain()
  expect(heard.filter(event => event.payload.taskId === task.id).map(event => event.type)).toEqual([
    'activity.task_done',
    'activity.task_reopened',
  ])
  expect(
    (await call('manager', 'GET', '/tasks')).body.items.map((item: { id: string }) => item.id),
  ).toContain(task.id)
  expect((await call('admin', 'POST', `/tasks/${task.id}/done`, undefined, other)).status).toBe(404)
})

test('a task handed on leaves one’s own list; a strategy’s task is set once', async () => {
  const task = (
    await call('manager', 'POST', '/tasks', { title: '确认 45 天交付', assigneeId: one.userIds.rep })
  ).body
  const handed = await call('rep', 'PATCH', `/tasks/${task.id}`, {
    version: 1,
    changes: { assigneeId: one.userIds.director },
  })
  expect(handed.body).toMatchObject({ assigneeId: one.userIds.director, version: 2 })
  expect((await call('rep', 'POST', `/tasks/${task.id}/done`)).status).toBe(404)
  expect((await call('manager', 'GET', `/tasks?assignee=${one.userIds.director}`)).body.total).toBe(1) // the one who set it
  const set = () =>
    app.db.tx(one.workspaceId, tx =>
      app.crm.tasks.createIn(tx, systemActor(one.workspaceId), {
        title: '带作战包拜访',
        dueAt: null,
        assigneeId: one.userIds.rep,
        accountId: account.id,
        contactId: null,
        origin: 'firing:1:0',
      }),
    )
  expect(await set()).toBeDefined()
  expect(await set()).toBeUndefined()
})
