import { type Day, monthStart } from './calendar.ts'
import { type Deal, type OpenDeal, revenueBetween } from './deal.ts'
import type { ForecastModel } from './model.ts'
import { combined, type Views } from './record.ts'
import { rescaled, type SimulateOptions, type Simulation, simulate } from './simulate.ts'

export interface Foreseen {
  run: Simulation
  /** By month, what each view said of the days still to come. */
  said: Views[]
}

const leastFactor = 0.4
const mostFactor = 2.5

/**
 * Looks ahead: the pipeline is simulated, what the same months a quarter and a year ago brought is weighed in, and the
 * simulation is brought to that level, so that totals, parts and single deals still agree.
 * @param past deals whose wins make up the months before; the open ones may be among them
 */
export function foresee(
  model: ForecastModel,
  past: readonly Deal[],
  open: readonly OpenDeal[],
  options: SimulateOptions,
): Foreseen {
  const raw = simulate(model, open, options)
  const said = raw.total.map((draws, index): Views => {
    const mean = draws.reduce((sum, value) => sum + value, 0) / draws.length
    const ago = (months: number) => sameDaysAgo(model, past, index, months)
    return { pipeline: mean, quarterAgo: ago(3), yearAgo: ago(12) }
  })
  const factors = said.map(views => {
    const { pipeline } = views
    if (!pipeline) return 1
    return Math.max(leastFactor, Math.min(mostFactor, combined(views, model.correction) / pipeline))
  })
  return { run: rescaled(raw, factors), said }
}

/** What was won on the same days of a month so many months earlier; undefined where not wholly known. */
function sameDaysAgo(
  { to, exposure }: ForecastModel,
  past: readonly Deal[],
  index: number,
  months: number,
): number | undefined {
  const start = monthStart(to + 1, index)
  const begun: Day = index === 0 ? to + 1 - start : 0
  const from = monthStart(start, -months) + begun
  const end = monthStart(start, 1 - months)
  if (end > to + 1 || exposure.from >= from + 7 || from >= end) return undefined
  return revenueBetween(past, from, end)
}
