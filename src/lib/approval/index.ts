export { mayDecide, named } from './directory.ts'
export { type FlowFault, flowFaults, usualFlow } from './flow.ts'
export {
  askedNow,
  beginCase,
  carryOver,
  doAct,
  hasEnded,
  late,
  refresh,
  undoFor,
  voidCase,
} from './machine.ts'
export { openStep } from './steps.ts'
export * from './types.ts'
export { type Direction, gotWorse } from './worse.ts'
