import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { afterAll, inject } from 'vitest'
import { connect, type Db } from '#db/connection.ts'

export interface TestDatabase {
  db: Db
  /** Connection string of the owner, who is above row-level security. */
  ownerUrl: string
}

/** A database of this test file's own, cloned from the migrated template; dropped after the file's tests. */
export async function testDatabase(): Promise<TestDatabase> {
  const server = inject('databaseUrl')
  const name = `test_${randomBytes(6).toString('hex')}`
  await asOwner(server, client =>
    client.query(`create database ${name} template loam_template strategy file_copy`),
  )
  const url = new URL(server)
  url.pathname = `/${name}`
  const db = connect(url.href)
  afterAll(async () => {
    await db.close()
    await asOwner(server, client => client.query(`drop database ${name} with (force)`))
  })
  return { db, ownerUrl: url.href }
}

async function asOwner(url: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}
