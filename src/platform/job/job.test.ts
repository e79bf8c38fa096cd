import { expect, test, vi } from 'vitest'
import { newId } from '#kernel/id.ts'
import { testDatabase } from '#test/database.ts'
import { makeJobs } from './index.ts'

const { db, ownerUrl } = await testDatabase()

test('a job enqueued in a transaction runs after its commit, and never after a rollback', async () => {
  const failures: Error[] = []
  const jobs = makeJobs(ownerUrl, error => failures.push(error))
  const done: number[] = []
  jobs.work<{ n: number }>('count', async ({ n }) => {
    done.push(n)
  })
  await jobs.start()
  const workspace = newId()
  await db
    .tx(workspace, async tx => {
      await jobs.send(tx, 'count', { n: 1 })
      throw new Error('rolled back')
    })
    .catch(error => expect(error.message).toBe('rolled back'))
  await db.tx(workspace, tx => jobs.send(tx, 'count', { n: 2 }))
  await vi.waitFor(() => expect(done).toEqual([2]), { timeout: 30_000 })
  await jobs.stop()
  expect(failures).toEqual([])
})

test('a job that is held back begins once it is let go', async () => {
  const jobs = makeJobs(ownerUrl, error => {
    throw error
  })
  const done: string[] = []
  jobs.work<{ n: string }>('held', async ({ n }) => {
    done.push(n)
  })
  await jobs.start()
  const letGo = jobs.hold()
  await db.tx(newId(), tx => jobs.send(tx, 'held', { n: 'past' }))
  // Its queue is looked at every second.
  await new Promise(resolve => setTimeout(resolve, 2_500))
  expect(done).toEqual([])
  letGo()
  await vi.waitFor(() => expect(done).toEqual(['past']), { timeout: 30_000 })
  await jobs.stop()
})
