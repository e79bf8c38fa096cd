import type { Tx } from '#db/connection.ts'
import { AppError } from '#kernel/error.ts'
import type { Id } from '#kernel/id.ts'
import type { Actor } from '#platform/org/index.ts'
import type { Verdict } from '../mandate/api.ts'
import { errors } from './api.ts'
import { revisionFacts } from './facts.ts'
import type { QuotePorts } from './ports.ts'
import * as store from './store.ts'

/** Two quotes of one customer are judged one after the other: at once, neither would see that they are a deal split in two. */
export const lockDeal = (tx: Tx, accountId: Id): Promise<void> => store.lockAccountQuotes(tx, accountId)

/**
 * Lets a revision out, or says whose leave it needs. What was outside when it was issued and has come inside since (the matrix has
 * changed) is cleared now.
 * @throws quote.not-cleared with the names of who could approve, quote.no-approver
 */
export async function needCleared(
  { gate }: Pick<QuotePorts, 'gate'>,
  tx: Tx,
  actor: Actor,
  row: store.QuoteRow,
): Promise<void> {
  const { workspaceId } = actor
  if (await gate.cleared(tx, workspaceId, row.hash!)) return
  await lockDeal(tx, row.accountId)
  const revision = (await store.selectRevision(tx, workspaceId, { hash: row.hash! }))!
  const facts = await revisionFacts(tx, workspaceId, row, revision)
  const { verdict, clearance } = await gate.clear(tx, actor, facts, revision.hash)
  if (!clearance) throw refusal(verdict)
}

function refusal({ steps, blocked }: Verdict): AppError {
  if (blocked.length > 0) return new AppError(errors['quote.no-approver'], { blocked })
  const groups = steps.map(({ people }) => people.map(({ name }) => name))
  const names = groups.map(group => group.join(' / '))
  return new AppError(errors['quote.not-cleared'], { to: names.join('、'), people: groups })
}
