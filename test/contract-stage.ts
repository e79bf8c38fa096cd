import { afterAll, expect, vi } from 'vitest'
import type { ContractDraft, ContractView } from '#collaboration/contract/api.ts'
import type { DraftLine, QuoteDraft, QuoteView } from '#collaboration/quote/api.ts'
import { newId } from '#kernel/id.ts'
import type { BuiltInRole } from '#platform/org/api.ts'
import { caller, testApp } from '#test/app.ts'
import { smtpServer } from '#test/fixtures/servers/smtp.ts'

/** A Monday. */
export const start = Date.parse('2026-11-23T10:00:00+08:00')

/** A product with mail, a price book, and the acts on contracts as rep and customer do them. */
export async function contractStage(environment: Record<string, string> = {}) {
  const post = await smtpServer()
  afterAll(() => post.close())
  const { app, db, ownerUrl, clock, workspace } = await testApp({
    ...{ SMTP_URL: post.url, SMTP_FROM: 'loam@example.com' },
    ...environment,
  })
  const one = await workspace()
  clock.set(start)

  const send = caller(one)
  const call = async (...request: Parameters<typeof send>) => {
    const { status, body, raw } = await send(...request)
    return { status, body: body?.error ?? body, raw: raw.rawPayload }
  }
  const customer = async (token: string, act: string, payload: object = {}) => {
    const answer = await app.http.server.inject({
      method: 'POST',
      url: `/api/public/contracts/${token}/${act}`,
      payload,
    })
    const body = answer.json()
    return { status: answer.statusCode, body: body?.error ?? body }
  }

  const { account, product } = await makeOffer(call)

  const payment: QuoteDraft['payment'] = [
    { id: 'a', kind: 'first', label: '合同签订后 7 日内', percent: '30', days: 7 },
    { id: 'b', kind: 'retention', label: '验收满一年', percent: '70', days: 90 },
  ]
  const line = (change: Partial<DraftLine> = {}): DraftLine => ({
    ...{ id: `l-${newId()}`, productId: product, kind: 'goods', name: '', spec: '', unit: '', quantity: '1' },
    ...{ periods: 1, price: null, discount: null, taxRate: '13', free: false, bundleId: null },
    ...change,
  })

  /** A quote at list price: inside everybody's beginning mandate. */
  async function issued(change: Partial<QuoteDraft> = {}, role: BuiltInRole = 'rep'): Promise<QuoteView> {
    const quote = (await call(role, 'POST', '/quotes', { accountId: account, name: '腹腔镜采购' }))
      .body as QuoteView
    return reissued(quote, { lines: [line()], payment, ...change })
  }

  async function reissued(quote: QuoteView, change: Partial<QuoteDraft>): Promise<QuoteView> {
    const now = (await call('rep', 'GET', `/quotes/${quote.id}`)).body as QuoteView
    const saved = await call('rep', 'PUT', `/quotes/${quote.id}/draft`, {
      ...{ version: now.draftVersion, name: now.name, draft: { ...now.draft, ...change } },
    })
    return (await call('rep', 'POST', `/quotes/${quote.id}/issue`, { version: saved.body.draftVersion })).body
  }

  const signer = { name: '赵敏', title: '采购主任', email: 'zhao.min@hospital.example' }

  const saved = async (contract: ContractView, change: Partial<ContractDraft>) =>
    call('rep', 'PUT', `/contracts/${contract.id}/draft`, {
      version: contract.draftVersion,
      draft: { ...contract.draft, ...change },
    })

  async function begun(change: Partial<QuoteDraft> = {}): Promise<ContractView> {
    const quote = await issued(change)
    const made = await call('rep', 'POST', '/contracts', { quoteId: quote.id })
    return (await saved(made.body, { signer })).body
  }

  const prepared = async (contract: ContractView): Promise<ContractView> =>
    (await call('rep', 'POST', `/contracts/${contract.id}/prepare`, { version: contract.draftVersion })).body

  const act = (contract: ContractView, what: string, role: BuiltInRole = 'rep') =>
    call(role, 'POST', `/contracts/${contract.id}/${what}`, { hash: contract.hash })

  async function tokenOf(contract: ContractView): Promise<string> {
    const { url } = (await call('rep', 'POST', `/contracts/${contract.id}/link`)).body
    return url.split('/').pop()
  }

  /** Sent and signed by us, with the customer's token. */
  async function waiting(change: Partial<QuoteDraft> = {}) {
    const contract = await prepared(await begun(change))
    await act(contract, 'send')
    const signed = (await act(contract, 'sign')).body as ContractView
    return { contract: signed, token: await tokenOf(signed) }
  }

  async function codeFor(token: string): Promise<string> {
    const before = post.mails.length
    expect((await customer(token, 'code')).status).toBe(200)
    await vi.waitFor(() => expect(post.mails.length).toBeGreaterThan(before))
    const found = post.mails.map(({ mail }) => /^(\d{6}) 是/.exec(mail.subject ?? '')?.[1]).filter(Boolean)
    return found.at(-1)!
  }

  const mark = { kind: 'drawn' as const, strokes: [[100, 200, 300, 120, 500, 260]] }

  async function signs(token: string, hash: string) {
    const code = await codeFor(token)
    return customer(token, 'sign', { hash, agreed: true, code, mark })
  }

  /** Nobody who signs waits for the seal; who wants the file does. */
  async function sealed(id: string): Promise<void> {
    const { status, raw } = await call('rep', 'GET', `/contracts/${id}/pdf`)
    expect([status, raw.subarray(0, 5).toString()]).toEqual([200, '%PDF-'])
  }

  return {
    ...{
      app,
      db,
      ownerUrl,
      account,
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
    },
    ...{ prepared, act, tokenOf, waiting, codeFor, mark, signs, sealed },
  }
}

async function makeOffer(
  call: (
    role: BuiltInRole,
    method: 'POST' | 'PUT',
    url: string,
    body: object,
  ) => Promise<{ body: { id: string } }>,
) {
  const account = (await call('rep', 'POST', '/accounts', { name: '云洲市第一人民医院' })).body.id
  const book = (
    await call('manager', 'POST', '/price-books', {
      ...{ name: '标准价', currency: 'CNY', taxMode: 'inclusive' },
      ...{ validFrom: '2026-01-01', validTo: null, segment: null },
    })
  ).body
  const product = (await call('manager', 'POST', '/products', { code: 'host', name: '摄像主机' })).body.id
  const offer = { price: '1130000', tiers: [], cost: '500000', floor: '600000' }
  await call('manager', 'PUT', `/price-books/${book.id}/entries`, {
    entries: [{ productId: product, offer }],
  })
  return { account, product }
}
