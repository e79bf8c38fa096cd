import type { Tasks } from '#crm/activity/index.ts'
import type { Db, Tx } from '#db/connection.ts'
import { AppError } from '#kernel/error.ts'
import type { Id } from '#kernel/id.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import type { Out } from '#kernel/route.ts'
import { DAY, HOUR, type Instant, MINUTE } from '#kernel/time.ts'
import { audit } from '#platform/audit/index.ts'
import { errors as httpErrors } from '#platform/http/api.ts'
import type { Live } from '#platform/live/index.ts'
import { type Actor, membership } from '#platform/org/index.ts'
import type { Outbox } from '#platform/outbox/index.ts'
import { errors, liveTypes, type respond, type SuggestionView, undoMinutes } from './api.ts'
import { tellLog } from './log-event.ts'
import { isOpen, stateAfter } from './model.ts'
import { propsOf, type Suggestions, subjectOf } from './service.ts'
import type { SuggestionRow } from './store.ts'
import * as store from './store.ts'

export interface ResponsePorts {
  db: Db
  outbox: Outbox
  clock: Clock
  live: Pick<Live, 'push'>
  suggestions: Pick<Suggestions, 'views'>
  tasks: Pick<Tasks, 'createIn' | 'remove'>
}

type Answer = Out<(typeof respond)['body']>

export type Responses = ReturnType<typeof makeResponses>

const afterSnooze = 4 * HOUR

const logged = {
  adopt: 'suggestion.adopted',
  adapt: 'suggestion.adapted',
  reject: 'suggestion.rejected',
  snooze: 'suggestion.snoozed',
  dismiss: 'suggestion.dismissed',
  reassign: 'suggestion.reassigned',
} as const

/** Answers to suggestions: each once by its id, told to the log, and for ten minutes taken back. */
export function makeResponses({ db, outbox, clock, live, suggestions, tasks }: ResponsePorts) {
  const tell = (row: SuggestionRow, also: readonly Id[] = []) => {
    const { workspaceId, id, accountId, ownerId } = row
    live.push({ workspaceId, type: liveTypes.changed, data: { id, accountId }, to: [ownerId, ...also] })
  }

  const view = async (tx: Tx, actor: Actor, id: Id): Promise<SuggestionView> => {
    const row = await store.selectSuggestion(tx, actor, id)
    if (!row) throw new AppError(errors['suggestion.missing'])
    return (await suggestions.views(tx, actor.workspaceId, [row]))[0]!
  }

  const apply = async (tx: Tx, actor: Actor, row: SuggestionRow, answer: Answer, now: Instant) => {
    const { workspaceId } = actor
    const set: Parameters<typeof store.updateSuggestion>[3] = {
      state: stateAfter[answer.act],
      answeredAt: answer.act === 'snooze' || answer.act === 'reassign' ? null : new Date(now),
      snoozedUntil: answer.act === 'snooze' ? new Date(answer.until!) : null,
    }
    // Whoever asks to be reminded means to do it: it may not end before, nor right then.
    if (answer.act === 'snooze')
      set.expiresAt = new Date(Math.max(row.expiresAt.getTime(), answer.until! + afterSnooze))
    if (answer.act === 'reassign') Object.assign(set, await passedOn(tx, workspaceId, row, answer, now))
    await store.updateSuggestion(tx, workspaceId, row.id, set)
    if (answer.act !== 'adopt' && answer.act !== 'adapt') return undefined
    return tasks.createIn(tx, actor, {
      title: (answer.words || row.title[actor.locale]).slice(0, 200),
      dueAt: row.expiresAt.getTime(),
      assigneeId: row.ownerId,
      accountId: row.accountId,
      contactId: row.contactId,
      origin: `response:${answer.id}`,
    })
  }

  return {
    /** Answers a suggestion. Sent again with the same `id` it changes nothing. */
    respond: async (actor: Actor, id: Id, answer: Answer): Promise<SuggestionView> => {
      const now = clock.now()
      const { workspaceId } = actor
      const done = await db.tx(workspaceId, async tx => {
        const row = await store.lockSuggestion(tx, actor, id)
        if (!row) throw new AppError(errors['suggestion.missing'])
        if (await store.selectResponse(tx, workspaceId, answer.id))
          return { row, view: await view(tx, actor, id) }
        check(actor, row, answer, now)
        const taskId = await apply(tx, actor, row, answer, now)
        await store.insertResponse(tx, {
          workspaceId,
          id: answer.id,
          suggestionId: id,
          userId: actor.id!,
          act: answer.act,
          reason: answer.reason ?? null,
          words: answer.words ?? null,
          until: answer.until === undefined ? null : new Date(answer.until),
          beforeState: row.state,
          beforeExpiresAt: row.expiresAt,
          taskId: taskId ?? null,
          at: new Date(now),
        })
        await tellLog(tx, outbox, workspaceId, {
          id: `suggestion:response:${answer.id}`,
          type: logged[answer.act],
          at: now,
          ...subjectOf(row),
          props: { ...propsOf(row, actor.id), ...(answer.reason && { reason: answer.reason }) },
        })
        await audit(tx, actor, {
          act: logged[answer.act],
          subject: { kind: 'suggestion', id },
          details: answer.reason ? { reason: answer.reason } : {},
        })
        return { row, view: await view(tx, actor, id) }
      })
      outbox.wake()
      tell(done.row, answer.to ? [answer.to] : [])
      return done.view
    },

    /** Takes an answer back: the suggestion is as it was before. */
    undo: async (actor: Actor, id: Id, responseId: Id): Promise<SuggestionView> => {
      const now = clock.now()
      const { workspaceId } = actor
      const done = await db.tx(workspaceId, async tx => {
        const row = await store.lockSuggestion(tx, actor, id)
        const response = await store.selectResponse(tx, workspaceId, responseId)
        if (!row || response?.suggestionId !== id) throw new AppError(errors['suggestion.missing'])
        if (response.userId !== actor.id) throw new AppError(errors['suggestion.not-yours'])
        if (response.undoneAt) return { row, view: await view(tx, actor, id), taskId: null }
        if (now > response.at.getTime() + undoMinutes * MINUTE || response.act === 'reassign')
          throw new AppError(errors['suggestion.too-late'])
        await reopen(tx, row, response)
        await store.markUndone(tx, workspaceId, responseId, now)
        await tellLog(tx, outbox, workspaceId, {
          id: `suggestion:undone:${responseId}`,
          type: 'suggestion.response_undone',
          at: now,
          ...subjectOf(row),
          props: { ...propsOf(row, actor.id), act: response.act },
        })
        return { row, view: await view(tx, actor, id), taskId: response.taskId }
      })
      outbox.wake()
      tell(done.row)
      if (done.taskId) await tasks.remove(actor, done.taskId).catch(() => undefined) // it may be gone already
      return done.view
    },
  }
}

/** Whether this person may give this answer now. */
function check(actor: Actor, row: SuggestionRow, answer: Answer, now: Instant): void {
  const manages = actor.permissions.has('suggestion.manage')
  if (answer.act === 'dismiss' || answer.act === 'reassign') {
    if (!manages) throw new AppError(httpErrors['request.forbidden'], { permission: 'suggestion.manage' })
    if (!isOpen(row.state) && row.state !== 'untaken') throw new AppError(errors['suggestion.answered'])
    if (answer.act === 'reassign' && !answer.to) throw new AppError(errors['suggestion.needs-person'])
    return
  }
  if (actor.id !== row.ownerId) throw new AppError(errors['suggestion.not-yours'])
  // Late is better than never: what nobody took may still be taken.
  if (!isOpen(row.state) && row.state !== 'untaken') throw new AppError(errors['suggestion.answered'])
  if (answer.act === 'reject' && !answer.reason) throw new AppError(errors['suggestion.needs-reason'])
  if (answer.act === 'adapt' && !answer.words) throw new AppError(errors['suggestion.needs-words'])
  if (answer.act === 'snooze' && (answer.until === undefined || answer.until <= now))
    throw new AppError(errors['suggestion.needs-until'])
}

/** The new owner gets it at once and has at least a day. */
async function passedOn(tx: Tx, workspaceId: Id, row: SuggestionRow, answer: Answer, now: Instant) {
  const owner = await membership(tx, workspaceId, answer.to!)
  if (!owner) throw new AppError(errors['suggestion.needs-person'])
  return {
    ownerId: answer.to!,
    departmentId: owner.member.departmentId,
    surfacedAt: new Date(now),
    expiresAt: new Date(Math.max(row.expiresAt.getTime(), now + DAY)),
  }
}

async function reopen(tx: Tx, row: SuggestionRow, before: store.ResponseRow): Promise<void> {
  try {
    await store.updateSuggestion(tx, row.workspaceId, row.id, {
      state: before.beforeState,
      expiresAt: before.beforeExpiresAt ?? row.expiresAt,
      answeredAt: null,
      snoozedUntil: null,
    })
  } catch (error) {
    // Another one with the same key has come up since.
    if ((error as { cause?: { code?: string } }).cause?.code === '23505')
      throw new AppError(errors['suggestion.answered'])
    throw error
  }
}
