import { afterAll, expect, test, vi } from 'vitest'
import { newId } from '#kernel/id.ts'
import { MINUTE } from '#kernel/time.ts'
import { approvalStage, approve, start, step } from '#test/approval-stage.ts'
import { smtpServer } from '#test/fixtures/servers/smtp.ts'
import type { CaseView } from './api.ts'

// What is done with a case beyond a plain yes: late, told, taken back.

const post = await smtpServer()
afterAll(() => post.close())
const { app, clock, one, people, call, quoted, ask, asked, decide, read, ...stage } = await approvalStage({
  ...{ SMTP_URL: post.url, SMTP_FROM: 'loam@example.com' },
})
const { signersOf, accept, person, putFlow, usual } = stage
const titlesOf = async (role: 'rep' | 'admin' | 'director' | 'delivery') =>
  ((await call(role, 'GET', '/notifications')).body.items as { title: string; link: string }[]).map(
    ({ title, link }) => `${title} ${link}`,
  )
const undo = { kind: 'undo' } as const

test('late again it goes up again, until nobody is left above: then it is stuck and alarmed, and never passed', async () => {
  await putFlow([step('boss', [person('manager')], { hours: 4, late: 'escalate' })])
  const { quote, view } = await asked('8')
  const late = async (before: CaseView): Promise<CaseView> => {
    clock.set(before.due!)
    await app.collaboration.approval.tidy(one.workspaceId)
    return read(view)
  }
  const first = await late(view)
  expect(signersOf(first)).toEqual([people.director])
  expect(first.due! - view.due!).toBeGreaterThanOrEqual(4 * 60 * MINUTE)
  expect(first.steps[0]!.stuck).toBe(false)
  const second = await late(first)
  expect(second).toMatchObject({ status: 'open', steps: [{ stuck: true, lates: 2 }] })
  expect(signersOf(second)).toEqual([people.director])
  expect(second.acts.map(({ kind }) => kind)).toEqual(['ask', 'escalated', 'late'])
  const alarm = `审批超时，上面没有人可转 /approvals/${view.id}`
  for (const role of ['admin', 'rep'] as const) expect(await titlesOf(role)).toContain(alarm)
  expect((await accept(quote)).body.code).toBe('quote.not-cleared')
  expect((await decide(second, 'director', approve)).body.status).toBe('approved')
  clock.set(start)
  await usual()
})

test('whoever chose e-mail for approvals gets one as soon as it is their turn', async () => {
  const { mine } = (await call('director', 'GET', '/notify/preferences')).body
  const choose = (channels: object) =>
    call('director', 'PUT', '/notify/preferences', { ...mine, channels: { ...mine.channels, ...channels } })
  expect((await choose({ approval: ['in-app', 'email'] })).status).toBe(204)
  const { view } = await asked('20')
  const address = `director-${one.workspaceId}@example.com`
  await vi.waitFor(
    () => {
      const mail = post.mails.find(({ to }) => to.includes(address))?.mail
      expect(mail?.subject).toContain('等你审批')
      expect(JSON.stringify(mail)).toContain(`/approvals/${view.id}`)
    },
    { timeout: 15_000 },
  )
  await choose({ approval: ['in-app'] })
})

test('whoever is told and not asked needs no right to decide, only to see', async () => {
  const told = [person('delivery')]
  await putFlow([step('boss', [person('director')], { copy: told })])
  const { view } = await asked('20')
  expect(await titlesOf('delivery')).toContain(`抄送你：一项审批 /approvals/${view.id}`)
  expect((await call('delivery', 'GET', `/approvals/${view.id}`)).body.may.decide).toBe(false)
  expect((await decide(view, 'delivery', approve)).status).toBe(403)
  const asking = [step('boss', told, { copy: [person('integrator')] })]
  const { faults } = (await call('admin', 'POST', '/approval-flows/quote/check', { steps: asking })).body
  expect(faults.map(({ fault }: { fault: string }) => fault)).toEqual(['unknown-person', 'unknown-copy'])
  await usual()
})

test('a slip of the finger is taken back for ten minutes: approved, the text stays in again; said to whoever asked', async () => {
  const { quote, view } = await asked('20')
  await decide(view, 'director', approve)
  const done = await read(view, 'director')
  expect(done.may.undoUntil).toBe(clock.now() + 10 * MINUTE)
  expect((await read(view, 'rep')).may.undoUntil).toBe(null)
  expect((await decide(view, 'manager', undo)).body.code).toBe('approval.nothing-to-undo')
  const back = (await decide(view, 'director', undo)).body as CaseView
  expect(back).toMatchObject({ status: 'open', intact: true })
  expect(signersOf(back)).toEqual([people.director])
  expect((await accept(quote)).body.code).toBe('quote.not-cleared')
  expect(await titlesOf('rep')).toContain(`刚才的决定被收回了，先别发给客户 /approvals/${view.id}`)
  expect((await decide(view, 'director', { kind: 'reject' })).body.status).toBe('rejected')
  expect((await decide(view, 'director', undo)).body.status).toBe('open')
  await decide(view, 'director', approve)
  expect((await accept(quote)).status).toBe(200)
})

test('a decision stands once something came of it: ten minutes are over, the customer has it, or it was asked anew', async () => {
  const over = await asked('20')
  await decide(over.view, 'director', approve)
  clock.set(start + 10 * MINUTE + 1)
  expect((await decide(over.view, 'director', undo)).body.code).toBe('approval.nothing-to-undo')
  clock.set(start)
  const shared = await asked('20')
  await decide(shared.view, 'director', approve)
  const { quote } = shared
  expect((await call('rep', 'POST', `/quotes/${quote.id}/share`, { recipient: '赵主任' })).status).toBe(200)
  expect((await decide(shared.view, 'director', undo)).body.code).toBe('approval.out')
  expect((await read(shared.view, 'director')).may.undoUntil).toBe(null)
  const accepted = await asked('20')
  await decide(accepted.view, 'director', approve)
  const both = await Promise.all([accept(accepted.quote), decide(accepted.view, 'director', undo)])
  // One of them was first, and the other was refused.
  expect(both.filter(({ status }) => status === 200)).toHaveLength(1)
  const refused = await asked('20')
  await decide(refused.view, 'director', { kind: 'reject' })
  expect((await ask(refused.quote)).status).toBe(200)
  expect((await decide(refused.view, 'director', undo)).body.code).toBe('approval.nothing-to-undo')
})

test('whoever asked for another takes it back as the author could', async () => {
  const quote = await quoted('20')
  const view = (await ask(quote, 'manager')).body as CaseView
  expect((await read(view, 'manager')).may.withdraw).toBe(true)
  const taken = await call('manager', 'POST', `/approvals/${view.id}/withdraw`, {
    ...{ id: newId(), hash: view.hash, comment: '' },
  })
  expect(taken.body.status).toBe('withdrawn')
})
