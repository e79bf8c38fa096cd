import { can, type Http, signedIn } from '#platform/http/index.ts'
import * as api from './api.ts'
import type { Notify } from './service.ts'
import type { NotifySettings } from './settings.ts'

const manage = can('notify.manage')

export function notifyRoutes(http: Http, notify: Notify, settings: NotifySettings): void {
  http.bind(api.listNotifications, signedIn, ({ actor, query }) => notify.inbox(actor, query))
  http.bind(api.readNotifications, signedIn, ({ actor, body }) =>
    notify.read(actor, 'all' in body ? 'all' : body.ids),
  )
  http.bind(api.readPreferences, signedIn, ({ actor }) => notify.preferences(actor))
  http.bind(api.writePreferences, signedIn, ({ actor, body }) => notify.changePreferences(actor, body))

  http.bind(api.readChannels, manage, async ({ actor }) => ({
    ...(await settings.channels(actor)),
    quiet: await notify.quiet(actor),
  }))
  http.bind(api.writeQuiet, manage, ({ actor, body }) => notify.changeQuiet(actor, body))
  http.bind(api.createRobot, manage, ({ actor, body }) => settings.createRobot(actor, body))
  http.bind(api.updateRobot, manage, ({ actor, params, body }) =>
    settings.updateRobot(actor, params.id, body),
  )
  http.bind(api.deleteRobot, manage, ({ actor, params }) => settings.deleteRobot(actor, params.id))
  http.bind(api.testRobot, manage, ({ actor, params }) => settings.testRobot(actor, params.id))
  http.bind(api.testMail, manage, ({ actor }) => settings.testMail(actor))
  http.bind(api.listEndpoints, can('strategy.read'), ({ actor }) => settings.endpoints(actor))
  http.bind(api.createEndpoint, manage, ({ actor, body }) => settings.createEndpoint(actor, body))
  http.bind(api.updateEndpoint, manage, ({ actor, params, body }) =>
    settings.updateEndpoint(actor, params.id, body),
  )
  http.bind(api.deleteEndpoint, manage, ({ actor, params }) => settings.deleteEndpoint(actor, params.id))
  http.bind(api.testEndpoint, manage, ({ actor, params }) => settings.testEndpoint(actor, params.id))
  http.bind(api.listDeliveries, manage, ({ actor, query }) => notify.log(actor, query))
  http.bind(api.resendDelivery, manage, ({ actor, params }) => notify.resend(actor, params.id))
}
