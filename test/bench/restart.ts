import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WorkspaceCore } from '#decision/strategy/host/core.ts'
import { readSnapshot, writeSnapshot } from '#decision/strategy/host/snapshot.ts'
import type { LogBody } from '#kernel/ports/event-log.ts'
import { DAY } from '#kernel/time.ts'
import { busy, show, strategyOf } from './_product.ts'

// How fast the engine and its scores come back from a snapshot: a million accounts with 20 events each over 30 days and 20
// strategies, 5 of them with absences. What is not in the snapshot is read from the log after it.
// `node --max-old-space-size=12288 --expose-gc test/bench/restart.ts [ACCOUNTS]`
const accounts = Number(process.argv[2] ?? 1_000_000)
const perAccount = 20
const start = Date.UTC(2026, 0, 1)
const folder = mkdtempSync(join(tmpdir(), 'loam-restart-'))
const file = join(folder, 'snapshot')

/** Seconds by the clock, and by the processor: the first is what one waits, the second doesn't mind neighbours. */
function stopwatch(): () => string {
  const [began, used] = [performance.now(), process.cpuUsage()]
  return () => {
    const { user, system } = process.cpuUsage(used)
    return `${((performance.now() - began) / 1_000).toFixed(1)} s (${((user + system) / 1e6).toFixed(1)} s of processor)`
  }
}
const heap = () => {
  globalThis.gc?.()
  const { heapUsed, external, arrayBuffers } = process.memoryUsage()
  return `${((heapUsed + external + arrayBuffers) / 2 ** 30).toFixed(2)} GiB`
}

try {
  let core: WorkspaceCore | undefined = new WorkspaceCore()
  const fed = stopwatch()
  feed(core)
  console.log(`fed ${show(accounts * perAccount)} events in ${fed()}, ${busy()}`)
  console.log(`engine and scores in memory: ${heap()}`)
  const wrote = stopwatch()
  writeSnapshot(file, core)
  const size = statSync(file).size / 2 ** 30
  console.log(`snapshot written in ${wrote()}, ${size.toFixed(2)} GiB`)
  core = undefined
  globalThis.gc?.()
  const read = stopwatch()
  const again = new WorkspaceCore()
  readSnapshot(file, again)
  console.log(`restored in ${read()}, ${heap()}, ${busy()}`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function feed(core: WorkspaceCore): void {
  let seq = 0
  const add = (received: number, body: LogBody) =>
    core.process({ workspaceId: '', seq: ++seq, received, body })
  for (let index = 0; index < 20; index++) {
    const definition = strategyOf(index, index < 5)
    add(start, { kind: 'publication', id: `p${index}`, strategy: definition.id, version: 1, definition })
  }
  const total = accounts * perAccount
  const names = ['document.opened', 'document.section_viewed', 'page.viewed']
  for (let n = 0; n < total; n++) {
    const at = start + Math.floor((n / total) * 30 * DAY)
    const type = n % 5 === 0 ? names[n % 3]! : `type.${(n * 7) % 20}`
    const props = {
      documentId: `d-${n % 97}`,
      section: 'price',
      seconds: n % 120,
      kind: n % 4 === 0 ? 'tender' : 'brochure',
    }
    const customer = `0190a0c0-0000-7000-8000-${String((n * 7919) % accounts).padStart(12, '0')}`
    const person = `p-${(n * 31) % 10_000}`
    add(at, {
      kind: 'event',
      id: `e-${n}-7d1f0c52`,
      type,
      at,
      customer,
      person,
      props,
      source: 'b',
      imported: false,
    })
  }
}
