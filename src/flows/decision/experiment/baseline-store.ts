import { sql } from 'drizzle-orm'
import type { Tx } from '#db/connection.ts'
import { type Id, isId } from '#kernel/id.ts'
import type { Instant } from '#kernel/time.ts'
import type { Act } from './model.ts'
import { type ActRow, actOf } from './store.ts'

/** When a strategy first did something for each unit. */
export async function firstTreated(
  tx: Tx,
  workspaceId: Id,
  strategyId: string,
): Promise<Map<string, Instant>> {
  const found = await tx.execute<{ unit: string; at: number }>(sql`
    select coalesce(unit, key) as unit, min(at)::bigint as at from firing
    where workspace_id = ${workspaceId} and strategy_id = ${strategyId} and outcome = 'acted' group by 1`)
  return new Map(found.rows.map(({ unit, at }) => [unit, at]))
}

/** Acts of these accounts and persons, of these types, by time. */
export async function selectActs(
  tx: Tx,
  workspaceId: Id,
  of: { ids: readonly string[]; types: ReadonlySet<string>; from: Instant; to: Instant },
): Promise<Act[]> {
  const ids = sql`${sql.param(of.ids.filter(isId))}::uuid[]`
  const types = sql`${sql.param([...of.types])}::text[]`
  const columns = sql.raw('id, type, at, customer, person, opportunity, props')
  const within = sql`workspace_id = ${workspaceId} and kind = 'event' and type = any(${types})
    and at > ${of.from} and at <= ${of.to}`
  // Two halves, each by its own index; an act of both comes once.
  const found = await tx.execute<ActRow>(sql`
    select ${columns} from event_log where ${within} and customer = any(${ids})
    union all
    select ${columns} from event_log
    where ${within} and person = any(${ids}) and (customer is null or customer <> all(${ids}))
    order by at`)
  return found.rows.map(actOf)
}
