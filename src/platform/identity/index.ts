export { type Auth, makeAuth } from './auth.ts'
export { type EntryFacts, identityRoutes, signIn } from './routes.ts'
export { hashOf, type Identity, type Key, makeIdentity } from './service.ts'
