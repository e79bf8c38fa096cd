export type { Origin, Outcome } from './accept.ts'
export type { IncomingEvent } from './model.ts'
export { ingestRoutes } from './routes.ts'
export { type Ingest, type IngestPorts, makeIngest } from './service.ts'
