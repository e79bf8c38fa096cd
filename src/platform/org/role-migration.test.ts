import { randomBytes } from 'node:crypto'
import { eq, sql } from 'drizzle-orm'
import pg from 'pg'
import { afterAll, expect, inject, test } from 'vitest'
import { connect } from '#db/connection.ts'
import { migrate } from '#db/migrate.ts'
import { newId } from '#kernel/id.ts'
import { type BuiltInRole, type Permission, permissions } from './api.ts'
import { roleDefaults } from './model.ts'
import { insertBuiltInRoles } from './store.ts'
import { role } from './tables.ts'

// As at a company's own PostgreSQL: the owner of the tables is held by row-level security as well.
const server = inject('databaseUrl')
const name = `roles_${randomBytes(6).toString('hex')}`
const url = new URL(server)
Object.assign(url, { username: name, password: 'plain', pathname: `/${name}` })
const ask = async (address: string, ...statements: string[]) => {
  const client = new pg.Client({ connectionString: address })
  await client.connect()
  for (const statement of statements) await client.query(statement)
  await client.end()
}

await ask(
  server,
  `create role ${name} login createrole password 'plain'`,
  `grant loam_app to ${name}`,
  `create database ${name} owner ${name}`,
)
await migrate(url.href)
const db = connect(url.href)
afterAll(async () => {
  await db.close()
  await ask(server, `drop database ${name} with (force)`, `drop role ${name}`)
})

const later = /^(price|quote|approval|contract|delivery|payment|invoice|mandate)\./
const older = (all: readonly Permission[]) => all.filter(each => !later.test(each))
const migration = '202611232200_collaboration_permissions.sql'

test('built-in roles of a workspace from before get what new ones have; roles of one’s own stay as they are', async () => {
  const workspaceId = newId()
  await db.tx(workspaceId, async tx => {
    await tx.execute(sql`insert into workspace (id, name) values (${workspaceId}, 'W')`)
    for (const id of Object.values(await insertBuiltInRoles(tx, workspaceId))) {
      const [made] = await tx.select().from(role).where(eq(role.id, id))
      await tx
        .update(role)
        .set({ permissions: older(made!.permissions as Permission[]) })
        .where(eq(role.id, id))
    }
    const own = { id: newId(), name: '售前', builtIn: null, permissions: ['crm.read' as const] }
    await tx.insert(role).values({ workspaceId, ...own, scope: 'own', scopeDepartments: [] })
  })
  await ask(url.href, `delete from migration where name = '${migration}'`)
  expect(await migrate(url.href)).toEqual([migration])

  const roles = await db.tx(workspaceId, tx => tx.select().from(role))
  for (const { builtIn, permissions: now } of roles)
    expect([builtIn, [...now].sort()]).toEqual([
      builtIn,
      builtIn ? [...roleDefaults[builtIn as BuiltInRole].permissions].sort() : ['crm.read'],
    ])
  expect(roles.find(({ builtIn }) => builtIn === 'admin')?.permissions).toHaveLength(permissions.length)
  // What came in was lifted for the statement alone.
  expect((await db.outside(tx => tx.select().from(role))).length).toBe(0)
})
