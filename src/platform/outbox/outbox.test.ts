import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { newId } from '#kernel/id.ts'
import { testDatabase } from '#test/database.ts'
import { makeOutbox } from './index.ts'

const { db } = await testDatabase()

test('an event is heard once, in order, and not at all if the change was rolled back', async () => {
  const outbox = makeOutbox(db, error => {
    throw error
  })
  const workspaceId = newId()
  const heard: unknown[] = []
  outbox.hear('thing.happened', async (_tx, event) => {
    heard.push(event.payload.n)
  })
  for (const n of [1, 2, 3])
    await db.tx(workspaceId, tx =>
      outbox.publish(tx, { workspaceId, type: 'thing.happened', payload: { n } }),
    )
  await db
    .tx(workspaceId, async tx => {
      await outbox.publish(tx, { workspaceId, type: 'thing.happened', payload: { n: 4 } })
      throw new Error('rolled back')
    })
    .catch(() => {})
  await outbox.drain()
  await outbox.drain()
  expect(heard).toEqual([1, 2, 3])
})

test('a failing hearer leaves the event for later and its own writes undone', async () => {
  const failures: unknown[] = []
  const outbox = makeOutbox(db, error => failures.push(error))
  const workspaceId = newId()
  outbox.hear('thing.broke', async tx => {
    await tx.execute(sql`insert into region values (${workspaceId}, ${newId()}, 'x')`)
    throw new Error('no')
  })
  await db.tx(workspaceId, tx => outbox.publish(tx, { workspaceId, type: 'thing.broke', payload: {} }))
  await outbox.drain()
  const left = await db.tx(workspaceId, tx =>
    tx.execute(sql`select attempts, (select count(*) from region) as regions from outbox`),
  )
  expect(failures).toHaveLength(1)
  expect(left.rows).toEqual([{ attempts: 1, regions: 0 }])
})

test('once stopped it delivers nothing more, and the next start finds what was left', async () => {
  const outbox = makeOutbox(db, error => {
    throw error
  })
  const workspaceId = newId()
  const heard: unknown[] = []
  let stopping: Promise<void> | undefined
  outbox.hear('thing.waited', async (_tx, event) => {
    heard.push(event.payload.n)
    stopping ??= outbox.stop()
    outbox.wake()
  })
  for (const n of [1, 2, 3])
    await db.tx(workspaceId, tx => outbox.publish(tx, { workspaceId, type: 'thing.waited', payload: { n } }))
  await outbox.drain()
  await stopping
  await new Promise(resolve => setImmediate(resolve)) // the wake has had its turn
  await outbox.drain()
  expect(heard).toEqual([1])
  outbox.start()
  await outbox.drain()
  await outbox.stop()
  expect(heard).toEqual([1, 2, 3])
})
