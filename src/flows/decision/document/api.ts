export * from './reader-api.ts'
