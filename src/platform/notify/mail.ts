import type { Locale } from '#kernel/error.ts'
import type { Mail } from '#kernel/ports/mail.ts'
import { digestTitle, openLabel, type StoredMessage } from './model.ts'

const footers = {
  'zh-CN': '在 Loam 的“我的设置 › 通知”里可以改成每天一封，或关掉邮件。',
  en: 'In Loam, under My settings › Notifications, you can switch to one e-mail a day or none.',
}

/** One e-mail for one message, or a digest for several. `linkBase` is the application's address, without a slash at the end. */
export function mailOf(
  { workspaceId, to }: Pick<Mail, 'workspaceId' | 'to'>,
  messages: readonly StoredMessage[],
  locale: Locale,
  linkBase: string,
): Mail {
  const [first] = messages
  const subject = messages.length === 1 && first ? first.title : digestTitle(locale)(messages.length)
  const parts = messages.map(message => {
    const address = message.link ? linkBase + message.link : undefined
    const label = message.linkLabel ?? openLabel[locale]
    return { text: asText(message, label, address), html: asHtml(message, label, address) }
  })
  return {
    workspaceId,
    to,
    subject: subject.replace(/\s+/g, ' ').slice(0, 200),
    text: [...parts.map(part => part.text), footers[locale]].join('\n\n――\n\n'),
    html: page(subject, parts.map(part => part.html).join(''), footers[locale], locale),
  }
}

function asText({ title, text }: StoredMessage, label: string, address: string | undefined): string {
  return [title, text, address ? `${label}: ${address}` : ''].filter(line => line !== '').join('\n')
}

function asHtml({ title, text }: StoredMessage, label: string, address: string | undefined): string {
  const lines = escaped(text).replace(/\n/g, '<br>')
  const button = address
    ? `<p style="margin:16px 0 0"><a href="${escaped(address)}" style="display:inline-block;padding:10px 18px;border-radius:6px;background:#1f6f54;color:#ffffff;text-decoration:none">${escaped(label)}</a></p>`
    : ''
  return `<div style="padding:20px 0;border-bottom:1px solid #e5e5e0"><h2 style="margin:0 0 8px;font-size:17px">${escaped(title)}</h2><p style="margin:0;line-height:1.7">${lines}</p>${button}</div>`
}

function page(title: string, body: string, footer: string, locale: Locale): string {
  const font = "-apple-system,'PingFang SC','Microsoft YaHei','Noto Sans SC',sans-serif"
  return `<!doctype html><html lang="${locale}"><head><meta charset="utf-8"><title>${escaped(title)}</title></head><body style="margin:0;padding:24px;background:#ffffff;color:#22231f;font:15px/1.6 ${font}"><div style="max-width:560px;margin:0 auto">${body}<p style="color:#6b6c66;font-size:13px">${escaped(footer)}</p></div></body></html>`
}

function escaped(text: string): string {
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  }
  return text.replace(/[&<>"']/g, sign => entities[sign] ?? sign)
}
