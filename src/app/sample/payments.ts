import type { ContractEvent } from '#collaboration/contract/api.ts'
import type { QuoteDraft, QuoteView } from '#collaboration/quote/api.ts'
import { newId } from '#kernel/id.ts'
import { DAY, HOUR, type Instant } from '#kernel/time.ts'
import { wallClock } from '#lib/calendar/index.ts'
import type { Actor } from '#platform/org/index.ts'
import type { App } from '../wire.ts'
import { finishDelivery, holdSlot } from './delivery.ts'
import { actingAs, type LoadedSample } from './nouns.ts'
import { people } from './organisation.ts'

interface Deal {
  owner: string
  customer: string
  name: string
  product: string
  quantity: string
  /** Days since both sides have signed. */
  signed: number
  /** Percent and days from signing of first, milestone and retention payment. */
  terms: [percent: string, days: number][]
  skill: string
  /** Days since the first payment came in, where it is confirmed by its exact match. */
  paid?: number
}

// biome-ignore format: one deal a line reads as the order book it is
const deals: Deal[] = [
  { owner: 'shenruolan', customer: 'tianmu', name: '高清镜及器械包 3 套', skill: '腔镜', paid: 74, product: 'CY-SC-30', quantity: '3', signed: 80, terms: [['30', 7], ['60', 55], ['10', 440]] },
  { owner: 'linxiao', customer: 'wuling', name: '高清镜及器械包 1 套', skill: '腔镜', paid: 6, product: 'CY-SC-30', quantity: '1', signed: 12, terms: [['30', 7], ['60', 60], ['10', 420]] },
  { owner: 'chenyu', customer: 'yunhe', name: '4K 医用监视器 2 台', skill: '腔镜', product: 'CY-MN-55', quantity: '2', signed: 20, terms: [['60', 7], ['40', 60]] },
  { owner: 'chenyu', customer: 'jinze', name: '白光冷光源 2 台', skill: '腔镜', product: 'CY-LS-200', quantity: '2', signed: 3, terms: [['50', 7], ['50', 60]] },
  { owner: 'hejun', customer: 'hengkang', name: '无创呼吸机 6 台', skill: '呼吸', product: 'CY-NV-12', quantity: '6', signed: 2, terms: [['100', 10]] },
  { owner: 'hejun', customer: 'hengkang', name: '4K 医用监视器 3 台', skill: '腔镜', product: 'CY-MN-55', quantity: '3', signed: 2, terms: [['100', 10]] },
]

const kinds = ['first', 'milestone', 'retention'] as const
const labels = ['合同签订后 7 日内', '到货验收合格后 15 日内', '质保满一年后 15 日内']

/** Signed deals with their payment plans, and a week of bank lines: some confirmed, some to be looked at, one payment overdue. */
export async function loadPayments(app: App, loaded: LoadedSample): Promise<void> {
  const signed: { deal: Deal; quote: QuoteView }[] = []
  for (const deal of deals) signed.push({ deal, quote: await signDeal(app, loaded, deal) })
  const numbers = new Map(signed.map(({ deal, quote }) => [deal.name, quote.number]))
  const finance = actingAs(loaded, 'qinlan')
  const { statements } = app.collaboration.payment
  await statements.createAccount(finance, { name: '招商银行基本户', number: '755901880001', currency: 'CNY' })
  await statements.createAccount(finance, {
    name: '工商银行一般户',
    number: '1102020109000123',
    currency: 'CNY',
  })
  const dayAgo = (days: number) => wallClock(app.clock.now() - days * DAY, 'Asia/Shanghai').date
  const line = (daysAgo: number, yuan: number, payer: string, remark: string) => ({
    id: `CMB${dayAgo(daysAgo).replaceAll('-', '')}${String(Math.round(yuan)).padStart(8, '0')}`,
    day: dayAgo(daysAgo),
    ...{ amount: Math.round(yuan * 100), currency: 'CNY', payer, remark },
    ...{ payerAccount: '', reversal: false },
  })
  await statements.webhook(finance, {
    account: '755901880001',
    lines: [
      line(74, 230_400, '天目山人民医院', `设备首付款 ${numbers.get('高清镜及器械包 3 套')}`),
      line(6, 76_800, '吴陵市妇幼保健院', `货款 ${numbers.get('高清镜及器械包 1 套')}`),
      line(4, 100_000, '运河新城医院', '监视器款'),
      line(2, 168_000, '金泽区卫生财务结算中心', `金泽人医 ${numbers.get('白光冷光源 2 台')}`),
      line(1, 984_000, '恒康达医疗科技有限公司', '呼吸机、监视器货款'),
      line(1, 5_000, '华东医学装备学会', '展位押金退回'),
      line(0, 412.36, '', '结息'),
    ],
  })
  await app.outbox.drain()
}

async function signDeal(app: App, loaded: LoadedSample, deal: Deal): Promise<QuoteView> {
  const { products, on } = app.collaboration
  const at = (now: Instant) => on({ ...app, clock: { now: () => now } })
  const then = app.clock.now() - deal.signed * DAY
  // Some days of talking before: written, sent a few hours later, a slot chosen the same day.
  const wrote = then - (4 + (deal.signed % 5)) * DAY
  const sent = wrote + (2 + (deal.signed % 3)) * HOUR
  const module = at(wrote).quote
  const later = at(sent).quote
  const owner: Actor = {
    ...actingAs(loaded, deal.owner),
    name: people.find(({ key }) => key === deal.owner)!.name,
  }
  const { items } = await products.list(owner, { q: deal.product, page: 1, size: 1 })
  const begun = await module.quotes.create(owner, {
    accountId: loaded.accounts[deal.customer]!,
    name: deal.name,
  })
  const payment = deal.terms.map(([percent, days], i) => ({
    ...{ id: newId(), kind: kinds[i]!, label: labels[i]!, percent, days },
  }))
  const draft: QuoteDraft = { ...begun.draft, payment, lines: [lineOf(items[0]!.id, deal.quantity)] }
  const saved = await module.quotes.save(owner, begun.id, {
    version: begun.draftVersion,
    name: deal.name,
    draft,
  })
  const issued = await later.issuing.issue(owner, saved.id, saved.draftVersion)
  await holdSlot(app, owner, issued.id, { now: sent, ...deal })
  const quote = await at(then).quote.issuing.accept(owner, issued.id, issued.hash!)
  const { priced } = (await module.quotes.revision(owner, quote.id, quote.revision!)).content
  const payload: ContractEvent = {
    ...{ contractId: newId(), quoteId: quote.id, quoteHash: quote.hash!, accountId: quote.accountId },
    ...{ opportunityId: null, ownerId: owner.id, amount: quote.amount, currency: quote.currency },
    ...{ textHash: null, deliveryHoldId: null },
    payments: payment.map((one, i) => ({ ...one, amount: priced.instalments[i]!.amount })),
  }
  // On the day of signing; the event itself then finds the plan made.
  const { workspaceId } = loaded
  await app.db.tx(workspaceId, async tx => {
    await at(then).payment.plans.signed(tx, workspaceId, payload)
    await at(then + HOUR).delivery.heard.signed(tx, workspaceId, payload)
    if (deal.paid === undefined) return
    const paid = app.clock.now() - deal.paid * DAY
    const covered = { contractId: payload.contractId, quoteId: quote.id, first: true, covered: true }
    await at(paid).delivery.heard.confirmed(tx, workspaceId, covered)
  })
  if ((deal.paid ?? 0) > 30) await finishDelivery(app, loaded, quote.id, then + 24 * DAY)
  await app.db.tx(workspaceId, async tx => {
    await app.outbox.publish(tx, { workspaceId, type: 'contract.signed', payload })
  })
  return quote
}

const lineOf = (productId: string, quantity: string): QuoteDraft['lines'][number] => ({
  ...{ id: newId(), productId, kind: 'goods', name: '', spec: '', unit: '', quantity, periods: 1 },
  ...{ price: null, discount: null, taxRate: '13', free: false, bundleId: null },
})
