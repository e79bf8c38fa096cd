import { tellLog } from '#decision/suggestion/index.ts'
import type { Id } from '#kernel/id.ts'
import { startOfWeek, weekOf, weeksAfter } from '#lib/calendar/index.ts'
import type { MemberView } from '#platform/org/api.ts'
import type { Actor } from '#platform/org/index.ts'
import {
  type Adoption,
  type AdoptionItem,
  type BelowMean,
  belowMeanType,
  fewestPeers,
  fromScore,
  type Pick,
} from './api.ts'
import { type AdoptionPorts, readFacts } from './facts.ts'
import {
  adoptionOf,
  checkedOf,
  differencesOf,
  type Fact,
  gapOf,
  groupBy,
  lowWeeks,
  measure,
  outcomeOf,
  picks,
  reasonsOf,
} from './model.ts'
import * as store from './store.ts'

export type AdoptionService = ReturnType<typeof makeAdoption>

interface Filter {
  weeks: number
  strategy?: string | undefined
}

interface ListFilter extends Filter {
  pick: Pick
  user?: Id | undefined
  department?: Id | undefined
  week?: string | undefined
  reason?: string | undefined
}

const mostListed = 200

/** What becomes of suggestions, by person, team and strategy; who falls behind, and what is different about their work. */
export function makeAdoption(ports: AdoptionPorts) {
  const { db, clock, outbox, accounts, members, strategyNames } = ports

  /** Facts of one strategy, or all; what the actor may see of them, and everything, for the mean. */
  const read = async (actor: Actor, { weeks, strategy }: Filter) => {
    const { workspaceId } = actor
    return db.tx(workspaceId, async tx => {
      const people = await members(tx, workspaceId)
      const found = await readFacts(ports, tx, workspaceId, clock.now(), weeks)
      const all = strategy
        ? found.facts.filter(fact => (fact.strategyId ?? fromScore) === strategy)
        : found.facts
      const seen = all.filter(fact => mayRead(actor, fact))
      const findings = await store.selectFindings(tx, workspaceId, found.weeks[0]!)
      return { ...found, all, seen, people, findings: findings.filter(one => mayRead(actor, one)) }
    })
  }

  return {
    read: async (actor: Actor, filter: Filter): Promise<Adoption> => {
      const { weeks, from, all, seen, people, findings } = await read(actor, filter)
      const names = await strategyNames(actor.workspaceId)
      const departments = new Map(people.map(({ userId, departmentId }) => [userId, departmentId]))
      const teams = groupBy(seen, fact => fact.departmentId)
      return {
        at: clock.now(),
        from,
        own: actor.scope.kind === 'own',
        total: measure(seen, weeks),
        peers: peersOf(actor, all, people),
        people: [...groupBy(seen, fact => fact.userId)].map(([userId, facts]) => ({
          ...{ userId, departmentId: departments.get(userId) ?? null },
          ...measure(facts, weeks),
        })),
        teams: [...teams].flatMap(([departmentId, facts]) =>
          departmentId ? [{ departmentId, ...measure(facts, weeks) }] : [],
        ),
        strategies: [...groupBy(seen, fact => fact.strategyId)].map(([strategyId, facts]) => ({
          ...{ strategyId, name: strategyId && (names.get(strategyId) ?? null) },
          ...measure(facts, weeks),
        })),
        reasons: reasonsOf(seen),
        outcome: outcomeOf(seen),
        checked: checkedOf(seen),
        gap: actor.scope.kind === 'own' ? null : gapOf(seen),
        findings: findings.map(({ departmentId: _, ...finding }) => finding),
      }
    },

    /** The suggestions behind a number. */
    list: async (actor: Actor, filter: ListFilter): Promise<{ total: number; items: AdoptionItem[] }> => {
      const { seen, titles } = await read(actor, filter)
      const { user, department, week, reason } = filter
      const wanted = seen.filter(
        fact =>
          picks[filter.pick](fact) &&
          (!user || fact.userId === user) &&
          (!department || fact.departmentId === department) &&
          (!week || fact.week === week) &&
          (!reason || fact.reason === reason),
      )
      const shown = wanted.toReversed().slice(0, mostListed)
      const ids = [...new Set(shown.flatMap(({ accountId }) => (accountId ? [accountId] : [])))]
      const named =
        ids.length === 0
          ? []
          : await db.tx(actor.workspaceId, tx => accounts.byIds(tx, actor.workspaceId, ids))
      const nameOf = new Map(named.map(({ id, name }) => [id, name]))
      return {
        total: wanted.length,
        items: shown.map(({ id, userId, accountId, state, reason, shownAt, moved }) => ({
          ...{ id, userId, reason, shownAt, moved, title: titles.get(id)! },
          state: state as AdoptionItem['state'],
          accountName: nameOf.get(accountId ?? '') ?? null,
        })),
      }
    },

    /**
     * Looks at the last two whole weeks and tells of everybody who adopted less than comparable people in both: stored,
     * published as `adoption.below_mean` and told to the log, once a person and week.
     */
    find: async (workspaceId: Id): Promise<BelowMean[]> => {
      const now = clock.now()
      const told = await db.tx(workspaceId, async tx => {
        const timeZone = await store.timeZoneOf(tx, workspaceId)
        const thisWeek = weekOf(now, timeZone)
        const weeks = [weeksAfter(thisWeek, -2), weeksAfter(thisWeek, -1)] as const
        const { facts } = await readFacts(ports, tx, workspaceId, now, 3)
        const since = startOfWeek(weeks[0], timeZone)
        const both = facts.filter(fact => fact.shownAt >= since && fact.week !== thisWeek)
        const fresh: BelowMean[] = []
        for (const found of belowMean(both, await members(tx, workspaceId), weeks)) {
          const { departmentId, ...payload } = found
          const { userId, week, ...body } = payload
          if (
            !(await store.insertFinding(tx, { workspaceId, userId, departmentId, week, body, foundAt: now }))
          )
            continue
          await outbox.publish(tx, { workspaceId, type: belowMeanType, payload })
          await tellLog(tx, outbox, workspaceId, {
            ...{ id: `${belowMeanType}:${userId}:${week}`, type: belowMeanType, at: now },
            props: payload,
          })
          fresh.push(payload)
        }
        return fresh
      })
      outbox.wake()
      return told
    },
  }
}

/** Whether the actor's scope holds whose it is. */
function mayRead({ scope, id }: Actor, of: { userId: Id; departmentId: Id | null }): boolean {
  if (scope.kind === 'all' || of.userId === id) return true
  return scope.kind === 'departments' && of.departmentId !== null && scope.ids.includes(of.departmentId)
}

/** What everybody of the actor's role but the actor adopts, without naming anybody; null for fewer than three people. */
function peersOf(actor: Actor, facts: readonly Fact[], people: readonly MemberView[]): Adoption['peers'] {
  const roleId = people.find(({ userId }) => userId === actor.id)?.roleId
  const peers = new Set(
    people.filter(one => one.roleId === roleId && one.userId !== actor.id).map(one => one.userId),
  )
  const theirs = facts.filter(fact => peers.has(fact.userId))
  const count = new Set(theirs.map(fact => fact.userId)).size
  const found = adoptionOf(theirs)
  return found && count >= fewestPeers ? { ...found, people: count } : null
}

/** Everybody below comparable people – those of the same role – in both weeks, with what is different about their work. */
function belowMean(
  facts: readonly Fact[],
  people: readonly MemberView[],
  weeks: readonly [string, string],
): (BelowMean & { departmentId: Id | null })[] {
  const roles = new Map(people.filter(({ active }) => active).map(({ userId, roleId }) => [userId, roleId]))
  return people.flatMap(({ userId, departmentId, active, roleId }) => {
    if (!active) return []
    const own = facts.filter(fact => fact.userId === userId)
    const peers = facts.filter(fact => fact.userId !== userId && roles.get(fact.userId) === roleId)
    const low = lowWeeks(own, peers, weeks)
    return low
      ? [{ userId, departmentId, week: weeks[1], weeks: low, differences: differencesOf(own, peers) }]
      : []
  })
}
