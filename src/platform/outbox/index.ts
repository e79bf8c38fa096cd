export { type DomainEvent, type Hearer, makeOutbox, type Outbox } from './outbox.ts'
