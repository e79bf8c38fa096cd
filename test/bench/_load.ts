import { connect, type Socket } from 'node:net'

/**
 * Sends events as fast as the server takes them, over kept-alive connections, one request at a time on each:
 * `node _load.ts PORT KEY EVENTS-PER-REQUEST CONNECTIONS SECONDS PREFIX`. Prints one JSON line.
 */
const [port, key, perRequest, connections, seconds, prefix] = process.argv.slice(2) as [
  string,
  string,
  string,
  string,
  string,
  string,
]
const size = Number(perRequest)
const customers = 2_000
const persons = 6_000

let number = 0
function body(): string {
  const at = new Date().toISOString()
  const events: string[] = []
  for (let i = 0; i < size; i++) {
    const n = number++
    events.push(
      `{"id":"${prefix}-${n}-7d1f0c52-9a3e","type":"document.section_viewed","at":"${at}","customer":"c-${n % customers}","person":"p-${(n * 7) % persons}",` +
        `"props":{"documentId":"d-${n % 97}","section":"price","sectionTitle":"技术参数与报价","page":${n % 12},"seconds":${n % 120},"kind":"tender","device":"phone"}}`,
    )
  }
  return size === 1 ? events[0]! : `[${events.join(',')}]`
}

function request(): string {
  const text = body()
  return (
    `POST /api/v1/events HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${key}\r\ncontent-type: application/json\r\n` +
    `content-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`
  )
}

const until = performance.now() + Number(seconds) * 1_000
const counts = { requests: 0, accepted: 0, refused: 0 }
const times: number[] = []

function drive(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    let buffered = ''
    let sentAt = 0
    const next = () => {
      if (performance.now() >= until) {
        socket.end()
        return resolve()
      }
      sentAt = performance.now()
      socket.write(request())
    }
    socket.on('data', chunk => {
      buffered += chunk.toString('latin1')
      const head = buffered.indexOf('\r\n\r\n')
      const length = Number(/content-length: (\d+)/i.exec(buffered)?.[1] ?? Number.NaN)
      if (head < 0 || buffered.length < head + 4 + length) return
      if (buffered.startsWith('HTTP/1.1 202'))
        counts.accepted += JSON.parse(buffered.slice(head + 4)).accepted
      else counts.refused++
      counts.requests++
      times.push(performance.now() - sentAt)
      buffered = ''
      next()
    })
    socket.on('connect', next)
    socket.on('error', reject)
  })
}

const began = performance.now()
await Promise.all(
  Array.from({ length: Number(connections) }, () => drive(connect(Number(port), '127.0.0.1'))),
)
const took = (performance.now() - began) / 1_000
times.sort((a, b) => a - b)
const quantile = (q: number) => times[Math.min(times.length - 1, Math.floor(q * times.length))] ?? 0
console.log(
  JSON.stringify({ ...counts, seconds: took, p50: quantile(0.5), p95: quantile(0.95), p99: quantile(0.99) }),
)
