import type { ReadLine } from '#lib/payment/index.ts'
import { StatementFault, type StatementPart } from './types.ts'

/** `:61:` of SWIFT MT940: value date, booking date, mark, funds code, amount, type, references, details. */
const entry =
  /^(\d{6})(\d{4})?(R?[CD])([A-Z])?(\d{1,15}),(\d{0,4})([NFS][A-Z0-9]{3})([^\n]{0,16}?)(?:\/\/([^\n]{0,16}))?(?:\n([^\n]*))?$/

const balance = /^([CD])(\d{6})([A-Z]{3})(\d{1,15}),(\d{0,4})$/

/**
 * Reads an MT940 file (SWIFT Customer Statement Message): one part per statement. Strict: a statement whose entries don't lead from the
 * opening to the closing balance is refused, since a line would be missing or doubled.
 * @param minorDigits decimal places of a currency
 * @throws StatementFault
 */
export function readMt940(text: string, minorDigits: (currency: string) => number): StatementPart[] {
  const fields = fieldsOf(text)
  const parts: StatementPart[] = []
  let fieldsOfOne: Field[] = []
  for (const field of fields) {
    if (field.tag === '20' && fieldsOfOne.length > 0) {
      parts.push(partOf(fieldsOfOne, minorDigits))
      fieldsOfOne = []
    }
    fieldsOfOne.push(field)
  }
  if (fieldsOfOne.length > 0) parts.push(partOf(fieldsOfOne, minorDigits))
  return parts
}

interface Field {
  tag: string
  value: string
}

function fieldsOf(text: string): Field[] {
  const lines = text.replace(/\r\n?/g, '\n').split('\n')
  const fields: Field[] = []
  for (const line of lines) {
    const match = /^:(\d{2}[A-Z]?):(.*)$/.exec(line.replace(/^\{4:\s*/, ''))
    if (match) fields.push({ tag: match[1]!, value: match[2]!.trimEnd() })
    // The envelope's end, and the blocks before it.
    else if (/^(-\}?|-|\{\d:.*)$/.test(line.trim()) || line.trim() === '') continue
    else if (fields.length > 0) fields.at(-1)!.value += `\n${line.trimEnd()}`
  }
  if (!fields.some(({ tag }) => tag === '20')) throw new StatementFault('format', ':20:')
  return fields
}

function partOf(fields: readonly Field[], minorDigits: (currency: string) => number): StatementPart {
  const value = (...tags: string[]) => fields.find(({ tag }) => tags.includes(tag))?.value
  const opening = balanceOf(value('60F', '60M'), minorDigits)
  const closing = balanceOf(value('62F', '62M'), minorDigits)
  const lines: ReadLine[] = []
  fields.forEach(({ tag, value }, i) => {
    if (tag !== '61') return
    const next = fields[i + 1]
    lines.push(lineOf(value, next?.tag === '86' ? next.value : '', opening.currency, minorDigits))
  })
  const sum = lines.reduce((total, { amount }) => total + amount, 0)
  if (opening.amount + sum !== closing.amount) throw new StatementFault('balance', value('20') ?? '')
  return { account: value('25')?.split('\n')[0]?.trim() ?? '', currency: opening.currency, lines }
}

function balanceOf(text: string | undefined, minorDigits: (currency: string) => number) {
  const match = balance.exec(text ?? '')
  if (!match) throw new StatementFault('format', text ?? ':60F:')
  const [, mark, , currency = '', whole = '', fraction = ''] = match
  const minor = minorOf(whole, fraction, minorDigits(currency))
  return { amount: mark === 'D' ? -minor : minor, currency }
}

function minorOf(whole: string, fraction: string, digits: number): number {
  if (/[1-9]/.test(fraction.slice(digits))) throw new StatementFault('format', `${whole},${fraction}`)
  const minor = Number(whole + fraction.slice(0, digits).padEnd(digits, '0'))
  if (!Number.isSafeInteger(minor)) throw new StatementFault('format', whole)
  return minor
}

function lineOf(
  text: string,
  details: string,
  currency: string,
  minorDigits: (currency: string) => number,
): ReadLine {
  const match = entry.exec(text)
  if (!match) throw new StatementFault('format', `:61:${text.slice(0, 60)}`)
  const [, value = '', booked, mark = '', , whole = '', fraction = '', , own = '', bank = '', more = ''] =
    match
  const minor = minorOf(whole, fraction, minorDigits(currency))
  // RC takes back money in, RD takes back money out.
  const incoming = mark === 'C' || mark === 'RD'
  const told = detailsOf(details)
  const reference = bank !== '' ? bank : own === 'NONREF' ? '' : own
  return {
    day: dayOf(value, booked),
    amount: incoming ? minor : -minor,
    currency,
    payer: told.payer,
    payerAccount: told.account,
    remark: [own === 'NONREF' ? '' : own, told.remark, more]
      .filter(part => part.trim() !== '')
      .join(' ')
      .slice(0, 300),
    reference: reference.trim(),
    reversal: mark.startsWith('R'),
  }
}

/** The booking date has no year: it is the one nearest to the value date, over the turn of a year too. */
function dayOf(value: string, booked: string | undefined): string {
  const year = 2000 + Number(value.slice(0, 2))
  const valueDay = `${year}-${value.slice(2, 4)}-${value.slice(4, 6)}`
  if (!booked) return valid(valueDay)
  const months = Number(booked.slice(0, 2)) - Number(value.slice(2, 4))
  const bookedYear = months > 6 ? year - 1 : months < -6 ? year + 1 : year
  return valid(`${bookedYear}-${booked.slice(0, 2)}-${booked.slice(2, 4)}`)
}

function valid(day: string): string {
  const at = new Date(`${day}T00:00Z`)
  if (Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== day)
    throw new StatementFault('format', day)
  return day
}

/**
 * `:86:` in its three habits: subfields ?20–?33 (German banks and many in Asia), slashed codes (/NAME/, /REMI/), plain text. In plain text
 * nobody knows which part is the name: it all counts as remark.
 */
function detailsOf(text: string): { payer: string; account: string; remark: string } {
  const whole = text.replaceAll('\n', '')
  if (/^\d{3}\?/.test(whole)) return subfields(whole)
  const codes = new Map(
    [...whole.matchAll(/\/([A-Z]{4})\/(.*?)(?=\/[A-Z]{4}\/|$)/g)].map(([, code, value]) => [code, value]),
  )
  if (codes.size > 0)
    return {
      payer: (codes.get('NAME') ?? codes.get('ORDP') ?? '').replace(/\/+$/, '').trim(),
      account: (codes.get('IBAN') ?? codes.get('ACCT') ?? '').trim(),
      remark: (codes.get('REMI') ?? whole).trim(),
    }
  return { payer: '', account: '', remark: text.replaceAll('\n', ' ').trim() }
}

function subfields(text: string) {
  const parts = new Map(
    text
      .split('?')
      .slice(1)
      .map(part => [part.slice(0, 2), part.slice(2)]),
  )
  const range = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, i) => parts.get(String(from + i)) ?? '')
      .join('')
      .trim()
  return {
    payer: range(32, 33),
    account: parts.get('31')?.trim() ?? '',
    remark: `${range(20, 29)}${range(60, 63)}`,
  }
}
