import type { Page } from 'playwright-core'
import { expect, vi } from 'vitest'
import type { MailServer } from '#test/fixtures/servers/smtp.ts'
import { patient, phone, type Site } from './site.ts'

/** What the newest mail holds at this place. */
export async function mailed(post: MailServer, pattern: RegExp): Promise<string> {
  await vi.waitFor(() => expect(post.mails.at(-1)?.mail.text).toMatch(pattern), patient)
  return pattern.exec(post.mails.at(-1)!.mail.text!)![1]!
}

/** Draws something like a name into the signing page. */
export async function writeName(page: Page): Promise<void> {
  const box = (await page.getByRole('img', { name: '签名区' }).boundingBox())!
  const at = (x: number, y: number): [number, number] => [box.x + box.width * x, box.y + box.height * y]
  await page.mouse.move(...at(0.2, 0.3))
  await page.mouse.down()
  for (const [x, y] of [
    [0.35, 0.3],
    [0.3, 0.7],
    [0.55, 0.45],
    [0.5, 0.75],
    [0.8, 0.6],
  ] as const)
    await page.mouse.move(...at(x, y), { steps: 6 })
  await page.mouse.up()
}

/** The customer opens the link they were mailed on a phone of their own, reads, is identified by a code, and signs. */
export async function customerSigns(site: Site, post: MailServer): Promise<void> {
  const url = await mailed(post, /(http:\S+\/s\/contract\/\S+)/)
  const page = await (await site.browser.newContext(phone)).newPage()
  await page.goto(url)
  await page.getByRole('button', { name: '去签署' }).click(patient)
  await page.getByLabel('我同意').check()
  await page.getByRole('button', { name: '下一步' }).click()
  await page.getByRole('button', { name: '获取验证码' }).click()
  await page.getByLabel('6 位验证码').fill(await mailed(post, /验证码 (\d{6})/))
  await page.getByRole('button', { name: '下一步' }).click()
  await writeName(page)
  await page.getByRole('button', { name: '签署合同' }).click()
  await page.getByText('双方已签署，合同生效。').waitFor(patient)
  await page.context().close()
}
