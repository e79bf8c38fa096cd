import { randomBytes } from 'node:crypto'
import { sql } from 'drizzle-orm'
import pg from 'pg'
import { afterAll, expect, inject, test } from 'vitest'
import { newId } from '#kernel/id.ts'
import { connect } from './connection.ts'
import { migrate } from './migrate.ts'

const server = inject('databaseUrl')
const name = `plain_${randomBytes(6).toString('hex')}`
const asAdmin = async (...statements: string[]) => {
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  for (const statement of statements) await client.query(statement)
  await client.end()
}
const url = new URL(server)
Object.assign(url, { username: name, password: 'plain', pathname: `/${name}` })

await asAdmin(
  `create role ${name} login createrole password 'plain'`,
  `grant loam_app to ${name}`,
  `create database ${name} owner ${name}`,
)
await migrate(url.href)
const db = connect(url.href)
afterAll(async () => {
  await db.close()
  await asAdmin(`drop database ${name} with (force)`, `drop role ${name}`)
})

test('on a database whose owner is an ordinary role, what must be found before a workspace is known is found', async () => {
  const id = newId()
  await db.tx(id, tx => tx.execute(sql`insert into workspace (id, name) values (${id}, 'W')`))
  const found = await db.outside(tx => tx.execute(sql`select workspace_ids() as id`))
  expect(found.rows).toEqual([{ id }])
  // The server itself still sees nothing outside of a workspace.
  expect((await db.outside(tx => tx.execute(sql`select id from workspace`))).rows).toEqual([])
})
