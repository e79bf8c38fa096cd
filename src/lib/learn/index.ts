export { judgeTable, type TableVerdict } from './table/judge.ts'
