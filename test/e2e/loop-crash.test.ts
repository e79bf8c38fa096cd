import { type ChildProcess, spawn } from 'node:child_process'
import { createVerify } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterAll, expect, test } from 'vitest'
import { checkPdfSignature } from '#adapters/signature/check.ts'
import { checkEvidence } from '#lib/contract/index.ts'
import { testDatabase } from '#test/database.ts'
import { ask, closeDeal, cookiesOf, counts, makeDeals, Refused, type Step, setStage } from '#test/deal.ts'
import { smtpServer } from '#test/fixtures/servers/smtp.ts'

// The server is killed at moments that chance chooses while deals go through the loop; whoever drives them sends again what was not
// answered. In the end every deal is there once, from its quote to the start of its delivery.

const main = fileURLToPath(new URL('../../src/app/main.ts', import.meta.url))
const kills = 6
const count = 7

const post = await smtpServer()
const home = mkdtempSync(join(tmpdir(), 'loam-loop-crash-'))
const { ownerUrl } = await testDatabase()
let child: ChildProcess | undefined
let url = ''
/** How far the server's clock is ahead of ours. */
let ahead = 0

afterAll(async () => {
  await kill()
  await post.close()
  rmSync(home, { recursive: true, force: true })
})

/** Starts the real server on the test's own database and data folder, and waits until it listens. */
async function start(): Promise<void> {
  const started = spawn(process.execPath, [main], {
    env: {
      ...process.env,
      ...{ DATABASE_URL: ownerUrl, LOAM_HOME: home, PORT: '0', SMTP_URL: post.url },
      ...{ LOAM_SAMPLE: '0', LOAM_WEB: '0', LOAM_LOG: 'error', LOAM_TEST_CLOCK: '1' },
      ...{ SMTP_FROM: 'loam@example.com', LOAM_TRUST_PROXY: '1' },
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

async function moveClock(): Promise<void> {
  const at = new Date(Date.now() + ahead).toISOString()
  await fetch(`${url}/api/test/clock`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ at }),
  })
}

async function kill(): Promise<void> {
  const running = child
  child = undefined
  if (!running || running.exitCode !== null || running.signalCode !== null) return
  const ended = new Promise(resolve => running.once('exit', resolve))
  running.kill('SIGKILL')
  await ended
}

/** Sends a step until it is answered. What is refused for good is a fault of the test or of the product. */
const insisting: Step = async (name, work) => {
  for (;;) {
    try {
      return await work()
    } catch (error) {
      const comesBack =
        !(error instanceof Refused) || error.status >= 500 || error.code === 'signing.code-wait'
      if (!comesBack) throw new Error(`${name}: ${error.message}`, { cause: error })
      await sleep(50)
    }
  }
}

async function setUp() {
  const person = { workspace: '测试', name: '管理员', email: 'admin@example.com' }
  const made = await fetch(`${url}/api/v1/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ ...person, password: 'correct horse battery' }),
  })
  const stage = await setStage(() => url, cookiesOf(made), post)
  stage.told = () => sleep(150)
  stage.aMinute = async () => {
    ahead += 61_000
    await moveClock()
  }
  return stage
}

test(`${kills} times kill -9 while ${count} deals are closed: one quote, contract, booking, receipt and start each, every chain whole`, async () => {
  await start()
  const stage = await setUp()
  const deals = await makeDeals(stage, count)
  let open = count
  const atOpenDeals: number[] = []
  // Two begin at once, and another after every kill: the next one finds deals at different steps.
  const driven = Promise.all(
    deals.map(async (deal, i) => {
      while (atOpenDeals.length < i - 1) await sleep(20)
      await closeDeal(stage, deal, insisting)
      open--
    }),
  )
  const killer = async () => {
    for (let turn = 0; turn < kills; turn++) {
      await sleep(200 + Math.random() * 700)
      atOpenDeals.push(open)
      await kill()
      await start()
    }
  }
  await Promise.all([driven, killer()])
  expect(atOpenDeals.filter(n => n > 0).length).toBeGreaterThanOrEqual(5)

  const database = new pg.Client({ connectionString: ownerUrl })
  await database.connect()
  try {
    // What the last start still has to tell, or a kill left unsealed.
    for (const { quoteId } of deals) await expectWhole(quoteId)
    await expect
      .poll(async () => (await database.query('select count(*)::int as n from outbox')).rows[0].n, {
        timeout: 30_000,
      })
      .toBe(0)
    const found = (await database.query<Record<string, number>>(counts)).rows[0]!
    expect(found).toEqual(Object.fromEntries(Object.keys(found).map(what => [what, count])))
  } finally {
    await database.end()
  }

  async function expectWhole(quoteId: string): Promise<void> {
    const { contract } = await ask(stage, stage.rep, 'GET', `/api/v1/quotes/${quoteId}/contract`)
    const pack = await ask(stage, stage.rep, 'GET', `/api/v1/contracts/${contract.id}/evidence`)
    const checks = {
      pdf: checkPdfSignature,
      signed: (text: string, signature: string, certificate: string) =>
        createVerify('SHA256').update(text).verify(certificate, signature, 'base64'),
    }
    expect(checkEvidence(JSON.stringify(pack), checks).faults).toEqual([])
  }
}, 240_000)
