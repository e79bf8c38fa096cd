import { DuckDBUUIDValue } from '@duckdb/node-api'
import type {
  Gap,
  JourneyAnswer,
  JourneyNode,
  JourneyPlace,
  JourneyQuestion,
  TouchCredit,
} from '#kernel/ports/lake.ts'
import type { Instant } from '#kernel/time.ts'
import {
  attribute,
  bootstrapShares,
  type ChannelCredit,
  conversionsOf,
  methods,
  type Path,
  type PathNode,
  pathTree,
} from '#lib/attribution/index.ts'
import type { Duck } from './duck.ts'
import * as sql from './journey-sql.ts'

/** Which tables are laid out just now: whoever looks closer at an answer needs no second reading of the files. */
const laidOut = new WeakMap<Duck, string>()

/** Events to answer from. `state` changes whenever they do. */
export interface Source {
  /** Table expressions. They are read one after the other: a union would keep the reader of files from skipping. */
  tables: string[]
  state: string
}

/** The tables `hit`, `reach` and `journey` of a question, over files and rest. */
async function lay(duck: Duck, source: Source, question: JourneyQuestion): Promise<void> {
  const wanted = `${source.state} ${JSON.stringify(question)}`
  if (laidOut.get(duck) === wanted) return
  laidOut.delete(duck)
  const { customers } = question
  const table = customers && 'asked_customer'
  if (customers) await fillCustomers(duck, customers)
  await duck.run(sql.makeHitSql)
  for (const each of source.tables) await run(duck, sql.addHitSql(each, question, table))
  await duck.run(sql.tidyHitSql)
  await run(duck, sql.reachSql(question))
  await run(duck, sql.journeySql(question))
  laidOut.set(duck, wanted)
}

async function fillCustomers(duck: Duck, customers: readonly string[]): Promise<void> {
  await duck.run('create or replace temp table asked_customer (customer uuid)')
  const appender = await duck.connection.createAppender('asked_customer')
  for (const customer of customers) {
    appender.appendUUID(DuckDBUUIDValue.fromUint128(BigInt(`0x${customer.replaceAll('-', '')}`)))
    appender.endRow()
  }
  appender.closeSync()
}

const run = (duck: Duck, { sql: text, binding }: sql.Statement) => duck.run(text, binding.values)
const first = async <T extends object>(duck: Duck, { sql: text, binding }: sql.Statement): Promise<T> =>
  (await duck.all<T>(text, binding.values))[0]!

/** Everything a board shows. */
export async function answerJourneys(
  duck: Duck,
  source: Source,
  question: JourneyQuestion,
  now: Instant,
): Promise<Omit<JourneyAnswer, 'dataTo'>> {
  await lay(duck, source, question)
  const paths = await pathsOf(duck)
  const { absorption, channels } = attribute(paths)
  const underway = await first<{ amount: bigint }>(duck, sql.underwaySql(question, now))
  const untouched = await first<{ amount: bigint }>(duck, sql.successSql(question))
  const events = await first<Record<string, bigint>>(duck, sql.eventsSql(question))
  const conversions = conversionsOf(paths)
  return {
    funnel: await funnelOf(duck, sql.stepBits(question).length),
    underway: Number(underway.amount),
    events: question.touches.map((_, index) => Number(events[`n${index}`])),
    journeys: conversions + paths.reduce((sum, path) => sum + path.nulls, 0),
    conversions,
    untouched: question.success ? Number(untouched.amount) : 0,
    absorption,
    credits: creditsOf(paths, channels),
    fromStart: nodeOf(pathTree(paths, 'start')),
    fromSuccess: nodeOf(pathTree(paths, 'success')),
  }
}

/** Customers at a place of the answer. */
export async function customersAt(
  duck: Duck,
  source: Source,
  question: JourneyQuestion,
  place: JourneyPlace,
  most: number,
): Promise<{ customer: string; at: Instant }[]> {
  await lay(duck, source, question)
  const { sql: text, binding } = sql.customersSql(place, sql.stepBits(question).length, most)
  const rows = await duck.all<{ customer: string; ms: bigint }>(text, binding.values)
  return rows.map(({ customer, ms }) => ({ customer, at: Number(ms) }))
}

/** Touches are letters in the ways, a for the first. */
async function pathsOf(duck: Duck): Promise<Path[]> {
  const rows = await duck.all<{ way: string; conversions: bigint; nulls: bigint }>(sql.waysSql)
  return rows.map(({ way, conversions, nulls }) => ({
    steps: [...way],
    conversions: Number(conversions),
    nulls: Number(nulls),
  }))
}

interface FunnelRow {
  reached: bigint
  lower: number | null
  median: number | null
  upper: number | null
  reach: number | null
}

async function funnelOf(duck: Duck, size: number): Promise<JourneyAnswer['funnel']> {
  const rows = await duck.all<FunnelRow>(sql.funnelSql(size))
  const funnel = []
  for (const [step, row] of rows.entries())
    funnel.push({ reached: Number(row.reached), gap: await gapOf(duck, step, row) })
  return funnel
}

/** Of fewer even the smallest and the largest don't bound the median with 95 % (1 − 2 · 0.5ⁿ). */
const fewest = 6

async function gapOf(
  duck: Duck,
  step: number,
  { reached, lower, median, upper, reach }: FunnelRow,
): Promise<Gap | null> {
  if (lower === null || median === null || upper === null) return null
  if (Number(reached) < fewest) return { lower, median, upper, medianLow: null, medianHigh: null }
  const around = [Math.max(0, 0.5 - reach!), Math.min(1, 0.5 + reach!)] as const
  const [bounds] = await duck.all<{ low: number; high: number }>(sql.medianBoundsSql(step, ...around))
  return { lower, median, upper, medianLow: bounds!.low, medianHigh: bounds!.high }
}

const touchOf = (letter: string) => (letter === '' ? -1 : letter.charCodeAt(0) - 97)

function creditsOf(paths: readonly Path[], channels: readonly ChannelCredit[]): TouchCredit[] {
  const conversions = conversionsOf(paths)
  const ranges = bootstrapShares(paths)
  return channels.map(credit => {
    const through = paths.filter(path => path.steps.includes(credit.channel))
    const by = methods.map(method => {
      const share = conversions === 0 ? 0 : credit[method] / conversions
      const [low, high] = ranges.get(credit.channel)![method]
      return [method, { value: method === 'removal' ? credit.removal : share, low, high }]
    })
    const won = conversionsOf(through)
    return {
      touch: touchOf(credit.channel),
      journeys: won + through.reduce((sum, path) => sum + path.nulls, 0),
      conversions: won,
      by: Object.fromEntries(by) as TouchCredit['by'],
    }
  })
}

function nodeOf({ step, children, ...counts }: PathNode): JourneyNode {
  return { ...counts, touch: touchOf(step), children: children.map(nodeOf) }
}
