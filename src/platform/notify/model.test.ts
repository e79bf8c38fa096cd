import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HOUR } from '#kernel/time.ts'
import {
  channelsFor,
  defaultQuiet,
  dueAt,
  mostAttempts,
  noPreferences,
  quietRules,
  retryDelay,
  robotOf,
} from './model.ts'
import { makeSealer } from './seal.ts'

const shanghai = 'Asia/Shanghai'
const at = (iso: string) => Date.parse(iso)

describe('ways to a person', () => {
  it('are their own choice, else what the sender asks for, else the default', () => {
    const chosen = { ...noPreferences, channels: { strategy: ['wecom' as const] } }
    expect([...channelsFor('strategy', chosen, ['email'])]).toEqual(['wecom'])
    expect([...channelsFor('strategy', noPreferences, ['email'])]).toEqual(['in-app', 'email'])
    expect([...channelsFor('system', noPreferences, undefined)]).toEqual(['in-app', 'email'])
    const silent = { ...noPreferences, channels: { task: [] } }
    expect([...channelsFor('task', silent, ['email'])]).toEqual([])
  })
})

describe('the time a message leaves', () => {
  it('follows the workspace, unless a person has rules of their own', () => {
    const late = at('2025-09-29T23:00+08:00')
    const rules = quietRules(noPreferences, defaultQuiet, shanghai)
    expect(dueAt(late, 'wecom', noPreferences, rules)).toBe(at('2025-09-30T08:00+08:00'))
    const mine = { ...noPreferences, quiet: { from: '12:00', to: '13:00' }, workdaysOnly: false }
    expect(dueAt(late, 'wecom', mine, quietRules(mine, defaultQuiet, shanghai))).toBe(late)
  })

  it('is the digest’s for e-mail, on the next working day', () => {
    const mine = { ...noPreferences, mailDigestAt: '09:30' }
    const rules = quietRules(mine, defaultQuiet, shanghai)
    expect(dueAt(at('2025-09-29T10:00+08:00'), 'email', mine, rules)).toBe(at('2025-09-30T09:30+08:00'))
    expect(dueAt(at('2025-09-29T10:00+08:00'), 'feishu', mine, rules)).toBe(at('2025-09-29T10:00+08:00'))
    // 1–8 October are off; quiet ends at 08:00 on the 9th, the digest that would have come on the 1st goes then.
    expect(dueAt(at('2025-09-30T10:00+08:00'), 'email', mine, rules)).toBe(at('2025-10-09T08:00+08:00'))
  })
})

describe('retries', () => {
  it('back off to an hour, with jitter, and never before the other side wants', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: mostAttempts }),
        fc.option(fc.integer({ min: 0, max: 900_000 }), { nil: undefined }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (attempts, asked, random) => {
          const delay = retryDelay(attempts, asked, random)
          expect(delay).toBeGreaterThanOrEqual(Math.max(2500, asked ?? 0))
          expect(delay).toBeLessThanOrEqual(Math.max(HOUR, (asked ?? 0) * 1.1 + 1))
        },
      ),
    )
    expect(retryDelay(1, undefined, 0)).not.toBe(retryDelay(1, undefined, 0.9))
  })
})

describe('robot addresses', () => {
  it('are taken from the three hosts alone', () => {
    const key = '693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa'
    expect(robotOf(`https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=${key}`)).toEqual({
      kind: 'wecom',
      token: key,
    })
    expect(robotOf('https://oapi.dingtalk.com/robot/send?access_token=abcdef0123456789')).toMatchObject({
      kind: 'dingtalk',
    })
    expect(robotOf(`https://open.feishu.cn/open-apis/bot/v2/hook/${key}`)).toMatchObject({ kind: 'feishu' })
    const bad = [
      `http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=${key}`,
      `https://qyapi.weixin.qq.com.evil.test/cgi-bin/webhook/send?key=${key}`,
      `https://qyapi.weixin.qq.com@evil.test/cgi-bin/webhook/send?key=${key}`,
      `https://user@qyapi.weixin.qq.com/cgi-bin/webhook/send?key=${key}`,
      `https://qyapi.weixin.qq.com:8443/cgi-bin/webhook/send?key=${key}`,
      'https://qyapi.weixin.qq.com/cgi-bin/webhook/send',
      'https://open.feishu.cn/open-apis/bot/v2/hook/..%2F..%2Fx',
      'https://example.com/hook',
      'nonsense',
    ]
    expect(bad.filter(url => robotOf(url) !== undefined)).toEqual([])
  })
})

describe('sealed secrets', () => {
  it('open in their place with the same key, and nowhere else', () => {
    const sealer = makeSealer('s'.repeat(40))
    const sealed = sealer.seal('SECabc', 'w/1/secret')
    expect(sealed).not.toContain('SECabc')
    expect(sealer.open(sealed, 'w/1/secret')).toBe('SECabc')
    expect(sealer.seal('SECabc', 'w/1/secret')).not.toBe(sealed)
    expect(() => sealer.open(sealed, 'w/2/secret')).toThrow()
    expect(() => makeSealer('t'.repeat(40)).open(sealed, 'w/1/secret')).toThrow()
    const changed = `${sealed.startsWith('A') ? 'B' : 'A'}${sealed.slice(1)}`
    expect(() => sealer.open(changed, 'w/1/secret')).toThrow()
  })
})
