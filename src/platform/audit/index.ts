export { type AuditEntry, audit, auditRead } from './audit.ts'
export { auditRoutes } from './routes.ts'
