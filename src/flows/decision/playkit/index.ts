export { playKitRoutes } from './routes.ts'
export { makePlayKits, type PlayKitPorts, type PlayKits } from './service.ts'
