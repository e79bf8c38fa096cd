import { createVerify } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkPdfSignature } from '#adapters/signature/check.ts'
import { pdfSealer } from '#adapters/signature/sealer.ts'
import { newId } from '#kernel/id.ts'
import { checkEvidence } from '#lib/contract/index.ts'
import { caller, testApp } from '#test/app.ts'
import { signingServer } from '#test/fixtures/servers/signing.ts'
import { smtpServer } from '#test/fixtures/servers/smtp.ts'
import type { ContractView } from './api.ts'
import { contract } from './tables.ts'

const post = await smtpServer()
const folder = mkdtempSync(join(tmpdir(), 'loam-service-'))
const seal = pdfSealer(folder, { now: () => Date.parse('2026-11-23T10:00:00+08:00') })
const service = await signingServer(undefined, file => seal.seal(file, { reason: 'test', at: new Date() }))
afterAll(async () => {
  await Promise.all([post.close(), service.close()])
  rmSync(folder, { recursive: true })
})
const { app, db, clock, workspace } = await testApp({
  ...{ SMTP_URL: post.url, SMTP_FROM: 'loam@example.com' },
  ...{ SIGNING_URL: service.url, SIGNING_APP_ID: 'loam', SIGNING_SECRET: 's3cret', SIGNING_NAME: '签约服务' },
})
const one = await workspace()
clock.set(Date.parse('2026-11-23T10:00:00+08:00'))
const { clearances } = app.collaboration.mandate

const call = caller(one)

let account = ''
beforeAll(async () => {
  account = (await call('rep', 'POST', '/accounts', { name: '云洲市第一人民医院' })).body.id
})

/** A quote that no mandate covers: its one line has no list price and is given away below everything. */
async function outside(): Promise<{ id: string; hash: string; draftVersion: number }> {
  const quote = (await call('rep', 'POST', '/quotes', { accountId: account, name: '腹腔镜采购' })).body
  return issue(quote.id, '1130000')
}

async function issue(id: string, price: string) {
  const quote = (await call('rep', 'GET', `/quotes/${id}`)).body
  const line = {
    ...{
      id: `l-${newId()}`,
      productId: null,
      kind: 'goods',
      name: '定制推车',
      spec: '',
      unit: '台',
      quantity: '1',
    },
    ...{ periods: 1, price, discount: null, taxRate: '13', free: false, bundleId: null },
  }
  const draft = { ...quote.draft, lines: [line], discount: { by: 'percent', value: '50' } }
  const payment = [{ id: 'a', kind: 'first', label: '', percent: '100', days: 300 }]
  const body = { version: quote.draftVersion, name: quote.name, draft: { ...draft, payment } }
  const saved = (await call('rep', 'PUT', `/quotes/${id}/draft`, body)).body
  return (await call('rep', 'POST', `/quotes/${id}/issue`, { version: saved.draftVersion })).body
}

const signer = { name: '赵敏', title: '', email: 'zhao@hospital.example' }

const acts = ['approve', 'void', 'revise', 'save', 'prepare', 'send', 'sign', 'callback', 'renew'] as const
type Act = (typeof acts)[number]

/** Plays acts on one contract; looks after each of them whether anything is out or signed that nothing covers. */
async function play(sequence: readonly Act[]) {
  const quote = await outside()
  const made = (await call('rep', 'POST', '/contracts', { quoteId: quote.id })).body as ContractView
  const read = async () => (await call('rep', 'GET', `/contracts/${made.id}`)).body as ContractView
  const rowOf = async () =>
    (await db.tx(one.workspaceId, tx => tx.select().from(contract).where(eq(contract.id, made.id))))[0]!
  const covered = (hash: string) =>
    db.tx(one.workspaceId, async tx => (await clearances.of(tx, one.workspaceId, hash)) !== null)
  const actor = {
    workspaceId: one.workspaceId,
    kind: 'system',
    id: null,
    name: 'Loam',
    locale: 'zh-CN',
  } as const
  const system = {
    ...actor,
    departmentId: null,
    permissions: new Set<never>(),
    scope: { kind: 'all' },
  } as const
  let [signatures, effective] = [0, false]
  let price = 1_130_000
  for (const act of sequence) {
    const [before, now] = [await rowOf(), await read()]
    const allowed = await covered(before.quoteHash)
    const exact = { hash: now.hash ?? '0'.repeat(64) }
    const version = { version: now.draftVersion }
    const hash = ((await call('rep', 'GET', `/quotes/${quote.id}`)).body.hash ?? '') as string
    const doing: Record<typeof act, () => Promise<unknown>> = {
      approve: () =>
        db.tx(one.workspaceId, tx =>
          clearances.approve(tx, system, {
            ...{ subject: 'quote', subjectId: quote.id, hash, by: [one.userIds.director], reason: {} },
            caseId: newId(),
          }),
        ),
      void: () => db.tx(one.workspaceId, tx => clearances.void(tx, system, hash, 'test')),
      revise: () => {
        price += 1_000
        return issue(quote.id, String(price))
      },
      save: () =>
        call('rep', 'PUT', `/contracts/${made.id}/draft`, { ...version, draft: { ...now.draft, signer } }),
      prepare: () => call('rep', 'POST', `/contracts/${made.id}/prepare`, version),
      send: () => call('rep', 'POST', `/contracts/${made.id}/send`, exact),
      sign: () => call('rep', 'POST', `/contracts/${made.id}/sign`, exact),
      renew: () => call('rep', 'POST', `/contracts/${made.id}/renew`, version),
      callback: () => {
        const event = {
          envelope: before.envelope ?? 'env-0',
          kind: 'signed',
          signer: '赵敏',
          at: clock.now(),
        }
        const { headers, body } = service.callback(event, clock.now())
        const url = '/api/public/contracts/provider'
        return app.http.server.inject({ method: 'POST', url, headers, payload: body })
      },
    }
    await doing[act]()
    const after = await rowOf()
    const signs = (['sentAt', 'signedByUsAt', 'signedByCustomerAt'] as const).filter(
      field => after[field] !== null && before[field] === null,
    )
    if (signs.length > 0) expect([act, signs, allowed]).toEqual([act, signs, true])
    // What is signed is the quote's newest revision, at the instant it was signed.
    if (signs.includes('signedByUsAt') || signs.includes('signedByCustomerAt'))
      expect(before.quoteHash).toBe(hash)
    signatures += signs.filter(field => field !== 'sentAt').length
    effective ||= after.status === 'effective'
  }
  return { id: made.id, signatures, effective }
}

test('with approval it goes through the signing service into effect; the service told twice counts once', async () => {
  const way = ['approve', 'save', 'prepare', 'send', 'sign', 'callback', 'callback'] as const
  const { id, ...done } = await play(way)
  expect(done).toEqual({ signatures: 2, effective: true })
  const newest = [...service.envelopes.values()].at(-1)
  expect(newest?.signer.email).toBe(signer.email)

  // The service's file bears the service's certificate; the pack says whose it is, and holds it to what was recorded.
  const { rawPayload } = await one
    .as('rep')
    .inject({ method: 'GET', url: `/api/v1/contracts/${id}/evidence` })
  const file = rawPayload.toString('utf8')
  const checks = {
    pdf: checkPdfSignature,
    signed: (text: string, signature: string, certificate: string) =>
      createVerify('SHA256').update(text).verify(certificate, signature, 'base64'),
  }
  const { faults, pack } = checkEvidence(file, checks)
  expect(faults).toEqual([])
  expect(pack.parts.events.at(-1)).toMatchObject({ type: 'sealed', body: { by: '签约服务' } })
  const signedBy = checkPdfSignature(Buffer.from(pack.parts.file!.base64, 'base64'))
  expect(signedBy).toEqual({ ok: true, certificate: await seal.certificate() })
  expect(await seal.certificate()).not.toBe(pack.parts.certificate)
  const changed = file.replace(/"base64":"(.{500})./, '"base64":"$1_')
  expect(checkEvidence(changed, checks).faults.map(({ fault }) => fault)).toContain('file-other')
}, 60_000)

test('no sequence of acts sends or signs what nothing covers', async () => {
  const any = fc.constantFrom(...acts)
  const way = fc.array(any, { minLength: 6, maxLength: 14 })
  // Others go to the goal with something in between, so that signatures are reached and the gate is really asked.
  const near = fc
    .tuple(any, any, fc.array(any, { maxLength: 3 }))
    .map(([a, b, rest]): Act[] => ['save', 'prepare', 'approve', 'send', a, 'sign', b, 'callback', ...rest])
  let signatures = 0
  await fc.assert(
    fc.asyncProperty(fc.oneof(way, near), async sequence => {
      signatures += (await play(sequence)).signatures
    }),
    { numRuns: 16, endOnFailure: true },
  )
  expect(signatures).toBeGreaterThan(0)
}, 240_000)
