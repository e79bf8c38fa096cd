import type { DigestTitle, Message, Robot, RobotKind, RobotPort, SendOutcome } from '#kernel/ports/channel.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import { dingtalkShape, dingtalkUrl } from './dingtalk.ts'
import { feishuBody, feishuShape, feishuUrl } from './feishu.ts'
import { fitDigest, fitOne, type Shape } from './fit.ts'
import { post } from './http.ts'
import { judge } from './judge.ts'
import { passing, reasons } from './reasons.ts'
import { wecomMarkdown, wecomText, wecomUrl } from './wecom.ts'

/** The three hosts, the only ones that robots live on. */
const robotBases: Record<RobotKind, string> = {
  wecom: 'https://qyapi.weixin.qq.com',
  dingtalk: 'https://oapi.dingtalk.com',
  feishu: 'https://open.feishu.cn',
}

const timeoutMs = 10_000
const maxBytes = 64 * 1024

/**
 * Posts to WeCom, DingTalk and Feishu group robots.
 * @param bases other addresses than the real ones, from configuration alone (tests, an outbound relay)
 */
export function robots(clock: Clock, bases: Partial<Record<RobotKind, string>> = {}): RobotPort {
  const base = { ...robotBases, ...bases }
  return {
    async send(robot, messages, digestTitle) {
      const now = clock.now()
      const { url, body, carried } = request(base[robot.kind], robot, messages, digestTitle, now)
      const outcome = await call(robot.kind, url, body, clock)
      return { ...outcome, carried }
    },
  }
}

interface RobotRequest {
  url: string
  body: object
  carried: number
}

function request(
  base: string,
  robot: Robot,
  messages: readonly Message[],
  title: DigestTitle,
  now: number,
): RobotRequest {
  if (robot.kind === 'wecom') {
    const { payload, carried } = fitAll(robot.format === 'text' ? wecomText : wecomMarkdown, messages, title)
    return { url: wecomUrl(base, robot), body: payload, carried }
  }
  if (robot.kind === 'dingtalk') {
    const { payload, carried } = fitAll(dingtalkShape, messages, title)
    return { url: dingtalkUrl(base, robot, now), body: payload, carried }
  }
  const { payload, carried } = fitAll(feishuShape, messages, title)
  return { url: feishuUrl(base, robot), body: feishuBody(payload, robot, now), carried }
}

function fitAll<P>(
  shape: Shape<P>,
  messages: readonly Message[],
  title: DigestTitle,
): { payload: P; carried: number } {
  const [first, ...rest] = messages
  if (!first) throw new Error('a robot is given at least one message')
  return rest.length > 0 ? fitDigest(shape, messages, title) : { payload: fitOne(shape, first), carried: 1 }
}

async function call(kind: RobotKind, url: string, body: object, clock: Clock): Promise<SendOutcome> {
  try {
    const answer = await post(new URL(url), {
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(body),
      timeoutMs,
      maxBytes,
    })
    return judge(kind, answer, clock.now())
  } catch {
    return passing(`${kind}.unreachable`, reasons.unreachable)
  }
}
