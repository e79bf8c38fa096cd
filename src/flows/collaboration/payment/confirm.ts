import { changing } from '#crm/record/index.ts'
import type { Tx } from '#db/connection.ts'
import { AppError } from '#kernel/error.ts'
import type { Id } from '#kernel/id.ts'
import type { Out } from '#kernel/route.ts'
import { audit } from '#platform/audit/index.ts'
import type { Actor } from '#platform/org/index.ts'
import { type Allocate, checkNotSeller, publishPlans } from './allocate.ts'
import { type BankLineView, type Confirmation, errors, paymentChanged, type paymentRoutes } from './api.ts'
import * as lines from './line-store.ts'
import { today } from './model.ts'
import type { PaymentPorts } from './ports.ts'
import type { Rematch } from './rematch.ts'
import * as store from './store.ts'
import { lineViews } from './view.ts'

export type Confirming = ReturnType<typeof makeConfirming>
type LineQuery = Out<(typeof paymentRoutes)['lines']['query']>

/** Confirming what bank lines pay, and taking it back. Everything under one lock per workspace: money is few acts, and none may cross. */
export function makeConfirming(ports: PaymentPorts, allocate: Allocate, rematch: Rematch) {
  const { db, outbox, clock } = ports
  const within = changing(db, outbox)
  const locked = <T>(actor: Actor, work: (tx: Tx) => Promise<T>): Promise<T> =>
    within(actor, async tx => {
      await store.lockPayments(tx, actor.workspaceId)
      return work(tx)
    })

  const view = async (tx: Tx, workspaceId: Id, id: Id): Promise<BankLineView> =>
    (await lineViews(tx, workspaceId, [await need(tx, workspaceId, id)], today(clock.now())))[0]!

  const told = async (tx: Tx, actor: Actor, id: Id, act: string, details = {}) => {
    const { workspaceId } = actor
    await audit(tx, actor, { act, subject: { kind: 'bank-line', id }, details })
    await outbox.publish(tx, { workspaceId, type: paymentChanged, payload: { quoteId: null } })
  }

  return {
    list: (actor: Actor, query: LineQuery) =>
      db.tx(actor.workspaceId, async tx => {
        const { rows, ...counted } = await lines.selectLines(tx, actor.workspaceId, query)
        return { items: await lineViews(tx, actor.workspaceId, rows, today(clock.now())), ...counted }
      }),

    read: (actor: Actor, id: Id) => db.tx(actor.workspaceId, tx => view(tx, actor.workspaceId, id)),

    /** Confirms what a line pays. Sent again, it answers what is there. @throws payment.stale and what allocating throws */
    confirm: (actor: Actor, id: Id, version: number, shares: Confirmation[]): Promise<BankLineView> =>
      locked(actor, async tx => {
        const { workspaceId } = actor
        const line = await need(tx, workspaceId, id)
        if (line.amount < 0) throw new AppError(errors['payment.outgoing'])
        if (line.version !== version) {
          if (await isSame(tx, line, shares)) return view(tx, workspaceId, id)
          throw new AppError(errors['payment.stale'])
        }
        if (line.state !== 'open' && line.state !== 'part') throw new AppError(errors['payment.stale'])
        await allocate(tx, actor, line, shares)
        await rematch(tx, workspaceId)
        return view(tx, workspaceId, id)
      }),

    confirmExact: (actor: Actor) =>
      locked(actor, async tx => {
        const confirmed: Id[] = []
        let leftOut = 0
        for (const line of await lines.selectExact(tx, actor.workspaceId)) {
          const shares = (line.proposal?.shares ?? []).map(({ dueId, amount }) => ({
            receivableId: dueId,
            amount,
          }))
          if (await sells(tx, actor, shares)) leftOut++
          else {
            await allocate(tx, actor, line, shares)
            confirmed.push(line.id)
          }
        }
        await rematch(tx, actor.workspaceId)
        return { confirmed, leftOut }
      }),

    /** Takes confirmations back, or the confirmation of a reversal. @throws payment.nothing-confirmed when there is none on any */
    undo: (actor: Actor, ids: readonly Id[], reason: string) =>
      locked(actor, async tx => {
        let undone = 0
        for (const id of [...new Set(ids)].sort()) {
          const line = await need(tx, actor.workspaceId, id)
          const back =
            line.amount < 0 ? await undoReversal(tx, actor, line) : await undoLine(tx, actor, line, reason)
          if (back) undone++
        }
        if (undone === 0) throw new AppError(errors['payment.nothing-confirmed'])
        await rematch(tx, actor.workspaceId)
        return { undone }
      }),

    /** What the reversed line paid is owed again; both lines are done with. @throws payment.no-reversal, payment.stale */
    reverse: (actor: Actor, id: Id, version: number): Promise<BankLineView> =>
      locked(actor, async tx => {
        const { workspaceId } = actor
        const line = await need(tx, workspaceId, id)
        if (line.amount < 0 && line.state === 'done') return view(tx, workspaceId, id)
        if (line.version !== version || line.state !== 'open') throw new AppError(errors['payment.stale'])
        const original =
          line.proposal?.reverses && (await lines.selectLine(tx, workspaceId, line.proposal.reverses))
        if (!original || original.amount !== -line.amount || original.state === 'reversed')
          throw new AppError(errors['payment.no-reversal'])
        await undoLine(tx, actor, original, line.remark || line.reference, line.id)
        await lines.updateLine(tx, workspaceId, original.id, { state: 'reversed', rest: 0, exact: false })
        await lines.updateLine(tx, workspaceId, id, { state: 'done' })
        await told(tx, actor, id, 'payment.bank-reversed', { original: original.id })
        await rematch(tx, workspaceId)
        return view(tx, workspaceId, id)
      }),

    ignore: (actor: Actor, id: Id, version: number): Promise<BankLineView> =>
      locked(actor, async tx => {
        const line = await need(tx, actor.workspaceId, id)
        if (line.state !== 'ignored') {
          if (line.version !== version || line.state !== 'open') throw new AppError(errors['payment.stale'])
          await lines.updateLine(tx, actor.workspaceId, id, { state: 'ignored', exact: false })
          await told(tx, actor, id, 'payment.line-ignored')
          await rematch(tx, actor.workspaceId)
        }
        return view(tx, actor.workspaceId, id)
      }),

    restore: (actor: Actor, id: Id): Promise<BankLineView> =>
      locked(actor, async tx => {
        const line = await need(tx, actor.workspaceId, id)
        if (line.state === 'ignored') {
          await lines.updateLine(tx, actor.workspaceId, id, { state: 'open' })
          await told(tx, actor, id, 'payment.line-restored')
          await rematch(tx, actor.workspaceId)
        }
        return view(tx, actor.workspaceId, id)
      }),
  }

  /** @returns false where nothing stands */
  async function undoLine(
    tx: Tx,
    actor: Actor,
    line: lines.LineRow,
    reason: string,
    reversalLineId: Id | null = null,
  ): Promise<boolean> {
    const { workspaceId } = actor
    const standing = await lines.standing(tx, workspaceId, line.id)
    if (standing.length === 0) return false
    const rows = await store.receivablesById(
      tx,
      workspaceId,
      standing.map(({ receivableId }) => receivableId),
    )
    checkNotSeller(actor, rows)
    const set = {
      reversedAt: new Date(clock.now()),
      reversedBy: actor.id,
      reversalReason: reason,
      reversalLineId,
    }
    await lines.takeBack(
      tx,
      workspaceId,
      standing.map(({ id }) => id),
      set,
    )
    for (const { receivableId, amount } of standing)
      await store.addReceived(tx, workspaceId, receivableId, -amount, line.day)
    await lines.updateLine(tx, workspaceId, line.id, { state: 'open', rest: line.amount })
    for (const { accountId } of rows) await lines.forgetPayer(tx, workspaceId, accountId, line.payer)
    await told(tx, actor, line.id, 'payment.taken-back', {
      reason,
      allocations: standing.map(({ id }) => id),
    })
    await publishPlans(ports, tx, workspaceId, 'payment.reversed', rows)
    return true
  }

  async function undoReversal(tx: Tx, actor: Actor, line: lines.LineRow): Promise<boolean> {
    if (line.state !== 'done' || !line.proposal?.reverses) return false
    const original = await need(tx, actor.workspaceId, line.proposal.reverses)
    await lines.updateLine(tx, actor.workspaceId, original.id, { state: 'open', rest: original.amount })
    await lines.updateLine(tx, actor.workspaceId, line.id, { state: 'open' })
    await told(tx, actor, line.id, 'payment.reversal-undone', { original: original.id })
    return true
  }
}

async function need(tx: Tx, workspaceId: Id, id: Id): Promise<lines.LineRow> {
  const line = await lines.selectLine(tx, workspaceId, id)
  if (!line) throw new AppError(errors['payment.line-missing'])
  return line
}

async function sells(tx: Tx, actor: Actor, shares: readonly Confirmation[]): Promise<boolean> {
  const rows = await store.receivablesById(
    tx,
    actor.workspaceId,
    shares.map(({ receivableId }) => receivableId),
  )
  return rows.some(({ sellers, ownerId }) => actor.id === ownerId || sellers.includes(actor.id ?? ''))
}

/** Whether exactly this was confirmed already: a double click, or a retry after a lost answer. */
async function isSame(tx: Tx, line: lines.LineRow, shares: readonly Confirmation[]): Promise<boolean> {
  const standing = await lines.standing(tx, line.workspaceId, line.id)
  const key = (of: readonly { receivableId: Id; amount: number }[]) =>
    of
      .map(({ receivableId, amount }) => `${receivableId} ${amount}`)
      .sort()
      .join()
  return standing.length > 0 && key(standing) === key(shares)
}
