import { beforeAll, expect, test } from 'vitest'
import { newId } from '#kernel/id.ts'
import { desktop, expectAccessible, openSite, phone, type Site, shoot } from './site.ts'

// Slots in a real browser: chosen by the seller on a phone, moved by the delivery lead on the desktop, the deal on its line.

const start = Date.parse('2026-11-23T10:00:00+08:00')
let site: Site
let quoteId: string

beforeAll(async () => {
  site = await openSite(['web'])
  site.server.clock.set(start)
  const { call } = site
  const person = (name: string) => ({ id: newId(), name, userId: null, skills: ['腔镜'] })
  await call('delivery', 'POST', '/delivery/teams', {
    ...{ name: '腔镜安装组', leadId: site.team.userIds.delivery, opens: 540, closes: 1080 },
    resources: [person('施雯'), person('马骁')],
  })
  const accountId = (await call('rep', 'POST', '/accounts', { name: '云洲市第一人民医院' })).id
  quoteId = (await call('rep', 'POST', '/quotes', { accountId, name: '腹腔镜采购' })).id
}, 240_000)

test('a seller holds a slot on the phone, gives it back, takes that back; the calendar and the line show it', async () => {
  const page = await site.openAs('rep', `/quotes/${quoteId}?view=deal#slot`, phone, start)
  const panel = page.getByRole('region', { name: '交付档期' })
  await panel.getByRole('button', { name: /^预留 11-30 周一/ }).click()
  await panel.getByText('已预留').waitFor()
  await panel.getByText('预留到 2026-11-26').waitFor()
  await expectAccessible(page)
  await panel.getByRole('button', { name: '放回' }).click()
  await page.getByText('已放回 11-30 周一 的档期').waitFor()
  await page.getByRole('button', { name: '撤销' }).click()
  await panel.getByText('已预留').waitFor()
  await shoot(page, 'slot-phone')

  const calendar = await site.openAs('delivery', '/delivery?from=2026-11-30', desktop, start)
  const block = calendar.getByRole('button', { name: /云洲市第一人民医院/ })
  await block.waitFor()
  await expectAccessible(calendar)
  // 2 December is the third column of days: dropped there, it moves; the message takes it back.
  const wednesday = calendar.locator('[class*="cell"]').nth(2)
  await block.dragTo(wednesday)
  await calendar.getByText('已改到 12-02 周三').waitFor()
  await calendar.getByRole('button', { name: '撤销' }).click()
  const slot = () => site.call('rep', 'GET', `/delivery/quotes/${quoteId}`)
  await expect.poll(async () => (await slot()).delivery.from, { timeout: 20_000 }).toBe('2026-11-30')

  await site.server.app.outbox.drain()
  const board = await site.openAs('rep', '/loop', desktop, start)
  await board.getByRole('region', { name: '报价' }).getByText('把报价发出去').waitFor()
  await expectAccessible(board)
  await shoot(board, 'loop')
}, 180_000)
