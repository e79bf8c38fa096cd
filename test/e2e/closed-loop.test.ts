import fc, { type Arbitrary } from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CaseView } from '#collaboration/approval/api.ts'
import type { ContractView } from '#collaboration/contract/api.ts'
import type { DraftLine, QuoteView } from '#collaboration/quote/api.ts'
import { newId } from '#kernel/id.ts'
import { DAY, MINUTE } from '#kernel/time.ts'
import { testApp } from '#test/app.ts'
import { smtpServer } from '#test/fixtures/servers/smtp.ts'

// Whatever is done in whatever order, by whoever has a hand in a deal: nothing is signed that nobody with the mandate
// let out. The whole product is driven by its routes; beside it stands the plainest reading of the rule.

const post = await smtpServer()
afterAll(() => post.close())
const { app, clock, workspace } = await testApp({ SMTP_URL: post.url, SMTP_FROM: 'loam@example.com' })
const team = await workspace()
/** A Monday. */
const start = Date.parse('2026-11-23T10:00:00+08:00')

type Seller = 'rep' | 'manager' | 'director'
/** How deep a discount, in percent, each may give or approve. */
const depth: Record<Seller, number> = { rep: 5, manager: 10, director: 30 }
const sellers = Object.keys(depth) as Seller[]

interface Answer {
  status: number
  body: ReturnType<typeof JSON.parse>
}

async function call(role: Seller | 'admin', method: 'GET' | 'POST' | 'PUT', url: string, payload?: object) {
  const answer = await team.as(role).inject({ method, url: `/api/v1${url}`, ...(payload && { payload }) })
  return checked(url, answer.statusCode, answer.body)
}

async function customer(token: string, act: string, payload: object = {}) {
  const url = `/api/public/contracts/${token}/${act}`
  const answer = await app.http.server.inject({ method: 'POST', url, payload })
  return checked(url, answer.statusCode, answer.body)
}

/** A refusal is fine, a fault of the server is not. */
function checked(url: string, status: number, text: string): Answer {
  expect(status, `${url}: ${text}`).toBeLessThan(500)
  return { status, body: text === '' ? undefined : JSON.parse(text) }
}

let product = ''

beforeAll(async () => {
  clock.set(start)
  const org = (await call('admin', 'GET', '/org')).body
  const roleOf = (name: string) => org.roles.find((role: { builtIn: string }) => role.builtIn === name).id
  const rows = sellers.map(role => {
    const discount = depth[role] / 100
    return {
      id: role,
      holder: { kind: 'role', id: roleOf(role), reach: 'line' },
      scope: { departmentId: null, regionId: null, family: null, tier: null },
      limits: {
        ...{ worstLineDiscount: discount, blendedDiscount: discount, effectiveDiscount: null, margin: null },
        ...{ belowFloor: null, amount: null, paymentDays: 400, seal: null },
      },
      ...{ from: null, to: null },
    }
  })
  await call('admin', 'PUT', '/mandate/draft', { rows, splitDays: 30, edit: 0 })
  expect((await call('admin', 'POST', '/mandate/draft/put-in-force', { edit: 1 })).status).toBe(200)
  product = (await call('manager', 'POST', '/products', { code: 'host', name: '摄像主机' })).body.id
  const book = await call('manager', 'POST', '/price-books', {
    ...{ name: '标准价', currency: 'CNY', taxMode: 'inclusive', segment: null },
    ...{ validFrom: '2026-01-01', validTo: null },
  })
  const offer = { price: '1130000', tiers: [], cost: '500000', floor: '600000' }
  const entries = [{ productId: product, offer }]
  expect((await call('manager', 'PUT', `/price-books/${book.body.id}/entries`, { entries })).status).toBe(200)
})

const line = (percent: number): DraftLine => ({
  ...{ id: 'l1', productId: product, kind: 'goods', name: '', spec: '', unit: '', quantity: '1', periods: 1 },
  ...{ price: null, taxRate: '13', free: false, bundleId: null },
  discount: percent === 0 ? null : { by: 'percent', value: String(percent) },
})

/** What a person at the deal may try. Nothing here knows whether it is allowed. */
type StaffAct =
  | { do: 'ask' | 'withdraw quote' | 'prepare' | 'renew' | 'withdraw contract' | 'reword'; by: Seller }
  | { do: 'approve' | 'reject' | 'send' | 'sign' | 'withdraw case'; by: Seller; old: boolean }
type Act =
  | StaffAct
  | { do: 'issue'; percent: number; by: Seller }
  | { do: 'customer signs'; old: boolean }
  | { do: 'customer declines'; old: boolean }
  | { do: 'events arrive' }
  | { do: 'a week passes' }

const isStaff = (act: Act): act is StaffAct => 'by' in act && act.do !== 'issue'

/** One deal, and what the world outside of the product remembers of it. */
class Deal {
  quoteId = ''
  contractId = ''
  cases: CaseView[] = []
  hashes: string[] = []
  tokens: string[] = []
  /** By revision hash: who issued it, with which discount. */
  revisions = new Map<string, { percent: number; by: Seller }>()
  /** Approvals that were taken in: who said yes to which revision. */
  approvals: { hash: string; by: Seller }[] = []
  reworded = new Set<string>()

  async begin(): Promise<void> {
    const account = await call('rep', 'POST', '/accounts', { name: `医院 ${newId()}` })
    this.quoteId = (
      await call('rep', 'POST', '/quotes', { accountId: account.body.id, name: '采购' })
    ).body.id
  }

  async quote(): Promise<QuoteView> {
    return (await call('rep', 'GET', `/quotes/${this.quoteId}`)).body
  }

  async contract(): Promise<ContractView | undefined> {
    return this.contractId ? (await call('rep', 'GET', `/contracts/${this.contractId}`)).body : undefined
  }

  async act(act: Act): Promise<void> {
    if (isStaff(act)) await this.staff(act)
    else if (act.do === 'issue') await this.issue(act.percent, act.by)
    else if (act.do === 'customer signs') await this.customerSigns(act.old)
    else if (act.do === 'customer declines') await this.customerDeclines(act.old)
    else if (act.do === 'events arrive') await app.outbox.drain()
    else clock.set(clock.now() + 7 * DAY)
  }

  async issue(percent: number, by: Seller): Promise<void> {
    const { draft, draftVersion, name } = await this.quote()
    const saved = await call(by, 'PUT', `/quotes/${this.quoteId}/draft`, {
      ...{ version: draftVersion, name, draft: { ...draft, lines: [line(percent)] } },
    })
    if (saved.status !== 200) return
    const version = saved.body.draftVersion
    const { status, body } = await call(by, 'POST', `/quotes/${this.quoteId}/issue`, { version })
    if (status === 200 && !this.revisions.has(body.hash)) this.revisions.set(body.hash, { percent, by })
  }

  async staff(act: StaffAct): Promise<Answer> {
    const { do: what, by } = act
    const nothing = { status: 404, body: undefined }
    if (what === 'ask') return this.ask(by)
    if (what === 'withdraw quote') {
      const { hash } = await this.quote()
      return hash ? call(by, 'POST', `/quotes/${this.quoteId}/withdraw`, { hash }) : nothing
    }
    const old = 'old' in act && act.old
    if (what === 'approve' || what === 'reject' || what === 'withdraw case') return this.decide(what, by, old)
    if (what === 'prepare') return this.prepare(by)
    const contract = await this.contract()
    if (!contract) return nothing
    const url = `/contracts/${contract.id}`
    if (what === 'renew') return call(by, 'POST', `${url}/renew`, { version: contract.draftVersion })
    if (what === 'withdraw contract') return call(by, 'POST', `${url}/withdraw`, {})
    if (what === 'reword') return this.reword(by, contract)
    const hash = old ? this.hashes[0] : contract.hash
    if (!hash) return nothing
    const answer = await call(by, 'POST', `${url}/${what}`, { hash })
    const link = await call('rep', 'POST', `${url}/link`)
    if (link.status === 200) this.tokens.push(link.body.url.split('/').pop())
    return answer
  }

  async ask(by: Seller): Promise<Answer> {
    const { hash } = await this.quote()
    const answer = await call(by, 'POST', '/approvals', {
      ...{ id: newId(), subject: 'quote', subjectId: this.quoteId, hash, note: '客户预算紧' },
    })
    if (answer.status === 200) this.cases.push(answer.body)
    return answer
  }

  async decide(what: string, by: Seller, old: boolean): Promise<Answer> {
    const of = old ? this.cases[0] : this.cases.at(-1)
    if (!of) return { status: 404, body: undefined }
    const id = newId()
    if (what === 'withdraw case') return call(by, 'POST', `/approvals/${of.id}/withdraw`, { id, comment: '' })
    const { hash } = of
    const answer = await call(by, 'POST', `/approvals/${of.id}/decisions`, {
      ...{ id, hash, act: { kind: what }, comment: '看过了' },
    })
    if (answer.status === 200 && what === 'approve') this.approvals.push({ hash, by })
    return answer
  }

  async prepare(by: Seller): Promise<Answer> {
    if (!this.contractId) {
      const made = await call(by, 'POST', '/contracts', { quoteId: this.quoteId })
      if (made.status !== 200) return made
      this.contractId = made.body.id
    }
    const { draft, draftVersion } = (await this.contract())!
    const signer = { name: '赵敏', title: '采购主任', email: 'zhao.min@hospital.example' }
    const saved = await call(by, 'PUT', `/contracts/${this.contractId}/draft`, {
      ...{ version: draftVersion, draft: { ...draft, signer } },
    })
    const version = saved.status === 200 ? saved.body.draftVersion : draftVersion
    const answer = await call(by, 'POST', `/contracts/${this.contractId}/prepare`, { version })
    if (answer.status === 200) {
      this.hashes.push(answer.body.hash)
      if (answer.body.nonStandard) this.reworded.add(answer.body.hash)
    }
    return answer
  }

  reword(by: Seller, { id, draft, draftVersion }: ContractView): Promise<Answer> {
    const clauses = draft.clauses.map(clause =>
      clause.title === '保密' ? { ...clause, body: `${clause.body}双方另有约定的除外。` } : clause,
    )
    const payload = { version: draftVersion, draft: { ...draft, clauses } }
    return call(by, 'PUT', `/contracts/${id}/draft`, payload)
  }

  /** What the customer's browser holds: a link, and the text it shows. */
  async opened(old: boolean): Promise<{ token: string; hash: string } | undefined> {
    const token = old ? this.tokens[0] : this.tokens.at(-1)
    if (!token) return undefined
    const { body } = await customer(token, 'open')
    return { token, hash: body.hash ?? this.hashes.at(-1) ?? '0'.repeat(64) }
  }

  async customerDeclines(old: boolean): Promise<void> {
    const at = await this.opened(old)
    if (at) await customer(at.token, 'decline', { hash: at.hash, reason: '预算没批' })
  }

  async customerSigns(old: boolean): Promise<void> {
    const at = await this.opened(old)
    if (!at) return
    clock.set(clock.now() + 2 * MINUTE)
    const codes = () => post.mails.flatMap(({ mail }) => /^\d{6}(?= )/.exec(mail.subject ?? '') ?? [])
    const before = codes().length
    if ((await customer(at.token, 'code')).status !== 200) return
    await expect.poll(() => codes().length).toBeGreaterThan(before)
    const code = codes().at(-1)
    const mark = { kind: 'typed', text: '赵敏' }
    await customer(at.token, 'sign', { hash: at.hash, agreed: true, code, mark })
  }

  /** The plainest reading: who issued it may give that much, or somebody else who may has said yes to as much of this deal. */
  isCovered(hash: string): boolean {
    const { percent, by } = this.revisions.get(hash)!
    if (percent <= depth[by]) return true
    return this.approvals.some(
      yes =>
        depth[yes.by] >= percent &&
        yes.by !== by &&
        yes.by !== 'rep' &&
        this.revisions.get(yes.hash)!.percent >= percent,
    )
  }
}

const by = fc.constantFrom(...sellers)
const old = fc.boolean()
const percent = fc.constantFrom(0, 8, 20, 40)
const acts: Arbitrary<Act> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('issue' as const),
      percent,
      by: fc.constantFrom<Seller>('rep', 'rep', 'manager'),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('ask' as const), by }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('approve' as const), by, old }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('prepare' as const), by }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom('send' as const, 'sign' as const), by, old }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('customer signs' as const), old }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('renew' as const, 'reword' as const), by }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom('reject' as const, 'withdraw case' as const), by, old }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constantFrom('withdraw quote' as const, 'withdraw contract' as const),
      by,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('customer declines' as const), old }) },
  { weight: 3, arbitrary: fc.constant<Act>({ do: 'events arrive' }) },
  { weight: 1, arbitrary: fc.constant<Act>({ do: 'a week passes' }) },
)

/** The way a deal goes well, with steps left out and anything done in between: pure chance hardly ever signs. */
const way: Arbitrary<Act>[] = [
  fc.record({ do: fc.constant('issue' as const), percent, by: fc.constant('rep' as const) }),
  fc.constant({ do: 'ask', by: 'rep' }),
  fc.record({ do: fc.constant('approve' as const), by, old: fc.constant(false) }),
  fc.constant({ do: 'prepare', by: 'rep' }),
  fc.constant({ do: 'send', by: 'rep', old: false }),
  fc.constant({ do: 'sign', by: 'rep', old: false }),
  fc.constant({ do: 'customer signs', old: false }),
]
const sequences = fc
  .tuple(...way.map(step => fc.tuple(fc.array(acts, { maxLength: 2 }), fc.option(step, { freq: 10 }))))
  .map(parts => parts.flatMap(([between, step]) => (step ? [...between, step] : between)))

/** A deal outside the rep's mandate that ends well, and one whose price falls after it was approved. */
const known: [Act[]][] = [
  [
    [
      { do: 'issue', percent: 20, by: 'rep' },
      { do: 'ask', by: 'rep' },
      { do: 'approve', by: 'director', old: false },
      { do: 'prepare', by: 'rep' },
      { do: 'send', by: 'rep', old: false },
      { do: 'sign', by: 'rep', old: false },
      { do: 'customer signs', old: false },
    ],
  ],
  [
    [
      { do: 'issue', percent: 8, by: 'rep' },
      { do: 'ask', by: 'rep' },
      { do: 'approve', by: 'manager', old: false },
      { do: 'prepare', by: 'rep' },
      { do: 'send', by: 'rep', old: false },
      { do: 'issue', percent: 20, by: 'rep' },
      { do: 'sign', by: 'rep', old: false },
      { do: 'customer signs', old: true },
      { do: 'renew', by: 'rep' },
      { do: 'prepare', by: 'rep' },
      { do: 'sign', by: 'rep', old: false },
    ],
  ],
]

test('no sequence of acts reaches a signature without a covering approval', async () => {
  let signatures = 0
  let effective = 0
  await fc.assert(
    fc.asyncProperty(sequences, async sequence => {
      clock.set(start)
      const deal = new Deal()
      await deal.begin()
      let signedBefore = false
      for (const act of sequence) {
        await deal.act(act)
        const contract = await deal.contract()
        const signed = Boolean(contract && (contract.signedByUsAt ?? contract.signedByCustomerAt))
        if (signed && contract) {
          const bound = contract.snapshot.quote.hash
          expect(deal.isCovered(bound), `${JSON.stringify(act)} signed what nobody let out`).toBe(true)
          expect(deal.reworded.has(contract.hash!), 'another wording was signed without its clearance').toBe(
            false,
          )
          if (!signedBefore) signatures++
        }
        signedBefore = signed
        if (contract?.state === 'effective') expect((await deal.quote()).state).toBe('accepted')
      }
      if ((await deal.contract())?.state === 'effective') effective++
    }),
    { numRuns: 25, examples: known },
  )
  // The test would prove nothing if nothing were ever signed.
  expect(effective).toBeGreaterThan(0)
  expect(signatures).toBeGreaterThanOrEqual(effective)
}, 300_000)
