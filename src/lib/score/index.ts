export {
  type CompileCondition,
  type CompiledModel,
  type ConditionScope,
  compileModel,
  decay,
  levelOf,
  type ScoredEvent,
  type ScoreProfile,
} from './compile.ts'
export { calibrate, logistic, type Score } from './confidence.ts'
export { defaultModel } from './default-model.ts'
export { type Contribution, type Explanation, explain, type Shown, showContributions } from './explain.ts'
export { type Calibration, type EventTerm, type ScoreModel, scoreModel } from './model.ts'
export { addEvent, emptyState, nextAbsence, type ScoreState, scoreState } from './state.ts'
