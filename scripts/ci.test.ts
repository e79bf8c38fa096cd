import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'

const place = mkdtempSync(join(tmpdir(), 'loam-ci-'))
afterAll(() => rmSync(place, { recursive: true, force: true }))
let count = 0

/** Runs .ci/run on a project whose tests and checks end as told. */
function run(tests: { report?: object; status: number }, checkStatus: number) {
  const tree = join(place, String(count++))
  mkdirSync(join(tree, '.ci'), { recursive: true })
  cpSync(fileURLToPath(new URL('../.ci/run', import.meta.url)), join(tree, '.ci/run'))
  const report = JSON.stringify(tests.report ?? null)
  writeFileSync(
    join(tree, 'test.cjs'),
    `const file = process.argv.find(a => a.startsWith('--outputFile.json=')).split('=')[1]
     if (${report}) require('node:fs').writeFileSync(file, JSON.stringify(${report}))
     process.exit(${tests.status})`,
  )
  const scripts = { test: 'node test.cjs', check: `node -e "process.exit(${checkStatus})"` }
  writeFileSync(join(tree, 'package.json'), JSON.stringify({ scripts }))
  const { status, stdout } = spawnSync(join(tree, '.ci/run'), { encoding: 'utf8' })
  return { ok: status === 0, last: stdout.trimEnd().split('\n').at(-1) }
}

const report = (passed: number, failed: number, files: object[] = []) => ({
  numPassedTests: passed,
  numFailedTests: failed,
  testResults: files,
})

test('passes only if every test and check does, and ends with the real count', () => {
  expect(run({ report: report(3, 0), status: 0 }, 0)).toEqual({ ok: true, last: '3 passed, 0 failed' })
  expect(run({ report: report(3, 1), status: 1 }, 0)).toEqual({ ok: false, last: '3 passed, 1 failed' })
  expect(run({ report: report(3, 0), status: 0 }, 1)).toEqual({ ok: false, last: '3 passed, 0 failed' })
  expect(run({ report: report(3, 0), status: 1 }, 0)).toEqual({ ok: false, last: '3 passed, 0 failed' })
})

test('a file that could not be loaded counts as failed, and no test at all is no pass', () => {
  const broken = { status: 'failed', assertionResults: [] }
  expect(run({ report: report(3, 0, [broken]), status: 1 }, 0)).toEqual({
    ok: false,
    last: '3 passed, 1 failed',
  })
  expect(run({ report: report(0, 0), status: 0 }, 0)).toEqual({ ok: false, last: '0 passed, 0 failed' })
  expect(run({ status: 1 }, 0)).toEqual({ ok: false, last: '0 passed, 0 failed' })
})
