import type { Db, Tx } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import { audit } from '#platform/audit/index.ts'
import type { Actor } from '#platform/org/index.ts'
import type { TimelineEntryView } from './api.ts'
import { selectTimeline, type TimelineRow } from './store.ts'

export interface TimelinePorts {
  db: Db
  /** @throws when the record is outside the actor's scope */
  needAccount(tx: Tx, actor: Actor, id: Id): Promise<unknown>
  needContact(tx: Tx, actor: Actor, id: Id): Promise<unknown>
  namesOf(tx: Tx, workspaceId: Id, contactIds: readonly Id[]): Promise<Map<Id, string>>
  /** What each event adds to the account's intent now, by event id. */
  weightsOf(workspaceId: Id, accountId: Id): Promise<ReadonlyMap<string, number>>
}

export interface TimelineQuery {
  kinds?: string | undefined
  before?: string | undefined
  limit: number
}

/** Reads what people did, from the log, along its indexes. */
export function makeTimeline({ db, needAccount, needContact, namesOf, weightsOf }: TimelinePorts) {
  const read = async (
    tx: Tx,
    actor: Actor,
    subject: { kind: 'customer' | 'person'; id: Id },
    query: TimelineQuery,
  ) => {
    const { workspaceId } = actor
    const before = placeOf(query.before)
    const rows = await selectTimeline(tx, workspaceId, subject, {
      kinds: query.kinds?.split(',').filter(kind => kind !== ''),
      limit: query.limit + 1,
      ...(before && { before }),
    })
    const shown = rows.slice(0, query.limit)
    const names = await namesOf(tx, workspaceId, [...new Set(shown.flatMap(row => row.person ?? []))])
    await audit(tx, actor, { act: 'timeline.read', subject })
    return { rows: shown, names, more: rows.length > shown.length }
  }

  return {
    ofAccount: async (actor: Actor, id: Id, query: TimelineQuery) => {
      const { rows, names, more } = await db.tx(actor.workspaceId, async tx => {
        await needAccount(tx, actor, id)
        return read(tx, actor, { kind: 'customer', id }, query)
      })
      const weights = await weightsOf(actor.workspaceId, id)
      return { entries: rows.map(row => entryOf(row, names, weights.get(row.id) ?? null)), more }
    },

    ofContact: (actor: Actor, id: Id, query: TimelineQuery) =>
      db.tx(actor.workspaceId, async tx => {
        await needContact(tx, actor, id)
        const { rows, names, more } = await read(tx, actor, { kind: 'person', id }, query)
        return { entries: rows.map(row => entryOf(row, names, null)), more }
      }),
  }
}

export type Timeline = ReturnType<typeof makeTimeline>

function placeOf(before: string | undefined): { at: number; id: string } | undefined {
  if (before === undefined) return undefined
  const comma = before.indexOf(',')
  return { at: Number(before.slice(0, comma)), id: before.slice(comma + 1) }
}

function entryOf(row: TimelineRow, names: ReadonlyMap<Id, string>, weight: number | null): TimelineEntryView {
  const { props, person, seq: _, ...rest } = row
  return {
    ...rest,
    props,
    person: person === null ? null : { id: person, name: names.get(person) ?? '' },
    device: textOf(props.device),
    object: textOf(props.title) ?? textOf(props.name) ?? textOf(props.path) ?? textOf(props.url),
    section: textOf(props.sectionTitle) ?? textOf(props.section),
    seconds: typeof props.seconds === 'number' ? props.seconds : null,
    weight,
  }
}

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)
