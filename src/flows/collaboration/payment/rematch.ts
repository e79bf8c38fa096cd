import type { Tx } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import type { Proposal } from '#lib/payment/index.ts'
import { systemActor } from '#platform/org/index.ts'
import { readSetting } from '#platform/setting/index.ts'
import type { Allocate } from './allocate.ts'
import * as lines from './line-store.ts'
import type { Matcher } from './matcher.ts'
import { rules } from './rules.ts'
import { selectDues } from './store.ts'

export type Rematch = ReturnType<typeof makeRematch>

/**
 * Matches waiting lines with all open items anew and keeps what is proposed; what is exact is confirmed by the rule, where the
 * company wants that. A line that somebody has dealt with before is never confirmed by the rule again.
 * Call it with the payments locked. Where items are new or lines are, all lines are looked at (`every`); where something was confirmed or
 * taken back, those for which anything was found before: finance waits for it. @returns the lines that the rule confirmed
 */
export function makeRematch(allocate: Allocate, match: Matcher['match']) {
  return async (tx: Tx, workspaceId: Id, every = false): Promise<Id[]> => {
    const byRule = (await readSetting(tx, workspaceId, rules)).exactByRule
    const confirmed: Id[] = []
    // What the rule confirms leaves less open, and other lines may now be exact: until nothing changes.
    for (let round = 0; round < 10; round++) {
      const exact = await propose(tx, workspaceId, every, match)
      if (!byRule || exact.length === 0) break
      for (const proposal of exact) {
        const line = await lines.selectLine(tx, workspaceId, proposal.lineId)
        if (!line) continue
        const shares = proposal.shares.map(({ dueId, amount }) => ({ receivableId: dueId, amount }))
        await allocate(tx, systemActor(workspaceId), line, shares)
        confirmed.push(line.id)
      }
    }
    return confirmed
  }
}

/** @returns exact proposals of lines that nobody has dealt with */
async function propose(
  tx: Tx,
  workspaceId: Id,
  every: boolean,
  match: Matcher['match'],
): Promise<Proposal[]> {
  const waiting = await lines.selectOpen(tx, workspaceId, every)
  if (waiting.length === 0) return []
  const first = waiting.map(({ line }) => line.day).sort()[0]!
  const earlier = await lines.selectConfirmedSince(tx, workspaceId, first)
  const proposals = await match(
    waiting.map(({ line }) => line),
    await selectDues(tx, workspaceId),
    earlier,
  )
  const now = proposals.map((proposal, i) => {
    const { state, handled } = waiting[i]!
    return { ...proposal, exact: proposal.exact && state === 'open' && !handled }
  })
  const changed = now.filter((proposal, i) => JSON.stringify(proposal) !== stored(waiting[i]!.proposal))
  await lines.writeProposals(tx, workspaceId, changed)
  return now.filter(({ exact }) => exact)
}

/** In the order of keys that a fresh one has: JSON in the database forgets it. */
function stored(proposal: Proposal | null): string {
  if (!proposal) return ''
  const { kind, score, shares, reasons, others, exact, rest, reverses, lineId } = proposal
  return JSON.stringify({
    ...{ lineId, kind, score, shares: shares.map(({ dueId, amount }) => ({ dueId, amount })) },
    reasons: reasons.map(({ kind, points }) => ({ kind, points })),
    ...{ others, exact, rest, reverses },
  })
}
