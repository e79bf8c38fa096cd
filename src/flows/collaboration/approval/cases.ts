import type { Subject } from '#collaboration/mandate/api.ts'
import { changing } from '#crm/record/index.ts'
import type { Tx } from '#db/connection.ts'
import { AppError } from '#kernel/error.ts'
import type { Id } from '#kernel/id.ts'
import { HOUR } from '#kernel/time.ts'
import {
  type Act,
  askedNow,
  beginCase,
  type CaseState,
  type Directory,
  doAct,
  hasEnded,
  openStep,
  Refusal,
} from '#lib/approval/index.ts'
import { type Actor, systemActor } from '#platform/org/index.ts'
import { type CaseView, type Decision, errors } from './api.ts'
import { currentFlow } from './flows.ts'
import { chainStart, directoryOf, refusals } from './model.ts'
import type { ApprovalPorts, Cover, SubjectText } from './ports.ts'
import type { Recorder } from './record.ts'
import { needText, partiesOf, situation, subjectOf } from './situation.ts'
import * as store from './store.ts'
import type { Teller } from './tell.ts'
import { viewOf } from './view.ts'

export type Cases = ReturnType<typeof makeCases>

export interface Doing {
  id: Id
  hash: string
  comment: string
}

/** How often whoever asked may remind. */
const remindEvery = HOUR

/** Asking and deciding. Every act is idempotent by the client's id, and refused if the text has changed since it was looked at. */
export function makeCases(ports: ApprovalPorts, record: Recorder, teller: Teller) {
  const { db, outbox, clock, mandate } = ports
  const within = changing(db, outbox)

  const act = (actor: Actor, id: Id, doing: Doing, what: Act): Promise<CaseView> =>
    within(actor, async tx => {
      const row = await needLocked(tx, actor, id)
      if (row.state.acts.includes(doing.id)) return viewOf(ports, tx, actor, row)
      const { text, cover } = await situation(ports, tx, row)
      await needNewest(tx, row, doing.hash, what)
      if (what.kind === 'undo' && hasEnded(row.state)) await takeBack(tx, actor, row)
      const directory = directoryOf(await store.selectOrganisation(tx, actor.workspaceId), cover)
      const by = actor.id!
      const state = { ...row.state, ...partiesOf(text) }
      const seat = what.kind === 'undo' ? by : seatFor(state, by, directory)
      const next = refusing(() =>
        doAct(state, { id: doing.id, by, at: clock.now(), hash: doing.hash, act: what }, directory),
      )
      const after = await record(tx, actor, row, next, directory, {
        ...{ kind: what.kind, id: doing.id, by, comment: doing.comment },
        for: seat === by ? null : seat,
        personId: 'personId' in what ? what.personId : null,
        where: what.kind === 'add' ? what.where : null,
        ...(what.kind === 'return' && { reason: nameOf(state, what.stepId) }),
        set: { facts: cover.verdict },
      })
      return viewOf(ports, tx, actor, after, text)
    })

  /** What is asked about must be what stands, whatever has been heard of it so far. Taking back what one asked is always possible. */
  const needNewest = async (tx: Tx, row: store.CaseRow, hash: string, what: Act) => {
    if (what.kind === 'withdraw') return
    const { hash: newest, open } = await subjectOf(ports, row.subject).standing(
      tx,
      systemActor(row.workspaceId),
      row.subjectId,
    )
    if (newest !== row.hash || hash !== row.hash) throw new AppError(errors['approval.changed'])
    if (!open && !hasEnded(row.state)) throw new AppError(errors['approval.not-standing'])
  }

  /** A decision that ended the case can be taken back while nothing has come of it: then its text stays in again. */
  const takeBack = async (tx: Tx, actor: Actor, row: store.CaseRow) => {
    const { workspaceId, subject, subjectId, hash } = row
    const port = subjectOf(ports, subject)
    const system = systemActor(workspaceId)
    await port.hold(tx, system, subjectId)
    const { open, out } = await port.standing(tx, system, subjectId)
    if (!open || out) throw new AppError(errors['approval.out'])
    if (await store.selectNewest(tx, workspaceId, { subject, subjectId, live: true }))
      throw new AppError(errors['approval.nothing-to-undo'])
    await mandate.clearances.void(tx, actor, hash, 'approval: taken back')
  }

  return {
    /**
     * Asks for approval of the newest revision of a subject that the actor sees. Asked again while a case of this revision is open, it
     * answers that case: a double click, a retry or two people at once leave one.
     * @throws approval.not-needed, approval.changed, approval.not-standing
     */
    ask: (
      actor: Actor,
      input: { id: Id; subject: Subject; subjectId: Id; hash: string; note: string },
    ): Promise<CaseView> =>
      within(actor, async tx => {
        const { workspaceId } = actor
        const port = subjectOf(ports, input.subject)
        const { hash, open } = await port.standing(tx, actor, input.subjectId)
        const running = await store.selectNewest(tx, workspaceId, { ...input, live: true })
        if (running?.hash === input.hash) return viewOf(ports, tx, actor, running)
        if (hash !== input.hash) throw new AppError(errors['approval.changed'])
        if (!open) throw new AppError(errors['approval.not-standing'])
        const text = await needText(port, tx, workspaceId, hash)
        const cover = await mandate.cover(tx, workspaceId, text.facts, text.facts.authorId)
        if (cover.verdict.inside || (await mandate.clearances.of(tx, workspaceId, hash)))
          throw new AppError(errors['approval.not-needed'])
        return begin(tx, actor, input, text, cover)
      }),

    decide: (actor: Actor, id: Id, doing: Doing & { act: Decision }): Promise<CaseView> => {
      const { act: what, ...rest } = doing
      const needsWords = what.kind === 'reject' || what.kind === 'return'
      if (needsWords && rest.comment === '') throw new AppError(errors['approval.comment-needed'])
      return act(actor, id, rest, what)
    },

    withdraw: (actor: Actor, id: Id, doing: Doing) => act(actor, id, doing, { kind: 'withdraw' }),
    askAgain: (actor: Actor, id: Id, doing: Doing) => act(actor, id, doing, { kind: 'ask-again' }),

    /** Reminds whom it waits for. @throws approval.reminded within an hour of the last time */
    remind: (actor: Actor, id: Id, actId: Id): Promise<CaseView> =>
      within(actor, async tx => {
        const row = await needLocked(tx, actor, id)
        if ((await store.selectActs(tx, actor.workspaceId, id)).some(each => each.id === actId))
          return viewOf(ports, tx, actor, row)
        if (![row.askedBy, row.authorId, row.ownerId].includes(actor.id))
          throw new AppError(errors['approval.not-yours'])
        if (row.status !== 'open') throw new AppError(errors['approval.ended'])
        const now = clock.now()
        if (row.remindedAt && now - row.remindedAt.getTime() < remindEvery)
          throw new AppError(errors['approval.reminded'])
        const { cover } = await situation(ports, tx, row)
        const directory = directoryOf(await store.selectOrganisation(tx, actor.workspaceId), cover)
        const after = await record(tx, actor, row, row.state, directory, {
          ...{ kind: 'remind', id: actId, by: actor.id, set: { remindedAt: new Date(now) } },
        })
        await teller.remind(
          tx,
          after,
          askedNow(row.state, directory).flatMap(({ signers }) => signers),
        )
        return viewOf(ports, tx, actor, after)
      }),
  }

  async function begin(
    tx: Tx,
    actor: Actor,
    { id, subject, note }: { id: Id; subject: Subject; note: string },
    text: SubjectText,
    cover: Cover,
  ): Promise<CaseView> {
    const { workspaceId } = actor
    const flow = await currentFlow(tx, workspaceId, subject)
    const directory = directoryOf(await store.selectOrganisation(tx, workspaceId), cover)
    const now = clock.now()
    const state = beginCase(flow.steps, { ...partiesOf(text), askerId: actor.id! }, directory, now)
    const { subjectId, hash, title, number, accountId, accountName, amount, currency, facts } = text
    const row = {
      ...{
        workspaceId,
        id,
        subject,
        subjectId,
        hash,
        flowVersion: flow.version,
        status: state.status,
        state,
      },
      ...{ facts: cover.verdict, title, number, accountId, amount, currency, note },
      ...{ authorId: facts.authorId, ownerId: facts.ownerId, departmentId: facts.departmentId },
      ...{ askedBy: actor.id!, askedAt: new Date(now), since: new Date(now), lastHash: chainStart },
    }
    if (!(await store.insertCase(tx, row))) {
      const there = await store.selectNewest(tx, workspaceId, { subject, subjectId, live: true })
      if (there?.hash !== hash) throw new AppError(errors['approval.changed'])
      return viewOf(ports, tx, actor, there, text)
    }
    const fresh = {
      ...row,
      ...{ dueAt: null, remindedAt: null, endedAt: null, acts: 0, accountName, waitsFor: [] },
    }
    const after = await record(tx, actor, fresh, state, directory, {
      ...{ kind: 'ask', by: actor.id, comment: note, step: null },
    })
    return viewOf(ports, tx, actor, after, text)
  }
}

async function needLocked(tx: Tx, actor: Actor, id: Id): Promise<store.CaseRow> {
  const row = actor.id === null ? undefined : await store.lockCase(tx, actor, id)
  if (!row) throw new AppError(errors['approval.missing'])
  return row
}

/** In whose name somebody would act now: their own seat first. */
function seatFor(state: CaseState, by: Id, directory: Directory): Id {
  const mine = askedNow(state, directory).filter(({ signers }) => signers.includes(by))
  return (mine.find(({ personId }) => personId === by) ?? mine[0])?.personId ?? by
}

const nameOf = (state: CaseState, stepId: string | null): string =>
  stepId === null
    ? 'author'
    : (state.steps.find(({ id }) => id === stepId)?.name ?? openStep(state)?.name ?? '')

function refusing<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof Refusal) throw new AppError(errors[refusals[error.kind]])
    throw error
  }
}
