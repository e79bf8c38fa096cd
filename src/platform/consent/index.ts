export { salesDecisions } from './api.ts'
export { consentRoutes } from './routes.ts'
export { type Choice, type Consent, type ConsentPorts, type GateAnswer, makeConsent } from './service.ts'
