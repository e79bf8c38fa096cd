import { sql } from 'drizzle-orm'
import type { Tx } from '#db/connection.ts'
import type { LocalText } from '#kernel/error.ts'
import type { Id } from '#kernel/id.ts'
import type { ConsentDecision, EntryView, NoticeView, PurposeView } from './api.ts'
import { defaultPurposes } from './model.ts'

const iso = (column: string) =>
  sql.raw(`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`)

const entryColumns = sql`seq, subject, purpose, decision, source, channel, notice_version as "noticeVersion",
  recorded_by as "recordedBy", remark, ${iso('at')} as at, ${iso('recorded_at')} as "recordedAt"`
const noticeColumns = sql`purpose, version, line, body, ${iso('created_at')} as "createdAt"`

type Row<T> = T & Record<string, unknown>

export async function insertDefaults(tx: Tx, workspaceId: Id): Promise<void> {
  for (const { id, name, line, body } of defaultPurposes) {
    const made = await tx.execute(sql`
      insert into consent_purpose (workspace_id, id, name) values (${workspaceId}, ${id}, ${JSON.stringify(name)}) on conflict do nothing`)
    if (made.rowCount === 1) await insertNotice(tx, workspaceId, id, { line, body }, null)
  }
}

export async function insertPurpose(tx: Tx, workspaceId: Id, id: string, name: LocalText): Promise<boolean> {
  const made = await tx.execute(sql`
    insert into consent_purpose (workspace_id, id, name) values (${workspaceId}, ${id}, ${JSON.stringify(name)}) on conflict do nothing`)
  return made.rowCount === 1
}

/** Adds the next version. Two at once: the later one waits for the purpose's row and takes the number after. */
export async function insertNotice(
  tx: Tx,
  workspaceId: Id,
  purpose: string,
  notice: { line: LocalText; body: LocalText },
  createdBy: Id | null,
): Promise<NoticeView | undefined> {
  const found = await tx.execute(
    sql`select 1 from consent_purpose where workspace_id = ${workspaceId} and id = ${purpose} for update`,
  )
  if (found.rowCount === 0) return undefined
  const made = await tx.execute<Row<NoticeView>>(sql`
    insert into consent_notice (workspace_id, purpose, version, line, body, created_by)
    select ${workspaceId}, ${purpose}, coalesce(max(version), 0) + 1, ${JSON.stringify(notice.line)}::jsonb,
      ${JSON.stringify(notice.body)}::jsonb, ${createdBy}::uuid
    from consent_notice where workspace_id = ${workspaceId} and purpose = ${purpose}
    returning ${noticeColumns}`)
  return made.rows[0]
}

export async function selectPurposes(tx: Tx, workspaceId: Id): Promise<PurposeView[]> {
  const purposes = await tx.execute<Row<{ id: string; name: LocalText }>>(
    sql`select id, name from consent_purpose where workspace_id = ${workspaceId} order by created_at, id`,
  )
  const notices = await tx.execute<Row<NoticeView>>(sql`
    select distinct on (purpose) ${noticeColumns} from consent_notice where workspace_id = ${workspaceId} order by purpose, version desc`)
  const byPurpose = new Map(notices.rows.map(row => [row.purpose, row]))
  return purposes.rows.map(row => ({ ...row, notice: byPurpose.get(row.id)! }))
}

export async function selectNotices(tx: Tx, workspaceId: Id, purpose: string): Promise<NoticeView[]> {
  const found = await tx.execute<Row<NoticeView>>(sql`
    select ${noticeColumns} from consent_notice where workspace_id = ${workspaceId} and purpose = ${purpose} order by version desc`)
  return found.rows
}

export interface NewEntry {
  subject: Id
  purpose: string
  decision: ConsentDecision
  source: string
  channel: string
  noticeVersion: number | null
  recordedBy: Id | null
  remark: string | null
  at: number
}

export async function insertEntry(tx: Tx, workspaceId: Id, entry: NewEntry): Promise<EntryView> {
  const made = await tx.execute<Row<EntryView>>(sql`
    insert into consent_entry (workspace_id, subject, purpose, decision, source, channel, notice_version, recorded_by, remark, at)
    values (${workspaceId}, ${entry.subject}, ${entry.purpose}, ${entry.decision}, ${entry.source}, ${entry.channel},
      ${entry.noticeVersion}, ${entry.recordedBy}, ${entry.remark}, to_timestamp(${entry.at}::double precision / 1000))
    returning ${entryColumns}`)
  return made.rows[0]!
}

export async function selectEntries(
  tx: Tx,
  workspaceId: Id,
  filter: {
    subject?: Id | undefined
    purpose?: string | undefined
    before?: number | undefined
    limit: number
  },
): Promise<EntryView[]> {
  const found = await tx.execute<Row<EntryView>>(sql`
    select ${entryColumns} from consent_entry where workspace_id = ${workspaceId}
      and (${filter.subject ?? null}::uuid is null or subject = ${filter.subject ?? null})
      and (${filter.purpose ?? null}::text is null or purpose = ${filter.purpose ?? null})
      and seq < ${filter.before ?? Number.MAX_SAFE_INTEGER}
    order by seq desc limit ${filter.limit}`)
  return found.rows
}

/** The last word of each subject on each purpose. */
export async function selectCurrent(
  tx: Tx,
  workspaceId: Id,
  subjects: readonly Id[],
  purpose?: string,
): Promise<EntryView[]> {
  const found = await tx.execute<Row<EntryView>>(sql`
    select distinct on (subject, purpose) ${entryColumns} from consent_entry
    where workspace_id = ${workspaceId} and subject = any(${sql.param([...subjects])}::uuid[])
      and (${purpose ?? null}::text is null or purpose = ${purpose ?? null})
    order by subject, purpose, seq desc`)
  return found.rows
}

export async function addHeld(
  tx: Tx,
  workspaceId: Id,
  day: string,
  outcome: string,
  amount: number,
): Promise<void> {
  await tx.execute(sql`
    insert into consent_held (workspace_id, day, outcome, amount) values (${workspaceId}, ${day}, ${outcome}, ${amount})
    on conflict (workspace_id, day, outcome) do update set amount = consent_held.amount + excluded.amount`)
}

export async function selectHeld(
  tx: Tx,
  workspaceId: Id,
  from: string,
): Promise<{ day: string; dropped: number; unnamed: number }[]> {
  const found = await tx.execute<{ day: string; dropped: number; unnamed: number }>(sql`
    select to_char(day, 'YYYY-MM-DD') as day, coalesce(sum(amount) filter (where outcome = 'dropped'), 0)::int8 as dropped,
      coalesce(sum(amount) filter (where outcome = 'unnamed'), 0)::int8 as unnamed
    from consent_held where workspace_id = ${workspaceId} and day >= ${from} group by day order by day`)
  return found.rows
}
