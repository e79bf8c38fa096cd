import { beforeAll, expect, test } from 'vitest'
import type { CaseView, Standing } from '#collaboration/approval/api.ts'
import type { QuoteView } from '#collaboration/quote/api.ts'
import { newId } from '#kernel/id.ts'
import type { BuiltInRole } from '#platform/org/api.ts'
import { testApp } from '#test/app.ts'
import { smtpServer } from '#test/fixtures/servers/smtp.ts'
import type { ContractDraft, ContractView } from './api.ts'

// A text that departs from the library, through its whole approval: to exactly whose mandate covers what departs.

const post = await smtpServer()
const { app, clock, workspace } = await testApp({ SMTP_URL: post.url, SMTP_FROM: 'loam@example.com' })
const one = await workspace()
const wan = 10_000_00

const call = async (
  role: BuiltInRole,
  method: 'GET' | 'POST' | 'PUT',
  url: string,
  payload?: object,
  status?: number,
) => {
  const answer = await one.as(role).inject({ method, url: `/api/v1${url}`, ...(payload && { payload }) })
  const body = answer.json()
  if (status !== undefined) expect([url, answer.statusCode, body]).toEqual([url, status, body])
  return body.error ?? body
}

let accountId = ''
let productId = ''

/** Reps may use the seal below a million, managers below two; directors may let a clause depart, and twice the price of liability. */
async function useMandates(director: object): Promise<void> {
  const { roles } = await call('admin', 'GET', '/org')
  const row = (name: BuiltInRole, limits: object) => ({
    id: name,
    holder: {
      kind: 'role',
      id: roles.find((each: { builtIn: string }) => each.builtIn === name).id,
      reach: 'line',
    },
    scope: { departmentId: null, regionId: null, family: null, tier: null },
    limits: {
      ...{ worstLineDiscount: 0, blendedDiscount: 0, effectiveDiscount: null, margin: null },
      ...{ amount: null, paymentDays: 400, ...limits },
    },
    ...{ from: null, to: null },
  })
  const rows = [
    row('rep', { seal: 100 * wan }),
    row('manager', { seal: 200 * wan }),
    row('director', { seal: 200 * wan, ...director }),
  ]
  const { draft } = await call('admin', 'GET', '/mandate')
  const saved = await call(
    'admin',
    'PUT',
    '/mandate/draft',
    { rows, splitDays: 30, edit: draft?.edit ?? 0 },
    200,
  )
  await call('admin', 'POST', '/mandate/draft/put-in-force', { edit: saved.draft?.edit ?? saved.edit }, 200)
}

beforeAll(async () => {
  clock.set(Date.parse('2026-11-23T10:00:00+08:00'))
  await useMandates({ nonStandardClause: null, liability: 2 })
  accountId = (await call('rep', 'POST', '/accounts', { name: '云洲市第一人民医院' })).id
  const book = await call('manager', 'POST', '/price-books', {
    ...{ name: '标准价', currency: 'CNY', taxMode: 'inclusive' },
    ...{ validFrom: '2026-01-01', validTo: null, segment: null },
  })
  productId = (await call('manager', 'POST', '/products', { code: 'host', name: '摄像主机' })).id
  const offer = { price: '500000', tiers: [], cost: '100000', floor: null }
  await call('manager', 'PUT', `/price-books/${book.id}/entries`, { entries: [{ productId, offer }] })
  return () => post.close()
})

/** The contract of a quote at list price, its draft changed. */
async function drafted(
  change: (draft: ContractDraft) => ContractDraft,
  quantity = '1',
): Promise<ContractView> {
  const quote: QuoteView = await call('rep', 'POST', '/quotes', { accountId, name: '腹腔镜采购' })
  const line = {
    ...{ id: newId(), productId, kind: 'goods', name: '', spec: '', unit: '', quantity, periods: 1 },
    ...{ price: null, discount: null, taxRate: '13', free: false, bundleId: null },
  }
  const draft = { ...quote.draft, lines: [line] }
  const body = { version: quote.draftVersion, name: quote.name, draft }
  const { draftVersion } = await call('rep', 'PUT', `/quotes/${quote.id}/draft`, body, 200)
  await call('rep', 'POST', `/quotes/${quote.id}/issue`, { version: draftVersion }, 200)
  const made: ContractView = await call('rep', 'POST', '/contracts', { quoteId: quote.id }, 200)
  return reworded(made, change)
}

const signer = { name: '赵敏', title: '采购主任', email: 'zhao.min@hospital.example' }

/** Saves the draft with a change, and freezes it. */
async function reworded(
  { id, draft, draftVersion }: ContractView,
  change: (draft: ContractDraft) => ContractDraft,
): Promise<ContractView> {
  const body = { version: draftVersion, draft: change({ ...draft, signer }) }
  const saved = await call('rep', 'PUT', `/contracts/${id}/draft`, body, 200)
  return call('rep', 'POST', `/contracts/${id}/prepare`, { version: saved.draftVersion }, 200)
}

const wording =
  (title: string, from: string, to: string) =>
  (draft: ContractDraft): ContractDraft => ({
    ...draft,
    clauses: draft.clauses.map(clause => {
      if (clause.title !== title) return clause
      expect(clause.body).toContain(from)
      return { ...clause, body: clause.body.replace(from, to) }
    }),
  })
const liability =
  (liabilityCap: string) =>
  (draft: ContractDraft): ContractDraft => ({ ...draft, variables: { ...draft.variables, liabilityCap } })

const act = ({ id, hash }: ContractView, what: string, role: BuiltInRole = 'rep') =>
  call(role, 'POST', `/contracts/${id}/${what}`, { hash })
const ask = ({ id, hash }: ContractView): Promise<CaseView> =>
  call(
    'rep',
    'POST',
    '/approvals',
    { id: newId(), subject: 'contract', subjectId: id, hash, note: '客户要求' },
    200,
  )
const signersOf = ({ waitsFor }: CaseView) => waitsFor.flatMap(({ signers }) => signers)
const approve = ({ id, hash }: CaseView, role: BuiltInRole) =>
  call(role, 'POST', `/approvals/${id}/decisions`, {
    id: newId(),
    hash,
    act: { kind: 'approve' },
    comment: '',
  })

test('a clause worded anew goes to whose mandate covers it, who sees what was changed; approved it is sent and signed; another wording voids that', async () => {
  const ready = await drafted(wording('质量保证', '免费修复或更换', '免费上门修复或更换'))
  expect((await act(ready, 'send')).code).toBe('contract.text-not-cleared')
  expect((await act(ready, 'sign')).code).toMatch(/^contract\./)
  const standing: Standing = await call('rep', 'GET', `/approvals/of/contract/${ready.id}`)
  expect(standing).toMatchObject({ hash: ready.hash, cleared: null, mayAsk: true })
  const asked = await ask(ready)
  expect(asked).toMatchObject({ status: 'open', subject: 'contract', outside: ['nonStandardClause'] })
  expect(signersOf(asked)).toEqual([one.userIds.director])
  // Asking again is the same case; and neither the author nor somebody whose mandate doesn't cover it decides.
  expect((await ask(ready)).id).toBe(asked.id)
  for (const role of ['rep', 'manager'] as const)
    expect((await approve(asked, role)).code).toMatch(/^approval\.(not-yours|barred)$/)
  const seen: CaseView = await call('director', 'GET', `/approvals/${asked.id}`)
  const [changed, ...others] = seen.lines.filter(({ marked }) => marked)
  expect([changed?.name, others]).toEqual(['质量保证', []])
  expect(changed?.redline?.filter(({ change }) => change !== 'same')).toEqual([
    { change: 'added', text: '上门' },
  ])
  expect(changed?.spec).not.toContain('{{')

  expect((await approve(seen, 'director')).status).toBe('approved')
  expect((await act(ready, 'send')).state).toBe('sent')
  expect((await act(ready, 'sign')).state).toBe('signed-by-us')

  const back = await call('rep', 'POST', `/contracts/${ready.id}/renew`, { version: ready.draftVersion }, 200)
  const again = await reworded(back, wording('质量保证', '免费上门修复或更换', '三年内免费上门修复或更换'))
  await app.outbox.drain()
  const voided: CaseView = await call('rep', 'GET', `/approvals/${asked.id}`)
  expect(voided).toMatchObject({ status: 'voided', newest: false })
  expect((await act(again, 'send')).code).toBe('contract.text-not-cleared')
  expect((await act({ ...again, hash: ready.hash }, 'send')).code).toBe('contract.superseded')
  expect(signersOf(await ask(again))).toEqual([one.userIds.director])
}, 60_000)

test('raised liability shows its clause from the usual cap to the new one; where nobody’s mandate goes so far, it is blocked', async () => {
  const twice = await ask(await drafted(liability('200')))
  expect([twice.outside, signersOf(twice)]).toEqual([['liability'], [one.userIds.director]])
  const [clause] = twice.lines.filter(({ marked }) => marked)
  expect(clause?.redline?.filter(({ change }) => change !== 'same')).toEqual([
    { change: 'removed', text: '100' },
    { change: 'added', text: '200' },
  ])
  const ready = await drafted(liability('300'))
  const thrice = await ask(ready)
  expect([thrice.status, signersOf(thrice)]).toEqual(['blocked', []])
  expect((await act(ready, 'send')).code).toBe('contract.text-not-cleared')
}, 60_000)

test('outside of one’s mandate for the seal, who may use it is named, sees the contract, and signs it there', async () => {
  const ready = await drafted(draft => draft, '3')
  expect(ready.seal.may).toBe(false)
  expect(ready.seal.reason['zh-CN']).toBe('超出你的用章授权，可请manager签署。')
  expect((await act(ready, 'send')).state).toBe('sent')
  expect((await act(ready, 'sign')).code).toBe('contract.no-seal')
  const seen: ContractView = await call('manager', 'GET', `/contracts/${ready.id}`)
  expect(seen.seal.may).toBe(true)
  expect((await act(ready, 'sign', 'manager')).state).toBe('signed-by-us')
}, 60_000)
