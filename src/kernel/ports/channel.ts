import type { LocalText } from '../error.ts'

/** Group-chat robots that a message can be posted through. */
export type RobotKind = 'wecom' | 'dingtalk' | 'feishu'

/** Where a robot is: the token out of its webhook address, never the address itself, so that no other host can be named. */
export interface Robot {
  kind: RobotKind
  token: string
  /** Signing secret (加签, 签名校验); WeCom has none. */
  secret?: string
  /** WeCom alone: plain text can also be read in WeChat, markdown can't. Markdown if left out. */
  format?: 'markdown' | 'text'
}

/** What a person is told. `text` may hold several lines; neither it nor the title is markup. */
export interface Message {
  title: string
  text: string
  /** An http(s) address and the words on its button. */
  link?: { url: string; label: string }
  /** Ids of people to call in the chat: WeCom user ids, DingTalk phone numbers, Feishu open ids. */
  mentions?: string[]
}

/**
 * What became of a delivery. `retry` says whether trying again can help; `retryAfterMs` is the wait that the other side
 * asks for. `code` is the other side's own (`wecom.45009`, `http.503`, `smtp.550`), `reason` says what to do.
 */
export type SendOutcome =
  | { ok: true }
  | { ok: false; retry: boolean; retryAfterMs?: number; code: string; reason: LocalText }

/** How a digest of several messages is headed, e.g. "5 reminders"; `count` is how many it holds. */
export type DigestTitle = (count: number) => string

/** Posts to group-chat robots. */
export interface RobotPort {
  /**
   * Sends one message, or the first of several folded into one digest, within the robot's size limit: a single
   * message is cut where it is too long, a digest takes as many as fit.
   * @returns the outcome and how many of `messages` it is about, counted from the first (at least 1)
   */
  send(
    robot: Robot,
    messages: readonly Message[],
    digestTitle: DigestTitle,
  ): Promise<SendOutcome & { carried: number }>
}
