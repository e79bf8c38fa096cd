export { judgePrefix, type PrefixVerdict } from './events/judge.ts'
export type { EventCase } from './events/prefix.ts'
export { judgeTable, type TableVerdict } from './table/judge.ts'
