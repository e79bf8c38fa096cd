import { expect, test } from 'vitest'
import { testApp } from '#test/app.ts'

const { workspace } = await testApp()
const one = await workspace()
const change = (payload: object, as: 'admin' | 'rep' = 'admin') =>
  one.as(as).inject({ method: 'PATCH', url: '/api/v1/workspace', payload })

test('the workspace’s name, zone and language change for everybody, and the change is audited', async () => {
  expect((await change({ name: '澄远医疗', timeZone: 'Asia/Urumqi' })).json()).toMatchObject({
    name: '澄远医疗',
    timeZone: 'Asia/Urumqi',
    locale: 'zh-CN',
  })
  const me = (await one.as('rep').inject({ method: 'GET', url: '/api/v1/me' })).json()
  expect(me.workspace).toMatchObject({ name: '澄远医疗', timeZone: 'Asia/Urumqi' })
  const log = await one.as('admin').inject({ method: 'GET', url: '/api/v1/audit?act=workspace.changed' })
  expect(log.json().items).toHaveLength(1)
})

test('a zone that does not exist is refused, and only an administrator may change', async () => {
  expect((await change({ timeZone: 'Mars/Olympus' })).json().error.message.en).toContain('Asia/Shanghai')
  expect((await change({ name: 'x' }, 'rep')).statusCode).toBe(403)
})
