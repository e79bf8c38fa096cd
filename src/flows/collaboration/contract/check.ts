import type { Tx } from '#db/connection.ts'
import { AppError } from '#kernel/error.ts'
import { hashOf } from '#lib/contract/index.ts'
import type { Actor } from '#platform/org/index.ts'
import { type ContractContent, errors, type Snapshot } from './api.ts'
import { departs } from './model.ts'
import type { ContractPorts } from './ports.ts'
import { moneyOf, snapshotDifferences, snapshotOf, textFaults } from './snapshot.ts'
import * as store from './store.ts'
import { basisOf } from './view.ts'

/**
 * Whether this very version may go out or be signed, asked in the transaction that does it. Its text is what was frozen; it says what the
 * quote's revision says; that revision still stands; it was cleared, and so was the text where it departs from the library.
 * @returns the version's content
 * @throws contract.superseded, contract.broken, contract.quote-changed, contract.quote-not-issued, contract.text-differs, contract.quote-not-cleared, contract.text-not-cleared
 */
export async function checkReleasable(
  ports: ContractPorts,
  tx: Tx,
  actor: Actor,
  row: store.ContractRow,
  hash: string,
): Promise<ContractContent> {
  const content = await frozen(tx, row, hash)
  await checkQuote(ports, tx, actor, row, content)
  const [fault] = textFaults(content.clauses, content.snapshot)
  if (fault) throw fault.error
  const cleared = (of: string) => ports.gate.cleared(tx, row.workspaceId, of)
  if (!(await cleared(row.quoteHash))) throw new AppError(errors['contract.quote-not-cleared'])
  if (departs(content) && !(await cleared(hash))) throw new AppError(errors['contract.text-not-cleared'])
  return content
}

/** The frozen text with this hash. @throws contract.superseded, contract.broken */
export async function frozen(tx: Tx, row: store.ContractRow, hash: string): Promise<ContractContent> {
  if (row.hash !== hash) throw new AppError(errors['contract.superseded'])
  const version = await store.selectVersion(tx, row.workspaceId, row.id, { hash })
  if (!version || hashOf(version.content) !== hash) throw new AppError(errors['contract.broken'])
  return version.content
}

async function checkQuote(
  ports: ContractPorts,
  tx: Tx,
  actor: Actor,
  row: store.ContractRow,
  content: ContractContent,
): Promise<void> {
  const quote = await ports.quotes.standing(tx, actor, row.quoteId)
  if (quote.hash !== row.quoteHash) {
    const current = quote.hash && (await ports.quotes.revisionOf(tx, row.workspaceId, quote.hash))
    const now = current ? snapshotOf(current.content, current.hash) : undefined
    throw new AppError(errors['contract.quote-changed'], {
      bound: content.snapshot.quote.revision,
      current: quote.revision,
      difference: now ? difference(content.snapshot, now) : '—',
    })
  }
  if (quote.state !== 'issued' && quote.state !== 'accepted')
    throw new AppError(errors['contract.quote-not-issued'])
  const basis = await basisOf(ports, tx, row)
  const [name] = snapshotDifferences(snapshotOf(basis.content, basis.hash), content.snapshot)
  if (name) throw new AppError(errors['contract.text-differs'], { clause: name, found: '—', expected: '—' })
}

/** The price before and after where it differs, else the names of what does. */
function difference(before: Snapshot, now: Snapshot): string {
  const [a, b] = [moneyOf(before, before.totals.gross), moneyOf(now, now.totals.gross)]
  return a === b ? snapshotDifferences({ ...before, quote: now.quote }, now).join(', ') || '—' : `${a} → ${b}`
}
