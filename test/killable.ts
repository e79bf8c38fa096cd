import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'
import { testDatabase } from './database.ts'

const main = fileURLToPath(new URL('../src/app/main.ts', import.meta.url))

/**
 * The real server as a process that can be killed and started again, on the test file's own database and data folder.
 * `start` takes what its environment has beyond that, such as `SMTP_URL`; `setUp` makes its first workspace.
 */
export async function killableServer() {
  const home = mkdtempSync(join(tmpdir(), 'loam-killed-'))
  const { ownerUrl } = await testDatabase()
  let child: ChildProcess | undefined
  let url = ''
  /** How far the server's clock is ahead of ours. */
  let ahead = 0

  const start = async (environment: Record<string, string>): Promise<void> => {
    const started = spawn(process.execPath, [main], {
      env: {
        ...process.env,
        ...{ DATABASE_URL: ownerUrl, LOAM_HOME: home, PORT: '0' },
        ...{ LOAM_SAMPLE: '0', LOAM_WEB: '0', LOAM_LOG: 'error', LOAM_TEST_CLOCK: '1' },
        ...{ SMTP_FROM: 'loam@example.com', LOAM_TRUST_PROXY: '1', ...environment },
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child = started
    let said = ''
    started.stderr!.on('data', chunk => {
      said += chunk
    })
    url = await new Promise((resolve, reject) => {
      let text = ''
      started.stdout!.on('data', chunk => {
        text += chunk
        const found = /(http:\/\/\S+)/.exec(text)
        if (found) resolve(found[1]!)
      })
      started.on('exit', code => reject(new Error(`the server ended with ${code}: ${said}`)))
    })
    if (ahead > 0) await moveClock()
  }

  const moveClock = async (): Promise<void> => {
    const at = new Date(Date.now() + ahead).toISOString()
    await fetch(`${url}/api/test/clock`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ at }),
    })
  }

  const kill = async (signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<void> => {
    const running = child
    child = undefined
    if (!running || running.exitCode !== null || running.signalCode !== null) return
    const ended = new Promise(resolve => running.once('exit', resolve))
    running.kill(signal)
    await ended
  }

  afterAll(async () => {
    await kill()
    rmSync(home, { recursive: true, force: true })
  })

  return {
    ownerUrl,
    start,
    kill,
    base: () => url,
    /** Lets time pass, for this process and those after it. */
    pass: async (ms: number): Promise<void> => {
      ahead += ms
      await moveClock()
    },
    setUp: (): Promise<Response> =>
      fetch(`${url}/api/v1/setup`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: url },
        body: JSON.stringify({
          ...{ workspace: '测试', name: '管理员', email: 'admin@example.com' },
          password: 'correct horse battery',
        }),
      }),
  }
}
