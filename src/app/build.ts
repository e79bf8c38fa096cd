import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const builder = fileURLToPath(new URL('../../scripts/build.ts', import.meta.url))

/** What the browser is served: the staff application, the public viewer, the tracker. Each has a Vite config. */
export type Bundle = 'web' | 'web/portal' | 'sdk'

/** Sources outside of a bundle's own folder that it takes in. */
const shared = ['src/kernel', 'src/lib', 'package-lock.json']

/** Builds what is missing or older than its sources, in a process of its own that gives its memory back. */
export async function ensureBuilt(...bundles: Bundle[]): Promise<void> {
  const wanted = bundles.filter(bundle => !isBuilt(bundle))
  if (wanted.length === 0) return
  const status = await new Promise<number | null>((resolve, reject) => {
    const child = spawn(process.execPath, [builder, ...wanted], { stdio: ['ignore', 2, 2] })
    child.on('error', reject)
    child.on('close', resolve)
  })
  if (status !== 0)
    throw new Error('The pages could not be built; what is wrong stands above. Mend it and start again.')
}

/**
 * Builds a bundle into its `dist` folder, in this process. Safe to call from several processes at once: each builds beside
 * the place and moves the result into it. What Vite builds depends on NODE_ENV: `scripts/build.ts` sees to that.
 */
export async function build(bundle: Bundle): Promise<void> {
  const home = join(root, bundle)
  const stamp = stampFor(bundle)
  const draft = join(home, `dist-${process.pid}-${Date.now()}`)
  const vite = await import('vite')
  try {
    await vite.build({
      configFile: join(home, 'vite.config.ts'),
      logLevel: 'error',
      build: { outDir: draft, emptyOutDir: true },
    })
    writeFileSync(join(draft, '.stamp'), stamp)
    swap(draft, distOf(bundle), stamp)
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
}

export const distOf = (bundle: Bundle): string => join(root, bundle, 'dist')

/** Whether a bundle is there and was built from the sources as they are. */
export const isBuilt = (bundle: Bundle): boolean => stampIn(distOf(bundle)) === stampFor(bundle)

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
