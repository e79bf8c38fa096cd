import { closeSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import { SnapshotReader, snapshotLines } from '#lib/cep/index.ts'
import type { ScoreModel } from '#lib/score/index.ts'
import { engineOptions, type WorkspaceCore } from './core.ts'
import type { ScoreLine } from './scores.ts'

/** Another number is another layout: then the whole log is read instead. */
const format = 1
const accountsPerLine = 1_000
const chunkBytes = 4 * 1024 * 1024

interface Head {
  loam: number
  seq: number
  model: ScoreModel
}

/**
 * Writes a workspace's state as lines of JSON: a head, accounts with their scores, the engine, and a checksum. The file is
 * whole on disk when this returns; giving it its place is the caller's.
 */
export function writeSnapshot(file: string, core: WorkspaceCore): void {
  const descriptor = openSync(file, 'w', 0o600)
  let crc = 0
  let waiting: string[] = []
  let length = 0
  const flush = () => {
    const bytes = Buffer.from(waiting.join(''))
    crc = crc32(bytes, crc)
    writeSync(descriptor, bytes)
    waiting = []
    length = 0
  }
  try {
    for (const line of linesOf(core)) {
      waiting.push(line, '\n')
      length += line.length
      if (length > chunkBytes) flush()
    }
    flush()
    writeSync(descriptor, `{"crc":${crc}}\n`)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

function* linesOf(core: WorkspaceCore): Generator<string> {
  const head: Head = { loam: format, seq: core.seq, model: core.scores.definition }
  yield JSON.stringify(head)
  let block: ScoreLine[] = []
  for (const line of core.scores.save()) {
    block.push(line)
    if (block.length === accountsPerLine) {
      yield JSON.stringify(block)
      block = []
    }
  }
  yield JSON.stringify(block)
  yield 'engine'
  yield* snapshotLines(core.engine)
}

/** Brings a fresh core to what a snapshot holds. @throws Error for a file that is damaged, cut off or of another layout */
export function readSnapshot(file: string, core: WorkspaceCore): void {
  const reader = new SnapshotReader(engineOptions(core))
  let head: Head | undefined
  let inEngine = false
  let isWhole = false
  for (const { line, crc } of readLines(file)) {
    if (isWhole) throw new Error('something follows the end of the snapshot')
    if (head === undefined) head = core.restoreHead(checkedHead(line))
    else if (line.startsWith('{"crc":')) isWhole = (JSON.parse(line) as { crc: number }).crc === crc
    else if (line === 'engine') inEngine = true
    else if (inEngine) reader.line(line)
    else core.scores.restore(JSON.parse(line) as ScoreLine[])
  }
  if (!isWhole || head === undefined) throw new Error('the snapshot is damaged or cut off')
  core.restoreEngine(reader.finish(), head.seq)
}

function checkedHead(line: string): Head {
  const head = JSON.parse(line) as Head
  if (head.loam !== format) throw new Error(`a snapshot of layout ${head.loam}, this is ${format}`)
  return head
}

/** Lines of a file, with the checksum of everything before each. */
function* readLines(file: string): Generator<{ line: string; crc: number }> {
  const descriptor = openSync(file, 'r')
  const chunk = Buffer.allocUnsafe(chunkBytes)
  let rest: Buffer = Buffer.alloc(0)
  let crc = 0
  try {
    for (;;) {
      const size = readSync(descriptor, chunk, 0, chunkBytes, null)
      if (size === 0) break
      const bytes = Buffer.concat([rest, chunk.subarray(0, size)])
      let from = 0
      for (let end = bytes.indexOf(10, from); end >= 0; end = bytes.indexOf(10, from)) {
        yield { line: bytes.toString('utf8', from, end), crc }
        crc = crc32(bytes.subarray(from, end + 1), crc)
        from = end + 1
      }
      rest = Buffer.from(bytes.subarray(from))
    }
  } finally {
    closeSync(descriptor)
  }
  if (rest.length > 0) throw new Error('the snapshot is cut off')
}
