import { sql } from 'drizzle-orm'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { MINUTE } from '#kernel/time.ts'
import { type TestApp, testApp } from '#test/app.ts'
import { type DecisionWorkspace, decisionWorkspace } from '#test/decision.ts'

let app: TestApp
let work: DecisionWorkspace
let owner: pg.Client
let database: string

beforeAll(async () => {
  app = await testApp()
  work = await decisionWorkspace(app)
  const url = new URL(app.ownerUrl)
  database = url.pathname.slice(1)
  url.pathname = '/postgres'
  owner = new pg.Client({ connectionString: url.href })
  await owner.connect()
})
afterAll(() => owner?.end())

/** Ends every connection to the test's database and lets nobody in until `back`. */
async function goAway(): Promise<void> {
  await owner.query(`alter database ${database} with allow_connections false`)
  await owner.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [database])
}
const back = () => owner.query(`alter database ${database} with allow_connections true`)

test('a database that goes away delays decisions: what was acknowledged before fires once it is back, each once', async () => {
  await work.publish({
    id: 'asked',
    when: [{ as: 'a', event: 'asked' }],
    then: [
      {
        do: 'suggest',
        to: 'owner',
        title: { 'zh-CN': '回电', en: 'Call back' },
        reason: { 'zh-CN': '刚问过', en: 'Just asked' },
        expires: '8h',
      },
    ],
  })
  await work.settle()
  app.clock.set(app.clock.now() + MINUTE)
  const event = (id: string) => ({
    id,
    type: 'asked',
    at: new Date(app.clock.now()).toISOString(),
    customer: work.accountId,
    props: {},
  })
  await work.send([event('e1')])
  await goAway()
  await expect(work.send([event('e2')])).rejects.toThrow(/log.away/)
  await new Promise(resolve => setTimeout(resolve, 1_500))
  await back()
  await expect
    .poll(
      () =>
        work.send([event('e2')]).then(
          () => true,
          () => false,
        ),
      { timeout: 30_000 },
    )
    .toBe(true)
  const count = async () => (await work.rows<{ n: number }>(sql`select count(*)::int as n from firing`))[0]!.n
  await expect.poll(count, { timeout: 60_000, interval: 200 }).toBe(2)
  const today = await work.as('rep').inject({ method: 'GET', url: '/api/v1/today' })
  expect(today.json().items).toHaveLength(1)
})
