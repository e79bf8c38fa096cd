import { hideCosts, type Subject } from '#collaboration/mandate/api.ts'
import type { Tx } from '#db/connection.ts'
import { AppError } from '#kernel/error.ts'
import type { Id } from '#kernel/id.ts'
import {
  askedNow,
  type CaseState,
  type Directory,
  hasEnded,
  mayDecide,
  openStep,
  undoFor,
} from '#lib/approval/index.ts'
import { type Actor, systemActor } from '#platform/org/index.ts'
import { type CaseAct, type CaseItem, type CaseView, errors, type Standing } from './api.ts'
import { type ActBody, chainHash, chainStart, directoryOf } from './model.ts'
import type { ApprovalPorts, SubjectText } from './ports.ts'
import { situation, subjectOf } from './situation.ts'
import * as store from './store.ts'

export type Reading = ReturnType<typeof makeReading>

/** What people see of cases. */
export function makeReading(ports: ApprovalPorts) {
  const { db, mandate } = ports
  return {
    list: (actor: Actor, { box, page }: { box: 'waiting' | 'asked' | 'all'; page: number }) =>
      db.tx(actor.workspaceId, async tx => {
        const { rows, total } = await store.selectCases(tx, actor, box, page)
        const items = rows.map(row => itemOf(row, actor, row.waitsFor))
        return { items, total, waiting: await store.countWaiting(tx, actor) }
      }),

    read: (actor: Actor, id: Id): Promise<CaseView> =>
      db.tx(actor.workspaceId, async tx => {
        const row = await store.selectCase(tx, actor, id)
        if (!row) throw new AppError(errors['approval.missing'])
        return viewOf(ports, tx, actor, row)
      }),

    /** How approval stands for a subject that the actor sees. */
    standing: (actor: Actor, subject: Subject, id: Id): Promise<Standing> =>
      db.tx(actor.workspaceId, async tx => {
        const { workspaceId } = actor
        const port = subjectOf(ports, subject)
        const { hash, open } = await port.standing(tx, actor, id)
        const row = await store.selectNewest(tx, workspaceId, { subject, subjectId: id })
        const cleared = hash === null ? null : await mandate.clearances.of(tx, workspaceId, hash)
        const text = hash === null || cleared ? undefined : await port.read(tx, workspaceId, hash)
        const cover = text && (await mandate.cover(tx, workspaceId, text.facts, text.facts.authorId))
        const outside = cover !== undefined && !cover.verdict.inside
        const running = row !== undefined && !hasEnded(row.state) && row.hash === hash
        return {
          ...{ hash, cleared: cleared?.kind ?? null },
          mayAsk: open && outside && !running,
          verdict: outside ? hideCosts(cover.verdict, actor.permissions.has('price.cost')) : null,
          case: row ? await viewOf(ports, tx, actor, row) : null,
        }
      }),
  }
}

function itemOf(row: store.CaseRow, actor: Actor, waitsFor: CaseItem['waitsFor']): CaseItem {
  return {
    ...{ id: row.id, subject: row.subject, subjectId: row.subjectId, hash: row.hash, status: row.status },
    ...{ title: row.title, number: row.number, amount: row.amount, currency: row.currency },
    ...{ accountId: row.accountId, accountName: row.accountName, askedBy: row.askedBy },
    ...{ askedAt: row.askedAt.getTime(), since: row.since.getTime(), waitsFor },
    ...{ due: row.dueAt?.getTime() ?? null, endedAt: row.endedAt?.getTime() ?? null },
    outside: row.facts.measures.filter(({ inside }) => !inside).map(({ measure }) => measure),
    mine: waitsFor.some(({ signers }) => signers.includes(actor.id ?? '')),
  }
}

/** A case as its page needs it. Costs and margins only for who may see them. */
export async function viewOf(
  ports: ApprovalPorts,
  tx: Tx,
  actor: Actor,
  row: store.CaseRow,
  known?: SubjectText,
): Promise<CaseView> {
  const { text, cover } = known
    ? {
        text: known,
        cover: await ports.mandate.cover(tx, row.workspaceId, known.facts, known.facts.authorId),
      }
    : await situation(ports, tx, row)
  const directory = directoryOf(await store.selectOrganisation(tx, row.workspaceId), cover)
  const newest = await subjectOf(ports, row.subject).standing(tx, systemActor(row.workspaceId), row.subjectId)
  const waitsFor = askedNow(row.state, directory)
  const sees = actor.permissions.has('price.cost')
  const acts = await store.selectActs(tx, row.workspaceId, row.id)
  return {
    ...itemOf(row, actor, waitsFor),
    authorId: row.authorId,
    ...{ note: row.note, flowVersion: row.flowVersion, newest: newest.hash === row.hash },
    steps: row.state.steps as CaseView['steps'],
    facts: hideCosts(row.facts, sees),
    ...{ margin: sees ? text.margin : null, seesCosts: sees, opportunityId: text.opportunityId },
    payment: text.payment,
    lines: text.lines.map(line => (sees ? line : { ...line, margin: null })),
    acts: acts.map(actOf),
    intact: isIntact(acts),
    may: mayOf(row, actor, directory, { waitsFor, out: newest.out || !newest.open }, ports.clock.now()),
  }
}

function mayOf(
  row: store.CaseRow,
  actor: Actor,
  directory: Directory,
  { waitsFor, out }: { waitsFor: CaseView['waitsFor']; out: boolean },
  now: number,
): CaseView['may'] {
  const me = actor.id ?? ''
  const { state } = row
  const mine = waitsFor.filter(({ signers }) => signers.includes(me))
  const party = [state.authorId, state.ownerId, row.askedBy].includes(me)
  const decide = mine.length > 0 && actor.permissions.has('approval.decide')
  return {
    decide,
    signsFor: mine.some(({ personId }) => personId === me) ? null : (mine[0]?.personId ?? null),
    withdraw: party && !hasEnded(state),
    askAgain: party && state.status === 'returned',
    remind: party && state.status === 'open',
    undoUntil: hasEnded(state) && out ? null : undoUntil(state, me, now),
    people: decide ? others(state, directory).filter(id => id !== me) : [],
  }
}

/** Who may decide and isn't asked in this step already. */
function others(state: CaseState, directory: Directory): Id[] {
  const seated = openStep(state)?.seats.filter(seat => seat.state !== 'left') ?? []
  const taken = new Set(seated.flatMap(({ personId, by }) => [personId, by]))
  return [...directory.people.keys()].filter(id => !taken.has(id) && mayDecide(directory, state, id))
}

function undoUntil({ undo }: CaseState, me: Id, now: number): number | null {
  if (!undo || undo.by !== me) return null
  return undo.at + undoFor > now ? undo.at + undoFor : null
}

function actOf({ position, body, hash }: store.ActRow): CaseAct {
  const { caseId: _, id: __, subjectHash: ___, ...rest } = JSON.parse(body) as ActBody
  return { ...rest, position, hash }
}

/** Every act follows the one before it, and says what its hash says. */
function isIntact(acts: readonly store.ActRow[]): boolean {
  return acts.every(({ previousHash, body, hash, position }, i) => {
    const before = acts[i - 1]?.hash ?? chainStart
    return previousHash === before && chainHash(before, body) === hash && position === i + 1
  })
}
