import { parentPort, workerData } from 'node:worker_threads'
import { compute, type Task } from './compute.ts'

// One forecast, away from the thread that answers requests.
parentPort!.postMessage(compute(workerData as Task))
