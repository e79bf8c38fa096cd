import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { launchBrowser } from '#test/browser.ts'

const usage = `Takes pictures of pages in the bundled Chromium.

  node scripts/screenshot.ts ADDRESS … [--out FOLDER] [--width 390,1440] [--theme light,dark]
      [--lang zh-CN,en] [--cookie NAME=VALUE] [--wait SELECTOR] [--full]

One picture per address, width, theme and language. Language and theme are chosen as a reader
would have chosen them: kept on the device before the page opens.`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: 'string', default: 'test-results/pictures' },
    width: { type: 'string', default: '390,1440' },
    theme: { type: 'string', default: 'light,dark' },
    lang: { type: 'string', default: 'zh-CN,en' },
    cookie: { type: 'string', multiple: true, default: [] },
    wait: { type: 'string' },
    full: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

if (values.help || positionals.length === 0) {
  process.stdout.write(`${usage}\n`)
  process.exit(values.help ? 0 : 1)
}

const browser = await launchBrowser()
mkdirSync(values.out, { recursive: true })
try {
  for (const address of positionals)
    for (const width of values.width.split(','))
      for (const theme of values.theme.split(','))
        for (const lang of values.lang.split(',')) await take(address, Number(width), theme, lang)
} finally {
  await browser.close()
}

async function take(address: string, width: number, theme: string, lang: string): Promise<void> {
  const phone = width < 768
  const context = await browser.newContext({
    viewport: { width, height: phone ? 844 : 900 },
    deviceScaleFactor: phone ? 2 : 1.5,
    colorScheme: theme === 'dark' ? 'dark' : 'light',
    locale: lang,
    isMobile: phone,
    hasTouch: phone,
    timezoneId: 'Asia/Shanghai',
    reducedMotion: 'reduce',
  })
  const { host, hostname, pathname, search } = new URL(address)
  await context.addCookies(
    values.cookie.map(pair => {
      const [name, ...rest] = pair.split('=')
      return { name: name!, value: rest.join('='), domain: hostname, path: '/' }
    }),
  )
  await context.addInitScript(
    ([kept, chosen]) => {
      localStorage.setItem('loam.language', kept!)
      localStorage.setItem('loam.theme', chosen!)
    },
    [lang, theme],
  )
  const page = await context.newPage()
  page.on('pageerror', error => process.stderr.write(`${address}: ${error.message}\n`))
  await page.goto(address, { waitUntil: 'load' })
  await page.waitForSelector(values.wait ?? 'main, [role=main], h1')
  await page.evaluate('document.fonts.ready')
  await page.waitForTimeout(400)
  const name = `${(pathname + search).replace(/[^\w-]+/g, '-').replace(/^-|-$/g, '') || host}-${width}-${theme}-${lang}.png`
  await page.screenshot({ path: resolve(join(values.out, name)), fullPage: values.full })
  process.stdout.write(`${join(values.out, name)}\n`)
  await context.close()
}
