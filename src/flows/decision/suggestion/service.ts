import { sql } from 'drizzle-orm'
import type { z } from 'zod'
import type { Db, Tx } from '#db/connection.ts'
import type { PlayKits } from '#decision/playkit/index.ts'
import { AppError, type LocalText } from '#kernel/error.ts'
import { type Id, newId } from '#kernel/id.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import { type Instant, MINUTE } from '#kernel/time.ts'
import type { Live } from '#platform/live/index.ts'
import { type Actor, membership } from '#platform/org/index.ts'
import type { Outbox } from '#platform/outbox/index.ts'
import { readSetting, type Setting, writeSetting } from '#platform/setting/index.ts'
import {
  type CapSetting,
  capSetting,
  type DecisionView,
  errors,
  liveTypes,
  type SuggestionDetail,
  type SuggestionView,
  type Today,
  undoMinutes,
  type viewKind,
} from './api.ts'
import { tellLog } from './log-event.ts'
import { byRank, startOfDay } from './model.ts'
import type { Records } from './records.ts'
import type { SuggestionRow } from './store.ts'
import * as store from './store.ts'

export interface SuggestionPorts {
  db: Db
  outbox: Outbox
  clock: Clock
  live: Pick<Live, 'push'>
  records: Records
  kits: Pick<PlayKits, 'deliver' | 'currentVersion'>
  accounts: { byIds(tx: Tx, workspaceId: Id, ids: readonly Id[]): Promise<{ id: Id; name: string }[]> }
  /** Tells a person through their channels, in the caller's transaction. */
  notify(
    tx: Tx,
    notice: { workspaceId: Id; to: readonly Id[]; title: LocalText; text: LocalText; link: string },
  ): Promise<void>
}

/** What a strategy or a score wants somebody to do. */
export interface SuggestionDraft {
  workspaceId: Id
  decisionId: Id
  accountId: Id | null
  contactId: Id | null
  ownerId: Id
  toFallback: boolean
  origin: 'strategy' | 'score'
  strategy: { id: string; version: number } | null
  arm: string | null
  /** Only one suggestion with this key is open at a time. */
  dedupe: string
  priority: SuggestionView['priority']
  title: LocalText
  reason: LocalText
  kitId: Id | null
  amount: number | null
  estimate: { value: number; low: number; high: number }
  expiresAt: Instant
}

/** What to do once the transaction is committed: open screens are told at once. */
export type After = () => void

export type Suggestions = ReturnType<typeof makeSuggestions>

export const cap: Setting<CapSetting> = {
  name: 'suggestion.cap',
  schema: capSetting,
  fallback: { perDay: 8, typicalValue: 100_000 },
}

/** Suggestions: made inside a firing's transaction, a day's number of them shown, the best first. */
export function makeSuggestions(ports: SuggestionPorts) {
  const { db, outbox, clock, live, records, kits, accounts } = ports

  const push = (
    type: string,
    row: Pick<SuggestionRow, 'workspaceId' | 'id' | 'ownerId' | 'accountId'>,
  ): After => {
    const { workspaceId, id, ownerId, accountId } = row
    return () => {
      live.push({ workspaceId, type, data: { id, accountId }, to: [ownerId] })
    }
  }

  /** Lets the best of those that wait come up, as far as the day's number goes. */
  const surface = async (tx: Tx, workspaceId: Id, ownerId: Id, now: Instant): Promise<After[]> => {
    const { perDay } = await readSetting(tx, workspaceId, cap)
    await store.lockOwner(tx, ownerId)
    const waiting = (await store.selectOpen(tx, workspaceId, ownerId, now)).filter(
      row => row.state === 'waiting',
    )
    if (waiting.length === 0) return []
    const today = startOfDay(now, await timeZoneOf(tx, workspaceId))
    const free = perDay - (await store.countSurfaced(tx, workspaceId, ownerId, today))
    const after: After[] = []
    for (const row of byRank(waiting, now).slice(0, Math.max(0, free))) {
      await store.updateSuggestion(tx, workspaceId, row.id, { state: 'shown', surfacedAt: new Date(now) })
      const link = `/suggestions/${row.id}`
      await ports.notify(tx, { workspaceId, to: [ownerId], title: row.title, text: row.reason, link })
      after.push(push(liveTypes.created, row))
    }
    return after
  }

  const views = async (
    tx: Tx,
    workspaceId: Id,
    rows: readonly SuggestionRow[],
  ): Promise<SuggestionView[]> => {
    const ids = [...new Set(rows.flatMap(row => (row.accountId ? [row.accountId] : [])))]
    const names = new Map(
      (ids.length > 0 ? await accounts.byIds(tx, workspaceId, ids) : []).map(({ id, name }) => [id, name]),
    )
    const responses = await store.selectResponses(
      tx,
      workspaceId,
      rows.map(row => row.id),
    )
    return rows.map(row => viewOf(row, names.get(row.accountId ?? '') ?? null, responses.get(row.id)))
  }

  const need = async (tx: Tx, actor: Actor, id: Id): Promise<SuggestionRow> => {
    const row = await store.selectSuggestion(tx, actor, id)
    if (!row) throw new AppError(errors['suggestion.missing'])
    return row
  }

  return {
    surface,
    views,
    need,

    /**
     * Makes a suggestion in the caller's transaction, unless one with its key is open.
     * @returns its id, undefined where one is open; `after` is to be called once committed
     */
    make: async (
      tx: Tx,
      draft: SuggestionDraft,
      now: Instant,
    ): Promise<{ id: Id | undefined; after: After[] }> => {
      const { workspaceId, estimate, strategy, kitId, expiresAt, ...rest } = draft
      const owner = await membership(tx, workspaceId, draft.ownerId)
      const kitVersion = kitId ? await kits.currentVersion(tx, workspaceId, kitId) : undefined
      const id = newId(now)
      const made = await store.insertSuggestion(tx, {
        ...rest,
        workspaceId,
        id,
        departmentId: owner?.member.departmentId ?? null,
        strategyId: strategy?.id ?? null,
        strategyVersion: strategy?.version ?? null,
        kitId: kitVersion === undefined ? null : kitId,
        kitVersion: kitVersion ?? null,
        value: draft.amount ?? (await readSetting(tx, workspaceId, cap)).typicalValue,
        probability: estimate.value,
        low: estimate.low,
        high: estimate.high,
        state: 'waiting',
        createdAt: new Date(now),
        expiresAt: new Date(expiresAt),
      })
      if (!made) return { id: undefined, after: [] }
      return { id, after: await surface(tx, workspaceId, draft.ownerId, now) }
    },

    /** The rep's home. What was snoozed until now comes back; free places of the day are filled. */
    today: async (actor: Actor): Promise<Today> => {
      const now = clock.now()
      const { workspaceId } = actor
      const result = await db.tx(workspaceId, async tx => {
        const { perDay } = await readSetting(tx, workspaceId, cap)
        const after = actor.id ? await surface(tx, workspaceId, actor.id, now) : []
        const open = actor.id ? await store.selectOpen(tx, workspaceId, actor.id, now) : []
        const shown = open.filter(
          row =>
            row.state === 'shown' || (row.state === 'snoozed' && (row.snoozedUntil?.getTime() ?? 0) <= now),
        )
        const waiting = open.filter(row => row.state === 'waiting').length
        return {
          after,
          today: { at: now, items: await views(tx, workspaceId, byRank(shown, now)), waiting, perDay },
        }
      })
      for (const tell of result.after) tell()
      outbox.wake()
      return result.today
    },

    list: (actor: Actor, query: store.ListQuery) =>
      db.tx(actor.workspaceId, async tx => {
        const { rows, total, totalIsCapped } = await store.selectList(tx, actor, query)
        return { items: await views(tx, actor.workspaceId, rows), total, totalIsCapped }
      }),

    untaken: (actor: Actor): Promise<SuggestionView[]> =>
      db.tx(actor.workspaceId, async tx =>
        views(tx, actor.workspaceId, await store.selectUntaken(tx, actor)),
      ),

    read: async (actor: Actor, id: Id): Promise<SuggestionDetail> => {
      const { workspaceId } = actor
      const found = await db.tx(workspaceId, async tx => {
        const row = await need(tx, actor, id)
        const [view] = await views(tx, workspaceId, [row])
        return { row, view: view!, record: await records.open(tx, workspaceId, row.decisionId) }
      })
      const { row, view, record } = found
      const { body, named, evidence } = record
      const kit =
        row.kitId && row.kitVersion && row.accountId
          ? await kits.deliver(actor, row.kitId, {
              version: row.kitVersion,
              accountId: row.accountId,
              contactId: row.contactId ?? undefined,
            })
          : null
      return {
        suggestion: view,
        evidence,
        kit,
        notes: {
          strategyName: body.strategy?.name ?? null,
          firedAt: body.at,
          persons: [...named.values()].map(({ name }) => ({ name, withheld: false })),
          heldBack: body.heldBack,
          arm: body.experiment && { id: body.experiment.arm, holdout: body.experiment.holdout },
        },
      }
    },

    readDecision: (actor: Actor, id: Id): Promise<DecisionView> =>
      records.read(actor, id, async (tx, decisionId) =>
        views(tx, actor.workspaceId, await store.selectByDecision(tx, actor, decisionId)),
      ),

    /** Notes what was on a screen or looked into; each first time also enters the log. */
    noteViews: async (actor: Actor, ids: readonly Id[], kind: z.infer<typeof viewKind>): Promise<void> => {
      const { workspaceId, id: userId } = actor
      if (!userId) return
      const now = clock.now()
      await db.tx(workspaceId, async tx => {
        const rows = await store.selectVisibleIds(tx, actor, ids)
        if (rows.length === 0) return
        const fresh = new Set(
          await store.insertViews(
            tx,
            workspaceId,
            userId,
            rows.map(row => row.id),
            kind,
            now,
          ),
        )
        for (const row of rows.filter(row => fresh.has(row.id))) {
          const at = {
            id: `suggestion:${kind}:${row.id}:${userId}`,
            type: `suggestion.${viewTypes[kind]}`,
            at: now,
          }
          await tellLog(tx, outbox, workspaceId, { ...at, ...subjectOf(row), props: propsOf(row, userId) })
          if (kind === 'opened' && !row.openedAt)
            await store.updateSuggestion(tx, workspaceId, row.id, { openedAt: new Date(now) })
        }
      })
      outbox.wake()
    },

    readCap: (actor: Actor) => db.tx(actor.workspaceId, tx => readSetting(tx, actor.workspaceId, cap)),
    saveCap: (actor: Actor, value: CapSetting) =>
      db.tx(actor.workspaceId, tx => writeSetting(tx, actor, cap, value)),
  }
}

const viewTypes: Record<z.infer<typeof viewKind>, string> = {
  shown: 'shown',
  opened: 'opened',
  evidence: 'evidence_viewed',
  record: 'record_viewed',
  kit: 'kit_opened',
}

/** Whom an event about a suggestion is about: the account, never the rep. */
export function subjectOf(row: SuggestionRow): { customer?: Id } {
  return row.accountId ? { customer: row.accountId } : {}
}

export function propsOf(row: SuggestionRow, userId: Id | null) {
  return {
    suggestionId: row.id,
    decisionId: row.decisionId,
    ...(row.strategyId && { strategy: row.strategyId, version: row.strategyVersion }),
    ...(row.arm && { arm: row.arm }),
    ...(userId && { userId }),
  }
}

async function timeZoneOf(tx: Tx, workspaceId: Id): Promise<string> {
  const found = await tx.execute<{ time_zone: string }>(
    sql`select time_zone from workspace where id = ${workspaceId}`,
  )
  return found.rows[0]?.time_zone ?? 'Asia/Shanghai'
}

function viewOf(
  row: SuggestionRow,
  accountName: string | null,
  response: store.ResponseRow | undefined,
): SuggestionView {
  return {
    id: row.id,
    accountId: row.accountId,
    accountName,
    contactId: row.contactId,
    ownerId: row.ownerId,
    priority: row.priority,
    title: row.title,
    reason: row.reason,
    amount: row.amount,
    kit: row.kitId && row.kitVersion ? { id: row.kitId, version: row.kitVersion } : null,
    estimate: { value: row.probability, low: row.low, high: row.high },
    state: row.state,
    origin: row.origin,
    strategy: row.strategyId ? { id: row.strategyId, version: row.strategyVersion ?? 0 } : null,
    decisionId: row.decisionId,
    toFallback: row.toFallback,
    createdAt: row.createdAt.getTime(),
    surfacedAt: row.surfacedAt?.getTime() ?? null,
    expiresAt: row.expiresAt.getTime(),
    snoozedUntil: row.snoozedUntil?.getTime() ?? null,
    response: response
      ? {
          id: response.id,
          act: response.act,
          reason: response.reason,
          words: response.words,
          until: response.until?.getTime() ?? null,
          userId: response.userId,
          at: response.at.getTime(),
          undoableUntil: response.at.getTime() + undoMinutes * MINUTE,
        }
      : null,
  }
}
