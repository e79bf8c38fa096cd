import type { JourneyPlace, JourneyQuestion } from '#kernel/ports/lake.ts'
import { DAY, type Instant } from '#kernel/time.ts'
import { Binding, touchSql } from './prop-sql.ts'

/** One statement with its values. */
export interface Statement {
  sql: string
  binding: Binding
}

const bound = (at: Instant, binding: Binding) => `${binding.add(BigInt(Math.trunc(at)))}::bigint`
const instant = (at: Instant, binding: Binding) =>
  `make_timestamptz(${binding.add(BigInt(Math.trunc(at)) * 1000n)}::bigint)`

/** The bit of the success in a hit's mask; touches have the bits below. */
export const successBit = 1 << 30

/** Days (UTC) in which a question's events may lie. */
export function daysAsked({ from, to, windowMs }: JourneyQuestion): { first: string; last: string } {
  const day = (at: Instant) => new Date(Math.max(0, Math.min(at, 4e12))).toISOString().slice(0, 10)
  return { first: day(from - windowMs), last: day(to + windowMs + DAY) }
}

/** The table `hit`: one row for each event that matters: who, when (ms), and a mask with the bit of each touch that it is. */
export const makeHitSql = 'create or replace temp table hit (customer uuid, ms bigint, mask integer)'

/**
 * Adds the hits of one source to the table. What is no hit after all goes in a second statement (`tidyHitSql`): a test of
 * masks or missing customers here would make the reader unpack more of every row, or judge its conditions twice.
 * @param source files or rest, as a table expression
 */
export function addHitSql(
  source: string,
  question: JourneyQuestion,
  customerTable: string | undefined,
): Statement {
  const binding = new Binding()
  const { touches, success, from, to, windowMs } = question
  const types = [...new Set([...touches, ...(success ? [success] : [])].map(touch => touch.event))]
  const bits = touches.map((touch, index) => touchSql(touch, 1 << index, binding))
  if (success) bits.push(touchSql(success, successBit, binding))
  const among =
    customerTable === undefined ? '' : `and customer::uuid in (select customer from ${customerTable})`
  const sql = `insert into hit
    select customer::uuid, epoch_ms("at"), (${bits.join(' + ')})::integer from ${source}
    where type in (${types.map(type => `${binding.add(type)}::varchar`).join(', ')})
      and "at" >= ${instant(from - windowMs, binding)} and "at" < ${instant(to + windowMs, binding)} ${among}`
  return { sql, binding }
}

export const tidyHitSql = 'delete from hit where mask = 0 or customer is null'

/** The bits of the funnel's steps: the touches in order, save those aside, then the success where one is asked for. */
export function stepBits({ touches, success }: JourneyQuestion): number[] {
  return [
    ...touches.flatMap(({ aside }, index) => (aside ? [] : [1 << index])),
    ...(success ? [successBit] : []),
  ]
}

/**
 * Makes the table `reach`: for each customer who began, when each step of the funnel was reached (t0, t1 …; null beyond).
 * All further steps lie within the window after the first, so the hits are joined with it once, and then looked through as lists.
 */
export function reachSql(question: JourneyQuestion): Statement {
  const binding = new Binding()
  const { from, to, windowMs } = question
  const [begin, ...further] = stepBits(question)
  const begun = `select customer, min(ms) as t0 from hit
    where mask & ${begin} <> 0 and ms >= ${bound(from, binding)} and ms < ${bound(to, binding)} group by customer`
  const create = 'create or replace temp table reach as'
  if (further.length === 0) return { sql: `${create} ${begun}`, binding }
  const lists = further.map((bit, index) => `list(h.ms) filter (h.mask & ${bit} <> 0) as l${index + 1}`)
  const steps = further.map((_, index) => {
    const before = index === 0 ? 's0 left join near using (customer)' : `s${index}`
    const reached = `list_min(list_filter(l${index + 1}, ms -> ms > t${index}))`
    return `s${index + 1} as (select *, ${reached} as t${index + 1} from ${before})`
  })
  const sql = `${create} with s0 as materialized (${begun}), near as (
      select h.customer, ${lists.join(', ')}
      from hit h join s0 s on h.customer = s.customer and h.ms > s.t0 and h.ms <= s.t0 + ${bound(windowMs, binding)}
      group by h.customer
    ), ${steps.join(', ')}
    select customer, ${[begin, ...further].map((_, index) => `t${index}`).join(', ')} from s${further.length}`
  return { sql, binding }
}

/** For each step: how many reached it, and quartiles of the time since the step before, in ms. */
export function funnelSql(size: number): string {
  const parts = Array.from({ length: size }, (_, step) => {
    const gap = `t${step} - t${step - 1}`
    const ranks = '1.96 * 0.5 / sqrt(count(*))'
    const quantiles =
      step === 0
        ? 'null::double as lower, null::double as median, null::double as upper'
        : `quantile_cont(${gap}, 0.25) as lower, quantile_cont(${gap}, 0.5) as median, quantile_cont(${gap}, 0.75) as upper`
    return `select ${step} as step, count(*) as reached, ${quantiles}, ${ranks} as reach from reach where t${step} is not null`
  })
  return `${parts.join(' union all ')} order by step`
}

/** The order statistics that bound a step's median; `low` and `high` are shares within 0–1. */
export function medianBoundsSql(step: number, low: number, high: number): string {
  const gap = `t${step} - t${step - 1}`
  return `select quantile_disc(${gap}, ${low.toFixed(6)})::double as low, quantile_disc(${gap}, ${high.toFixed(6)})::double as high
    from reach where t${step} is not null`
}

/** How many began, went not all the way, and still may. */
export function underwaySql(question: JourneyQuestion, now: Instant): Statement {
  const binding = new Binding()
  const { windowMs } = question
  const sql = `select count(*) as amount from reach
    where t${stepBits(question).length - 1} is null and t0 + ${bound(windowMs, binding)} > ${bound(now, binding)}`
  return { sql, binding }
}

/**
 * Makes the table `journey`: for each customer with a touch, its way as a text with one letter for each touch (repeats in a row
 * are one), whether it succeeded, and when it last was at the end of the way. The first success that has a touch within the
 * window before it ends the way; of somebody without, the way begins at the first touch of the period and lasts for the window.
 */
export function journeySql(question: JourneyQuestion): Statement {
  const binding = new Binding()
  const { touches, from, to, windowMs } = question
  const [first, end, span] = [bound(from, binding), bound(to, binding), bound(windowMs, binding)]
  const all = 2 ** touches.length - 1
  const letter = touches.map((_, index) => `when mask & ${1 << index} <> 0 then ${index}`).join(' ')
  // Most people's first success has a touch before it: only of the others is every success looked at.
  const touched = (success: string) =>
    `t.customer = ${success}.customer and t.mask & ${all} <> 0 and t.ms < ${success}.ms and t.ms >= ${success}.ms - ${span}`
  const sql = `create or replace temp table journey as
    with success as (
      select customer, ms from hit where mask & ${successBit} <> 0 and ms >= ${first} and ms < ${end}
    ), early as materialized (
      select customer, min(ms) as ms from success group by customer
    ), sure as materialized (
      select e.customer, any_value(e.ms) as won from hit t join early e on ${touched('e')} group by e.customer
    ), won as (
      select customer, won from sure
      union all
      select w.customer, min(w.ms) as won from success w join hit t on ${touched('w')}
      where w.customer in (select customer from early anti join sure using (customer)) group by w.customer
    ), began as (
      select customer, min(ms) as began from hit where mask & ${all} <> 0 and ms >= ${first} and ms < ${end} group by customer
    ), span as (
      select coalesce(b.customer, w.customer) as customer, won,
        case when won is null then began else won - ${span} end as since,
        case when won is null then began + ${span} else won end as until
      from began b full join won w on w.customer = b.customer
    ), listed as (
      select s.customer, any_value(s.won) as won, max(h.ms) as last,
        list_transform(list_sort(list(h.ms * 32 + case ${letter} end)), each -> each % 32) as touches
      from span s join hit h on h.customer = s.customer and h.mask & ${all} <> 0 and h.ms >= s.since
        and (h.ms < s.until or (h.ms = s.until and h.mask & ${successBit} = 0))
      group by s.customer
    )
    select customer, won, last, array_to_string(list_transform(
      list_filter(touches, (touch, place) -> place = 1 or touch <> touches[place - 1]), touch -> chr((97 + touch)::integer)), '') as way
    from listed`
  return { sql, binding }
}

/** Different ways with how many succeeded and how many did not. */
export const waysSql = `select way, count(won) as conversions, count(*) - count(won) as nulls from journey group by way order by way`

/** Successes of the period, and those of them without a touch before. */
export function successSql({ from, to }: JourneyQuestion): Statement {
  const binding = new Binding()
  const sql = `select count(*) as amount from (
    select distinct customer from hit where mask & ${successBit} <> 0 and ms >= ${bound(from, binding)} and ms < ${bound(to, binding)})
    where customer not in (select customer from journey where won is not null)`
  return { sql, binding }
}

/** Events of each touch in the period. */
export function eventsSql({ touches, from, to }: JourneyQuestion): Statement {
  const binding = new Binding()
  const sums = touches.map((_, index) => `count(*) filter (mask & ${1 << index} <> 0) as n${index}`)
  const sql = `select ${sums.join(', ')} from hit where ms >= ${bound(from, binding)} and ms < ${bound(to, binding)}`
  return { sql, binding }
}

/** Customers at a place, the latest first. */
export function customersSql(place: JourneyPlace, size: number, most: number): Statement {
  const binding = new Binding()
  if (place.kind === 'step') {
    const { step, lost } = place
    const further = lost && step + 1 < size ? `and t${step + 1} is null` : ''
    const sql = `select customer::varchar as customer, t${step} as ms from reach where t${step} is not null ${further}
      order by ms desc, customer limit ${binding.add(most)}::integer`
    return { sql, binding }
  }
  const way = place.touches.map(touch => String.fromCharCode(97 + touch)).join('')
  const matches =
    place.from === 'start'
      ? `starts_with(way, ${binding.add(way)}::varchar)`
      : `won is not null and suffix(way, ${binding.add([...way].reverse().join(''))}::varchar)`
  const sql = `select customer::varchar as customer, last as ms from journey where ${matches}
    order by ms desc, customer limit ${binding.add(most)}::integer`
  return { sql, binding }
}
