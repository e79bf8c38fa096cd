export { letterboxRoutes } from './routes.ts'
export { type Letterbox, makeLetterbox } from './service.ts'
