import { createServer } from 'node:net'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { afterAll, expect } from 'vitest'
import { ensureBuilt } from '#app/build.ts'
import { type TestApp, testApp } from '#test/app.ts'
import { launchBrowser } from '#test/browser.ts'
import { type DecisionWorkspace, decisionWorkspace } from '#test/decision.ts'

/** A server with a team on it, and pages as its director sees them, whose clock stands where the server's stood. */
export interface StaffSite {
  server: TestApp
  team: DecisionWorkspace
  base: string
  openAs(role: 'director', path: string, look?: Look): Promise<Page>
}

interface Look {
  colorScheme?: 'light' | 'dark'
  locale?: 'zh-CN' | 'en-GB'
}

/** Machines may be busy: what matters is that it comes to pass. */
export const slow = { timeout: 20_000 }

/** Starts it for the calling test file; everything ends with the file's tests. The clock stands at `at` until moved. */
export async function staffSite(at: number): Promise<StaffSite> {
  const port = await freePort()
  await ensureBuilt('web')
  const server = await testApp({ PORT: String(port) })
  await server.app.http.server.listen({ port, host: '127.0.0.1' })
  const base = `http://127.0.0.1:${port}`
  server.clock.set(at)
  const team = await decisionWorkspace(server)
  const browser = await launchBrowser()
  afterAll(() => browser.close())
  const openAs: StaffSite['openAs'] = async (role, path, look = {}) => {
    const viewport = { width: 1440, height: 900 }
    const usual = { viewport, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' }
    const context = await browser.newContext({ ...usual, ...look })
    for (const cookie of team.as(role).cookie.split('; ')) {
      const [name, value] = cookie.split(/=(.*)/s) as [string, string]
      await context.addCookies([{ name, value, url: base }])
    }
    const page = await context.newPage()
    await page.clock.setFixedTime(server.clock.now())
    await page.goto(base + path)
    return page
  }
  return { server, team, base, openAs }
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
