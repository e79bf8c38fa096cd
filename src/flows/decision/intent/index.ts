export { evidenceOf, factsOf, type MovedScore, noPattern, type Pattern, prepareModel } from './model.ts'
export { intentRoutes } from './routes.ts'
export { type Decomposition, type Intent, type IntentPorts, makeIntent, rise } from './service.ts'
export { sayAct } from './words.ts'
