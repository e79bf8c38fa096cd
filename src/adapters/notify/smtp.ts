import nodemailer from 'nodemailer'
import type { SendOutcome } from '#kernel/ports/channel.ts'
import type { MailPort } from '#kernel/ports/mail.ts'
import { type Failure, final, passing, reasons, withDetail } from './reasons.ts'

export interface SmtpConfig {
  /** `smtp://` or `smtps://`, with user and password in it where the server asks for them. */
  url: string
  /** The sender, e.g. `Loam <loam@example.com>`. */
  from: string
}

/** E-mail over SMTP. Without a configuration every mail fails for good, saying what to set. */
export function smtpMail(config: SmtpConfig | undefined): MailPort {
  if (!config) return { kindOf: () => 'none', send: async () => final('mail.off', reasons.mailOff) }
  const transport = nodemailer.createTransport({
    url: config.url,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 30_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return {
    kindOf: () => 'smtp',
    async send({ to, subject, text, html }) {
      try {
        await transport.sendMail({
          from: config.from,
          to: to.name ? { name: to.name, address: to.address } : to.address,
          subject,
          text,
          html,
          // So that out-of-office answers leave us alone (RFC 3834).
          headers: { 'Auto-Submitted': 'auto-generated' },
        })
        return { ok: true } satisfies SendOutcome
      } catch (error) {
        return judgeMail(error)
      }
    },
  }
}

interface SmtpFault {
  code?: string
  responseCode?: number
  response?: string
}

/** 4yz replies and connection faults pass; 5yz replies and a refused login are for a person to mend (RFC 5321, 4.2.1). */
function judgeMail(error: unknown): Failure {
  const { code, responseCode = 0, response = '' } = (error ?? {}) as SmtpFault
  const name = responseCode > 0 ? `smtp.${responseCode}` : `smtp.${code ?? 'error'}`
  if (code === 'EAUTH' || code === 'ENOAUTH') {
    return responseCode >= 400 && responseCode < 500
      ? passing(name, reasons.down)
      : final(name, reasons.mailLogin)
  }
  if (responseCode >= 400 && responseCode < 500) return passing(name, reasons.down)
  if (responseCode >= 500) return final(name, refusal(responseCode, response))
  return code === 'EENVELOPE' ? final(name, reasons.mailAddress) : passing(name, reasons.unreachable)
}

function refusal(responseCode: number, response: string) {
  const aboutAddress = [550, 551, 553].includes(responseCode)
  // The server's words can hold the address, which belongs in no log.
  return aboutAddress
    ? reasons.mailAddress
    : withDetail(reasons.mailRefused, response.replace(/\S+@\S+/g, '…'))
}
