import { sql } from 'drizzle-orm'
import { expect, onTestFinished, test } from 'vitest'
import { newId } from '#kernel/id.ts'
import { type TestWorkspace, testApp } from '#test/app.ts'
import { smtpServer } from '#test/fixtures/servers/smtp.ts'
import type { LetterView } from './api.ts'

const read = (of: TestWorkspace, role: 'rep' | 'admin' = 'rep') =>
  of.as(role).inject({ method: 'GET', url: '/api/v1/letters' })

async function itemsOf(of: TestWorkspace): Promise<LetterView[]> {
  const answer = await read(of)
  expect(answer.statusCode).toBe(200)
  return answer.json().items
}

/** Every letter goes out through the one door that all modules use: an invitation is one. */
const invite = async (of: TestWorkspace, email: string) => {
  const { roles } = (await of.as('admin').inject({ method: 'GET', url: '/api/v1/org' })).json()
  const roleId = roles.find((role: { builtIn: string | null }) => role.builtIn === 'rep').id
  const people = [{ email, name: null, roleId, departmentId: null }]
  const answer = await of
    .as('admin')
    .inject({ method: 'POST', url: '/api/v1/invitations', payload: { people, days: 7 } })
  return answer.json().invitations[0] as { isMailed: boolean; link: string }
}

const sample = async (one: TestWorkspace, of: Awaited<ReturnType<typeof testApp>>) => {
  await of.db.tx(one.workspaceId, tx => tx.execute(sql`update workspace set sample = true`))
  await of.app.keepLetters()
  return one
}

test('without a mail server the sample’s letters are kept for everybody in it, and for nobody else', async () => {
  const installation = await testApp({ LOAM_SAMPLE: '1' })
  const [demo, real] = [await installation.workspace(), await installation.workspace()]
  await sample(demo, installation)

  const { isMailed, link } = await invite(demo, 'new@example.com')
  expect(isMailed).toBe(true)
  const [letter, ...others] = await itemsOf(demo)
  expect(others).toEqual([])
  expect(letter).toMatchObject({
    to: { name: null, address: 'new@example.com' },
    at: installation.clock.now(),
  })
  expect(letter?.text).toContain(link)

  expect((await invite(real, 'other@example.com')).isMailed).toBe(false)
  const refused = await read(real, 'admin')
  expect([refused.statusCode, refused.json().error.code]).toEqual([404, 'letterbox.closed'])
  expect(await itemsOf(demo)).toEqual([letter])
})

test('the newest 200 are kept, sealed, until a person is erased or the sample goes', async () => {
  const installation = await testApp({ LOAM_SAMPLE: '1' })
  const { app, db, clock } = installation
  const demo = await sample(await installation.workspace(), installation)
  for (let number = 1; number <= 203; number++) {
    clock.set(clock.now() + 1)
    await invite(demo, `person-${number}@example.com`)
  }
  const letters = await itemsOf(demo)
  expect(letters.map(({ to }) => to.address)).toEqual(
    Array.from({ length: 200 }, (_, index) => `person-${203 - index}@example.com`),
  )
  const rows = await db.tx(demo.workspaceId, tx => tx.execute(sql`select * from kept_letter`))
  expect(rows.rows).toHaveLength(200)
  expect(JSON.stringify(rows.rows)).not.toContain('example.com')

  const { workspaceId } = demo
  const payload = { person: newId(), alias: newId(), account: null, words: [], marks: [] }
  await db.tx(workspaceId, tx => app.outbox.publish(tx, { workspaceId, type: 'person.erased', payload }))
  await app.outbox.drain()
  expect(await itemsOf(demo)).toEqual([])

  await invite(demo, 'last@example.com')
  const gone = await demo.as('admin').inject({ method: 'DELETE', url: '/api/v1/workspace/sample' })
  expect(gone.statusCode).toBe(204)
  await app.outbox.drain()
  expect((await db.outside(tx => tx.execute(sql`select count(*)::int as n from kept_letter`))).rows).toEqual([
    { n: 0 },
  ])
})

test('with a mail server there is no letter box, the sample’s included', async () => {
  const post = await smtpServer()
  onTestFinished(() => post.close())
  const installation = await testApp({ LOAM_SAMPLE: '1', SMTP_URL: post.url, SMTP_FROM: 'loam@example.com' })
  const demo = await sample(await installation.workspace(), installation)
  expect((await invite(demo, 'new@example.com')).isMailed).toBe(true)
  expect(post.mails.map(({ to }) => to)).toEqual([['new@example.com']])
  expect((await read(demo, 'admin')).statusCode).toBe(404)
})

test('with LOAM_SAMPLE=0 there is none either', async () => {
  const installation = await testApp({ LOAM_SAMPLE: '0' })
  const demo = await sample(await installation.workspace(), installation)
  expect((await invite(demo, 'new@example.com')).isMailed).toBe(false)
  expect((await read(demo, 'admin')).statusCode).toBe(404)
})
