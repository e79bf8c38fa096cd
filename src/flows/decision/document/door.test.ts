import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ensureBuilt } from '#app/build.ts'
import { MINUTE, SECOND } from '#kernel/time.ts'
import { type TestApp, type TestWorkspace, testApp } from '#test/app.ts'
import { tenderPdf } from '#test/pdf.ts'

const agent =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36'
const mails: { to: string[]; text: string }[] = []
let server: TestApp
let team: TestWorkspace
let documentId: string

beforeAll(async () => {
  await ensureBuilt('web/portal')
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: (stream, session, done) => {
      const parts: Buffer[] = []
      stream.on('data', part => parts.push(part))
      stream.on('end', () => {
        mails.push({
          to: session.envelope.rcptTo.map(one => one.address),
          text: Buffer.concat(parts).toString(),
        })
        done()
      })
    },
  })
  await new Promise<void>(resolve => smtp.listen(0, '127.0.0.1', resolve))
  afterAll(() => new Promise<void>(resolve => smtp.close(resolve)))
  const { port } = smtp.server.address() as { port: number }
  server = await testApp({ SMTP_URL: `smtp://127.0.0.1:${port}`, SMTP_FROM: 'Loam <loam@example.com>' })
  team = await server.workspace()
  const upload = await team.as('rep').inject({
    method: 'POST',
    url: '/api/v1/uploads?name=x',
    headers: { 'content-type': 'application/octet-stream' },
    payload: Buffer.from(tenderPdf()),
  })
  const body = { title: '报价单', kind: 'quote', uploads: [upload.json().id] }
  documentId = (
    await team.as('rep').inject({ method: 'POST', url: '/api/v1/documents', payload: body })
  ).json().id
  await server.app.documents.files.settled()
})

async function linkFor(email: string | null): Promise<string> {
  const url = `/api/v1/documents/${documentId}/links`
  const made = await team.as('rep').inject({ method: 'POST', url, payload: { emailCheck: true, email } })
  return made.json().url.split('/').at(-1)
}

const knock = (token: string, keys: object) =>
  server.app.http.server.inject({
    method: 'POST',
    url: `/api/public/links/${token}/open`,
    headers: { 'user-agent': agent },
    payload: { screen: { width: 1440, height: 900, touch: false }, gestures: 1, ...keys },
  })

const codeTo = (address: string) =>
  expect
    .poll(() => mails.findLast(mail => mail.to.includes(address))?.text.match(/\b\d{6}\b/)?.[0], {
      timeout: 10_000,
    })
    .toBeDefined()
    .then(() => mails.findLast(mail => mail.to.includes(address))!.text.match(/\b\d{6}\b/)![0])

test('whoever proves the address gets in, and is known by it', async () => {
  const token = await linkFor(null)
  expect((await knock(token, {})).json()).toMatchObject({ state: 'gate', wanted: 'email' })
  const email = 'zhao@renji.example'
  expect((await knock(token, { email })).json()).toMatchObject({ state: 'gate', wanted: 'code' })
  const code = await codeTo(email)
  const wrong = await knock(token, { email, code: code === '000000' ? '000001' : '000000' })
  expect(wrong.json().error.code).toBe('link.code-wrong')
  expect((await knock(token, { email, code })).json().state).toBe('open')
  expect((await knock(token, { email, code })).json().error.code).toBe('link.code-wrong')
})

test('only the invited address gets a code; the answer doesn’t tell which that is', async () => {
  const token = await linkFor('shen@renji.example')
  const stranger = await knock(token, { email: 'else@renji.example' })
  expect(stranger.json()).toMatchObject({ state: 'gate', wanted: 'code' })
  expect((await knock(token, { email: 'Shen@Renji.example' })).json()).toEqual(stranger.json())
  const code = await codeTo('shen@renji.example')
  expect(mails.some(mail => mail.to.includes('else@renji.example'))).toBe(false)
  expect((await knock(token, { email: 'else@renji.example', code })).json().error.code).toBe(
    'link.code-wrong',
  )
})

test('codes can’t be had by the dozen, guessed or used late', async () => {
  const token = await linkFor(null)
  const email = 'he@renji.example'
  await knock(token, { email })
  const hasty = await knock(token, { email })
  expect([hasty.statusCode, hasty.json().error.code]).toEqual([429, 'link.code-wait'])
  const code = await codeTo(email)
  server.clock.set(server.clock.now() + 11 * MINUTE)
  expect((await knock(token, { email, code })).json().error.code).toBe('link.code-wrong')
  await knock(token, { email })
  mails.length = 0
  server.clock.set(server.clock.now() + 61 * SECOND)
  await knock(token, { email })
  const fresh = await codeTo(email)
  const guess = fresh === '123456' ? '654321' : '123456'
  for (let tries = 0; tries < 5; tries++) await knock(token, { email, code: guess })
  expect((await knock(token, { email, code: fresh })).json().error.code).toBe('link.code-wrong')
})
