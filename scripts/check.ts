// `npm run check`: everything about the code that can be told without running it. Every step runs, then the verdict.
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const sources = ['src', 'web', 'sdk', 'test', 'scripts']
const mostLines = 400

const binaries = join(root, 'node_modules', '.bin')

export interface Verdict {
  ok: boolean
  output: string
}

function run(name: string, args: string[], cwd = root): Verdict {
  const ended = spawnSync(join(binaries, name), args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    // The pinned Node first: some tools refuse the one that may be on the machine.
    env: { ...process.env, PATH: `${binaries}${delimiter}${process.env.PATH}`, NO_COLOR: '1' },
    shell: process.platform === 'win32',
  })
  return {
    ok: ended.status === 0,
    output: `${ended.stdout ?? ''}${ended.stderr ?? ''}${ended.error?.message ?? ''}`,
  }
}

/** One breach of an import rule. */
export interface Breach {
  rule: string
  from: string
  to: string
}

/**
 * Holds the import rules of .dependency-cruiser.mjs against a tree that has our layout.
 * @throws if nothing was cruised: without its TypeScript parser the tool reads 0 modules and finds no fault
 */
export function importBreaches(tree: string, folders: string[]): { modules: number; breaches: Breach[] } {
  const config = join(root, '.dependency-cruiser.mjs')
  const ended = run('depcruise', ['--config', config, '--output-type', 'json', ...folders], tree)
  const found = parseReport(ended.output)
  if (found.summary.totalCruised === 0)
    throw new Error('dependency-cruiser read no module: the rules were not checked.')
  const typeScript = found.modules.filter(({ source }) => /^(src|web|sdk)\/.*\.tsx?$/.test(source)).length
  if (typeScript === 0) throw new Error('dependency-cruiser read no TypeScript: the rules were not checked.')
  return {
    modules: found.summary.totalCruised,
    breaches: found.summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })),
  }
}

interface Report {
  modules: { source: string }[]
  summary: { totalCruised: number; violations: { rule: { name: string }; from: string; to: string }[] }
}

function parseReport(output: string): Report {
  try {
    // Hints about the installed compilers may stand before and behind the JSON.
    return JSON.parse(output.slice(output.indexOf('{'), output.lastIndexOf('\n}') + 2)) as Report
  } catch (error) {
    throw new Error(`dependency-cruiser did not report: ${output.slice(0, 2000)}`, { cause: error })
  }
}

function imports(): Verdict {
  const { modules, breaches } = importBreaches(root, sources)
  const lines = breaches.map(({ rule, from, to }) => `  ${rule}: ${from} → ${to}`)
  return { ok: breaches.length === 0, output: `${modules} modules\n${lines.join('\n')}` }
}

/** What the linter says of a tree. */
export function lintBreaches(tree: string): string {
  return run('biome', ['lint', '--max-diagnostics=none'], tree).output
}

/** Files of ours that are too long to be read in one go. Tests may be longer: they are lists. */
export function longFiles(tree: string, most = mostLines): string[] {
  return ['src', 'web', 'sdk'].flatMap(folder =>
    readdirSync(join(tree, folder), { recursive: true, encoding: 'utf8' })
      .filter(
        name =>
          /\.tsx?$/.test(name) && !/\.test(-support)?\.tsx?$|(^|[/\\])(dist|node_modules)[/\\]/.test(name),
      )
      .map(name => ({ name: join(folder, name), lines: linesOf(join(tree, folder, name)) }))
      .filter(({ lines }) => lines > most)
      .map(({ name, lines }) => `${name}: ${lines} lines, at most ${most}. Split it by what it does.`),
  )
}

const linesOf = (file: string) => readFileSync(file, 'utf8').split('\n').length - 1

function lengths(): Verdict {
  const long = longFiles(root)
  return { ok: long.length === 0, output: long.join('\n') }
}

const steps: [name: string, step: () => Verdict][] = [
  ['format and lint (biome)', () => run('biome', ['check', '--diagnostic-level=error'])],
  ['types: server, tests, scripts (tsc)', () => run('tsc', ['-p', 'tsconfig.json'])],
  ['types: web (tsc)', () => run('tsc', ['-p', 'web/tsconfig.json'])],
  ['types: sdk (tsc)', () => run('tsc', ['-p', 'sdk/tsconfig.json'])],
  ['import rules (dependency-cruiser)', imports],
  ['dead files, exports and dependencies (knip)', () => run('knip', [])],
  ['length of files', lengths],
  ['JavaScript of the first page', () => run('node', ['scripts/first-page.ts'])],
]

function main(): void {
  let failed = 0
  for (const [name, step] of steps) {
    const began = performance.now()
    const { ok, output } = attempt(step)
    if (!ok) failed++
    process.stdout.write(
      `${ok ? 'ok    ' : 'FAILED'} ${name}  ${((performance.now() - began) / 1000).toFixed(1)} s\n`,
    )
    if (!ok) process.stdout.write(`${output.trimEnd()}\n`)
  }
  process.stdout.write(
    failed === 0 ? 'All checks passed.\n' : `${failed} of ${steps.length} checks failed.\n`,
  )
  process.exitCode = failed === 0 ? 0 : 1
}

function attempt(step: () => Verdict): Verdict {
  try {
    return step()
  } catch (error) {
    return { ok: false, output: (error as Error).message }
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main()
