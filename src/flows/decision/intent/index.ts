export { evidenceOf, type MovedScore, noPattern, type Pattern, prepareModel } from './model.ts'
export { intentRoutes } from './routes.ts'
export { type Decomposition, type Intent, type IntentPorts, makeIntent, rise } from './service.ts'
