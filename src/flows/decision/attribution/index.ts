export { type LakeKeeper, lakeJobs, makeLakeKeeper } from './lake.ts'
export { journeyRoutes } from './routes.ts'
export { type Journeys, makeJourneys } from './service.ts'
