import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import type { Id } from '#kernel/id.ts'
import type { JourneyNode, JourneyQuestion } from '#kernel/ports/lake.ts'
import { type PathNode, pathTree } from '#lib/attribution/index.ts'
import { openDuck } from './duck.ts'
import { answerJourneys, customersAt } from './journeys.ts'
import { columns } from './open-rows.ts'

const spill = mkdtempSync(join(tmpdir(), 'loam-journeys-'))
const duck = await openDuck({ spill, threads: 2, memoryMb: 256 })
afterAll(() => {
  duck.close()
  rmSync(spill, { recursive: true, force: true })
})

interface Act {
  who: number
  type: string
  at: number
}
const idOf = (who: number): Id => `019a0000-0000-7000-8000-${String(who).padStart(12, '0')}`
const minute = 60_000
const t0 = Date.UTC(2026, 2, 2)

/** Few customers, types and minutes, so that ties, repeats and successes without a touch come often. */
const acts = fc.array(
  fc.record({
    who: fc.integer({ min: 1, max: 4 }),
    type: fc.constantFrom('a', 'b', 'c', 'won', 'other'),
    at: fc.integer({ min: 0, max: 24 }).map(n => t0 + n * minute),
  }),
  { maxLength: 60 },
)
const questions = fc
  .record({
    types: fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 4 }),
    aside: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
    success: fc.boolean(),
    from: fc.integer({ min: 0, max: 12 }),
    length: fc.integer({ min: 1, max: 20 }),
    window: fc.integer({ min: 1, max: 15 }),
  })
  .map(
    ({ types, aside, success, from, length, window }): JourneyQuestion => ({
      touches: types.map((event, index) => ({ event, aside: index > 0 && aside[index]! })),
      from: t0 + from * minute,
      to: t0 + (from + length) * minute,
      windowMs: window * minute,
      ...(success && { success: { event: 'won' } }),
    }),
  )

/** What the port promises, told customer by customer. */
function told(all: readonly Act[], question: JourneyQuestion) {
  const { touches, success, from, to, windowMs } = question
  const steps = [...touches.filter(({ aside }) => !aside), ...(success ? [success] : [])]
  const within = (at: number) => at >= from && at < to
  const people = [...Map.groupBy(all, act => act.who)].map(([who, own]) => {
    const sorted = own.toSorted((x, y) => x.at - y.at)
    const reached: number[] = []
    for (const [index, { event }] of steps.entries()) {
      const next = sorted.find(({ type, at }) =>
        index === 0
          ? type === event && within(at)
          : type === event && at > reached[index - 1]! && at <= reached[0]! + windowMs,
      )
      if (!next) break
      reached.push(next.at)
    }
    const touched = sorted.flatMap(({ type, at }) => {
      const touch = touches.findIndex(({ event }) => event === type)
      return touch < 0 ? [] : [{ touch, at }]
    })
    const wins = sorted.filter(({ type, at }) => success?.event === type && within(at))
    const won = wins.find(win => touched.some(({ at }) => at < win.at && at >= win.at - windowMs))?.at
    const began = touched.find(({ at }) => within(at))?.at
    const since = won === undefined ? began : won - windowMs
    const until = won ?? (began ?? 0) + windowMs
    const way = since === undefined ? [] : touched.filter(({ at }) => at >= since && at <= until)
    const walked = way.toSorted((x, y) => x.at - y.at || x.touch - y.touch).map(({ touch }) => touch)
    return { who, reached, won, walked: walked.filter((touch, n) => touch !== walked[n - 1]), wins }
  })
  return { steps, people }
}

const nodeOf = ({ step, children, ...counts }: PathNode): JourneyNode => ({
  ...counts,
  touch: step === '' ? -1 : step.charCodeAt(0) - 97,
  children: children.map(nodeOf),
})

let asked = 0
test('funnel, ways and successes are those of a plain walk through each customer’s acts', async () => {
  await fc.assert(
    fc.asyncProperty(acts, questions, async (all, question) => {
      await duck.run(`create or replace table acts (${columns.join(', ')})`)
      for (const { who, type, at } of all)
        await duck.run(
          `insert into acts (customer, type, "at", props) values ($1, $2, make_timestamptz(${at}000), '{}')`,
          [idOf(who), type],
        )
      const source = { tables: ['acts'], state: `${++asked}` }
      const answer = await answerJourneys(duck, source, question, question.to)
      const { steps, people } = told(all, question)
      for (const [step] of steps.entries()) {
        const there = await customersAt(duck, source, question, { kind: 'step', step, lost: false }, 100)
        const expected = people.flatMap(({ who, reached }) =>
          reached[step] === undefined ? [] : [{ customer: idOf(who), at: reached[step] }],
        )
        const byCustomer = (x: { customer: string }, y: { customer: string }) =>
          x.customer < y.customer ? -1 : 1
        expect(there.toSorted(byCustomer)).toEqual(expected.toSorted(byCustomer))
        expect(answer.funnel[step]!.reached).toBe(expected.length)
      }
      const walks = people.filter(({ walked }) => walked.length > 0)
      expect(answer.journeys).toBe(walks.length)
      expect(answer.conversions).toBe(walks.filter(({ won }) => won !== undefined).length)
      expect(answer.untouched).toBe(
        people.filter(({ won, wins }) => wins.length > 0 && won === undefined).length,
      )
      const paths = walks.map(({ walked, won }) => ({
        steps: walked.map(touch => String.fromCharCode(97 + touch)),
        ...{ conversions: won === undefined ? 0 : 1, nulls: won === undefined ? 1 : 0 },
      }))
      const sortTree = (node: JourneyNode): JourneyNode => ({
        ...node,
        children: node.children.map(sortTree).toSorted((x, y) => x.touch - y.touch),
      })
      expect(sortTree(answer.fromStart)).toEqual(sortTree(nodeOf(pathTree(paths, 'start'))))
      expect(sortTree(answer.fromSuccess)).toEqual(sortTree(nodeOf(pathTree(paths, 'success'))))
    }),
    { numRuns: 80 },
  )
}, 60_000)
