import { sql } from 'drizzle-orm'
import { beforeAll, expect, test } from 'vitest'
import { newId } from '#kernel/id.ts'
import { DAY, HOUR } from '#kernel/time.ts'
import type { BuiltInRole } from '#platform/org/api.ts'
import { caller, testApp } from '#test/app.ts'
import type { LoopFigures, LoopLine } from './api.ts'

const { app, db, clock, workspace } = await testApp()
const one = await workspace()
const other = await workspace()
const start = Date.parse('2026-11-23T10:00:00+08:00')
let account = ''

const call = caller(one)
const run = (query: ReturnType<typeof sql>) => db.tx(one.workspaceId, tx => tx.execute(query))
const time = (at: number) => sql`${new Date(at).toISOString()}::timestamptz`

beforeAll(async () => {
  clock.set(start)
  account = (await call('rep', 'POST', '/accounts', { name: '云洲市第一人民医院' })).body.id
})

const quoteOf = async (name = '腹腔镜采购', role: BuiltInRole = 'rep'): Promise<string> =>
  (await call(role, 'POST', '/quotes', { accountId: account, name })).body.id

const lineOf = async (quoteId: string, role: BuiltInRole = 'rep'): Promise<LoopLine> =>
  (await call(role, 'GET', `/loop/quotes/${quoteId}`)).body

/** What an issued quote's row says; its revision with it. */
const issue = async (quoteId: string, at: number): Promise<string> => {
  const hash = newId().replaceAll('-', '').padEnd(64, '0')
  const until = time(at + 30 * DAY)
  await run(sql`insert into quote_revision (workspace_id, hash, quote_id, number, draft_version, content, internal, issued_at, valid_until)
    values (${one.workspaceId}, ${hash}, ${quoteId}, 1, 1, '{}', '{}', ${time(at)}, ${until})`)
  await run(
    sql`update quote set status = 'issued', revision = 1, hash = ${hash}, valid_until = ${until} where id = ${quoteId}`,
  )
  return hash
}
const clear = (quoteId: string, hash: string, at: number) =>
  run(sql`insert into clearance (workspace_id, id, subject, subject_id, hash, kind, given_by, at, reason)
    values (${one.workspaceId}, ${newId()}, 'quote', ${quoteId}, ${hash}, 'mandate', ${`{${one.userIds.rep}}`}, ${time(at)}, '{}')`)
const sign = async (quoteId: string, hash: string, at: number): Promise<string> => {
  const id = newId()
  await run(sql`insert into contract (workspace_id, id, number, name, quote_id, quote_hash, account_id, status, draft, draft_at, amount, currency,
      signed_by_us_at, signed_by_customer_at, name_sort, grams, search_text, created_at, updated_at)
    values (${one.workspaceId}, ${id}, ${id}, 'x', ${quoteId}, ${hash}, ${account}, 'effective', '{}', ${time(at)}, 1, 'CNY',
      ${time(at - HOUR)}, ${time(at)}, 'x', '{}', 'x', ${time(at)}, ${time(at)})`)
  return id
}
const told = async (type: string, payload: Record<string, unknown>) => {
  await db.tx(one.workspaceId, tx => app.outbox.publish(tx, { workspaceId: one.workspaceId, type, payload }))
  await app.outbox.drain()
}

test('a line follows its deal by events; the same event again, late or missing does no harm', async () => {
  const quoteId = await quoteOf()
  await app.outbox.drain()
  expect(await lineOf(quoteId)).toMatchObject({ step: 'quote', why: 'write', waitsFor: [one.userIds.rep] })
  const hash = await issue(quoteId, start)
  for (let times = 0; times < 3; times++) await told('quote.changed', { quoteId })
  expect(await lineOf(quoteId)).toMatchObject({ step: 'approval', why: 'ask', inside: null })
  await clear(quoteId, hash, start + HOUR)
  await told('mandate.changed', { subject: 'quote', subjectId: quoteId, hash })
  expect(await lineOf(quoteId)).toMatchObject({ step: 'contract', why: 'prepare', inside: true })
  const contractId = await sign(quoteId, hash, start + 2 * HOUR)
  // An event that names the contract alone.
  await told('mandate.changed', { subject: 'contract', subjectId: contractId, hash: 'x' })
  expect(await lineOf(quoteId)).toMatchObject({
    step: 'slot',
    why: 'slot',
    since: start + 2 * HOUR,
    contractId,
  })
  // Nobody told of this one: whoever makes the lines anew finds it.
  await run(
    sql`insert into delivery_deal (workspace_id, quote_id, covered_at) values (${one.workspaceId}, ${quoteId}, ${time(start)})`,
  )
  const before = await lineOf(quoteId)
  await call('admin', 'POST', '/loop/rebuild')
  expect(await lineOf(quoteId)).not.toEqual(before)
})

test('made anew from nothing, every line is what the events had made of it', async () => {
  const all = async () =>
    (
      await run(
        sql`select quote_id, state, step, waits, waits_for, why, since, steps, inside, asked from loop_line order by quote_id`,
      )
    ).rows
  await quoteOf('又一单')
  await app.outbox.drain()
  const before = await all()
  await run(sql`delete from loop_line`)
  expect((await call('admin', 'POST', '/loop/rebuild')).body).toEqual({ lines: before.length })
  expect(await all()).toEqual(before)
})

test('time alone moves a line: on its last day’s end a quote waits for its owner to renew it', async () => {
  const quoteId = await quoteOf()
  await clear(quoteId, await issue(quoteId, start), start)
  await told('quote.changed', { quoteId })
  clock.set(start + 30 * DAY)
  await app.collaboration.loop.tidy(one.workspaceId)
  expect(await lineOf(quoteId)).toMatchObject({ step: 'quote', why: 'renew' })
  clock.set(start)
})

test('medians, the share inside and the people asked are what a plain count over the same deals gives', async () => {
  const deals = []
  for (let n = 0; n < 9; n++) {
    const quoteId = await quoteOf(`第 ${n} 单`, 'manager')
    const [wrote, asked, signed] = [n + 1, (n * 7) % 5, 3 + ((n * 11) % 17)]
    const issuedAt = start - 40 * DAY + wrote * HOUR
    await run(sql`update quote set created_at = ${time(start - 40 * DAY)} where id = ${quoteId}`)
    const hash = await issue(quoteId, issuedAt)
    const clearedAt = issuedAt + asked * HOUR
    await clear(quoteId, hash, clearedAt)
    const signedAt = clearedAt + signed * HOUR
    await sign(quoteId, hash, signedAt)
    const coveredAt = signedAt + (n + 1) * DAY
    // The last two lie outside the period that is asked for.
    const covered = n < 7 ? coveredAt : start - 200 * DAY
    await run(sql`insert into delivery_deal (workspace_id, quote_id, signed_at, covered_at)
      values (${one.workspaceId}, ${quoteId}, ${time(signedAt)}, ${time(covered)})`)
    deals.push({ quote: wrote, approval: asked, contract: signed, payment: n < 7 ? (n + 1) * 24 : null })
    await told('quote.changed', { quoteId })
  }
  const url = `/loop/figures?days=90&owner=${one.userIds.manager}`
  const figures = (await call('manager', 'GET', url)).body as LoopFigures
  const plain = (values: (number | null)[]) => {
    const sorted = values.filter((value): value is number => value !== null).sort((a, b) => a - b)
    const [low, high] = [
      sorted[Math.floor((sorted.length - 1) / 2)]!,
      sorted[Math.ceil((sorted.length - 1) / 2)]!,
    ]
    return { n: sorted.length, median: ((low + high) / 2) * HOUR }
  }
  const of = (step: string) => figures.medians.find(each => each.step === step)
  for (const step of ['quote', 'approval', 'contract', 'payment'] as const)
    expect(of(step), step).toMatchObject(plain(deals.map(deal => deal[step])))
  expect(of('delivery')).toMatchObject({ n: 0, median: null })
  expect(figures.inside).toEqual({ n: 7, inside: 7 })
  expect(figures.handOffs).toEqual({ n: 7, classic: 28, asked: 0 })
  expect(figures.to - figures.from).toBe(90 * DAY)
})

test('one sees one’s own deals and what waits for one; steps are counted under the same filters', async () => {
  const mine = await quoteOf('我的')
  const theirs = await quoteOf('经理的', 'director')
  await app.outbox.drain()
  const list = async (role: BuiltInRole, query = '') =>
    (await call(role, 'GET', `/loop?size=100${query}`)).body as {
      items: LoopLine[]
      total: number
      steps: { step: string; n: number; mine: number }[]
    }
  const ids = async (role: BuiltInRole, query = '') =>
    (await list(role, query)).items.map(({ quoteId }) => quoteId)
  expect(await ids('rep')).toContain(mine)
  expect(await ids('rep')).not.toContain(theirs)
  expect((await call('rep', 'GET', `/loop/quotes/${theirs}`)).status).toBe(404)
  await run(sql`update loop_line set waits_for = ${`{${one.userIds.rep}}`} where quote_id = ${theirs}`)
  expect(await ids('rep', '&mine=true')).toContain(theirs)
  expect(await ids('rep', `&q=${encodeURIComponent('我的')}`)).toEqual([mine])
  const { items, steps } = await list('admin', '&state=open')
  for (const { step, n } of steps) expect(n, step).toBe(items.filter(each => each.step === step).length)
  const elsewhere = await call('admin', 'GET', `/loop/quotes/${mine}`, undefined, other)
  expect(elsewhere.status).toBe(404)
})

test('the export says the same in both languages, and no name becomes a formula', async () => {
  const quoteId = await quoteOf('=HYPERLINK("http://x","y")')
  await app.outbox.drain()
  const csv = (await call('rep', 'GET', '/loop/export?lang=zh-CN&q=HYPERLINK')).raw.body
  expect(csv.startsWith('\uFEFF编号,名称,客户')).toBe(true)
  expect(csv).toContain(`"'=HYPERLINK(""http://x"",""y"")"`)
  expect(csv).toContain('进行中,报价,rep')
  // Days and hours as a person reads them, in Shanghai.
  expect(csv).toMatch(/,\d{4}-\d\d-\d\d \d\d:\d\d,/)
  expect((await call('rep', 'GET', '/loop/export?lang=en&q=HYPERLINK')).raw.body).toContain('open,quote,rep')
  expect((await lineOf(quoteId)).state).toBe('open')
})

test('every route is refused without its permission', async () => {
  for (const url of ['/loop', `/loop/quotes/${newId()}`, '/loop/figures', '/loop/export'])
    expect((await call('integrator', 'GET', url)).status, url).toBe(403)
  expect((await call('director', 'POST', '/loop/rebuild')).status).toBe(403)
})
