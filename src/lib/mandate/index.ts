export { Judge, type Rules } from './judge.ts'
export { type Neighbour, wholeDeal } from './split.ts'
export type * from './types.ts'
