import { createVerify } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { checkPdfSignature } from '#adapters/signature/check.ts'
import { checkEvidence, type EvidenceFault, type EvidencePack, hashOfBytes } from '#lib/contract/index.ts'
import type { CommandContext, Register } from './context.ts'
import { acted, faultWords, identified, partWords, states, type Words } from './verify-words.ts'

type Text = CommandContext['text']

/** `loam verify FILE [PDF]`: needs no server, no data folder, no network. */
export const register: Register = (program, context) => {
  const { text, path, print } = context
  program
    .command('verify')
    .argument('<file>', text('证据包（.evidence.json）', 'the evidence pack (.evidence.json)'))
    .argument(
      '[pdf]',
      text('手上的已签合同，核对是不是同一份', 'the signed contract at hand, to see whether it is the same'),
    )
    .description(
      text(
        '离线核验合同证据包：任何改动都会指出来',
        'check a contract’s evidence pack offline: any change is found and named',
      ),
    )
    .action(async (file: string, pdf: string | undefined) => {
      const { pack, faults } = read(await readFile(path(file), 'utf8'), text)
      if (pdf !== undefined) faults.push(...samePdf(pack, await readFile(path(pdf))))
      print({ ok: faults.length === 0, contract: pack.parts.contract, faults }, reportOf(pack, faults, text))
      if (faults.length > 0) process.exitCode = 1
    })
}

const checks = {
  pdf: checkPdfSignature,
  signed: (what: string, signature: string, certificate: string): boolean => {
    try {
      return createVerify('SHA256').update(what).verify(certificate, signature, 'base64')
    } catch {
      return false
    }
  },
}

/** @throws Error that says what to do when the file is no evidence pack */
function read(file: string, text: Text) {
  try {
    return checkEvidence(file, checks)
  } catch {
    throw new Error(
      text(
        '这不是沃土的证据包，或内容已被改坏。请从合同页重新下载后再试。',
        'This is no evidence pack of Loam’s, or it was damaged. Download it again from the contract’s page.',
      ),
    )
  }
}

function samePdf({ parts }: EvidencePack, pdf: Uint8Array): EvidenceFault[] {
  if (parts.file?.hash === hashOfBytes(pdf)) return []
  return [{ part: 'file', name: parts.contract.number, fault: 'pdf-other' }]
}

function reportOf({ parts }: EvidencePack, faults: readonly EvidenceFault[], text: Text): string {
  const { contract, events, certificate, file } = parts
  const said = (words: Record<string, Words>, name: string) => (words[name] ? text(...words[name]) : name)
  const head = [
    `${contract.number} ${contract.name} · ${said(states, contract.state)}`,
    `${text('文本指纹', 'text')} SHA-256 ${contract.hash ?? '–'}`,
    `${text('文件指纹', 'file')} SHA-256 ${file?.hash ?? '–'}`,
    `${text('签发证书指纹', 'certificate')} SHA-256 ${hashOfBytes(Buffer.from(certificate.replace(/-----[^-]+-----|\s/g, ''), 'base64'))}`,
  ]
  const acts = events.map(({ seq, at, type, person }) => {
    const how = typeof person?.how === 'string' ? said(identified, person.how) : undefined
    const what = [`  ${seq}.`, new Date(at).toISOString(), said(acted, type), person?.name, how]
    return what.filter(Boolean).join(' ')
  })
  const verdict =
    faults.length === 0
      ? text(
          '完整：每一处都与记录一致。请确认证书指纹是对方公布的那一个。',
          'Whole: everything matches the record. Make sure the certificate is the one that the issuer names.',
        )
      : text(`有 ${faults.length} 处不符：`, faults.length === 1 ? '1 fault:' : `${faults.length} faults:`)
  const told = faults.map(({ part, name, fault }) => {
    const where = part === 'event' ? name.replace(/\S+$/, type => said(acted, type)) : name
    return `  ✗ ${text(...partWords[part])} ${where}${text('：', ': ')}${text(...faultWords[fault])}`
  })
  return [...head, ...acts, verdict, ...told].join('\n')
}
