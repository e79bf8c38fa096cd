export { makeNotes, type NotePorts, type Notes } from './note.ts'
export { activityRoutes } from './routes.ts'
export { makeTasks, type SystemTask, type TaskPorts, type Tasks } from './task.ts'
