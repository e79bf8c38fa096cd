import { and, desc, eq, inArray, isNull, lt, type SQL, sql } from 'drizzle-orm'
import type { Tx } from '#db/connection.ts'
import type { Locale } from '#kernel/error.ts'
import type { Id } from '#kernel/id.ts'
import type { RobotKind } from '#kernel/ports/channel.ts'
import { DAY, type Instant } from '#kernel/time.ts'
import { department, member } from '#platform/org/index.ts'
import {
  type DeliveryView,
  type NotificationView,
  type OutChannel,
  type Preferences,
  preferences,
} from './api.ts'
import { noPreferences } from './model.ts'
import { delivery, endpoint, notification, robot } from './tables.ts'

export type DeliveryRow = typeof delivery.$inferSelect
export type RobotRow = typeof robot.$inferSelect
export type EndpointRow = typeof endpoint.$inferSelect

export interface Recipient {
  userId: Id
  name: string
  email: string
  locale: Locale
  departmentId: Id | null
  preferences: Preferences
}

/** The active people among `ids`, with how they want to be told. */
export async function recipientsOf(tx: Tx, workspaceId: Id, ids: readonly Id[]): Promise<Recipient[]> {
  if (ids.length === 0) return []
  const found = await tx.execute<Omit<Recipient, 'preferences'> & { value: unknown }>(sql`
    select m.user_id as "userId", m.name, m.email, m.locale, m.department_id as "departmentId", p.value
    from member m left join notify_preference p on p.workspace_id = m.workspace_id and p.user_id = m.user_id
    where m.workspace_id = ${workspaceId} and m.active and m.user_id = any(${sql.param([...ids])}::uuid[])
    order by m.user_id`)
  return found.rows.map(({ value, ...person }) => ({ ...person, preferences: parsePreferences(value) }))
}

/** What an older release stored and no longer fits counts as nothing chosen, rather than stopping a message. */
function parsePreferences(value: unknown): Preferences {
  const parsed = preferences.safeParse(value)
  return parsed.success ? parsed.data : noPreferences
}

export async function storePreferences(
  tx: Tx,
  workspaceId: Id,
  userId: Id,
  value: Preferences,
): Promise<void> {
  await tx.execute(sql`
    insert into notify_preference (workspace_id, user_id, value) values (${workspaceId}, ${userId}, ${JSON.stringify(value)})
    on conflict (workspace_id, user_id) do update set value = excluded.value`)
}

export async function workspaceFacts(tx: Tx, workspaceId: Id): Promise<{ timeZone: string; locale: Locale }> {
  const found = await tx.execute<{ timeZone: string; locale: Locale }>(
    sql`select time_zone as "timeZone", locale from workspace where id = ${workspaceId}`,
  )
  return found.rows[0] ?? { timeZone: 'Asia/Shanghai', locale: 'zh-CN' }
}

/** Active people whose role holds a permission. */
export async function holdersOfPermission(tx: Tx, workspaceId: Id, permission: string): Promise<Id[]> {
  const found = await tx.execute<{ id: Id }>(sql`
    select m.user_id as id from member m join role r on r.workspace_id = m.workspace_id and r.id = m.role_id
    where m.workspace_id = ${workspaceId} and m.active and ${permission} = any(r.permissions)`)
  return found.rows.map(row => row.id)
}

// In-app

export async function insertNotifications(tx: Tx, rows: (typeof notification.$inferInsert)[]): Promise<void> {
  if (rows.length > 0) await tx.insert(notification).values(rows)
}

export async function selectNotifications(
  tx: Tx,
  workspaceId: Id,
  userId: Id,
  query: { unread?: boolean | undefined; before?: Id | undefined; limit: number },
): Promise<NotificationView[]> {
  const rows = await tx
    .select()
    .from(notification)
    .where(
      and(
        eq(notification.workspaceId, workspaceId),
        eq(notification.userId, userId),
        query.unread ? isNull(notification.readAt) : undefined,
        query.before ? lt(notification.id, query.before) : undefined,
      ),
    )
    .orderBy(desc(notification.id))
    .limit(query.limit)
  return rows.map(({ id, kind, title, text, link, createdAt, readAt }) => ({
    id,
    kind,
    title,
    text,
    link,
    createdAt: createdAt.toISOString(),
    readAt: readAt?.toISOString() ?? null,
  }))
}

export async function countUnread(tx: Tx, workspaceId: Id, userId: Id): Promise<number> {
  const mine = and(
    eq(notification.workspaceId, workspaceId),
    eq(notification.userId, userId),
    isNull(notification.readAt),
  )
  return tx.$count(notification, mine)
}

export async function markRead(
  tx: Tx,
  workspaceId: Id,
  userId: Id,
  ids: readonly Id[] | 'all',
  now: Instant,
): Promise<void> {
  await tx
    .update(notification)
    .set({ readAt: new Date(now) })
    .where(
      and(
        eq(notification.workspaceId, workspaceId),
        eq(notification.userId, userId),
        isNull(notification.readAt),
        ids === 'all' ? undefined : inArray(notification.id, [...ids]),
      ),
    )
}

/** Whether somebody was told about a link since an instant. */
export async function wasTold(tx: Tx, workspaceId: Id, link: string, since: Instant): Promise<boolean> {
  const found = await tx.execute(sql`
    select 1 from notification where workspace_id = ${workspaceId} and kind = 'system' and link = ${link}
      and created_at > ${new Date(since)} limit 1`)
  return found.rows.length > 0
}

// Robots and endpoints

export function selectRobots(tx: Tx, workspaceId: Id): Promise<RobotRow[]> {
  return tx.select().from(robot).where(eq(robot.workspaceId, workspaceId)).orderBy(robot.createdAt, robot.id)
}

export async function selectRobot(
  tx: Tx,
  workspaceId: Id,
  id: Id,
  lock = false,
): Promise<RobotRow | undefined> {
  const query = tx
    .select()
    .from(robot)
    .where(and(eq(robot.workspaceId, workspaceId), eq(robot.id, id)))
  const rows = await (lock ? query.for('update') : query)
  return rows[0]
}

export async function insertRobot(tx: Tx, row: typeof robot.$inferInsert): Promise<void> {
  await tx.insert(robot).values(row)
}

export async function updateRobotRow(
  tx: Tx,
  workspaceId: Id,
  id: Id,
  change: Partial<typeof robot.$inferInsert>,
): Promise<void> {
  if (Object.keys(change).length === 0) return
  await tx
    .update(robot)
    .set(change)
    .where(and(eq(robot.workspaceId, workspaceId), eq(robot.id, id)))
}

export async function deleteRobotRow(tx: Tx, workspaceId: Id, id: Id): Promise<boolean> {
  const gone = await tx.delete(robot).where(and(eq(robot.workspaceId, workspaceId), eq(robot.id, id)))
  return (gone.rowCount ?? 0) > 0
}

export async function departmentExists(tx: Tx, workspaceId: Id, id: Id): Promise<boolean> {
  const one = and(eq(department.workspaceId, workspaceId), eq(department.id, id))
  return (await tx.$count(department, one)) > 0
}

export function selectEndpoints(tx: Tx, workspaceId: Id): Promise<EndpointRow[]> {
  return tx
    .select()
    .from(endpoint)
    .where(eq(endpoint.workspaceId, workspaceId))
    .orderBy(endpoint.createdAt, endpoint.id)
}

export async function selectEndpoint(tx: Tx, workspaceId: Id, id: Id): Promise<EndpointRow | undefined> {
  const rows = await tx
    .select()
    .from(endpoint)
    .where(and(eq(endpoint.workspaceId, workspaceId), eq(endpoint.id, id)))
  return rows[0]
}

export async function insertEndpoint(tx: Tx, row: typeof endpoint.$inferInsert): Promise<void> {
  await tx.insert(endpoint).values(row)
}

export async function updateEndpointRow(
  tx: Tx,
  workspaceId: Id,
  id: Id,
  change: Partial<typeof endpoint.$inferInsert>,
): Promise<void> {
  if (Object.keys(change).length === 0) return
  await tx
    .update(endpoint)
    .set(change)
    .where(and(eq(endpoint.workspaceId, workspaceId), eq(endpoint.id, id)))
}

export async function deleteEndpointRow(tx: Tx, workspaceId: Id, id: Id): Promise<boolean> {
  const gone = await tx
    .delete(endpoint)
    .where(and(eq(endpoint.workspaceId, workspaceId), eq(endpoint.id, id)))
  return (gone.rowCount ?? 0) > 0
}

// The delivery log

export interface LogQuery {
  status?: DeliveryRow['status'] | undefined
  channel?: OutChannel | undefined
  targetId?: Id | undefined
  before?: Id | undefined
  limit: number
}

export async function selectDeliveries(tx: Tx, workspaceId: Id, query: LogQuery): Promise<DeliveryView[]> {
  const where: (SQL | undefined)[] = [
    eq(delivery.workspaceId, workspaceId),
    query.status ? eq(delivery.status, query.status) : undefined,
    query.channel ? eq(delivery.channel, query.channel) : undefined,
    query.targetId ? eq(delivery.targetId, query.targetId) : undefined,
    query.before ? lt(delivery.id, query.before) : undefined,
  ]
  const target = sql<string | null>`coalesce(${member.name}, ${robot.name}, ${endpoint.name})`
  const rows = await tx
    .select({ delivery, target })
    .from(delivery)
    .leftJoin(member, and(eq(member.workspaceId, delivery.workspaceId), eq(member.userId, delivery.targetId)))
    .leftJoin(robot, and(eq(robot.workspaceId, delivery.workspaceId), eq(robot.id, delivery.targetId)))
    .leftJoin(
      endpoint,
      and(eq(endpoint.workspaceId, delivery.workspaceId), eq(endpoint.id, delivery.targetId)),
    )
    .where(and(...where))
    .orderBy(desc(delivery.id))
    .limit(query.limit)
  return rows.map(({ delivery: row, target: name }) => viewOf(row, name))
}

function viewOf(row: DeliveryRow, target: string | null): DeliveryView {
  const { id, channel, kind, message, status, attempts, lastCode, lastReason } = row
  return {
    id,
    channel,
    target,
    kind,
    title: 'title' in message ? message.title : message.type,
    status,
    attempts,
    dueAt: row.dueAt.toISOString(),
    sentAt: row.sentAt?.toISOString() ?? null,
    lastCode,
    lastReason,
    createdAt: row.createdAt.toISOString(),
  }
}

export async function countFailed(tx: Tx, workspaceId: Id, now: Instant): Promise<number> {
  const failed = and(
    eq(delivery.workspaceId, workspaceId),
    eq(delivery.status, 'failed'),
    sql`${delivery.createdAt} > ${new Date(now - 7 * DAY)}`,
  )
  return tx.$count(delivery, failed)
}

export async function selectDelivery(tx: Tx, workspaceId: Id, id: Id): Promise<DeliveryRow | undefined> {
  const rows = await tx
    .select()
    .from(delivery)
    .where(and(eq(delivery.workspaceId, workspaceId), eq(delivery.id, id)))
    .for('update')
  return rows[0]
}

export async function insertDeliveries(tx: Tx, rows: (typeof delivery.$inferInsert)[]): Promise<void> {
  if (rows.length > 0) await tx.insert(delivery).values(rows)
}

/** The chat applications that the workspace has a working robot in. */
export async function enabledRobotKinds(tx: Tx, workspaceId: Id): Promise<Set<RobotKind>> {
  const rows = await tx
    .selectDistinct({ kind: robot.kind })
    .from(robot)
    .where(and(eq(robot.workspaceId, workspaceId), eq(robot.enabled, true)))
  return new Set(rows.map(row => row.kind))
}
