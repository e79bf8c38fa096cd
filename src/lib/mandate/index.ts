export { Judge, type Rules, tighter } from './judge.ts'
export { type Neighbour, wholeDeal } from './split.ts'
export type * from './types.ts'
