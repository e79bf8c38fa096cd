import type { Db, Tx } from '#db/connection.ts'
import { AppError } from '#kernel/error.ts'
import type { Id } from '#kernel/id.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import { DAY, MINUTE } from '#kernel/time.ts'
import { audit } from '#platform/audit/index.ts'
import { type Actor, systemActor } from '#platform/org/index.ts'
import type { Outbox } from '#platform/outbox/index.ts'
import { readSetting, writeSetting } from '#platform/setting/index.ts'
import { type ConsentDecision, type EntryView, errors, type NoticeView, salesDecisions } from './api.ts'
import { makeHeldCounter } from './held.ts'
import { withoutPermissionSetting } from './model.ts'
import * as store from './store.ts'

export interface ConsentPorts {
  db: Db
  outbox: Outbox
  clock: Clock
  /** Whether somebody is a person of this workspace; consent itself knows people as opaque ids. */
  isSubject(tx: Tx, workspaceId: Id, subject: Id): Promise<boolean>
}

export interface Choice {
  subject: Id
  purpose?: string
  decision: ConsentDecision
  /** Which part of Loam, or which outside source, it came through. */
  source: string
  channel: string
  /** The version of the notice that the person saw. */
  noticeVersion?: number
  remark?: string
  at?: number
}

export type Consent = ReturnType<typeof makeConsent>

/** A permission in the cache is read again after this, in case another process recorded a change. */
const cacheMs = 5 * MINUTE
const mostCached = 200_000
const flushMs = 2_000

interface Cached {
  permitted: Map<Id, boolean>
  withoutPermission: 'drop' | 'keep' | undefined
  since: number
}

/** Purposes, notices, the ledger of choices, and the gate that ingest and decisions ask. */
export function makeConsent({ db, outbox, clock, isSubject }: ConsentPorts) {
  const cache = new Map<Id, Cached>()
  const held = makeHeldCounter(db, clock)
  let timer: NodeJS.Timeout | undefined

  const cachedOf = (workspaceId: Id): Cached => {
    const known = cache.get(workspaceId)
    if (known && clock.now() - known.since < cacheMs && known.permitted.size < mostCached) return known
    const fresh: Cached = { permitted: new Map(), withoutPermission: undefined, since: clock.now() }
    cache.set(workspaceId, fresh)
    return fresh
  }

  /** Which of these people allow a purpose just now. Without a word from them, none does. */
  const permits = async (
    tx: Tx,
    workspaceId: Id,
    subjects: readonly Id[],
    purpose = salesDecisions,
  ): Promise<Set<Id>> => {
    if (subjects.length === 0) return new Set()
    const current = await store.selectCurrent(tx, workspaceId, subjects, purpose)
    return new Set(current.filter(entry => entry.decision === 'granted').map(entry => entry.subject))
  }

  /**
   * Writes a choice to the ledger, in the caller's transaction, and tells of it (`consent.changed`).
   * Call `forget` after the commit: then the gate knows at once.
   */
  const record = async (tx: Tx, actor: Actor, choice: Choice): Promise<EntryView> => {
    const { workspaceId } = actor
    const purpose = choice.purpose ?? salesDecisions
    const at = choice.at ?? clock.now()
    if (at > clock.now() + 5 * MINUTE) throw new AppError(errors['consent.future'])
    await needPurpose(tx, workspaceId, purpose)
    const entry = await store.insertEntry(tx, workspaceId, {
      ...choice,
      purpose,
      at,
      noticeVersion: choice.noticeVersion ?? null,
      recordedBy: actor.kind === 'user' ? actor.id : null,
      remark: choice.remark ?? null,
    })
    const { subject, decision, source } = choice
    await audit(tx, actor, {
      act: `consent.${decision}`,
      subject: { kind: 'contact', id: subject },
      details: { purpose },
    })
    await outbox.publish(tx, {
      workspaceId,
      type: 'consent.changed',
      payload: { subject, purpose, decision, source, at },
    })
    return entry
  }

  const needPurpose = async (tx: Tx, workspaceId: Id, purpose: string): Promise<void> => {
    await store.insertDefaults(tx, workspaceId)
    const known = await store.selectPurposes(tx, workspaceId)
    if (!known.some(item => item.id === purpose)) throw new AppError(errors['consent.purpose-missing'])
  }

  /** Two people turn out to be one: the newer word of the two counts for who remains. */
  const carryOver = async (tx: Tx, workspaceId: Id, from: Id, into: Id): Promise<void> => {
    const current = await store.selectCurrent(tx, workspaceId, [from, into])
    for (const entry of current.filter(item => item.subject === from)) {
      const other = current.find(item => item.subject === into && item.purpose === entry.purpose)
      if (other && other.at >= entry.at) continue
      await record(tx, systemActor(workspaceId), {
        subject: into,
        purpose: entry.purpose,
        decision: entry.decision,
        source: 'merge',
        channel: entry.channel,
        ...(entry.noticeVersion !== null && { noticeVersion: entry.noticeVersion }),
        at: Date.parse(entry.at),
      })
    }
  }

  const forget = (workspaceId: Id): void => {
    cache.delete(workspaceId)
    outbox.wake()
  }

  outbox.hear('consent.changed', async (_, event) => void cache.delete(event.workspaceId))
  outbox.hear('person.erased', async (_, event) => void cache.delete(event.workspaceId))
  outbox.hear('subject.merged', async (tx, { workspaceId, payload }) => {
    if (payload.kind === 'contact') await carryOver(tx, workspaceId, payload.from as Id, payload.into as Id)
  })

  return {
    permits,
    record,
    carryOver,
    forget,

    /** Records a choice in a transaction of its own; it holds from this instant. */
    choose: async (actor: Actor, choice: Choice): Promise<EntryView> => {
      try {
        return await db.tx(actor.workspaceId, async tx => {
          if (!(await isSubject(tx, actor.workspaceId, choice.subject)))
            throw new AppError(errors['consent.subject-missing'])
          return record(tx, actor, choice)
        })
      } finally {
        forget(actor.workspaceId)
      }
    },

    /**
     * The gate of ingest: what becomes of the acts of each of these people. Answers from memory where it can.
     * `name` keeps the person, `unname` keeps the act alone, `drop` keeps nothing.
     */
    gate: (workspaceId: Id, subjects: readonly Id[]): Promise<GateAnswer> | GateAnswer => {
      const cached = cachedOf(workspaceId)
      const unknown = subjects.filter(subject => !cached.permitted.has(subject))
      const answer = (): GateAnswer => subject =>
        cached.permitted.get(subject) === true
          ? 'name'
          : cached.withoutPermission === 'drop'
            ? 'drop'
            : 'unname'
      if (unknown.length === 0 && cached.withoutPermission !== undefined) return answer()
      return db.tx(workspaceId, async tx => {
        const permitted = await permits(tx, workspaceId, unknown)
        const setting = await readSetting(tx, workspaceId, withoutPermissionSetting)
        // Whoever chose meanwhile has emptied the cache: this answer then only serves this one call.
        for (const subject of unknown) cached.permitted.set(subject, permitted.has(subject))
        cached.withoutPermission = setting.withoutPermission
        return answer()
      })
    },

    /** Counts acts that the gate held back. */
    countHeld: held.count,

    /** The notice that is in force for a purpose: what the viewer shows. */
    noticeOf: (workspaceId: Id, purpose = salesDecisions): Promise<NoticeView> =>
      db.tx(workspaceId, async tx => {
        await needPurpose(tx, workspaceId, purpose)
        return (await store.selectNotices(tx, workspaceId, purpose))[0]!
      }),

    /** The last word of a person on a purpose; undefined if there is none. */
    currentOf: (
      tx: Tx,
      workspaceId: Id,
      subject: Id,
      purpose = salesDecisions,
    ): Promise<EntryView | undefined> =>
      store.selectCurrent(tx, workspaceId, [subject], purpose).then(entries => entries[0]),

    listPurposes: (actor: Actor) =>
      db.tx(actor.workspaceId, async tx => {
        await store.insertDefaults(tx, actor.workspaceId)
        return store.selectPurposes(tx, actor.workspaceId)
      }),

    createPurpose: (
      actor: Actor,
      input: { id: string; name: NoticeView['line']; line: NoticeView['line']; body: NoticeView['body'] },
    ) =>
      db.tx(actor.workspaceId, async tx => {
        const { id, name, line, body } = input
        if (!(await store.insertPurpose(tx, actor.workspaceId, id, name)))
          throw new AppError(errors['consent.purpose-exists'])
        const notice = (await store.insertNotice(tx, actor.workspaceId, id, { line, body }, actor.id))!
        await audit(tx, actor, { act: 'consent.purpose-added', subject: { kind: 'purpose', id } })
        return { id, name, notice }
      }),

    listNotices: (actor: Actor, purpose: string) =>
      db.tx(actor.workspaceId, async tx => {
        await needPurpose(tx, actor.workspaceId, purpose)
        return store.selectNotices(tx, actor.workspaceId, purpose)
      }),

    publishNotice: (actor: Actor, purpose: string, text: Pick<NoticeView, 'line' | 'body'>) =>
      db.tx(actor.workspaceId, async tx => {
        await store.insertDefaults(tx, actor.workspaceId)
        const notice = await store.insertNotice(tx, actor.workspaceId, purpose, text, actor.id)
        if (!notice) throw new AppError(errors['consent.purpose-missing'])
        await audit(tx, actor, {
          act: 'consent.notice-published',
          subject: { kind: 'purpose', id: purpose },
          details: { version: notice.version },
        })
        return notice
      }),

    listEntries: (
      actor: Actor,
      filter: {
        subject?: Id | undefined
        purpose?: string | undefined
        before?: number | undefined
        limit: number
      },
    ) =>
      db.tx(actor.workspaceId, async tx => {
        const entries = await store.selectEntries(tx, actor.workspaceId, {
          ...filter,
          limit: filter.limit + 1,
        })
        await audit(tx, actor, {
          act: 'consent.read',
          subject: { kind: 'ledger', id: filter.subject ?? 'all' },
        })
        return { entries: entries.slice(0, filter.limit), more: entries.length > filter.limit }
      }),

    readSubject: (actor: Actor, subject: Id) =>
      db.tx(actor.workspaceId, async tx => {
        await store.insertDefaults(tx, actor.workspaceId)
        const purposes = await store.selectPurposes(tx, actor.workspaceId)
        const current = await store.selectCurrent(tx, actor.workspaceId, [subject])
        return purposes.map(({ id }) => {
          const entry = current.find(item => item.purpose === id) ?? null
          return { purpose: id, permitted: entry?.decision === 'granted', entry }
        })
      }),

    readSetting: (actor: Actor) =>
      db.tx(actor.workspaceId, tx => readSetting(tx, actor.workspaceId, withoutPermissionSetting)),

    changeSetting: async (actor: Actor, value: { withoutPermission: 'drop' | 'keep' }): Promise<void> => {
      await db.tx(actor.workspaceId, tx => writeSetting(tx, actor, withoutPermissionSetting, value))
      forget(actor.workspaceId)
    },

    readHeld: async (actor: Actor, days: number) => {
      await held.flush()
      const from = new Date(clock.now() - (days - 1) * DAY).toISOString().slice(0, 10)
      const found = await db.tx(actor.workspaceId, tx => store.selectHeld(tx, actor.workspaceId, from))
      const sum = (key: 'dropped' | 'unnamed') => found.reduce((total, day) => total + day[key], 0)
      return { total: { dropped: sum('dropped'), unnamed: sum('unnamed') }, days: found }
    },

    start: (): void => {
      timer = setInterval(held.flush, flushMs)
    },
    stop: async (): Promise<void> => {
      clearInterval(timer)
      await held.flush()
    },
  }
}

/** What becomes of the acts of a person. */
export type GateAnswer = (subject: Id) => 'name' | 'unname' | 'drop'
