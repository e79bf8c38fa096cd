import { webcrypto } from 'node:crypto'
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CryptoKeySigner, PDF } from '@libpdf/core'
import type { Clock } from '#kernel/ports/clock.ts'
import type { PdfSealer } from '#kernel/ports/signing.ts'
import { derOf, makeKey } from './certificate.ts'

/**
 * Seals PDF files with a key of this installation (PAdES B-B). The key lies in `folder`, readable by its owner alone, and is made with the first
 * use; whoever copies the data folder copies the key.
 */
export function pdfSealer(folder: string, clock: Clock): PdfSealer {
  let opened: Promise<{ key: webcrypto.CryptoKey; certificate: string }> | undefined
  const open = () => {
    opened ??= load(folder, clock).catch(error => {
      opened = undefined
      throw error
    })
    return opened
  }
  return {
    certificate: async () => (await open()).certificate,

    seal: async (pdf, { reason, at }) => {
      const { key, certificate } = await open()
      const signer = new CryptoKeySigner(key, derOf(certificate), 'RSA', 'RSASSA-PKCS1-v1_5')
      const document = await PDF.load(pdf)
      const { bytes } = await document.sign({ signer, reason, signingTime: at, fieldName: 'LoamSeal' })
      return bytes
    },

    sign: async bytes => {
      const { key } = await open()
      const signature = await webcrypto.subtle.sign(
        'RSASSA-PKCS1-v1_5',
        key,
        bytes as Uint8Array<ArrayBuffer>,
      )
      return Buffer.from(signature).toString('base64')
    },
  }
}

async function load(folder: string, clock: Clock) {
  const [keyFile, certificateFile] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')]
  const there = await readFile(keyFile, 'utf8').catch(() => undefined)
  if (there === undefined) await make(folder, clock)
  // A restored copy may have lost its mode.
  await chmod(keyFile, 0o600)
  const pkcs8 = derOf(await readFile(keyFile, 'utf8'))
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
  const key = await webcrypto.subtle.importKey('pkcs8', pkcs8, algorithm, false, ['sign'])
  return { key, certificate: await readFile(certificateFile, 'utf8') }
}

/** The certificate first: a key that is there has its certificate, whatever moment a crash comes at. */
async function make(folder: string, clock: Clock): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const { key, certificate } = await makeKey(
    'Loam installation seal (simple electronic signature)',
    clock.now(),
  )
  await writeFile(join(folder, 'certificate.pem'), certificate, { mode: 0o644 })
  await writeFile(join(folder, 'key.pem.new'), key, { mode: 0o600 })
  await rename(join(folder, 'key.pem.new'), join(folder, 'key.pem'))
}
