import { closeSync, openSync, readSync } from 'node:fs'

const chunkBytes = 8 * 1024 * 1024

/** Lines of a text file, without their ends; many at a time, because a call per line would cost more than the parsing. */
export function* lineBlocks(file: string): Generator<string[]> {
  const descriptor = openSync(file, 'r')
  const buffer = Buffer.allocUnsafe(chunkBytes)
  let rest: Buffer[] = []
  try {
    for (let size = readSync(descriptor, buffer); size > 0; size = readSync(descriptor, buffer)) {
      const chunk = buffer.subarray(0, size)
      const end = chunk.lastIndexOf(10)
      if (end < 0) {
        rest.push(Buffer.from(chunk))
        continue
      }
      const text = Buffer.concat([...rest, chunk.subarray(0, end)]).toString('utf8')
      rest = [Buffer.from(chunk.subarray(end + 1))]
      yield text.split('\n')
    }
  } finally {
    closeSync(descriptor)
  }
  const last = Buffer.concat(rest).toString('utf8')
  if (last !== '') yield [last]
}
