export { type Jobs, makeJobs } from './job.ts'
