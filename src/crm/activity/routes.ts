import { can, type Http } from '#platform/http/index.ts'
import * as api from './api.ts'
import type { Notes } from './note.ts'
import type { Tasks } from './task.ts'

const read = can('crm.read')
const write = can('crm.write')

export function activityRoutes(http: Http, notes: Notes, tasks: Tasks): void {
  http.bind(api.listNotes, read, ({ actor, query }) => notes.list(actor, query))
  http.bind(api.createNote, write, ({ actor, body, requestId }) => notes.create(actor, body, requestId))
  http.bind(api.updateNote, write, ({ actor, params, body, requestId }) =>
    notes.update(actor, params.id, body, requestId),
  )
  http.bind(api.deleteNote, write, ({ actor, params, requestId }) =>
    notes.remove(actor, params.id, requestId),
  )
  http.bind(api.restoreNote, write, ({ actor, params, requestId }) =>
    notes.restore(actor, params.id, requestId),
  )
  http.bind(api.listTasks, read, ({ actor, query }) => tasks.list(actor, query))
  http.bind(api.createTask, write, ({ actor, body, requestId }) => tasks.create(actor, body, requestId))
  http.bind(api.updateTask, write, ({ actor, params, body, requestId }) =>
    tasks.update(actor, params.id, body, requestId),
  )
  http.bind(api.finishTask, write, ({ actor, params, requestId }) =>
    tasks.finish(actor, params.id, requestId),
  )
  http.bind(api.reopenTask, write, ({ actor, params, requestId }) =>
    tasks.reopen(actor, params.id, requestId),
  )
  http.bind(api.deleteTask, write, ({ actor, params, requestId }) =>
    tasks.remove(actor, params.id, requestId),
  )
  http.bind(api.restoreTask, write, ({ actor, params, requestId }) =>
    tasks.restore(actor, params.id, requestId),
  )
}
