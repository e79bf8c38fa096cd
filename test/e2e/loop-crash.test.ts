import { createVerify } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, expect, test } from 'vitest'
import { checkPdfSignature } from '#adapters/signature/check.ts'
import { checkEvidence } from '#lib/contract/index.ts'
import { ask, closeDeal, cookiesOf, counts, makeDeals, Refused, type Step, setStage } from '#test/deal.ts'
import { smtpServer } from '#test/fixtures/servers/smtp.ts'
import { killableServer } from '#test/killable.ts'

// The server is killed at moments that chance chooses while deals go through the loop; whoever drives them sends again what was not
// answered. In the end every deal is there once, from its quote to the start of its delivery.

const kills = 6
const count = 7

const post = await smtpServer()
const server = await killableServer()
const start = () => server.start({ SMTP_URL: post.url })
afterAll(() => post.close())

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
  const made = await server.setUp()
  const stage = await setStage(server.base, cookiesOf(made), post)
  stage.told = () => sleep(150)
  stage.aMinute = () => server.pass(61_000)
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
      await server.kill()
      await start()
    }
  }
  await Promise.all([driven, killer()])
  expect(atOpenDeals.filter(n => n > 0).length).toBeGreaterThanOrEqual(5)

  const database = new pg.Client({ connectionString: server.ownerUrl })
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
