import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { AppError } from '#kernel/error.ts'
import { errors } from './api.ts'

const unzip = promisify(gunzip)

/**
 * The text of a request's body, unpacked where it is gzip.
 * @throws `events.too-large` beyond `most` bytes, without unpacking more; `events.not-gzip` for what isn't gzip
 */
export async function readText(body: unknown, encoding: string | undefined, most: number): Promise<string> {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0)
  if (bytes.length > most) throw new AppError(errors['events.too-large'], { most: sizeOf(most) })
  if (encoding === undefined || encoding === 'identity') return bytes.toString()
  if (encoding !== 'gzip') throw new AppError(errors['events.encoding'], { encoding: encoding.slice(0, 40) })
  try {
    return (await unzip(bytes, { maxOutputLength: most })).toString()
  } catch (error) {
    const isBomb = (error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE'
    throw isBomb
      ? new AppError(errors['events.too-large'], { most: sizeOf(most) })
      : new AppError(errors['events.not-gzip'])
  }
}

const sizeOf = (bytes: number) => (bytes < 1024 * 1024 ? `${bytes / 1024} KB` : `${bytes / 1024 / 1024} MB`)

/** Parses JSON. @throws `events.not-json` */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new AppError(errors['events.not-json'])
  }
}

/** A line of NDJSON that is no JSON. */
export const brokenLine = Symbol('broken line')

/** The events of a native request: a JSON list, one JSON object, or NDJSON, line by line. */
export function parseEvents(text: string, contentType: string | undefined): unknown[] {
  if (/ndjson|jsonl/.test(contentType ?? '')) return parseLines(text)
  const parsed = parseJson(text)
  return Array.isArray(parsed) ? parsed : [parsed]
}

function parseLines(text: string): unknown[] {
  return text
    .split('\n')
    .filter(line => line.trim() !== '')
    .map(line => {
      try {
        return JSON.parse(line)
      } catch {
        return brokenLine
      }
    })
}
