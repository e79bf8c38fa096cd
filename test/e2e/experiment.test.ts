import { sql } from 'drizzle-orm'
import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { newId } from '#kernel/id.ts'
import { DAY, type Instant, MINUTE } from '#kernel/time.ts'
import { makeRandom } from '#lib/stats/random.ts'
import { seededIds } from '#test/ids.ts'
import { expectAccessible, shoot } from './site.ts'
import { type StaffSite, slow, staffSite } from './staff-site.ts'
import { tenderHistory, tenderStudio } from './tender-studio.ts'

// A manager builds the tender strategy from nothing, backtests it and publishes it with a fifth held out; hospitals live
// through weeks, those whose rep got the suggestion moving on more often; and the read-out shows what was put in. A second
// strategy does nothing to anybody, and the read-out says so.

/** Share of hospitals that move on by themselves, by calls before; and what the suggestion adds. */
const byThemselves = (calls: number) => 0.1 + 0.03 * calls
const effect = 0.3

/** A Monday morning. The story has its own calendar, so that it is the same on every day it is told. */
const start = Date.UTC(2026, 2, 2, 2)
const random = makeRandom(20260302)

interface Hospital {
  id: string
  /** Calls in the weeks before. */
  calls: number
  /** It moves on if this is below its chance. */
  fate: number
}

const weeks = 4
const perWeek = 130
const hospitals: Hospital[] = seededIds(3, weeks * perWeek).map(id => ({
  ...{ id, calls: random.integer(4), fate: random.uniform() },
}))

let site: StaffSite
let page: Page

beforeAll(async () => {
  site = await staffSite(start)
  await enterHospitals()
  const { team } = site
  await team.send(tenderHistory(team.accountId, start))
  await team.send(hospitals.flatMap(lifeBefore))
  await team.settle()
  page = await site.openAs('director', '/strategies')
}, 240_000)

/** Their ids are the story's own, because the split is by id: one story, one split. */
async function enterHospitals(): Promise<void> {
  const { team, server } = site
  const { workspaceId, userIds, departments } = team
  const rows = hospitals.map(({ id }, i) => ({ id, name: `云洲市第${i + 1}医院`, tier: tierOf(i) }))
  await team.rows(sql`
    insert into account (workspace_id, id, name, tier, owner_id, department_id, name_sort, name_key, grams, search_text)
    select ${workspaceId}, id, name, tier, ${userIds.rep}, ${departments.shanghai}, name, name, '{}', name
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as h(id uuid, name text, tier text)`)
  await server.app.eventLog.append(
    workspaceId,
    rows.map(({ id, tier }) => ({
      ...{ kind: 'profile', id: `profile-${id}`, of: 'customer', key: id, attributes: { tier } },
    })),
  )
}

const tierOf = (index: number): string => (index % 3 === 0 ? '三级甲等' : '二级甲等')

const act = (id: string, type: string, customer: string, at: Instant, props: object) => ({
  ...{ id, type, customer, props, at: new Date(at).toISOString() },
})

/** Some calls, then a tender that nobody opens. */
const lifeBefore = ({ id, calls }: Hospital) => [
  ...Array.from({ length: calls }, (_, i) =>
    act(`call-${i}-${id}`, 'call.completed', id, start - (20 + i) * DAY, { minutes: 5 }),
  ),
  act(`share-${id}`, 'proposal.shared', id, start - 12 * DAY, { kind: 'tender' }),
]

const get = async (url: string) => {
  const answer = await site.team.as('director').inject({ url })
  expect(answer.statusCode, answer.body).toBe(200)
  return answer.json()
}

async function goTo(at: Instant): Promise<void> {
  site.server.clock.set(at)
  await page.clock.setFixedTime(at)
  await site.team.settle()
}

/** Customers whose rep got the suggestion. */
async function suggestedTo(): Promise<Set<string>> {
  const found = new Set<string>()
  for (let at = 1; ; at++) {
    const { items } = await get(`/api/v1/suggestions?strategy=dormant-tender-policy&size=100&page=${at}`)
    for (const { accountId } of items as { accountId: string }[]) found.add(accountId)
    if (items.length < 100) return found
  }
}

/** One week, nobody at the screen: its hospitals write on localisation; what moves on, does so five days later. */
async function liveThrough(week: number): Promise<void> {
  const { team } = site
  const own = hospitals.slice(week * perWeek, (week + 1) * perWeek)
  const at = start + (7 * week + 1) * DAY
  await page.goto('about:blank')
  await goTo(at)
  const props = { topics: ['国产替代'], title: '国产设备推进会', account: '云洲医院' }
  await team.send(own.map(({ id }) => act(`post-${id}`, 'wechat.article_published', id, at - MINUTE, props)))
  await goTo(at + 5 * DAY)
  const suggested = await suggestedTo()
  const moved = own.filter(
    ({ id, calls, fate }) => fate < byThemselves(calls) + (suggested.has(id) ? effect : 0),
  )
  await team.send(
    moved.map(({ id }) => ({
      ...act(`move-${id}`, 'opportunity.stage_changed', id, at + 5 * DAY, { from: '方案', to: '投标' }),
      opportunity: `deal-${id}`,
    })),
  )
  await team.settle()
}

/** What the page says: the difference and the ends of its always-valid interval, in percentage points. */
async function headline(opened: Page): Promise<{ text: string; lift: number; low: number; high: number }> {
  const answer = opened.getByRole('heading', { level: 2, name: /推进率/ })
  await answer.waitFor(slow)
  const text = (await answer.textContent()) ?? ''
  const [lift = Number.NaN, low = Number.NaN, high = Number.NaN] = numbersIn(text)
  return { text, lift, low, high }
}

const numbersIn = (text: string): number[] =>
  (text.match(/[+−]?\d+\.\d/g) ?? []).map(part => Number(part.replace('−', '-')))

async function openExperiment(name: string): Promise<void> {
  await site.server.app.decisions.experiments.settle(site.team.workspaceId)
  await page.goto(`${site.base}/experiments`)
  await page.getByRole('link', { name }).click(slow)
  await page.waitForURL(/\/experiments\/.+/, slow)
}

test('the strategy is built on the canvas, backtested, and published with a fifth held out', async () => {
  const studio = tenderStudio(page)
  await studio.begin()
  await studio.addMeasures()
  await studio.addActions()
  await studio.holdOut()
  await expect.poll(() => studio.backtest().textContent(), slow).toMatch(/过去 30 天会触发\s*1\s*次/)
  await studio.publish()
  const live = async () => (await get('/api/v1/strategies/dormant-tender-policy')).live
  await expect
    .poll(live, slow)
    .toMatchObject({ experiment: { holdout: 0.2, unit: 'account', outcome: { opportunity: 'stage' } } })
})

test('while it is too early the page says so, and shows no number to be fooled by', async () => {
  await site.team.publish(
    {
      id: 'article-to-director',
      when: [{ event: 'wechat.article_published' }],
      cooldown: '14d',
      then: [{ do: 'tag', add: ['发过文'] }],
      experiment: {
        ...{ holdout: 0.5, unit: 'account', salt: 'article-to-director', horizon: '14d' },
        outcome: { opportunity: 'stage' },
      },
    },
    '发文就打标签',
  )
  await liveThrough(0)
  await openExperiment('标书沉睡 × 国产替代')
  await page.getByRole('heading', { name: /还太早/ }).waitFor(slow)
  expect(await page.getByRole('heading', { name: /推进率/ }).count()).toBe(0)
  await shoot(page, 'experiment-early')
})

test('after weeks the interval holds the effect that was put in, and leaves out none', async () => {
  for (let week = 1; week < weeks; week++) await liveThrough(week)
  await goTo(start + (7 * weeks + 15) * DAY)
  await openExperiment('标书沉睡 × 国产替代')
  const { text, low, high } = await headline(page)
  expect(low).toBeLessThan(100 * effect)
  expect(high).toBeGreaterThan(100 * effect)
  expect(low).toBeGreaterThan(0)
  expect(text).toContain('确实有用')
  await page.getByText('证据等级 A').waitFor(slow)
  await shoot(page, 'experiment-works')
})

test('a strategy that changes nothing: the interval holds zero, and the page says that nothing is to be told', async () => {
  await openExperiment('发文就打标签')
  const { text, low, high } = await headline(page)
  expect(low).toBeLessThan(0)
  expect(high).toBeGreaterThan(0)
  expect(text).toContain('还分不清有没有用')
  await shoot(page, 'experiment-idle')
})

test('beside the credit of an act stands what reacting to it brought about by chance assigned', async () => {
  const settings = {
    touches: [{ event: 'wechat.article_published' }],
    success: { event: 'opportunity.stage_changed' },
    windowDays: 30,
    period: { days: 365 },
    segment: { tags: [], tiers: [], industries: [] },
  }
  const id = newId()
  const payload = { id, name: '发文到推进', settings }
  const made = await site.team.as('director').inject({ method: 'POST', url: '/api/v1/journeys', payload })
  expect(made.statusCode, made.body).toBe(200)
  await page.goto(`${site.base}/journeys/${id}`)
  const table = page.locator('table').filter({ hasText: '随机实验' })
  await table.waitFor(slow)
  // Both strategies react to the act, in no order: they began at one moment.
  const works = table.getByTitle('标书沉睡 × 国产替代').filter({ hasText: '等级 A' })
  await works.waitFor(slow)
  const [lift = Number.NaN, low = Number.NaN, high = Number.NaN] = numbersIn(
    (await works.textContent()) ?? '',
  )
  expect(low).toBeLessThan(lift)
  expect(high).toBeGreaterThan(lift)
  expect([low < 100 * effect, high > 100 * effect, low > 0]).toEqual([true, true, true])
  await shoot(page, 'journey-lift')
  await works.click()
  await page.getByText('证据等级 A').waitFor(slow)
  await openExperiment('发文就打标签')
})

test('axe finds nothing serious on the list and the read-out, in light and in dark', async () => {
  const path = new URL(page.url()).pathname
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const at of ['/experiments', path]) {
      const opened = await site.openAs('director', at, { colorScheme })
      await opened.getByRole('heading', { level: 1 }).waitFor(slow)
      await opened.getByText('还分不清').first().waitFor(slow)
      await expectAccessible(opened)
      await opened.context().close()
    }
  }
})
