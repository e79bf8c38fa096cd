import type { Browser, Page } from 'playwright-core'
import { ensureBuilt } from '#app/build.ts'
import { launchBrowser } from '#test/browser.ts'
import { busy, median, meetEverybody, publish, startProduct } from './_product.ts'

// A rep's home on a phone: from the address to the first suggestion that can be tapped, nothing cached, processor four
// times slowed, 10 Mbit/s with 40 ms. Beside it the same page unslowed, and a fixed piece of work in the same slowed
// browser, which tells how much of a phone the machine had to give. `node test/bench/page.ts [ROUNDS]`
const rounds = Number(process.argv[2] ?? 5)

interface Look {
  usable: number
  kB: number
  files: number
}

await ensureBuilt('web')
const product = await startProduct()
const browser = await launchBrowser()
try {
  await fillDay()
  await look(browser, false) // the server’s first answers are slower than all others
  const [slowed, plain, work]: [Look[], Look[], number[]] = [[], [], []]
  for (let round = 0; round < rounds; round++) {
    plain.push(await look(browser, false))
    slowed.push(await look(browser, true))
    work.push(await fixedWork(browser))
  }
  const of = (looks: Look[]) => median(looks.map(({ usable }) => usable)).toFixed(0)
  const all = (looks: Look[]) => looks.map(({ usable }) => usable.toFixed(0)).join(', ')
  console.log(`fetched until then: ${slowed[0]!.kB.toFixed(1)} kB of JavaScript in ${slowed[0]!.files} files`)
  console.log(`usable on the phone profile: median ${of(slowed)} ms (${all(slowed)}) · ${busy()}`)
  console.log(`the same unslowed: median ${of(plain)} ms (${all(plain)})`)
  console.log(
    `fixed work, slowed: median ${median(work).toFixed(0)} ms (${work.map(ms => ms.toFixed(0)).join(', ')})`,
  )
} finally {
  await browser.close()
  await product.remove()
}

/** A day's suggestions for the only person there is. */
async function fillDay(): Promise<void> {
  await publish(product, {
    id: 'asks-for-a-price',
    when: [{ as: 'ask', event: 'price.asked' }],
    then: [
      {
        do: 'suggest',
        to: 'owner',
        title: { 'zh-CN': '马上回电', en: 'Call back now' },
        reason: { 'zh-CN': '刚刚来询价', en: 'Has just asked for a price' },
        expires: '1d',
      },
    ],
  })
  await meetEverybody(product, 20)
  await product.owner.query('update account set owner_id = (select user_id from member limit 1)')
  const events = Array.from({ length: 8 }, (_, n) => ({
    ...{ id: `ask-${n}`, type: 'price.asked', at: new Date().toISOString(), customer: `c-${n}` },
  }))
  await fetch(`${product.base}/api/v1/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${product.key}`, 'content-type': 'application/json' },
    body: JSON.stringify(events),
  })
  const made = async () =>
    Number((await product.owner.query('select count(*) from suggestion')).rows[0].count)
  while ((await made()) < events.length) await new Promise(resolve => setTimeout(resolve, 100))
}

async function openPage(from: Browser): Promise<Page> {
  const context = await from.newContext({
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: 2,
    hasTouch: true,
    isMobile: true,
    locale: 'zh-CN',
  })
  const cookies = product
    .cookie()
    .split('; ')
    .map(pair => ({
      name: pair.slice(0, pair.indexOf('=')),
      value: decodeURIComponent(pair.slice(pair.indexOf('=') + 1)),
      url: product.base,
    }))
  await context.addCookies(cookies)
  return context.newPage()
}

async function slow(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  const bytes = (10 * 1_000_000) / 8
  const network = { offline: false, latency: 40, downloadThroughput: bytes, uploadThroughput: bytes }
  await session.send('Network.emulateNetworkConditions', network)
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 })
}

/** Opens the home with nothing cached; milliseconds until the first card can be tapped. */
async function look(from: Browser, isSlowed: boolean): Promise<Look> {
  const page = await openPage(from)
  if (isSlowed) await slow(page)
  const scripts: Promise<number>[] = []
  let usable = false
  page.on('requestfinished', request => {
    if (!usable && request.resourceType() === 'script')
      scripts.push(request.sizes().then(sizes => sizes.responseBodySize))
  })
  const began = performance.now()
  await page.goto(`${product.base}/today`, { waitUntil: 'commit' })
  await page.getByRole('button', { name: '采纳' }).first().click({ trial: true, timeout: 120_000 })
  const took = performance.now() - began
  usable = true
  const sizes = await Promise.all(scripts)
  await page.context().close()
  return { usable: took, kB: sizes.reduce((sum, size) => sum + size, 0) / 1_000, files: sizes.length }
}

async function fixedWork(from: Browser): Promise<number> {
  const page = await openPage(from)
  await slow(page)
  const took = await page.evaluate(() => {
    const began = performance.now()
    let x = 1
    for (let i = 0; i < 20_000_000; i++) x = (Math.imul(x, 1_664_525) + 1_013_904_223) | 0
    return performance.now() - began + (x === 0 ? 1 : 0)
  })
  await page.context().close()
  return took
}
