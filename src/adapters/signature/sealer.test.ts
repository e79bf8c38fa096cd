import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PDF } from '@libpdf/core'
import { afterAll, expect, test } from 'vitest'
import { checkPdfSignature } from './check.ts'
import { pdfSealer } from './sealer.ts'

const folder = mkdtempSync(join(tmpdir(), 'loam-seal-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const clock = { now: () => Date.parse('2026-11-23T10:00:00+08:00') }
const sealer = pdfSealer(join(folder, 'signing'), clock)

const hasOpenssl = (() => {
  try {
    return /OpenSSL/.test(execFileSync('openssl', ['version'], { encoding: 'utf8' }))
  } catch {
    return false
  }
})()

async function plain(): Promise<Uint8Array> {
  const document = PDF.create()
  document.addPage({ size: 'a4' }).drawText('Contract', { x: 100, y: 700, size: 20 })
  return document.save()
}
const seal = async () => sealer.seal(await plain(), { reason: '普通电子签名', at: new Date(clock.now()) })

function partsOf(pdf: Uint8Array) {
  const text = Buffer.from(pdf).toString('latin1')
  const [a, b, c, d] = /\/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]/
    .exec(text)!
    .slice(1)
    .map(Number)
  const covered = Buffer.concat([pdf.subarray(a, a! + b!), pdf.subarray(c, c! + d!)])
  const hex = text.slice(a! + b! + 1, c! - 1)
  return { covered, end: c! + d!, signature: Buffer.from(hex, 'hex') }
}

test('the key is this installation’s own, readable by its owner alone, and stays the same', async () => {
  const certificate = await sealer.certificate()
  expect(statSync(join(folder, 'signing/key.pem')).mode & 0o777).toBe(0o600)
  expect(await pdfSealer(join(folder, 'signing'), clock).certificate()).toBe(certificate)
  const other = await pdfSealer(join(folder, 'other'), clock).certificate()
  expect(other).not.toBe(certificate)
})

test('a sealed file is whole: any byte that is changed within what was signed is found', async () => {
  const pdf = await seal()
  const good = checkPdfSignature(pdf)
  expect(good).toEqual({ ok: true, certificate: await sealer.certificate() })
  for (const at of [100, Math.floor(pdf.length / 2), pdf.length - 5]) {
    const changed = Uint8Array.from(pdf)
    changed[at] = changed[at]! ^ 1
    expect([at, checkPdfSignature(changed).ok]).toEqual([at, false])
  }
  expect(checkPdfSignature(Buffer.concat([pdf, Buffer.from('\n% more')])).ok).toBe(false)
  expect(checkPdfSignature(await plain()).ok).toBe(false)
})

test.skipIf(!hasOpenssl)(
  'openssl verifies the signature in the PDF (skipped where openssl is not installed)',
  async () => {
    const pdf = await seal()
    const { covered, end, signature } = partsOf(pdf)
    expect(end).toBe(pdf.length)
    writeFileSync(join(folder, 'covered.bin'), covered)
    writeFileSync(join(folder, 'signature.der'), signature)
    writeFileSync(join(folder, 'ca.pem'), await sealer.certificate())
    const verify = (content: string) =>
      execFileSync(
        'openssl',
        [
          ...['cms', '-verify', '-inform', 'DER', '-binary', '-in', 'signature.der', '-content', content],
          ...['-CAfile', 'ca.pem', '-purpose', 'any', '-out', 'out.bin'],
        ],
        { cwd: folder, stdio: 'pipe' },
      )
    verify('covered.bin')
    writeFileSync(join(folder, 'changed.bin'), Buffer.concat([covered, Buffer.from('x')]))
    expect(() => verify('changed.bin')).toThrow()
    const text = execFileSync('openssl', ['x509', '-in', 'ca.pem', '-noout', '-text'], {
      cwd: folder,
      encoding: 'utf8',
    })
    expect(text).toContain('simple electronic signature')
    expect(text).toContain('Digital Signature, Non Repudiation')
  },
)
