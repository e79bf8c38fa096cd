import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import type { Message, Robot, RobotKind } from '#kernel/ports/channel.ts'
import { dingtalkServer } from '#test/fixtures/servers/dingtalk.ts'
import { feishuServer } from '#test/fixtures/servers/feishu.ts'
import { type LocalServer, localServer } from '#test/fixtures/servers/http.ts'
import { wecomServer } from '#test/fixtures/servers/wecom.ts'
import { dingtalkShape } from './dingtalk.ts'
import { feishuShape } from './feishu.ts'
import { fitDigest, fitOne } from './fit.ts'
import { robots } from './robots.ts'
import { wecomMarkdown, wecomText } from './wecom.ts'

const link = { url: 'https://loam.example.com/s/1?from=chat', label: '查看依据' }
const message: Message = { title: '仁济医院又看了参数表', text: '在手机上停留 47 秒\n转给了两个人', link }
const title = (count: number) => `${count} 条提醒`
const wallClock = { now: () => Date.now() }
const token = 'robot-token-0001'
const secret = 'SECabcdef'

const open: LocalServer[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map(server => server.close()))
})
async function opened<S extends LocalServer>(server: Promise<S>): Promise<S> {
  open.push(await server)
  return server
}

/** A port whose robots of one kind live on a local server. */
function port(kind: RobotKind, server: LocalServer, clock = wallClock) {
  return robots(clock, { [kind]: server.base })
}

const reply = (server: { base: string }, kind: RobotKind, robot: Partial<Robot> = {}, clock = wallClock) =>
  robots(clock, { [kind]: server.base }).send({ kind, token, ...robot }, [message], title)

describe('WeCom', () => {
  it('takes markdown with a link, and text', async () => {
    const server = await opened(wecomServer({ key: token }))
    const mentions = ['zhangwei']
    expect(
      await port('wecom', server).send({ kind: 'wecom', token }, [{ ...message, mentions }], title),
    ).toEqual({
      ok: true,
      carried: 1,
    })
    expect(await reply(server, 'wecom', { format: 'text' })).toMatchObject({ ok: true })
    expect(server.messages).toEqual([
      `**仁济医院又看了参数表**\n在手机上停留 47 秒\n转给了两个人\n[查看依据](${link.url})\n<@zhangwei>`,
      `仁济医院又看了参数表\n在手机上停留 47 秒\n转给了两个人\n查看依据 ${link.url}`,
    ])
  })

  it('cuts a long text so that it is taken, in both formats', async () => {
    const server = await opened(wecomServer({ key: token }))
    for (const format of ['markdown', 'text'] as const) {
      const long = { ...message, text: '投标文件'.repeat(2000) }
      const sent = await port('wecom', server).send({ kind: 'wecom', token, format }, [long], title)
      expect(sent).toMatchObject({ ok: true })
      expect(server.messages.at(-1)).toMatch(/…\n/)
      expect(server.messages.at(-1)).toContain(link.url)
    }
  })

  it('gives up on a bad key in plain words, and waits when the limit is reached', async () => {
    const server = await opened(wecomServer({ key: token }))
    expect(await reply(server, 'wecom', { token: 'another-token' })).toMatchObject({
      ok: false,
      retry: false,
      code: 'wecom.93000',
      reason: { 'zh-CN': expect.stringContaining('重新添加机器人') },
    })
    for (let i = 0; i < 20; i++) expect(await reply(server, 'wecom')).toMatchObject({ ok: true })
    expect(await reply(server, 'wecom')).toMatchObject({
      ok: false,
      retry: true,
      code: 'wecom.45009',
      retryAfterMs: 60_000,
    })
  })
})

describe('DingTalk', () => {
  it('takes a signed card with a button; with mentions, markdown that calls people', async () => {
    const server = await opened(dingtalkServer({ token, secret }))
    expect(await reply(server, 'dingtalk', { secret })).toMatchObject({ ok: true })
    const called = { ...message, mentions: ['13800000000'] }
    expect(
      await port('dingtalk', server).send({ kind: 'dingtalk', token, secret }, [called], title),
    ).toMatchObject({
      ok: true,
    })
    expect(server.messages).toEqual([
      {
        msgtype: 'actionCard',
        actionCard: {
          title: message.title,
          text: '### 仁济医院又看了参数表\n\n在手机上停留 47 秒\n\n转给了两个人',
          singleTitle: link.label,
          singleURL: link.url,
        },
      },
      expect.objectContaining({ msgtype: 'markdown', at: { atMobiles: ['13800000000'] } }),
    ])
  })

  it('tells apart what the one code 310000 means', async () => {
    const signed = await opened(dingtalkServer({ token, secret }))
    const keyed = await opened(dingtalkServer({ token, keyword: '告警' }))
    const late = { now: () => Date.now() - 2 * 3_600_000 }
    const said = [
      await reply(signed, 'dingtalk', { secret: 'wrong' }),
      await reply(signed, 'dingtalk', { secret }, late),
      await reply(keyed, 'dingtalk'),
      await reply(signed, 'dingtalk', { token: 'another-token' }),
    ].map(outcome => (outcome.ok ? 'taken' : [outcome.retry, outcome.reason.en.slice(0, 24)]))
    expect(said).toEqual([
      [false, 'The signature doesn’t ma'],
      [false, 'The time stamp was refus'],
      [false, 'The robot wants a keywor'],
      [false, 'The robot doesn’t exist,'],
    ])
  })

  it('waits ten minutes once muted', async () => {
    let now = Date.now()
    const server = await opened(dingtalkServer({ token, now: () => now }))
    for (let i = 0; i < 20; i++) expect(await reply(server, 'dingtalk')).toMatchObject({ ok: true })
    expect(await reply(server, 'dingtalk')).toMatchObject({ ok: false, retry: true, retryAfterMs: 600_000 })
    now += 61_000
    expect(await reply(server, 'dingtalk')).toMatchObject({ ok: false, code: 'dingtalk.130101' })
    now += 600_000
    expect(await reply(server, 'dingtalk')).toMatchObject({ ok: true })
  })

  it('reads the flood gate’s answer, which has no code, as a limit', async () => {
    const server = await opened(
      localServer(() => ({ body: { status: 1111, wait: 5, source: 'x5', punish: 'deny' } })),
    )
    expect(await reply(server, 'dingtalk')).toMatchObject({ ok: false, retry: true })
  })
})

describe('Feishu', () => {
  it('takes a signed card whose text is plain text', async () => {
    const server = await opened(feishuServer({ token, secret }))
    const hostile = { ...message, text: '<at id=all></at>[x](https://evil.test)' }
    expect(
      await port('feishu', server).send({ kind: 'feishu', token, secret }, [hostile], title),
    ).toMatchObject({
      ok: true,
    })
    expect(server.messages[0]?.card.elements).toEqual([
      { tag: 'div', text: { tag: 'plain_text', content: hostile.text } },
      {
        tag: 'action',
        actions: [
          {
            tag: 'button',
            type: 'primary',
            text: { tag: 'plain_text', content: link.label },
            url: link.url,
          },
        ],
      },
    ])
  })

  it('knows its refusals', async () => {
    const signed = await opened(feishuServer({ token, secret }))
    const keyed = await opened(feishuServer({ token, keyword: '告警' }))
    const listed = await opened(feishuServer({ token, refuseIp: true }))
    const late = { now: () => Date.now() - 2 * 3_600_000 }
    const outcomes = [
      await reply(signed, 'feishu', { secret: 'wrong' }),
      await reply(signed, 'feishu', { secret }, late),
      await reply(keyed, 'feishu'),
      await reply(listed, 'feishu'),
      await reply(signed, 'feishu', { token: 'another-token' }),
    ]
    expect(outcomes.map(outcome => (outcome.ok ? 'taken' : [outcome.code, outcome.retry]))).toEqual([
      ['feishu.19021', false],
      ['feishu.19021', false],
      ['feishu.19024', false],
      ['feishu.19022', false],
      ['feishu.19001', false],
    ])
  })

  it('waits after five a second and after a hundred a minute', async () => {
    let now = Date.now()
    const server = await opened(feishuServer({ token, now: () => now }))
    for (let i = 0; i < 6; i++) await reply(server, 'feishu')
    expect(server.codes).toEqual([0, 0, 0, 0, 0, 9499])
    expect(await reply(server, 'feishu')).toMatchObject({ ok: false, retry: true, code: 'feishu.9499' })
    now += 1000
    for (let i = 5; i < 100; i++) {
      now += 350
      await reply(server, 'feishu')
      now += 100
    }
    expect(server.codes.filter(code => code === 0)).toHaveLength(100)
    expect(await reply(server, 'feishu')).toMatchObject({ ok: false, retry: true, code: 'feishu.11232' })
  })
})

describe('a faulty other side', () => {
  it('is tried again: no answer, no JSON, HTTP 503, a redirect, a huge body', async () => {
    const closed = await localServer(() => ({}))
    await closed.close()
    const html = await opened(localServer(() => ({ body: '<html>' })))
    const down = await opened(localServer(() => ({ status: 503, body: 'busy' })))
    const elsewhere = await opened(localServer(() => ({ status: 302, headers: { location: down.base } })))
    const huge = await opened(localServer(() => ({ body: 'x'.repeat(3_000_000) })))
    for (const server of [closed, html, down, elsewhere, huge]) {
      expect(await reply(server, 'wecom')).toMatchObject({ ok: false, retry: true })
    }
  })
})

describe('size limits', () => {
  const shapes = { wecomMarkdown, wecomText, dingtalk: dingtalkShape, feishu: feishuShape }
  const text = fc.string({
    unit: fc.constantFrom('a', '中', '👨‍👩‍👧', '\n', '"', '\\', '[', '<', '\u0001', '\ud800'),
    maxLength: 9000,
    size: 'max',
  })
  const anyMessage: fc.Arbitrary<Message> = fc.record(
    {
      title: text,
      text,
      link: fc.record({
        url: fc.webUrl({ withQueryParameters: true, withFragments: true }),
        label: text,
      }),
      mentions: fc.array(fc.stringMatching(/^[a-z0-9]{1,100}$/), { maxLength: 60, size: 'max' }),
    },
    { requiredKeys: ['title', 'text'] },
  )
  for (const [name, shape] of Object.entries(shapes)) {
    it(`hold for any message and any digest: ${name}`, () => {
      // The shapes differ in payload type only, which `size` alone reads here.
      const any = shape as { maxBytes: number; size(payload: unknown): number } & typeof wecomText
      fc.assert(
        fc.property(fc.array(anyMessage, { minLength: 1, maxLength: 40, size: 'max' }), messages => {
          expect(any.size(fitOne(any, messages[0]!))).toBeLessThanOrEqual(any.maxBytes)
          const { payload, carried } = fitDigest(any, messages, title)
          expect(any.size(payload)).toBeLessThanOrEqual(any.maxBytes)
          expect(carried).toBeGreaterThanOrEqual(1)
          expect(carried).toBeLessThanOrEqual(messages.length)
        }),
        { numRuns: 30 },
      )
    })
  }

  it('fold a burst into digests that lose no message', async () => {
    const server = await opened(wecomServer({ key: token }))
    let waiting = Array.from({ length: 60 }, (_, i) => ({ ...message, title: `第 ${i + 1} 件事` }))
    let calls = 0
    while (waiting.length > 0) {
      const sent = await port('wecom', server).send({ kind: 'wecom', token }, waiting, title)
      expect(sent.ok).toBe(true)
      waiting = waiting.slice(sent.carried)
      calls++
    }
    const all = server.messages.join('\n')
    for (let i = 1; i <= 60; i++) expect(all).toContain(`第 ${i} 件事`)
    expect(calls).toBeLessThan(8)
    expect(server.messages[0]).toMatch(/^\*\*\d+ 条提醒\*\*/)
  })
})
