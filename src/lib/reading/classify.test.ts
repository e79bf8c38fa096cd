import { expect, test } from 'vitest'
import { classifyView, isFetcher, type ViewSignals } from './classify.ts'

const wechat =
  'Mozilla/5.0 (Linux; Android 12; V2049A) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/86.0.4240.99 XWEB/4313 MMWEBSDK/20220805 Mobile Safari/537.36 MicroMessenger/8.0.27'
const person: ViewSignals = { method: 'POST', userAgent: wechat, gestures: 1, inputs: 4, visibleMs: 800 }

test('in-app browsers of WeChat, WeCom, DingTalk and Feishu are people', () => {
  const inApp = [
    wechat,
    `${wechat} wxwork/4.1.10 MicroMessenger/7.0.1`,
    'Mozilla/5.0 (iPhone; CPU iPhone OS 14_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 AliApp(DingTalk/6.0.12) com.laiwang.DingTalk/16160482',
    'Mozilla/5.0 (Linux; Android 11) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/92.0.4515.131 Mobile Safari/537.36 Lark/5.1.7 LarkLocale/zh_CN',
  ]
  for (const agent of inApp) expect(isFetcher(agent), agent).toBe(false)
})

test('link previews, mail gateways, libraries and a missing user agent are not', () => {
  const programs = [
    undefined,
    '',
    'DingTalkBot-LinkService/1.0 (+https://ding-doc.dingtalk.com/doc#/faquestions/ftpfeu)',
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/79.0.3945.117 Safari/537.36 LarkUrl2Png',
    'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)',
    'Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5',
    'facebookexternalhit/1.1',
    'curl/8.5.0',
    'python-requests/2.31.0',
    'Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)',
  ]
  for (const agent of programs) expect(isFetcher(agent), agent).toBe(true)
})

test('a request alone is never a view', () => {
  const silent = { ...person, gestures: 0, inputs: 0, visibleMs: 60_000 }
  expect(classifyView(silent).kind).toBe('pending')
  expect(classifyView({ ...person, method: 'GET' }).kind).toBe('bot')
  expect(classifyView({ ...person, method: 'HEAD' }).kind).toBe('bot')
})

test('a gesture, or five seconds on screen with an input, makes a person', () => {
  expect(classifyView(person)).toEqual({ kind: 'human', reasons: ['gesture'] })
  const reading = { ...person, gestures: 0 }
  expect(classifyView({ ...reading, visibleMs: 4_999 }).kind).toBe('pending')
  expect(classifyView({ ...reading, visibleMs: 5_000 })).toEqual({
    kind: 'human',
    reasons: ['visible-and-input'],
  })
})

test('a mail gateway that runs scripts is suspected until a real gesture', () => {
  const gateway = {
    ...person,
    gestures: 0,
    visibleMs: 20_000,
    sinceDeliveryMs: 6_000,
    otherLinksLastMinute: 12,
  }
  expect(classifyView(gateway)).toEqual({
    kind: 'suspected',
    reasons: ['too-soon-after-delivery', 'many-links-at-once'],
  })
  expect(classifyView({ ...gateway, gestures: 1 }).kind).toBe('human')
})
