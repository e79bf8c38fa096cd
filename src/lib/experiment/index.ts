export { type Cuped, correctedDifference, cuped, flipsSign } from './cuped.ts'
export {
  classicalInterval,
  difference,
  type Estimate,
  type Interval,
  meanInterval,
  pValue,
} from './difference.ts'
export { detectableAlways, detectableOnce, type Plan, unitsAlways, unitsOnce } from './power.ts'
export { type Balance, type Baseline, balance, ratioAlarm, ratioP } from './ratio.ts'
export { heterogeneityP, type SegmentEstimate, segmentEstimates } from './segments.ts'
export { defaultTuning, firstLookPerArm, sequentialHalfWidth, sequentialInterval } from './sequential.ts'
export { addUnit, emptySums, type Moments, merge, momentsOf, type Sums } from './sums.ts'
