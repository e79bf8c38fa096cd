import { type Accounts, needAccount } from '#crm/account/index.ts'
import { needContact } from '#crm/contact/index.ts'
import { moreUrgent, type Priority } from '#crm/record/api.ts'
import { changedTags, changing, definedOnly, departmentOf, differing, stale } from '#crm/record/index.ts'
import type { Db, Tx } from '#db/connection.ts'
import { AppError } from '#kernel/error.ts'
import { type Id, newId } from '#kernel/id.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import type { Out } from '#kernel/route.ts'
import { audit } from '#platform/audit/index.ts'
import type { Actor } from '#platform/org/index.ts'
import type { Outbox } from '#platform/outbox/index.ts'
import {
  type createLead,
  errors,
  type LeadChanged,
  type LeadItem,
  type LeadQuery,
  type updateLead as updateRoute,
} from './api.ts'
import { searchColumns } from './model.ts'
import * as store from './store.ts'

export interface LeadPorts {
  db: Db
  outbox: Outbox
  clock: Clock
  accounts: Pick<Accounts, 'byIds' | 'raisePriority'>
}

export type Leads = ReturnType<typeof makeLeads>

/** Use cases over leads, within the actor's scope, audited, told as `lead.changed`. */
export function makeLeads({ db, outbox, clock, accounts }: LeadPorts) {
  const within = changing(db, outbox)

  const record = async (
    tx: Tx,
    actor: Actor,
    row: { id: Id; accountId: Id | null },
    act: string,
    fields: string[],
    details?: Record<string, unknown>,
    requestId?: string,
  ) => {
    await audit(tx, actor, {
      act,
      subject: { kind: 'lead', id: row.id },
      ...(details && { details }),
      ...(requestId && { requestId }),
    })
    const payload: LeadChanged = { leadId: row.id, accountId: row.accountId, fields }
    await outbox.publish(tx, { workspaceId: actor.workspaceId, type: 'lead.changed', payload })
  }

  const set = async (
    tx: Tx,
    actor: Actor,
    row: store.LeadRow,
    wanted: Partial<store.LeadRow>,
    requestId?: string,
  ): Promise<void> => {
    const changes = differing(row, wanted)
    if (Object.keys(changes).length === 0) return
    const search = wanted.name === undefined ? {} : searchColumns(wanted.name)
    await store.updateLead(tx, actor.workspaceId, row.id, row.version, { ...wanted, ...search })
    await record(
      tx,
      actor,
      { ...row, ...wanted },
      'lead.updated',
      Object.keys(changes),
      { changes },
      requestId,
    )
  }

  const insert = async (
    tx: Tx,
    actor: Actor,
    input: Out<(typeof createLead)['body']>,
    ownerId: Id | null,
    requestId?: string,
  ): Promise<Id> => {
    const { id = newId(), ownerId: _, ...fields } = input
    const row = {
      ...definedOnly(fields),
      workspaceId: actor.workspaceId,
      id,
      name: input.name,
      tags: [],
      ownerId,
      departmentId: await departmentOf(tx, actor, ownerId),
      createdBy: actor.id,
      ...searchColumns(input.name),
    }
    if (await store.insertLead(tx, row)) {
      await record(
        tx,
        actor,
        { id, accountId: input.accountId ?? null },
        'lead.created',
        ['created'],
        undefined,
        requestId,
      )
    }
    return id
  }

  const checkReferences = async (
    tx: Tx,
    actor: Actor,
    fields: { accountId?: Id | null | undefined; contactId?: Id | null | undefined },
  ) => {
    if (fields.accountId) await needAccount(tx, actor, fields.accountId)
    if (fields.contactId) await needContact(tx, actor, fields.contactId)
  }

  return {
    list: (actor: Actor, query: LeadQuery) =>
      db.tx(actor.workspaceId, async tx => {
        const { rows, total, totalIsCapped } = await store.selectLeads(tx, actor, query)
        return { items: rows.map(itemOf), total, totalIsCapped }
      }),

    read: (actor: Actor, id: Id): Promise<LeadItem> =>
      db.tx(actor.workspaceId, async tx => itemOf(await need(tx, actor, id))),

    /** Enters a lead. Sent again with the same `id`, it answers the first one. */
    create: (actor: Actor, input: Out<(typeof createLead)['body']>, requestId?: string): Promise<LeadItem> =>
      within(actor, async tx => {
        await checkReferences(tx, actor, input)
        const ownerId =
          input.ownerId === undefined ? (actor.kind === 'user' ? actor.id : null) : input.ownerId
        const id = await insert(tx, actor, input, ownerId, requestId)
        // Entered for somebody else, it may be outside the actor's own scope: this once it is shown all the same.
        const made = ownerId === actor.id ? undefined : await store.selectOwn(tx, actor, id)
        return itemOf(made ?? (await need(tx, actor, id)))
      }),

    update: (
      actor: Actor,
      id: Id,
      input: Out<(typeof updateRoute)['body']>,
      requestId?: string,
    ): Promise<LeadItem> =>
      within(actor, async tx => {
        const row = await needLocked(tx, actor, id)
        const wanted = definedOnly(input.changes)
        if (row.version !== input.version) throw stale(row, wanted)
        await checkReferences(tx, actor, wanted)
        const department =
          wanted.ownerId === undefined ? {} : { departmentId: await departmentOf(tx, actor, wanted.ownerId) }
        await set(tx, actor, row, { ...wanted, ...department }, requestId)
        return itemOf(
          (await store.lockLead(tx, actor, id)) ?? { ...row, ...wanted, version: row.version + 1 },
        )
      }),

    tag: (
      actor: Actor,
      id: Id,
      change: { add: string[]; remove: string[] },
      requestId?: string,
    ): Promise<LeadItem> =>
      within(actor, async tx => {
        const row = await needLocked(tx, actor, id)
        await set(tx, actor, row, { tags: changedTags(row.tags, change) }, requestId)
        return itemOf(await need(tx, actor, id))
      }),

    remove: (actor: Actor, id: Id, requestId?: string): Promise<void> =>
      within(actor, async tx => {
        const row = await needLocked(tx, actor, id)
        await store.updateLead(tx, actor.workspaceId, id, undefined, { deletedAt: new Date(clock.now()) })
        await record(tx, actor, row, 'lead.deleted', ['deleted'], undefined, requestId)
      }),

    restore: (actor: Actor, id: Id, requestId?: string): Promise<LeadItem> =>
      within(actor, async tx => {
        const row = await store.lockLead(tx, actor, id)
        if (!row) throw new AppError(errors['lead.missing'])
        if (row.deletedAt) {
          await store.updateLead(tx, actor.workspaceId, id, undefined, { deletedAt: null })
          await record(tx, actor, row, 'lead.restored', ['deleted'], undefined, requestId)
        }
        return itemOf(await need(tx, actor, id))
      }),

    /**
     * Raises the newest open lead of an account, and the account itself, to a priority, in the caller's transaction; never
     * lowers them. Without an open lead one is made for the account's owner.
     * @returns the lead's id; undefined if the account is gone
     */
    raisePriority: async (
      tx: Tx,
      actor: Actor,
      accountId: Id,
      priority: Priority,
    ): Promise<Id | undefined> => {
      await accounts.raisePriority(tx, actor, accountId, priority)
      const row = await store.lockNewestOpenLead(tx, actor.workspaceId, accountId)
      if (row) {
        await set(tx, actor, row, { priority: moreUrgent(row.priority, priority) })
        return row.id
      }
      const [account] = await accounts.byIds(tx, actor.workspaceId, [accountId])
      if (!account) return undefined
      return insert(
        tx,
        actor,
        { name: account.name, accountId, priority, source: 'strategy' },
        account.ownerId,
      )
    },
  }
}

function itemOf(row: store.LeadRow): LeadItem {
  const {
    workspaceId: _w,
    departmentId: _d,
    createdBy: _c,
    deletedAt: _x,
    createdAt,
    updatedAt,
    ...rest
  } = row
  return { ...rest, createdAt: createdAt.getTime(), updatedAt: updatedAt.getTime() }
}

/** The lead if the actor may see it. @throws lead.missing */
export async function need(tx: Tx, actor: Actor, id: Id): Promise<store.LeadRow> {
  const row = await store.selectLead(tx, actor, id)
  if (!row) throw new AppError(errors['lead.missing'])
  return row
}

async function needLocked(tx: Tx, actor: Actor, id: Id): Promise<store.LeadRow> {
  const row = await store.lockLead(tx, actor, id)
  return row && !row.deletedAt ? row : need(tx, actor, id)
}
