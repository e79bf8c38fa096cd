import { setTimeout as sleep } from 'node:timers/promises'
import { ask, closeDeal, counts, makeDeals, openScreen, type Stage, type Step, setStage } from '#test/deal.ts'
import { smtpServer } from '#test/fixtures/servers/smtp.ts'
import { busy, costliest, startProduct, watchStatements } from './_product.ts'

// Deals through the whole loop at once, from the draft to the started delivery, each step over HTTP, as the product starts. Whoever closes a
// deal pauses between two steps, at random, so many seconds in the mean; with 0 they send the next step the moment the last one was answered. Beside each step stands the yardstick of the same run: a route
// that looks up who asks and answers, at the same concurrency. Target: p95 of a step 500 ms. `node test/bench/loop.ts [DEALS [PAUSE [statements] [NODE-OPTION…]]]`
const [count = '50', pause = '2', ...options] = process.argv.slice(2)
const nodeOptions = options.filter(option => option !== 'statements')
/** Counting what statements cost costs something itself: not for figures. */
const withStatements = options.includes('statements')
const deals = Number(count)
const post = await smtpServer()
const settings = { SMTP_URL: post.url, SMTP_FROM: 'loam@example.com', LOAM_TRUST_PROXY: '1' }
const product = await startProduct(nodeOptions, settings)

try {
  if (withStatements) await watchStatements(product)
  const stage = await setStage(() => product.base, product.cookie(), post)
  const closeScreen = await openScreen(stage)
  // What a running server has long done: code compiled, connections open, the paper's fonts read.
  const warmUps = await makeDeals(stage, 8)
  for (let from = 0; from < warmUps.length; from += 4)
    await Promise.all(
      warmUps.slice(from, from + 4).map(deal => closeDeal(stage, deal, async (_, work) => work())),
    )
  const plans = await makeDeals(stage, deals, warmUps.length)
  const yardstick = await trivial(stage)
  const before = await countAll()
  if (withStatements) await costliest(product)
  const used = product.used()
  const own = process.cpuUsage()
  const times = new Map<string, number[]>()
  const wholes: number[] = []
  const began = performance.now()
  await Promise.all(
    plans.map(async plan => {
      const start = performance.now()
      await closeDeal(stage, plan, timed(times))
      wholes.push(performance.now() - start)
    }),
  )
  const seconds = (performance.now() - began) / 1_000
  const now = product.used()
  const [server, database] = [now.server - used.server, now.database - used.database]
  console.log(`${deals} deals in ${seconds.toFixed(1)} s, pauses of ${pause} s · ${busy()}`)
  const { user, system } = process.cpuUsage(own)
  console.log(
    `processor a deal: server ${ms(server)}, database ${ms(database)}; the load itself ${ms((user + system) / 1e6)}`,
  )
  line('yardstick GET /api/v1/me', yardstick)
  for (const [name, taken] of times) line(name, taken)
  line('whole deal', wholes)
  if (withStatements) console.log(await costliest(product))
  await check(before)
  closeScreen()
} finally {
  await product.remove()
  await post.close()
}

function ms(seconds: number): string {
  return `${((seconds * 1_000) / deals).toFixed(0)} ms`
}

/** What a deal took without the pauses is what its steps took. */
function timed(times: Map<string, number[]>): Step {
  return async (name, work) => {
    await sleep(Math.random() * 2_000 * Number(pause))
    const start = performance.now()
    const answer = await work()
    times.set(name, [...(times.get(name) ?? []), performance.now() - start])
    return answer
  }
}

/** Twenty rounds of a trivial route, as many at once as there are deals. */
async function trivial(stage: Stage): Promise<number[]> {
  const taken: number[] = []
  await Promise.all(
    Array.from({ length: deals }, async () => {
      for (let round = 0; round < 20; round++) {
        const start = performance.now()
        await ask(stage, stage.rep, 'GET', '/api/v1/me')
        taken.push(performance.now() - start)
      }
    }),
  )
  return taken
}

function line(name: string, taken: number[]): void {
  const sorted = taken.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.ceil(sorted.length * share) - 1]!.toFixed(0).padStart(6)
  console.log(`${name.padEnd(30)} p50${at(0.5)} ms  p95${at(0.95)} ms  max${at(1)} ms  n ${sorted.length}`)
}

async function countAll(): Promise<Record<string, number>> {
  return (await product.owner.query<Record<string, number>>(counts)).rows[0]!
}

/** Counted in the database: of everything as many as there are deals. The sealed files come after the signature. */
async function check(before: Record<string, number>): Promise<void> {
  const grown = async () => {
    const after = await countAll()
    return Object.entries(after).map(([what, n]) => [what, n - before[what]!] as const)
  }
  const start = performance.now()
  for (;;) {
    const found = await grown()
    if (found.every(([, n]) => n === deals) || performance.now() - start > 60_000) {
      console.log(`${found.map(([what, n]) => `${what} ${n}`).join(', ')}`)
      console.log(
        `all files sealed ${((performance.now() - start) / 1_000).toFixed(1)} s after the last delivery started`,
      )
      if (found.some(([, n]) => n !== deals)) process.exitCode = 1
      return
    }
    await new Promise(resolve => setTimeout(resolve, 100))
  }
}
