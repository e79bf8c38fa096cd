import { moreUrgent, type Priority } from '#crm/record/api.ts'
import { changedTags, changing, differing, stale } from '#crm/record/index.ts'
import type { Db, Tx } from '#db/connection.ts'
import { AppError } from '#kernel/error.ts'
import type { Id } from '#kernel/id.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import type { Out } from '#kernel/route.ts'
import { parseCompanyName } from '#lib/match/company-name.ts'
import { audit } from '#platform/audit/index.ts'
import type { Actor } from '#platform/org/index.ts'
import type { Outbox } from '#platform/outbox/index.ts'
import {
  type AccountChanged,
  type AccountFields,
  type AccountItem,
  type AccountQuery,
  type AccountView,
  type createAccount,
  type DuplicateHint,
  errors,
  type updateAccount as updateRoute,
  type writeFact,
} from './api.ts'
import {
  changedFacts,
  duplicateHints,
  filledFields,
  type Profile,
  profileOf,
  type SourceFields,
  searchColumns,
  tellingBigrams,
} from './model.ts'
import { checkedFields, itemOf, looseCode, need, needLocked, newRow } from './rows.ts'
import * as store from './store.ts'

export interface AccountPorts {
  db: Db
  outbox: Outbox
  clock: Clock
  /** What outside sources call an account. */
  externalIds(tx: Tx, workspaceId: Id, subjectId: Id): Promise<{ source: string; externalId: string }[]>
}

export type Accounts = ReturnType<typeof makeAccounts>

/** Use cases over accounts: every one within the actor's scope, audited, and told to whoever hears `account.changed`. */
export function makeAccounts({ db, outbox, clock, externalIds }: AccountPorts) {
  const within = changing(db, outbox)

  const tell = (tx: Tx, workspaceId: Id, accountId: Id, fields: string[]) =>
    outbox.publish(tx, {
      workspaceId,
      type: 'account.changed',
      payload: { accountId, fields } satisfies AccountChanged,
    })

  const viewOf = async (tx: Tx, actor: Actor, row: store.AccountRow): Promise<AccountView> => {
    const [parent] = row.parentId ? await store.selectByIds(tx, actor.workspaceId, [row.parentId]) : []
    return {
      ...itemOf(row),
      facts: row.facts,
      parent: parent ? { id: parent.id, name: parent.name } : null,
      children: await store.selectChildren(tx, actor, row.id),
      externalIds: await externalIds(tx, actor.workspaceId, row.id),
      updatedAt: row.updatedAt.getTime(),
    }
  }

  /** Writes what differs under the expected version; audits and tells. */
  const save = async (
    tx: Tx,
    actor: Actor,
    row: store.AccountRow,
    version: number,
    wanted: Partial<AccountFields> | Pick<store.AccountRow, 'facts'>,
    requestId: string | undefined,
  ): Promise<store.AccountRow> => {
    if (row.version !== version) throw stale(row, wanted)
    const changes = differing(row, wanted)
    if (Object.keys(changes).length === 0) return row
    const next = { ...row, ...wanted }
    const saved = await store.updateAccount(tx, actor.workspaceId, row.id, version, {
      ...wanted,
      ...('name' in wanted || 'shortName' in wanted || 'creditCode' in wanted ? searchColumns(next) : {}),
    })
    if (!saved) throw stale(row, wanted)
    await audit(tx, actor, {
      act: 'account.updated',
      subject: { kind: 'account', id: row.id },
      details: { changes },
      ...(requestId && { requestId }),
    })
    await tell(tx, actor.workspaceId, row.id, Object.keys(changes))
    return saved
  }

  return {
    list: (actor: Actor, query: AccountQuery) =>
      db.tx(actor.workspaceId, async tx => {
        const { rows, total, totalIsCapped } = await store.selectAccounts(tx, actor, query)
        return { items: rows.map(itemOf), total, totalIsCapped }
      }),

    facets: (actor: Actor) => db.tx(actor.workspaceId, tx => store.selectFacets(tx, actor)),

    read: (actor: Actor, id: Id): Promise<AccountView> =>
      db.tx(actor.workspaceId, async tx => viewOf(tx, actor, await need(tx, actor, id))),

    /** Enters an account. Sent again with the same `id`, it answers the first one. */
    create: (
      actor: Actor,
      input: Out<(typeof createAccount)['body']>,
      requestId?: string,
    ): Promise<AccountView> =>
      within(actor, async tx => {
        const row = await newRow(tx, actor, input, clock.now())
        if (input.parentId) await need(tx, actor, input.parentId)
        if (!(await store.insertAccount(tx, row))) return viewOf(tx, actor, await need(tx, actor, row.id))
        await audit(tx, actor, {
          act: 'account.created',
          subject: { kind: 'account', id: row.id },
          ...(requestId && { requestId }),
        })
        await tell(tx, actor.workspaceId, row.id, ['name'])
        // Entered for somebody else, it may be outside the actor's own scope: this once it is shown all the same.
        const [made] = await store.selectByIds(tx, actor.workspaceId, [row.id])
        return viewOf(tx, actor, made!)
      }),

    update: (
      actor: Actor,
      id: Id,
      input: Out<(typeof updateRoute)['body']>,
      requestId?: string,
    ): Promise<AccountView> =>
      within(actor, async tx => {
        const row = await needLocked(tx, actor, id)
        const wanted = await checkedFields(tx, actor, row, input.changes)
        return viewOf(tx, actor, await save(tx, actor, row, input.version, wanted, requestId))
      }),

    writeFact: (
      actor: Actor,
      id: Id,
      input: Out<(typeof writeFact)['body']>,
      requestId?: string,
    ): Promise<AccountView> =>
      within(actor, async tx => {
        const row = await needLocked(tx, actor, id)
        const { version, group, unit, source = actor.name, ...change } = input
        const given = {
          ...change,
          source,
          ...(group !== undefined && { group }),
          ...(unit !== undefined && { unit }),
        }
        const facts = changedFacts(row.facts, given, clock.now())
        return viewOf(tx, actor, await save(tx, actor, row, version, { facts }, requestId))
      }),

    tag: (
      actor: Actor,
      id: Id,
      change: { add: string[]; remove: string[] },
      requestId?: string,
    ): Promise<AccountView> =>
      within(actor, async tx => {
        const row = await needLocked(tx, actor, id)
        return viewOf(tx, actor, await changeTags(tx, outbox, actor, row, change, requestId))
      }),

    remove: (actor: Actor, id: Id, requestId?: string): Promise<void> =>
      within(actor, async tx => {
        const row = await needLocked(tx, actor, id)
        await store.updateAccount(tx, actor.workspaceId, row.id, undefined, {
          deletedAt: new Date(clock.now()),
        })
        await audit(tx, actor, {
          act: 'account.deleted',
          subject: { kind: 'account', id },
          ...(requestId && { requestId }),
        })
        await tell(tx, actor.workspaceId, id, ['deleted'])
      }),

    restore: (actor: Actor, id: Id, requestId?: string): Promise<AccountView> =>
      within(actor, async tx => {
        const row = await store.lockAccount(tx, actor, id)
        if (!row || row.mergedInto) throw new AppError(errors['account.missing'])
        if (!row.deletedAt) return viewOf(tx, actor, row)
        const saved = await store.updateAccount(tx, actor.workspaceId, id, undefined, { deletedAt: null })
        await audit(tx, actor, {
          act: 'account.restored',
          subject: { kind: 'account', id },
          ...(requestId && { requestId }),
        })
        await tell(tx, actor.workspaceId, id, ['deleted'])
        return viewOf(tx, actor, saved!)
      }),

    /** Accounts of the whole workspace that are likely the one being entered, most likely first. */
    duplicates: (
      actor: Actor,
      entered: { name: string; creditCode?: string | null | undefined; except?: Id | undefined },
    ): Promise<DuplicateHint[]> =>
      db.tx(actor.workspaceId, async tx => {
        const creditCode = looseCode(entered.creditCode)
        if (entered.name.trim().length < 2 && !creditCode) return []
        const wanted = {
          nameKey: parseCompanyName(entered.name).core,
          creditCode,
          bigrams: tellingBigrams(entered.name),
          except: entered.except,
        }
        return duplicateHints(
          { name: entered.name, creditCode },
          await store.selectDuplicateCandidates(tx, actor, wanted),
        )
      }),

    /** Tags an account in the caller's transaction, for strategies. Unknown, deleted and merged ids change nothing. */
    tagIn: async (
      tx: Tx,
      actor: Actor,
      id: Id,
      change: { add?: string[]; remove?: string[] },
    ): Promise<void> => {
      const row = await store.lockAccount(tx, actor, id)
      if (row && !row.deletedAt) await changeTags(tx, outbox, actor, row, change)
    },

    /** Raises an account's priority in the caller's transaction, for strategies; never lowers it. */
    raisePriority: async (tx: Tx, actor: Actor, id: Id, priority: Priority): Promise<void> => {
      const row = await store.lockAccount(tx, actor, id)
      if (!row || row.deletedAt) return
      const wanted = { priority: row.priority ? moreUrgent(row.priority, priority) : priority }
      const changes = differing(row, wanted)
      if (Object.keys(changes).length === 0) return
      await store.updateAccount(tx, actor.workspaceId, id, undefined, wanted)
      await audit(tx, actor, {
        act: 'account.updated',
        subject: { kind: 'account', id },
        details: { changes },
      })
      await tell(tx, actor.workspaceId, id, ['priority'])
    },

    /**
     * Fills in what a source says, in the caller's transaction: empty fields only, the name of a placeholder (which
     * thereby becomes a real account), and facts as the caller merged them.
     */
    fillIn: async (tx: Tx, actor: Actor, id: Id, said: SourceFields): Promise<void> => {
      const row = await store.lockAccount(tx, actor, id)
      if (!row || row.deletedAt) return
      const wanted = filledFields(row, said)
      const changes = differing(row, wanted)
      if (Object.keys(changes).length === 0) return
      const search = wanted.name === undefined ? {} : searchColumns({ ...row, name: wanted.name })
      await store.updateAccount(tx, actor.workspaceId, id, undefined, { ...wanted, ...search })
      await audit(tx, actor, {
        act: 'account.updated',
        subject: { kind: 'account', id },
        details: { changes },
      })
      await tell(tx, actor.workspaceId, id, Object.keys(changes))
    },

    /** Writes intent scores as the decision flow computed them; an older score never overwrites a newer one. */
    setScores: store.updateScores,

    /** Moves "last activity" of accounts forward. */
    touch: store.updateActivity,

    /** Accounts by id without a scope: for other flows acting for the system. */
    byIds: async (tx: Tx, workspaceId: Id, ids: readonly Id[]): Promise<AccountItem[]> =>
      (await store.selectByIds(tx, workspaceId, ids)).map(itemOf),

    /** Profiles as strategies and scores see them: attributes by name, own facts beside the fixed ones. */
    profiles: async (tx: Tx, workspaceId: Id, ids: readonly Id[]): Promise<Map<Id, Profile>> => {
      const rows = await store.selectByIds(tx, workspaceId, ids)
      const regions = await store.regionNames(tx, workspaceId)
      return new Map(
        rows.map(row => [row.id, profileOf(row, row.regionId ? (regions.get(row.regionId) ?? null) : null)]),
      )
    },

    /** Every account's id, in order, a page at a time: for rebuilding what is kept in memory. */
    idsAfter: store.selectIdsAfter,
  }
}

/** Changes tags in the caller's transaction; audits and tells. The version stays: tags are added, not overwritten. */
async function changeTags(
  tx: Tx,
  outbox: Outbox,
  actor: Actor,
  row: store.AccountRow,
  change: { add?: string[]; remove?: string[] },
  requestId?: string,
): Promise<store.AccountRow> {
  const tags = changedTags(row.tags, change)
  const changes = differing(row, { tags })
  if (Object.keys(changes).length === 0) return row
  await store.setTags(tx, actor.workspaceId, row.id, tags)
  await audit(tx, actor, {
    act: 'account.updated',
    subject: { kind: 'account', id: row.id },
    details: { changes },
    ...(requestId && { requestId }),
  })
  const payload: AccountChanged = { accountId: row.id, fields: ['tags'] }
  await outbox.publish(tx, { workspaceId: actor.workspaceId, type: 'account.changed', payload })
  return { ...row, tags }
}
