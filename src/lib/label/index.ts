export {
  type Drawn,
  drawSample,
  inclusionProbabilities,
  sizesOf,
  systematic,
  type Unit,
  uncertaintyOf,
} from './draw.ts'
export { type Labelled, type Share, shareReal, type Weight, weightIfReal } from './estimate.ts'
