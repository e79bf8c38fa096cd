import { type Accounts, needAccount } from '#crm/account/index.ts'
import { type Contacts, needContact } from '#crm/contact/index.ts'
import { changing } from '#crm/record/index.ts'
import type { Db, Tx } from '#db/connection.ts'
import { AppError } from '#kernel/error.ts'
import { type Id, isId, newId } from '#kernel/id.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import { parseCompanyName } from '#lib/match/company-name.ts'
import { pinyinOf, searchEntry } from '#lib/match/search-text.ts'
import { audit } from '#platform/audit/index.ts'
import { type Actor, systemActor } from '#platform/org/index.ts'
import type { Outbox } from '#platform/outbox/index.ts'
import { errors, type SubjectKind, type SubjectMerged } from './api.ts'
import * as store from './store.ts'
import { accountTraits, contactTraits, renewedFacts, type Traits } from './traits.ts'

export interface SubjectPorts {
  db: Db
  outbox: Outbox
  clock: Clock
  accounts: Pick<Accounts, 'fillIn' | 'byIds'>
  contacts: Pick<Contacts, 'fillIn' | 'byIds' | 'place'>
}

export type Subjects = ReturnType<typeof makeSubjects>

/** Who an outside id means, and joining what turns out to be one. Takes the caller's transaction where ingest calls it. */
export function makeSubjects({ db, outbox, clock, accounts, contacts }: SubjectPorts) {
  const within = changing(db, outbox)
  const resolve = resolveSubjects

  const resolveOne = async (
    tx: Tx,
    workspaceId: Id,
    source: string,
    kind: SubjectKind,
    externalId: string,
  ): Promise<Id> => (await resolve(tx, workspaceId, source, [{ kind, externalId }]))[0]!

  /** Joins `from` into `into`; audits and tells. The caller has checked that both are there. */
  const move = async (tx: Tx, actor: Actor, kind: SubjectKind, from: Id, into: Id, requestId?: string) => {
    await (kind === 'account'
      ? store.moveAccount(tx, actor.workspaceId, from, into)
      : store.moveContact(tx, actor.workspaceId, from, into))
    await audit(tx, actor, {
      act: `${kind}.merged`,
      subject: { kind, id: into },
      details: { from },
      ...(requestId && { requestId }),
    })
    const payload: SubjectMerged = { kind, from, into }
    await outbox.publish(tx, { workspaceId: actor.workspaceId, type: 'subject.merged', payload })
  }

  const checkMerge = (from: { id: Id; placeholder: boolean }, into: { id: Id }) => {
    if (from.id === into.id) throw new AppError(errors['subject.itself'])
    if (!from.placeholder) throw new AppError(errors['subject.not-placeholder'])
  }

  return {
    resolve,

    /** Segment's identify: fills in the contact of a source's id. @returns the contact's id */
    identify: async (
      tx: Tx,
      workspaceId: Id,
      source: string,
      externalId: string,
      traits: Traits,
    ): Promise<Id> => {
      const id = await resolveOne(tx, workspaceId, source, 'contact', externalId)
      const { phone, ...said } = contactTraits(traits)
      await contacts.fillIn(tx, systemActor(workspaceId), id, { ...said, phone })
      return id
    },

    /** Segment's group: fills in the account of a source's id, and puts a person into it. @returns the account's id */
    group: async (
      tx: Tx,
      workspaceId: Id,
      source: string,
      externalId: string,
      traits: Traits,
      personExternalId?: string,
    ): Promise<Id> => {
      const actor = systemActor(workspaceId)
      const id = await resolveOne(tx, workspaceId, source, 'account', externalId)
      const { facts, ...said } = accountTraits(traits, source, clock.now())
      await accounts.fillIn(tx, actor, id, {
        ...said,
        facts: current => renewedFacts(current, facts, source),
      })
      if (personExternalId !== undefined) {
        const person = await resolveOne(tx, workspaceId, source, 'contact', personExternalId)
        await contacts.fillIn(tx, actor, person, {
          accountId: id,
          moves: await cameFrom(tx, workspaceId, source, person),
        })
      }
      return id
    },

    /** Puts people into the account they first acted for, unless they are in one. Ids are the source's. */
    place: async (
      tx: Tx,
      workspaceId: Id,
      source: string,
      pairs: readonly { person: string; customer: string }[],
    ): Promise<void> => {
      const ids = await resolve(tx, workspaceId, source, [
        ...pairs.map(({ person }) => ({ kind: 'contact' as const, externalId: person })),
        ...pairs.map(({ customer }) => ({ kind: 'account' as const, externalId: customer })),
      ])
      const placed = pairs.map((_, i) => ({ contactId: ids[i]!, accountId: ids[pairs.length + i]! }))
      await contacts.place(tx, systemActor(workspaceId), placed)
    },

    /** The accounts that contacts are in, for events that name a person only. */
    accountsOf: async (tx: Tx, workspaceId: Id, contactIds: readonly Id[]): Promise<Map<Id, Id>> => {
      const found = await contacts.byIds(tx, workspaceId, contactIds)
      return new Map(
        found.flatMap(contact => (contact.accountId ? [[contact.id, contact.accountId] as const] : [])),
      )
    },

    /**
     * Segment's alias: `previous` and `current` are one person from now on. A placeholder goes into the other; two real
     * contacts stay apart, for a person to decide.
     * @returns the contact that events of both ids belong to
     */
    join: async (tx: Tx, workspaceId: Id, source: string, previous: string, current: string): Promise<Id> => {
      const [from, into] = (await resolve(tx, workspaceId, source, [
        { kind: 'contact', externalId: previous },
        { kind: 'contact', externalId: current },
      ])) as [Id, Id]
      if (from === into) return into
      const found = new Map(
        (await contacts.byIds(tx, workspaceId, [from, into])).map(contact => [contact.id, contact]),
      )
      const actor = systemActor(workspaceId)
      if (found.get(from)?.placeholder) {
        await move(tx, actor, 'contact', from, into)
        return into
      }
      if (!found.get(into)?.placeholder) return into
      await move(tx, actor, 'contact', into, from)
      return from
    },

    mergeAccount: (actor: Actor, into: Id, from: Id, requestId?: string): Promise<void> =>
      within(actor, async tx => {
        checkMerge(await needAccount(tx, actor, from), await needAccount(tx, actor, into))
        await move(tx, actor, 'account', from, into, requestId)
      }),

    mergeContact: (actor: Actor, into: Id, from: Id, requestId?: string): Promise<void> =>
      within(actor, async tx => {
        checkMerge(await needContact(tx, actor, from), await needContact(tx, actor, into))
        await move(tx, actor, 'contact', from, into, requestId)
      }),
  }

  /** A person whom the source itself brought, it may also move. */
  async function cameFrom(tx: Tx, workspaceId: Id, source: string, person: Id): Promise<boolean> {
    const ids = await store.selectExternalIds(tx, workspaceId, person)
    return ids.length > 0 && ids.every(id => id.source === source)
  }
}

/**
 * The accounts and contacts that a source's ids mean, in order. Unknown ids become placeholders named after
 * themselves; an id of ours means itself. Two callers at once get the same placeholder.
 */
export async function resolveSubjects(
  tx: Tx,
  workspaceId: Id,
  source: string,
  refs: readonly store.ExternalRef[],
): Promise<Id[]> {
  if (refs.length === 0) return []
  const known = await subjectsOf(tx, workspaceId, source, refs)
  if (known.every(id => id !== null)) return known as Id[]
  await makePlaceholders(tx, workspaceId, source, missingOf(refs, known))
  return (await subjectsOf(tx, workspaceId, source, refs)) as Id[]
}

/** What is known about references: by the source's ids, else as ids of our own. */
async function subjectsOf(
  tx: Tx,
  workspaceId: Id,
  source: string,
  refs: readonly store.ExternalRef[],
): Promise<(Id | null)[]> {
  const known = await store.selectSubjects(tx, workspaceId, source, refs)
  const maybeOurs = (kind: SubjectKind) =>
    refs.flatMap((ref, i) =>
      known[i] === null && ref.kind === kind && isId(ref.externalId) ? [ref.externalId] : [],
    )
  const ours = {
    account: await store.selectOwnIds(tx, workspaceId, 'account', maybeOurs('account')),
    contact: await store.selectOwnIds(tx, workspaceId, 'contact', maybeOurs('contact')),
  }
  return refs.map((ref, i) => known[i] ?? ours[ref.kind].get(ref.externalId) ?? null)
}

/** Each missing reference once, in one order for all callers, so that two batches never wait for each other in a ring. */
function missingOf(refs: readonly store.ExternalRef[], known: readonly (Id | null)[]): store.ExternalRef[] {
  const missing = new Map(
    refs.flatMap((ref, i) => (known[i] === null ? [[`${ref.kind} ${ref.externalId}`, ref] as const] : [])),
  )
  return [...missing].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, ref]) => ref)
}

async function makePlaceholders(
  tx: Tx,
  workspaceId: Id,
  source: string,
  refs: readonly store.ExternalRef[],
): Promise<void> {
  const rows = refs.map(ref => ({ ...ref, subjectId: newId() }))
  const ours = await store.insertExternalIds(tx, workspaceId, source, rows)
  const made = rows.filter(row => ours.has(row.subjectId))
  for (const kind of ['account', 'contact'] as const) {
    await store.insertPlaceholders(
      tx,
      workspaceId,
      kind,
      made.filter(row => row.kind === kind).map(placeholderOf),
    )
  }
}

function placeholderOf(row: { externalId: string; subjectId: Id }): store.NewPlaceholder {
  const name = row.externalId.slice(0, 120)
  const entry = searchEntry([name])
  return {
    id: row.subjectId,
    name,
    nameSort: pinyinOf(name).sort,
    nameKey: parseCompanyName(name).core,
    grams: entry.grams,
    searchText: entry.text,
  }
}
