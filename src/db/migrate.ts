import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import pg from 'pg'

const folder = new URL('./migrations/', import.meta.url)

/** One migration file: its name (also its order), text and checksum. */
interface Migration {
  name: string
  text: string
  checksum: string
}

function migrations(): Migration[] {
  return readdirSync(folder)
    .filter(name => name.endsWith('.sql'))
    .sort()
    .map(name => {
      const text = readFileSync(new URL(name, folder), 'utf8')
      return { name, text, checksum: createHash('sha256').update(text).digest('hex') }
    })
}

/**
 * Brings a database to the newest schema, each file in a transaction of its own, under an advisory lock so that
 * two starting servers don't meet. Forward only. Connects as the owner, not as the working role.
 * @returns the names of the migrations that were applied now
 * @throws if a file that was applied has been changed since, or a statement fails (naming the file)
 */
export async function migrate(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock(7031)')
    await client.query(
      'create table if not exists migration (name text primary key, checksum text not null, applied_at timestamptz not null default now())',
    )
    const known = new Map<string, string>(
      (
        await client.query<{ name: string; checksum: string }>('select name, checksum from migration')
      ).rows.map(row => [row.name, row.checksum]),
    )
    const applied: string[] = []
    for (const migration of migrations()) {
      if (await apply(client, migration, known.get(migration.name))) applied.push(migration.name)
    }
    return applied
  } finally {
    await client.end()
  }
}

async function apply(client: pg.Client, migration: Migration, known: string | undefined): Promise<boolean> {
  if (known === migration.checksum) return false
  if (known !== undefined) {
    throw new Error(
      `Migration ${migration.name} was changed after it had been applied. Restore it and add a new file.`,
    )
  }
  try {
    await client.query('begin')
    await client.query(migration.text)
    await client.query('insert into migration (name, checksum) values ($1, $2)', [
      migration.name,
      migration.checksum,
    ])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw new Error(`Migration ${migration.name} failed: ${(error as Error).message}`, { cause: error })
  }
  return true
}
