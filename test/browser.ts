import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium } from 'playwright-core'

const modules = fileURLToPath(new URL('../node_modules', import.meta.url))
const fonts = ['inter', 'noto-sans-sc']
const fontWeights = ['400Regular', '500Medium', '600SemiBold', '700Bold']

/**
 * Starts a headless Chromium: the one named by CHROME_PATH, else the one that npm brought.
 * Text is drawn with Inter and Noto Sans SC from npm, whatever fonts the machine has.
 * The caller closes it. The first call on a machine unpacks the browser (about 5 s).
 */
export async function launchBrowser(): Promise<Browser> {
  const home = await browserHome()
  return chromium.launch({
    executablePath: process.env.CHROME_PATH ?? join(home, 'chromium'),
    args: [
      '--no-sandbox',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-dev-shm-usage',
      '--font-render-hinting=none',
    ],
    env: { ...definedEnv(), FONTCONFIG_FILE: join(home, 'fonts.conf') },
  })
}

/** Unpacks into a folder of its own and renames it into place, so that two test workers never see half a browser. */
async function browserHome(): Promise<string> {
  const { version } = JSON.parse(readFileSync(join(modules, '@sparticuz/chromium/package.json'), 'utf8')) as {
    version: string
  }
  const home = join(tmpdir(), `loam-chromium-${version}-${process.getuid?.() ?? 0}`)
  if (!existsSync(home)) await unpack(home)
  writeFonts(home)
  return home
}

async function unpack(home: string): Promise<void> {
  const fresh = mkdtempSync(`${home}-`)
  if (!process.env.CHROME_PATH) await unpackChromium(fresh)
  try {
    renameSync(fresh, home)
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true })
    if (!existsSync(home)) throw error
  }
}

/** The package unpacks into the temporary folder and nowhere else; so the folder is lent to it for the call. */
async function unpackChromium(folder: string): Promise<void> {
  const { default: packed } = await import('@sparticuz/chromium')
  const before = process.env.TMPDIR
  process.env.TMPDIR = folder
  try {
    await packed.executablePath()
  } finally {
    if (before === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = before
  }
}

function writeFonts(home: string): void {
  const file = join(home, 'fonts.conf')
  const dirs = fonts
    .flatMap(font =>
      fontWeights.map(weight => `<dir>${join(modules, '@expo-google-fonts', font, weight)}</dir>`),
    )
    .join('')
  const cache = join(home, 'font-cache')
  mkdirSync(cache, { recursive: true })
  writeFileSync(
    file,
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>${dirs}<cachedir>${cache}</cachedir>` +
      `<alias binding="same"><family>sans-serif</family><prefer><family>Noto Sans SC</family></prefer></alias></fontconfig>`,
  )
}

function definedEnv(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((e): e is [string, string] => e[1] !== undefined),
  )
}
