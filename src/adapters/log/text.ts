import { sql } from 'drizzle-orm'
import type { Tx } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import type { LogPage, LogText } from '#kernel/ports/event-log.ts'

/**
 * One event's row as JSON. Put together from texts: `json_build_object` takes as long again, and rows that are parsed here to be
 * written out once more take three times as long. What is null leaves its field out, since `concat` skips it.
 */
const event = sql.raw(`concat('{"kind":"event","id":', to_json(id), ',"type":', to_json(type), ',"at":', at,
  ',"customer":"' || customer || '"', ',"person":"' || person || '"', ',"opportunity":' || to_json(opportunity),
  ',"props":', props, ',"source":', to_json(source), ',"imported":', imported::text, ',"cause":' || cause, '}')`)

/** Of the others the fields are in `props`, which is an object that is never empty. */
const other = sql.raw(
  `concat('{"kind":', to_json(kind), ',"id":', to_json(id), ',', substr(ltrim(props::text), 2))`,
)

/** One page of the log as text: one value comes back, whatever the number of entries. */
export async function readLogText(
  tx: Tx,
  workspaceId: Id,
  { after, upTo, limit, types }: LogPage,
): Promise<LogText> {
  const until = upTo === undefined ? sql`` : sql`and seq <= ${upTo}`
  const found = await tx.execute<{ bodies: string | null; amount: number; last: number | null }>(sql`
    select string_agg(body, ',' order by seq) as bodies, count(*)::integer as amount, max(seq) as last from (
      select seq, case when kind = 'event' then ${event} else ${other} end as body
      from event_log where workspace_id = ${workspaceId} and seq > ${after} ${until} ${ofTypes(types)} order by seq limit ${limit}
    ) page`)
  const { bodies, amount, last } = found.rows[0]!
  return { bodies: bodies ?? '', amount, last: last ?? after }
}

/** Of events only these types, beside everything that is no event. */
export const ofTypes = (types: readonly string[] | undefined) =>
  types ? sql`and (kind <> 'event' or type = any(${sql.param([...types])}::text[]))` : sql``
