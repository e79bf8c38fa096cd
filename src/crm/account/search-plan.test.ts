import { sql } from 'drizzle-orm'
import pg from 'pg'
import { expect, test } from 'vitest'
import { newId } from '#kernel/id.ts'
import { systemActor } from '#platform/org/index.ts'
import { testDatabase } from '#test/database.ts'
import { accountQuery } from './api.ts'
import { selectAccounts } from './store.ts'

const { db, ownerUrl } = await testDatabase()

async function asOwner(statement: string): Promise<void> {
  const owner = new pg.Client({ connectionString: ownerUrl })
  await owner.connect()
  await owner.query(statement)
  await owner.end()
}

test('under row-level security, as the plain role, search reads the index and not the workspace', async () => {
  const workspaceId = newId()
  await asOwner(`
    insert into account (workspace_id, id, name, name_sort, name_key, grams, search_text)
    select '${workspaceId}', gen_random_uuid(), n::text, n::text, n::text,
      array['医', '院', '医院', 'g' || n % 500, '~' || n % 300, '=' || n % 700], '|医院 g' || n % 500
    from generate_series(1, 20000) n`)
  await asOwner('vacuum analyze account')
  const plan = await db.tx(workspaceId, async tx => {
    const found = await tx.execute<{ 'QUERY PLAN': string }>(sql`
      explain select id from account where workspace_id = ${workspaceId} and deleted_at is null
        and grams @> array['g7'] and strpos(search_text, 'g7') > 0 limit 20`)
    return found.rows.map(row => row['QUERY PLAN']).join('\n')
  })
  expect(plan).toContain('account_grams')
  const page = await db.tx(workspaceId, tx =>
    selectAccounts(tx, systemActor(workspaceId), accountQuery.parse({ q: 'g7' })),
  )
  expect(page.total).toBe(40)
})
