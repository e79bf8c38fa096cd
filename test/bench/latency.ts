import { busy, meetEverybody, publish, publishStrategies, send, startProduct } from './_product.ts'

// From an event's acknowledgement to its suggestion on an open screen: the server-sent event has reached the client and the
// suggestion has been read. 50 strategies besides, 1 000 events a second in the background, the load on the same
// processors. `node test/bench/latency.ts [PROBES [EVENTS-A-SECOND]]`
const [probes = '80', background = '1000'] = process.argv.slice(2)

const customers = 500

const product = await startProduct()
try {
  await publishStrategies(product, 50)
  await publish(product, {
    id: 'asks-for-a-price',
    when: [{ as: 'ask', event: 'price.asked', where: 'e.props.units > 10' }],
    then: [
      {
        do: 'suggest',
        to: 'owner',
        title: { 'zh-CN': '马上回电', en: 'Call back now' },
        reason: {
          'zh-CN': '询价 {{ string(int(ask.props.units)) }} 台',
          en: 'Asked for {{ string(int(ask.props.units)) }} units',
        },
        expires: '1d',
      },
    ],
  })
  await product.put('/api/v1/suggestions/cap', { perDay: 50, typicalValue: 100_000 })
  await meetEverybody(product, customers)
  await product.owner.query('update account set owner_id = (select user_id from member limit 1)')
  const screen = await openScreen()
  for (const rate of [0, Number(background)]) await measure(rate, screen)
  screen.close()
} finally {
  await product.remove()
}

interface Screen {
  /** Resolves with the id of the next suggestion for an account. */
  suggested(account: string): Promise<string>
  close(): void
}

async function measure(rate: number, screen: Screen): Promise<void> {
  const seconds = Number(probes) * 0.25 + 3
  const load =
    rate > 0 &&
    send({
      ...{ url: `${product.base}/api/v1/events`, key: product.key, way: 'native', size: 10, customers },
      ...{ connections: 8, seconds, prefix: `load-${rate}`, rate },
    })
  await new Promise(resolve => setTimeout(resolve, 1_500))
  const [told, read]: [number[], number[]] = [[], []]
  for (let probe = 0; probe < Number(probes); probe++) {
    const next = new Promise(resolve => setTimeout(resolve, 250))
    const [atScreen, readable] = await one(`c-${probe + (rate > 0 ? 200 : 0)}`, screen)
    told.push(atScreen)
    read.push(readable)
    await product.owner.query(
      "update suggestion set state = 'expired', surfaced_at = surfaced_at - interval '1 day'",
    )
    await next
  }
  const kept = load === false ? 0 : await load.then(({ accepted, seconds: took }) => accepted / took)
  console.log(
    `${rate} events/s asked, ${kept.toFixed(0)} done: told ${quantiles(told)} · readable ${quantiles(read)} · ${busy()}`,
  )
}

/** @returns milliseconds from the acknowledgement to the message on the screen, and to having read the suggestion */
async function one(customer: string, screen: Screen): Promise<[number, number]> {
  const account = await accountOf(customer)
  const suggested = screen.suggested(account)
  const event = {
    id: `ask-${customer}-${Date.now()}`,
    type: 'price.asked',
    at: new Date().toISOString(),
    customer,
    props: { units: 20 },
  }
  const accepted = await fetch(`${product.base}/api/v1/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${product.key}`, 'content-type': 'application/json' },
    body: JSON.stringify(event),
  })
  if (accepted.status !== 202) throw new Error(`The event was answered ${accepted.status}.`)
  const began = performance.now()
  const id = await suggested
  const told = performance.now() - began
  const answer = await product.get(`/api/v1/suggestions/${id}`)
  if (!answer.ok) throw new Error(`The suggestion was answered ${answer.status}.`)
  await answer.json()
  return [told, performance.now() - began]
}

async function accountOf(customer: string): Promise<string> {
  const found = await product.owner.query(
    "select subject_id from external_id where source = 'bench' and kind = 'account' and external_id = $1",
    [customer],
  )
  return found.rows[0].subject_id as string
}

async function openScreen(): Promise<Screen> {
  const ending = new AbortController()
  const answer = await fetch(`${product.base}/api/v1/live`, {
    headers: { cookie: product.cookie() },
    signal: ending.signal,
  })
  const waiting = new Map<string, (id: string) => void>()
  const listen = async (): Promise<void> => {
    let text = ''
    for await (const chunk of answer.body!.pipeThrough(new TextDecoderStream())) {
      const messages = (text + chunk).split('\n\n')
      text = messages.pop()!
      for (const message of messages) hear(message)
    }
  }
  const hear = (message: string): void => {
    if (!message.includes('event: suggestion.created')) return
    const { id, accountId } = JSON.parse(/^data: (.*)$/m.exec(message)![1]!) as {
      id: string
      accountId: string
    }
    waiting.get(accountId)?.(id)
  }
  listen().catch(() => {})
  return {
    suggested: account =>
      new Promise((resolve, reject) => {
        const giveUp = setTimeout(() => reject(new Error('No suggestion came within a minute.')), 60_000)
        waiting.set(account, id => {
          clearTimeout(giveUp)
          resolve(id)
        })
      }),
    close: () => ending.abort(),
  }
}

function quantiles(times: number[]): string {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (q: number) => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]!.toFixed(0)
  return `p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, most ${at(1)} ms`
}
