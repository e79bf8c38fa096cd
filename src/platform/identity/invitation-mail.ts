import type { Locale } from '#kernel/error.ts'
import type { Id } from '#kernel/id.ts'
import type { Mail } from '#kernel/ports/mail.ts'

/** The e-mail with an invitation link. */
export function invitationMail(workspaceId: Id, locale: Locale, address: string, link: string): Mail {
  if (locale === 'en') {
    return {
      workspaceId,
      to: { address },
      subject: 'You are invited to Loam',
      text: `Your company uses Loam. Open this link to join. It works once and is meant for you alone:\n\n${link}\n`,
    }
  }
  return {
    workspaceId,
    to: { address },
    subject: '邀请你加入 Loam 沃土',
    text: `你的公司在用 Loam 沃土。打开下面的链接就能加入，链接只能用一次，请不要转给别人：\n\n${link}\n`,
  }
}
