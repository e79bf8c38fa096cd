import { type Deal, dayOf, foresee, learn, monthStart, openAt, walkForward } from '#lib/forecast/index.ts'
import { makeRandom } from '#lib/stats/random.ts'

/** Deals with four open stages over so many days, some of them still open at the end. */
function lived(days: number, perDay: number, daily: number): Deal[] {
  const random = makeRandom(1)
  const start = dayOf('2024-01-01')
  return Array.from({ length: days * perDay }, (_, n) => {
    const opened = start + Math.floor(n / perDay)
    const amount = 1_000_000 + random.integer(50_000_000)
    const deal: Deal = {
      ...{ id: String(n), opened, steps: [{ on: opened, stage: 0, amount }] },
      ...{ labels: [`p${n % 20}`, `t${n % 4}`, `f${n % 5}`], family: `f${n % 5}` },
    }
    for (let day = opened, stage = 0; day < start + days; day++) {
      if (random.uniform() < daily) {
        const won = random.uniform() < 0.2 + 0.15 * stage
        return { ...deal, ended: { on: day, won, amount: won ? amount : 0 } }
      }
      if (stage < 3 && random.uniform() < 0.03) deal.steps.push({ on: day + 1, stage: ++stage, amount })
    }
    return deal
  })
}

function timed<T>(what: string, work: () => T): T {
  const from = performance.now()
  const answer = work()
  console.log(`${what}: ${((performance.now() - from) / 1000).toFixed(2)} s`)
  return answer
}

const many = lived(730, 50, 0.01)
const today = dayOf('2024-01-01') + 729
const open = openAt(many, today)
console.log(`${many.length} deals, ${open.length} open`)
const model = timed('learned from all of them', () => learn(many, today, 4)!)
timed('6 months simulated 1 000 times for the open ones', () =>
  foresee(model, many, open, { months: 6, draws: 1000, seed: 1 }),
)

const some = lived(760, 7, 0.012)
const walked = timed(`24 months walked forward over ${some.length} deals, 300 draws each`, () =>
  walkForward(some, { stages: 4, to: monthStart(dayOf('2024-01-01') + 759, -1), draws: 300, seed: 1 }),
)
console.log(`${walked.length} months`)
