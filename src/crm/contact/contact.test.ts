import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { newId } from '#kernel/id.ts'
import { caller, testApp } from '#test/app.ts'

const { app, workspace } = await testApp()
const one = await workspace()
const other = await workspace()

const call = caller(one)

const hospital = (await call('rep', 'POST', '/accounts', { name: '上海瑞金医院' })).body
const zhao = (
  await call('rep', 'POST', '/contacts', {
    name: '赵敏',
    title: '采购主任',
    accountId: hospital.id,
    role: 'champion',
    phones: ['138 1234 1234', '021-64370045'],
  })
).body

const auditOf = async (id: string) =>
  (
    await app.db.tx(one.workspaceId, tx =>
      tx.execute<{ act: string; details: unknown }>(
        sql`select act, details from audit where subject_id = ${id} order by at, id`,
      ),
    )
  ).rows

test('phones leave the server masked, everywhere, until somebody who may asks; and that is on record', async () => {
  const list = await call('rep', 'GET', '/contacts?q=zm')
  expect(list.body.items[0]).toMatchObject({
    name: '赵敏',
    accountName: '上海瑞金医院',
    phones: ['138****1234', '021-****0045'],
  })
  const read = await call('rep', 'GET', `/contacts/${zhao.id}`)
  for (const text of [list.raw.body, read.raw.body]) expect(text).not.toMatch(/12341234|64370045/)
  expect((await call('compliance', 'POST', `/contacts/${zhao.id}/reveal`)).status).toBe(403)
  const shown = await call('rep', 'POST', `/contacts/${zhao.id}/reveal`)
  expect(shown.body.phones[0]).toEqual({ normal: '+8613812341234', display: '138 1234 1234' })
  expect((await auditOf(zhao.id)).map(row => row.act)).toEqual([
    'contact.created',
    'contact.read',
    'contact.revealed',
  ])
})

test('a form filled with masked numbers keeps the real ones, and refuses a mask that stands for none', async () => {
  const { version } = (await call('rep', 'GET', `/contacts/${zhao.id}`)).body
  const save = (phones: string[]) =>
    call('rep', 'PATCH', `/contacts/${zhao.id}`, { version, changes: { phones } })
  expect((await save(['139****9999'])).body.error.code).toBe('contact.phone-masked')
  expect((await save(['021-****0045', '138****1234', '13900001111'])).status).toBe(200)
  const shown = await call('rep', 'POST', `/contacts/${zhao.id}/reveal`)
  expect(shown.body.phones.map((phone: { normal: string }) => phone.normal)).toEqual([
    '+862164370045',
    '+8613812341234',
    '+8613900001111',
  ])
  const log = JSON.stringify(await auditOf(zhao.id))
  expect(log).toContain('"phones"')
  expect(log).not.toContain('13900001111') // the log names the field and keeps no number
})

test('a conflict shows both values, phones masked', async () => {
  const answer = await call('rep', 'PATCH', `/contacts/${zhao.id}`, {
    version: 1,
    changes: { title: '设备科长', phones: ['13700000000'] },
  })
  expect(answer.status).toBe(409)
  expect(answer.body.error.details.fields.title).toEqual({ yours: '设备科长', theirs: '采购主任' })
  expect(answer.raw.body).not.toContain('12341234')
})

test('who sees the account sees its people, also after it has changed hands', async () => {
  expect((await call('manager', 'GET', `/contacts/${zhao.id}`)).status).toBe(200)
  expect((await call('admin', 'GET', `/contacts/${zhao.id}`, undefined, other)).status).toBe(404)
  expect((await call('admin', 'POST', `/contacts/${zhao.id}/reveal`, undefined, other)).status).toBe(404)
  const { version } = (await call('rep', 'GET', `/accounts/${hospital.id}`)).body
  await call('rep', 'PATCH', `/accounts/${hospital.id}`, {
    version,
    changes: { ownerId: one.userIds.director },
  })
  expect((await call('rep', 'GET', `/contacts/${zhao.id}`)).status).toBe(404)
  expect((await call('rep', 'GET', '/contacts')).body.total).toBe(0)
  expect((await call('director', 'GET', `/contacts/${zhao.id}`)).status).toBe(200)
})

test('a contact may not be put into an account one does not see', async () => {
  const answer = await call('rep', 'POST', '/contacts', { name: '孙亦舟', accountId: hospital.id })
  expect(answer.body.error.code).toBe('account.missing')
})

test('a surname that reads otherwise is found and sorted as people say it', async () => {
  for (const name of ['曾丽华', '陈屿', '张伟']) await call('rep', 'POST', '/contacts', { name })
  expect((await call('rep', 'GET', '/contacts?q=zlh')).body.items[0].name).toBe('曾丽华')
  const sorted = (await call('rep', 'GET', '/contacts?sort=name')).body.items.map(
    (item: { name: string }) => item.name,
  )
  expect(sorted).toEqual(['陈屿', '曾丽华', '张伟'])
})

test('deletion can be undone', async () => {
  const id = newId()
  await call('manager', 'POST', '/contacts', { id, name: '顾维安' })
  expect((await call('manager', 'DELETE', `/contacts/${id}`)).status).toBe(204)
  expect((await call('manager', 'GET', `/contacts/${id}`)).status).toBe(404)
  expect((await call('manager', 'POST', `/contacts/${id}/restore`)).body.name).toBe('顾维安')
})
