import type { LocalText } from '#kernel/error.ts'
import type { RobotKind, SendOutcome } from '#kernel/ports/channel.ts'
import { MINUTE } from '#kernel/time.ts'
import type { HttpAnswer } from './http.ts'
import { retryAfterMs } from './http.ts'
import { type Failure, final, passing, reasons, withDetail } from './reasons.ts'

/** What the three platforms answer: DingTalk and WeCom `errcode`/`errmsg`, Feishu `code`/`msg`. */
interface Verdict {
  code: number
  words: string
}

/**
 * Reads a robot's answer. Success is code 0 in the JSON body and nothing else: all three answer HTTP 200 to most
 * failures, and DingTalk's gate answers 200 without a code when it punishes a flood.
 */
export function judge(kind: RobotKind, answer: HttpAnswer, now: number): SendOutcome {
  const verdict = parse(kind, answer.body)
  if (verdict?.code === 0) return { ok: true }
  if (verdict) return judges[kind](verdict)
  if (answer.status === 429 || /"punish"/.test(answer.body)) {
    const wait = retryAfterMs(answer.headers['retry-after'], now) ?? MINUTE
    return passing(`${kind}.http.${answer.status}`, reasons.limited, wait)
  }
  return passing(`${kind}.http.${answer.status}`, reasons.down)
}

function parse(kind: RobotKind, body: string): Verdict | undefined {
  try {
    const answer: unknown = JSON.parse(body)
    if (typeof answer !== 'object' || answer === null) return undefined
    const fields = answer as Record<string, unknown>
    const [code, words] = kind === 'feishu' ? [fields.code, fields.msg] : [fields.errcode, fields.errmsg]
    return typeof code === 'number' ? { code, words: String(words ?? '') } : undefined
  } catch {
    return undefined
  }
}

const judges: Record<RobotKind, (verdict: Verdict) => Failure> = {
  wecom: ({ code, words }) => {
    const name = `wecom.${code}`
    if (code === 45009 || code === 45033) return passing(name, reasons.limited, MINUTE)
    if (code === -1) return passing(name, reasons.down)
    const reason = wecomReasons[code]
    return reason ? final(name, reason) : unknown(name, words)
  },
  dingtalk: ({ code, words }) => {
    const name = `dingtalk.${code}`
    if (code === 130101 || code === 410100 || code === 90030)
      return passing(name, reasons.limited, 10 * MINUTE)
    if (code === -1) return passing(name, reasons.down)
    if (code === 310000) return final(name, dingtalkSecurity(words))
    const reason = dingtalkReasons[code]
    return reason ? final(name, reason) : unknown(name, words)
  },
  feishu: ({ code, words }) => {
    const name = `feishu.${code}`
    if (code === 11232 || /too many|frequency|rate limit/i.test(words))
      return passing(name, reasons.limited, MINUTE)
    const reason = feishuReasons[code]
    return reason ? final(name, reason) : unknown(name, words)
  },
}

const wecomReasons: Record<number, LocalText> = {
  93000: reasons.badToken,
  93008: reasons.badToken,
  40008: reasons.refusedContent,
  40035: reasons.refusedContent,
  40058: reasons.refusedContent,
  44004: reasons.refusedContent,
  45002: reasons.refusedContent,
}

const dingtalkReasons: Record<number, LocalText> = {
  300001: reasons.badToken,
  300005: reasons.badToken,
  400013: reasons.badToken,
  400101: reasons.badToken,
  400102: reasons.badToken,
  400106: reasons.badToken,
  400105: reasons.refusedContent,
  40035: reasons.refusedContent,
  43004: reasons.refusedContent,
  460101: reasons.refusedContent,
  101002: reasons.refusedContent,
  430101: reasons.refusedContent,
  430102: reasons.refusedContent,
  430103: reasons.refusedContent,
  430104: reasons.refusedContent,
}

/** One code for four safety checks; only the words tell them apart. */
function dingtalkSecurity(words: string): LocalText {
  if (/keyword|关键词/i.test(words)) return reasons.keyword
  if (/timestamp|时间戳无效|过期/i.test(words) && !/签名不匹配/.test(words)) return reasons.clock
  if (/whitelist|白名单/i.test(words)) return reasons.ip
  return reasons.badSign
}

const feishuReasons: Record<number, LocalText> = {
  9499: reasons.refusedContent,
  19001: reasons.badToken,
  19002: reasons.refusedContent,
  19003: reasons.badToken,
  19007: reasons.badToken,
  19021: reasons.badSign,
  19022: reasons.ip,
  19024: reasons.keyword,
  11246: reasons.refusedContent,
  230025: reasons.refusedContent,
  230028: reasons.refusedContent,
}

/** Unknown codes are tried again: the tries are few, and a lost message is worse than a late one. */
function unknown(name: string, words: string): Failure {
  return passing(name, withDetail(reasons.unknown, `${name} ${words}`))
}
