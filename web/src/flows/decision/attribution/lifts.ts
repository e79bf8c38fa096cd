import { queryOptions } from '@tanstack/react-query'
import { type ExperimentItem, listExperiments } from '#decision/experiment/api.ts'
import { readVersion } from '#decision/strategy/api.ts'
import { call } from '../../../app/http.ts'
import { signed } from '../../../ui/format.ts'

/** A randomised experiment on reacting to certain acts. */
export interface TouchLift {
  experiment: ExperimentItem
  /** Kinds of act that its strategy reacts to. */
  events: string[]
}

/** Of the latest experiments; whoever wants older ones finds them in their own list. */
const most = 100

/** Experiments that have a lift to show, with the acts that their strategies react to. */
export const liftsQuery = queryOptions({
  queryKey: ['journeys', 'lifts'],
  queryFn: async (): Promise<TouchLift[]> => {
    const { items } = await call(listExperiments, { query: { size: most } })
    const told = items.filter(({ lift, grade }) => lift !== null && grade !== 'D')
    return Promise.all(
      told.map(async experiment => {
        const params = { id: experiment.strategyId, version: experiment.versions.at(-1) ?? 1 }
        const { definition } = await call(readVersion, { params })
        return { experiment, events: eventsOf(definition) }
      }),
    )
  },
  staleTime: 300_000,
  retry: false,
})

/** The acts in a strategy's pattern: `when: [{ event }, …]`, one type or several. */
export function eventsOf(definition: Record<string, unknown>): string[] {
  const steps = Array.isArray(definition.when) ? definition.when : []
  const events = steps.flatMap(step => {
    const { event } = (step ?? {}) as { event?: unknown }
    return [event].flat().filter(each => typeof each === 'string')
  })
  return [...new Set(events)]
}

/** A lift with its interval, as people read it: percentage points for a rate, else the plain number. */
export function liftWords({ lift, outcome }: ExperimentItem): { value: string; range: string } {
  const scale = outcome.kind === 'rate' ? 100 : 1
  const of = (value: number) => signed(value * scale, 1)
  const [low, high] = lift?.sequential ?? lift?.classical ?? [0, 0]
  return { value: of(lift?.lift ?? 0), range: `${of(low)} – ${of(high)}` }
}
