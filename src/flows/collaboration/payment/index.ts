import type { ContractEvent } from '#collaboration/contract/api.ts'
import type { Http } from '#platform/http/index.ts'
import type { Jobs } from '#platform/job/index.ts'
import type { Live } from '#platform/live/index.ts'
import { makeAllocate } from './allocate.ts'
import { paymentChanged } from './api.ts'
import { makeConfirming } from './confirm.ts'
import { makeInvoices } from './invoice.ts'
import { paymentJobs } from './jobs.ts'
import { makeMatcher } from './matcher.ts'
import { makePlans } from './plan.ts'
import type { PaymentPorts } from './ports.ts'
import { makeReds } from './red.ts'
import { makeRematch } from './rematch.ts'
import { bindPayments } from './routes.ts'
import { makeStatements } from './statement.ts'

export type { PaymentPorts } from './ports.ts'

export type PaymentModule = ReturnType<typeof makePaymentModule>

/** Payments: what signed contracts make due, what the bank says, who confirmed that one pays the other; invoices. */
export function makePaymentModule(ports: PaymentPorts) {
  const allocate = makeAllocate(ports)
  const matcher = makeMatcher()
  const rematch = makeRematch(allocate, matcher.match)
  const rooms = {
    plans: makePlans(ports, rematch),
    confirming: makeConfirming(ports, allocate, rematch),
    statements: makeStatements(ports, rematch),
    invoices: makeInvoices(ports),
    reds: makeReds(ports),
  }
  return {
    ...rooms,
    routes: (http: Http): void => bindPayments(http, rooms),
    jobs: (jobs: Jobs): void => paymentJobs(jobs, ports),
    /** Hears of signed contracts, and tells open screens what changed. */
    hear: (live: Live): void => {
      ports.outbox.hear<ContractEvent>('contract.signed', (tx, { workspaceId, payload }) =>
        rooms.plans.signed(tx, workspaceId, payload),
      )
      ports.outbox.hear<{ quoteId: string | null }>(paymentChanged, async (_tx, { workspaceId, payload }) => {
        live.push({ workspaceId, type: paymentChanged, data: payload, permission: 'payment.read' })
      })
    },
    /** Lets imports come to their end. */
    stop: async (): Promise<void> => {
      await rooms.statements.settled()
      await matcher.close()
    },
  }
}
