import { type ChainFault, type ChainPerson, checkChain, type LinkedEvent } from './chain.ts'
import { canonicalJson, hashOf, hashOfBytes } from './hash.ts'

interface Hashed {
  hash: string
  content: unknown
}

/** The evidence of one contract, as its file holds it. */
export interface EvidencePack {
  parts: {
    format: 'loam-evidence/1'
    contract: { id: string; number: string; name: string; state: string; hash: string | null }
    /** Every version that was frozen, and every quote revision that one rests on. */
    versions: Hashed[]
    quotes: Hashed[]
    events: (LinkedEvent & { person: ChainPerson | null })[]
    /** The sealed PDF; null before the contract is in effect. */
    file: { hash: string; base64: string } | null
    exportedAt: number
    /** PEM */
    certificate: string
  }
  /** SHA-256 of the parts' canonical JSON, and the installation's signature over that hash. */
  seal: { hash: string; signature: string }
}

/** What is wrong with the signature in a PDF: none, not over the whole file, without its certificate, or not of this file. */
export type PdfFault = 'unsigned' | 'not-whole' | 'no-certificate' | 'signature-broken'

/** Something in a pack that isn't as it was: which part, which of them, and what about it. */
export interface EvidenceFault {
  part: 'form' | 'version' | 'quote' | 'event' | 'file' | 'signature' | 'seal' | 'certificate' | 'contract'
  name: string
  fault:
    | ChainFault['fault']
    | PdfFault
    | 'file-missing'
    | 'file-changed'
    | 'file-other'
    | 'pdf-other'
    | 'certificate-other'
    | 'version-missing'
    | 'quote-missing'
    | 'parts-changed'
    | 'seal-forged'
    | 'form'
}

/** What needs more than arithmetic: signatures. */
export interface EvidenceChecks {
  /** Whether a signature (Base64) over a text was made by the certificate's key. */
  signed(text: string, signature: string, certificate: string): boolean
  /** The certificate (PEM) that a PDF was sealed with, or why its signature doesn't hold. */
  pdf(bytes: Uint8Array): { ok: true; certificate: string } | { ok: false; fault: PdfFault }
}

/**
 * Checks the file of an evidence pack, without network and without us: the hash of every version and quote, the chain of events with the persons beside
 * it, the PDF with its signature, how they name each other, and the seal over it all. Any changed byte is a fault; where it lies within a part, the
 * part is named.
 * @throws SyntaxError when the file is no JSON, TypeError when it is no pack
 */
export function checkEvidence(
  file: string,
  checks: EvidenceChecks,
): { pack: EvidencePack; faults: EvidenceFault[] } {
  const pack = packOf(file)
  const { parts, seal } = pack
  const faults = [
    ...hashed('version', parts.versions),
    ...hashed('quote', parts.quotes),
    ...checkChain(parts.events).map(({ seq, type, fault }) => faultAt('event', `${seq} ${type}`, fault)),
    ...checkFile(parts, checks),
    ...checkReferences(parts),
  ]
  if (hashOf(parts) !== seal.hash) faults.push(faultAt('seal', 'hash', 'parts-changed'))
  else if (!checks.signed(seal.hash, seal.signature, parts.certificate))
    faults.push(faultAt('seal', 'signature', 'seal-forged'))
  if (canonicalJson(pack) !== file) faults.push(faultAt('form', 'file', 'form'))
  return { pack, faults }
}

function packOf(file: string): EvidencePack {
  const pack = JSON.parse(file) as Partial<EvidencePack> | null
  const parts = pack?.parts
  const lists = [parts?.versions, parts?.quotes, parts?.events]
  if (
    parts?.format !== 'loam-evidence/1' ||
    !lists.every(Array.isArray) ||
    typeof pack?.seal?.hash !== 'string'
  )
    throw new TypeError('not an evidence pack')
  return pack as EvidencePack
}

const faultAt = (
  part: EvidenceFault['part'],
  name: string,
  fault: EvidenceFault['fault'],
): EvidenceFault => ({
  part,
  name,
  fault,
})

const hashed = (part: 'version' | 'quote', all: readonly Hashed[]): EvidenceFault[] =>
  all
    .filter(({ hash, content }) => hashOf(content) !== hash)
    .map(({ hash }) => faultAt(part, hash, 'content'))

function checkFile(
  { file, events, certificate, contract }: EvidencePack['parts'],
  checks: EvidenceChecks,
): EvidenceFault[] {
  const sealed = events.findLast(({ type }) => type === 'sealed')
  if (!file) return sealed ? [faultAt('file', contract.number, 'file-missing')] : []
  const bytes = Buffer.from(file.base64, 'base64')
  const hash = hashOfBytes(bytes)
  const faults: EvidenceFault[] = []
  if (hash !== file.hash || bytes.toString('base64') !== file.base64)
    faults.push(faultAt('file', contract.number, 'file-changed'))
  if (sealed?.body.fileHash !== hash) faults.push(faultAt('file', contract.number, 'file-other'))
  const signature = checks.pdf(bytes)
  if (!signature.ok) return [...faults, faultAt('signature', contract.number, signature.fault)]
  // A provider's file bears the provider's certificate.
  const own = sealed?.body.by === 'Loam'
  if (own && signature.certificate.trim() !== certificate.trim())
    faults.push(faultAt('certificate', contract.number, 'certificate-other'))
  return faults
}

/** What was signed is among the versions, and every version's quote among the quotes. */
function checkReferences({ contract, versions, quotes, events }: EvidencePack['parts']): EvidenceFault[] {
  // Texts that went with a person who was erased are known by their hash alone.
  const erased = events.flatMap(({ type, body }) =>
    type === 'person-erased' ? (body.texts as string[]) : [],
  )
  const known = new Set([...versions.map(({ hash }) => hash), ...erased])
  const revisions = new Set(quotes.map(({ hash }) => hash))
  const signed = events.filter(
    ({ type, body }) => /^(signed-by-|effective|sealed)/.test(type) && !known.has(String(body.hash)),
  )
  const unquoted = versions.filter(({ content }) => !revisions.has(quoteHashOf(content)))
  const current = contract.hash !== null && !known.has(contract.hash)
  return [
    ...signed.map(({ seq, type }) => faultAt('event', `${seq} ${type}`, 'version-missing')),
    ...unquoted.map(({ hash }) => faultAt('version', hash, 'quote-missing')),
    ...(current ? [faultAt('contract', contract.number, 'version-missing')] : []),
  ]
}

const quoteHashOf = (content: unknown): string =>
  String((content as { snapshot?: { quote?: { hash?: unknown } } } | null)?.snapshot?.quote?.hash)
