import { createVerify } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, expect, test } from 'vitest'
import { checkPdfSignature } from '#adapters/signature/check.ts'
import { checkEvidence } from '#lib/contract/index.ts'
import { contractStage } from '#test/contract-stage.ts'
import { filesWith, tablesWith } from '#test/traces.ts'
import type { ContractView } from './api.ts'

const home = mkdtempSync(join(tmpdir(), 'loam-erased-'))
const stage = await contractStage({ LOAM_HOME: home })
const { app, ownerUrl, account, call, customer, begun, prepared, act, waiting, tokenOf, codeFor, signs } =
  stage
const owner = new pg.Client({ connectionString: ownerUrl })
await owner.connect()
afterAll(async () => {
  await owner.end()
  rmSync(home, { recursive: true, force: true })
})

/** What identifies the signer, in every form in which it stands somewhere. */
const traces = ['赵敏', 'zhao.min', 'Zhao.Min']
const signer = { name: '赵敏', title: '采购主任', email: 'zhao.min@hospital.example' }

async function person(): Promise<string> {
  const made = await call('rep', 'POST', '/contacts', {
    ...{ name: '赵敏', accountId: account, title: '采购主任' },
    // Written otherwise than in the contracts: it is the same address.
    email: 'Zhao.Min@Hospital.example',
  })
  return made.body.id
}
const erase = (id: string) => call('compliance', 'POST', `/contacts/${id}/erase`, { confirm: '赵敏' })
const read = async (id: string): Promise<ContractView> => (await call('rep', 'GET', `/contracts/${id}`)).body

async function faultsOf(id: string) {
  const { raw } = await call('rep', 'GET', `/contracts/${id}/evidence`)
  const { pack, faults } = checkEvidence(raw.toString(), {
    pdf: checkPdfSignature,
    signed: (text, signature, certificate) =>
      createVerify('SHA256').update(text).verify(certificate, signature, 'base64'),
  })
  return { faults, versions: pack.parts.versions.length }
}

test('where nothing took effect the signer goes from every table and file, whatever state the contract is in; its chain still holds', async () => {
  const id = await person()
  const out = await waiting()
  await customer(out.token, 'open')
  await codeFor(out.token)
  const declined = await waiting()
  await customer(declined.token, 'decline', { hash: declined.contract.hash, reason: '赵敏说预算没批' })
  const half = await prepared(await begun())
  await act(half, 'send')
  await signs(await tokenOf(half), half.hash!)
  const written = await begun()
  const clauses = written.draft.clauses.map((clause, i) =>
    i === 0 ? { ...clause, body: `${clause.body}联系人：赵敏。` } : clause,
  )
  const draft = { ...written.draft, clauses, buyer: { ...written.draft.buyer, representative: '赵敏' } }
  await call('rep', 'PUT', `/contracts/${written.id}/draft`, { version: written.draftVersion, draft })
  expect((await tablesWith(owner, traces)).length).toBeGreaterThan(10)

  expect(await erase(id)).toMatchObject({ status: 200, body: { kept: [] } })
  await app.outbox.drain()
  expect(await tablesWith(owner, traces)).toEqual([])
  expect(await filesWith(home, traces)).toEqual([])

  for (const [before, state] of [
    [out.contract, 'draft'],
    [declined.contract, 'declined'],
    [half, 'draft'],
    [written, 'draft'],
  ] as const) {
    const now = await read(before.id)
    expect([now.state, now.draft.signer, now.hash]).toEqual([state, null, null])
    expect(now.events.at(-1)).toMatchObject({ type: 'person-erased' })
    expect(await faultsOf(before.id)).toEqual({ faults: [], versions: 0 })
  }
  expect((await customer(out.token, 'open')).body.code).toBe('signing.missing')
  // Another signer, and it goes on.
  const now = await read(out.contract.id)
  const someone = { ...signer, name: '钱宏', email: 'qian@hospital.example' }
  const payload = { version: now.draftVersion, draft: { ...now.draft, signer: someone } }
  const again = await prepared((await call('rep', 'PUT', `/contracts/${now.id}/draft`, payload)).body)
  expect((await act(again, 'send')).body.state).toBe('sent')
}, 90_000)

test('what is in effect is kept whole, and whoever erases is told which and since when', async () => {
  const id = await person()
  const { contract, token } = await waiting()
  await signs(token, contract.hash!)
  await call('rep', 'GET', `/contracts/${contract.id}/pdf`)
  const before = await faultsOf(contract.id)
  const done = await erase(id)
  const { number, name } = contract
  const since = (await read(contract.id)).signedByCustomerAt
  expect(done.body.kept).toEqual([{ kind: 'contract', id: contract.id, number, name, since }])
  await app.outbox.drain()
  expect(await faultsOf(contract.id)).toEqual(before)
  expect(before).toEqual({ faults: [], versions: 1 })
  const left = new Set((await tablesWith(owner, traces)).map(row => row.split(':')[0]))
  expect([...left].sort()).toEqual(
    ['contract', 'contract_person', 'contract_version'].map(one => `public.${one}`),
  )
}, 60_000)
