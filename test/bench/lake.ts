import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { makeLakeStore } from '#adapters/lake/store.ts'
import { newId } from '#kernel/id.ts'
import type { JourneyQuestion } from '#kernel/ports/lake.ts'
import { DAY } from '#kernel/time.ts'

/**
 * How fast the lake answers: so many events over 100 days and 100 000 customers, written by DuckDB itself in the lake's own
 * layout, then boards over them. `node test/bench/lake.ts [rows, default 10 000 000]`
 */
const rows = Number(process.argv[2] ?? 10_000_000)
const days = 100
const customers = 100_000
const start = Date.UTC(2026, 0, 1)

const folder = mkdtempSync(join(tmpdir(), 'loam-lake-bench-'))
const workspaceId = newId()
let spent = process.cpuUsage()
/** Seconds on the wall, and of the processor: where others use it too, the second says what a quiet machine would need. */
function seconds(since: number): string {
  const { user, system } = process.cpuUsage(spent)
  spent = process.cpuUsage()
  return `${((performance.now() - since) / 1000).toFixed(2)} s (${((user + system) / 1e6).toFixed(2)} s of processor)`
}

const types = [
  'page.viewed',
  'document.opened',
  'document.section_viewed',
  'document.forwarded',
  'inquiry.submitted',
  'demo.attended',
  'call.completed',
  'meeting.held',
  'tender.announced',
  'quote.opened',
  'activity.note_added',
  'opportunity.won',
]

async function generate(): Promise<void> {
  const connection = await (
    await DuckDBInstance.create(':memory:', { memory_limit: '1GB', threads: '2' })
  ).connect()
  await connection.run(`set timezone = 'UTC'; select setseed(0.42)`)
  await connection.run(
    `create table kind as select unnest([${types.map(type => `'${type}'`).join(',')}]) as type`,
  )
  const perDay = Math.floor(rows / days)
  for (let day = 0; day < days; day++) {
    const name = new Date(start + day * DAY).toISOString().slice(0, 10)
    const path = join(folder, `workspace=${workspaceId}`, `day=${name}`)
    mkdirSync(path, { recursive: true })
    await connection.run(`copy (
      with drawn as (select n, random() as kind, random() as who, random() as moment, random() as length from range(${perDay}) t(n))
      select ${day * perDay} + n as seq, 'e' || (${day * perDay} + n) as id,
        (list_value(${types.map(type => `'${type}'`).join(',')}))[1 + floor(12 * kind * kind)::int] as type,
        make_timestamptz((${start + day * DAY} + floor(moment * ${DAY})::bigint) * 1000) as "at",
        make_timestamptz((${start + day * DAY} + floor(moment * ${DAY})::bigint) * 1000) as received,
        '019a0000-0000-7000-8000-' || lpad(floor(${customers} * who)::int::varchar, 12, '0') as customer,
        null::varchar as person, null::varchar as opportunity, 'bench' as source, false as imported,
        null::varchar as cause_strategy, null::integer as cause_depth,
        '{"kind":"tender","seconds":' || floor(length * 300)::int || ',"title":"技术参数表"}' as props
      from drawn order by customer, "at", seq
    ) to '${join(path, 'events.parquet')}' (format parquet, compression zstd, row_group_size 100000)`)
  }
  connection.closeSync()
}

async function main(): Promise<void> {
  let since = performance.now()
  await generate()
  process.stdout.write(`${rows.toLocaleString('en-US')} events written in ${seconds(since)}\n`)
  const lake = await makeLakeStore({ folder, log: { read: async () => [] }, threads: 2, memoryMb: 1024 })
  since = performance.now()
  const stats = await lake.stats(workspaceId)
  process.stdout.write(
    `stats ${seconds(since)}: ${stats.rows} rows, ${stats.days} days, ${(stats.bytes / 1e6).toFixed(0)} MB\n`,
  )
  const board = (touches: JourneyQuestion['touches'], windowDays: number): JourneyQuestion => ({
    from: start,
    to: start + days * DAY,
    windowMs: windowDays * DAY,
    touches,
    success: { event: 'opportunity.won' },
  })
  const questions: [string, JourneyQuestion][] = [
    [
      '3 steps, 30 days',
      board([{ event: 'inquiry.submitted' }, { event: 'demo.attended' }, { event: 'quote.opened' }], 30),
    ],
    [
      '3 steps, one with a condition',
      board(
        [
          { event: 'inquiry.submitted' },
          { event: 'document.section_viewed', where: { op: '>=', path: ['seconds'], value: 60 } },
          { event: 'quote.opened' },
        ],
        30,
      ),
    ],
    [
      '6 steps, 14 days',
      board(
        [
          'inquiry.submitted',
          'demo.attended',
          'meeting.held',
          'call.completed',
          'tender.announced',
          'quote.opened',
        ].map(event => ({ event })),
        14,
      ),
    ],
  ]
  for (const [name, question] of questions) {
    for (const round of [1, 2]) {
      since = performance.now()
      const answer = await lake.journeys(workspaceId, question, start + days * DAY)
      const reached = answer.funnel.map(step => step.reached).join(' → ')
      process.stdout.write(
        `${name}, round ${round}: ${seconds(since)}; ${reached}; ${answer.journeys} journeys\n`,
      )
    }
    since = performance.now()
    await lake.customersAt(workspaceId, question, { kind: 'step', step: 1, lost: true }, 100)
    process.stdout.write(`${name}, customers at a step: ${seconds(since)}\n`)
  }
  process.stdout.write(`memory of the process: ${(process.memoryUsage().rss / 1e6).toFixed(0)} MB\n`)
  await lake.close()
}

await main().finally(() => rmSync(folder, { recursive: true, force: true }))
