export { errors } from './api.ts'
export {
  type Call,
  can,
  type Http,
  type HttpOptions,
  isDatabaseAway,
  makeHttp,
  networkOf,
  open,
  type Policy,
  signedIn,
} from './http.ts'
export type { Metrics } from './metrics.ts'
export { openApi } from './openapi.ts'
