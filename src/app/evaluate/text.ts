import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'

/** So much is read before it is said how a file is written: enough to meet its first Chinese word. */
const headBytes = 1024 * 1024

/** What separates cells. Where a first line has equally many, the earlier one counts. */
const delimiters = [',', ';', '\t', '|']

export interface OpenText {
  /** The whole file, decoded, piece by piece. */
  text: AsyncIterable<string>
  delimiter: string
}

/** Opens a file of text, `.gz` unpacked, read once from beginning to end, so that a pipe will do. */
export async function openText(path: string): Promise<OpenText> {
  const chunks = bytesOf(path)[Symbol.asyncIterator]()
  const head = await firstBytes(chunks)
  const decoder = new TextDecoder(encodingOf(head))
  const begin = decoder.decode(head, { stream: true })
  async function* text(): AsyncGenerator<string> {
    try {
      yield begin
      for (let next = await chunks.next(); !next.done; next = await chunks.next())
        yield decoder.decode(next.value, { stream: true })
      yield decoder.decode()
    } finally {
      await chunks.return?.()
    }
  }
  return { text: text(), delimiter: delimiterOf(begin) }
}

function bytesOf(path: string): AsyncIterable<Buffer> {
  const file = createReadStream(path)
  // A fault of either ends the other and reaches whoever reads: nothing is left to do here.
  return path.endsWith('.gz') ? pipeline(file, createGunzip(), () => {}) : file
}

async function firstBytes(chunks: AsyncIterator<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = []
  let size = 0
  while (size < headBytes) {
    const next = await chunks.next()
    if (next.done) break
    parts.push(next.value)
    size += next.value.length
  }
  return Buffer.concat(parts)
}

/** UTF-16 says so by its mark; what isn't UTF-8 is GB 18030, what Excel writes in China. */
function encodingOf(head: Buffer): string {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be'
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true })
    return 'utf-8'
  } catch {
    return 'gb18030'
  }
}

/** The mark that the first line has most of, outside of quotes. */
function delimiterOf(begin: string): string {
  const counts = new Map(delimiters.map(mark => [mark, 0]))
  let quoted = false
  for (const char of begin.trimStart()) {
    if (char === '"') quoted = !quoted
    else if (quoted) continue
    else if (char === '\n' || char === '\r') break
    else if (counts.has(char)) counts.set(char, counts.get(char)! + 1)
  }
  return delimiters.toSorted((a, b) => counts.get(b)! - counts.get(a)!)[0]!
}
