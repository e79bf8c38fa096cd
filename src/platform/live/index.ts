export { type Live, type LiveMessage, makeLive } from './live.ts'
