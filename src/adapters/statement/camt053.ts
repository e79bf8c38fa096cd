import { SaxesParser } from 'saxes'
import type { ReadLine } from '#lib/payment/index.ts'
import { StatementFault, type StatementPart } from './types.ts'

/** An element with its text, attributes and children, by local name. */
interface Node {
  name: string
  text: string
  attributes: Record<string, string>
  children: Node[]
}

/** Deeper or longer than any statement is: whoever sends such a file means harm. */
const mostDepth = 40

/**
 * Reads a CAMT.053 file (ISO 20022 Bank-to-Customer Statement, versions 1–13): one part per statement, booked entries alone. A batch whose
 * transactions add up to the entry is told apart into them. Strict: a statement whose entries don't lead from the opening to the
 * closing balance is refused. Entities of a document type are not expanded.
 * @param minorDigits decimal places of a currency
 * @throws StatementFault
 */
export function readCamt053(text: string, minorDigits: (currency: string) => number): StatementPart[] {
  const root = parse(text)
  const message = child(root, 'BkToCstmrStmt') ?? (root.name === 'BkToCstmrStmt' ? root : undefined)
  if (!message) throw new StatementFault('format', 'BkToCstmrStmt')
  return all(message, 'Stmt').map(statement => partOf(statement, minorDigits))
}

function parse(text: string): Node {
  const parser = new SaxesParser()
  const top: Node = { name: '', text: '', attributes: {}, children: [] }
  const open: Node[] = [top]
  parser.on('doctype', () => {
    throw new StatementFault('format', 'DOCTYPE')
  })
  parser.on('error', error => {
    throw new StatementFault('format', error.message)
  })
  parser.on('opentag', ({ name, attributes }) => {
    if (open.length > mostDepth) throw new StatementFault('format', name)
    const node: Node = { name: local(name), text: '', attributes: { ...attributes }, children: [] }
    open.at(-1)!.children.push(node)
    open.push(node)
  })
  parser.on('text', piece => {
    open.at(-1)!.text += piece
  })
  parser.on('cdata', piece => {
    open.at(-1)!.text += piece
  })
  parser.on('closetag', () => {
    open.pop()
  })
  parser.write(text).close()
  return top.children[0] ?? top
}

const local = (name: string) => name.slice(name.indexOf(':') + 1)
const all = (node: Node | undefined, name: string) => node?.children.filter(each => each.name === name) ?? []
const child = (node: Node | undefined, ...path: string[]): Node | undefined =>
  path.reduce<Node | undefined>((at, name) => at?.children.find(each => each.name === name), node)
const textOf = (node: Node | undefined, ...path: string[]): string => child(node, ...path)?.text.trim() ?? ''

type Digits = (currency: string) => number

function partOf(statement: Node, minorDigits: Digits): StatementPart {
  const [opening, closing] = [
    balanceOf(statement, ['OPBD', 'PRCD'], minorDigits),
    balanceOf(statement, ['CLBD'], minorDigits),
  ]
  const booked = all(statement, 'Ntry').filter(isBooked)
  const sum = booked.reduce((total, entry) => total + signed(entry, minorDigits), 0)
  if (opening && closing && opening.amount + sum !== closing.amount)
    throw new StatementFault('balance', textOf(statement, 'Id'))
  const account = child(statement, 'Acct')
  return {
    account: textOf(account, 'Id', 'IBAN') || textOf(account, 'Id', 'Othr', 'Id'),
    currency: textOf(account, 'Ccy') || (closing?.currency ?? ''),
    lines: booked.flatMap(entry => linesOf(entry, minorDigits)),
  }
}

/** `Sts` is a code of its own or holds one (from version 8 on). */
const isBooked = (entry: Node) => (textOf(entry, 'Sts', 'Cd') || textOf(entry, 'Sts')) === 'BOOK'

function balanceOf(statement: Node, codes: readonly string[], minorDigits: Digits) {
  const found = all(statement, 'Bal').find(each => codes.includes(textOf(each, 'Tp', 'CdOrPrtry', 'Cd')))
  return found && { amount: signed(found, minorDigits), currency: currencyOf(found) }
}

const currencyOf = (node: Node) => child(node, 'Amt')?.attributes.Ccy ?? ''

function minorOf(text: string, digits: number): number {
  const match = /^(\d{1,15})(?:\.(\d{1,5}))?$/.exec(text)
  if (!match || /[1-9]/.test((match[2] ?? '').slice(digits)))
    throw new StatementFault('format', `Amt ${text}`)
  const minor = Number(match[1]! + (match[2] ?? '').slice(0, digits).padEnd(digits, '0'))
  if (!Number.isSafeInteger(minor)) throw new StatementFault('format', `Amt ${text}`)
  return minor
}

/** Money in is above 0. `CdtDbtInd` tells the direction of the entry itself, of a reversal too (ISO 20022 usage rule). */
function signed(node: Node, minorDigits: Digits, direction = textOf(node, 'CdtDbtInd')): number {
  const minor = minorOf(textOf(node, 'Amt'), minorDigits(currencyOf(node)))
  if (direction !== 'CRDT' && direction !== 'DBIT') throw new StatementFault('format', 'CdtDbtInd')
  return direction === 'CRDT' ? minor : -minor
}

function linesOf(entry: Node, minorDigits: Digits): ReadLine[] {
  const whole = signed(entry, minorDigits)
  const direction = textOf(entry, 'CdtDbtInd')
  const details = all(entry, 'NtryDtls').flatMap(each => all(each, 'TxDtls'))
  const parts = details.map(detail => amountOf(detail, direction, minorDigits))
  const apart =
    details.length > 1 &&
    parts.every(part => part !== undefined) &&
    parts.reduce<number>((sum, part) => sum + (part ?? 0), 0) === whole
  if (!apart) return [lineOf(entry, details[0], whole, '')]
  return details.map((detail, i) => lineOf(entry, detail, parts[i]!, `-${i + 1}`))
}

function amountOf(detail: Node, direction: string, minorDigits: Digits): number | undefined {
  const holder = child(detail, 'Amt') ? detail : child(detail, 'AmtDtls', 'TxAmt')
  return holder && signed(holder, minorDigits, textOf(detail, 'CdtDbtInd') || direction)
}

function lineOf(entry: Node, detail: Node | undefined, amount: number, suffix: string): ReadLine {
  const side = amount > 0 ? 'Dbtr' : 'Cdtr'
  const parties = child(detail, 'RltdPties')
  const account = child(parties, `${side}Acct`, 'Id')
  const own = textOf(detail, 'Refs', 'EndToEndId')
  const words = [
    ...(own === 'NOTPROVIDED' ? [] : [own]),
    ...all(child(detail, 'RmtInf'), 'Ustrd').map(each => each.text.trim()),
    ...all(child(detail, 'RmtInf'), 'Strd').map(each => textOf(each, 'CdtrRefInf', 'Ref')),
    detail ? '' : textOf(entry, 'AddtlNtryInf'),
  ]
  const bank =
    textOf(detail, 'Refs', 'AcctSvcrRef') || textOf(entry, 'AcctSvcrRef') || textOf(entry, 'NtryRef')
  return {
    day: dayOf(entry),
    amount,
    currency: currencyOf(entry),
    // From version 8 on the party stands one level deeper.
    payer: (textOf(parties, side, 'Nm') || textOf(parties, side, 'Pty', 'Nm')).slice(0, 120),
    payerAccount: textOf(account, 'IBAN') || textOf(account, 'Othr', 'Id'),
    remark: words
      .filter(word => word !== '')
      .join(' ')
      .slice(0, 300),
    reference: bank === '' ? '' : `${bank}${suffix}`.slice(0, 64),
    reversal: textOf(entry, 'RvslInd') === 'true' || textOf(entry, 'RvslInd') === '1',
  }
}

function dayOf(entry: Node): string {
  const text =
    textOf(entry, 'BookgDt', 'Dt') || textOf(entry, 'BookgDt', 'DtTm') || textOf(entry, 'ValDt', 'Dt')
  const day = text.slice(0, 10)
  if (!/^\d{4}-\d\d-\d\d$/.test(day)) throw new StatementFault('format', `BookgDt ${text}`)
  return day
}
