import type { Db, Tx } from '#db/connection.ts'
import { AppError, type Locale, type LocalText } from '#kernel/error.ts'
import { type Id, newId } from '#kernel/id.ts'
import type { RobotKind } from '#kernel/ports/channel.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import type { MailPort } from '#kernel/ports/mail.ts'
import { type Instant, SECOND } from '#kernel/time.ts'
import { audit } from '#platform/audit/index.ts'
import type { Jobs } from '#platform/job/index.ts'
import { type Actor, departmentsAbove } from '#platform/org/index.ts'
import type { Outbox } from '#platform/outbox/index.ts'
import { readSetting, type Setting, writeSetting } from '#platform/setting/index.ts'
import {
  type Channel,
  errors,
  type NotificationKind,
  type Preferences,
  type QuietSetting,
  quietSetting,
} from './api.ts'
import {
  channelsFor,
  defaultChannels,
  defaultQuiet,
  dueAt,
  openLabel,
  quietRules,
  type StoredMessage,
} from './model.ts'
import { earliestWaiting, requeue, type Target } from './queue.ts'
import {
  countFailed,
  countUnread,
  enabledRobotKinds,
  insertDeliveries,
  insertNotifications,
  type LogQuery,
  markRead,
  type Recipient,
  type RobotRow,
  recipientsOf,
  selectDeliveries,
  selectDelivery,
  selectEndpoint,
  selectNotifications,
  selectRobots,
  storePreferences,
  workspaceFacts,
} from './store.ts'
import type { delivery } from './tables.ts'

/** Something people are to be told. Texts come in both languages, or as one that is already in the right one. */
export interface Notification {
  workspaceId: Id
  kind: NotificationKind
  to: readonly Id[]
  title: LocalText | string
  text: LocalText | string
  /** A path of the application, such as `/suggestions/…`. */
  link?: string
  linkLabel?: LocalText
  /** Ways beyond in-app that the sender asks for; a person's own choice for the kind comes first. */
  channels?: readonly Channel[]
}

export interface NotifyDeps {
  db: Db
  jobs: Jobs
  outbox: Outbox
  clock: Clock
  mail: MailPort
}

export const drainQueue = 'notify-drain'
export const createdEvent = 'notification.created'

const quiet: Setting<QuietSetting> = { name: 'notify.quiet', schema: quietSetting, fallback: defaultQuiet }

type NewDelivery = typeof delivery.$inferInsert

/**
 * Tells people. `notify` and `call` write in the caller's transaction: in-app rows show at once after its commit (call
 * `outbox.wake()` then), everything that leaves the application goes through a job that is enqueued with it.
 */
export function makeNotify({ db, jobs, outbox, clock, mail }: NotifyDeps) {
  /** Stores deliveries, and plans one look per due time at those targets where none is planned by then anyway. */
  const enqueue = async (tx: Tx, rows: readonly NewDelivery[], now: Instant): Promise<void> => {
    const [first] = rows
    if (!first) return
    const planned = await earliestWaiting(
      tx,
      first.workspaceId,
      rows.map(row => row.targetId),
    )
    await insertDeliveries(tx, [...rows])
    const looks = Map.groupBy(
      rows.filter(
        ({ targetId, dueAt }) => (planned.get(targetId) ?? Number.POSITIVE_INFINITY) > dueAt.getTime(),
      ),
      ({ dueAt }) => dueAt.getTime(),
    )
    for (const [due, at] of looks) await sendDrain(jobs, tx, at.map(targetOf), due - now)
  }

  return {
    /** Tells the people in `to` (inactive and unknown ones are left out), each in their language and by their ways. */
    notify: async (tx: Tx, notice: Notification): Promise<void> => {
      const now = clock.now()
      const { workspaceId } = notice
      const people = await recipientsOf(tx, workspaceId, notice.to)
      const ways = people.map(person => ({
        person,
        ways: channelsFor(notice.kind, person.preferences, notice.channels),
      }))
      const inApp = ways.filter(({ ways }) => ways.has('in-app')).map(({ person }) => person)
      await tellInApp(outbox, tx, notice, inApp, now)
      await enqueue(tx, await outside(tx, notice, ways, now), now)
    },

    /** Calls a company's webhook endpoint; nothing happens when it is switched off or gone. `type` is `noun.verb`. */
    call: async (
      tx: Tx,
      call: { workspaceId: Id; endpointId: Id; type: string; data: unknown },
    ): Promise<void> => {
      const { workspaceId, endpointId, type, data } = call
      const endpoint = await selectEndpoint(tx, workspaceId, endpointId)
      if (!endpoint?.enabled) return
      const now = clock.now()
      const message = { type, timestamp: new Date(now).toISOString(), data }
      const target = { channel: 'webhook' as const, targetId: endpointId }
      await enqueue(tx, [newDelivery(workspaceId, target, type, message, [], now, now)], now)
    },

    /** Whether a webhook endpoint exists, so that a strategy can be refused before it is published. */
    hasEndpoint: async (tx: Tx, workspaceId: Id, id: Id): Promise<boolean> =>
      (await selectEndpoint(tx, workspaceId, id)) !== undefined,

    inbox: (actor: Actor, query: { unread?: boolean | undefined; before?: Id | undefined; limit: number }) =>
      db.tx(actor.workspaceId, async tx => {
        const me = userOf(actor)
        const rows = await selectNotifications(tx, actor.workspaceId, me, {
          ...query,
          limit: query.limit + 1,
        })
        return {
          items: rows.slice(0, query.limit),
          unread: await countUnread(tx, actor.workspaceId, me),
          more: rows.length > query.limit,
        }
      }),

    read: (actor: Actor, ids: readonly Id[] | 'all') =>
      db.tx(actor.workspaceId, async tx => {
        await markRead(tx, actor.workspaceId, userOf(actor), ids, clock.now())
        return { unread: await countUnread(tx, actor.workspaceId, userOf(actor)) }
      }),

    preferences: (actor: Actor) =>
      db.tx(actor.workspaceId, async tx => {
        const { workspaceId } = actor
        const [me] = await recipientsOf(tx, workspaceId, [userOf(actor)])
        const { timeZone } = await workspaceFacts(tx, workspaceId)
        const robots = await enabledRobotKinds(tx, workspaceId)
        const withMail = mail.kindOf(workspaceId) === 'none' ? [] : (['email'] as const)
        const available: Channel[] = ['in-app', ...withMail, ...robots]
        if (!me) throw new AppError(errors['notify.no-person'])
        return {
          mine: me.preferences,
          defaults: defaultChannels,
          workspace: { ...(await readSetting(tx, workspaceId, quiet)), timeZone },
          available,
        }
      }),

    changePreferences: (actor: Actor, value: Preferences): Promise<void> =>
      db.tx(actor.workspaceId, tx => storePreferences(tx, actor.workspaceId, userOf(actor), value)),

    quiet: (actor: Actor): Promise<QuietSetting> =>
      db.tx(actor.workspaceId, tx => readSetting(tx, actor.workspaceId, quiet)),
    changeQuiet: (actor: Actor, value: QuietSetting): Promise<void> =>
      db.tx(actor.workspaceId, tx => writeSetting(tx, actor, quiet, value)),

    log: (actor: Actor, query: LogQuery) =>
      db.tx(actor.workspaceId, async tx => {
        const rows = await selectDeliveries(tx, actor.workspaceId, { ...query, limit: query.limit + 1 })
        return {
          items: rows.slice(0, query.limit),
          failed: await countFailed(tx, actor.workspaceId, clock.now()),
          more: rows.length > query.limit,
        }
      }),

    /** Puts a delivery that was sent or has failed back into the queue, due now. */
    resend: (actor: Actor, id: Id): Promise<void> =>
      db.tx(actor.workspaceId, async tx => {
        const { workspaceId } = actor
        const row = await selectDelivery(tx, workspaceId, id)
        if (!row) throw new AppError(errors['notify.delivery-missing'])
        if (row.status === 'waiting' || row.status === 'sending') {
          throw new AppError(errors['notify.delivery-waiting'])
        }
        const target = { workspaceId, channel: row.channel, targetId: row.targetId }
        await requeue(tx, target, id, clock.now())
        await audit(tx, actor, { act: 'delivery.resent', subject: { kind: 'delivery', id } })
        await sendDrain(jobs, tx, [target], 0)
      }),
  }
}

export type Notify = ReturnType<typeof makeNotify>

/** Writes the in-app rows and the event that shows them on open screens. */
export async function tellInApp(
  outbox: Outbox,
  tx: Tx,
  notice: Notification,
  people: readonly Recipient[],
  now: Instant,
): Promise<void> {
  if (people.length === 0) return
  await insertNotifications(
    tx,
    people.map(person => inAppRow(notice, person, now)),
  )
  const to = people.map(person => person.userId)
  await outbox.publish(tx, { workspaceId: notice.workspaceId, type: createdEvent, payload: { to } })
}

/** Plans a look at targets' due deliveries. */
export async function sendDrain(jobs: Jobs, tx: Tx, targets: readonly Target[], inMs: number): Promise<void> {
  const seconds = Math.ceil(inMs / SECOND)
  await jobs.send(tx, drainQueue, { targets }, seconds > 0 ? { startAfter: seconds } : {})
}

function targetOf({ workspaceId, channel, targetId }: Target): Target {
  return { workspaceId, channel, targetId }
}

interface PersonWays {
  person: Recipient
  ways: Set<Channel>
}

/** What leaves the application: a row per mailbox, and one per robot and due time however many people it calls. */
async function outside(
  tx: Tx,
  notice: Notification,
  people: PersonWays[],
  now: Instant,
): Promise<NewDelivery[]> {
  const leaving = people.filter(({ ways }) => ways.size > (ways.has('in-app') ? 1 : 0))
  if (leaving.length === 0) return []
  const { workspaceId, kind } = notice
  const facts = await workspaceFacts(tx, workspaceId)
  const robots = (await selectRobots(tx, workspaceId)).filter(robot => robot.enabled)
  const workspaceQuiet = await readSetting(tx, workspaceId, quiet)
  const rows = new Map<string, NewDelivery>()
  for (const { person, ways } of leaving) {
    const rules = quietRules(person.preferences, workspaceQuiet, facts.timeZone)
    for (const way of ways) {
      if (way === 'in-app') continue
      const targetId = way === 'email' ? person.userId : await robotFor(tx, workspaceId, person, way, robots)
      if (targetId === undefined) continue
      const due = dueAt(now, way, person.preferences, rules)
      const key = `${targetId} ${due}`
      const locale = way === 'email' ? person.locale : facts.locale
      const row =
        rows.get(key) ??
        newDelivery(workspaceId, { channel: way, targetId }, kind, messageIn(notice, locale), [], due, now)
      row.recipients = [...row.recipients, person.userId]
      rows.set(key, row)
    }
  }
  return [...rows.values()]
}

/** The robot of a person's own department or the nearest above it, else one that serves the whole workspace. */
async function robotFor(
  tx: Tx,
  workspaceId: Id,
  person: Recipient,
  kind: RobotKind,
  robots: readonly RobotRow[],
): Promise<Id | undefined> {
  const candidates = robots.filter(robot => robot.kind === kind)
  if (person.departmentId && candidates.some(robot => robot.departmentId !== null)) {
    for (const { id } of await departmentsAbove(tx, workspaceId, person.departmentId)) {
      const near = candidates.find(robot => robot.departmentId === id)
      if (near) return near.id
    }
  }
  return candidates.find(robot => robot.departmentId === null)?.id
}

function newDelivery(
  workspaceId: Id,
  target: { channel: NewDelivery['channel']; targetId: Id },
  kind: string,
  message: NewDelivery['message'],
  recipients: Id[],
  due: Instant,
  now: Instant,
): NewDelivery {
  return {
    workspaceId,
    id: newId(now),
    ...target,
    kind,
    message,
    recipients,
    status: 'waiting',
    attempts: 0,
    dueAt: new Date(due),
    createdAt: new Date(now),
  }
}

function inAppRow({ workspaceId, kind, title, text, link }: Notification, person: Recipient, now: Instant) {
  return {
    workspaceId,
    id: newId(now),
    userId: person.userId,
    kind,
    title: inLocale(title, person.locale),
    text: inLocale(text, person.locale),
    link: link ?? null,
    createdAt: new Date(now),
  }
}

function messageIn({ title, text, link, linkLabel }: Notification, locale: Locale): StoredMessage {
  return {
    title: inLocale(title, locale),
    text: inLocale(text, locale),
    ...(link ? { link, linkLabel: (linkLabel ?? openLabel)[locale] } : {}),
  }
}

function inLocale(text: LocalText | string, locale: Locale): string {
  return typeof text === 'string' ? text : text[locale]
}

/** Inboxes and preferences are people's; keys have none. */
function userOf(actor: Actor): Id {
  if (actor.kind !== 'user' || actor.id === null) throw new AppError(errors['notify.no-person'])
  return actor.id
}
