export { forecastJobs } from './jobs.ts'
export { forecastRoutes } from './routes.ts'
export { type ForecastPorts, type Forecasts, makeForecasts } from './service.ts'
