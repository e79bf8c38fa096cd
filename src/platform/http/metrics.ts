import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

export interface Metrics {
  registry: Registry
  /** Seconds per answer by method, route pattern and status. */
  http: Histogram<'method' | 'route' | 'status'>
  /** A number that is looked up whenever somebody asks. Names start with `loam_` and end with their unit. */
  gauge(name: string, help: string, read: () => number | Record<string, number>): void
  /** Starts measuring the process itself: memory, event-loop lag, garbage collection. */
  watchProcess(): void
}

/** Measurements of this process in the format of Prometheus. */
export function makeMetrics(): Metrics {
  const registry = new Registry()
  const http = new Histogram({
    name: 'loam_http_seconds',
    help: 'Time to answer a request',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  })
  return {
    registry,
    http,
    gauge: (name, help, read) => {
      new Gauge({
        name,
        help,
        labelNames: ['kind'],
        registers: [registry],
        collect() {
          const value = read()
          if (typeof value === 'number') this.set(value)
          else for (const [kind, part] of Object.entries(value)) this.set({ kind }, part)
        },
      })
    },
    watchProcess: () => collectDefaultMetrics({ register: registry }),
  }
}
