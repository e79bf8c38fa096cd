export { errors } from './api.ts'
export {
  type Call,
  can,
  faultsOf,
  type Http,
  type HttpOptions,
  isDatabaseAway,
  makeHttp,
  networkOf,
  open,
  type Policy,
  signedIn,
} from './http.ts'
export { openApi } from './openapi.ts'
