import { webcrypto } from 'node:crypto'
import { BitString, Integer, OctetString, PrintableString, Utf8String } from 'asn1js'
import { AttributeTypeAndValue, BasicConstraints, Certificate, Extension } from 'pkijs'

const DAY = 86_400_000
const years = 20

const algorithm = {
  name: 'RSASSA-PKCS1-v1_5',
  modulusLength: 3072,
  publicExponent: new Uint8Array([1, 0, 1]),
  hash: 'SHA-256',
}

/** A new key of this installation and its self-signed certificate, both as PEM. @param name what the certificate is called */
export async function makeKey(name: string, now: number): Promise<{ key: string; certificate: string }> {
  const pair = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const certificate = await selfSigned(pair, name, now)
  const key = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', pair.privateKey))
  return { key: pem('PRIVATE KEY', key), certificate: pem('CERTIFICATE', certificate) }
}

async function selfSigned(pair: webcrypto.CryptoKeyPair, name: string, now: number): Promise<Buffer> {
  const certificate = new Certificate()
  certificate.version = 2
  // Positive and below 2^159, as RFC 5280 asks.
  const serial = webcrypto.getRandomValues(new Uint8Array(16))
  serial[0] = (serial[0]! & 0x3f) | 0x40
  certificate.serialNumber = new Integer({ valueHex: serial.buffer })
  for (const whose of [certificate.subject, certificate.issuer]) {
    whose.typesAndValues.push(
      new AttributeTypeAndValue({ type: '2.5.4.10', value: new PrintableString({ value: 'Loam' }) }),
      new AttributeTypeAndValue({ type: '2.5.4.3', value: new Utf8String({ value: name }) }),
    )
  }
  certificate.notBefore.value = new Date(now - DAY)
  certificate.notAfter.value = new Date(now + years * 365 * DAY)
  certificate.extensions = [
    extension('2.5.29.19', new BasicConstraints({ cA: false }).toSchema().toBER(false)),
    // digitalSignature and nonRepudiation
    extension(
      '2.5.29.15',
      new BitString({ valueHex: new Uint8Array([0xc0]).buffer, unusedBits: 6 }).toBER(false),
    ),
  ]
  await certificate.subjectPublicKeyInfo.importKey(pair.publicKey)
  await certificate.sign(pair.privateKey, 'SHA-256')
  return Buffer.from(certificate.toSchema(true).toBER(false))
}

function extension(id: string, value: ArrayBuffer): Extension {
  const wrapped = new OctetString({ valueHex: value }).valueBlock.valueHexView.slice()
  return new Extension({ extnID: id, critical: true, extnValue: wrapped.buffer })
}

const pem = (label: string, der: Buffer): string =>
  `-----BEGIN ${label}-----\n${der.toString('base64').replace(/.{1,64}/g, '$&\n')}-----END ${label}-----\n`

/** The bytes within a PEM text. */
export const derOf = (text: string): Buffer => Buffer.from(text.replace(/-----[^-]+-----|\s/g, ''), 'base64')
