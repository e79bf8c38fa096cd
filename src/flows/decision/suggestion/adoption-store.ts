import { sql } from 'drizzle-orm'
import type { Tx } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/time.ts'
import type { State, SuggestionView } from './api.ts'
import type { Stretch } from './decisions.ts'

/** A suggestion that was on somebody's screen, and what they did with it and when. */
export interface ShownSuggestion {
  id: Id
  ownerId: Id
  departmentId: Id | null
  accountId: Id | null
  strategyId: string | null
  state: State
  probability: number
  title: SuggestionView['title']
  shownAt: Instant
  /** When its owner first looked into it: the suggestion, its evidence, its record or its kit. */
  openedAt: Instant | null
  /** When its owner first looked at its evidence or record. */
  evidenceAt: Instant | null
  answeredAt: Instant | null
  /** Why it was rejected. */
  reason: string | null
}

type Raw = Record<string, unknown> & {
  [K in keyof ShownSuggestion]: K extends `${string}At` ? string | null : ShownSuggestion[K]
}

/** Everything that came up in a stretch of time in a workspace, oldest first; who may see whose is the caller's to settle. */
export async function readShown(tx: Tx, workspaceId: Id, stretch: Stretch): Promise<ShownSuggestion[]> {
  const found = await tx.execute<Raw>(sql`
    select s.id, s.owner_id as "ownerId", s.department_id as "departmentId", s.account_id as "accountId",
      s.strategy_id as "strategyId", s.state, s.probability, s.title, s.surfaced_at as "shownAt",
      v.opened as "openedAt", v.evidence as "evidenceAt", s.answered_at as "answeredAt", r.reason
    from suggestion s
    left join lateral (select min(at) as opened, min(at) filter (where kind in ('evidence', 'record')) as evidence
      from suggestion_view v where v.workspace_id = s.workspace_id and v.suggestion_id = s.id and v.user_id = s.owner_id
        and v.kind <> 'shown') v on true
    left join lateral (select reason from suggestion_response r where r.workspace_id = s.workspace_id
      and r.suggestion_id = s.id and r.undone_at is null and r.act = 'reject' order by r.at desc limit 1) r on true
    where s.workspace_id = ${workspaceId} and s.surfaced_at >= ${new Date(stretch.from).toISOString()}::timestamptz
      and s.surfaced_at < ${new Date(stretch.before).toISOString()}::timestamptz
    order by s.surfaced_at, s.id`)
  const instant = (at: string | null) => (at === null ? null : new Date(at).getTime())
  return found.rows.map(row => ({
    ...row,
    shownAt: instant(row.shownAt)!,
    openedAt: instant(row.openedAt),
    evidenceAt: instant(row.evidenceAt),
    answeredAt: instant(row.answeredAt),
  }))
}
