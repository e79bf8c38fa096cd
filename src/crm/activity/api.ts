import { z } from 'zod'
import { commaList, idParams, pageOf, versionBody } from '#crm/record/api.ts'
import { errorCodes } from '#kernel/error.ts'
import { route } from '#kernel/route.ts'

/** 电话 · 拜访 · 微信 · 邮件 · 会议 · 其他. */
export const noteKinds = ['call', 'visit', 'wechat', 'mail', 'meeting', 'other'] as const
export const noteKind = z.enum(noteKinds)
export type NoteKind = z.infer<typeof noteKind>

/** 推进 · 无变化 · 受阻 · 赢单 · 输单. */
export const outcomes = ['advanced', 'unchanged', 'blocked', 'won', 'lost'] as const
export const outcome = z.enum(outcomes)
export type Outcome = z.infer<typeof outcome>

const day = z.iso.date()

/** `at` is when it took place, milliseconds; `nextOn` the day of the next step, which becomes a task of the author. */
export const noteFields = z.object({
  kind: noteKind,
  body: z.string().trim().min(1).max(4000),
  contactIds: z.array(z.uuid()).max(20),
  outcome: outcome.nullable(),
  nextOn: day.nullable(),
  at: z.number().int(),
})
export type NoteFields = z.infer<typeof noteFields>

export const noteView = noteFields.extend({
  id: z.uuid(),
  accountId: z.uuid().nullable(),
  leadId: z.uuid().nullable(),
  authorId: z.uuid().nullable(),
  version: z.number(),
  createdAt: z.number(),
})
export type NoteView = z.infer<typeof noteView>

export const taskFields = z.object({
  title: z.string().trim().min(1).max(200),
  dueAt: z.number().int().nullable(),
  assigneeId: z.uuid(),
  accountId: z.uuid().nullable(),
  contactId: z.uuid().nullable(),
})
export type TaskFields = z.infer<typeof taskFields>

export const taskView = taskFields.extend({
  id: z.uuid(),
  accountName: z.string().nullable(),
  createdBy: z.uuid().nullable(),
  doneAt: z.number().nullable(),
  version: z.number(),
  createdAt: z.number(),
})
export type TaskView = z.infer<typeof taskView>

export const taskQuery = z.object({
  assignee: z.union([z.uuid(), z.literal('me')]).optional(),
  account: z.uuid().optional(),
  state: z.enum(['open', 'done', 'all']).default('open'),
  page: z.coerce.number().int().min(1).max(1000).default(1),
  size: z.coerce.number().int().min(1).max(100).default(50),
})
export type TaskQuery = z.infer<typeof taskQuery>

export const errors = errorCodes({
  'note.missing': [
    'missing',
    '找不到这条跟进记录，可能已删除。',
    'This note was not found. It may have been deleted.',
  ],
  'note.not-yours': [
    'forbidden',
    '只能改自己写的跟进记录。要补充，请另记一笔。',
    'You can change only your own notes. To add something, write another.',
  ],
  'note.about-nothing': [
    'invalid',
    '请先选客户或线索，再记这一笔。',
    'Choose an account or a lead for this note first.',
  ],
  'note.in-future': [
    'invalid',
    '跟进时间不能晚于现在。后面的事请填“下次跟进”。',
    'A note can not lie in the future. Use "next step" for what is to come.',
  ],
  'task.missing': [
    'missing',
    '找不到这项任务，可能已删除，或不在你能看的范围内。',
    'This task was not found. It may have been deleted, or lie outside what you may see.',
  ],
})

export const listNotes = route({
  method: 'GET',
  path: '/api/v1/notes',
  summary: 'Notes of an account, a lead or a contact, newest first',
  query: z.object({
    account: z.uuid().optional(),
    lead: z.uuid().optional(),
    contact: z.uuid().optional(),
    outcome: commaList(outcome).optional(),
    page: z.coerce.number().int().min(1).max(1000).default(1),
    size: z.coerce.number().int().min(1).max(100).default(20),
  }),
  answer: pageOf(noteView),
})
export type NoteQuery = z.infer<(typeof listNotes)['query']>

/** Sent again with the same `id` (a phone that lost its network), it is written once. */
export const createNote = route({
  method: 'POST',
  path: '/api/v1/notes',
  summary: 'Write down what happened',
  body: noteFields.partial().extend({
    id: z.uuid().optional(),
    kind: noteKind,
    body: noteFields.shape.body,
    accountId: z.uuid().nullish(),
    leadId: z.uuid().nullish(),
  }),
  answer: noteView,
})

export const updateNote = route({
  method: 'PATCH',
  path: '/api/v1/notes/:id',
  summary: 'Correct one of your notes',
  params: idParams,
  body: versionBody.extend({ changes: noteFields.partial() }),
  answer: noteView,
})

export const deleteNote = route({
  method: 'DELETE',
  path: '/api/v1/notes/:id',
  summary: 'Delete one of your notes; it can be restored',
  params: idParams,
})
export const restoreNote = route({
  method: 'POST',
  path: '/api/v1/notes/:id/restore',
  summary: 'Undo a deletion',
  params: idParams,
  answer: noteView,
})

export const listTasks = route({
  method: 'GET',
  path: '/api/v1/tasks',
  summary: 'Tasks one may see, the earliest due first',
  query: taskQuery,
  answer: pageOf(taskView),
})

export const createTask = route({
  method: 'POST',
  path: '/api/v1/tasks',
  summary: 'Set a task; it is yours unless said otherwise',
  body: taskFields.partial().extend({ id: z.uuid().optional(), title: taskFields.shape.title }),
  answer: taskView,
})

export const updateTask = route({
  method: 'PATCH',
  path: '/api/v1/tasks/:id',
  summary: 'Change a task, based on the version one has read',
  params: idParams,
  body: versionBody.extend({
    changes: taskFields.pick({ title: true, dueAt: true, assigneeId: true }).partial(),
  }),
  answer: taskView,
})

export const finishTask = route({
  method: 'POST',
  path: '/api/v1/tasks/:id/done',
  summary: 'Mark a task as done',
  params: idParams,
  answer: taskView,
})
export const reopenTask = route({
  method: 'POST',
  path: '/api/v1/tasks/:id/reopen',
  summary: 'Undo "done"',
  params: idParams,
  answer: taskView,
})
export const deleteTask = route({
  method: 'DELETE',
  path: '/api/v1/tasks/:id',
  summary: 'Delete a task; it can be restored',
  params: idParams,
})
export const restoreTask = route({
  method: 'POST',
  path: '/api/v1/tasks/:id/restore',
  summary: 'Undo a deletion',
  params: idParams,
  answer: taskView,
})

/** Domain event `activity.note_added`. The text stays in the note: it is personal and may be corrected. */
export const noteAdded = z.object({
  noteId: z.uuid(),
  accountId: z.uuid().nullable(),
  leadId: z.uuid().nullable(),
  contactIds: z.array(z.uuid()),
  kind: noteKind,
  outcome: outcome.nullable(),
  nextOn: day.nullable(),
  at: z.number(),
  authorId: z.uuid().nullable(),
})
export type NoteAdded = z.infer<typeof noteAdded>

/** Domain events `activity.task_done` and `activity.task_reopened`. */
export const taskTurned = z.object({
  taskId: z.uuid(),
  accountId: z.uuid().nullable(),
  contactId: z.uuid().nullable(),
  assigneeId: z.uuid(),
  at: z.number(),
  /** What set the task, such as `firing:…`; null for a person. */
  origin: z.string().nullable(),
})
export type TaskTurned = z.infer<typeof taskTurned>
