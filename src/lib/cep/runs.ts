import { compareText } from './event.ts'
import type { Group } from './space.ts'
import { MAX_RUNS } from './strategy.ts'
import type { Event } from './types.ts'
import type { Run } from './version.ts'

/** Puts the events that a run keeps into their slots. */
export function bind(events: (Event | undefined)[], run: Run | undefined): void {
  for (let done = run?.done; done !== undefined; done = done.before) {
    if (done.slot > 0) events[done.slot] = done.event
  }
}

/** Remembers which events a step of several took: the latest 64, for the evidence. */
export function takeDown(run: Run, id: string): void {
  run.taken ??= []
  if (run.taken.length === MAX_RUNS) run.taken.shift()
  run.taken.push(id)
}

export function append(group: Group, key: number, run: Run): void {
  let last = group.space.open.has(key, group.index) ? group.runs.get(key) : undefined
  if (last === undefined) {
    setRun(group, key, run)
    return
  }
  while (last.next !== undefined) last = last.next
  last.next = run
}

/** Sets the first run of a key. */
export function setRun(group: Group, key: number, run: Run | undefined): void {
  if (run === undefined) {
    group.runs.delete(key)
    group.space.open.clear(key, group.index)
  } else {
    group.runs.set(key, run)
    group.space.open.set(key, group.index)
  }
}

/** The run whose absence is due first, the oldest of those due at once. */
export function firstDue(group: Group, key: number): Run | undefined {
  let first: Run | undefined
  for (let run = group.runs.get(key); run !== undefined; run = run.next) {
    if (run.due < (first?.due ?? Number.POSITIVE_INFINITY)) first = run
  }
  return first
}

/** Whether an event lies within the absence a run waits for: after its beginning in order, before its end. */
export function fallsInto(run: Run, event: Event): boolean {
  const { steps } = run.version
  const from = run.due - steps[run.step]!.wait
  if (event.at >= run.due || event.at < from) return false
  if (event.at > from || steps[run.step - 1]!.isAbsence) return true
  return compareText(event.id, run.done!.id) > 0
}
