import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import pg from 'pg'
import { afterAll, expect, test } from 'vitest'
import { ask, cookiesOf, type DealPlan, makeDeals, type Stage, setStage } from '#test/deal.ts'
import { smtpServer } from '#test/fixtures/servers/smtp.ts'
import { killableServer } from '#test/killable.ts'

// The server dies after a contract was sent and before its letter left: the next one finds the letter owed.

const post = await smtpServer()
/** Takes calls and never says a word: whatever is to leave by it is still on its way when the server dies. */
const mute = createServer()
await new Promise<void>(resolve => mute.listen(0, '127.0.0.1', resolve))
const muteUrl = `smtp://127.0.0.1:${(mute.address() as AddressInfo).port}`
const server = await killableServer()
afterAll(async () => {
  mute.close()
  await post.close()
})

const addressOf = ({ index }: DealPlan) => `signer-${index}@hospital.example`

async function send(stage: Stage, deal: DealPlan) {
  const rep = (method: 'POST' | 'PUT', path: string, body: object) =>
    ask(stage, stage.rep, method, `/api/v1${path}`, body)
  const { quoteId, accountId } = deal
  const quote = await rep('POST', '/quotes', { id: quoteId, accountId, name: '设备采购' })
  const line = {
    ...{ id: 'l', productId: stage.productIds[0], kind: 'goods', name: '', spec: '', unit: '' },
    ...{ quantity: '1', periods: 1, price: null, discount: null, taxRate: '13', free: false, bundleId: null },
  }
  const lines = { version: 1, name: '设备采购', draft: { ...quote.draft, lines: [line] } }
  const { draftVersion: version } = await rep('PUT', `/quotes/${quoteId}/draft`, lines)
  await rep('POST', `/quotes/${quoteId}/issue`, { version })
  const made = await rep('POST', '/contracts', { quoteId })
  const signer = { name: '赵敏', title: '采购主任', email: addressOf(deal) }
  const draft = { version: 1, draft: { ...made.draft, signer } }
  const saved = await rep('PUT', `/contracts/${made.id}/draft`, draft)
  const { hash } = await rep('POST', `/contracts/${made.id}/prepare`, { version: saved.draftVersion })
  return rep('POST', `/contracts/${made.id}/send`, { hash })
}

test('killed between sending and the letter: the letter leaves after the next start, but not by a link that was closed meanwhile', async () => {
  await server.start({ SMTP_URL: muteUrl })
  const stage = await setStage(server.base, cookiesOf(await server.setUp()), post)
  const [kept, taken] = await makeDeals(stage, 2)
  const sent = await send(stage, kept!)
  const back = await send(stage, taken!)
  expect([sent.state, sent.letter]).toEqual(['sent', { state: 'due', at: null, fault: null }])
  await ask(stage, stage.rep, 'POST', `/api/v1/contracts/${back.id}/withdraw`, {})
  await server.kill()
  expect(post.mails).toEqual([])

  await server.start({ SMTP_URL: post.url })
  const toSigners = () => post.mails.flatMap(({ to }) => to).filter(to => to.startsWith('signer-'))
  await expect.poll(toSigners, { timeout: 60_000 }).toContain(addressOf(kept!))
  const { text } = post.mails.find(({ to }) => to.includes(addressOf(kept!)))!.mail
  const token = /\/s\/contract\/([\w-]+)/.exec(text ?? '')![1]
  const view = await ask(stage, '', 'POST', `/api/public/contracts/${token}/open`, {})
  expect(view.state).toBe('open')
  const read = () => ask(stage, stage.rep, 'GET', `/api/v1/contracts/${sent.id}`)
  await expect.poll(async () => (await read()).letter.state).toBe('sent')

  const database = new pg.Client({ connectionString: server.ownerUrl })
  await database.connect()
  const open = `select count(*)::int as n from pgboss.job where name = 'contract-letter' and state not in ('completed')`
  await expect.poll(async () => (await database.query(open)).rows[0].n, { timeout: 30_000 }).toBe(0)
  await database.end()
  expect(toSigners()).toEqual([addressOf(kept!)])
}, 120_000)
