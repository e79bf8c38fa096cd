import { afterEach, describe, expect, it } from 'vitest'
import { type LocalServer, localServer } from '#test/fixtures/servers/http.ts'
import { webhookServer } from '#test/fixtures/servers/webhook.ts'
import { isPublicAddress, type Resolver } from './guard.ts'
import { webhooks } from './webhook.ts'

const clock = { now: () => Date.now() }
const secret = `whsec_${Buffer.from('0123456789abcdef01234567').toString('base64')}`
const local = { http: true, networks: ['127.0.0.0/8'] }
const call = (url: string, id = 'msg_1') => ({ id, url, secret, body: '{"type":"suggestion"}' })

const open: LocalServer[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map(server => server.close()))
})
async function opened<S extends LocalServer>(server: Promise<S>): Promise<S> {
  open.push(await server)
  return server
}

describe('signed calls', () => {
  it('are verified by a Standard Webhooks receiver, which takes a repeated one once', async () => {
    const server = await opened(webhookServer(secret))
    const port = webhooks(clock, { allowed: local })
    expect(await port.send(call(server.base))).toEqual({ ok: true, status: 200 })
    expect(await port.send(call(server.base))).toEqual({ ok: true, status: 200 })
    expect(server.calls).toEqual([{ id: 'msg_1', body: { type: 'suggestion' } }])
  })

  it('are turned away when signed with another secret or replayed after the window', async () => {
    const server = await opened(webhookServer(secret))
    const other = { ...call(server.base), secret: `whsec_${Buffer.alloc(24, 7).toString('base64')}` }
    expect(await webhooks(clock, { allowed: local }).send(other)).toMatchObject({ ok: false, status: 401 })
    const late = webhooks({ now: () => Date.now() - 600_000 }, { allowed: local })
    expect(await late.send(call(server.base))).toMatchObject({ ok: false, retry: true, code: 'http.401' })
    expect(server.refused).toEqual(['No matching signature found', 'Message timestamp too old'])
  })

  it('follow the receiver’s wishes: wait, stop, no redirect', async () => {
    const server = await opened(webhookServer(secret))
    const port = webhooks(clock, { allowed: local })
    server.replies.push(
      { status: 503, headers: { 'retry-after': '7' } },
      { status: 410 },
      { status: 307, headers: { location: '/' } },
    )
    expect(await port.send(call(server.base))).toMatchObject({ ok: false, retry: true, retryAfterMs: 7000 })
    expect(await port.send(call(server.base))).toMatchObject({ ok: false, retry: false, code: 'http.410' })
    expect(await port.send(call(server.base))).toMatchObject({ ok: false, retry: false, code: 'http.307' })
    expect(server.calls).toEqual([])
  })

  it('end after the time limit', async () => {
    const server = await opened(localServer(() => new Promise(() => {})))
    const port = webhooks(clock, { allowed: local, timeoutMs: 300 })
    expect(await port.send(call(server.base))).toMatchObject({ ok: false, retry: true })
  })

  it('read no more of an answer than they need', async () => {
    const server = await opened(localServer(() => ({ body: 'x'.repeat(20_000_000) })))
    expect(await webhooks(clock, { allowed: local }).send(call(server.base))).toMatchObject({ ok: true })
  })
})

describe('calls into private networks', () => {
  const inside = [
    '127.0.0.1',
    '10.0.0.8',
    '172.16.3.4',
    '192.168.1.1',
    '169.254.169.254',
    '100.100.100.200',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '198.18.0.1',
    '168.63.129.16',
    '::1',
    '::',
    'fd00:ec2::254',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'ff02::1',
    '::ffff:10.0.0.1',
    '::ffff:7f00:1',
    '::10.0.0.1',
    '64:ff9b::10.0.0.1',
    '2002:7f00:1::',
    '2001:db8::1',
    'not an address',
  ]
  it('are recognised by address, public ones let through', () => {
    expect(inside.filter(isPublicAddress)).toEqual([])
    const outside = ['8.8.8.8', '114.114.114.114', '2606:4700:4700::1111', '::ffff:8.8.8.8', '240e::1']
    expect(outside.filter(address => !isPublicAddress(address))).toEqual([])
  })

  it('are refused before the address is stored, however it is written', () => {
    const port = webhooks(clock)
    const bad = [
      'https://127.0.0.1/',
      'https://2130706433/',
      'https://0x7f.1/',
      'https://0177.0.0.1/',
      'https://[::1]/',
      'https://[::ffff:127.0.0.1]/',
      'https://localhost/',
      'https://metadata.google.internal/',
      'https://user:pass@example.com/',
      'http://example.com/',
      'ftp://example.com/',
      'example.com',
    ]
    expect(bad.filter(url => port.check(url) === undefined)).toEqual([])
    expect(port.check('https://example.com/hook')).toBeUndefined()
  })

  it('are refused when the name leads inside, whichever of its addresses does', async () => {
    const answers = [['10.0.0.8'], ['93.184.215.14', '127.0.0.1'], ['::ffff:192.168.0.1']]
    for (const addresses of answers) {
      const resolve: Resolver = (_host, answer) =>
        answer(
          null,
          addresses.map(address => ({ address, family: address.includes(':') ? 6 : 4 })),
        )
      expect(await webhooks(clock, { resolve }).send(call('https://hook.example.com/'))).toMatchObject({
        ok: false,
        retry: false,
        code: 'webhook.address',
      })
    }
  })

  it('are refused when a name changes its answer: what is checked is what is connected to', async () => {
    const reached: string[] = []
    const server = await opened(
      localServer(request => {
        reached.push(request.path)
        return {}
      }),
    )
    const { port } = new URL(server.base)
    let lookups = 0
    // 127.0.0.2, where nothing listens, plays the harmless address; 127.0.0.1 is the forbidden one behind it.
    const rebinding: Resolver = (_host, answer) => {
      lookups++
      answer(null, [{ address: lookups === 1 ? '127.0.0.2' : '127.0.0.1', family: 4 }])
    }
    const allowed = { http: true, networks: ['127.0.0.2/32'] }
    const guarded = webhooks(clock, { allowed, resolve: rebinding })
    const url = `http://rebind.example.com:${port}/secret`
    expect(await guarded.send(call(url))).toMatchObject({ ok: false, code: 'webhook.unreachable' })
    expect(await guarded.send(call(url))).toMatchObject({ ok: false, code: 'webhook.address' })
    expect(lookups).toBe(2)
    expect(reached).toEqual([])
  })

  it('work where the administrator opened a network', async () => {
    const server = await opened(webhookServer(secret))
    const { port } = new URL(server.base)
    const resolve: Resolver = (_host, answer) => answer(null, [{ address: '127.0.0.1', family: 4 }])
    const sent = await webhooks(clock, { allowed: local, resolve }).send(call(`http://erp.test:${port}/`))
    expect(sent).toMatchObject({ ok: true })
  })
})
