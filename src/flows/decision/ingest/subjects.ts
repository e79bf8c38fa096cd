import type { Db, Tx } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import type { IncomingEvent } from './model.ts'

/** What ingest needs of crm's subjects. Unknown ids become placeholders. */
export interface SubjectPort {
  resolve(
    tx: Tx,
    workspaceId: Id,
    source: string,
    refs: readonly { kind: 'account' | 'contact'; externalId: string }[],
  ): Promise<Id[]>
  /** The accounts that contacts are in. */
  accountsOf(tx: Tx, workspaceId: Id, contactIds: readonly Id[]): Promise<Map<Id, Id>>
}

interface Person {
  id: Id
  account: Id | undefined
}

/** The ids of ours that a source's ids mean. */
interface Known {
  accounts: Map<string, Id>
  persons: Map<string, Person>
}

/** An event's subjects as ids of ours. */
export interface Resolved {
  customer: Id | undefined
  person: Id | undefined
}

const mostCached = 200_000

/** Finds out whom events are about, from memory where it can: ingest's hot path asks for the same ids again and again. */
export function makeSubjectFinder(
  db: Db,
  subjects: SubjectPort,
  /** A person without an account acted for one. Ids are the source's. */
  onFirstMet: (workspaceId: Id, source: string, person: string, customer: string) => void,
) {
  const cache = new Map<string, Known>()

  const knownOf = (workspaceId: Id, source: string): Known => {
    const key = `${workspaceId} ${source}`
    const known = cache.get(key)
    if (known && known.accounts.size + known.persons.size < mostCached) return known
    const fresh: Known = { accounts: new Map(), persons: new Map() }
    cache.set(key, fresh)
    return fresh
  }

  /** Asks for what isn't known yet. Only what was committed is remembered. */
  const learn = async (
    workspaceId: Id,
    source: string,
    accounts: readonly string[],
    persons: readonly string[],
    known: Known,
  ): Promise<void> => {
    const { ids, accountOf } = await db.tx(workspaceId, async tx => {
      const ids = await subjects.resolve(tx, workspaceId, source, [
        ...accounts.map(externalId => ({ kind: 'account' as const, externalId })),
        ...persons.map(externalId => ({ kind: 'contact' as const, externalId })),
      ])
      return { ids, accountOf: await subjects.accountsOf(tx, workspaceId, ids.slice(accounts.length)) }
    })
    for (const [index, externalId] of accounts.entries()) known.accounts.set(externalId, ids[index]!)
    for (const [index, externalId] of persons.entries()) {
      const id = ids[accounts.length + index]!
      known.persons.set(externalId, { id, account: accountOf.get(id) })
    }
  }

  return {
    /** Whom each event is about. An event that names a person only belongs to the account the person is in. */
    resolve: async (
      workspaceId: Id,
      source: string,
      events: readonly IncomingEvent[],
    ): Promise<Resolved[]> => {
      const known = knownOf(workspaceId, source)
      const accounts = new Set<string>()
      const persons = new Set<string>()
      for (const { customer, person } of events) {
        if (customer !== undefined && !known.accounts.has(customer)) accounts.add(customer)
        if (person !== undefined && !known.persons.has(person)) persons.add(person)
      }
      if (accounts.size + persons.size > 0)
        await learn(workspaceId, source, [...accounts], [...persons], known)
      return events.map(event => {
        const person = event.person === undefined ? undefined : known.persons.get(event.person)
        const named = event.customer === undefined ? undefined : known.accounts.get(event.customer)
        if (person && named !== undefined && person.account === undefined) {
          person.account = named
          onFirstMet(workspaceId, source, event.person!, event.customer!)
        }
        return { customer: named ?? person?.account, person: person?.id }
      })
    },

    /** A contact is in another account now, or in none. */
    move: (workspaceId: Id, contactId: Id, accountId: Id | undefined): void => {
      for (const [key, { persons }] of cache) {
        if (!key.startsWith(workspaceId)) continue
        for (const person of persons.values()) if (person.id === contactId) person.account = accountId
      }
    },

    /** Who is who has changed in a workspace. */
    forget: (workspaceId: Id): void => {
      for (const key of cache.keys()) if (key.startsWith(workspaceId)) cache.delete(key)
    },
  }
}

export type SubjectFinder = ReturnType<typeof makeSubjectFinder>
