import type { Tx } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import type { LocalDate } from '#lib/calendar/index.ts'
import type { BankLineView, Receivable } from './api.ts'
import { type LineRow, selectAllocations } from './line-store.ts'
import { lastFour, overdueDays, receivableState } from './model.ts'
import { type ReceivableRow, receivablesById } from './store.ts'

export function receivableView(row: ReceivableRow, day: LocalDate): Receivable {
  const { workspaceId: _, settledDay: __, sellers: ___, ...rest } = row
  return { ...rest, state: receivableState(row, day), overdueDays: overdueDays(row, day) }
}

/** Lines with the due items that their proposals speak of, and their history. */
export async function lineViews(
  tx: Tx,
  workspaceId: Id,
  rows: readonly LineRow[],
  day: LocalDate,
): Promise<BankLineView[]> {
  const wanted = rows.flatMap(({ proposal }) =>
    proposal ? [...proposal.shares.map(({ dueId }) => dueId), ...proposal.others] : [],
  )
  const dues = new Map(
    (await receivablesById(tx, workspaceId, [...new Set(wanted)])).map(row => [row.id, row]),
  )
  const history = Map.groupBy(
    await selectAllocations(tx, workspaceId, { lineIds: rows.map(({ id }) => id) }),
    ({ lineId }) => lineId,
  )
  return rows.map(row => {
    const proposal = row.state === 'open' || row.state === 'part' || row.amount < 0 ? row.proposal : null
    const ids = proposal ? [...proposal.shares.map(({ dueId }) => dueId), ...proposal.others] : []
    return {
      id: row.id,
      day: row.day,
      amount: row.amount,
      currency: row.currency,
      payer: row.payer,
      payerAccount: lastFour(row.payerAccount),
      remark: row.remark,
      reference: row.reference,
      reversal: row.reversal,
      bankAccount: row.bankAccountName ?? '',
      state: row.state,
      rest: row.rest,
      version: row.version,
      exact: row.exact && row.state === 'open',
      reason: row.reason,
      proposal: proposal && {
        kind: proposal.kind,
        score: proposal.score,
        shares: proposal.shares,
        reasons: proposal.reasons,
        reverses: proposal.reverses,
        others: proposal.others,
      },
      dues: ids.flatMap(id => {
        const due = dues.get(id)
        return due ? [receivableView(due, day)] : []
      }),
      confirmations: history.get(row.id) ?? [],
    }
  })
}
