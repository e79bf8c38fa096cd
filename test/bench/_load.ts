import { connect, type Socket } from 'node:net'
import type { LoadOptions } from './_product.ts'

/**
 * Sends events over kept-alive connections, one request at a time on each: `node _load.ts OPTIONS-AS-JSON`. Prints what
 * came of it as one JSON line. Written on bare sockets, because it shares the processors with what it measures.
 */
const {
  url,
  key,
  way,
  size,
  connections,
  seconds,
  prefix,
  rate,
  customers = 5_000,
  most = Number.POSITIVE_INFINITY,
} = JSON.parse(process.argv[2]!) as LoadOptions
const { port, pathname } = new URL(url)
const persons = 2 * customers
const kinds = ['tender', 'brochure', 'brochure', 'brochure']

let number = 0
function event(at: string): string {
  const n = number++
  const props =
    `{"documentId":"d-${n % 97}","section":"price","sectionTitle":"技术参数与报价","page":${n % 12},` +
    `"seconds":${n % 120},"kind":"${kinds[n % 4]}","device":"phone"}`
  const [id, name, customer, person] = [
    `${prefix}-${n}-7d1f0c52-9a3e`,
    `type.${(n * 7) % 20}`,
    `c-${(n * 31) % customers}`,
    `p-${(n * 7) % persons}`,
  ]
  return way === 'native'
    ? `{"id":"${id}","type":"${name}","at":"${at}","customer":"${customer}","person":"${person}","props":${props}}`
    : `{"type":"track","messageId":"${id}","event":"${name}","timestamp":"${at}","userId":"${person}",` +
        `"context":{"groupId":"${customer}"},"properties":${props}}`
}

function body(): string {
  const at = new Date().toISOString()
  const events = Array.from({ length: size }, () => event(at))
  if (way === 'segment') return `{"batch":[${events.join(',')}],"sentAt":"${at}"}`
  return size === 1 ? events[0]! : `[${events.join(',')}]`
}

const head =
  `POST ${pathname} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n` +
  `authorization: ${way === 'native' ? `Bearer ${key}` : `Basic ${btoa(`${key}:`)}`}\r\ncontent-length: `

function request(): string {
  const text = body()
  return `${head}${Buffer.byteLength(text)}\r\n\r\n${text}`
}

const began = performance.now()
const until = began + seconds * 1_000
const counts = { requests: 0, accepted: 0, refused: 0 }
const times: number[] = []

/** How long to wait before the next request so that the rate is kept. */
const early = () => (rate === undefined ? 0 : (number / rate) * 1_000 - (performance.now() - began))

function accepted(answer: string): number | undefined {
  if (!/^HTTP\/1\.1 20[02]/.test(answer)) return undefined
  const told = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4)) as {
    accepted?: number
    rejected?: unknown[]
  }
  return told.accepted ?? size - (told.rejected?.length ?? 0)
}

function drive(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    let buffered = ''
    let sentAt = 0
    const next = () => {
      if (performance.now() >= until || number >= most) {
        socket.end()
        return resolve()
      }
      const wait = early()
      if (wait > 0) return void setTimeout(next, Math.min(wait, until - performance.now()))
      sentAt = performance.now()
      socket.write(request())
    }
    socket.setNoDelay(true)
    socket.on('data', chunk => {
      buffered += chunk.toString('latin1')
      const end = buffered.indexOf('\r\n\r\n')
      const length = Number(/content-length: (\d+)/i.exec(buffered)?.[1] ?? Number.NaN)
      if (end < 0 || buffered.length < end + 4 + length) return
      const count = accepted(buffered)
      if (count === undefined) counts.refused++
      else counts.accepted += count
      counts.requests++
      times.push(performance.now() - sentAt)
      buffered = ''
      next()
    })
    socket.on('connect', next)
    socket.on('error', reject)
  })
}

await Promise.all(Array.from({ length: connections }, () => drive(connect(Number(port), '127.0.0.1'))))
const took = (performance.now() - began) / 1_000
times.sort((a, b) => a - b)
const quantile = (q: number) => times[Math.min(times.length - 1, Math.floor(q * times.length))] ?? 0
console.log(
  JSON.stringify({ ...counts, seconds: took, p50: quantile(0.5), p95: quantile(0.95), p99: quantile(0.99) }),
)
