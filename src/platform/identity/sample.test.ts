import { sql } from 'drizzle-orm'
import pg from 'pg'
import { expect, test } from 'vitest'
import { testApp } from '#test/app.ts'

const { app, db, workspace, ownerUrl } = await testApp()

test('the sample goes as a whole with its people and leaves other workspaces as they are', async () => {
  const [sample, own] = [await workspace(), await workspace()]
  const remove = (of: typeof own) =>
    of.as('admin').inject({ method: 'DELETE', url: '/api/v1/workspace/sample' })
  expect((await remove(own)).json().error.code).toBe('sample.none')

  await db.tx(sample.workspaceId, tx => tx.execute(sql`update workspace set sample = true`))
  await sample
    .as('admin')
    .inject({ method: 'POST', url: '/api/v1/keys', payload: { kind: 'write', name: 'x', source: 'x' } })
  const heard: string[] = []
  app.outbox.hear('workspace.removed', async (_tx, event) => {
    heard.push(event.workspaceId)
  })
  expect(
    (await sample.as('rep').inject({ method: 'DELETE', url: '/api/v1/workspace/sample' })).statusCode,
  ).toBe(403)
  expect((await remove(sample)).statusCode).toBe(204)
  await app.outbox.drain()
  expect(heard).toEqual([sample.workspaceId])
  expect((await sample.as('admin').inject({ method: 'GET', url: '/api/v1/me' })).statusCode).toBe(401)
  expect((await own.as('rep').inject({ method: 'GET', url: '/api/v1/me' })).statusCode).toBe(200)
  expect(await rowsOf(sample.workspaceId)).toEqual({})
  expect(Object.keys(await rowsOf(own.workspaceId))).toContain('member')
})

/** Rows per table that name a workspace, seen by the owner. */
async function rowsOf(workspaceId: string): Promise<Record<string, number>> {
  const owner = new pg.Client({ connectionString: ownerUrl })
  await owner.connect()
  const tables = await owner.query<{ name: string }>(
    `select table_name as name from information_schema.columns where table_schema = 'public' and column_name = 'workspace_id'`,
  )
  const counts: Record<string, number> = {}
  for (const { name } of tables.rows) {
    const { rows } = await owner.query(`select count(*)::int as n from ${name} where workspace_id = $1`, [
      workspaceId,
    ])
    if (rows[0].n > 0) counts[name] = rows[0].n
  }
  await owner.end()
  return counts
}
