import type { Db, Tx } from '#db/connection.ts'
import { AppError } from '#kernel/error.ts'
import { type Id, isId, newId } from '#kernel/id.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import type { EventLog, LoggedPublication } from '#kernel/ports/event-log.ts'
import { DAY, type Instant } from '#kernel/time.ts'
import { parseStrategy } from '#lib/cep/index.ts'
import { audit } from '#platform/audit/index.ts'
import { type Actor, holdersOf, membership } from '#platform/org/index.ts'
import type { Outbox } from '#platform/outbox/index.ts'
import type { Known } from './act/execute.ts'
import { errors, type FaultView, type StrategyItem, type StrategyView, type Validation } from './api.ts'
import type { CoreHealth } from './host/messages.ts'
import { checkLanguage, healthView, invalid, type Named, namedBy, openRunsOf, silentDays } from './model.ts'
import type { StrategyRow, VersionRow } from './store.ts'
import * as store from './store.ts'

export interface StrategyPorts {
  db: Db
  outbox: Outbox
  clock: Clock
  log: EventLog
  health(workspaceId: Id): Promise<CoreHealth | undefined>
  kitExists(tx: Tx, workspaceId: Id, id: Id): Promise<boolean>
  endpointExists(tx: Tx, workspaceId: Id, id: Id): Promise<boolean>
  accountNames(tx: Tx, workspaceId: Id, ids: readonly Id[]): Promise<Map<Id, string>>
}

type Definition = Record<string, unknown>

export type Strategies = ReturnType<typeof makeStrategies>

/** Strategies: drafts, versions, publication into the log, validation in plain words, health. */
export function makeStrategies(ports: StrategyPorts) {
  const { db, outbox, clock, log } = ports
  const parsed = new Map<string, Known>()

  const need = async (tx: Tx, workspaceId: Id, id: string, lock = false): Promise<StrategyRow> => {
    const row = await (lock ? store.lockStrategy : store.selectStrategy)(tx, workspaceId, id)
    if (!row) throw new AppError(errors['strategy.missing'])
    return row
  }

  const validate = async (tx: Tx, workspaceId: Id, definition: Definition): Promise<Validation> => {
    const { strategy, validation } = checkLanguage(definition)
    if (!strategy) return validation
    const faults: FaultView[] = []
    const warnings = [...validation.warnings]
    for (const named of namedBy(strategy)) {
      const message = await missing(ports, tx, workspaceId, named)
      // A role that nobody holds today may be held tomorrow; until then the administrators stand in.
      if (message) (named.kind === 'role' ? warnings : faults).push({ path: named.path, message })
    }
    return { ok: faults.length === 0, faults, warnings }
  }

  const items = async (
    tx: Tx,
    workspaceId: Id,
    rows: readonly StrategyRow[],
    health: CoreHealth | undefined,
  ): Promise<StrategyItem[]> => {
    const now = clock.now()
    const counts = await store.countFirings(tx, workspaceId, new Date(now - 7 * DAY))
    const versions = await store.selectVersions(tx, workspaceId)
    return rows.map(row => {
      const known = health?.strategies.find(item => item.strategy === row.id)
      const live = versions.find(item => item.strategyId === row.id && item.version === row.liveVersion)
      const week = { acted: 0, holdout: 0, withheld: 0, shadow: 0 }
      for (const count of counts) if (count.strategy === row.id) week[count.outcome] = count.n
      const item = {
        id: row.id,
        name: row.name,
        state: stateOf(row),
        liveVersion: row.liveVersion,
        publishedAt: live?.publishedAt.getTime() ?? null,
        shadow: live !== undefined && isShadow(live),
        hasDraft: row.draft !== null,
        updatedAt: row.updatedAt.getTime(),
        health: known ? healthView(known) : null,
        week,
      }
      return { ...item, silentDays: silentDays(item, now) }
    })
  }

  const view = async (actor: Actor, id: string): Promise<StrategyView> => {
    const { workspaceId } = actor
    const health = await ports.health(workspaceId)
    return db.tx(workspaceId, async tx => {
      const row = await need(tx, workspaceId, id)
      const [item] = await items(tx, workspaceId, [row], health)
      const versions = await store.selectVersions(tx, workspaceId, id)
      const live = versions.find(item => item.version === row.liveVersion)?.definition ?? null
      const latest = row.draft ?? live
      return {
        ...item!,
        version: row.version,
        draft: row.draft,
        live,
        validation: latest ? await validate(tx, workspaceId, latest) : { ok: true, faults: [], warnings: [] },
        versions: versions.map(({ version, note, publishedAt, publishedBy, endedAt, shadow, actsFrom }) => ({
          version,
          note,
          publishedBy,
          shadow,
          actsFrom: actsFrom?.getTime() ?? null,
          openRuns: openRunsOf(health?.strategies, id, version),
          publishedAt: publishedAt.getTime(),
          endedAt: endedAt?.getTime() ?? null,
        })),
      }
    })
  }

  const append = (workspaceId: Id, body: Omit<LoggedPublication, 'kind'>) =>
    log.append(workspaceId, [{ kind: 'publication', ...body }])

  /** Into the log at once; the outbox sees to it if that fails. Its id keeps it from being there twice. */
  const announce = async (workspaceId: Id, body: Omit<LoggedPublication, 'kind'>): Promise<void> => {
    await append(workspaceId, body).catch(() => undefined)
    outbox.wake()
  }

  outbox.hear<Omit<LoggedPublication, 'kind'>>(
    'strategy.published',
    async (_tx, { workspaceId, payload }) => {
      await append(workspaceId, payload)
    },
  )

  return {
    view,

    list: async (actor: Actor): Promise<StrategyItem[]> => {
      const health = await ports.health(actor.workspaceId)
      return db.tx(actor.workspaceId, async tx =>
        items(tx, actor.workspaceId, await store.selectStrategies(tx, actor.workspaceId), health),
      )
    },

    validate: (actor: Actor, definition: Definition): Promise<Validation> =>
      db.tx(actor.workspaceId, tx => validate(tx, actor.workspaceId, definition)),

    create: async (
      actor: Actor,
      input: { name: string; definition: Definition & { id: string }; fresh: boolean },
    ) => {
      const { workspaceId } = actor
      const id = await db.tx(workspaceId, async tx => {
        const by = { draftBy: actor.id, draftAt: new Date(clock.now()), createdBy: actor.id }
        for (let number = 1; number <= (input.fresh ? mostNumbers : 1); number++) {
          const own = number === 1 ? input.definition.id : numbered(input.definition.id, number)
          const draft = { ...input.definition, id: own }
          if (!(await store.insertStrategy(tx, { workspaceId, id: own, name: input.name, draft, ...by })))
            continue
          await audit(tx, actor, { act: 'strategy.created', subject: { kind: 'strategy', id: own } })
          return own
        }
        throw new AppError(errors['strategy.taken'], { id: input.definition.id })
      })
      return view(actor, id)
    },

    saveDraft: async (
      actor: Actor,
      id: string,
      input: { version: number; name: string; draft: Definition | null },
    ): Promise<StrategyView> => {
      const { workspaceId } = actor
      await db.tx(workspaceId, async tx => {
        const row = await need(tx, workspaceId, id, true)
        if (row.version !== input.version) throw new AppError(errors['strategy.stale'])
        const draft = input.draft && { ...input.draft, id }
        const by = { draftBy: actor.id, draftAt: new Date(clock.now()) }
        await store.updateStrategy(tx, workspaceId, id, { name: input.name, draft, ...by })
        await audit(tx, actor, { act: 'strategy.draft-saved', subject: { kind: 'strategy', id } })
      })
      return view(actor, id)
    },

    /**
     * Publishes the draft, or the definition given: in the database, then in the log, where it counts from the next event on.
     * `within` takes part in the transaction: what it writes is there if and only if the publication is.
     */
    publish: async (
      actor: Actor,
      id: string,
      input: { version: number; note: string; shadow: boolean; definition?: Definition },
      within?: (tx: Tx, version: number) => Promise<void>,
    ): Promise<StrategyView> => {
      const { workspaceId } = actor
      const published = await db.tx(workspaceId, async tx => {
        const row = await need(tx, workspaceId, id, true)
        if (row.version !== input.version) throw new AppError(errors['strategy.stale'])
        const definition = input.definition ? { ...input.definition, id } : row.draft
        if (!definition) throw new AppError(errors['strategy.no-draft'])
        const { ok, faults } = await validate(tx, workspaceId, definition)
        if (!ok) throw invalid(faults)
        const [latest] = await store.selectVersions(tx, workspaceId, id)
        const version = (latest?.version ?? 0) + 1
        const at = new Date(clock.now())
        const body = { id: newId(), strategy: id, version, definition }
        await store.endVersions(tx, workspaceId, id, at)
        await store.insertVersion(tx, {
          workspaceId,
          strategyId: id,
          version,
          definition,
          note: input.note,
          shadow: input.shadow,
          logId: body.id,
          publishedBy: actor.id,
          publishedAt: at,
        })
        await store.updateStrategy(tx, workspaceId, id, {
          liveVersion: version,
          draft: null,
          retiredAt: null,
        })
        await audit(tx, actor, {
          act: 'strategy.published',
          subject: { kind: 'strategy', id },
          details: { version, note: input.note, ...(input.shadow && { shadow: true }) },
        })
        await outbox.publish(tx, { workspaceId, type: 'strategy.published', payload: body })
        await within?.(tx, version)
        return body
      })
      await announce(workspaceId, published)
      return view(actor, id)
    },

    /** Lets the version in shadow act, from the firings of this instant on. */
    goLive: async (actor: Actor, id: string): Promise<StrategyView> => {
      const { workspaceId } = actor
      await db.tx(workspaceId, async tx => {
        const { liveVersion: version } = await need(tx, workspaceId, id, true)
        if (version === null) throw new AppError(errors['strategy.not-live'])
        if (!(await store.releaseVersion(tx, workspaceId, id, version, new Date(clock.now()))))
          throw new AppError(errors['strategy.not-shadow'])
        await audit(tx, actor, {
          act: 'strategy.gone-live',
          subject: { kind: 'strategy', id },
          details: { version },
        })
      })
      const { liveVersion } = await view(actor, id)
      parsed.delete(JSON.stringify([workspaceId, id, liveVersion]))
      return view(actor, id)
    },

    /** `within` as with publish. */
    retire: async (actor: Actor, id: string, within?: (tx: Tx) => Promise<void>): Promise<StrategyView> => {
      const { workspaceId } = actor
      const retired = await db.tx(workspaceId, async tx => {
        const row = await need(tx, workspaceId, id, true)
        if (row.liveVersion === null) throw new AppError(errors['strategy.not-live'])
        const at = new Date(clock.now())
        const body = { id: newId(), strategy: id, version: row.liveVersion, definition: null }
        await store.endVersions(tx, workspaceId, id, at)
        await store.updateStrategy(tx, workspaceId, id, { liveVersion: null, retiredAt: at })
        await audit(tx, actor, { act: 'strategy.retired', subject: { kind: 'strategy', id } })
        await outbox.publish(tx, { workspaceId, type: 'strategy.published', payload: body })
        await within?.(tx)
        return body
      })
      await announce(workspaceId, retired)
      return view(actor, id)
    },

    readVersion: (actor: Actor, id: string, version: number): Promise<{ definition: Definition }> =>
      db.tx(actor.workspaceId, async tx => {
        const row = await store.selectVersion(tx, actor.workspaceId, id, version)
        if (!row) throw new AppError(errors['strategy.missing'])
        return { definition: row.definition }
      }),

    firings: (actor: Actor, id: string, most: number) =>
      db.tx(actor.workspaceId, async tx => {
        const { workspaceId } = actor
        await need(tx, workspaceId, id)
        const rows = await store.selectFirings(tx, workspaceId, id, most)
        const decisions = rows.flatMap(row => row.decisionId ?? [])
        const accounts = await store.accountsOfDecisions(tx, workspaceId, decisions)
        const ids = [...new Set([...accounts.values()].flatMap(account => account ?? []))]
        const names = await ports.accountNames(tx, workspaceId, ids)
        return rows.map(({ id: firingId, version, at, actedAt, outcome, arm, decisionId }) => {
          const accountId = accounts.get(decisionId ?? '') ?? null
          const accountName = names.get(accountId ?? '') ?? null
          return {
            id: firingId,
            version,
            at,
            actedAt: actedAt.getTime(),
            outcome,
            arm,
            decisionId,
            accountId,
            accountName,
          }
        })
      }),

    /** A published version, ready to act on. Kept: a version never changes but for going live, which forgets it here. */
    definitionOf: async (workspaceId: Id, id: string, version: number) => {
      const key = JSON.stringify([workspaceId, id, version])
      const known = parsed.get(key)
      if (known) return known
      const row = await db.tx(workspaceId, tx => store.selectVersion(tx, workspaceId, id, version))
      const result = row && parseStrategy(row.definition)
      if (!row || !result?.ok) return undefined
      const found = { strategy: result.value, name: row.name, actsFrom: actsFromOf(row) }
      parsed.set(key, found)
      return found
    },

    isFired: (workspaceId: Id, id: string) => db.tx(workspaceId, tx => store.isFired(tx, workspaceId, id)),
  }
}

const mostNumbers = 200
const numbered = (id: string, number: number): string => `${id.slice(0, 60)}-${number}`

const isShadow = (version: Pick<VersionRow, 'shadow' | 'actsFrom'>): boolean =>
  version.shadow && version.actsFrom === null

/** From which instant on firings of a version are acted on: always, from when it went live, or not yet. */
function actsFromOf({ shadow, actsFrom }: Pick<VersionRow, 'shadow' | 'actsFrom'>): Instant {
  if (!shadow) return Number.NEGATIVE_INFINITY
  return actsFrom?.getTime() ?? Number.POSITIVE_INFINITY
}

function stateOf(row: StrategyRow): StrategyItem['state'] {
  if (row.liveVersion !== null) return 'live'
  return row.retiredAt ? 'retired' : 'draft'
}

async function missing(ports: StrategyPorts, tx: Tx, workspaceId: Id, { kind, id }: Named) {
  if (kind === 'role')
    return (await holdersOf(tx, workspaceId, id)).length > 0
      ? undefined
      : {
          'zh-CN': `现在没有人是“${id}”，会转给管理员`,
          en: `Nobody holds the role “${id}” now: the administrators will stand in`,
        }
  const isThere =
    isId(id) &&
    (kind === 'kit'
      ? await ports.kitExists(tx, workspaceId, id)
      : kind === 'endpoint'
        ? await ports.endpointExists(tx, workspaceId, id)
        : (await membership(tx, workspaceId, id)) !== undefined)
  if (isThere) return undefined
  return {
    kit: {
      'zh-CN': '没有这个作战包，请从列表里选一个',
      en: 'There is no such play kit. Choose one from the list',
    },
    endpoint: {
      'zh-CN': '没有这个 Webhook 地址，请先在设置里添加',
      en: 'There is no such webhook endpoint. Add it in the settings first',
    },
    user: {
      'zh-CN': '没有这位在职成员，请另选一位',
      en: 'There is no such active colleague. Choose another',
    },
  }[kind]
}
