import { makeTypesetter } from '#adapters/typst/typeset.ts'
import type { RevisionContent } from '#collaboration/quote/api.ts'
import { setPaper } from '#collaboration/quote/index.ts'
import { chineseAmount } from '#lib/price/index.ts'
import { median } from './_product.ts'
import { count, linesOf, priced, terms } from './_quote.ts'

// A quote of 200 lines: summed, measured, and set as a PDF with warm caches, each time with other figures.
// Targets: measures 20 ms, PDF 300 ms. `node test/bench/quote.ts [ROUNDS]`
const rounds = Number(process.argv[2] ?? 15)

function contentOf(round: number): RevisionContent {
  const lines = linesOf(round, true)
  const { sums } = priced(lines)
  return {
    schema: 1,
    quote: { id: '', number: `BJ20261123-${round}`, name: '微创中心扩建设备', revision: 1 },
    ...{ seller: '澄远医疗器械（华东）有限公司', opportunity: null, author: { id: null, name: '林晓' } },
    ...{
      customer: { id: '', name: '云洲市第一人民医院' },
      issuedAt: 0,
      validUntil: 0,
      validDay: '2026-12-23',
    },
    ...{
      timeZone: 'Asia/Shanghai',
      priceBook: null,
      bundles: [],
      priced: sums,
      delivery: null,
      note: '',
      costsHash: '',
    },
    terms: {
      ...terms,
      payment: terms.payment.map(one => ({ ...one, label: '到货验收后 15 日内' })),
    } as RevisionContent['terms'],
    lines: lines.map((line, i) => ({
      ...line,
      ...{ name: `4K 荧光腹腔镜配件 ${i + 1} 号`, unit: '套', code: `CY-${i}`, family: null },
      spec: i % 10 === 0 ? '分辨率 3840 × 2160\n帧率 60 帧/秒' : '',
    })) as RevisionContent['lines'],
    capital: chineseAmount(sums.totals.gross),
    clauses: '含运输与安装。\n质保三年，四小时响应。\n逾期付款按日加收万分之五。',
  }
}

/** By the clock, and in processor time: on a machine that others use too, the clock alone says little. */
interface Taken {
  clock: number
  processor: number
}

async function timed(work: () => unknown): Promise<Taken> {
  const [start, before] = [performance.now(), process.cpuUsage()]
  await work()
  const { user, system } = process.cpuUsage(before)
  return { clock: performance.now() - start, processor: (user + system) / 1000 }
}

const report = (what: string, times: Taken[], target: number) => {
  const clock = times.map(each => each.clock)
  const processor = median(times.map(each => each.processor))
  console.log(
    `${what}: median ${median(clock).toFixed(1)} ms, slowest ${Math.max(...clock).toFixed(1)} ms; processor ${processor.toFixed(1)} ms (target ${target} ms)`,
  )
}

const typesetter = makeTypesetter()
console.log(
  `first PDF, fonts read and nothing warm: ${(await timed(() => setPaper(typesetter, contentOf(0), 'zh-CN', { hash: '0'.repeat(64) }))).clock.toFixed(0)} ms`,
)
const [sums, papers]: [Taken[], Taken[]] = [[], []]
for (let round = 1; round <= rounds; round++) {
  const lines = linesOf(round, true)
  sums.push(await timed(() => priced(lines)))
  const content = contentOf(round)
  papers.push(await timed(() => setPaper(typesetter, content, 'zh-CN', { hash: '0'.repeat(64) })))
}
report(`${count} lines summed and measured`, sums, 20)
report(`${count} lines as PDF, warm`, papers, 300)
typesetter.close()
