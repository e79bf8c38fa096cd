import { expect, test, vi } from 'vitest'
import { MINUTE } from '#kernel/time.ts'
import { contractStage } from '#test/contract-stage.ts'
import type { ContractView } from './api.ts'

const { app, clock, post, one, call, begun, prepared, act, signer } = await contractStage()

const read = async (id: string): Promise<ContractView> => (await call('rep', 'GET', `/contracts/${id}`)).body
const letters = () => post.mails.filter(({ mail }) => mail.subject?.startsWith('请签署')).length

test('a letter that the mail server put off leaves by itself later; the rep sees why it hasn’t', async () => {
  post.faults.push({ responseCode: 451, message: '4.7.1 Greylisted, try again later' })
  const contract = (await act(await prepared(await begun()), 'send')).body as ContractView
  expect(contract.letter).toEqual({ state: 'due', at: null, fault: null })
  await vi.waitFor(async () => expect((await read(contract.id)).letter?.fault).not.toBeNull())
  expect((await read(contract.id)).letter).toMatchObject({ state: 'due', at: clock.now() })
  await vi.waitFor(async () => expect((await read(contract.id)).letter?.state).toBe('sent'), 30_000)
  expect(post.mails.filter(({ to }) => to.includes(signer.email))).toHaveLength(1)
}, 60_000)

test('an address that doesn’t exist is said at once; sent again after it was taken back and mended', async () => {
  const draft = await begun()
  const nobody = { ...signer, email: 'zhao.min@nobody.test' }
  const payload = { version: draft.draftVersion, draft: { ...draft.draft, signer: nobody } }
  const wrong = (await call('rep', 'PUT', `/contracts/${draft.id}/draft`, payload)).body
  const sent = (await act(await prepared(wrong), 'send')).body as ContractView
  await vi.waitFor(async () => expect((await read(sent.id)).letter?.state).toBe('failed'))
  expect((await read(sent.id)).letter?.fault?.['zh-CN']).toContain('邮')
  const renewed = (await call('rep', 'POST', `/contracts/${sent.id}/renew`, { version: sent.draftVersion }))
    .body as ContractView
  expect(renewed.letter).toBeNull()
})

test('the letter is sent again by the same link, not twice within a minute, and not once the contract is taken back', async () => {
  const sent = (await act(await prepared(await begun()), 'send')).body as ContractView
  await vi.waitFor(async () => expect((await read(sent.id)).letter?.state).toBe('sent'))
  const [before, again] = [letters(), () => call('rep', 'POST', `/contracts/${sent.id}/letter`)]
  expect((await again()).body).toMatchObject({ code: 'contract.letter-wait', details: { seconds: 60 } })
  clock.set(clock.now() + MINUTE)
  const [first, second] = await Promise.all([again(), again()])
  expect([first.body.letter.state, second.status]).toEqual(['due', expect.any(Number)])
  await vi.waitFor(async () => expect((await read(sent.id)).letter?.state).toBe('sent'))
  expect(letters()).toBe(before + 1)
  const links = post.mails.slice(-2).map(({ mail }) => /\/s\/contract\/(\S+)/.exec(mail.text ?? '')?.[1])
  expect(new Set(links).size).toBe(1)
  expect((await call('compliance', 'POST', `/contracts/${sent.id}/letter`)).status).toBe(403)
  await call('rep', 'POST', `/contracts/${sent.id}/withdraw`, {})
  clock.set(clock.now() + MINUTE)
  expect((await again()).body.code).toBe('contract.wrong-state')
})

test('who may use the seal is told that a contract waits for them, and led there; the owner, that the customer has signed', async () => {
  const inbox = async (role: 'rep' | 'manager' | 'director') =>
    (await call(role, 'GET', '/notifications')).body.items as { title: string; link: string }[]
  await useSeal({ rep: 1, manager: 1_000_000_000 })
  const ready = await prepared(await begun())
  expect(ready.seal.may).toBe(false)
  const before = (await inbox('rep')).length
  await act(ready, 'send')
  expect(await inbox('manager')).toMatchObject([
    { title: '等你代表公司签署合同', link: `/contracts/${ready.id}` },
  ])
  expect(await inbox('rep')).toHaveLength(before)
  const { play } = app.collaboration.on({
    clock,
    outbox: app.outbox,
    notify: app.notify,
    played: true,
  }).contract
  clock.set(clock.now() + MINUTE)
  await play.sign(one.workspaceId, ready.id)
  expect((await inbox('rep'))[0]).toMatchObject({ title: '客户已签署，等我方签署' })
  expect((await inbox('manager'))[0]).toMatchObject({ title: '客户已签署，等你代表公司签署' })
})

test('a contract that was played says so in its evidence, and no letter leaves; without playing nobody signs without a code', async () => {
  const ready = await prepared(await begun())
  const played = app.collaboration.on({
    ...{ clock, outbox: app.outbox, notify: { notify: async () => {} }, played: true },
  }).contract
  const manager = { ...(await actorOf()), permissions: new Set<never>() }
  const mails = post.mails.length
  await played.releasing.send(manager, ready.id, ready.hash!)
  await expect(app.collaboration.contract.play.sign(one.workspaceId, ready.id)).rejects.toThrow()
  await played.play.open(one.workspaceId, ready.id)
  await played.play.sign(one.workspaceId, ready.id)
  await played.releasing.sign(manager, ready.id, ready.hash!)
  const done = await read(ready.id)
  expect(done).toMatchObject({ state: 'effective', letter: null })
  const hows = done.events.filter(({ type }) => /signed|sent|opened/.test(type)).map(({ how }) => how)
  expect(hows).toEqual(['played', 'played', 'played', 'played'])
  expect(post.mails).toHaveLength(mails)
})

/** Puts a matrix in force in which roles may use the seal up to these amounts (minor units). */
async function useSeal(limits: Record<'rep' | 'manager', number>): Promise<void> {
  const { roles } = (await call('admin', 'GET', '/org')).body
  const row = (name: 'rep' | 'manager') => ({
    id: name,
    holder: {
      ...{ kind: 'role', reach: 'line' },
      id: roles.find((each: { builtIn: string }) => each.builtIn === name).id,
    },
    scope: { departmentId: null, regionId: null, family: null, tier: null },
    limits: {
      ...{ worstLineDiscount: 0, blendedDiscount: 0, effectiveDiscount: null, margin: null },
      ...{ amount: null, paymentDays: 400, seal: limits[name] },
    },
    ...{ from: null, to: null },
  })
  const { draft } = (await call('admin', 'GET', '/mandate')).body
  const rows = [row('rep'), row('manager')]
  const payload = { rows, splitDays: 30, edit: draft?.edit ?? 0 }
  const saved = (await call('admin', 'PUT', '/mandate/draft', payload)).body
  const edit = { edit: saved.draft?.edit ?? saved.edit }
  const { status, body } = await call('admin', 'POST', '/mandate/draft/put-in-force', edit)
  expect([status, body]).toEqual([200, body])
}

const actorOf = async () => ({
  ...{ workspaceId: one.workspaceId, kind: 'user' as const, id: one.userIds.manager, name: 'manager' },
  ...{ locale: 'zh-CN' as const, departmentId: null, scope: { kind: 'all' as const } },
})
