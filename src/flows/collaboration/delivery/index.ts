import type { ContractEvent } from '#collaboration/contract/api.ts'
import type { Confirmed } from '#collaboration/payment/api.ts'
import type { QuoteEvent } from '#collaboration/quote/api.ts'
import type { Id } from '#kernel/id.ts'
import type { Http } from '#platform/http/index.ts'
import type { Jobs } from '#platform/job/index.ts'
import type { Live } from '#platform/live/index.ts'
import { makeActs } from './acts.ts'
import { deliveryChanged } from './api.ts'
import { makeCalendar } from './calendar.ts'
import { makeHeard } from './heard.ts'
import { deliveryJobs } from './jobs.ts'
import type { DeliveryPorts } from './ports.ts'
import { deliveryRoutes } from './routes.ts'
import { makeSlots } from './slots.ts'
import { makeTeams } from './teams.ts'

export type { QuoteBrief } from './ports.ts'
export type DeliveryModule = ReturnType<typeof makeDelivery>

/** Delivery: teams and their days, slots held for quotes, deliveries that start when they are paid for. */
export function makeDelivery(ports: DeliveryPorts) {
  const { db, outbox } = ports
  const calendar = makeCalendar(ports)
  const teams = makeTeams(ports)
  const slots = makeSlots(ports)
  const acts = makeActs(ports, slots)
  const heard = makeHeard(ports, slots)
  return {
    calendar,
    teams,
    slots,
    acts,
    heard,
    expire: (workspaceId: Id) => db.tx(workspaceId, tx => heard.expire(tx, workspaceId)),
    routes: (http: Http): void => deliveryRoutes(http, { calendar, teams, slots, acts }),
    jobs: (jobs: Jobs): void => deliveryJobs(jobs, db, outbox, heard),
    /** Hears what becomes of quotes, contracts and payments, and tells open screens of what changes here. */
    hear: (live: Live): void => {
      const quote = (type: string, hearer: typeof heard.revised) =>
        outbox.hear<QuoteEvent>(type, (tx, event) => hearer(tx, event.workspaceId, event.payload))
      quote('quote.issued', heard.revised)
      quote('quote.revised', heard.revised)
      quote('quote.accepted', heard.accepted)
      for (const type of ['quote.declined', 'quote.withdrawn'])
        outbox.hear<{ quoteId: Id }>(type, (tx, event) => heard.ended(tx, event.workspaceId, event.payload))
      for (const type of ['contract.declined', 'contract.expired', 'contract.withdrawn'])
        outbox.hear<{ quoteId: Id }>(type, (tx, event) => heard.ended(tx, event.workspaceId, event.payload))
      outbox.hear<ContractEvent>('contract.signed', (tx, event) =>
        heard.signed(tx, event.workspaceId, event.payload),
      )
      outbox.hear<Confirmed>('payment.confirmed', (tx, event) =>
        heard.confirmed(tx, event.workspaceId, event.payload),
      )
      outbox.hear<Confirmed>('payment.reversed', (tx, event) =>
        heard.reversed(tx, event.workspaceId, event.payload),
      )
      outbox.hear(deliveryChanged, async (_tx, { workspaceId, payload }) => {
        live.push({ workspaceId, type: deliveryChanged, data: payload, permission: 'delivery.read' })
      })
    },
  }
}
