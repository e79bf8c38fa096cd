import { can, type Http } from '#platform/http/index.ts'
import * as api from './api.ts'
import type { Forecasts } from './service.ts'

const read = can('crm.read')

export function forecastRoutes(http: Http, forecasts: Forecasts): void {
  http.bind(api.readForecast, read, ({ actor }) => forecasts.read(actor))
  http.bind(api.listForecastDeals, read, ({ actor, query }) => forecasts.deals(actor, query))
  http.bind(api.readForecastBridge, read, ({ actor, query }) => forecasts.bridge(actor, query.period))
  http.bind(api.listForecastOverrides, read, ({ actor }) => forecasts.overrides(actor))
  http.bind(api.overrideForecast, can('crm.write'), ({ actor, body, requestId }) =>
    forecasts.override(actor, body, requestId),
  )
  http.bind(api.listForecastIssues, read, ({ actor }) => forecasts.issues(actor))
}
