import { beforeAll, expect } from 'vitest'
import type { CaseView, Decision, StepRule } from '#collaboration/approval/api.ts'
import type { DraftLine, QuoteDraft, QuoteView } from '#collaboration/quote/api.ts'
import { newId } from '#kernel/id.ts'
import type { BuiltInRole } from '#platform/org/api.ts'
import { caller, testApp } from '#test/app.ts'

/** A Monday. */
export const start = Date.parse('2026-11-23T10:00:00+08:00')

const limits = (discount: number | null) => ({
  ...{ worstLineDiscount: discount, blendedDiscount: discount, effectiveDiscount: null, margin: null },
  ...{ belowFloor: null, amount: null, paymentDays: 400 },
})

const line = (percent: string): DraftLine => ({
  ...{ id: 'l1', productId: null, kind: 'goods', name: '', spec: '', unit: '', quantity: '1', periods: 1 },
  ...{ price: null, taxRate: '13', free: false, bundleId: null, discount: { by: 'percent', value: percent } },
})

export const approve = { kind: 'approve' } as const

/** A step that all must approve. */
export const step = (id: string, who: StepRule['who'], change: Partial<StepRule> = {}): StepRule => ({
  ...{ id, name: id, who, mode: 'all', when: null, copy: [], hours: null, late: 'remind' },
  ...change,
})

/** A product whose reps may give 5 %, managers 10 %, directors 30 %; and what is done with quotes beyond that. */
export async function approvalStage(environment: Record<string, string> = {}) {
  const { app, db, clock, workspace } = await testApp(environment)
  const one = await workspace()
  const { userIds: people } = one
  let product = ''

  const send = caller(one)
  const call = async (...request: Parameters<typeof send>) => {
    const { status, body } = await send(...request)
    return { status, body: body?.error ?? body }
  }

  beforeAll(async () => {
    clock.set(start)
    const org = (await call('admin', 'GET', '/org')).body
    const roleOf = (name: string) => org.roles.find((role: { builtIn: string }) => role.builtIn === name).id
    const row = (name: BuiltInRole, discount: number | null) => ({
      id: name,
      holder: { kind: 'role', id: roleOf(name), reach: 'line' },
      scope: { departmentId: null, regionId: null, family: null, tier: null },
      limits: limits(discount),
      ...{ from: null, to: null },
    })
    const rows = [row('rep', 0.05), row('manager', 0.1), row('director', 0.3)]
    await call('admin', 'PUT', '/mandate/draft', { rows, splitDays: 30, edit: 0 })
    expect((await call('admin', 'POST', '/mandate/draft/put-in-force', { edit: 1 })).status).toBe(200)
    product = (await call('manager', 'POST', '/products', { code: 'host', name: '摄像主机' })).body.id
    const book = (
      await call('manager', 'POST', '/price-books', {
        ...{ name: '标准价', currency: 'CNY', taxMode: 'inclusive', segment: null },
        ...{ validFrom: '2026-01-01', validTo: null },
      })
    ).body
    const offer = { price: '1130000', tiers: [], cost: '500000', floor: '600000' }
    await call('manager', 'PUT', `/price-books/${book.id}/entries`, {
      entries: [{ productId: product, offer }],
    })
  })

  /** Issues the next revision of a quote with a discount. */
  async function issue(quote: QuoteView, percent: string, role: BuiltInRole = 'rep'): Promise<QuoteView> {
    const draft: QuoteDraft = { ...quote.draft, lines: [{ ...line(percent), productId: product }] }
    const saved = await call(role, 'PUT', `/quotes/${quote.id}/draft`, {
      ...{ version: quote.draftVersion, name: quote.name, draft },
    })
    const { body, status } = await call(role, 'POST', `/quotes/${quote.id}/issue`, {
      version: saved.body.draftVersion,
    })
    expect(status).toBe(200)
    return body
  }

  async function quoted(percent: string, role: BuiltInRole = 'rep'): Promise<QuoteView> {
    const accountId = (await call('rep', 'POST', '/accounts', { name: `医院 ${newId().slice(-8)}` })).body.id
    return issue((await call(role, 'POST', '/quotes', { accountId, name: '腹腔镜采购' })).body, percent, role)
  }

  const ask = (quote: QuoteView, role: BuiltInRole = 'rep', id = newId()) =>
    call(role, 'POST', '/approvals', {
      id,
      subject: 'quote',
      subjectId: quote.id,
      hash: quote.hash,
      note: '客户预算紧',
    })

  async function asked(percent: string, role: BuiltInRole = 'rep') {
    const quote = await quoted(percent, role)
    const { body, status } = await ask(quote, role)
    expect(status).toBe(200)
    return { quote, view: body as CaseView }
  }

  const decide = (view: CaseView, role: BuiltInRole, act: Decision, id = newId(), hash = view.hash) =>
    call(role, 'POST', `/approvals/${view.id}/decisions`, { id, hash, act, comment: '看过了' })
  const read = async (view: CaseView, role: BuiltInRole = 'rep'): Promise<CaseView> =>
    (await call(role, 'GET', `/approvals/${view.id}`)).body
  const signersOf = (view: CaseView) => view.waitsFor.flatMap(({ signers }) => signers)
  const accept = (quote: QuoteView) => call('rep', 'POST', `/quotes/${quote.id}/accept`, { hash: quote.hash })

  const person = (role: BuiltInRole) => ({ by: 'person' as const, personId: people[role] })

  async function putFlow(steps: StepRule[]): Promise<void> {
    const { current } = (await call('admin', 'GET', '/approval-flows/quote')).body
    expect(
      (await call('admin', 'PUT', '/approval-flows/quote', { base: current.version, steps })).status,
    ).toBe(200)
  }
  const usual = () => putFlow([step('mandate', [{ by: 'mandate' }], { mode: 'any' })])

  return {
    ...{ app, db, clock, one, people, workspace, call, issue, quoted, ask, asked, decide, read, signersOf },
    ...{ accept, person, putFlow, usual, limits },
  }
}
