import { and, eq, gt, isNull, sql } from 'drizzle-orm'
import type { Tx } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import { strategy, strategyVersion } from './tables.ts'

/** A live strategy that holds customers out, and the types of events whose coming or staying away it tests. */
export interface Experimented {
  id: string
  name: string
  types: string[]
}

/** Live strategies with a holdout: what they react to is being tested, not believed. */
export async function experimentedTypes(tx: Tx, workspaceId: Id): Promise<Experimented[]> {
  const rows = await tx
    .select({ id: strategy.id, name: strategy.name, definition: strategyVersion.definition })
    .from(strategy)
    .innerJoin(
      strategyVersion,
      and(
        eq(strategyVersion.workspaceId, strategy.workspaceId),
        eq(strategyVersion.strategyId, strategy.id),
        eq(strategyVersion.version, strategy.liveVersion),
      ),
    )
    .where(
      and(
        eq(strategy.workspaceId, workspaceId),
        isNull(strategy.retiredAt),
        gt(sql`(${strategyVersion.definition} #>> '{experiment,holdout}')::float8`, 0),
      ),
    )
  return rows.map(({ id, name, definition }) => ({ id, name, types: typesIn(definition.when) }))
}

/** Event types named in the steps of a pattern, at any depth. */
function typesIn(part: unknown): string[] {
  if (Array.isArray(part)) return part.flatMap(typesIn)
  if (typeof part !== 'object' || part === null) return []
  return Object.entries(part).flatMap(([name, value]) =>
    name === 'event' ? [value].flat().filter(type => typeof type === 'string') : typesIn(value),
  )
}
