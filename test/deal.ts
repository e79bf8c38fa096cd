import { setTimeout as sleep } from 'node:timers/promises'
import type { MailServer } from '#test/fixtures/servers/smtp.ts'

// A deal through the whole loop over HTTP, by a rep, a customer and the bank. Steps may be sent again after a lost answer: all of them are
// repeatable by the ids that the client chose.

type Json = ReturnType<typeof JSON.parse>
type Method = 'GET' | 'POST' | 'PUT'

/** A product that is driven from outside. */
export interface Stage {
  /** Where it listens at the moment. */
  base(): string
  /** Cookies of who sells and of who takes in payments. */
  rep: string
  finance: string
  post: MailServer
  productIds: string[]
  bankNumber: string
  /** Comes back when the rep's screen is told that something of this deal changed, or after a second. */
  told(quoteId: string): Promise<void>
  /** Lets a minute pass, after which another code may be asked for. */
  aMinute(): Promise<void>
}

export interface DealPlan {
  quoteId: string
  accountId: string
  accountName: string
  /** Tells this deal from the others of a run: sums, days and the customer's address follow from it. */
  index: number
}

/** Runs a step; what it took, and whether it is tried again when the server is gone, is the caller's. */
export type Step = <T>(name: string, work: () => Promise<T>) => Promise<T>

/** Answered, but not as wished. */
export class Refused extends Error {
  status: number
  code: string
  constructor(path: string, status: number, text: string) {
    super(`${path}: ${status} ${text}`)
    this.status = status
    this.code = /"code":"([^"]+)"/.exec(text)?.[1] ?? ''
  }
}

export async function ask(
  stage: Stage,
  cookie: string,
  method: Method,
  path: string,
  body?: object,
  headers: Record<string, string> = {},
): Promise<Json> {
  const base = stage.base()
  const answer = await fetch(base + path, {
    method,
    headers: { cookie, origin: base, ...(body && { 'content-type': 'application/json' }), ...headers },
    ...(body && { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Refused(path, answer.status, text)
  return text === '' ? undefined : JSON.parse(text)
}

/**
 * Draft to started delivery. Steps that the server takes by itself (the plan after the signature, the start after the payment) are waited for as
 * screens do it, by looking again when they are told of a change; they count as steps.
 */
export async function closeDeal(stage: Stage, deal: DealPlan, step: Step): Promise<void> {
  const { quoteId, index } = deal
  const rep = (method: Method, path: string, body?: object) =>
    ask(stage, stage.rep, method, `/api/v1${path}`, body)
  const until = async <T>(look: () => Promise<T | undefined>): Promise<T> => {
    for (;;) {
      const told = stage.told(quoteId)
      const found = await look()
      if (found !== undefined) return found
      await told
    }
  }

  const name = `设备采购 ${index}`
  const quote = await step('quote draft', () =>
    rep('POST', '/quotes', { id: quoteId, accountId: deal.accountId, name }),
  )
  const draft = { ...quote.draft, lines: linesOf(stage, index) }
  const saved = await step('quote save', () =>
    rep('PUT', `/quotes/${quoteId}/draft`, { version: 1, name, draft }),
  )
  await step('quote issue', () => rep('POST', `/quotes/${quoteId}/issue`, { version: saved.draftVersion }))
  await step('slot', () => holdSlot(rep, quoteId, index))
  const contract = await step('contract create', () => rep('POST', '/contracts', { quoteId }))
  const address = `signer-${index}@hospital.example`
  const signer = { name: '赵敏', title: '采购主任', email: address }
  const written = { ...contract.draft, signer }
  const kept = await step('contract save', () =>
    rep('PUT', `/contracts/${contract.id}/draft`, { version: 1, draft: written }),
  )
  const ready = await step('contract prepare', () =>
    rep('POST', `/contracts/${contract.id}/prepare`, { version: kept.draftVersion }),
  )
  const { hash } = ready
  await step('contract send', () => rep('POST', `/contracts/${contract.id}/send`, { hash }))
  await step('contract sign', () => rep('POST', `/contracts/${contract.id}/sign`, { hash }))
  const { url } = await step('signing link', () => rep('POST', `/contracts/${contract.id}/link`))
  const token = url.split('/').pop()
  // Every customer comes from a network of their own.
  const from = { 'x-forwarded-for': `10.${20 + (index >> 8)}.${index & 255}.7` }
  const customer = (act: string, body: object = {}) =>
    ask(stage, '', 'POST', `/api/public/contracts/${token}/${act}`, body, from)
  await step('customer opens', () => customer('open'))
  const codes = () =>
    stage.post.mails.flatMap(({ to, mail }) =>
      to.includes(address) ? (/^\d{6}(?= )/.exec(mail.subject ?? '') ?? []) : [],
    )
  await step('customer code', async () => {
    const before = codes().length
    try {
      await customer('code')
    } catch (error) {
      // Asked for before, and the answer was lost. Either it has come, or it was lost too.
      if (!(error instanceof Refused) || error.code !== 'signing.code-wait') throw error
      if (before > 0) return
      await stage.aMinute()
      throw error
    }
    while (codes().length === before) await sleep(5)
  })
  const mark = { kind: 'typed', text: '赵敏' }
  await step('customer signs', () => customer('sign', { hash, agreed: true, code: codes().at(-1), mark }))
  const plan = await step('plan made (by itself)', () =>
    until(async () => (await rep('GET', `/payments/plans?quote=${quoteId}`)).plan ?? undefined),
  )
  const line = {
    ...{ id: `BANK-${quoteId}`, day: today(), amount: plan.payments[0].amount, currency: 'CNY' },
    ...{ payer: deal.accountName, remark: `货款 ${plan.number}` },
  }
  await step('bank line', () =>
    ask(stage, stage.finance, 'POST', '/api/v1/bank-lines', { account: stage.bankNumber, lines: [line] }),
  )
  await step('delivery starts (by itself)', () =>
    until(async () =>
      (await rep('GET', `/delivery/quotes/${quoteId}`)).delivery?.state === 'started' ? true : undefined,
    ),
  )
}

const today = () => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)

const dayIn = (days: number) =>
  new Date(Date.now() + 8 * 3_600_000 + days * 86_400_000).toISOString().slice(0, 10)

function linesOf({ productIds }: Stage, index: number) {
  return productIds.map((productId, place) => ({
    ...{ id: `l${place}`, productId, kind: 'goods', name: '', spec: '', unit: '', periods: 1, price: null },
    ...{ quantity: String(1 + ((index + place) % 7)), taxRate: '13', free: false, bundleId: null },
    discount: place === 0 ? { by: 'percent', value: '3' } : null,
  }))
}

/** Looks for slots and takes one; where somebody was faster, looks again. */
async function holdSlot(
  rep: (method: Method, path: string, body?: object) => Promise<Json>,
  quoteId: string,
  index: number,
): Promise<void> {
  const need = { skill: null, people: 1, days: 2, from: dayIn(1) }
  for (let turn = 0; ; turn++) {
    const { offers } = await rep('POST', '/delivery/offers', { ...need, to: dayIn(60), quoteId })
    const { teamId, from } = offers[(index + turn) % offers.length]
    try {
      await rep('PUT', `/delivery/quotes/${quoteId}/slot`, { ...need, from, teamId })
      return
    } catch (error) {
      if (!(error instanceof Refused) || error.code !== 'delivery.taken') throw error
    }
  }
}

/** The people, prices, mandates, teams and the bank account of a company, made by its administrator. @returns the stage without its address */
export async function setStage(base: () => string, admin: string, post: MailServer): Promise<Stage> {
  const told = () => sleep(1_000)
  const aMinute = () => sleep(61_000)
  const stage: Stage = {
    base,
    post,
    rep: '',
    finance: '',
    productIds: [],
    bankNumber: '755901880001',
    told,
    aMinute,
  }
  const by = (method: Method, path: string, body?: object) =>
    ask(stage, admin, method, `/api/v1${path}`, body)
  const { roles } = await by('GET', '/org')
  const roleOf = (name: string) => roles.find((role: { builtIn: string }) => role.builtIn === name).id
  stage.rep = await join(stage, admin, 'rep', roleOf('rep'))
  stage.finance = await join(stage, admin, 'finance', roleOf('finance'))
  const book = await by('POST', '/price-books', {
    ...{ name: '标准价', currency: 'CNY', taxMode: 'inclusive' },
    ...{ validFrom: '2026-01-01', validTo: null, segment: null },
  })
  for (let place = 0; place < 5; place++)
    stage.productIds.push(
      (await by('POST', '/products', { code: `CY-${place}`, name: `腹腔镜部件 ${place}` })).id,
    )
  const entries = stage.productIds.map((productId, place) => ({
    productId,
    offer: { price: String(11_300 * (place + 1)), tiers: [], floor: '5000', cost: '4000' },
  }))
  await by('PUT', `/price-books/${book.id}/entries`, { entries })
  await putMandateInForce(by, roleOf('rep'))
  for (const name of ['华东交付', '华北交付', '华南交付'])
    await by('POST', '/delivery/teams', {
      ...{ name, leadId: null, opens: 540, closes: 1080 },
      resources: Array.from({ length: 10 }, (_, i) => ({
        ...{ id: crypto.randomUUID(), name: `工程师 ${i}`, userId: null, skills: [] },
      })),
    })
  const account = { name: '基本户', number: stage.bankNumber, currency: 'CNY' }
  await ask(stage, stage.finance, 'POST', '/api/v1/bank-accounts', account)
  return stage
}

/** Opens the rep's screen: deals are looked at as soon as they are told of. @returns closes it */
export async function openScreen(stage: Stage): Promise<() => void> {
  const waiting = new Map<string, (() => void)[]>()
  stage.told = quoteId =>
    new Promise(resolve => {
      const timer = setTimeout(resolve, 1_000)
      const done = () => {
        clearTimeout(timer)
        resolve()
      }
      waiting.set(quoteId, [...(waiting.get(quoteId) ?? []), done])
    })
  const stop = new AbortController()
  const answer = await fetch(`${stage.base()}/api/v1/live`, {
    headers: { cookie: stage.rep },
    signal: stop.signal,
  })
  const read = async () => {
    const decoder = new TextDecoder()
    for await (const part of answer.body!)
      for (const [, quoteId] of decoder.decode(part, { stream: true }).matchAll(/"quoteId":"([^"]+)"/g)) {
        for (const done of waiting.get(quoteId!) ?? []) done()
        waiting.delete(quoteId!)
      }
  }
  read().catch(() => {})
  return () => stop.abort()
}

/** Customers for so many deals. */
export async function makeDeals(stage: Stage, count: number, first = 0): Promise<DealPlan[]> {
  const deals: DealPlan[] = []
  for (let index = first; index < first + count; index++) {
    const accountName = `云洲市第${index}人民医院`
    const { id } = await ask(stage, stage.rep, 'POST', '/api/v1/accounts', { name: accountName })
    deals.push({ quoteId: crypto.randomUUID(), accountId: id, accountName, index })
  }
  return deals
}

async function join(stage: Stage, admin: string, name: string, roleId: string): Promise<string> {
  const people = [{ email: `${name}@example.com`, name, roleId }]
  const { invitations } = await ask(stage, admin, 'POST', '/api/v1/invitations', { people })
  const token = invitations[0].link.split('/').pop()
  const answer = await fetch(`${stage.base()}/api/v1/invitations/by-token/${token}/accept`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: stage.base() },
    body: JSON.stringify({ name, password: 'correct horse battery' }),
  })
  if (!answer.ok) throw new Error(`invitation: ${answer.status} ${await answer.text()}`)
  return cookiesOf(answer)
}

/** What a browser would send back. */
export const cookiesOf = (answer: Response): string =>
  answer.headers
    .getSetCookie()
    .map(value => value.split(';')[0])
    .join('; ')

/** Reps give 5 % and may use the seal. */
async function putMandateInForce(
  by: (method: Method, path: string, body?: object) => Promise<Json>,
  roleId: string,
): Promise<void> {
  const row = {
    ...{ id: 'rep', holder: { kind: 'role', id: roleId, reach: 'line' }, from: null, to: null },
    scope: { departmentId: null, regionId: null, family: null, tier: null },
    limits: {
      ...{ worstLineDiscount: 0.05, blendedDiscount: 0.05, effectiveDiscount: null, margin: null },
      ...{ belowFloor: null, amount: null, paymentDays: 400, seal: null },
    },
  }
  await by('PUT', '/mandate/draft', { rows: [row], splitDays: 30, edit: 0 })
  await by('POST', '/mandate/draft/put-in-force', { edit: 1 })
}

/** What the database holds of so many deals; each number is to be the number of deals. */
export const counts = `
  select (select count(*) from quote where status = 'accepted')::int as quotes,
    (select count(*) from quote)::int as "all quotes",
    (select count(*) from quote_revision)::int as revisions,
    (select count(*) from contract where status = 'effective')::int as contracts,
    (select count(*) from contract)::int as "all contracts",
    (select count(*) from contract where file_hash is not null)::int as "sealed files",
    (select count(*) from payment_plan)::int as plans,
    (select count(*) from bank_line where state = 'done')::int as receipts,
    (select count(*) from bank_line)::int as "bank lines",
    (select count(*) from allocation where reversed_at is null)::int as confirmations,
    (select count(*) from delivery where state = 'started')::int as started,
    (select count(*) from delivery)::int as bookings,
    (select count(*) / 2 from delivery_day)::int as "booked days, halved",
    (select count(*) from audit where act = 'delivery.started')::int as "told of a start"`
