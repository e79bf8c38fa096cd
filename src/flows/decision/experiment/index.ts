export { type Counting, type CountPorts, makeCounting } from './count.ts'
export { experimentRoutes } from './routes.ts'
export { type ExperimentPorts, type Experiments, makeExperiments } from './service.ts'
