export {
  guessColumns,
  headerRow,
  lineOf,
  mappingComplete,
  type ReadLine,
  type RowFault,
  type StatementField,
  type StatementMapping,
  statementFields,
} from './columns.ts'
export { nameKeys, samePayer } from './evidence.ts'
export { matchLines } from './match.ts'
export { dayAfter, type PlanTerm, planPayments, workdayFrom, workdaysAfter, workdaysBetween } from './plan.ts'
export {
  type BankLine,
  type DueItem,
  type Minor,
  type Proposal,
  proposalKinds,
  type Reason,
  reasonKinds,
  type Share,
} from './types.ts'
