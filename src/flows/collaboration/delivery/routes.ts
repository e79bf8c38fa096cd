import { can, type Http } from '#platform/http/index.ts'
import type { Acts } from './acts.ts'
import { deliveryRoutes as api } from './api.ts'
import type { DeliveryCalendar } from './calendar.ts'
import type { Slots } from './slots.ts'
import type { Teams } from './teams.ts'

interface Services {
  calendar: DeliveryCalendar
  teams: Teams
  slots: Slots
  acts: Acts
}

export function deliveryRoutes(http: Http, { calendar, teams, slots, acts }: Services): void {
  const see = can('delivery.read')
  const run = can('delivery.write')
  // Who writes a quote chooses its slot; the route checks that the quote is theirs to see.
  const sell = can('quote.write')
  http.bind(api.calendar, see, ({ actor, query }) => calendar.read(actor, query.from, query.to))
  http.bind(api.ofQuote, see, ({ actor, params }) => calendar.ofQuote(actor, params.id))
  http.bind(api.offers, see, ({ actor, body }) => slots.offers(actor, body))
  http.bind(api.hold, sell, ({ actor, params, body }) => slots.hold(actor, params.id, body))
  http.bind(api.release, sell, ({ actor, params }) => slots.release(actor, params.id))

  http.bind(api.teams, see, ({ actor }) => teams.list(actor))
  http.bind(api.addTeam, run, ({ actor, body }) => teams.add(actor, body))
  http.bind(api.saveTeam, run, ({ actor, params, body }) => teams.save(actor, params.id, body))
  http.bind(api.addLeave, run, ({ actor, body }) => teams.addLeave(actor, body))
  http.bind(api.removeLeave, run, ({ actor, params }) => teams.removeLeave(actor, params.id))

  http.bind(api.move, run, ({ actor, params, body }) => slots.move(actor, params.id, body))
  http.bind(api.done, run, ({ actor, params, body }) => acts.done(actor, params.id, body.version))
  http.bind(api.unpaid, run, ({ actor, params, body }) =>
    acts.unpaid(actor, params.id, body.version, body.decision),
  )
  http.bind(api.reopen, run, ({ actor, params, body }) => acts.reopen(actor, params.id, body.version))
  http.bind(api.cancel, run, ({ actor, params, body }) =>
    acts.cancel(actor, params.id, body.version, body.reason),
  )
}
