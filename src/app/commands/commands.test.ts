import { spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { runningServer } from '../home.ts'

// Each test starts several processes, and the machine may be busy with others.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 })

const file = (name: string) => fileURLToPath(new URL(name, import.meta.url))
const home = mkdtempSync(join(tmpdir(), 'loam-cli-'))
chmodSync(home, 0o755)
const env = {
  ...process.env,
  LOAM_HOME: home,
  PORT: '0',
  LOAM_SAMPLE: '0',
  LOAM_WEB: '0',
  LOAM_LOG: 'error',
  LANG: 'en_US.UTF-8',
  LC_ALL: '',
}

interface Ended {
  code: number | null
  stdout: string
  stderr: string
}

/** Runs a program of ours to its end. */
function run(script: string, args: string[], extra: Record<string, string> = {}): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [file(script), ...args], { env: { ...env, ...extra } })
    let [stdout, stderr] = ['', '']
    child.stdout.on('data', chunk => (stdout += chunk))
    child.stderr.on('data', chunk => (stderr += chunk))
    child.on('error', reject)
    child.on('close', code => resolve({ code, stdout, stderr }))
  })
}
const loam = (...args: string[]) => run('../cli.ts', args)

/** Starts the server and waits until it listens. */
async function serve() {
  const child = spawn(process.execPath, [file('../main.ts')], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', chunk => String(chunk).includes('is ready') && resolve())
    child.on('close', code => reject(new Error(`the server ended with ${code}`)))
  })
  const { url } = runningServer(home)!
  const ended = new Promise<number | null>(resolve => child.on('close', resolve))
  return {
    url,
    end: (signal: 'SIGTERM' | 'SIGKILL') => {
      child.kill(signal)
      return ended
    },
  }
}

beforeAll(async () => {
  const server = await serve()
  await fetch(`${server.url}/api/v1/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      workspace: '澄远',
      name: '林晓',
      email: 'lin@example.com',
      password: 'a long password',
    }),
  })
  expect(await server.end('SIGTERM')).toBe(0)
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

test('without a server a command opens the data folder itself, prints the result alone, and lets go', async () => {
  const made = await loam('keys', 'create', '--kind', 'write', '--source', 'website')
  expect(made).toMatchObject({ code: 0, stdout: expect.stringMatching(/^loam_write_\w{32}\n$/) })
  expect(made.stderr).toContain('opening the data folder')
  expect(runningServer(home)).toBeUndefined()
})

test('with a server it goes through it, also after the server was killed and started again', async () => {
  const killed = await serve()
  await killed.end('SIGKILL')
  const server = await serve()
  const listed = await loam('keys', 'list', '--json')
  expect(listed.stderr).toBe('')
  expect(JSON.parse(listed.stdout)).toMatchObject([{ source: 'website', kind: 'write' }])

  const second = await run('../main.ts', [])
  expect(second.code).toBe(1)
  expect(second.stderr).toContain(`already runs on the data folder ${home}`)
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200)

  const invited = await loam('users', 'invite', 'zhao@example.com', 'lin@example.com', '--role', '销售经理')
  expect(invited.stdout).toMatch(/^zhao@example\.com {2}http:\/\/127\.0\.0\.1:\d+\/invitation\/\w{32}\n$/)
  expect(invited.stderr).toContain('lin@example.com is in the workspace already')
  expect((await loam('doctor')).stdout).toContain('✓ The database works')
  expect(await server.end('SIGTERM')).toBe(0)
})

test('a mistake ends with 1 and says what to do, on standard error', async () => {
  const unknown = await loam('keys', 'revoke', '00000000-0000-7000-8000-000000000000')
  expect(unknown).toMatchObject({ code: 1, stdout: '' })
  expect(unknown.stderr).toContain('key.missing')
  const nobody = await loam('users', 'invite', 'x@example.com', '--role', 'king')
  expect(nobody.stderr).toContain('销售经理')
  expect((await loam('nonsense')).code).toBe(1)
  expect((await run('../main.ts', [], { PORT: 'abc', DATABASE_URL: 'mysql://x' })).stderr).toMatch(
    /PORT[\s\S]*DATABASE_URL/,
  )
})

test('every command explains itself', async () => {
  const { stdout } = await loam('--help')
  const names = [...stdout.split('Commands:')[1]!.matchAll(/^ {2}([a-z-]+)/gm)]
    .map(([, name]) => name!)
    .filter(name => name !== 'help')
  expect(names).toContain('keys')
  for (const name of names) {
    const help = await loam(name, '--help')
    expect([name, help.code, help.stdout.includes('Usage: loam')]).toEqual([name, 0, true])
  }
})
