import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** What the browser is served: the staff application, the public viewer, the tracker. Each has a Vite config. */
export type Bundle = 'web' | 'web/portal' | 'sdk'

/** Sources outside of a bundle's own folder that it takes in. */
const shared = ['src/kernel', 'src/lib', 'package-lock.json']

/**
 * Builds a bundle into its `dist` folder unless what is there was built from the same sources. Safe to call from several
 * processes at once: each builds beside the place and moves the result into it.
 * @returns the folder
 */
export async function ensureBuilt(bundle: Bundle): Promise<string> {
  const home = join(root, bundle)
  const dist = join(home, 'dist')
  const stamp = stampFor(bundle)
  if (stampIn(dist) === stamp) return dist
  const draft = join(home, `dist-${process.pid}-${Date.now()}`)
  const { build } = await import('vite')
  try {
    await build({
      configFile: join(home, 'vite.config.ts'),
      logLevel: 'error',
      build: { outDir: draft, emptyOutDir: true },
    })
    writeFileSync(join(draft, '.stamp'), stamp)
    swap(draft, dist, stamp)
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
  return dist
}

/** Whether a bundle is there and was built from the sources as they are. */
export const isBuilt = (bundle: Bundle): boolean => stampIn(join(root, bundle, 'dist')) === stampFor(bundle)

const stampFor = (bundle: Bundle) =>
  stampOf([join(root, bundle), ...shared.map(path => join(root, path)), ...apiFiles()])

/** The pages take in what modules let everyone know. */
function apiFiles(): string[] {
  return readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter(name => /(^|[/\\-])api\.ts$/.test(name))
    .sort()
    .map(name => join(root, 'src', name))
}

function swap(draft: string, dist: string, stamp: string): void {
  const old = `${draft}-old`
  if (existsSync(dist)) renameSync(dist, old)
  try {
    renameSync(draft, dist)
  } catch (error) {
    // Another process was there first, with the same result.
    if (stampIn(dist) !== stamp) throw error
  } finally {
    rmSync(old, { recursive: true, force: true })
  }
}

function stampIn(dist: string): string | undefined {
  const file = join(dist, '.stamp')
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}

function stampOf(paths: string[]): string {
  const hash = createHash('sha256')
  for (const path of paths) addTo(hash, path)
  return hash.digest('hex')
}

function addTo(hash: ReturnType<typeof createHash>, path: string): void {
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found) return
  if (!found.isDirectory()) {
    if (!/\.test\.tsx?$|\.md$/.test(path)) hash.update(path.slice(root.length)).update(readFileSync(path))
    return
  }
  for (const name of readdirSync(path).sort()) {
    if (!/^(dist.*|node_modules|\..*)$/.test(name)) addTo(hash, join(path, name))
  }
}
