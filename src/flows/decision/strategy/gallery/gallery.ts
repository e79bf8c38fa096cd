import type { Strategy } from '#lib/cep/index.ts'
import type { GalleryItem } from '../gallery-api.ts'
import { plays } from './plays.ts'

/** Proven strategies, each with the event types it needs. */
export const gallery: GalleryItem[] = plays.map(({ definition, ...play }) => ({
  ...play,
  needs: needsOf(definition),
  definition: { id: play.id, ...definition },
}))

/** What a strategy of the gallery waits for, without what it then does: to start one's own from. */
export function patternOf(id: string): Pick<Strategy, 'id' | 'when'> & Partial<Strategy> {
  const play = plays.find(one => one.id === id)
  if (!play) throw new Error(`no strategy ${id} in the gallery`)
  const { then: _, experiment: __, ...pattern } = play.definition
  return { id, ...pattern }
}

/** The types of its event steps and of what it measures: without one of each it has nothing to go by. */
function needsOf({ when, measures = {} }: Omit<Strategy, 'id'>): string[][] {
  const steps = when.flatMap(step => ('event' in step ? [[step.event].flat()] : []))
  const measured = Object.values(measures).flatMap(measure =>
    Object.entries(measure).flatMap(([name, value]) =>
      ['count', 'sum', 'max', 'distinct', 'since'].includes(name) ? [[String(value)]] : [],
    ),
  )
  return [...new Map([...steps, ...measured].map(group => [group.join(), group])).values()]
}
