export { subjectRoutes } from './routes.ts'
export { makeSubjects, type SubjectPorts, type Subjects } from './service.ts'
export { type ExternalRef, selectExternalIds } from './store.ts'
export type { Traits } from './traits.ts'
