import type { ContractEvent } from '#collaboration/contract/api.ts'
import type { Tx } from '#db/connection.ts'
import { type Id, newId } from '#kernel/id.ts'
import type { Out } from '#kernel/route.ts'
import { planPayments } from '#lib/payment/index.ts'
import { audit } from '#platform/audit/index.ts'
import { type Actor, findMember, systemActor } from '#platform/org/index.ts'
import { readSetting, writeSetting } from '#platform/setting/index.ts'
import { type PaymentRules, type PlanView, paymentChanged, type paymentRoutes } from './api.ts'
import { sumInvoiced } from './invoice-store.ts'
import { selectAllocations, sumWaiting } from './line-store.ts'
import { thresholdOf, today } from './model.ts'
import type { PaymentPorts } from './ports.ts'
import type { Rematch } from './rematch.ts'
import { rules } from './rules.ts'
import * as store from './store.ts'
import { receivableView } from './view.ts'

export type Plans = ReturnType<typeof makePlans>
type ListQuery = Out<(typeof paymentRoutes)['receivables']['query']>
type Owner = Out<(typeof paymentRoutes)['summary']['query']>['owner']

/** Plans of signed contracts, and what is due, overdue and paid of them. */
export function makePlans({ db, outbox, clock }: PaymentPorts, rematch: Rematch) {
  return {
    /**
     * Makes the plan of a contract that both sides have signed. Heard again, it changes nothing. Money that came before the signature
     * is matched at once.
     */
    signed: async (tx: Tx, workspaceId: Id, event: ContractEvent): Promise<void> => {
      const { contractId, quoteId } = event
      const made = await store.insertPlan(tx, ...(await planOf(tx, workspaceId, event)))
      if (!made) return
      await audit(tx, systemActor(workspaceId), {
        act: 'payment.planned',
        subject: { kind: 'contract', id: contractId },
        details: { amount: event.amount, currency: event.currency },
      })
      await outbox.publish(tx, { workspaceId, type: 'payment.planned', payload: { contractId, quoteId } })
      await outbox.publish(tx, { workspaceId, type: paymentChanged, payload: { quoteId } })
      await store.lockPayments(tx, workspaceId)
      await rematch(tx, workspaceId, true)
    },

    list: (actor: Actor, query: ListQuery) =>
      db.tx(actor.workspaceId, async tx => {
        const day = today(clock.now())
        const { rows, ...counted } = await store.selectReceivables(tx, actor, query, day)
        return { items: rows.map(row => receivableView(row, day)), ...counted }
      }),

    summary: (actor: Actor, owner: Owner) =>
      db.tx(actor.workspaceId, async tx => {
        const day = today(clock.now())
        const all = await store.sumTabs(tx, actor, owner, day)
        const of = (tab: store.TabSum['tab']) => {
          const rows = all.filter(row => row.tab === tab)
          return {
            count: rows.reduce((sum, { count }) => sum + count, 0),
            sums: rows.map(({ currency, amount }) => ({ currency, amount })),
          }
        }
        const confirms = actor.permissions.has('payment.confirm')
        const toConfirm = confirms ? await waitingOf(tx, actor.workspaceId) : null
        return { toConfirm, due: of('due'), overdue: of('overdue'), paid: of('paid'), today: day }
      }),

    plan: (actor: Actor, quoteId: Id): Promise<{ plan: PlanView | null }> =>
      db.tx(actor.workspaceId, async tx => {
        const plan = await store.selectPlan(tx, actor, { quoteId })
        return { plan: plan ? await planView(tx, plan) : null }
      }),

    open: (actor: Actor, q: string) =>
      db.tx(actor.workspaceId, async tx => {
        const day = today(clock.now())
        const rows = await store.findOpen(tx, actor.workspaceId, q)
        return { items: rows.map(row => receivableView(row, day)) }
      }),

    rules: (actor: Actor): Promise<PaymentRules> =>
      db.tx(actor.workspaceId, tx => readSetting(tx, actor.workspaceId, rules)),
    changeRules: (actor: Actor, value: PaymentRules): Promise<PaymentRules> =>
      db.tx(actor.workspaceId, async tx => {
        await writeSetting(tx, actor, rules, value)
        return value
      }),
  }

  async function planOf(
    tx: Tx,
    workspaceId: Id,
    event: ContractEvent,
  ): Promise<[Parameters<typeof store.insertPlan>[1], Parameters<typeof store.insertPlan>[2]]> {
    const { contractId, quoteId, quoteHash, accountId, opportunityId, amount, currency } = event
    const facts = await store.dealFacts(tx, workspaceId, contractId, quoteId, quoteHash)
    const { coverPercent } = await readSetting(tx, workspaceId, rules)
    const signedDay = today(clock.now())
    const payments = planPayments(amount, event.payments, signedDay)
    const owner = event.ownerId ?? facts.owner_id
    const member = owner ? await findMember(tx, workspaceId, owner) : undefined
    const number = facts.contract_number ?? facts.quote_number ?? contractId.slice(-8).toUpperCase()
    const numbers = [facts.contract_number, facts.quote_number].flatMap(each => (each ? [each] : []))
    const sellers = [owner, facts.owner_id, facts.issued_by].flatMap(each => (each ? [each] : []))
    const plan = {
      ...{ workspaceId, contractId, quoteId, accountId, opportunityId, amount, currency, signedDay, number },
      name: facts.quote_name ?? number,
      referenceNumbers: [...new Set(numbers.length > 0 ? numbers : [number])],
      threshold: thresholdOf(payments[0]?.amount ?? 0, coverPercent),
      sellers: [...new Set(sellers)],
      ownerId: owner,
      departmentId: member?.departmentId ?? facts.department_id,
    }
    const rows = payments.map((payment, place) => ({
      ...{ workspaceId, id: newId(clock.now()), contractId, place },
      ...payment,
    }))
    return [plan, rows]
  }

  async function waitingOf(tx: Tx, workspaceId: Id) {
    const rows = await sumWaiting(tx, workspaceId)
    const total = (key: 'count' | 'exact' | 'unmatched') => rows.reduce((sum, row) => sum + row[key], 0)
    return {
      ...{ count: total('count'), exact: total('exact'), unmatched: total('unmatched') },
      sums: rows.filter(({ count }) => count > 0).map(({ currency, amount }) => ({ currency, amount })),
    }
  }

  async function planView(tx: Tx, plan: store.PlanRow): Promise<PlanView> {
    const { workspaceId, contractId } = plan
    const day = today(clock.now())
    const payments = (await store.receivablesOfPlan(tx, workspaceId, contractId)).map(row =>
      receivableView(row, day),
    )
    return {
      ...{
        contractId,
        quoteId: plan.quoteId,
        number: plan.number,
        name: plan.name,
        accountId: plan.accountId,
      },
      ...{ accountName: plan.accountName, amount: plan.amount, currency: plan.currency },
      ...{ threshold: plan.threshold, signedDay: plan.signedDay, payments },
      received: payments.reduce((sum, { received }) => sum + received, 0),
      covered: (payments[0]?.received ?? 0) >= plan.threshold,
      confirmations: await selectAllocations(tx, workspaceId, { contractId }),
      ...(await sumInvoiced(tx, workspaceId, contractId)),
    }
  }
}
