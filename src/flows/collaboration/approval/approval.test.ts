import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { newId } from '#kernel/id.ts'
import { DAY } from '#kernel/time.ts'
import { approvalStage, approve, start, step } from '#test/approval-stage.ts'
import type { CaseView, StepRule } from './api.ts'

const { app, db, clock, one, people, workspace, call, issue, quoted, ask, asked, decide, read, ...stage } =
  await approvalStage()
const { signersOf, accept, person, putFlow, usual, limits } = stage
const other = await workspace()

test('outside the mandate it goes to exactly whoever covers it; approved, it may go out', async () => {
  const { quote, view } = await asked('20')
  expect(view).toMatchObject({
    status: 'open',
    outside: ['worstLineDiscount', 'blendedDiscount'],
    seesCosts: false,
  })
  expect(signersOf(view)).toEqual([people.director])
  expect(await accept(quote)).toMatchObject({ status: 409, body: { code: 'quote.not-cleared' } })
  const inbox = (await call('director', 'GET', '/approvals')).body
  expect(inbox.items).toMatchObject([{ id: view.id, mine: true }])
  expect((await call('manager', 'GET', '/approvals')).body.items).toEqual([])
  const done = (await decide(view, 'director', approve)).body as CaseView
  expect(done.status).toBe('approved')
  expect(done.acts.map(({ kind, by }) => [kind, by])).toEqual([
    ['ask', people.rep],
    ['approve', people.director],
  ])
  expect(done.intact).toBe(true)
  expect((await accept(quote)).status).toBe(200)
  const notices = (await call('rep', 'GET', '/notifications')).body.items
  expect(notices[0]).toMatchObject({ kind: 'approval', link: `/approvals/${view.id}` })
})

test('a double click, a retry and two at once leave one act and one case', async () => {
  const quote = await quoted('20')
  const [a, b] = await Promise.all([ask(quote), ask(quote)])
  expect(a.body.id).toBe(b.body.id)
  const id = newId()
  const both = await Promise.all([
    decide(a.body, 'director', approve, id),
    decide(a.body, 'director', approve, id),
  ])
  expect(both.map(({ status }) => status)).toEqual([200, 200])
  expect((await read(a.body)).acts.filter(({ kind }) => kind === 'approve')).toHaveLength(1)
  expect(await decide(a.body, 'director', approve)).toMatchObject({
    status: 409,
    body: { code: 'approval.ended' },
  })
  expect(await ask(quote)).toMatchObject({ status: 409, body: { code: 'approval.not-needed' } })
})

test('two must approve, one is on leave: their stand-in signs, both names are kept', async () => {
  await putFlow([step('both', [person('director'), person('manager')])])
  const day = (days: number) => new Date(start + days * DAY).toISOString().slice(0, 10)
  const lent = await call('director', 'POST', '/mandate/delegations', {
    ...{ toId: people.finance, from: day(0), to: day(3), caps: {}, note: '休假' },
    scope: { departmentId: null, regionId: null, family: null, tier: null },
  })
  expect(lent.status).toBe(200)
  const { quote, view } = await asked('20')
  expect(view.waitsFor).toEqual([
    { personId: people.director, signers: [people.director, people.finance] },
    { personId: people.manager, signers: [people.manager] },
  ])
  expect((await read(view, 'finance')).may.signsFor).toBe(people.director)
  const half = (await decide(view, 'finance', approve)).body as CaseView
  expect(half.status).toBe('open')
  const done = (await decide(view, 'manager', approve)).body as CaseView
  expect(done.status).toBe('approved')
  expect(done.acts[1]).toMatchObject({ kind: 'approve', by: people.finance, for: people.director })
  expect(done.steps[0]!.seats).toMatchObject([
    { personId: people.director, by: people.finance },
    { personId: people.manager, by: people.manager },
  ])
  expect((await accept(quote)).status).toBe(200)
  expect((await call('director', 'POST', `/mandate/delegations/${lent.body.id}/end`)).status).toBe(200)
  await usual()
})

test('nobody found is blocked and alarmed, never passed; it goes on once somebody covers it', async () => {
  const { quote, view } = await asked('45')
  expect(view).toMatchObject({ status: 'blocked', waitsFor: [] })
  expect((await decide(view, 'director', approve)).status).toBe(403)
  const alarm = (await call('admin', 'GET', '/notifications')).body.items[0]
  expect(alarm).toMatchObject({ kind: 'approval', link: `/approvals/${view.id}` })
  expect((await accept(quote)).body.code).toBe('quote.no-approver')
  const { body: matrix } = await call('admin', 'GET', '/mandate')
  const rows = matrix.current.rows.map((row: { id: string }) =>
    row.id === 'director' ? { ...row, limits: limits(0.5) } : row,
  )
  await call('admin', 'PUT', '/mandate/draft', { rows, splitDays: 30, edit: 0 })
  await call('admin', 'POST', '/mandate/draft/put-in-force', { edit: 1 })
  await app.collaboration.approval.tidy(one.workspaceId)
  expect(signersOf(await read(view))).toEqual([people.director])
})

test('a deadline passes in working hours: it goes one level up, with both names', async () => {
  await putFlow([step('boss', [person('manager')], { hours: 4, late: 'escalate' })])
  const { view } = await asked('8')
  expect(new Date(view.due!).toISOString()).toBe('2026-11-23T07:00:00.000Z') // 10–12 and 13–15 in Shanghai
  clock.set(view.due! - 1)
  await app.collaboration.approval.tidy(one.workspaceId)
  expect(signersOf(await read(view))).toEqual([people.manager])
  clock.set(view.due!)
  await app.collaboration.approval.tidy(one.workspaceId)
  const up = await read(view)
  expect(signersOf(up)).toEqual([people.director])
  expect(up.steps[0]!.seats[1]).toMatchObject({ from: { why: 'escalated', personId: people.manager } })
  expect((await decide(up, 'manager', approve)).body.code).toBe('approval.not-yours')
  expect((await decide(up, 'director', approve)).body.status).toBe('approved')
  clock.set(start)
})

test('who leaves the company while asked is replaced by whoever leads above', async () => {
  await putFlow([step('boss', [person('manager')])])
  const { view } = await asked('8')
  const active = (is: boolean) =>
    db.tx(one.workspaceId, tx =>
      tx.execute(sql`update member set active = ${is} where user_id = ${people.manager}`),
    )
  await active(false)
  await app.collaboration.approval.tidy(one.workspaceId)
  expect(signersOf(await read(view))).toEqual([people.director])
  await active(true)
  await usual()
})

test('a later revision that is worse voids the approval; one that is not carries it over, said and logged', async () => {
  const { quote, view } = await asked('20')
  await decide(view, 'director', approve)
  const milder = await issue(quote, '18')
  await app.outbox.drain()
  const carried = await read(view)
  expect(carried).toMatchObject({ status: 'approved', hash: milder.hash, newest: true })
  expect(carried.acts.at(-1)).toMatchObject({ kind: 'carried', by: null, reason: 'no-worse' })
  const deeper = await issue(milder, '22')
  await app.outbox.drain()
  const gone = await read(view)
  expect(gone.status).toBe('voided')
  expect(gone.acts.at(-1)).toMatchObject({ kind: 'voided', reason: 'worse' })
  expect(gone.acts.at(-1)!.measures).toContain('blendedDiscount')
  expect((await accept(deeper)).body.code).toBe('quote.not-cleared')
  const standing = (await call('rep', 'GET', `/approvals/of/quote/${quote.id}`)).body
  expect(standing).toMatchObject({ mayAsk: true, cleared: null })
  expect((await ask(deeper)).status).toBe(200)
})

test('approving while it is edited is refused: the hash differs, before anything was heard of it', async () => {
  const { quote, view } = await asked('20')
  await issue(quote, '25')
  expect(await decide(view, 'director', approve)).toMatchObject({
    status: 409,
    body: { code: 'approval.changed' },
  })
  await app.outbox.drain()
  expect((await read(view)).status).toBe('voided')
})

test('withdrawing the quote voids the approval; a revision inside the mandate needs none', async () => {
  const first = await asked('20')
  await call('rep', 'POST', `/quotes/${first.quote.id}/withdraw`, { hash: first.quote.hash })
  await app.outbox.drain()
  expect(await read(first.view)).toMatchObject({ status: 'voided' })
  const second = await asked('20')
  await issue(second.quote, '3')
  await app.outbox.drain()
  expect((await read(second.view)).acts.at(-1)).toMatchObject({ kind: 'voided', reason: 'inside' })
})

test('neither author, nor who reports to them, nor who stands in for them: not by transfer, not by adding', async () => {
  const { view } = await asked('20', 'manager')
  expect(signersOf(view)).toEqual([people.director])
  for (const personId of [people.manager, people.rep])
    for (const act of [
      { kind: 'transfer', personId },
      { kind: 'add', personId, where: 'with' },
    ] as const)
      expect(await decide(view, 'director', act)).toMatchObject({
        status: 403,
        body: { code: 'approval.barred' },
      })
  expect((await decide(view, 'manager', approve)).body.code).toBe('approval.barred')
  const { people: may } = (await read(view, 'director')).may
  expect(may).not.toContain(people.rep)
  expect(may).not.toContain(people.manager)
})

test('returned to the author, asked again, added, handed over, taken back, withdrawn', async () => {
  const { view } = await asked('20')
  const bare = { id: newId(), hash: view.hash, act: { kind: 'reject' } }
  const wordless = await call('director', 'POST', `/approvals/${view.id}/decisions`, bare)
  expect(wordless.body.code).toBe('approval.comment-needed')
  expect((await decide(view, 'director', { kind: 'return', stepId: null })).body.status).toBe('returned')
  const again = { id: newId(), hash: view.hash, comment: '补充了竞品价格' }
  expect((await call('rep', 'POST', `/approvals/${view.id}/ask-again`, again)).body.status).toBe('open')
  const handed = (await decide(view, 'director', { kind: 'transfer', personId: people.manager })).body
  expect(signersOf(handed)).toEqual([people.manager])
  const back = (await decide(view, 'director', { kind: 'undo' })).body
  expect(signersOf(back)).toEqual([people.director])
  const added = { kind: 'add', personId: people.finance, where: 'before' } as const
  expect(signersOf((await decide(view, 'director', added)).body)).toEqual([people.finance])
  expect(signersOf((await decide(view, 'finance', approve)).body)).toEqual([people.director])
  const reminder = () => call('rep', 'POST', `/approvals/${view.id}/remind`, { id: newId() })
  expect((await reminder()).status).toBe(200)
  expect((await reminder()).body.code).toBe('approval.reminded')
  const taken = await call('rep', 'POST', `/approvals/${view.id}/withdraw`, { ...again, id: newId() })
  expect(taken.body).toMatchObject({ status: 'withdrawn', intact: true })
  expect(taken.body.acts).toHaveLength(9)
})

test('a stand-in who comes in while a case waits gets it, and what the author may meanwhile do alone needs no approval', async () => {
  const { quote, view } = await asked('20')
  const day = (days: number) => new Date(start + days * DAY).toISOString().slice(0, 10)
  const lent = await call('director', 'POST', '/mandate/delegations', {
    ...{ toId: people.finance, from: day(0), to: day(3), caps: {}, note: '休假' },
  })
  await app.collaboration.approval.tidy(one.workspaceId, true)
  const inbox = (await call('finance', 'GET', '/approvals')).body
  expect(inbox.items.map(({ id }: CaseView) => id)).toContain(view.id)
  await call('director', 'POST', `/mandate/delegations/${lent.body.id}/end`)
  await app.collaboration.approval.tidy(one.workspaceId, true)
  expect((await call('finance', 'GET', '/approvals')).body.items).toEqual([])
  const { rows } = (await call('admin', 'GET', '/mandate')).body.current
  const putInForce = async (discount: number) => {
    const next = rows.map((row: { id: string }) =>
      row.id === 'rep' ? { ...row, limits: limits(discount) } : row,
    )
    await call('admin', 'PUT', '/mandate/draft', { rows: next, splitDays: 30, edit: 0 })
    await call('admin', 'POST', '/mandate/draft/put-in-force', { edit: 1 })
  }
  await putInForce(0.25)
  expect((await accept(quote)).status).toBe(200)
  await app.collaboration.approval.tidy(one.workspaceId, true)
  expect((await read(view)).acts.at(-1)).toMatchObject({ kind: 'voided', reason: 'inside' })
  await putInForce(0.05)
})

test('a flow is saved as versions; who is late is refused, what is wrong is named, a running case stays on its own', async () => {
  const { current } = (await call('admin', 'GET', '/approval-flows/quote')).body
  const { view } = await asked('20')
  const put = (steps: StepRule[]) =>
    call('admin', 'PUT', '/approval-flows/quote', { base: current.version, steps, note: '' })
  const bad = [step('a', [{ by: 'person', personId: newId() }], { name: '' })]
  expect(await put(bad)).toMatchObject({ status: 400, body: { code: 'approval.flow-faulty' } })
  const { faults } = (await call('admin', 'POST', '/approval-flows/quote/check', { steps: bad })).body
  expect(faults.map((each: { fault: string }) => each.fault)).toEqual(['no-name', 'unknown-person'])
  expect((await put([step('a', [person('manager')])])).status).toBe(200)
  expect(await put([step('b', [person('manager')])])).toMatchObject({
    status: 409,
    body: { code: 'approval.flow-stale' },
  })
  expect((await read(view)).flowVersion).toBe(current.version)
  await usual()
})

test('acts can’t be rewritten; other workspaces find nothing; who may not decide is refused', async () => {
  const { view } = await asked('20')
  await expect(
    db.tx(one.workspaceId, tx =>
      tx.execute(sql`update approval_act set body = '{}' where case_id = ${view.id}`),
    ),
  ).rejects.toMatchObject({ cause: { code: '42501' } })
  expect((await call('director', 'GET', `/approvals/${view.id}`, undefined, other)).status).toBe(404)
  expect((await decide(view, 'compliance', approve)).status).toBe(403)
  expect((await call('rep', 'PUT', '/approval-flows/quote', { base: 0, steps: [] })).status).toBe(403)
})

test('costs and margins are told to those alone who may see them', async () => {
  const { view } = await asked('20')
  expect((await read(view, 'director')).margin).toBeCloseTo(1 - 500_000 / ((1_130_000 * 0.8) / 1.13), 4)
  const rep = await read(view)
  expect([rep.margin, rep.lines[0]!.margin]).toEqual([null, null])
  expect(rep.lines[0]).toMatchObject({
    name: '摄像主机',
    discount: 0.2,
    list: 113_000_000,
    gross: 90_400_000,
    marked: true,
  })
})
