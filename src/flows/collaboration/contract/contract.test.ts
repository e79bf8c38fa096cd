import { sql } from 'drizzle-orm'
import { expect, test, vi } from 'vitest'
import { checkPdfSignature } from '#adapters/signature/check.ts'
import type { QuoteView } from '#collaboration/quote/api.ts'
import { newId } from '#kernel/id.ts'
import { DAY, MINUTE } from '#kernel/time.ts'
import { contractStage, start } from '#test/contract-stage.ts'
import type { ContractEvent, ContractView, SigningView } from './api.ts'

const {
  app,
  db,
  clock,
  workspace,
  post,
  one,
  call,
  customer,
  line,
  signer,
  issued,
  reissued,
  saved,
  begun,
  prepared,
  act,
  tokenOf,
  waiting,
  codeFor,
  mark,
  signs,
  sealed,
} = await contractStage()
const other = await workspace()

test('from a quote inside the mandate to a sealed contract: prepared, sent, signed by both, the quote accepted with it', async () => {
  const told: string[] = []
  for (const type of ['prepared', 'sent', 'signed-by-us', 'signed'])
    app.outbox.hear(`contract.${type}`, async () => void told.push(type))
  const draft = await begun()
  expect(draft).toMatchObject({ state: 'draft', faults: [], amount: 113_000_000, nonStandard: false })
  const ready = await prepared(draft)
  expect(ready).toMatchObject({ state: 'ready', version: 1, cleared: { quote: true, text: true } })
  const sent = (await act(ready, 'send')).body as ContractView
  expect(sent.state).toBe('sent')
  await vi.waitFor(() => expect(post.mails.at(-1)?.to).toEqual([signer.email]))
  const token = /\/s\/contract\/([\w-]+)/.exec(post.mails.at(-1)!.mail.text ?? '')![1]!
  const read = (await customer(token, 'open')).body as SigningView
  expect(read).toMatchObject({
    ...{ state: 'open', total: '¥1,130,000.00', capital: '人民币壹佰壹拾叁万元整' },
    signer: { name: '赵敏', email: 'zha***@hospital.example' },
  })
  expect(read.clauses.find(({ title }) => title === '付款')?.text).toContain('首付款 30%，即 ¥339,000.00')
  expect((await act(sent, 'sign')).body.state).toBe('signed-by-us')
  const done = await signs(token, ready.hash!)
  expect(done.body).toMatchObject({ state: 'done', signedByCustomer: { name: '赵敏' } })
  await sealed(ready.id)
  const now = (await call('rep', 'GET', `/contracts/${ready.id}`)).body as ContractView
  expect(now.state).toBe('effective')
  expect(now.events.map(({ type }) => type)).toEqual([
    ...['created', 'prepared', 'sent', 'opened', 'signed-by-us', 'code-sent', 'signed-by-customer'],
    ...['effective', 'sealed'],
  ])
  expect((await call('rep', 'GET', `/quotes/${ready.quoteId}`)).body.state).toBe('accepted')
  await app.outbox.drain()
  expect(told).toEqual(['prepared', 'sent', 'signed-by-us', 'signed'])
  const pdf = await call('rep', 'GET', `/contracts/${ready.id}/pdf`)
  expect(checkPdfSignature(pdf.raw)).toMatchObject({ ok: true })
  const theirs = await app.http.server.inject({ method: 'GET', url: `/api/public/contracts/${token}/file` })
  expect(theirs.rawPayload.equals(pdf.raw)).toBe(true)
}, 60_000)

test('clicking twice, at once or again after a lost answer leaves one contract, one version, one signature of each', async () => {
  const quote = await issued()
  const twice = <T>(work: () => Promise<T>) => Promise.all([work(), work()])
  const [a, b] = await twice(() => call('rep', 'POST', '/contracts', { quoteId: quote.id }))
  expect(a.body.id).toBe(b.body.id)
  const draft = (await saved(a.body, { signer })).body as ContractView
  const made = await twice(() => prepared(draft))
  expect(made.map(({ hash }) => hash)).toEqual([made[0]!.hash, made[0]!.hash])
  const ready = made[0]!
  await twice(() => act(ready, 'send'))
  await twice(() => act(ready, 'sign'))
  const token = await tokenOf(ready)
  const code = await codeFor(token)
  const body = { hash: ready.hash, agreed: true, code, mark }
  const answers = await twice(() => customer(token, 'sign', body))
  expect(answers.map(({ body: { state } }) => state)).toEqual(['done', 'done'])
  expect((await customer(token, 'sign', { ...body, code: '000000' })).body.state).toBe('done')
  await twice(() => sealed(ready.id))
  const { events, versions } = (await call('rep', 'GET', `/contracts/${ready.id}`)).body as ContractView
  expect(versions).toHaveLength(1)
  for (const type of [
    'created',
    'prepared',
    'sent',
    'signed-by-us',
    'signed-by-customer',
    'effective',
    'sealed',
  ])
    expect([type, events.filter(event => event.type === type).length]).toEqual([type, 1])
}, 60_000)

test('what differs from the quote can’t be made ready: a figure by hand, a value taken out; the difference is named', async () => {
  const contract = await begun()
  const place = contract.draft.clauses.findIndex(({ title }) => title === '价款')
  const worded = async (body: string) => {
    const clauses = contract.draft.clauses.map((clause, i) => (i === place ? { ...clause, body } : clause))
    const now = (await call('rep', 'GET', `/contracts/${contract.id}`)).body as ContractView
    const changed = (await saved(now, { clauses, signer })).body as ContractView
    const answer = await call('rep', 'POST', `/contracts/${contract.id}/prepare`, {
      version: changed.draftVersion,
    })
    return { faults: changed.faults.map(({ code }) => code), answer: answer.body }
  }
  const cheaper = await worded('合同总价为 {{quote.total}}，实付 1,000,000 元。')
  expect(cheaper.faults).toEqual(['contract.text-differs'])
  expect(cheaper.answer).toMatchObject({
    code: 'contract.text-differs',
    details: { clause: '价款', found: '1,000,000 元', expected: '¥1,130,000.00' },
  })
  const without = await worded('合同总价见附件。')
  expect(without.answer.details).toMatchObject({ clause: '价款', expected: '{{quote.total}}' })
}, 30_000)

test('a mandatory clause can’t be left out; personal data brings its clause; another wording needs its own clearance', async () => {
  const contract = await begun()
  const without = contract.draft.clauses.filter(({ title }) => title !== '违约责任')
  const less = (await saved(contract, { clauses: without })).body as ContractView
  expect(less.faults).toMatchObject([{ code: 'contract.clause-needed' }])
  expect(less.faults[0]!.text['zh-CN']).toContain('违约责任')
  const personal = (await saved(less, { clauses: contract.draft.clauses, personalData: true }))
    .body as ContractView
  expect(personal.faults[0]!.text['zh-CN']).toContain('个人信息处理')
  const clauses = contract.draft.clauses.map(clause =>
    clause.title === '保密' ? { ...clause, body: clause.body.replace('年', '年整') } : clause,
  )
  const changed = (await saved(personal, { clauses, personalData: false })).body as ContractView
  const at = clauses.findIndex(({ title }) => title === '保密')
  expect(changed.clauses[at]).toMatchObject({ wording: 'changed', risk: 'low' })
  expect(
    changed.clauses[at]!.redline.filter(({ change }) => change === 'added').map(({ text }) => text),
  ).toEqual(['整'])
  const ready = await prepared(changed)
  expect(ready).toMatchObject({ nonStandard: true, cleared: { quote: true, text: false } })
  expect((await act(ready, 'send')).body.code).toBe('contract.text-not-cleared')
  await db.tx(one.workspaceId, tx =>
    app.collaboration.mandate.clearances.approve(tx, systemOf(), {
      ...{ subject: 'contract', subjectId: ready.id, hash: ready.hash!, by: [one.userIds.director] },
      ...{ reason: {}, caseId: newId() },
    }),
  )
  expect((await act(ready, 'send')).body.state).toBe('sent')
}, 30_000)

test('after a change of price nothing old is signed: the difference is named, and it is sent anew with the new price', async () => {
  const { contract, token } = await waiting()
  await reissued({ id: contract.quoteId } as QuoteView, { lines: [line({ quantity: '2' })] })
  const code = await codeFor(token)
  const refused = await customer(token, 'sign', { hash: contract.hash, agreed: true, code, mark })
  expect(refused.body).toMatchObject({
    code: 'contract.quote-changed',
    details: { bound: 1, current: 2, difference: '¥1,130,000.00 → ¥2,260,000.00' },
  })
  const renewed = (
    await call('rep', 'POST', `/contracts/${contract.id}/renew`, { version: contract.draftVersion })
  ).body as ContractView
  expect(renewed).toMatchObject({ state: 'draft', amount: 226_000_000, signedByUsAt: null })
  expect((await customer(token, 'open')).body.code).toBe('signing.missing')
  const again = await prepared(renewed)
  expect(again.version).toBe(2)
  await act(again, 'send')
  await act(again, 'sign')
  const done = await signs(await tokenOf(again), again.hash!)
  expect(done.body).toMatchObject({ state: 'done', total: '¥2,260,000.00' })
}, 60_000)

test('a code is needed, ends, and is limited; a link is closed when its time is over, it is declined or taken back', async () => {
  const { contract, token } = await waiting()
  const body = { hash: contract.hash, agreed: true, mark }
  expect((await customer(token, 'sign', { ...body, code: '123456' })).body.code).toBe('signing.code-wrong')
  const code = await codeFor(token)
  expect((await customer(token, 'code')).body.code).toBe('signing.code-wait')
  expect((await customer(token, 'sign', { ...body, agreed: false, code })).body.code).toBe(
    'signing.not-agreed',
  )
  const wrong = code === '111111' ? '222222' : '111111'
  for (let i = 0; i < 5; i++) await customer(token, 'sign', { ...body, code: wrong })
  expect((await customer(token, 'sign', { ...body, code })).body.code).toBe('signing.code-wrong')
  for (let i = 0; i < 4; i++) {
    clock.set(clock.now() + MINUTE)
    await codeFor(token)
  }
  clock.set(clock.now() + MINUTE)
  expect((await customer(token, 'code')).body.code).toBe('signing.code-many')
  clock.set(clock.now() + 61 * MINUTE)
  const late = await codeFor(token)
  clock.set(clock.now() + 11 * MINUTE)
  expect((await customer(token, 'sign', { ...body, code: late })).body.code).toBe('signing.code-wrong')
  expect((await customer(token, 'decline', { hash: contract.hash, reason: '预算没批' })).body.state).toBe(
    'declined',
  )
  expect((await customer(token, 'decline', { hash: contract.hash, reason: '预算没批' })).status).toBe(200)
  expect((await customer(token, 'code')).body.code).toBe('signing.closed')
  const second = await waiting()
  await call('rep', 'POST', `/contracts/${second.contract.id}/withdraw`, { reason: '客户换了主体' })
  expect((await customer(second.token, 'open')).body.code).toBe('signing.missing')
  expect((await customer('nobody-knows-this', 'open')).body.code).toBe('signing.missing')
  clock.set(start)
}, 60_000)

test('what nobody signed in time has expired: told once, refused, and renewed with a new quote', async () => {
  const told: string[] = []
  const { contract, token } = await waiting()
  app.outbox.hear<ContractEvent>('contract.expired', async (_tx, { payload }) => {
    if (payload.contractId === contract.id) told.push('expired')
  })
  clock.set(start + 40 * DAY)
  expect((await customer(token, 'code')).body.code).toBe('signing.expired')
  expect((await call('rep', 'GET', `/contracts/${contract.id}`)).body.state).toBe('expired')
  await app.collaboration.contract.sweep()
  await app.collaboration.contract.sweep()
  await app.outbox.drain()
  expect(told).toEqual(['expired'])
  const renew = { version: contract.draftVersion }
  expect((await call('rep', 'POST', `/contracts/${contract.id}/renew`, renew)).body.code).toBe(
    'contract.quote-not-issued',
  )
  clock.set(start)
}, 30_000)

test('nothing leaves that no mandate and no approval covers, whatever is tried', async () => {
  const quote = await issued({ lines: [line({ discount: { by: 'percent', value: '30' } })] })
  const made = (await call('rep', 'POST', '/contracts', { quoteId: quote.id })).body as ContractView
  const ready = await prepared((await saved(made, { signer })).body)
  expect(ready.cleared.quote).toBe(false)
  for (const what of ['send', 'sign']) {
    const { status, body } = await act(ready, what)
    expect([status, body.code]).not.toEqual([200, undefined])
  }
  expect((await act(ready, 'send')).body.code).toBe('contract.quote-not-cleared')
  expect((await call('integrator', 'GET', `/contracts/${ready.id}`)).status).toBe(403)
  expect((await call('compliance', 'POST', `/contracts/${ready.id}/send`, { hash: ready.hash })).status).toBe(
    403,
  )
  expect((await call('admin', 'GET', `/contracts/${ready.id}`, undefined, other)).status).toBe(404)
}, 30_000)

function systemOf() {
  return {
    workspaceId: one.workspaceId,
    ...{ kind: 'system' as const, id: null, name: 'Loam', locale: 'zh-CN' as const, departmentId: null },
    ...{ permissions: new Set<never>(), scope: { kind: 'all' as const } },
  }
}

test('what a version says can’t be changed behind our back', async () => {
  const ready = await prepared(await begun())
  const changing = db.tx(one.workspaceId, tx =>
    tx.execute(sql`update contract_version set content = '{}' where hash = ${ready.hash}`),
  )
  await expect(changing).rejects.toThrow()
})
