import type { Id } from '#kernel/id.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import type { EventLog, LoggedEvent } from '#kernel/ports/event-log.ts'
import type { Consent } from '#platform/consent/index.ts'
import { systemActor } from '#platform/org/index.ts'
import type { IncomingEvent } from './model.ts'
import type { Resolved, SubjectFinder } from './subjects.ts'

/** Where events come from. */
export interface Origin {
  workspaceId: Id
  /** The key's source, or the part of Loam that tells of them. */
  source: string
  /** History: it informs, it triggers nothing. */
  imported: boolean
  /** Choices among them stand in the consent ledger already. */
  recorded?: boolean
}

/** What became of a valid event. `held`: dropped, because its person gave no permission and the workspace says so. */
export type Outcome = 'accepted' | 'duplicate' | 'held'

export interface AcceptPorts {
  log: EventLog
  clock: Clock
  finder: SubjectFinder
  consent: Pick<Consent, 'gate' | 'countHeld' | 'choose'>
}

/** A person's choice, told as an event: the ledger takes it before anything after it is judged. */
const choices = new Map<string, 'granted' | 'withdrawn'>([
  ['consent.granted', 'granted'],
  ['consent.withdrawn', 'withdrawn'],
])

export type Accept = ReturnType<typeof makeAccept>

/** The way of every valid event into the log: known id? → consent gate → append. Answers when durable. */
export function makeAccept({ log, clock, finder, consent }: AcceptPorts) {
  const acceptRun = async (origin: Origin, events: readonly IncomingEvent[]): Promise<Outcome[]> => {
    const { workspaceId } = origin
    const subjects = await finder.resolve(workspaceId, origin.source, events)
    const persons = [...new Set(subjects.flatMap(({ person }) => person ?? []))]
    const fateOf = persons.length > 0 ? await consent.gate(workspaceId, persons) : undefined
    const bodies: LoggedEvent[] = []
    const places: number[] = []
    const held = { drop: 0, unname: 0 }
    events.forEach((event, index) => {
      const subject = subjects[index]!
      const fate = subject.person === undefined ? 'name' : fateOf!(subject.person)
      if (fate !== 'name') held[fate]++
      if (fate === 'drop') return
      places.push(index)
      bodies.push(toBody(event, origin, fate === 'unname' ? { ...subject, person: undefined } : subject))
    })
    const appended = await log.append(workspaceId, bodies)
    if (held.drop > 0) consent.countHeld(workspaceId, 'dropped', held.drop)
    if (held.unname > 0) consent.countHeld(workspaceId, 'unnamed', held.unname)
    const outcomes: Outcome[] = events.map(() => 'held')
    places.forEach((index, place) => {
      outcomes[index] = appended[place] === undefined ? 'duplicate' : 'accepted'
    })
    return outcomes
  }

  const recordChoice = async (origin: Origin, event: IncomingEvent): Promise<void> => {
    const { workspaceId, source } = origin
    const [subject] = await finder.resolve(workspaceId, source, [event])
    if (subject?.person === undefined) return
    const notice = Number(event.props.notice)
    await consent.choose(systemActor(workspaceId), {
      subject: subject.person,
      decision: choices.get(event.type)!,
      source,
      channel: 'website',
      at: Math.min(event.at, clock.now()),
      ...(Number.isInteger(notice) && notice > 0 && { noticeVersion: notice }),
      ...(typeof event.props.purpose === 'string' && { purpose: event.props.purpose }),
    })
  }

  /**
   * Takes valid events, in order, and answers what became of each once all are durable.
   * @throws AppError `limited` or `unavailable`: then none is acknowledged, and sending all of them again is safe
   */
  return async (origin: Origin, events: readonly IncomingEvent[]): Promise<Outcome[]> => {
    if (origin.recorded || !events.some(event => choices.has(event.type))) return acceptRun(origin, events)
    const outcomes: Outcome[] = []
    for (const run of runsOf(events)) {
      if (choices.has(run[0]!.type)) await recordChoice(origin, run[0]!)
      outcomes.push(...(await acceptRun(origin, run)))
    }
    return outcomes
  }
}

/** Parts events so that each choice begins a run. */
function runsOf(events: readonly IncomingEvent[]): IncomingEvent[][] {
  const runs: IncomingEvent[][] = []
  for (const event of events) {
    if (runs.length === 0 || choices.has(event.type)) runs.push([])
    runs.at(-1)!.push(event)
  }
  return runs
}

function toBody(event: IncomingEvent, origin: Origin, { customer, person }: Resolved): LoggedEvent {
  return {
    kind: 'event',
    id: event.id,
    type: event.type,
    at: event.at,
    ...(customer !== undefined && { customer }),
    ...(person !== undefined && { person }),
    ...(event.opportunity !== undefined && { opportunity: event.opportunity }),
    props: event.props,
    source: origin.source,
    imported: origin.imported,
  }
}
