export type { AdoptionPorts } from './facts.ts'
export { adoptionJobs } from './jobs.ts'
export { adoptionRoutes } from './routes.ts'
export { type AdoptionService, makeAdoption } from './service.ts'
