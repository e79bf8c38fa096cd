import { afterEach, describe, expect, it } from 'vitest'
import { newId } from '#kernel/id.ts'
import { type MailServer, smtpServer } from '#test/fixtures/servers/smtp.ts'
import { smtpMail } from './smtp.ts'

const from = 'Loam 沃土 <loam@example.com>'
const workspaceId = newId()
const mail = {
  workspaceId,
  to: { name: '张伟', address: 'zhang@example.com' },
  subject: '仁济医院又看了参数表',
  text: `停留 47 秒\n${'很长的一行'.repeat(400)}`,
  html: '<p>停留 47 秒</p>',
}

const open: MailServer[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map(server => server.close()))
})
async function opened(server: Promise<MailServer>): Promise<MailServer> {
  open.push(await server)
  return server
}

describe('e-mail', () => {
  it('arrives whole, in Chinese, with both parts', async () => {
    const server = await opened(smtpServer())
    expect(await smtpMail({ url: server.url, from }).send(mail)).toEqual({ ok: true })
    const received = server.mails[0]
    expect(received).toMatchObject({ from: 'loam@example.com', to: ['zhang@example.com'] })
    expect(received?.mail.subject).toBe(mail.subject)
    expect(received?.mail.to?.[0]?.name).toBe('张伟')
    expect(received?.mail.text?.replace(/\r?\n$/, '')).toBe(mail.text)
    expect(received?.mail.html).toContain('停留 47 秒')
  })

  it('keeps a line break in a name or subject from becoming a header or a recipient', async () => {
    const server = await opened(smtpServer())
    const hostile = {
      ...mail,
      subject: 'a\r\nBcc: spy@example.com',
      to: { ...mail.to, name: 'x\r\nBcc: spy@example.com' },
    }
    expect(await smtpMail({ url: server.url, from }).send(hostile)).toEqual({ ok: true })
    expect(server.mails[0]?.to).toEqual(['zhang@example.com'])
    expect(server.mails[0]?.mail.bcc ?? []).toEqual([])
  })

  it('is tried again after a 4yz reply or no connection', async () => {
    const server = await opened(smtpServer())
    server.faults.push({ responseCode: 451, message: '4.3.0 try later' })
    expect(await smtpMail({ url: server.url, from }).send(mail)).toMatchObject({
      ok: false,
      retry: true,
      code: 'smtp.451',
    })
    expect(await smtpMail({ url: server.url, from }).send(mail)).toEqual({ ok: true })
    const gone = await smtpServer()
    await gone.close()
    expect(await smtpMail({ url: gone.url, from }).send(mail)).toMatchObject({ ok: false, retry: true })
  })

  it('is given up on a bad address, a bad login, a refused content; the address stays out of the words', async () => {
    const server = await opened(smtpServer())
    const sender = smtpMail({ url: server.url, from })
    const nobody = await sender.send({ ...mail, to: { address: 'wang@nobody.test' } })
    expect(nobody).toMatchObject({ ok: false, retry: false, code: 'smtp.550' })
    expect(JSON.stringify(nobody)).not.toContain('wang@')
    server.faults.push({ responseCode: 554, message: '5.7.1 spam from zhang@example.com' })
    const spam = await sender.send(mail)
    expect(spam).toMatchObject({ ok: false, retry: false, reason: { en: expect.stringContaining('spam') } })
    expect(JSON.stringify(spam)).not.toContain('zhang@')
    const wrong = smtpMail({ url: server.url.replace('secret', 'wrong'), from })
    expect(await wrong.send(mail)).toMatchObject({
      ok: false,
      retry: false,
      reason: { 'zh-CN': expect.stringContaining('授权码') },
    })
  })

  it('says what to set when there is no mail server', async () => {
    const none = smtpMail(undefined)
    expect(none.kindOf(workspaceId)).toBe('none')
    expect(await none.send(mail)).toMatchObject({ ok: false, retry: false, code: 'mail.off' })
  })
})
