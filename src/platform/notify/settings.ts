import type { Db, Tx } from '#db/connection.ts'
import { AppError, type LocalText } from '#kernel/error.ts'
import { type Id, newId } from '#kernel/id.ts'
import type { RobotPort, SendOutcome } from '#kernel/ports/channel.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import type { MailPort } from '#kernel/ports/mail.ts'
import type { WebhookPort } from '#kernel/ports/webhook.ts'
import { audit } from '#platform/audit/index.ts'
import type { Actor } from '#platform/org/index.ts'
import { type EndpointView, errors, type OutChannel, type RobotView, type TestResult } from './api.ts'
import { refilled, robotRates, taken } from './bucket.ts'
import { mailOf } from './mail.ts'
import { digestTitle, robotOf, type StoredCall, type StoredMessage } from './model.ts'
import { callEndpoint, openRobot, sealPlace } from './open.ts'
import type { Sealer } from './seal.ts'
import {
  deleteEndpointRow,
  deleteRobotRow,
  departmentExists,
  type EndpointRow,
  insertDeliveries,
  insertEndpoint,
  insertRobot,
  type RobotRow,
  recipientsOf,
  selectEndpoint,
  selectEndpoints,
  selectRobot,
  selectRobots,
  updateEndpointRow,
  updateRobotRow,
} from './store.ts'

export interface SettingsDeps {
  db: Db
  clock: Clock
  robots: RobotPort
  mail: MailPort
  webhooks: WebhookPort
  sealer: Sealer
  linkBase(): string
}

interface RobotInput {
  name: string
  url: string
  secret: string | null
  format: 'markdown' | 'text'
  departmentId: Id | null
}

type RobotChange = { [K in keyof RobotInput]?: RobotInput[K] | undefined } & { enabled?: boolean | undefined }

const testTitle: LocalText = { 'zh-CN': '测试消息', en: 'Test message' }
const testText: LocalText = {
  'zh-CN': '收到这条，说明通知已经接通。',
  en: 'If you can read this, notifications work.',
}

/** Robots, endpoints and their tests: what an administrator sets up. */
export function makeNotifySettings(deps: SettingsDeps) {
  const { db, clock, sealer } = deps

  /** Kind and sealed token. A new token is another robot to the platform: its limits start afresh. */
  const address = (workspaceId: Id, id: Id, url: string) => {
    const found = robotOf(url)
    if (!found) throw new AppError(errors['notify.robot-url'])
    const token = sealer.seal(found.token, sealPlace(workspaceId, id, 'token'))
    return { kind: found.kind, token, bucket: null, blockedUntil: null, wakeAt: null }
  }

  const sealed = (workspaceId: Id, id: Id, secret: string | null) =>
    secret === null ? null : sealer.seal(secret, sealPlace(workspaceId, id, 'secret'))

  const checkDepartment = async (tx: Tx, workspaceId: Id, id: Id | null | undefined): Promise<void> => {
    if (id && !(await departmentExists(tx, workspaceId, id))) {
      throw new AppError(errors['notify.department-missing'])
    }
  }

  const viewRobot = (row: RobotRow): RobotView => ({
    id: row.id,
    kind: row.kind,
    name: row.name,
    tokenEnd: openRobot(sealer, row).token.slice(-4),
    signed: row.secret !== null,
    format: row.format,
    departmentId: row.departmentId,
    enabled: row.enabled,
    blockedUntil:
      row.blockedUntil && row.blockedUntil.getTime() > clock.now() ? row.blockedUntil.toISOString() : null,
  })

  const robotOr404 = async (tx: Tx, workspaceId: Id, id: Id): Promise<RobotRow> => {
    const row = await selectRobot(tx, workspaceId, id, true)
    if (!row) throw new AppError(errors['notify.robot-missing'])
    return row
  }

  const endpointOr404 = async (tx: Tx, workspaceId: Id, id: Id): Promise<EndpointRow> => {
    const row = await selectEndpoint(tx, workspaceId, id)
    if (!row) throw new AppError(errors['notify.endpoint-missing'])
    return row
  }

  const refuseAddress = (url: string | undefined): void => {
    const fault = url === undefined ? undefined : deps.webhooks.check(url)
    if (fault) throw new AppError({ code: 'notify.endpoint-url', kind: 'invalid', message: fault })
  }

  /** A test stands in the log like any delivery. */
  const logTest = async (
    actor: Actor,
    target: { channel: OutChannel; targetId: Id; id: Id },
    message: StoredMessage | StoredCall,
    outcome: SendOutcome,
  ): Promise<TestResult> => {
    const at = new Date(clock.now())
    await db.tx(actor.workspaceId, tx =>
      insertDeliveries(tx, [
        {
          workspaceId: actor.workspaceId,
          ...target,
          kind: 'test',
          message,
          recipients: actor.id ? [actor.id] : [],
          status: outcome.ok ? 'sent' : 'failed',
          attempts: 1,
          dueAt: at,
          sentAt: outcome.ok ? at : null,
          lastCode: outcome.ok ? null : outcome.code,
          lastReason: outcome.ok ? null : outcome.reason,
          createdAt: at,
        },
      ]),
    )
    return outcome.ok
      ? { ok: true, code: null, reason: null }
      : { ok: false, code: outcome.code, reason: outcome.reason }
  }

  const testMessage = (actor: Actor): StoredMessage => ({
    title: testTitle[actor.locale],
    text: testText[actor.locale],
  })

  return {
    channels: (actor: Actor) =>
      db.tx(actor.workspaceId, async tx => ({
        robots: (await selectRobots(tx, actor.workspaceId)).map(viewRobot),
        endpoints: (await selectEndpoints(tx, actor.workspaceId)).map(viewEndpoint),
        mail: deps.mail.kindOf(actor.workspaceId),
      })),

    createRobot: (actor: Actor, input: RobotInput): Promise<RobotView> =>
      db.tx(actor.workspaceId, async tx => {
        const { workspaceId } = actor
        const { name, url, secret, format, departmentId } = input
        await checkDepartment(tx, workspaceId, departmentId)
        const id = newId()
        const row: RobotRow = {
          workspaceId,
          id,
          name,
          ...address(workspaceId, id, url),
          secret: sealed(workspaceId, id, secret),
          format,
          departmentId,
          enabled: true,
          createdAt: new Date(clock.now()),
        }
        await insertRobot(tx, row)
        const subject = { kind: 'robot', id }
        await audit(tx, actor, { act: 'robot.created', subject, details: { kind: row.kind, name } })
        return viewRobot(row)
      }),

    updateRobot: (actor: Actor, id: Id, input: RobotChange): Promise<RobotView> =>
      db.tx(actor.workspaceId, async tx => {
        const { workspaceId } = actor
        const before = await robotOr404(tx, workspaceId, id)
        await checkDepartment(tx, workspaceId, input.departmentId)
        const { url, secret, ...rest } = input
        const change = {
          ...defined(rest),
          ...(url !== undefined && address(workspaceId, id, url)),
          ...(secret !== undefined && { secret: sealed(workspaceId, id, secret) }),
        }
        await updateRobotRow(tx, workspaceId, id, change)
        // The fields' names and no values: two of them are secrets.
        const details = { fields: Object.keys(defined(input)) }
        await audit(tx, actor, { act: 'robot.updated', subject: { kind: 'robot', id }, details })
        return viewRobot({ ...before, ...change })
      }),

    deleteRobot: (actor: Actor, id: Id): Promise<void> =>
      db.tx(actor.workspaceId, async tx => {
        if (!(await deleteRobotRow(tx, actor.workspaceId, id)))
          throw new AppError(errors['notify.robot-missing'])
        await audit(tx, actor, { act: 'robot.deleted', subject: { kind: 'robot', id } })
      }),

    testRobot: async (actor: Actor, id: Id): Promise<TestResult> => {
      const robot = await db.tx(actor.workspaceId, async tx => {
        const row = await robotOr404(tx, actor.workspaceId, id)
        const rates = robotRates[row.kind]
        const bucket = taken(refilled(row.bucket, rates, clock.now()))
        await updateRobotRow(tx, actor.workspaceId, id, { bucket })
        return row
      })
      const message = testMessage(actor)
      const link = { url: `${deps.linkBase()}/`, label: 'Loam' }
      const outcome = await deps.robots.send(
        openRobot(sealer, robot),
        [{ ...message, link }],
        digestTitle(actor.locale),
      )
      return logTest(actor, { channel: robot.kind, targetId: id, id: newId(clock.now()) }, message, outcome)
    },

    testMail: async (actor: Actor): Promise<TestResult> => {
      const [me] = await db.tx(actor.workspaceId, tx =>
        recipientsOf(tx, actor.workspaceId, actor.id ? [actor.id] : []),
      )
      if (!me) throw new AppError(errors['notify.no-person'])
      const message = testMessage(actor)
      const letter = mailOf(
        { workspaceId: actor.workspaceId, to: { name: me.name, address: me.email } },
        [message],
        actor.locale,
        deps.linkBase(),
      )
      const outcome = await deps.mail.send(letter)
      return logTest(
        actor,
        { channel: 'email', targetId: me.userId, id: newId(clock.now()) },
        message,
        outcome,
      )
    },

    endpoints: (actor: Actor) =>
      db.tx(actor.workspaceId, async tx =>
        (await selectEndpoints(tx, actor.workspaceId)).map(({ id, name, enabled }) => ({
          id,
          name,
          enabled,
        })),
      ),

    createEndpoint: (
      actor: Actor,
      input: { name: string; url: string },
    ): Promise<EndpointView & { secret: string }> =>
      db.tx(actor.workspaceId, async tx => {
        refuseAddress(input.url)
        const { workspaceId } = actor
        const id = newId()
        const secret = `whsec_${Buffer.from(crypto.getRandomValues(new Uint8Array(24))).toString('base64')}`
        const row: EndpointRow = {
          workspaceId,
          id,
          name: input.name,
          url: input.url,
          secret: sealer.seal(secret, sealPlace(workspaceId, id, 'secret')),
          enabled: true,
          createdAt: new Date(clock.now()),
        }
        await insertEndpoint(tx, row)
        await audit(tx, actor, {
          act: 'endpoint.created',
          subject: { kind: 'endpoint', id },
          details: { name: row.name },
        })
        return { ...viewEndpoint(row), secret }
      }),

    updateEndpoint: (
      actor: Actor,
      id: Id,
      input: { name?: string | undefined; url?: string | undefined; enabled?: boolean | undefined },
    ): Promise<EndpointView> =>
      db.tx(actor.workspaceId, async tx => {
        refuseAddress(input.url)
        const before = await endpointOr404(tx, actor.workspaceId, id)
        const change = defined(input)
        await updateEndpointRow(tx, actor.workspaceId, id, change)
        const details = { fields: Object.keys(change) }
        await audit(tx, actor, { act: 'endpoint.updated', subject: { kind: 'endpoint', id }, details })
        return viewEndpoint({ ...before, ...change })
      }),

    deleteEndpoint: (actor: Actor, id: Id): Promise<void> =>
      db.tx(actor.workspaceId, async tx => {
        if (!(await deleteEndpointRow(tx, actor.workspaceId, id))) {
          throw new AppError(errors['notify.endpoint-missing'])
        }
        await audit(tx, actor, { act: 'endpoint.deleted', subject: { kind: 'endpoint', id } })
      }),

    testEndpoint: async (actor: Actor, id: Id): Promise<TestResult> => {
      const endpoint = await db.tx(actor.workspaceId, tx => endpointOr404(tx, actor.workspaceId, id))
      const deliveryId = newId(clock.now())
      const timestamp = new Date(clock.now()).toISOString()
      const message: StoredCall = { type: 'endpoint.test', timestamp, data: { from: 'Loam' } }
      const outcome = await callEndpoint(deps, endpoint, { id: deliveryId, message })
      return logTest(actor, { channel: 'webhook', targetId: id, id: deliveryId }, message, outcome)
    },
  }
}

export type NotifySettings = ReturnType<typeof makeNotifySettings>

function viewEndpoint({ id, name, url, enabled, createdAt }: EndpointRow): EndpointView {
  return { id, name, url, enabled, createdAt: createdAt.toISOString() }
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

function defined<T extends object>(input: T): Defined<T> {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as Defined<T>
}
