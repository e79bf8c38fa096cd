export { causeRoutes } from './routes.ts'
export { type CausePorts, type Causes, makeCauses } from './service.ts'
