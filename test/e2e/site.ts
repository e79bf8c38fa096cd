import { createServer } from 'node:net'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, expect } from 'vitest'
import { type Bundle, ensureBuilt } from '#app/build.ts'
import type { Instant } from '#kernel/time.ts'
import type { BuiltInRole } from '#platform/org/api.ts'
import { type TestApp, type TestWorkspace, testApp } from '#test/app.ts'
import { launchBrowser } from '#test/browser.ts'

// A headless browser's own name counts as a program, rightly.
export const wechat =
  'Mozilla/5.0 (Linux; Android 12; V2049A) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/124.0.0.0 Mobile Safari/537.36 MicroMessenger/8.0.47'
export const windows =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36'

const usual: BrowserContextOptions = { locale: 'zh-CN', timezoneId: 'Asia/Shanghai' }
export const desktop: BrowserContextOptions = {
  ...usual,
  viewport: { width: 1440, height: 900 },
  userAgent: windows,
}
export const phone: BrowserContextOptions = {
  ...usual,
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  hasTouch: true,
  isMobile: true,
  userAgent: wechat,
}

/** Machines may be busy: what matters is that it comes to pass. */
export const patient = { timeout: 90_000 }

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
type Json = ReturnType<typeof JSON.parse>

/** The whole product on a port of its own, a team on it, and a browser. */
export interface Site<Team extends TestWorkspace = TestWorkspace> {
  server: TestApp
  team: Team
  browser: Browser
  base: string
  /** What a route under /api/v1 answers to the holder of a role; fails the test on anything but success. */
  call(role: BuiltInRole, method: Method, path: string, payload?: object): Promise<Json>
  /** A page as the holder of a role sees it; its clock may stand still at `at`. */
  openAs(role: BuiltInRole, path: string, look?: BrowserContextOptions, at?: Instant): Promise<Page>
}

/** Starts it for the calling test file; everything ends with the file's tests. */
export async function openSite<Team extends TestWorkspace = TestWorkspace>(
  bundles: Bundle[],
  makeTeam?: (server: TestApp) => Promise<Team>,
  environment: Record<string, string> = {},
): Promise<Site<Team>> {
  await ensureBuilt(...bundles)
  const port = await freePort()
  const server = await testApp({ ...environment, PORT: String(port) })
  await server.app.http.server.listen({ port, host: '127.0.0.1' })
  const team = makeTeam ? await makeTeam(server) : ((await server.workspace()) as Team)
  const browser = await launchBrowser()
  afterAll(() => browser.close())
  // By the name that links are made with: cookies are kept by name.
  const base = `http://localhost:${port}`
  const call: Site['call'] = async (role, method, path, payload) => {
    const url = `/api/v1${path}`
    const answer = await team.as(role).inject({ method, url, ...(payload && { payload }) })
    expect(answer.statusCode, `${method} ${url}: ${answer.body}`).toBeLessThan(300)
    return answer.body === '' ? undefined : answer.json()
  }
  const openAs: Site['openAs'] = async (role, path, look, at) => {
    const context = await browser.newContext({ ...desktop, ...look })
    for (const cookie of team.as(role).cookie.split('; ')) {
      const [name, value] = cookie.split(/=(.*)/s) as [string, string]
      await context.addCookies([{ name, value, url: base }])
    }
    const page = await context.newPage()
    if (at !== undefined) await page.clock.setFixedTime(at)
    await page.goto(base + path)
    return page
  }
  return { server, team, browser, base, call, openAs }
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>(resolve => probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address() as { port: number }
  await new Promise(resolve => probe.close(resolve))
  return port
}

/** Fails on what axe calls serious or critical, naming the elements. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa']).analyze()
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  expect(serious.map(({ id, nodes }) => [id, nodes.map(node => node.html.slice(0, 160))])).toEqual([])
}

/** A picture for the eye, when LOAM_SHOTS names a folder. */
export async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env.LOAM_SHOTS
  if (folder) await page.screenshot({ path: `${folder}/${name}.png` })
}
