import type { Db, Tx } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import type { LogEntry } from '#kernel/ports/event-log.ts'
import type { Live } from '#platform/live/index.ts'

export interface RecencyPorts {
  db: Db
  live: Pick<Live, 'push' | 'size'>
  touchAccounts(tx: Tx, workspaceId: Id, acts: readonly { accountId: Id; at: Date }[]): Promise<void>
  touchContacts(tx: Tx, workspaceId: Id, acts: readonly { contactId: Id; at: Date }[]): Promise<void>
}

interface Fresh {
  accounts: Map<Id, number>
  contacts: Map<Id, number>
  /** Accounts that open screens have not heard of yet. */
  untold: Set<Id>
}

const mostTold = 50

/**
 * Keeps "last activity" of accounts and contacts, and tells open record pages that there is something new. The first is
 * written seldom: at full load it would cost the database more than the events themselves.
 */
export function makeRecency({ db, live, touchAccounts, touchContacts }: RecencyPorts) {
  let fresh = new Map<Id, Fresh>()

  const freshOf = (workspaceId: Id): Fresh => {
    const known = fresh.get(workspaceId) ?? { accounts: new Map(), contacts: new Map(), untold: new Set() }
    fresh.set(workspaceId, known)
    return known
  }

  const hear = (entries: readonly LogEntry[]): void => {
    const isWatched = live.size() > 0
    for (const { workspaceId, body } of entries) {
      if (body.kind !== 'event') continue
      const known = freshOf(workspaceId)
      if (body.customer !== undefined) later(known.accounts, body.customer, body.at)
      if (body.person !== undefined) later(known.contacts, body.person, body.at)
      if (isWatched && body.customer !== undefined && known.untold.size < mostTold)
        known.untold.add(body.customer)
    }
  }

  /** Tells open screens. */
  const tell = (): void => {
    for (const [workspaceId, { untold }] of fresh) {
      for (const accountId of untold) {
        live.push({ workspaceId, type: 'timeline.changed', data: { accountId }, permission: 'event.read' })
      }
      untold.clear()
    }
  }

  /** Writes "last activity". */
  const flush = async (): Promise<void> => {
    tell()
    const taken = fresh
    fresh = new Map()
    for (const [workspaceId, { accounts, contacts }] of taken) {
      // Missing a touch is no loss: the next act brings another.
      await db
        .tx(workspaceId, async tx => {
          await touchAccounts(
            tx,
            workspaceId,
            [...accounts].map(([accountId, at]) => ({ accountId, at: new Date(at) })),
          )
          await touchContacts(
            tx,
            workspaceId,
            [...contacts].map(([contactId, at]) => ({ contactId, at: new Date(at) })),
          )
        })
        .catch(() => {})
    }
  }

  return { hear, tell, flush }
}

function later(map: Map<Id, number>, id: Id, at: number): void {
  if (at > (map.get(id) ?? 0)) map.set(id, at)
}
