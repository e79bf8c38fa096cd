import type { Engine } from './engine.ts'
import { HISTORY } from './lateness.ts'
import { setRun } from './runs.ts'
import type { Group, Space } from './space.ts'
import type { Run } from './version.ts'

/**
 * Lets go what no entry to come can bring back: runs whose `within` passed before any event that may still be
 * taken, entries that left their window, profiles no absence can ask for. Changes no firing.
 */
export function sweep(engine: Engine): void {
  // An event that is older than this on arrival is history, and starts and advances nothing.
  const horizon = engine.clock - HISTORY - engine.grace
  for (const space of engine.spaces.values()) {
    for (const group of space.groups) sweepRuns(engine, group, horizon)
    for (const series of space.series.values()) series.forget(horizon)
    sweepProfiles(space, horizon)
  }
}

function sweepRuns(engine: Engine, group: Group, horizon: number): void {
  group.runs.each((key, first) => {
    let run: Run | undefined = first
    while (run !== undefined && isOver(run, horizon)) {
      group.counters.dropped++
      engine.machine.leave(group, run)
      run = run.next
    }
    if (run !== first) setRun(group, key, run)
  })
}

/** Whether a run has no time left and waits for an event; runs after it started later and may have some. */
function isOver(run: Run, horizon: number): boolean {
  return run.start + run.version.within < horizon && run.due === Number.POSITIVE_INFINITY
}

function sweepProfiles(space: Space, horizon: number): void {
  for (const [key, former] of space.former) {
    const kept = former.filter(change => change.r > horizon)
    if (kept.length === 0) space.former.delete(key)
    else if (kept.length < former.length) space.former.set(key, kept)
  }
}
