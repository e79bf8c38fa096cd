import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { type Actor, systemActor } from '#platform/org/index.ts'
import { testApp } from '#test/app.ts'
import { audit, auditRead } from './index.ts'

const { db, workspace } = await testApp()
const one = await workspace()
const other = await workspace()
const rep: Actor = { ...systemActor(one.workspaceId), kind: 'user', id: one.userIds.rep }

const list = async (query: string, by = one) =>
  (await by.as('compliance').inject({ method: 'GET', url: `/api/v1/audit?${query}` })).json()

test('the log is read newest first, page by page, without gaps or doubles, also within one instant', async () => {
  await db.tx(one.workspaceId, async tx => {
    for (let i = 0; i < 25; i++)
      await audit(tx, rep, { act: 'account.updated', subject: { kind: 'account', id: String(i) } })
  })
  const seen: string[] = []
  let next: string | null = null
  do {
    const page = await list(`act=account&limit=10${next ? `&before=${next}` : ''}`)
    seen.push(...page.items.map((line: { subjectId: string }) => line.subjectId))
    next = page.next
  } while (next)
  expect(seen.toSorted((a, b) => Number(a) - Number(b))).toEqual(
    Array.from({ length: 25 }, (_, i) => String(i)),
  )
})

test('it is filtered by person, act and subject, and names who did it', async () => {
  await db.tx(one.workspaceId, tx => auditRead(tx, rep, { kind: 'contact', id: 'c1' }, ['phone']))
  const { items } = await list(`actorId=${one.userIds.rep}&act=contact.read&subjectKind=contact&subjectId=c1`)
  expect(items).toMatchObject([{ actorName: 'rep', act: 'contact.read', details: { fields: ['phone'] } }])
  expect((await list(`actorId=${one.userIds.manager}`)).items).toEqual([])
  expect((await list(`to=${new Date(0).toISOString()}`)).items).toEqual([])
})

test('a workspace sees its own log alone, and nobody can change a line', async () => {
  expect((await list('act=account', other)).items).toEqual([])
  const change = db.tx(one.workspaceId, tx => tx.execute(sql`update audit set act = 'x'`))
  await expect(change).rejects.toThrow()
  expect((await one.as('rep').inject({ method: 'GET', url: '/api/v1/audit' })).statusCode).toBe(403)
})
