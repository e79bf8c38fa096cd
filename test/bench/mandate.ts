import type { Deal, Delegation, MandateRow } from '#lib/mandate/index.ts'
import { Judge } from '#lib/mandate/index.ts'
import { productDiscounts } from '#lib/price/index.ts'
import { median } from './_product.ts'
import { count, linesOf, priced } from './_quote.ts'

// “May I?” on a quote of 200 lines in a company of 500 people with 200 rows and 40 delegations: the quote summed, measured and judged,
// route included, each time with other figures. Target: 20 ms. `node test/bench/mandate.ts [ROUNDS]`
const rounds = Number(process.argv[2] ?? 100)
const families = Array.from({ length: 12 }, (_, i) => `family ${i}`)
const everywhere = { departmentId: null, regionId: null, family: null, tier: null }

const departments = Array.from({ length: 60 }, (_, i) => ({
  id: `d${i}`,
  parentId: i === 0 ? null : `d${Math.floor((i - 1) / 4)}`,
  headId: null,
}))
const people = Array.from({ length: 500 }, (_, i) => ({
  id: `p${i}`,
  departmentId: `d${i % 60}`,
  roleId: `r${i < 60 ? 1 : 0}`,
  active: i % 50 !== 49,
  leads: i < 60,
}))
const rows = Array.from({ length: 200 }, (_, i): MandateRow => {
  const level = i % 3 === 0 ? 0 : i % 10
  return {
    id: `row${i}`,
    holder:
      i % 3 === 0
        ? { kind: 'role', id: `r${i % 2}`, reach: 'line' }
        : { kind: 'person', id: `p${(i * 7) % 500}` },
    scope: {
      ...everywhere,
      family: i % 4 === 0 ? families[i % 12]! : null,
      departmentId: i % 5 === 0 ? `d${i % 60}` : null,
    },
    limits: {
      worstLineDiscount: 0.05 * level,
      blendedDiscount: 0.04 * level,
      effectiveDiscount: 0.04 * level,
      margin: 0.5 - 0.05 * level,
      amount: 1e9 * level,
      paymentDays: 40 * level,
    },
    from: null,
    to: null,
  }
})
const delegations = Array.from({ length: 40 }, (_, i): Delegation => {
  const [fromId, toId] = [`p${i * 3}`, `p${i * 3 + 200}`]
  return {
    id: `del${i}`,
    fromId,
    toId,
    from: '2026-11-20',
    to: '2026-11-30',
    scope: everywhere,
    caps: { amount: 5e9 },
  }
})

function dealOf(round: number): Deal {
  const lines = linesOf(round, false)
  const { sums, measures } = priced(lines)
  const { blendedDiscount, effectiveDiscount, margin, amount, paymentDays } = measures
  const discounts = new Map(
    productDiscounts({ lines, priced: sums }).map(({ lineId, discount }) => [lineId, discount]),
  )
  const byFamily = Map.groupBy(lines, (_, i) => families[i % 12]!)
  return {
    ...{ departmentId: 'd57', regionId: null, tier: null, authorId: 'p117', ownerId: 'p117' },
    families: [...byFamily].map(([family, members]) => ({
      family,
      discount: Math.max(...members.map(({ id }) => discounts.get(id) ?? 0)),
      lineId: null,
    })),
    values: { blendedDiscount, effectiveDiscount, margin, amount, paymentDays },
  }
}

const times: { whole: number; judged: number; processor: number }[] = []
for (let round = 0; round < rounds + 5; round++) {
  const [start, before] = [performance.now(), process.cpuUsage()]
  const deal = dealOf(round)
  const middle = performance.now()
  const verdict = new Judge({ rows, delegations, people, departments, today: '2026-11-23' }).judge(
    deal,
    'p117',
  )
  const end = performance.now()
  const { user, system } = process.cpuUsage(before)
  if (verdict.inside) throw new Error('meant to lie outside, so that the way up is looked for')
  // The first rounds compile.
  if (round >= 5) times.push({ whole: end - start, judged: end - middle, processor: (user + system) / 1000 })
}
const of = (key: keyof (typeof times)[number]) => times.map(each => each[key])
const sorted = of('whole').sort((a, b) => a - b)
console.log(
  `${count} lines summed, measured and judged: median ${median(of('whole')).toFixed(1)} ms, p95 ${sorted[Math.floor(sorted.length * 0.95)]!.toFixed(1)} ms, slowest ${sorted.at(-1)!.toFixed(1)} ms; processor ${median(of('processor')).toFixed(1)} ms (target 20 ms); of it judging ${median(of('judged')).toFixed(1)} ms`,
)
