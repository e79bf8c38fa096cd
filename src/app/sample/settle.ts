import type { ContractView } from '#collaboration/contract/api.ts'
import type { PlanView } from '#collaboration/payment/api.ts'
import { newId } from '#kernel/id.ts'
import { DAY, HOUR } from '#kernel/time.ts'
import { accounts } from './accounts.ts'
import { dayOf, workLater } from './past.ts'
import { after, colleague, type Play, type Scene } from './stage.ts'

export const mainAccount = '755901880001'

interface BankLine {
  /** Minor units. */
  amount: number
  payer: string
  remark: string
  reversal?: boolean
}

/** A line of the bank's, told by its gateway on the day. */
export async function tellBank({ past, loaded }: Pick<Scene, 'past' | 'loaded'>, line: BankLine) {
  const day = dayOf(past.clock.now())
  const id = `CMB${day.replaceAll('-', '')}${newId(past.clock.now()).slice(-8).toUpperCase()}`
  const more = { id, day, currency: 'CNY', payerAccount: '', reversal: false }
  await past.payment.statements.webhook(colleague(loaded, 'qinlan'), {
    account: mainAccount,
    lines: [{ ...more, ...line }],
  })
}

/** Who pays for some hospitals. */
const agents: Record<string, string> = { jinze: '金泽区卫生财务结算中心', xianju: '仙居岭县财政国库支付中心' }

const planOf = async ({ past, owner }: Scene, { quoteId }: ContractView): Promise<PlanView> =>
  (await past.payment.plans.plan(owner, quoteId)).plan!

/** From a contract in effect to the last payment: money comes, the delivery is done, invoices are written. */
export async function* settle(scene: Scene, contract: ContractView): Play<void> {
  if (!(yield* firstPayment(scene, contract))) return
  if (scene.random.uniform() < 0.7) yield* invoice(scene, contract)
  yield* deliver(scene, contract)
  yield* laterPayments(scene, contract)
}

/** @returns whether it is in, as it was owed */
async function* firstPayment(scene: Scene, contract: ContractView): Play<boolean> {
  const { deal, random } = scene
  const { paying } = deal
  if (paying === 'never' || paying === 'soon' || paying === 'together') return false
  const days = 1 + random.integer(5)
  yield { at: workLater(scene.past.clock.now(), 8.5 * days), alone: true }
  const { number, payments } = await planOf(scene, contract)
  const account = accounts.find(({ key }) => key === deal.customer)!
  const line = { amount: payments[0]!.amount, payer: account.name, remark: `货款 ${number}` }
  if (paying === 'part') {
    await tellBank(scene, { ...line, amount: 10_000_000, remark: '监视器款' })
    return false
  }
  if (paying === 'other-payer') {
    const payer = agents[deal.customer]!
    await tellBank(scene, { ...line, payer, remark: `${account.shortName} ${deal.name}货款` })
    return yield* confirmed(scene, payer)
  }
  await tellBank(scene, line)
  if (paying !== 'reversed') return true
  yield { at: after(scene, 10, 20), alone: true }
  await tellBank(scene, { ...line, amount: -line.amount, remark: '退汇：收款账号户名不符', reversal: true })
  yield* taken(scene, account.name)
  return false
}

/** Finance looks at a line that isn't beyond doubt; the latest are still to be looked at. */
async function* confirmed(scene: Scene, payer: string): Play<boolean> {
  const { past, loaded, deal } = scene
  if (deal.begun < 20) return false
  yield { at: after(scene, 1, 8), alone: true }
  const finance = colleague(loaded, 'qinlan')
  const line = (await past.payment.confirming.list(finance, { ...waiting, q: payer })).items[0]!
  const shares = line.proposal!.shares.map(({ dueId, amount }) => ({ receivableId: dueId, amount }))
  await past.payment.confirming.confirm(finance, line.id, line.version, shares)
  return true
}

const waiting = { state: 'waiting' as const, page: 1, size: 1 }

async function* taken({ past, loaded, ...scene }: Scene, payer: string): Play<void> {
  yield { at: after({ past, loaded, ...scene }, 0.5, 3), alone: true }
  const finance = colleague(loaded, 'qinlan')
  const [line] = (await past.payment.confirming.list(finance, { ...waiting, q: payer })).items
  if (line) await past.payment.confirming.reverse(finance, line.id, line.version)
}

async function* invoice(scene: Scene, contract: ContractView): Play<void> {
  const { past, loaded, owner, random, deal } = scene
  const { invoices } = past.payment
  yield { at: after(scene, 2, 9) }
  const { payments } = await planOf(scene, contract)
  const id = newId(past.clock.now())
  const { data: buyer } = await invoices.taxData(owner, contract.accountId)
  const kind = 'digital-special' as const
  const amount = payments[0]!.amount
  await invoices.ask(owner, { id, contractId: contract.id, kind, amount, buyer, note: '' })
  if (deal.begun < 12) return
  yield { at: after(scene, 2, 10) }
  const finance = colleague(loaded, 'qinlan')
  const number = `2632${String(10 ** 15 + random.integer(2 ** 31)).padStart(16, '0')}`
  await invoices.issue(finance, id, { number, day: dayOf(past.clock.now()) })
  if (deal.begun < 20) return
  yield { at: after(scene, 2, 16) }
  await invoices.hand(finance, id)
}

/** On the last day of its slot. */
async function* deliver(scene: Scene, { quoteId }: ContractView): Play<void> {
  const { past, loaded, owner } = scene
  const { calendar, acts } = past.delivery
  const { delivery } = await calendar.ofQuote(owner, quoteId)
  if (!delivery) return
  yield { at: Math.max(Date.parse(`${delivery.to}T16:10:00+08:00`), past.clock.now() + HOUR) }
  const now = (await calendar.ofQuote(owner, quoteId)).delivery!
  await acts.done(colleague(loaded, 'tangshuo'), now.id, now.version)
}

/** What is owed after the first: around the day on which it is due. */
async function* laterPayments(scene: Scene, contract: ContractView): Play<void> {
  const { deal, random, past } = scene
  const { number, payments } = await planOf(scene, contract)
  const payer = accounts.find(({ key }) => key === deal.customer)!.name
  for (const { amount, dueDay } of payments.slice(1)) {
    const around = Date.parse(`${dueDay}T14:00:00+08:00`) + (random.integer(12) - 9) * DAY
    yield { at: Math.max(workLater(around, 0), past.clock.now() + DAY), alone: true }
    await tellBank(scene, { amount, payer, remark: `货款 ${number}` })
  }
}
