import type { Tasks } from '#crm/activity/index.ts'
import type { Tx } from '#db/connection.ts'
import type { ActionDone, SuggestionView } from '#decision/suggestion/api.ts'
import { type After, type Suggestions, tellLog } from '#decision/suggestion/index.ts'
import type { LocalText } from '#kernel/error.ts'
import { type Id, isId } from '#kernel/id.ts'
import type { Instant } from '#kernel/time.ts'
import { type Action, emittedEventId, type LiveFiring, parseDuration, type Strategy } from '#lib/cep/index.ts'
import type { Channel } from '#platform/notify/api.ts'
import type { Actor } from '#platform/org/index.ts'
import type { Outbox } from '#platform/outbox/index.ts'
import type { Sayer } from './texts.ts'
import { type Found, findWhom, type Responsible } from './whom.ts'

type Priority = SuggestionView['priority']

export interface ActionPorts {
  outbox: Outbox
  suggestions: Pick<Suggestions, 'make'>
  accounts: {
    tagIn(tx: Tx, actor: Actor, id: Id, change: { add?: string[]; remove?: string[] }): Promise<void>
  }
  contacts: {
    tagIn(tx: Tx, actor: Actor, id: Id, change: { add?: string[]; remove?: string[] }): Promise<void>
  }
  leads: { raisePriority(tx: Tx, actor: Actor, accountId: Id, priority: Priority): Promise<Id | undefined> }
  tasks: Pick<Tasks, 'createIn'>
  notify: {
    notify(
      tx: Tx,
      notice: {
        workspaceId: Id
        kind: 'strategy' | 'task'
        to: readonly Id[]
        title: LocalText | string
        text: LocalText | string
        link?: string
        channels?: readonly Channel[]
      },
    ): Promise<void>
    call(tx: Tx, call: { workspaceId: Id; endpointId: Id; type: string; data: unknown }): Promise<void>
  }
}

/** What the actions of one firing act on. */
export interface Acting {
  workspaceId: Id
  actor: Actor
  strategy: Strategy
  name: string
  version: number
  firing: LiveFiring
  decisionId: Id
  accountId: Id | null
  contactId: Id | null
  responsible: Responsible
  arm: string
  now: Instant
  say: Sayer
  priority: Priority
  estimate: { value: number; low: number; high: number }
  /** Of the events that completed the pattern: who else it is about, and how many emissions deep they are. */
  cause: { person?: string; opportunity?: string; depth: number }
  after: After[]
}

/** Emissions that cause one another may go this deep. */
const mostDepth = 8

type Done = Omit<ActionDone, 'do'>
const done = (subjects: string[], toFallback = false, note: string | null = null): Done => ({
  done: true,
  subjects,
  toFallback,
  note,
})
const refused = (note: string): Done => ({ done: false, subjects: [], toFallback: false, note })

/** Does one action of a firing in the caller's transaction. `index` is its place in the list. */
export async function act(
  ports: ActionPorts,
  tx: Tx,
  acting: Acting,
  action: Action,
  index: number,
): Promise<Done> {
  switch (action.do) {
    case 'tag':
      return tag(ports, tx, acting, action)
    case 'priority':
      return raise(ports, tx, acting, action)
    case 'suggest':
      return suggest(ports, tx, acting, action, index)
    case 'task':
      return task(ports, tx, acting, action, index)
    case 'notify':
      return notify(ports, tx, acting, action)
    case 'webhook':
      return webhook(ports, tx, acting, action)
    case 'emit':
      return emit(ports, tx, acting, action, index)
  }
}

type Of<K extends Action['do']> = Extract<Action, { do: K }>

async function tag(
  ports: ActionPorts,
  tx: Tx,
  acting: Acting,
  { add, remove = [] }: Of<'tag'>,
): Promise<Done> {
  const { actor, accountId, contactId, firing } = acting
  const ofPerson = firing.keyKind === 'person' && contactId !== null
  const subject = ofPerson ? contactId : accountId
  if (!subject) return refused('no-account')
  await (ofPerson ? ports.contacts : ports.accounts).tagIn(tx, actor, subject, { add, remove })
  return done([...add.map(name => `+${name}`), ...remove.map(name => `-${name}`)])
}

async function raise(ports: ActionPorts, tx: Tx, acting: Acting, { lead }: Of<'priority'>): Promise<Done> {
  if (!acting.accountId) return refused('no-account')
  const id = await ports.leads.raisePriority(tx, acting.actor, acting.accountId, lead)
  return id ? done([id], false, lead) : refused('no-account')
}

async function suggest(
  ports: ActionPorts,
  tx: Tx,
  acting: Acting,
  action: Of<'suggest'>,
  index: number,
): Promise<Done> {
  const { workspaceId, strategy, version, firing, say, now } = acting
  const found = await findWhom(tx, workspaceId, action.to, acting.responsible)
  const ownerId = found.ids[0]
  if (!ownerId) return refused('nobody')
  const amount = action.value === undefined ? undefined : say.value(action.value)
  const made = await ports.suggestions.make(
    tx,
    {
      workspaceId,
      decisionId: acting.decisionId,
      accountId: acting.accountId,
      contactId: acting.contactId,
      ownerId,
      toFallback: found.missed !== null,
      origin: 'strategy',
      strategy: { id: strategy.id, version },
      arm: acting.arm,
      dedupe: JSON.stringify([strategy.id, firing.key, index]),
      priority: acting.priority,
      title: say.text(action.title),
      reason: withMissed(say.text(action.reason), found),
      kitId: action.kit && isId(action.kit) ? action.kit : null,
      amount: amount?.ok && typeof amount.value === 'number' && amount.value > 0 ? amount.value : null,
      estimate: acting.estimate,
      expiresAt: now + parseDuration(action.expires)!,
    },
    now,
  )
  acting.after.push(...made.after)
  return made.id ? done([made.id, ownerId], found.missed !== null) : refused('already-open')
}

async function task(
  ports: ActionPorts,
  tx: Tx,
  acting: Acting,
  action: Of<'task'>,
  index: number,
): Promise<Done> {
  const { workspaceId, accountId, contactId, firing, say, now } = acting
  const found = await findWhom(tx, workspaceId, action.to, acting.responsible)
  const assigneeId = found.ids[0]
  if (!assigneeId) return refused('nobody')
  const title = withMissed(say.text(action.title), found)
  const id = await ports.tasks.createIn(tx, acting.actor, {
    title: title['zh-CN'].slice(0, 200),
    dueAt: now + parseDuration(action.due)!,
    assigneeId,
    accountId,
    contactId,
    origin: `firing:${firing.id}:${index}`,
  })
  return id ? done([id, assigneeId], found.missed !== null) : refused('already-there')
}

async function notify(ports: ActionPorts, tx: Tx, acting: Acting, action: Of<'notify'>): Promise<Done> {
  const { workspaceId, say } = acting
  const found = await findWhom(tx, workspaceId, action.to, acting.responsible)
  if (found.ids.length === 0) return refused('nobody')
  await ports.notify.notify(tx, {
    workspaceId,
    kind: 'strategy',
    to: found.ids,
    title: acting.name,
    text: withMissed(say.text(action.text), found),
    link: `/decisions/${acting.decisionId}`,
    ...(action.channels && { channels: action.channels as Channel[] }),
  })
  return done(found.ids, found.missed !== null)
}

async function webhook(ports: ActionPorts, tx: Tx, acting: Acting, action: Of<'webhook'>): Promise<Done> {
  const { workspaceId, firing, say } = acting
  if (!isId(action.endpoint)) return refused('no-endpoint')
  const { id, strategy, version, key, steps, measures } = firing
  const at = new Date(firing.at).toISOString()
  const body = action.body === undefined ? undefined : say.value(action.body)
  if (body && !body.ok) return refused(`expression: ${body.message}`)
  const data = body ? body.value : { firing: id, strategy, version, key, at, steps, measures }
  await ports.notify.call(tx, { workspaceId, endpointId: action.endpoint, type: 'strategy.fired', data })
  return done([action.endpoint])
}

async function emit(
  ports: ActionPorts,
  tx: Tx,
  acting: Acting,
  action: Of<'emit'>,
  index: number,
): Promise<Done> {
  const { workspaceId, accountId, firing, cause, strategy, now, say } = acting
  const depth = cause.depth + 1
  if (depth > mostDepth) return refused('too-deep')
  const values = Object.entries(action.props).map(([name, cel]) => [name, say.value(cel)] as const)
  const wrong = values.find(([, result]) => !result.ok)
  if (wrong) return refused(`expression: ${wrong[0]}`)
  const props = Object.fromEntries(values.map(([name, result]) => [name, result.ok ? result.value : null]))
  const id = emittedEventId(firing.id, index)
  await tellLog(tx, ports.outbox, workspaceId, {
    id,
    type: action.event,
    at: now,
    ...(accountId && { customer: accountId }),
    ...(cause.person && { person: cause.person }),
    ...(cause.opportunity && { opportunity: cause.opportunity }),
    props,
    cause: { strategy: strategy.id, depth },
  })
  return done([id])
}

/** Says that somebody gets this in another's place. */
function withMissed(text: LocalText, { missed }: Found): LocalText {
  if (missed === null) return text
  return {
    'zh-CN': `${text['zh-CN']}(没有找到“${missed}”，所以转给管理员)`,
    en: `${text.en} (nobody holds “${missed}”, so this came to the administrators)`,
  }
}
