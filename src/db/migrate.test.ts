import pg from 'pg'
import { expect, test } from 'vitest'
import { newId } from '#kernel/id.ts'
import { testDatabase } from '#test/database.ts'
import { migrate } from './migrate.ts'

const { db, ownerUrl } = await testDatabase()

test('a migrated database needs nothing more', async () => {
  expect(await migrate(ownerUrl)).toEqual([])
})

test('a workspace sees its own rows alone, and outside of one nothing is seen', async () => {
  const [ours, theirs] = [newId(), newId()]
  for (const workspace of [ours, theirs]) {
    await db.tx(workspace, tx =>
      tx.execute(`insert into region values ('${workspace}', '${newId()}', '华东')`),
    )
  }
  const seen = await db.tx(ours, tx =>
    tx.execute<{ workspace_id: string }>('select workspace_id from region'),
  )
  expect(seen.rows).toEqual([{ workspace_id: ours }])
  const outside = await db.outside(tx => tx.execute('select * from region'))
  expect(outside.rows).toEqual([])
  await expect(
    db.tx(ours, tx => tx.execute(`insert into region values ('${theirs}', '${newId()}', '华南')`)),
  ).rejects.toThrow()
})

test('where the workspace can’t be set, nothing is done, and the connection serves the next', async () => {
  const before = await db.tx(newId(), tx => tx.execute('select pg_backend_pid()'))
  const write = db.tx("x'; select 1; --", tx =>
    tx.execute(`insert into workspace (id, name) values ('${newId()}', '华东')`),
  )
  await expect(write).rejects.toThrow()
  const after = await db.outside(tx => tx.execute('select workspace_ids()'))
  expect(before.rows).toHaveLength(1)
  expect(after.rows).toEqual([])
})

test('what failed in a transaction is told as it was, and undone with what came before', async () => {
  const workspace = newId()
  const failing = db.tx(workspace, async tx => {
    await tx.execute(`insert into region values ('${workspace}', '${newId()}', '华东')`)
    await tx.execute('select 1 / 0')
  })
  await expect(failing).rejects.toMatchObject({ cause: { code: '22012' } })
  expect((await db.tx(workspace, tx => tx.execute('select * from region'))).rows).toEqual([])
})

test('every table of ours is locked to its workspace, and the working role is no owner', async () => {
  const owner = new pg.Client({ connectionString: ownerUrl })
  await owner.connect()
  const open = await owner.query(
    `select relname from pg_class join pg_namespace n on n.oid = relnamespace
     where nspname = 'public' and relkind in ('r', 'p') and not relispartition and relname <> 'migration' and not (relrowsecurity and relforcerowsecurity)`,
  )
  const role = await owner.query("select rolsuper, rolbypassrls from pg_roles where rolname = 'loam_app'")
  await owner.end()
  expect(open.rows).toEqual([])
  expect(role.rows).toEqual([{ rolsuper: false, rolbypassrls: false }])
})
