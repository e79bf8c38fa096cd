export { labellingJobs } from './jobs.ts'
export { labellingRoutes } from './routes.ts'
export { type Labelling, makeLabelling } from './service.ts'
