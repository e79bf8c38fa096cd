import type { DeliveryView, TeamView } from './api.ts'
import type { ShownRow } from './store.ts'
import type { TeamRow } from './team-store.ts'

export function viewOf(row: ShownRow): DeliveryView {
  const { id, state, version, teamId, skill, people, days, reason, resourceIds } = row
  const { quoteId, contractId, accountId, accountName, title, ownerId } = row
  return {
    ...{ id, state, version, teamId, skill, people, days, resourceIds },
    ...{ from: row.startsOn, to: row.endsOn, since: row.since.getTime() },
    expiresAt: row.expiresAt?.getTime() ?? null,
    reason: row.seen ? reason : null,
    unpaid: row.unpaidSince && { since: row.unpaidSince.getTime(), decision: row.unpaidDecision },
    deal: row.seen ? { quoteId, contractId, accountId, accountName, title, ownerId } : null,
  }
}

interface LeaveRow {
  id: string
  resourceId: string
  fromOn: string
  toOn: string
  reason: string | null
}

export function teamView(row: TeamRow, leaves: readonly LeaveRow[]): TeamView {
  const { id, name, leadId, opens, closes, version, resources } = row
  const own = new Set(resources.map(resource => resource.id))
  return {
    ...{ id, name, leadId, opens, closes, version, resources },
    archived: row.archivedAt !== null,
    leaves: leaves
      .filter(({ resourceId }) => own.has(resourceId))
      .map(({ id: leaveId, resourceId, fromOn, toOn, reason }) => ({
        ...{ id: leaveId, resourceId, from: fromOn, to: toOn, reason },
      })),
  }
}
