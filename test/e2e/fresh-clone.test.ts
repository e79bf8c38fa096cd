import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'

// What a newcomer does: clone into an empty folder, `npm start`. By default the installed packages of this checkout
// are linked in, and so are the pages if it has built them; LOAM_TEST_INSTALL=1 starts from nothing but Node and npm,
// as whoever changes the dependencies should.
vi.setConfig({ testTimeout: 900_000, hookTimeout: 900_000 })

const root = fileURLToPath(new URL('../..', import.meta.url))
const trueInstall = process.env.LOAM_TEST_INSTALL === '1'
const place = mkdtempSync(join(tmpdir(), 'loam-clone-'))
const clone = join(place, 'loam')
const home = join(place, 'data')
chmodSync(place, 0o755)

/** Its own environment: no data folder, port or test settings of ours. */
const env: Record<string, string> = {
  PATH: (process.env.PATH ?? '')
    .split(':')
    .filter(folder => !folder.includes('node_modules'))
    .join(':'),
  HOME: process.env.HOME ?? place,
  LOAM_HOME: home,
  PORT: '0',
  LANG: 'C.UTF-8',
}

interface Running {
  child: ChildProcess
  output(): string
  ended: Promise<number | null>
}

function npmStart(): Running {
  const child = spawn('npm', ['start'], { cwd: clone, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let text = ''
  for (const stream of [child.stdout!, child.stderr!]) stream.on('data', chunk => (text += chunk))
  return { child, output: () => text, ended: new Promise(resolve => child.on('close', resolve)) }
}

interface Note {
  pid: number
  url: string
}

/** Waits until the server says where it listens and answers there. */
async function answers(running: Running): Promise<Note> {
  let isOver = false
  void running.ended.then(() => {
    isOver = true
  })
  return vi.waitFor(
    async () => {
      if (isOver) return { pid: 0, url: '' }
      const note = JSON.parse(readFileSync(join(home, 'server.json'), 'utf8')) as Note
      expect((await fetch(`${note.url}/readyz`)).status).toBe(200)
      return note
    },
    { timeout: 600_000, interval: 500 },
  )
}

beforeAll(() => {
  execFileSync('git', ['clone', '--quiet', '--no-hardlinks', root, clone])
  if (trueInstall) return
  // What is installed here was installed for these two files.
  for (const name of ['package.json', 'package-lock.json']) cpSync(join(root, name), join(clone, name))
  symlinkSync(join(root, 'node_modules'), join(clone, 'node_modules'))
  for (const bundle of ['web', 'web/portal', 'sdk']) {
    const built = join(root, bundle, 'dist')
    if (existsSync(built)) cpSync(built, join(clone, bundle, 'dist'), { recursive: true })
  }
})
afterAll(() => rmSync(place, { recursive: true, force: true }))

test('npm start on a fresh clone answers, ends clean, refuses a second one, and recovers from kill -9', async () => {
  const first = npmStart()
  const note = await answers(first)
  expect([note.pid > 0, first.output()]).toEqual([true, expect.stringContaining('is ready')])
  const page = await fetch(`${note.url}/`)
  expect(page.headers.get('content-security-policy')).toContain("script-src 'self'")
  expect(await page.text()).toContain('<div id="root">')
  expect((await fetch(`${note.url}/api/v1/entry`)).status).toBe(200)

  const second = npmStart()
  expect(await second.ended).not.toBe(0)
  expect(second.output()).toContain(`already runs on the data folder ${home}`)
  expect((await fetch(`${note.url}/readyz`)).status).toBe(200)

  process.kill(note.pid, 'SIGTERM')
  expect(await first.ended).toBe(0)
  expect(existsSync(join(home, 'server.json'))).toBe(false)

  const killed = npmStart()
  process.kill((await answers(killed)).pid, 'SIGKILL')
  await killed.ended
  const again = npmStart()
  const recovered = await answers(again)
  expect((await fetch(`${recovered.url}/api/v1/entry`)).status).toBe(200)
  process.kill(recovered.pid, 'SIGTERM')
  expect(await again.ended).toBe(0)
  const left = execFileSync('git', ['status', '--porcelain'], { cwd: clone, encoding: 'utf8' })
  expect(left.replace(/^ M package(-lock)?\.json\n/gm, '')).toBe('')
})
