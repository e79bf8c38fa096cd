import type { ContractDraft, ContractView } from '#collaboration/contract/api.ts'
import type { QuoteDraft, QuoteView } from '#collaboration/quote/api.ts'
import { type Id, newId } from '#kernel/id.ts'
import { HOUR, type Instant, MINUTE } from '#kernel/time.ts'
import { creditCodeCheck } from '#lib/match/credit-code.ts'
import { makeRandom } from '#lib/stats/random.ts'
import type { App } from '../wire.ts'
import { accounts, contactsOf } from './accounts.ts'
import { deals, type Terms } from './deal-list.ts'
import { holdSlot } from './delivery.ts'
import type { LoadedSample } from './nouns.ts'
import { company } from './organisation.ts'
import { dayHours, openPast, workBefore, workdaysAgo } from './past.ts'
import { type Catalogue, lineOf } from './prices.ts'
import { clauses, payment, percent } from './quotes.ts'
import { settle } from './settle.ts'
import { after, colleague, colleagueById, doing, type Pause, type Play, type Scene } from './stage.ts'

/** What happens within so many hours is lived through side by side. */
const side = 4 * HOUR

/** Lives through the order book: every act on its own day, by the same services and with the same checks as today's. */
export async function playDeals(app: App, loaded: LoadedSample, catalogue: Catalogue): Promise<void> {
  const until = app.clock.now() - 5 * MINUTE
  let running = deals.map((deal, index) => {
    const past = openPast(app)
    const owner = colleague(loaded, deal.owner)
    const scene = { app, loaded, past, catalogue, deal, random: makeRandom(4_000 + index), owner }
    const next: Pause = { at: beginningOf(app.clock.now(), deal.begun, index), alone: true }
    return { clock: past.clock, play: play(scene), next }
  })
  const step = async (one: (typeof running)[number]) => {
    one.clock.set(one.next.at)
    const { value } = await one.play.next()
    one.next = value ?? { at: Number.POSITIVE_INFINITY }
  }
  for (;;) {
    running = running.filter(({ next }) => next.at <= until).toSorted((a, b) => a.next.at - b.next.at)
    if (!running[0]) return
    const end = running[0].next.at + side
    const now = running.filter(({ next }) => next.at < end)
    for (const one of now.filter(({ next }) => next.alone)) await step(one)
    await Promise.all(now.filter(({ next }) => !next.alone && next.at < end).map(step))
  }
}

/** Deals of earlier days begin at one of their hours; those of part of a day, so much working time ago. */
const beginningOf = (now: Instant, begun: number, index: number): Instant =>
  begun < 1 ? workBefore(now, begun * dayHours) : workdaysAgo(now, begun, 9 + (index % 8))

async function* play(scene: Scene): Play<void> {
  const quote = yield* offer(scene)
  const contract = quote && (yield* agree(scene, quote))
  if (contract) yield* settle(scene, contract)
}

/** From the first line to a quote that may go out, with a slot; undefined where the deal goes no further. */
async function* offer(scene: Scene): Play<QuoteView | undefined> {
  const { past, deal, owner, loaded } = scene
  const { quotes, issuing } = past.quote
  const { turn, name } = deal
  const begun = await quotes.create(owner, { accountId: loaded.accounts[deal.customer]!, name })
  const saved = await quotes.save(owner, begun.id, {
    ...{ version: begun.draftVersion, name },
    draft: { ...begun.draft, lines: linesOf(scene), payment: termsOf(deal.terms), clauses },
  })
  if (turn === 'draft') return undefined
  yield { at: after(scene, 0.3, 3) }
  const issued = await issuing.issue(owner, saved.id, saved.draftVersion)
  const cleared = turn === 'to-ask' ? undefined : yield* clear(scene, issued)
  if (!cleared || turn === 'runs-out') return undefined
  if (turn === 'withdrawn') {
    yield { at: after(scene, 15, 40) }
    await issuing.withdraw(owner, cleared.id, cleared.hash!, '院方预算推迟到明年')
    return undefined
  }
  if (turn !== 'no-slot') {
    yield { at: after(scene, 0.1, 0.6), alone: true }
    await holdSlot(scene, cleared.id)
  }
  return turn === 'to-prepare' ? undefined : cleared
}

const linesOf = ({ catalogue, deal }: Scene, given?: string): QuoteDraft['lines'] =>
  deal.lines.map(([code, quantity, off]) =>
    lineOf(catalogue, code, quantity, {
      ...(code === 'CY-SW-PACS' && { periods: 36 }),
      ...(off === 'free' ? { free: true } : off && { discount: percent(given ?? off) }),
    }),
  )

const wholeAt = (days: number): QuoteDraft['payment'] => [
  { id: newId(), kind: 'first', label: `合同签订后 ${days} 日内`, percent: '100', days },
]

function termsOf(terms: Terms): QuoteDraft['payment'] {
  if (terms === 'all') return wholeAt(10)
  const [first, middle, last] = terms.split('/') as [string, string, string | undefined]
  if (last !== undefined) return payment(first, middle, last)
  return payment(first, middle, '0').slice(0, 2)
}

/** Asks for approval where the mandate doesn't cover it. @returns the revision that may go out */
async function* clear(scene: Scene, quote: QuoteView): Play<QuoteView | undefined> {
  const { past, deal, owner, loaded } = scene
  const { cases, reading } = past.approval
  const hash = quote.hash!
  if ((await reading.standing(owner, 'quote', quote.id)).cleared) return quote
  yield { at: after(scene, 0.1, 0.5) }
  const subject = { subject: 'quote' as const, subjectId: quote.id, hash }
  let asked = await cases.ask(owner, { ...subject, id: newId(past.clock.now()), note: deal.why ?? '' })
  if (deal.turn === 'asked') return undefined
  while (asked.status === 'open') {
    yield { at: after(scene, 0.5, 6) }
    const approver = colleagueById(loaded, asked.waitsFor[0]!.signers[0]!)
    if (deal.turn === 'rejected') {
      const why = '低于底价，首单不能这样进场；换配置再谈。'
      await cases.decide(approver, asked.id, { ...doing(scene, hash, why), act: { kind: 'reject' } })
      yield { at: after(scene, 4, 12) }
      await past.quote.issuing.withdraw(owner, quote.id, hash, '未获批准')
      return undefined
    }
    if (deal.turn === 'returned' && quote.revision === 1) {
      const why = '5% 以内你自己就能定，先按 5% 报。'
      const back = { kind: 'return' as const, stepId: null }
      await cases.decide(approver, asked.id, { ...doing(scene, hash, why), act: back })
      yield { at: after(scene, 1, 5) }
      return revise(scene, quote)
    }
    asked = await cases.decide(approver, asked.id, { ...doing(scene, hash), act: { kind: 'approve' } })
  }
  return asked.status === 'approved' ? quote : undefined
}

async function revise(scene: Scene, { id }: QuoteView): Promise<QuoteView> {
  const { quotes, issuing } = scene.past.quote
  const { draft, draftVersion, name } = await quotes.read(scene.owner, id)
  const lines = linesOf(scene, scene.deal.revised)
  const saved = await quotes.save(scene.owner, id, {
    version: draftVersion,
    name,
    draft: { ...draft, lines },
  })
  return issuing.issue(scene.owner, id, saved.draftVersion)
}

/** From the quote to a contract in effect; undefined where it isn't, or not yet. */
async function* agree(scene: Scene, quote: QuoteView): Play<ContractView | undefined> {
  const { past, deal, owner, loaded } = scene
  const { releasing, play: customer } = past.contract
  yield { at: after(scene, 0.3, 5), alone: true }
  const ready = await written(scene, quote.id)
  const { id } = ready
  const hash = ready.hash!
  if (deal.turn === 'clause-asked') {
    yield { at: after(scene, 0.1, 0.4) }
    const asked = { id: newId(past.clock.now()), subject: 'contract' as const, subjectId: id, hash }
    await past.approval.cases.ask(owner, { ...asked, note: '院方坚持写进按季巡检，不收费，其余条款未动。' })
    return undefined
  }
  yield { at: after(scene, 0.1, 0.8) }
  const { seal } = await releasing.send(owner, id, hash)
  if (deal.turn !== 'to-seal') {
    yield { at: seal.may ? after(scene, 0.05, 0.3) : after(scene, 1, 4) }
    await releasing.sign(seal.may ? owner : colleague(loaded, 'zhouhaining'), id, hash)
  }
  yield { at: after(scene, 1, 12) }
  await customer.open(loaded.workspaceId, id)
  if (deal.turn === 'to-sign') return undefined
  yield { at: after(scene, 2, 26), alone: true }
  if (deal.turn === 'declined') {
    const why = '院里改走省级集采，本次不签。'
    await customer.decline(loaded.workspaceId, id, why)
    yield { at: after(scene, 1, 6) }
    await past.quote.issuing.decline(owner, quote.id, quote.hash!, why)
    return undefined
  }
  await customer.sign(loaded.workspaceId, id)
  return deal.turn === 'to-seal' ? undefined : past.contract.drafts.read(owner, id)
}

async function written({ past, deal, owner }: Scene, quoteId: Id): Promise<ContractView> {
  const { drafts } = past.contract
  const made = await drafts.create(owner, { quoteId })
  const draft = filled(made.draft, deal.customer)
  const last = draft.clauses.length - 1
  const changed = draft.clauses.map((one, i) =>
    i === last ? { ...one, body: `${one.body}\n供方每季度为需方做一次免费的现场巡检。` } : one,
  )
  const saved = await drafts.save(owner, made.id, made.draftVersion, {
    ...draft,
    ...(deal.turn === 'clause-asked' && { clauses: changed }),
  })
  return drafts.prepare(owner, saved.id, saved.draftVersion)
}

const sellerCode = '91320000MA1QX8T3'

/** The parties as they sign: the customer's head of purchasing by an address of their own. */
function filled(draft: ContractDraft, customer: string): ContractDraft {
  const account = accounts.find(({ key }) => key === customer)!
  const [signer] = contactsOf(account)
  return {
    ...draft,
    seller: {
      ...{ name: company, creditCode: sellerCode, address: '南京市江北新区药谷大道 18 号' },
      representative: '蒋蔚',
    },
    buyer: {
      ...{ name: account.name, creditCode: account.code + creditCodeCheck(account.code) },
      ...{ address: `${account.city}市`, representative: contactsOf(account).at(-1)!.name },
    },
    signer: { name: signer!.name, title: signer!.title, email: `caigou@${customer}.hospital.example` },
  }
}
