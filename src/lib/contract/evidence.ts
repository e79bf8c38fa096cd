import { type ChainPerson, checkChain, type LinkedEvent } from './chain.ts'
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

/** Something in a pack that isn't as it was: which part, and which of them. */
export interface EvidenceFault {
  part: 'form' | 'version' | 'quote' | 'event' | 'file' | 'signature' | 'seal' | 'certificate' | 'contract'
  name: string
  fault: string
}

/** What needs more than arithmetic: signatures. */
export interface EvidenceChecks {
  /** Whether a signature (Base64) over a text was made by the certificate's key. */
  signed(text: string, signature: string, certificate: string): boolean
  /** The certificate (PEM) that a PDF was sealed with, or why its signature doesn't hold. */
  pdf(bytes: Uint8Array): { ok: true; certificate: string } | { ok: false; fault: string }
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
  if (hashOf(parts) !== seal.hash)
    faults.push(faultAt('seal', 'hash', 'the parts are not those that were sealed'))
  else if (!checks.signed(seal.hash, seal.signature, parts.certificate))
    faults.push(faultAt('seal', 'signature', 'not made by the key of the certificate'))
  if (canonicalJson(pack) !== file)
    faults.push(faultAt('form', 'file', 'written in another form than it was'))
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

const faultAt = (part: EvidenceFault['part'], name: string, fault: string): EvidenceFault => ({
  part,
  name,
  fault,
})

const hashed = (part: 'version' | 'quote', all: readonly Hashed[]): EvidenceFault[] =>
  all
    .filter(({ hash, content }) => hashOf(content) !== hash)
    .map(({ hash }) => faultAt(part, hash, 'the content does not match its hash'))

function checkFile(
  { file, events, certificate, contract }: EvidencePack['parts'],
  checks: EvidenceChecks,
): EvidenceFault[] {
  const sealed = events.findLast(({ type }) => type === 'sealed')
  if (!file) return sealed ? [faultAt('file', contract.number, 'the sealed PDF is missing')] : []
  const bytes = Buffer.from(file.base64, 'base64')
  const hash = hashOfBytes(bytes)
  const faults: EvidenceFault[] = []
  if (hash !== file.hash || bytes.toString('base64') !== file.base64)
    faults.push(faultAt('file', contract.number, 'the PDF does not match its hash'))
  if (sealed?.body.fileHash !== hash)
    faults.push(faultAt('file', contract.number, 'the PDF is not the one in the record'))
  const signature = checks.pdf(bytes)
  if (!signature.ok) return [...faults, faultAt('signature', contract.number, signature.fault)]
  // A provider's file bears the provider's certificate.
  const own = sealed?.body.by === 'Loam'
  if (own && signature.certificate.trim() !== certificate.trim())
    faults.push(faultAt('certificate', contract.number, 'the PDF was sealed with another certificate'))
  return faults
}

/** What was signed is among the versions, and every version's quote among the quotes. */
function checkReferences({ contract, versions, quotes, events }: EvidencePack['parts']): EvidenceFault[] {
  const known = new Set(versions.map(({ hash }) => hash))
  const revisions = new Set(quotes.map(({ hash }) => hash))
  const signed = events.filter(
    ({ type, body }) => /^(signed-by-|effective|sealed)/.test(type) && !known.has(String(body.hash)),
  )
  const unquoted = versions.filter(({ content }) => !revisions.has(quoteHashOf(content)))
  const current = contract.hash !== null && !known.has(contract.hash)
  return [
    ...signed.map(({ seq, type }) =>
      faultAt('event', `${seq} ${type}`, 'names a version that is not in the pack'),
    ),
    ...unquoted.map(({ hash }) => faultAt('version', hash, 'rests on a quote that is not in the pack')),
    ...(current ? [faultAt('contract', contract.number, 'names a version that is not in the pack')] : []),
  ]
}

const quoteHashOf = (content: unknown): string =>
  String((content as { snapshot?: { quote?: { hash?: unknown } } } | null)?.snapshot?.quote?.hash)
