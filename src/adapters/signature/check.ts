import { createHash, createVerify } from 'node:crypto'
import { fromBER, type OctetString } from 'asn1js'
import { Certificate, ContentInfo, SignedData, type SignerInfo } from 'pkijs'
import type { PdfFault } from '#lib/contract/index.ts'

export type SignatureCheck = { ok: true; certificate: string } | { ok: false; fault: PdfFault }

/**
 * Checks the last signature of a PDF: it covers the whole file but itself, and holds. Whether the certificate is to be trusted is
 * the caller's question.
 */
export function checkPdfSignature(pdf: Uint8Array): SignatureCheck {
  const text = Buffer.from(pdf).toString('latin1')
  const range = [...text.matchAll(/\/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]/g)].at(-1)
  if (!range) return { ok: false, fault: 'unsigned' }
  const [start = 0, before = 0, resume = 0, rest = 0] = range.slice(1).map(Number)
  if (start !== 0 || resume + rest !== pdf.length || resume <= before)
    return { ok: false, fault: 'not-whole' }
  const hex = text.slice(before, resume)
  if (!/^<[0-9A-Fa-f]*>$/.test(hex)) return { ok: false, fault: 'unsigned' }
  const covered = Buffer.concat([pdf.subarray(0, before), pdf.subarray(resume)])
  return verify(Buffer.from(hex.slice(1, -1), 'hex'), covered)
}

function verify(der: Buffer, covered: Buffer): SignatureCheck {
  try {
    const { result, offset } = fromBER(new Uint8Array(der).buffer)
    // What follows the signature in its place is room that wasn't used.
    if (offset < 0 || der.subarray(offset).some(byte => byte !== 0)) return { ok: false, fault: 'unsigned' }
    const signed = new SignedData({ schema: new ContentInfo({ schema: result }).content })
    const certificate = signed.certificates?.find(each => each instanceof Certificate)
    const [signer] = signed.signerInfos
    if (!certificate || !signer?.signedAttrs) return { ok: false, fault: 'no-certificate' }
    const pem = pemOf(Buffer.from(certificate.toSchema().toBER(false)))
    const attributes = Buffer.from(signer.signedAttrs.encodedValue)
    const signature = signer.signature.valueBlock.valueHexView
    const holds =
      digestOf(signer).equals(createHash('sha256').update(covered).digest()) &&
      createVerify('SHA256').update(attributes).verify(pem, signature)
    return holds ? { ok: true, certificate: pem } : { ok: false, fault: 'signature-broken' }
  } catch {
    return { ok: false, fault: 'signature-broken' }
  }
}

/** The digest of what was signed, as the signed attributes say it (RFC 5652, 11.2). */
function digestOf(signer: SignerInfo): Buffer {
  const attribute = signer.signedAttrs?.attributes.find(({ type }) => type === '1.2.840.113549.1.9.4')
  const value = attribute?.values[0] as OctetString | undefined
  return Buffer.from(value?.valueBlock.valueHexView ?? [])
}

const pemOf = (der: Buffer): string =>
  `-----BEGIN CERTIFICATE-----\n${der.toString('base64').replace(/.{1,64}/g, '$&\n')}-----END CERTIFICATE-----\n`
