import pg from 'pg'
import { expect, test } from 'vitest'
import { newId } from '#kernel/id.ts'
import { cookiesOf } from '#test/deal.ts'
import { killableServer } from '#test/killable.ts'
import { parseLine, runLog } from './index.ts'

const kills = 20
const accounts = Array.from({ length: 40 }, () => newId())

const server = await killableServer()
const start = () => server.start({ LOAM_TEST_CLOCK: '0' })
let secret = ''
let cookie = ''

async function call(method: string, path: string, body: unknown, headers: Record<string, string>) {
  const answer = await fetch(server.base() + path, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return answer
}

/** Two strategies: one that waits for silence, one that is started by what the first emits, and by a sequence. */
const strategies = [
  {
    id: 'silence',
    when: [
      { as: 'ask', event: 'quote.requested' },
      { absent: 'quote.sent', for: '1s' },
    ],
    measures: { asked: { count: 'quote.requested' } },
    then: [{ do: 'emit', event: 'silence.noticed', props: { asked: 'asked', who: 'ask.id' } }],
  },
  {
    id: 'sequence',
    when: [{ event: 'page.viewed' }, { as: 'last', event: ['page.viewed', 'silence.noticed'], times: 3 }],
    within: '1h',
    then: [{ do: 'tag', add: ['看了又看'] }],
  },
]

async function setUp(): Promise<void> {
  cookie = cookiesOf(await server.setUp())
  const key = await call('POST', '/api/v1/keys', { kind: 'api', name: 'test', source: 'test' }, { cookie })
  secret = ((await key.json()) as { secret: string }).secret
  for (const definition of strategies) {
    const draft = await call('POST', '/api/v1/strategies', { name: definition.id, definition }, { cookie })
    const { version } = (await draft.json()) as { version: number }
    await call('POST', `/api/v1/strategies/${definition.id}/publish`, { version }, { cookie })
  }
}

const types = ['page.viewed', 'page.viewed', 'quote.requested', 'quote.sent', 'meeting.held']
let made = 0

function batch(): { id: string }[] {
  const pick = <T>(list: T[]): T => list[Math.floor(Math.random() * list.length)]!
  return Array.from({ length: 8 }, () => ({
    id: `e-${++made}`,
    type: pick(types),
    at: new Date().toISOString(),
    customer: pick(accounts),
    props: {},
  }))
}

/** Sends without pause until the server is gone; what wasn't acknowledged is sent again by the next one. */
async function load(
  acknowledged: Set<string>,
  again: { id: string }[][],
  isOver: () => boolean,
): Promise<void> {
  while (!isOver()) {
    const events = again.pop() ?? batch()
    try {
      await call('POST', '/api/v1/events', events, { authorization: `Bearer ${secret}` })
      for (const { id } of events) acknowledged.add(id)
    } catch {
      again.push(events)
      await new Promise(resolve => setTimeout(resolve, 20))
    }
  }
}

test(`${kills} times kill -9 under load: every acknowledged event once, and the firings of the log, each once`, async () => {
  const acknowledged = new Set<string>()
  const again: { id: string }[][] = []
  await start()
  await setUp()
  for (let kill = 0; kill < kills; kill++) {
    if (kill > 0) await start()
    let over = false
    const senders = [1, 2, 3].map(() => load(acknowledged, again, () => over))
    await new Promise(resolve => setTimeout(resolve, 150 + Math.random() * 700))
    // Twice it ends in order, under the same load: what follows starts from a snapshot.
    await server.kill(kill === 6 || kill === 13 ? 'SIGTERM' : 'SIGKILL')
    over = true
    await Promise.all(senders)
  }
  await start()
  for (const events of again)
    await call('POST', '/api/v1/events', events, { authorization: `Bearer ${secret}` })

  const database = new pg.Client({ connectionString: server.ownerUrl })
  await database.connect()
  try {
    const count = async (query: string) => Number((await database.query(query)).rows[0].n)
    // Silence is noticed a second and the grace after the last act; what that emits may go round once more.
    await quiet(() => count('select count(*) as n from firing'), 9_000)
    const exported = await (await call('GET', '/api/v1/log/export', undefined, { cookie })).text()
    const lines = exported.split('\n').filter(line => line !== '')
    const log = lines.map((line, index) => parseLine(JSON.parse(line), index + 1))
    expect(log.filter(line => !line.ok)).toEqual([])
    const replayed = [...runLog(log as Parameters<typeof runLog>[0])].map(({ firing }) => firing.id)
    const live = (await database.query('select id from firing')).rows.map(row => row.id as string)
    expect(replayed.length).toBeGreaterThan(100)
    expect(new Set(replayed).size).toBe(replayed.length)
    expect(live.toSorted()).toEqual(replayed.toSorted())

    const stored = (await database.query("select id from event_log where source = 'test'")).rows
    const ids = new Set(stored.map(row => row.id as string))
    expect(ids.size).toBe(stored.length)
    expect([...acknowledged].filter(id => !ids.has(id))).toEqual([])
    expect(await count('select count(*) as n from decision')).toBe(live.length)
    const emitted = await count("select count(*) as n from event_log where type = 'silence.noticed'")
    expect(emitted).toBe(await count("select count(*) as n from firing where strategy_id = 'silence'"))
    process.stdout.write(`${kills} kills: ${acknowledged.size} events acknowledged, ${live.length} firings\n`)
  } finally {
    await database.end()
  }
}, 600_000)

/** Waits until a number has stayed the same for so long. */
async function quiet(read: () => Promise<number>, ms: number): Promise<void> {
  let last = await read()
  for (let since = Date.now(); Date.now() - since < ms; ) {
    await new Promise(resolve => setTimeout(resolve, 250))
    const now = await read()
    if (now !== last) since = Date.now()
    last = now
  }
}
