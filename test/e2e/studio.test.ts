import { createServer } from 'node:net'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ensureBuilt } from '#app/build.ts'
import type { StrategyView } from '#decision/strategy/api.ts'
import { DAY, HOUR, MINUTE } from '#kernel/time.ts'
import { type TestApp, testApp } from '#test/app.ts'
import { launchBrowser } from '#test/browser.ts'
import { type DecisionWorkspace, decisionWorkspace } from '#test/decision.ts'

// A manager builds the tender strategy of the language on the canvas from nothing, sees what it would have done, and
// publishes it with a fifth of the customers held out.

let server: TestApp
let base: string
let team: DecisionWorkspace
let browser: Browser
let page: Page

const slow = { timeout: 20_000 }

beforeAll(async () => {
  const port = await freePort()
  await ensureBuilt('web')
  server = await testApp({ PORT: String(port) })
  await server.app.http.server.listen({ port, host: '127.0.0.1' })
  base = `http://127.0.0.1:${port}`
  server.clock.set(Date.now())
  team = await decisionWorkspace(server)
  await team.send(history(server.clock.now()))
  await team.settle()
  browser = await launchBrowser()
  page = await openAs('director', '/strategies')
}, 240_000)
afterAll(() => browser?.close())

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>(resolve => probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address() as { port: number }
  await new Promise(resolve => probe.close(resolve))
  return port
}

async function openAs(
  role: 'director',
  path: string,
  colorScheme: 'light' | 'dark' = 'light',
): Promise<Page> {
  const viewport = { width: 1440, height: 900 }
  const context = await browser.newContext({
    viewport,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    colorScheme,
  })
  for (const cookie of team.as(role).cookie.split('; ')) {
    const [name, value] = cookie.split(/=(.*)/s) as [string, string]
    await context.addCookies([{ name, value, url: base }])
  }
  const opened = await context.newPage()
  await opened.goto(base + path)
  return opened
}

/** A tender shared three weeks ago and never opened, an article on localisation five days ago, and one on something else. */
const history = (now: number) => {
  const act = (id: string, type: string, at: number, props: object) => ({
    ...{ id, type, props, customer: team.accountId },
    at: new Date(at).toISOString(),
  })
  return [
    act('share', 'proposal.shared', now - 21 * DAY, { kind: 'tender' }),
    act('open', 'document.opened', now - 20 * DAY, { kind: 'tender' }),
    act('other', 'wechat.article_published', now - 8 * DAY, { topics: ['义诊'], title: '义诊进社区' }),
    act('post', 'wechat.article_published', now - 5 * DAY, { topics: ['国产替代'], title: '国产设备推进会' }),
    act('call', 'call.completed', now - 2 * HOUR, { minutes: 6 }),
  ]
}

const inspector = () => page.getByRole('complementary', { name: '选中的部分' })
const palette = () => page.getByRole('complementary', { name: '积木' })
const sentence = () => page.getByRole('region', { name: '这个策略的意思' })

/** Adds an event of the palette by keyboard alone: Enter opens the choices, Enter takes one. */
async function addByKeys(event: RegExp, choice: string): Promise<void> {
  await palette().getByRole('button', { name: event }).focus()
  await page.keyboard.press('Enter')
  const item = page.getByRole('menuitem', { name: choice }).last()
  await item.waitFor(slow)
  await item.focus()
  await page.keyboard.press('Enter')
}

async function rename(to: string): Promise<void> {
  const name = inspector().getByLabel('名称', { exact: true })
  await name.fill(to)
  await name.press('Enter')
  await page.locator(`[data-part="measures.${to}"]`).waitFor(slow)
}

async function choose(select: string, option: string): Promise<void> {
  await inspector().getByRole('combobox', { name: select, exact: true }).last().click()
  await page.locator(`.ant-select-dropdown:visible .ant-select-item-option[title="${option}"]`).click()
}

/** Rules begin with a property that these events have, and a value that occurred. */
const onlyTenders = async () => {
  await inspector().getByRole('button', { name: '加一条' }).click()
  await inspector().getByRole('combobox', { name: '属性' }).waitFor(slow)
}

test('from nothing: a name, and the first event dragged onto the canvas', async () => {
  await page.getByRole('button', { name: '新建策略' }).first().click()
  await page.getByText('从空白开始').click()
  await page.getByLabel('名称').fill('标书沉睡 × 国产替代')
  await page.getByLabel('编号').fill('dormant-tender-policy')
  await page.getByRole('button', { name: '创建草稿' }).click()
  await page.waitForURL(/\/edit$/, slow)
  const article = palette().getByRole('button', { name: /公众号发文/ })
  await article.waitFor(slow)
  await article.dragTo(page.getByRole('region', { name: '策略画布' }), { targetPosition: { x: 120, y: 90 } })
  await page.locator('[data-part="when[0]"]').waitFor(slow)
  await inspector().getByLabel('记作').fill('post')
  await inspector().getByRole('button', { name: '改用表达式写' }).click()
  await inspector().getByLabel('其中').last().fill("'国产替代' in e.props.topics")
  await expect.poll(() => sentence().innerText()).toContain('当客户的公众号发文谈到「国产替代」')
})

test('measures added by keyboard, their conditions chosen', async () => {
  await addByKeys(/标书与方案分享/, '数一数发生过几次（作条件）')
  await rename('shares')
  await onlyTenders()
  await inspector().getByLabel('时间窗', { exact: true }).fill('')
  await choose('比较', '>')
  await inspector().getByLabel('值', { exact: true }).last().fill('0')
  await addByKeys(/标书与方案分享/, '距上次多久（作条件）')
  await rename('lastShare')
  await onlyTenders()
  await addByKeys(/资料打开/, '一段时间没有发生（作条件）')
  await rename('opens')
  await onlyTenders()
  await expect
    .poll(() => sentence().innerText())
    .toContain('如果我方分享过标书，并且距最近一次分享标书已满 7 天，并且近 7 天客户没有打开过标书，就')
})

test('cooldown, actions and a holdout of a fifth', async () => {
  await palette().getByRole('tab', { name: /条件/ }).click()
  await palette().getByRole('button', { name: /^冷却/ }).click()
  await palette().getByRole('tab', { name: /动作/ }).click()
  await palette()
    .getByRole('button', { name: /打标签/ })
    .click()
  await inspector().getByRole('combobox').first().fill('政策敏感型客户')
  await page.keyboard.press('Enter')
  await palette()
    .getByRole('button', { name: /调线索优先级/ })
    .click()
  await inspector().getByRole('combobox').first().click()
  await page.locator('.ant-select-dropdown:visible .ant-select-item-option[title="S"]').click()
  await palette().getByRole('button', { name: /^通知/ }).click()
  await inspector().getByLabel('内容 · 中文').fill('{{ customer.name }}的标书沉睡了')
  await inspector().getByLabel('内容 · 英文').fill('A tender sleeps at {{ customer.name }}')
  await page.getByRole('button', { name: '加实验分流，留出对照' }).click()
  await expect.poll(() => sentence().innerText()).toContain('另有 20% 的客户留作对照，只记录、不动作')
})

test('taken back and done again by keys, nothing lost', async () => {
  const before = await sentence().innerText()
  const action = page.locator('[data-part="then[0]"]')
  await action.focus()
  await page.keyboard.press('Delete')
  await expect.poll(() => sentence().innerText()).not.toContain('政策敏感型客户')
  await page.keyboard.press('Control+z')
  await expect.poll(() => sentence().innerText()).toBe(before)
})

test('the backtest says that it would have fired once, and for whom', async () => {
  const strip = page.getByRole('region', { name: '回测' })
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
      scheme === 'light' ? page : await openAs('director', '/strategies/dormant-tender-policy/edit', scheme)
    await opened.locator('[data-part="measures.opens"]').click(slow)
    await opened.waitForTimeout(500)
    const { violations } = await new AxeBuilder({ page: opened }).withTags(['wcag2a', 'wcag2aa']).analyze()
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    expect(serious.map(({ id, nodes }) => [id, nodes.map(node => node.html.slice(0, 160))])).toEqual([])
    if (scheme === 'dark') await opened.close()
  }
})

const view = async (): Promise<StrategyView> =>
  (await team.as('director').inject({ url: '/api/v1/strategies/dormant-tender-policy' })).json()

test('saved by itself as the language writes it, and published with its holdout', async () => {
  await page.getByRole('button', { name: '发布第 1 版' }).click(slow)
  await page.getByRole('dialog').getByRole('button', { name: '发布第 1 版' }).click()
  await expect.poll(async () => (await view()).liveVersion, slow).toBe(1)
  const { live } = await view()
  expect(live).toMatchObject({
    id: 'dormant-tender-policy',
    when: [{ as: 'post', event: 'wechat.article_published', where: "'国产替代' in e.props.topics" }],
    measures: {
      shares: { count: 'proposal.shared', where: "e.props.kind == 'tender'" },
      lastShare: { since: 'proposal.shared', where: "e.props.kind == 'tender'" },
      opens: { count: 'document.opened', where: "e.props.kind == 'tender'", window: '7d' },
    },
    if: 'shares > 0 && lastShare >= 604800.0 && opens == 0',
    cooldown: '14d',
    experiment: { holdout: 0.2, unit: 'account' },
  })
  expect((live!.then as { do: string }[]).map(action => action.do)).toEqual(['tag', 'priority', 'notify'])
})

test('and it fires when the hospital writes again', async () => {
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
