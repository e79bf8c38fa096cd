import { needAccount } from '#crm/account/index.ts'
import { needContact } from '#crm/contact/index.ts'
import { errors as recordErrors } from '#crm/record/api.ts'
import { changing, definedOnly, departmentOf, differing, stale } from '#crm/record/index.ts'
import type { Db, Tx } from '#db/connection.ts'
import { AppError } from '#kernel/error.ts'
import { type Id, newId } from '#kernel/id.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import type { Out } from '#kernel/route.ts'
import { audit } from '#platform/audit/index.ts'
import { type Actor, membership } from '#platform/org/index.ts'
import type { Outbox } from '#platform/outbox/index.ts'
import {
  type createTask,
  errors,
  type TaskQuery,
  type TaskTurned,
  type TaskView,
  type updateTask,
} from './api.ts'
import * as store from './store.ts'

export interface TaskPorts {
  db: Db
  outbox: Outbox
  clock: Clock
}

export type Tasks = ReturnType<typeof makeTasks>

/** A task set by the system, such as a strategy's firing. `origin` makes setting it twice impossible. */
export interface SystemTask {
  title: string
  dueAt: number | null
  assigneeId: Id
  accountId: Id | null
  contactId: Id | null
  origin: string
}

/** Tasks: done and undone, told as `activity.task_done` and `activity.task_reopened`. */
export function makeTasks({ db, outbox, clock }: TaskPorts) {
  const within = changing(db, outbox)

  const log = (
    tx: Tx,
    actor: Actor,
    act: string,
    id: Id,
    details?: Record<string, unknown>,
    requestId?: string,
  ) =>
    audit(tx, actor, {
      act,
      subject: { kind: 'task', id },
      ...(details && { details }),
      ...(requestId && { requestId }),
    })

  const need = async (tx: Tx, actor: Actor, id: Id, deleted = false): Promise<store.TaskRow> => {
    const row = await store.lockTask(tx, actor, id)
    if (!row || (row.deletedAt !== null && !deleted)) throw new AppError(errors['task.missing'])
    return row
  }

  /** Marks a task done or not; saying it twice changes nothing. */
  const turn = (actor: Actor, id: Id, done: boolean, requestId?: string): Promise<TaskView> =>
    within(actor, async tx => {
      const row = await need(tx, actor, id)
      if ((row.doneAt !== null) === done) return taskViewOf(row)
      const now = clock.now()
      await store.updateTask(
        tx,
        actor.workspaceId,
        id,
        done ? { doneAt: new Date(now), doneBy: actor.id } : { doneAt: null, doneBy: null },
      )
      await log(tx, actor, done ? 'task.done' : 'task.reopened', id, undefined, requestId)
      const { accountId, contactId, assigneeId, origin } = row
      const payload: TaskTurned = { taskId: id, accountId, contactId, assigneeId, origin, at: now }
      const type = done ? 'activity.task_done' : 'activity.task_reopened'
      await outbox.publish(tx, { workspaceId: actor.workspaceId, type, payload })
      return taskViewOf(await need(tx, actor, id))
    })

  return {
    list: (actor: Actor, query: TaskQuery) =>
      db.tx(actor.workspaceId, async tx => {
        const { rows, total, totalIsCapped } = await store.selectTasks(tx, actor, query)
        return { items: rows.map(taskViewOf), total, totalIsCapped }
      }),

    create: (actor: Actor, input: Out<(typeof createTask)['body']>, requestId?: string): Promise<TaskView> =>
      within(actor, async tx => {
        const id = input.id ?? newId()
        const assigneeId = input.assigneeId ?? actor.id
        if (assigneeId === null) throw new AppError(recordErrors['record.owner-missing'])
        if (input.accountId) await needAccount(tx, actor, input.accountId)
        if (input.contactId) await needContact(tx, actor, input.contactId)
        const made = await store.insertTask(tx, {
          workspaceId: actor.workspaceId,
          id,
          title: input.title,
          accountId: input.accountId ?? null,
          contactId: input.contactId ?? null,
          dueAt: input.dueAt == null ? null : new Date(input.dueAt),
          assigneeId,
          departmentId: await departmentOf(tx, actor, assigneeId),
          createdBy: actor.id,
        })
        if (made) await log(tx, actor, 'task.created', id, { assigneeId }, requestId)
        return taskViewOf(await need(tx, actor, id, true))
      }),

    update: (
      actor: Actor,
      id: Id,
      input: Out<(typeof updateTask)['body']>,
      requestId?: string,
    ): Promise<TaskView> =>
      within(actor, async tx => {
        const row = await need(tx, actor, id)
        const { dueAt, ...rest } = definedOnly(input.changes)
        const current = { ...taskViewOf(row) }
        if (row.version !== input.version) throw stale(current, input.changes)
        const changes = differing(current, input.changes)
        if (Object.keys(changes).length === 0) return taskViewOf(row)
        const set = {
          ...rest,
          ...(rest.assigneeId && { departmentId: await departmentOf(tx, actor, rest.assigneeId) }),
          ...(dueAt !== undefined && { dueAt: dueAt === null ? null : new Date(dueAt) }),
        }
        await store.updateTask(tx, actor.workspaceId, id, set)
        await log(tx, actor, 'task.updated', id, { changes }, requestId)
        return taskViewOf({ ...row, ...set, version: row.version + 1 })
      }),

    finish: (actor: Actor, id: Id, requestId?: string) => turn(actor, id, true, requestId),
    reopen: (actor: Actor, id: Id, requestId?: string) => turn(actor, id, false, requestId),

    remove: (actor: Actor, id: Id, requestId?: string): Promise<void> =>
      within(actor, async tx => {
        await need(tx, actor, id)
        await store.updateTask(tx, actor.workspaceId, id, { deletedAt: new Date(clock.now()) })
        await log(tx, actor, 'task.deleted', id, undefined, requestId)
      }),

    restore: (actor: Actor, id: Id, requestId?: string): Promise<TaskView> =>
      within(actor, async tx => {
        await need(tx, actor, id, true)
        await store.updateTask(tx, actor.workspaceId, id, { deletedAt: null })
        await log(tx, actor, 'task.restored', id, undefined, requestId)
        return taskViewOf(await need(tx, actor, id))
      }),

    /** Sets a task in the caller's transaction, once per `origin`. @returns its id, or undefined if it was set before */
    createIn: async (tx: Tx, actor: Actor, input: SystemTask): Promise<Id | undefined> => {
      const id = newId()
      const found = await membership(tx, actor.workspaceId, input.assigneeId)
      const made = await store.insertTask(tx, {
        ...input,
        workspaceId: actor.workspaceId,
        id,
        dueAt: input.dueAt === null ? null : new Date(input.dueAt),
        departmentId: found?.member.departmentId ?? null,
        createdBy: actor.id,
      })
      if (made)
        await log(tx, actor, 'task.created', id, { assigneeId: input.assigneeId, origin: input.origin })
      return made ? id : undefined
    },
  }
}

function taskViewOf(row: store.TaskRow): TaskView {
  const {
    workspaceId: _w,
    departmentId: _p,
    origin: _o,
    doneBy: _b,
    deletedAt: _d,
    updatedAt: _u,
    dueAt,
    doneAt,
    createdAt,
    ...rest
  } = row
  return {
    ...rest,
    dueAt: dueAt?.getTime() ?? null,
    doneAt: doneAt?.getTime() ?? null,
    createdAt: createdAt.getTime(),
  }
}
