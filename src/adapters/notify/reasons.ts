import type { LocalText } from '#kernel/error.ts'
import type { SendOutcome } from '#kernel/ports/channel.ts'

export type Failure = Extract<SendOutcome, { ok: false }>

export const reasons = {
  unreachable: {
    'zh-CN': '连不上对方服务器。会自动重试；一直不行时请检查本机的外网和 DNS。',
    en: 'The other server can’t be reached. We keep trying; if it stays so, check this machine’s network and DNS.',
  },
  down: {
    'zh-CN': '对方服务器暂时出错，会自动重试。',
    en: 'The other server has a passing fault. We keep trying.',
  },
  limited: {
    'zh-CN': '发得太快，被对方限流。稍后合并发送。',
    en: 'Too many messages for the other side’s limit. They go out together a little later.',
  },
  badToken: {
    'zh-CN': '机器人不存在、已停用或已被移出群。请在群里重新添加机器人，把新的 Webhook 地址填进来。',
    en: 'The robot doesn’t exist, is switched off or was removed from the group. Add it again and enter its new webhook address.',
  },
  badSign: {
    'zh-CN': '签名不对。请从机器人的安全设置里重新复制签名密钥，并确认本机时间准确。',
    en: 'The signature doesn’t match. Copy the signing secret again from the robot’s security settings, and check this machine’s clock.',
  },
  clock: {
    'zh-CN': '时间戳被拒绝：本机时间与标准时间相差超过一小时。请校准本机时间。',
    en: 'The time stamp was refused: this machine’s clock is more than an hour off. Set it right.',
  },
  keyword: {
    'zh-CN': '机器人设了自定义关键词，消息里没有。请在机器人的安全设置里改用签名，或删掉关键词。',
    en: 'The robot wants a keyword that the message lacks. In its security settings switch to signing, or remove the keyword.',
  },
  ip: {
    'zh-CN': '本机的出口 IP 不在机器人的白名单里。请在机器人的安全设置里加上它，或改用签名。',
    en: 'This machine’s public IP isn’t on the robot’s list. Add it in the robot’s security settings, or switch to signing.',
  },
  refusedContent: {
    'zh-CN': '对方拒收这条消息的内容（格式、长度或链接）。这条不再重试。',
    en: 'The other side refuses this message’s content (format, length or a link). It won’t be tried again.',
  },
  unknown: {
    'zh-CN': '对方返回了没见过的错误：{detail}',
    en: 'The other side answered with an unknown error: {detail}',
  },
  mailOff: {
    'zh-CN': '还没有配置邮件服务器。请设置 SMTP_URL 和 SMTP_FROM 后重启。',
    en: 'No mail server is configured. Set SMTP_URL and SMTP_FROM, then restart.',
  },
  mailLogin: {
    'zh-CN': '邮件服务器不接受账号或密码。请检查 SMTP_URL（很多邮箱要用授权码，不是登录密码）。',
    en: 'The mail server refuses the account or password. Check SMTP_URL (many providers want an app password).',
  },
  mailAddress: {
    'zh-CN': '收件地址被拒收，可能不存在。请核对这个人的邮箱。',
    en: 'The address was refused and may not exist. Check this person’s e-mail.',
  },
  mailRefused: {
    'zh-CN': '邮件服务器拒收这封邮件：{detail}',
    en: 'The mail server refuses this mail: {detail}',
  },
  urlInvalid: {
    'zh-CN': '这不是有效的网址。请填写完整地址，如 https://example.com/hook。',
    en: 'That is no valid address. Enter it whole, like https://example.com/hook.',
  },
  urlScheme: {
    'zh-CN': '只能用 https 地址。',
    en: 'Only https addresses can be used.',
  },
  urlLogin: {
    'zh-CN': '地址里不能带用户名和密码。请用签名密钥验证来源。',
    en: 'The address can’t hold a user name and password. Verify calls by the signing secret.',
  },
  urlInside: {
    'zh-CN':
      '这个地址指向内网或本机，不能调用。确需调用内网系统时，请管理员设置 LOAM_WEBHOOK_LOCAL=1 后重启。',
    en: 'This address leads into a private network or this machine and can’t be called. If it must be, have the administrator set LOAM_WEBHOOK_LOCAL=1 and restart.',
  },
  redirect: {
    'zh-CN': '对方要求跳转，我们不跟随。请填写跳转后的最终地址。',
    en: 'The other side redirects, which we don’t follow. Enter the final address.',
  },
  gone: {
    'zh-CN': '对方说这个地址已停用（410）。请更换地址。',
    en: 'The other side says this address is no longer in use (410). Enter another.',
  },
  answered: {
    'zh-CN': '对方返回 HTTP {detail}，会自动重试。',
    en: 'The other side answered HTTP {detail}. We keep trying.',
  },
} satisfies Record<string, LocalText>

/** A failure that trying again may mend. */
export function passing(code: string, reason: LocalText, retryAfter?: number): Failure {
  return { ok: false, retry: true, code, reason, ...(retryAfter ? { retryAfterMs: retryAfter } : {}) }
}

/** A failure that a person has to mend. */
export function final(code: string, reason: LocalText): Failure {
  return { ok: false, retry: false, code, reason }
}

/** Fills `{detail}`, shortened: it comes from outside. */
export function withDetail(reason: LocalText, detail: string): LocalText {
  const short = detail.replace(/\s+/g, ' ').slice(0, 160)
  return {
    'zh-CN': reason['zh-CN'].replace('{detail}', () => short),
    en: reason.en.replace('{detail}', () => short),
  }
}
