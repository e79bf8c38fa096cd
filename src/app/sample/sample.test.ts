import { sql } from 'drizzle-orm'
import { expect, test, vi } from 'vitest'
import { checkChain } from '#lib/contract/index.ts'
import { testApp, testPassword } from '#test/app.ts'
import { accounts } from './accounts.ts'
import { loadSample } from './load.ts'

const { app } = await testApp()

test('the sample gives its reps something to do, documents with heat, and scores', async () => {
  const loaded = await loadSample(app, testPassword, () => {})
  const { workspaceId } = loaded
  const rows = async (query: ReturnType<typeof sql>) =>
    (await app.db.tx(workspaceId, tx => tx.execute(query))).rows
  await vi.waitFor(
    async () => {
      const waiting = await rows(sql`select owner_id from suggestion`)
      expect(waiting.map(row => row.owner_id)).toEqual(
        expect.arrayContaining([loaded.users.linxiao, loaded.users.hejun]),
      )
    },
    { timeout: 30_000, interval: 250 },
  )
  const deals = await rows(sql`select outcome, count(*)::int as n from opportunity group by 1 order by 1`)
  expect(deals.map(row => row.outcome)).toEqual(['lost', 'won', null])
  expect(deals.reduce((sum, row) => sum + Number(row.n), 0)).toBeGreaterThan(300)
  const lines = await rows(sql`select state, step, why, inside, covered_at, signed_at from loop_line`)
  const [agreed] = await rows(sql`select
    (select count(*) from contract where status = 'effective')::int as contracts,
    (select count(*) from payment_plan)::int as plans,
    (select count(*) from quote where status = 'accepted')::int as accepted,
    (select count(*) from contract where status = 'signed-by-customer')::int as "to seal",
    (select count(*) from delivery where state in ('started', 'done'))::int as started`)
  const signed = lines.filter(line => line.signed_at !== null).length
  expect(signed).toBeGreaterThan(25)
  expect(agreed).toMatchObject({ contracts: signed, plans: signed })
  expect(agreed!.accepted).toBe(signed + Number(agreed!['to seal']))
  // One that was paid for stands without a slot.
  expect(agreed!.started).toBe(lines.filter(line => line.covered_at !== null).length - 1)
  const acts = await rows(sql`
    select e.contract_id, json_agg(json_build_object('seq', e.seq, 'type', e.type, 'at', extract(epoch from e.at) * 1000, 'previous', e.previous,
      'body', e.body, 'personHash', e.person_hash, 'hash', e.hash, 'person', p.person) order by e.seq) as chain
    from contract_event e left join contract_person p using (workspace_id, contract_id, seq) group by 1`)
  expect(acts.length).toBeGreaterThan(25)
  for (const { chain } of acts) expect(checkChain(chain as Parameters<typeof checkChain>[0])).toEqual([])
  const standing = lines.filter(line => line.state === 'open').map(line => `${line.step} ${line.why}`)
  expect(standing).toEqual(
    expect.arrayContaining([
      ...['quote write', 'approval ask', 'approval approve', 'contract prepare', 'contract contract-approve'],
      ...['contract we-sign', 'contract customer-sign', 'slot slot', 'payment pay', 'payment overdue'],
    ]),
  )
  await vi.waitFor(
    async () => {
      const scored = await rows(sql`select count(*) as n from account where score_log_odds is not null`)
      expect(scored[0]!.n).toBeGreaterThan(accounts.length / 2)
    },
    { timeout: 30_000, interval: 250 },
  )
}, 180_000)
