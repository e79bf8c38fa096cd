export { judgePrefix, type PrefixVerdict } from './events/judge.ts'
export type { EventCase } from './events/prefix.ts'
export type { Figures } from './score/card.ts'
export {
  ENOUGH,
  type Learned,
  type LearnInput,
  learnScore,
  type ModelCard,
  type TermCard,
} from './score/learn.ts'
export type { AccountHistory, Outcome } from './score/rows.ts'
export { judgeTable, type TableVerdict } from './table/judge.ts'
