import type { Db, Tx } from '#db/connection.ts'
import type { LocalText } from '#kernel/error.ts'
import type { Id } from '#kernel/id.ts'
import type { Message, RobotPort, SendOutcome } from '#kernel/ports/channel.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import type { MailPort } from '#kernel/ports/mail.ts'
import type { WebhookPort } from '#kernel/ports/webhook.ts'
import { HOUR, type Instant, SECOND } from '#kernel/time.ts'
import type { Jobs } from '#platform/job/index.ts'
import type { Outbox } from '#platform/outbox/index.ts'
import { refilled, robotRates, taken, tokens, wait } from './bucket.ts'
import { mailOf } from './mail.ts'
import { digestTitle, mostAttempts, openLabel, retryDelay, type StoredMessage } from './model.ts'
import { callEndpoint, openRobot } from './open.ts'
import { claim, lockDue, markFailed, markSent, release, type Target } from './queue.ts'
import type { Sealer } from './seal.ts'
import { sendDrain, tellInApp } from './service.ts'
import {
  type DeliveryRow,
  holdersOfPermission,
  type RobotRow,
  recipientsOf,
  selectEndpoint,
  selectRobot,
  updateEndpointRow,
  updateRobotRow,
  wasTold,
  workspaceFacts,
} from './store.ts'

export interface DeliverDeps {
  db: Db
  jobs: Jobs
  outbox: Outbox
  clock: Clock
  robots: RobotPort
  mail: MailPort
  webhooks: WebhookPort
  sealer: Sealer
  /** The application's address as people outside reach it, without a slash at the end. */
  linkBase(): string
  /** 0 ≤ n < 1, for jitter. */
  random?: () => number
}

/** What was claimed, and how to send it: `send` answers for the first `carried` of `rows`. */
interface Batch {
  rows: DeliveryRow[]
  send(): Promise<SendOutcome & { carried: number }>
}

const gone: LocalText = {
  'zh-CN': '接收方已删除或停用，这条没有发出。',
  en: 'The receiver was removed or switched off, so this wasn’t sent.',
}

const mostAtOnce = 100
const lingerMs = 3 * SECOND

/**
 * Sends what is due. A delivery is claimed in one transaction, sent outside any, and settled in another: a crash between
 * sends it again (webhooks keep their id), never loses it.
 */
export function makeDeliverer(deps: DeliverDeps) {
  const { db, clock, random = Math.random } = deps

  const settle = async (target: Target, batch: Batch, outcome: SendOutcome & { carried: number }) => {
    const now = clock.now()
    const about = batch.rows.slice(0, outcome.carried)
    const rest = batch.rows.slice(outcome.carried)
    await db.tx(target.workspaceId, async tx => {
      await release(tx, target, idsOf(rest))
      if (outcome.ok) return markSent(tx, target, about, now)
      for (const row of about) {
        const again = outcome.retry && row.attempts + 1 < mostAttempts
        const delay = again ? retryDelay(row.attempts + 1, outcome.retryAfterMs, random()) : undefined
        const retryAt = delay === undefined ? undefined : now + delay
        await markFailed(tx, target, row, { ...outcome, retryAt })
        if (delay !== undefined) await sendDrain(deps.jobs, tx, [target], delay)
      }
      await learn(tx, target, outcome, now)
      const failed = !outcome.retry || about.some(row => row.attempts + 1 >= mostAttempts)
      if (failed) await tellManagers(tx, target, outcome.reason, now)
    })
    deps.outbox.wake()
  }

  /** A limited robot rests; an endpoint that answers 410 Gone is switched off. */
  const learn = async (tx: Tx, target: Target, outcome: SendOutcome, now: Instant): Promise<void> => {
    if (outcome.ok) return
    const { workspaceId, channel, targetId } = target
    if (channel === 'webhook' && outcome.code === 'http.410') {
      await updateEndpointRow(tx, workspaceId, targetId, { enabled: false })
    }
    if (channel !== 'webhook' && channel !== 'email' && outcome.retryAfterMs) {
      await updateRobotRow(tx, workspaceId, targetId, { blockedUntil: new Date(now + outcome.retryAfterMs) })
    }
  }

  /** In-app, at most once an hour about one target: a robot that is gone fails many times. */
  const tellManagers = async (tx: Tx, target: Target, reason: LocalText, now: Instant): Promise<void> => {
    const { workspaceId, targetId } = target
    const link = `/settings/deliveries?target=${targetId}`
    if (await wasTold(tx, workspaceId, link, now - HOUR)) return
    const ids = await holdersOfPermission(tx, workspaceId, 'notify.manage')
    const people = await recipientsOf(tx, workspaceId, ids)
    const title = { 'zh-CN': '有通知没发出去', en: 'A notification could not be delivered' }
    await tellInApp(
      deps.outbox,
      tx,
      { workspaceId, kind: 'system', to: ids, title, text: reason, link },
      people,
      now,
    )
  }

  const failAll = async (tx: Tx, target: Target, now: Instant): Promise<void> => {
    for (const row of await lockDue(tx, target, now, mostAtOnce)) {
      await markFailed(tx, target, row, { code: 'target.gone', reason: gone, retryAt: undefined })
    }
  }

  const next = (target: Target): Promise<Batch | undefined> =>
    db.tx(target.workspaceId, tx => {
      if (target.channel === 'email') return nextMail(tx, target)
      if (target.channel === 'webhook') return nextCall(tx, target)
      return nextRobot(tx, target)
    })

  const nextMail = async (tx: Tx, target: Target): Promise<Batch | undefined> => {
    const now = clock.now()
    const [person] = await recipientsOf(tx, target.workspaceId, [target.targetId])
    if (!person) return failAll(tx, target, now).then(() => undefined)
    const rows = await lockDue(tx, target, now, mostAtOnce)
    if (rows.length === 0) return undefined
    await claim(tx, target, idsOf(rows), now)
    const letter = mailOf(
      { workspaceId: target.workspaceId, to: { name: person.name, address: person.email } },
      rows.map(storedOf),
      person.locale,
      deps.linkBase(),
    )
    return { rows, send: async () => ({ ...(await deps.mail.send(letter)), carried: rows.length }) }
  }

  const nextCall = async (tx: Tx, target: Target): Promise<Batch | undefined> => {
    const now = clock.now()
    const endpoint = await selectEndpoint(tx, target.workspaceId, target.targetId)
    if (!endpoint?.enabled) return failAll(tx, target, now).then(() => undefined)
    const [row] = await lockDue(tx, target, now, 1)
    if (!row) return undefined
    await claim(tx, target, [row.id], now)
    return { rows: [row], send: () => callEndpoint(deps, endpoint, row) }
  }

  const nextRobot = async (tx: Tx, target: Target): Promise<Batch | undefined> => {
    const now = clock.now()
    const robot = await selectRobot(tx, target.workspaceId, target.targetId, true)
    if (!robot?.enabled) return failAll(tx, target, now).then(() => undefined)
    const rows = await lockDue(tx, target, now, mostAtOnce)
    if (rows.length === 0) return undefined
    const rates = robotRates[robot.kind]
    const bucket = refilled(robot.bucket, rates, now)
    const blocked = (robot.blockedUntil?.getTime() ?? 0) - now
    if (blocked > 0 || tokens(bucket) === 0) {
      return planWake(tx, target, robot, now, Math.max(blocked, wait(bucket, rates))).then(() => undefined)
    }
    // While there are tokens for all, each goes by itself; beyond that they are folded into a digest.
    const batch = rows.length <= tokens(bucket) ? rows.slice(0, 1) : rows
    await updateRobotRow(tx, target.workspaceId, robot.id, { bucket: taken(bucket) })
    await claim(tx, target, idsOf(batch), now)
    const messages = await messagesOf(tx, robot, batch, deps.linkBase())
    const { locale } = await workspaceFacts(tx, target.workspaceId)
    return {
      rows: batch,
      send: () => deps.robots.send(openRobot(deps.sealer, robot), messages, digestTitle(locale)),
    }
  }

  /** One planned look per robot, however long the queue. */
  const planWake = async (
    tx: Tx,
    target: Target,
    robot: RobotRow,
    now: Instant,
    ms: number,
  ): Promise<void> => {
    if (robot.wakeAt && robot.wakeAt.getTime() > now) return
    await updateRobotRow(tx, target.workspaceId, robot.id, { wakeAt: new Date(now + ms) })
    await sendDrain(deps.jobs, tx, [target], ms)
  }

  return {
    /** Sends everything that is due to a target and may go now. */
    drain: async (target: Target): Promise<void> => {
      const first = await next(target)
      if (!first) return
      for (let batch: Batch | undefined = first; batch; batch = await next(target)) {
        await settle(target, batch, await batch.send())
      }
      // A sender that saw these deliveries waiting planned no look of its own and may commit only now.
      await db.tx(target.workspaceId, tx => sendDrain(deps.jobs, tx, [target], lingerMs))
    },
  }
}

export type Deliverer = ReturnType<typeof makeDeliverer>

/** The messages with the people they call, whose chat names are read only now. */
async function messagesOf(
  tx: Tx,
  robot: RobotRow,
  rows: readonly DeliveryRow[],
  linkBase: string,
): Promise<Message[]> {
  const people = await recipientsOf(tx, robot.workspaceId, [...new Set(rows.flatMap(row => row.recipients))])
  const handles = new Map(people.map(person => [person.userId, person.preferences.handles[robot.kind]]))
  return rows.map(row => {
    const { title, text, link, linkLabel } = storedOf(row)
    const mentions = row.recipients.map(id => handles.get(id)).filter(handle => handle !== undefined)
    return {
      title,
      text,
      ...(link ? { link: { url: linkBase + link, label: linkLabel ?? openLabel['zh-CN'] } } : {}),
      ...(mentions.length > 0 ? { mentions } : {}),
    }
  })
}

function storedOf({ message }: DeliveryRow): StoredMessage {
  return 'title' in message ? message : { title: message.type, text: '' }
}

function idsOf(rows: readonly DeliveryRow[]): Id[] {
  return rows.map(row => row.id)
}
