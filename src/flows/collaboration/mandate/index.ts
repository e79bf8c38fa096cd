import type { Http } from '#platform/http/index.ts'
import type { Live } from '#platform/live/index.ts'
import type { Outbox } from '#platform/outbox/index.ts'
import { mandateChanged } from './api.ts'
import { makeClearances } from './clearances.ts'
import { type DelegationPorts, makeDelegations } from './delegations.ts'
import { makeJudging } from './judging.ts'
import { makeMatrix } from './matrix.ts'
import { mandateRoutes } from './routes.ts'
import { makeSimulation, type SimulatePorts } from './simulate.ts'

export type { Clearances } from './clearances.ts'
export type { Judging } from './judging.ts'
export type { PastRevision } from './simulate.ts'

export type MandateModule = ReturnType<typeof makeMandateModule>

/** Mandates: who may decide what alone, and the one gate that keeps in what nobody decided. */
export function makeMandateModule(ports: DelegationPorts & SimulatePorts) {
  const clearances = makeClearances(ports)
  const judging = makeJudging({ ...ports, clearances })
  const matrix = makeMatrix(ports)
  const delegations = makeDelegations(ports)
  const simulate = makeSimulation(ports)
  return {
    clearances,
    judging,
    matrix,
    delegations,
    judge: judging.judge,
    judgeContract: judging.judgeContract,
    routes: (http: Http): void => mandateRoutes(http, matrix, delegations, simulate),
  }
}

/** Tells open screens that what one may do has changed; they read it afresh. */
export function mandateLive(outbox: Outbox, live: Live): void {
  outbox.hear(mandateChanged, async (_tx, { workspaceId }) => {
    live.push({ workspaceId, type: mandateChanged, data: {}, permission: 'quote.read' })
  })
}
