import { afterAll, expect, test } from 'vitest'
import { signingServer } from '#test/fixtures/servers/signing.ts'
import { httpSigningProvider } from './provider.ts'

const server = await signingServer()
afterAll(() => server.close())
const clock = { now: () => Date.parse('2026-11-23T10:00:00+08:00') }
const options = { name: '签约服务', url: server.url, appId: 'loam', secret: 's3cret', clock }
const provider = httpSigningProvider(options)
const given = {
  ...{ key: 'link-1', title: 'HT20261123-001', file: Buffer.from('%PDF-1.7\n') },
  ...{ signer: { name: '赵敏', email: 'zhao@hospital.example' }, expiresAt: clock.now() + 1 },
}

test('a file is handed over once, signed at an address, and fetched', async () => {
  const envelope = await provider.create(given)
  expect(await provider.create(given)).toBe(envelope)
  expect(server.envelopes.size).toBe(1)
  expect(await provider.signingUrl(envelope)).toContain(envelope)
  expect(Buffer.from(await provider.download(envelope)).toString()).toContain('signed at the provider')
  await provider.cancel(envelope, 'withdrawn')
  expect(server.envelopes.get(envelope)?.state).toBe('cancelled')
})

test('another secret is turned away; an unknown envelope and a file that is none are errors', async () => {
  await expect(httpSigningProvider({ ...options, secret: 'wrong' }).create(given)).rejects.toThrow('401')
  await expect(provider.download('env-99')).rejects.toThrow('404')
  await expect(provider.create({ ...given, key: 'k2', file: Buffer.from('text') })).rejects.toThrow('400')
})

test('a callback counts only with the service’s signature, unchanged and of this time', () => {
  const event = { envelope: 'env-1', kind: 'signed', signer: '赵敏', at: clock.now() }
  const { headers, body } = server.callback(event, clock.now())
  expect(provider.read(headers, JSON.parse(body))).toEqual(event)
  expect(provider.read(headers, { ...event, envelope: 'env-2' })).toBeUndefined()
  expect(provider.read({ ...headers, 'x-signature': 'x' }, event)).toBeUndefined()
  expect(provider.read({}, event)).toBeUndefined()
  const old = server.callback(event, clock.now() - 6 * 60_000)
  expect(provider.read(old.headers, event)).toBeUndefined()
  const other = server.callback({ ...event, kind: 'opened' }, clock.now())
  expect(provider.read(other.headers, JSON.parse(other.body))).toBeUndefined()
})
