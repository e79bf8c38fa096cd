import type { ServerResponse } from 'node:http'
import { and, inArray } from 'drizzle-orm'
import { account, visibleAccounts } from '#crm/account/index.ts'
import type { Db, Tx } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import type { LogEntry, LoggedEvent } from '#kernel/ports/event-log.ts'
import type { Actor } from '#platform/org/index.ts'
import type { TailEvent } from './api.ts'
import { isPersonal } from './catalogue.ts'

export interface TailPorts {
  db: Db
  namesOf(tx: Tx, workspaceId: Id, contactIds: readonly Id[]): Promise<Map<Id, string>>
}

interface Screen {
  actor: Actor
  types: ReadonlySet<string> | undefined
  customer: Id | undefined
  stream: ServerResponse
  waiting: { entry: LogEntry; body: LoggedEvent }[]
  skipped: number
}

const everyMs = 250
/** More than this between two sendings is only counted: nobody reads faster. */
const mostWaiting = 60
const mostBuffered = 1024 * 1024

/** Shows events as they come in. Costs ingest nothing while nobody looks, and next to nothing while somebody does. */
export function makeTail({ db, namesOf }: TailPorts) {
  const screens = new Set<Screen>()
  let timer: NodeJS.Timeout | undefined

  const hear = (entries: readonly LogEntry[]): void => {
    if (screens.size === 0) return
    for (const entry of entries) {
      if (entry.body.kind !== 'event') continue
      for (const screen of screens) offer(screen, entry, entry.body)
    }
  }

  const open = (
    actor: Actor,
    filter: { types?: string | undefined; customer?: Id | undefined },
    stream: ServerResponse,
  ): void => {
    const types = filter.types?.split(',').filter(type => type !== '')
    const screen: Screen = {
      actor,
      types: types && types.length > 0 ? new Set(types) : undefined,
      customer: filter.customer,
      stream,
      waiting: [],
      skipped: 0,
    }
    screens.add(screen)
    stream.on('close', () => screens.delete(screen))
    stream.write('retry: 1000\nevent: hello\ndata: {}\n\n')
    timer ??= setInterval(() => void sendAll(), everyMs)
  }

  const sendAll = async (): Promise<void> => {
    if (screens.size === 0) {
      clearInterval(timer)
      timer = undefined
    }
    for (const screen of screens) {
      if (screen.waiting.length === 0) continue
      const { waiting, skipped } = screen
      screen.waiting = []
      screen.skipped = 0
      await send(screen, waiting, skipped).catch(() => screen.stream.destroy())
    }
  }

  const send = async (screen: Screen, waiting: Screen['waiting'], skipped: number): Promise<void> => {
    const events = await db.tx(screen.actor.workspaceId, tx => describe(tx, screen.actor, waiting))
    if (screen.stream.writableLength > mostBuffered) return void screen.stream.destroy()
    screen.stream.write(`event: events\ndata: ${JSON.stringify({ events, skipped })}\n\n`)
  }

  /** Puts names to what the actor may see, and leaves out the rest. */
  const describe = async (tx: Tx, actor: Actor, waiting: Screen['waiting']): Promise<TailEvent[]> => {
    const customers = [...new Set(waiting.flatMap(({ body }) => body.customer ?? []))]
    const visible = new Map(
      customers.length === 0
        ? []
        : (
            await tx
              .select({ id: account.id, name: account.name })
              .from(account)
              .where(and(visibleAccounts(actor), inArray(account.id, customers)))
          ).map(row => [row.id, row.name]),
    )
    const named = actor.permissions.has('person.reveal')
    const persons = named ? [...new Set(waiting.flatMap(({ body }) => body.person ?? []))] : []
    const names = await namesOf(tx, actor.workspaceId, persons)
    return waiting
      .filter(
        ({ body }) =>
          actor.scope.kind === 'all' || (body.customer !== undefined && visible.has(body.customer)),
      )
      .map(({ entry, body }) => toTailEvent(entry, body, visible, names, named))
  }

  return {
    hear,
    open,
    close: (): void => {
      clearInterval(timer)
      for (const { stream } of screens) stream.end()
    },
  }
}

export type Tail = ReturnType<typeof makeTail>

function offer(screen: Screen, entry: LogEntry, body: LoggedEvent): void {
  if (entry.workspaceId !== screen.actor.workspaceId) return
  if (screen.types && !screen.types.has(body.type)) return
  if (screen.customer !== undefined && body.customer !== screen.customer) return
  if (screen.waiting.length < mostWaiting) screen.waiting.push({ entry, body })
  else screen.skipped++
}

function toTailEvent(
  entry: LogEntry,
  body: LoggedEvent,
  accounts: ReadonlyMap<Id, string>,
  persons: ReadonlyMap<Id, string>,
  named: boolean,
): TailEvent {
  const { id, type, at, source, imported, customer, person, props } = body
  return {
    id,
    type,
    at,
    received: entry.received,
    source,
    imported,
    customer: customer === undefined ? null : { id: customer, name: accounts.get(customer) ?? '' },
    person: person === undefined || !named ? null : { id: person, name: persons.get(person) ?? '' },
    props: named ? props : (withoutPersonal(props) as Record<string, unknown>),
  }
}

/** The same with texts that name a way to reach somebody blotted out. */
function withoutPersonal(value: unknown): unknown {
  if (typeof value === 'string') return isPersonal(value) ? '•••' : value
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(withoutPersonal)
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withoutPersonal(inner)]))
}
