import type { Tx } from '#db/connection.ts'
import type { ModelBody } from '#decision/intent/api.ts'
import type { Id } from '#kernel/id.ts'
import { DAY, type Instant } from '#kernel/time.ts'
import { weekOf } from '#lib/calendar/index.ts'
import { type Share, type Weight, weightIfReal } from '#lib/label/index.ts'
import type { Actor } from '#platform/org/index.ts'
import { type Board, type LabelItem, lapseDays, type TermBoard, type Verdict } from './api.ts'
import {
  agreementBetween,
  agreementWithModel,
  chanceWith,
  type Judged,
  shareOf,
  standingOf,
} from './model.ts'
import type { LabellingPorts } from './ports.ts'
import * as store from './store.ts'

const days = 28
/** The effect on former decisions is worked out on an even part of so many. */
const mostDecisions = 2_000
const nothing: ReadonlyMap<string, number> = new Map()

/** What the labels say, for those who tend the weights. */
export function makeBoard(ports: LabellingPorts) {
  const { db, clock, decisions, model, cut, experiments } = ports
  const effectOf = async (
    tx: Tx,
    workspaceId: Id,
    now: Instant,
    line: number,
    shares: Map<string, number>,
    calibration: ModelBody['calibration'],
  ) => {
    const stretch = { from: now - days * DAY, before: now + 1 }
    const share = Math.min(1, mostDecisions / Math.max(1, await decisions.count(tx, workspaceId, stretch)))
    const bodies = await decisions.read(tx, workspaceId, stretch, share)
    const chances = bodies.map(
      ({ evidence }) =>
        // Both by one calibration: an older model's is not at hand, and the labels alone should tell them apart.
        [chanceWith(evidence, nothing, calibration), chanceWith(evidence, shares, calibration)] as const,
    )
    const moved = chances.reduce((sum, [before, after]) => sum + after - before, 0)
    return {
      decisions: chances.length,
      cut: line,
      without: chances.filter(([before]) => before >= line).length,
      with: chances.filter(([, after]) => after >= line).length,
      mean: chances.length > 0 ? (100 * moved) / chances.length : null,
    }
  }

  return {
    /** The whole board: share real per term, agreement, effect, and what nothing stands behind. */
    board: async (actor: Actor): Promise<Board> => {
      const { workspaceId } = actor
      const now = clock.now()
      const current = await model(workspaceId)
      const labelledAt = await ports.labelledAt(workspaceId)
      const next = await ports.next(workspaceId)
      return db.tx(workspaceId, async tx => {
        const judged = await store.selectJudged(tx, workspaceId)
        const line = await cut(tx, workspaceId)
        const since = weekOf(now - days * DAY, await store.timeZoneOf(tx, workspaceId))
        const seen = await store.selectSeen(tx, workspaceId, since)
        const tested = await experiments(tx, workspaceId)
        const terms = termsOf({ current, judged, seen, tested, labelledAt, next: next?.terms ?? [] })
        const shares = new Map(
          terms.flatMap(({ term, weight, adjusted }) =>
            adjusted ? [[term, adjusted.weight / weight] as const] : [],
          ),
        )
        return {
          at: now,
          days,
          ...{ modelVersion: current.version, nextId: next?.id ?? null },
          // How far colleagues are is for who looks after the panel.
          people: actor.permissions.has('score.write') ? await progressOf(tx, workspaceId, now) : [],
          batches: await batchesOf(tx, workspaceId, judged),
          between: agreementBetween(judged),
          withModel: { ...agreementWithModel(judged, line), cut: line },
          overall: viewOf(shareOf(judged)),
          terms,
          effect: await effectOf(tx, workspaceId, now, line, shares, current.calibration),
        }
      })
    },

    labels: (
      actor: Actor,
      filter: { term?: string | undefined; verdict?: Verdict | undefined },
    ): Promise<{ total: number; items: LabelItem[] }> =>
      db.tx(actor.workspaceId, async tx => {
        const { total, items } = await store.selectLabels(tx, actor, filter)
        const at = (time: string) => new Date(time).getTime()
        return { total, items: items.map(item => ({ ...item, at: at(item.at), actAt: at(item.actAt) })) }
      }),

    /**
     * The share real of each term, weighted by how likely each signal was drawn: evidence for whoever learns weights.
     * @param since from when on labels of a term count
     */
    evidence: async (
      workspaceId: Id,
      since: (term: string) => Instant = () => Number.NEGATIVE_INFINITY,
    ): Promise<Map<string, Share>> => {
      const judged = await db.tx(workspaceId, tx => store.selectJudged(tx, workspaceId))
      const shares = [...byTerm(judged)].flatMap(([term, own]) => {
        const share = shareOf(own.filter(({ at }) => at >= since(term)))
        return share ? [[term, share] as const] : []
      })
      return new Map(shares)
    },
  }
}

function byTerm(judged: readonly Judged[]): Map<string, Judged[]> {
  const found = new Map<string, Judged[]>()
  for (const one of judged) for (const term of one.terms) found.set(term, [...(found.get(term) ?? []), one])
  return found
}

interface TermsFrom {
  current: ModelBody
  judged: readonly Judged[]
  seen: ReadonlyMap<string, number>
  tested: readonly { id: string; name: string; types: string[] }[]
  labelledAt: ReadonlyMap<string, Instant>
  next: readonly { term: string; without: Weight; with: Weight }[]
}

/** Terms of acts that have weight, those with most influence (how often × how much) first. */
function termsOf({ current, judged, seen, tested, labelledAt, next }: TermsFrom): TermBoard[] {
  const labels = byTerm(judged)
  const influence = ({ seen, weight }: TermBoard) => (seen + 0.01) * Math.abs(weight)
  return current.events
    .filter(({ weight }) => weight > 0)
    .map(({ id, name, weight, sd, event }): TermBoard => {
      const own = labels.get(id) ?? []
      const said = own.flatMap(one => one.verdicts)
      const count = (verdict: Verdict) => said.filter(one => one === verdict).length
      const share = shareOf(own)
      const strategies = tested.filter(({ types }) => types.some(type => event.includes(type)))
      const times = seen.get(id) ?? 0
      // A weight that was changed since has the older labels in it: they may not count twice.
      const fresh = shareOf(own.filter(one => one.at >= (labelledAt.get(id) ?? Number.NEGATIVE_INFINITY)))
      const adjusted = fresh ? weightIfReal({ weight, sd }, fresh) : null
      const learned = next.find(({ term }) => term === id)
      return {
        ...{ term: id, name, weight, sd, seen: times },
        ...{ real: count('real'), not: count('not'), unsure: count('unsure') },
        share: viewOf(share),
        adjusted,
        next: learned ? { without: learned.without, with: learned.with } : null,
        experiments: strategies.map(strategy => ({ id: strategy.id, name: strategy.name })),
        standing: standingOf(share, times, strategies.length > 0),
      }
    })
    .toSorted((a, b) => influence(b) - influence(a))
}

async function progressOf(tx: Tx, workspaceId: Id, now: Instant): Promise<Board['people']> {
  const people = await store.selectPeopleProgress(tx, workspaceId, now - lapseDays * DAY)
  return people.map(person => ({ ...person, open: person.given - person.done }))
}

async function batchesOf(tx: Tx, workspaceId: Id, judged: readonly { week: string }[]) {
  const batches = await store.selectBatches(tx, workspaceId, 12)
  return batches.map(({ week, drawnAt, population, sample, doubled }) => ({
    ...{ week, drawnAt: drawnAt.getTime(), population, sample, doubled },
    judged: judged.filter(one => one.week === week).length,
  }))
}

function viewOf(share: Share | undefined): Board['overall'] {
  if (!share) return null
  const { n, effective, value, low, high } = share
  return { n, effective, value, low, high }
}
