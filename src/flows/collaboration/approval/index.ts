import type { ContractEvent } from '#collaboration/contract/api.ts'
import type { QuoteEvent } from '#collaboration/quote/api.ts'
import type { Http } from '#platform/http/index.ts'
import type { Jobs } from '#platform/job/index.ts'
import type { Live } from '#platform/live/index.ts'
import { approvalChanged } from './api.ts'
import { makeCases } from './cases.ts'
import { makeFlows } from './flows.ts'
import { makeFollowing } from './follow.ts'
import { approvalJobs, makeTidying } from './jobs.ts'
import type { ApprovalPorts } from './ports.ts'
import { makeRecorder } from './record.ts'
import { approvalRoutes } from './routes.ts'
import { makeTeller } from './tell.ts'
import { makeReading } from './view.ts'

export type { ApprovalPorts, SubjectPort, SubjectText } from './ports.ts'
export { quoteSubject } from './quote-subject.ts'

export type ApprovalModule = ReturnType<typeof makeApprovalModule>

/** Approvals: whom a text outside its author's mandate goes to, and what comes of it. */
export function makeApprovalModule(ports: ApprovalPorts) {
  const teller = makeTeller(ports)
  const record = makeRecorder(ports, teller)
  const cases = makeCases(ports, record, teller)
  const reading = makeReading(ports)
  const flows = makeFlows(ports)
  const following = makeFollowing(ports, record)
  const tidying = makeTidying(ports, record, teller)
  return {
    cases,
    reading,
    flows,
    tidy: tidying.tidy,
    routes: (http: Http): void => approvalRoutes(http, cases, reading, flows),
    jobs: (jobs: Jobs): void => approvalJobs(jobs, ports, tidying),
    /** Hears what becomes of quotes and contracts, and tells open screens. */
    hear: (live: Live): void => {
      const { outbox } = ports
      outbox.hear<QuoteEvent>('quote.revised', (tx, { workspaceId, payload }) =>
        following.revised(tx, workspaceId, payload),
      )
      for (const reason of ['withdrawn', 'declined'])
        outbox.hear<QuoteEvent>(`quote.${reason}`, (tx, { workspaceId, payload }) =>
          following.gone(tx, workspaceId, 'quote', payload.quoteId, reason),
        )
      outbox.hear<ContractEvent>('contract.prepared', (tx, { workspaceId, payload }) =>
        following.reworded(tx, workspaceId, payload),
      )
      for (const reason of ['withdrawn', 'declined', 'expired'])
        outbox.hear<ContractEvent>(`contract.${reason}`, (tx, { workspaceId, payload }) =>
          following.gone(tx, workspaceId, 'contract', payload.contractId, reason),
        )
      outbox.hear(approvalChanged, async (_tx, { workspaceId, payload }) => {
        live.push({ workspaceId, type: approvalChanged, data: payload, permission: 'approval.read' })
      })
    },
  }
}
