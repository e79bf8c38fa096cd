import { AppError } from '#kernel/error.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import type { Accept, Origin } from './accept.ts'
import { type EventsAnswer, errors, requestEvents } from './api.ts'
import { brokenLine } from './body.ts'
import { checkEvent, type Fault, type IncomingEvent, isFault } from './model.ts'
import { type makeRejectionKeeper, toRejection } from './rejections.ts'

export interface NativePorts {
  accept: Accept
  clock: Clock
  rejections: Pick<ReturnType<typeof makeRejectionKeeper>, 'keep'>
}

/** Takes native events, as they came out of the request's JSON. @throws events.too-many, and what `accept` throws */
export function makeTakeEvents({ accept, clock, rejections }: NativePorts) {
  return async (origin: Origin, inputs: readonly unknown[]): Promise<EventsAnswer> => {
    if (inputs.length > requestEvents) throw new AppError(errors['events.too-many'], { most: requestEvents })
    const received = clock.now()
    const events: IncomingEvent[] = []
    const faults: { index: number; fault: Fault; input: unknown }[] = []
    inputs.forEach((input, index) => {
      const checked = input === brokenLine ? { error: errors['event.not-json'] } : checkEvent(input, received)
      if (isFault(checked)) faults.push({ index, fault: checked, input: input === brokenLine ? '' : input })
      else events.push(checked)
    })
    const outcomes = await accept(origin, events)
    rejections.keep(origin.workspaceId, origin.source, faults)
    const duplicates = outcomes.filter(outcome => outcome === 'duplicate').length
    return {
      accepted: outcomes.length - duplicates,
      duplicates,
      rejected: faults.map(({ index, fault }) => toRejection(index, fault)),
    }
  }
}
