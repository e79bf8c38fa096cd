import type { Id } from '#kernel/id.ts'
import type { EventLog } from '#kernel/ports/event-log.ts'
import { formatClock, formatLine } from './host/log-lines.ts'

const page = 5_000

/**
 * A workspace's log as it was received, NDJSON with `r`, page by page. `loam replay --as-received` computes from it what
 * live did up to its last line, a `clock`.
 */
export async function* exportLines(log: EventLog, workspaceId: Id): AsyncGenerator<string> {
  // Before the reading: everything received below this is in the log and will be read.
  let clock = log.settled()
  for (let after = 0; ; ) {
    const entries = await log.read(workspaceId, after, page)
    const lines = entries.map(formatLine).filter(line => line !== undefined)
    if (lines.length > 0) yield `${lines.join('\n')}\n`
    const last = entries.at(-1)
    if (last) {
      after = last.seq
      clock = Math.max(clock, last.received)
    }
    if (entries.length < page) break
  }
  yield `${formatClock(clock)}\n`
}
