import { type BankLine, type DueItem, dayAfter, matchLines } from '#lib/payment/index.ts'
import { median } from './_product.ts'

// A statement of 10 000 lines matched with the open items of 2 000 deals: a third pays to the cent, others in part, over, for two
// deals at once, by somebody else, or nothing of ours. Target: 10 s. `node test/bench/payment.ts [ROUNDS]`
const rounds = Number(process.argv[2] ?? 5)
const [deals, count] = [2_000, 10_000]

const cities = ['云洲', '澜城', '梁溪', '南湖', '甬江', '青溪', '吴陵', '运河', '金泽', '海陵']
const nameOf = (i: number) =>
  `${cities[i % 10]}市第${'一二三四五六七八九'[Math.floor(i / 10) % 9]}人民医院${i < 90 ? '' : `集团${i}分院`}`

const duesOf = (round: number): DueItem[] =>
  Array.from({ length: deals }, (_, i) =>
    [0.3, 0.6, 0.1].map((share, place) => ({
      ...{ id: `d${i}-${place}`, contractId: `c${i}`, accountId: `a${i % 600}`, place },
      ...{ dueDay: dayAfter('2026-11-01', (i % 40) + place * 60), currency: 'CNY' },
      open: Math.round((100_000_00 + i * 317_00 + round * 11) * share),
      ...{ references: [`HT2026${String(i).padStart(6, '0')}`], payers: [nameOf(i % 600)] },
    })),
  ).flat()

function linesOf(dues: readonly DueItem[]): BankLine[] {
  return Array.from({ length: count }, (_, i) => {
    const due = dues[(i * 7) % dues.length]!
    const other = dues[(i * 7 + 1_800) % dues.length]!
    const [payer] = due.payers
    const base = {
      id: `l${i}`,
      day: dayAfter('2026-11-01', i % 60),
      currency: 'CNY',
      reference: `B${i}`,
      reversal: false,
    }
    const ways: Omit<BankLine, keyof typeof base>[] = [
      { amount: due.open, payer: payer!, remark: due.references[0]! },
      { amount: due.open, payer: payer!, remark: '货款' },
      { amount: Math.ceil(due.open / 3), payer: payer!, remark: '部分货款' },
      { amount: due.open + 1_00, payer: payer!, remark: '设备款' },
      { amount: due.open + other.open, payer: payer!, remark: '两笔合并' },
      { amount: due.open, payer: `${cities[i % 10]}城投集团有限公司`, remark: due.references[0]! },
      { amount: 1_000 + i, payer: '', remark: '结息' },
      { amount: 5_000_00 + i, payer: `江海贸易${i}有限公司`, remark: '往来款' },
    ]
    return { ...base, ...ways[i % ways.length]! }
  })
}

const times: number[] = []
for (let round = 0; round < rounds; round++) {
  const dues = duesOf(round)
  const lines = linesOf(dues)
  const start = performance.now()
  const proposals = matchLines(lines, dues)
  times.push(performance.now() - start)
  if (round > 0) continue
  const kinds = Object.entries(Object.groupBy(proposals, ({ kind }) => kind)).map(
    ([kind, of]) => `${kind} ${of.length}`,
  )
  process.stdout.write(`${kinds.join(', ')}; exact ${proposals.filter(({ exact }) => exact).length}\n`)
}
process.stdout.write(
  `${count} lines with ${deals * 3} items: median ${(median(times) / 1000).toFixed(2)} s, worst ${(Math.max(...times) / 1000).toFixed(2)} s (target 10 s)\n`,
)
