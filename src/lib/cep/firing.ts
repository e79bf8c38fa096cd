import type { Instant } from '#kernel/time.ts'
import type { Group } from './space.ts'
import type { CompletedAbsence, CompletedStep, Event, Firing, JsonObject } from './types.ts'
import { type Done, doneSteps, type Run } from './version.ts'

/** The record of a firing. */
export function firingOf(
  group: Group,
  key: number,
  run: Run,
  m: Instant,
  values: (number | null)[],
  profile: JsonObject,
): Firing {
  const { version } = run
  const firing: Firing = {
    strategy: group.id,
    version: version.version,
    keyKind: group.space.kind,
    key: group.space.names[key]!,
    at: m,
    steps: {},
    events: [],
    absences: [],
    measures: {},
    profile,
    bound: {},
  }
  for (const [index, { name }] of version.measures.entries()) own(firing.measures, name, values[index]!)
  addSteps(firing, run)
  return firing
}

function addSteps(firing: Firing, run: Run): void {
  const events = doneSteps(run)
  let began = run.start
  for (const [index, step] of run.version.steps.entries()) {
    if (step.isAbsence) {
      const absence: CompletedAbsence = { step: index, types: step.types, from: began, to: began + step.wait }
      firing.absences.push(absence)
      began = absence.to
      continue
    }
    const done = events[firing.events.length]!
    firing.events.push(completedStep(done, index, step.as))
    began = done.at
    if (step.as === undefined) continue
    own(firing.steps, step.as, done.id)
    if (done.event !== undefined) own<Event>(firing.bound, step.as, done.event)
  }
}

function completedStep({ id, at, taken }: Done, step: number, as: string | undefined): CompletedStep {
  const completed = { step, event: id, at, taken: taken ?? [id] }
  return as === undefined ? completed : { ...completed, as }
}

/** Sets an own property, whatever its name: `__proto__` is a valid identifier of CEL. */
function own<T>(record: Record<string, T>, name: string, value: T): void {
  if (name in Object.prototype)
    Object.defineProperty(record, name, { value, enumerable: true, writable: true, configurable: true })
  else record[name] = value
}
