import type { BrowserContextOptions, Page } from 'playwright-core'
import { type DecisionWorkspace, decisionWorkspace } from '#test/decision.ts'
import { openSite, type Site } from './site.ts'

/** Machines may be busy: what matters is that it comes to pass. */
export const slow = { timeout: 20_000 }

/** A site with a team that decides, and pages as its director sees them, whose clock stands where the server's stood. */
export interface StaffSite extends Omit<Site<DecisionWorkspace>, 'openAs'> {
  openAs(role: 'director', path: string, look?: BrowserContextOptions): Promise<Page>
}

/** Starts it for the calling test file; everything ends with the file's tests. The clock stands at `at` until moved. */
export async function staffSite(at: number): Promise<StaffSite> {
  const site = await openSite(['web'], server => {
    server.clock.set(at)
    return decisionWorkspace(server)
  })
  return {
    ...site,
    openAs: (role, path, look) => site.openAs(role, path, look, site.server.clock.now()),
  }
}
