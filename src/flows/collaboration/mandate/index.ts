export { type Clearances, makeClearances } from './clearances.ts'
export { type Judging, makeJudging } from './judging.ts'
