import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import type { StrategyView } from '#decision/strategy/api.ts'
import { patternOf } from '#decision/strategy/index.ts'
import { DAY, MINUTE } from '#kernel/time.ts'
import { expectAccessible } from './site.ts'
import { type StaffSite, slow, staffSite } from './staff-site.ts'
import { type TenderStudio, tenderHistory, tenderStudio } from './tender-studio.ts'

// A manager builds the tender strategy of the language on the canvas from nothing, sees what it would have done, and
// publishes it with a fifth of the customers held out.

let site: StaffSite
let page: Page
let studio: TenderStudio

beforeAll(async () => {
  site = await staffSite(Date.now())
  const { server, team } = site
  await team.send(tenderHistory(team.accountId, server.clock.now()))
  await team.settle()
  page = await site.openAs('director', '/strategies')
  studio = tenderStudio(page)
}, 240_000)

const sentence = (): Promise<string> => studio.sentence().innerText()

test('from nothing: a name, and the first event dragged onto the canvas', async () => {
  await studio.begin()
  await expect.poll(sentence).toContain('当客户的公众号发文谈到「国产替代」')
})

test('measures added by keyboard, their conditions chosen', async () => {
  await studio.addMeasures()
  await expect
    .poll(sentence)
    .toContain('如果我方分享过标书，并且距最近一次分享标书已满 7 天，并且近 7 天客户没有打开过标书，就')
})

test('cooldown, actions and a holdout of a fifth', async () => {
  await studio.addActions()
  await studio.holdOut()
  await expect.poll(sentence).toContain('另有 20% 的客户留作对照，只记录、不动作')
})

test('taken back and done again by keys, nothing lost', async () => {
  const before = await sentence()
  const action = page.locator('[data-part="then[0]"]')
  await action.focus()
  await page.keyboard.press('Delete')
  await expect.poll(sentence).not.toContain('政策敏感型客户')
  await page.keyboard.press('Control+z')
  await expect.poll(sentence).toBe(before)
})

test('the backtest says that it would have fired once, and for whom', async () => {
  const strip = studio.backtest()
  await expect.poll(() => strip.innerText(), slow).toMatch(/过去 30 天会触发\s*1\s*次/)
  await strip.getByRole('button', { name: '看人群、负荷和例子' }).click()
  const findings = page.getByRole('dialog')
  await expect.poll(() => findings.innerText(), slow).toContain('仁济医院')
  expect(await findings.innerText()).toContain('一个条件一个条件看，还剩几次')
  await page.keyboard.press('Escape')
})

test('axe finds nothing serious in the studio, in light and in dark', async () => {
  await expect.poll(async () => (await view()).draft?.experiment, slow).toBeDefined()
  for (const scheme of ['light', 'dark'] as const) {
    const opened =
      scheme === 'light'
        ? page
        : await site.openAs('director', '/strategies/dormant-tender-policy/edit', { colorScheme: scheme })
    await opened.locator('[data-part="measures.opens"]').click(slow)
    await opened.waitForTimeout(500)
    await expectAccessible(opened)
    if (scheme === 'dark') await opened.close()
  }
})

const view = async (): Promise<StrategyView> =>
  (await site.team.as('director').inject({ url: '/api/v1/strategies/dormant-tender-policy' })).json()

test('saved by itself as the language writes it, and published with its holdout', async () => {
  await studio.publish()
  await expect.poll(async () => (await view()).liveVersion, slow).toBe(1)
  const { live } = await view()
  // Per customer is what the language means where nothing is said.
  const { key: _, ...pattern } = patternOf('dormant-tender-policy')
  expect(live).toMatchObject({
    ...pattern,
    experiment: { holdout: 0.2, unit: 'account' },
  })
  expect((live!.then as { do: string }[]).map(action => action.do)).toEqual([
    'tag',
    'suggest',
    'priority',
    'notify',
  ])
})

test('and it fires when the hospital writes again', async () => {
  const { server, team } = site
  const now = server.clock.now() + 15 * DAY
  server.clock.set(now)
  const post = { id: 'post-2', type: 'wechat.article_published', at: new Date(now - MINUTE).toISOString() }
  await team.send([{ ...post, customer: team.accountId, props: { topics: ['国产替代'] } }])
  await team.settle()
  const firings = (
    await team.as('director').inject({ url: '/api/v1/strategies/dormant-tender-policy/firings' })
  ).json()
  expect(firings).toHaveLength(1)
  expect(['acted', 'holdout']).toContain(firings[0].outcome)
})
