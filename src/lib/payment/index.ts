export {
  guessColumns,
  headerRow,
  lineOf,
  mappingComplete,
  type ReadLine,
  type RowFault,
  type StatementField,
  type StatementMapping,
} from './columns.ts'
export { matchLines } from './match.ts'
export { dayAfter, type PlanTerm, planPayments, workdaysAfter, workdaysBetween } from './plan.ts'
export { type RedReason, redOf, restOf, type Taxed, taxIn } from './red.ts'
export type {
  BankLine,
  DueItem,
  Minor,
  Proposal,
  Reason,
  Share,
} from './types.ts'
