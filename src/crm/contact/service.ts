import { needAccount } from '#crm/account/index.ts'
import { changedTags, changing, definedOnly, departmentOf, differing, stale } from '#crm/record/index.ts'
import type { Db, Tx } from '#db/connection.ts'
import { AppError } from '#kernel/error.ts'
import { type Id, newId } from '#kernel/id.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import type { Out } from '#kernel/route.ts'
import { maskPhone, parsePhone } from '#lib/match/phone.ts'
import { audit } from '#platform/audit/index.ts'
import type { Actor } from '#platform/org/index.ts'
import type { Outbox } from '#platform/outbox/index.ts'
import {
  type ContactChanged,
  type ContactItem,
  type ContactQuery,
  type ContactsPlaced,
  type ContactView,
  type createContact,
  type eraseContact,
  errors,
  type KeptAgreement,
  type PersonErased,
  type updateContact as updateRoute,
} from './api.ts'
import { erasePerson, sweep } from './erase.ts'
import { type ContactSource, filledFields, searchColumns, storedPhones } from './model.ts'
import * as store from './store.ts'

export interface ContactPorts {
  db: Db
  outbox: Outbox
  clock: Clock
  /** What outside sources call a contact. */
  externalIds(tx: Tx, workspaceId: Id, subjectId: Id): Promise<{ source: string; externalId: string }[]>
  /** Agreements that name a person and are kept all the same. */
  kept(tx: Tx, workspaceId: Id, person: PersonErased): Promise<KeptAgreement[]>
}

export type Contacts = ReturnType<typeof makeContacts>

/** Fields whose values are personal: the audit log names them and keeps no value. */
const personal = new Set(['name', 'title', 'phones', 'email', 'wechat'])

/** Use cases over contacts, within the actor's scope; every change and every reading of one person is audited. */
export function makeContacts({ db, outbox, clock, externalIds, kept }: ContactPorts) {
  const within = changing(db, outbox)
  outbox.hear<PersonErased>('person.erased', async (tx, { workspaceId, payload }) => {
    await sweep(tx, workspaceId, payload)
  })

  const note = async (
    tx: Tx,
    actor: Actor,
    act: string,
    id: Id,
    requestId?: string,
    details?: Record<string, unknown>,
  ) =>
    audit(tx, actor, {
      act,
      subject: { kind: 'contact', id },
      ...(details && { details }),
      ...(requestId && { requestId }),
    })

  const tell = (tx: Tx, workspaceId: Id, row: { id: Id; accountId: Id | null }, fields: string[]) => {
    const payload: ContactChanged = { contactId: row.id, accountId: row.accountId, fields }
    return outbox.publish(tx, { workspaceId, type: 'contact.changed', payload })
  }

  const viewOf = async (tx: Tx, actor: Actor, id: Id, known?: store.ContactRow): Promise<ContactView> => {
    const row = known ?? (await need(tx, actor, id))
    return {
      ...itemOf(row),
      email: row.email,
      wechat: row.wechat,
      externalIds: await externalIds(tx, actor.workspaceId, row.id),
      updatedAt: row.updatedAt.getTime(),
    }
  }

  const save = async (
    tx: Tx,
    actor: Actor,
    row: store.ContactRow,
    input: Out<(typeof updateRoute)['body']>,
    requestId?: string,
  ) => {
    const { phones, ...plain } = definedOnly(input.changes)
    const masked = { ...row, phones: row.phones.map(maskPhone) }
    if (row.version !== input.version) throw stale(masked, { ...plain, ...(phones && { phones }) })
    const wanted = { ...plain, ...(phones && { phones: storedPhones(phones, row.phones) }) }
    if (wanted.accountId) await needAccount(tx, actor, wanted.accountId)
    const department =
      wanted.ownerId === undefined ? {} : { departmentId: await departmentOf(tx, actor, wanted.ownerId) }
    const changes = differing(row, wanted)
    if (Object.keys(changes).length === 0) return
    // A person whom somebody has named is no placeholder any more.
    const named = wanted.name === undefined ? {} : { ...searchColumns(wanted.name), placeholder: false }
    await store.updateContact(tx, actor.workspaceId, row.id, row.version, {
      ...wanted,
      ...department,
      ...named,
    })
    const open = Object.fromEntries(Object.entries(changes).filter(([field]) => !personal.has(field)))
    await note(tx, actor, 'contact.updated', row.id, requestId, {
      fields: Object.keys(changes),
      changes: open,
    })
    await tell(
      tx,
      actor.workspaceId,
      { id: row.id, accountId: wanted.accountId === undefined ? row.accountId : wanted.accountId },
      Object.keys(changes),
    )
  }

  return {
    list: (actor: Actor, query: ContactQuery) =>
      db.tx(actor.workspaceId, async tx => {
        const { rows, total, totalIsCapped } = await store.selectContacts(tx, actor, query)
        return { items: rows.map(itemOf), total, totalIsCapped }
      }),

    read: (actor: Actor, id: Id, requestId?: string): Promise<ContactView> =>
      db.tx(actor.workspaceId, async tx => {
        const view = await viewOf(tx, actor, id)
        await note(tx, actor, 'contact.read', id, requestId)
        return view
      }),

    /** Full phone numbers; who looked is on record before they are shown. */
    reveal: (actor: Actor, id: Id, requestId?: string) =>
      db.tx(actor.workspaceId, async tx => {
        const row = await need(tx, actor, id)
        await note(tx, actor, 'contact.revealed', id, requestId, { fields: ['phones'] })
        return { phones: row.phones.map(phone => ({ normal: phone, display: parsePhone(phone).display })) }
      }),

    /** Enters a contact. Sent again with the same `id`, it answers the first one. */
    create: (
      actor: Actor,
      input: Out<(typeof createContact)['body']>,
      requestId?: string,
    ): Promise<ContactView> =>
      within(actor, async tx => {
        const { id = newId(), phones = [], ownerId, ...fields } = definedOnly(input) as typeof input
        if (fields.accountId) await needAccount(tx, actor, fields.accountId)
        const owner = ownerId === undefined ? (actor.kind === 'user' ? actor.id : null) : ownerId
        const row = {
          ...definedOnly(fields),
          workspaceId: actor.workspaceId,
          id,
          name: input.name,
          phones: storedPhones(phones, []),
          tags: [],
          ownerId: owner,
          departmentId: await departmentOf(tx, actor, owner),
          createdBy: actor.id,
          ...searchColumns(input.name),
        }
        if (!(await store.insertContact(tx, row))) return viewOf(tx, actor, id)
        await note(tx, actor, 'contact.created', id, requestId)
        await tell(tx, actor.workspaceId, { id, accountId: fields.accountId ?? null }, ['name'])
        // Entered for somebody else, it may be outside the actor's own scope: this once it is shown all the same.
        const [made] = await store.selectByIds(tx, actor.workspaceId, [id])
        return viewOf(tx, actor, id, made)
      }),

    update: (
      actor: Actor,
      id: Id,
      input: Out<(typeof updateRoute)['body']>,
      requestId?: string,
    ): Promise<ContactView> =>
      within(actor, async tx => {
        await save(tx, actor, await needLocked(tx, actor, id), input, requestId)
        return viewOf(tx, actor, id)
      }),

    tag: (
      actor: Actor,
      id: Id,
      change: { add?: string[]; remove?: string[] },
      requestId?: string,
    ): Promise<ContactView> =>
      within(actor, async tx => {
        await changeTags(tx, await needLocked(tx, actor, id), actor, change, requestId)
        return viewOf(tx, actor, id)
      }),

    remove: (actor: Actor, id: Id, requestId?: string): Promise<void> =>
      within(actor, async tx => {
        const row = await needLocked(tx, actor, id)
        await store.updateContact(tx, actor.workspaceId, id, undefined, { deletedAt: new Date(clock.now()) })
        await note(tx, actor, 'contact.deleted', id, requestId)
        await tell(tx, actor.workspaceId, row, ['deleted'])
      }),

    erase: (
      actor: Actor,
      id: Id,
      confirm: string,
      requestId?: string,
    ): Promise<Out<(typeof eraseContact)['answer']>> =>
      within(actor, tx => erasePerson({ tx, outbox, kept }, actor, id, confirm, requestId)),

    restore: (actor: Actor, id: Id, requestId?: string): Promise<ContactView> =>
      within(actor, async tx => {
        const row = await store.lockContact(tx, actor, id)
        if (!row || row.mergedInto) throw new AppError(errors['contact.missing'])
        if (row.deletedAt) {
          await store.updateContact(tx, actor.workspaceId, id, undefined, { deletedAt: null })
          await note(tx, actor, 'contact.restored', id, requestId)
          await tell(tx, actor.workspaceId, row, ['deleted'])
        }
        return viewOf(tx, actor, id)
      }),

    /** Tags a contact in the caller's transaction, for strategies. Unknown and deleted ids change nothing. */
    tagIn: async (
      tx: Tx,
      actor: Actor,
      id: Id,
      change: { add?: string[]; remove?: string[] },
    ): Promise<void> => {
      const row = await store.lockContact(tx, actor, id)
      if (row && !row.deletedAt) await changeTags(tx, row, actor, change)
    },

    /**
     * Fills in what a source says, in the caller's transaction: empty fields only, and the name of a placeholder, which
     * thereby becomes a real contact. `accountId` is where the source puts the person; `moves` lets it replace another.
     */
    fillIn: async (tx: Tx, actor: Actor, id: Id, said: ContactSource): Promise<void> => {
      const row = await store.lockContact(tx, actor, id)
      if (!row || row.deletedAt) return
      const wanted = filledFields(row, said)
      const changes = differing(row, wanted)
      if (Object.keys(changes).length === 0) return
      const search = wanted.name === undefined ? {} : searchColumns(wanted.name)
      await store.updateContact(tx, actor.workspaceId, id, undefined, { ...wanted, ...search })
      await note(tx, actor, 'contact.updated', id, undefined, { fields: Object.keys(changes) })
      await tell(
        tx,
        actor.workspaceId,
        { id, accountId: wanted.accountId ?? row.accountId },
        Object.keys(changes),
      )
    },

    /** Puts people who are in no account into the one they first acted for, many at once; one line of audit for all. */
    place: async (
      tx: Tx,
      actor: Actor,
      pairs: readonly { contactId: Id; accountId: Id }[],
    ): Promise<void> => {
      const { workspaceId } = actor
      const contacts = await store.placeContacts(tx, workspaceId, pairs)
      if (contacts.length === 0) return
      await audit(tx, actor, {
        act: 'contacts.placed',
        subject: { kind: 'workspace', id: workspaceId },
        details: { contacts },
      })
      const payload: ContactsPlaced = { contacts }
      await outbox.publish(tx, { workspaceId, type: 'contacts.placed', payload: { ...payload } })
    },

    /** Moves "last activity" of contacts forward. */
    touch: store.updateActivity,

    /** Contacts by id without a scope, phones masked: for other flows acting for the system. */
    byIds: async (tx: Tx, workspaceId: Id, ids: readonly Id[]): Promise<ContactItem[]> =>
      (await store.selectByIds(tx, workspaceId, ids)).map(itemOf),
  }

  async function changeTags(
    tx: Tx,
    row: store.ContactRow,
    actor: Actor,
    change: { add?: string[]; remove?: string[] },
    requestId?: string,
  ) {
    const tags = changedTags(row.tags, change)
    const changes = differing(row, { tags })
    if (Object.keys(changes).length === 0) return
    await store.setTags(tx, actor.workspaceId, row.id, tags)
    await note(tx, actor, 'contact.updated', row.id, requestId, { changes })
    await tell(tx, actor.workspaceId, row, ['tags'])
  }
}

function itemOf(row: store.ContactRow): ContactItem {
  return {
    id: row.id,
    name: row.name,
    title: row.title,
    accountId: row.accountId,
    accountName: row.accountName,
    role: row.role,
    phones: row.phones.map(maskPhone),
    tags: row.tags,
    ownerId: row.ownerId,
    placeholder: row.placeholder,
    lastActivityAt: row.lastActivityAt?.getTime() ?? null,
    createdAt: row.createdAt.getTime(),
    version: row.version,
  }
}

/** The contact if the actor may see it. @throws contact.missing, or contact.merged with the id it went into */
export async function need(tx: Tx, actor: Actor, id: Id): Promise<store.ContactRow> {
  const row = await store.selectContact(tx, actor, id)
  if (row) return row
  const gone = await store.lockContact(tx, actor, id)
  if (gone?.mergedInto) throw new AppError(errors['contact.merged'], { into: gone.mergedInto })
  throw new AppError(errors['contact.missing'])
}

async function needLocked(tx: Tx, actor: Actor, id: Id): Promise<store.ContactRow> {
  const row = await store.lockContact(tx, actor, id)
  return row && !row.deletedAt ? row : need(tx, actor, id)
}
