import { minorDigits } from '#crm/opportunity/index.ts'
import type { Tx } from '#db/connection.ts'
import { AppError } from '#kernel/error.ts'
import { type Id, newId } from '#kernel/id.ts'
import { audit } from '#platform/audit/index.ts'
import type { Actor } from '#platform/org/index.ts'
import { type Confirmation, type Confirmed, errors, paymentChanged } from './api.ts'
import * as lines from './line-store.ts'
import { amountText } from './model.ts'
import type { PaymentPorts } from './ports.ts'
import * as store from './store.ts'

export type Allocate = ReturnType<typeof makeAllocate>

/** A person who sells a deal never decides about its money; programs and the rule have no stake in it. */
export function checkNotSeller(
  actor: Actor,
  rows: readonly Pick<store.ReceivableRow, 'sellers' | 'ownerId' | 'name'>[],
): void {
  if (actor.kind === 'system') return
  const own = rows.find(({ sellers, ownerId }) => actor.id === ownerId || sellers.includes(actor.id ?? ''))
  if (own) throw new AppError(errors['payment.own-deal'], { deal: own.name })
}

/**
 * Writes that parts of a line pay due items, and tells. Call it with the payments locked.
 * @throws payment.receivable-missing, payment.own-deal, payment.too-much, payment.over-line, payment.currency, payment.same-currency
 */
export function makeAllocate({ outbox, clock }: Pick<PaymentPorts, 'outbox' | 'clock'>) {
  return async (
    tx: Tx,
    actor: Actor,
    line: lines.LineRow,
    shares: readonly Confirmation[],
  ): Promise<void> => {
    const { workspaceId } = actor
    const rows = await dueRows(tx, workspaceId, shares)
    checkNotSeller(actor, [...rows.values()])
    const parts = shares.map(share => ({ ...share, ...takenOf(line, share, rows.get(share.receivableId)!) }))
    const rest = line.rest - parts.reduce((sum, { taken }) => sum + taken, 0)
    if (rest < 0) throw new AppError(errors['payment.over-line'])
    const at = new Date(clock.now())
    await lines.insertAllocations(
      tx,
      parts.map(({ receivableId, amount, taken }) => ({
        ...{ workspaceId, id: newId(clock.now()), lineId: line.id, receivableId, amount, taken },
        ...{ byRule: actor.kind === 'system', confirmedBy: actor.id, confirmedAt: at },
        reasons: line.proposal?.reasons ?? [],
      })),
    )
    for (const { receivableId, amount } of parts)
      await store.addReceived(tx, workspaceId, receivableId, amount, line.day)
    await lines.updateLine(tx, workspaceId, line.id, {
      ...{ rest, state: rest === 0 ? 'done' : 'part', exact: false },
    })
    if (line.payer !== '' && actor.kind !== 'system')
      for (const accountId of new Set([...rows.values()].map(row => row.accountId)))
        await lines.rememberPayer(tx, workspaceId, accountId, line.payer)
    await audit(tx, actor, {
      act: 'payment.confirmed',
      subject: { kind: 'bank-line', id: line.id },
      details: { shares: parts.map(({ receivableId, amount }) => ({ receivableId, amount })), rest },
    })
    for (const { receivableId, amount } of parts) {
      const { contractId, quoteId } = rows.get(receivableId)!
      const payload = { contractId, quoteId, receivableId, amount }
      await outbox.publish(tx, { workspaceId, type: 'payment.received', payload })
    }
    await publishPlans({ outbox }, tx, workspaceId, 'payment.confirmed', [...rows.values()])
  }
}

/** Per deal: whether the first payment is concerned, and whether enough of it is in as it now stands. */
export async function publishPlans(
  { outbox }: Pick<PaymentPorts, 'outbox'>,
  tx: Tx,
  workspaceId: Id,
  type: string,
  rows: readonly store.ReceivableRow[],
): Promise<void> {
  const byPlan = Map.groupBy(rows, ({ contractId }) => contractId)
  const plans = await store.plansById(tx, workspaceId, [...byPlan.keys()])
  for (const { contractId, quoteId, threshold } of plans) {
    const [first] = await store.receivablesOfPlan(tx, workspaceId, contractId)
    const payload: Confirmed = {
      ...{ contractId, quoteId, covered: (first?.received ?? 0) >= threshold },
      first: byPlan.get(contractId)!.some(({ id }) => id === first?.id),
    }
    await outbox.publish(tx, { workspaceId, type, payload })
    await outbox.publish(tx, { workspaceId, type: paymentChanged, payload: { quoteId } })
  }
}

async function dueRows(tx: Tx, workspaceId: Id, shares: readonly Confirmation[]) {
  const ids = [...new Set(shares.map(({ receivableId }) => receivableId))]
  const rows = new Map((await store.receivablesById(tx, workspaceId, ids)).map(row => [row.id, row]))
  if (rows.size < ids.length) throw new AppError(errors['payment.receivable-missing'])
  for (const [id, row] of rows) {
    const wanted = shares.reduce((sum, share) => (share.receivableId === id ? sum + share.amount : sum), 0)
    const open = row.amount - row.received
    if (wanted > open)
      throw new AppError(errors['payment.too-much'], {
        payment: `${row.name} ${row.label}`.trim(),
        open: amountText(open, row.currency, minorDigits(row.currency)),
      })
  }
  return rows
}

/** In one currency what is taken is what is credited; between two, finance says both: the bank's rate is not ours to guess. */
function takenOf(line: lines.LineRow, share: Confirmation, due: store.ReceivableRow): { taken: number } {
  if (line.currency === due.currency) {
    if (share.taken !== undefined && share.taken !== share.amount)
      throw new AppError(errors['payment.same-currency'])
    return { taken: share.amount }
  }
  if (share.taken === undefined) throw new AppError(errors['payment.currency'])
  return { taken: share.taken }
}
