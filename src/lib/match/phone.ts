export type PhoneKind = 'mobile' | 'landline' | 'service' | 'foreign' | 'unknown'

export interface Phone {
  kind: PhoneKind
  /** Comparable form: `+86…` or `+…` in digits, `;ext=` for an extension; for `unknown` the bare characters. */
  normal: string
  /** As people write it: 138 1234 5678, 021-6437 0045 转 8001. */
  display: string
}

const threeDigitAreas = /^0(10|2\d)/
const mobile = /^1[3-9]\d{9}$/
const service = /^[48]00\d{7}$/
const landline = /^0[1-9]\d{8,10}$/

/** Reads a phone number as typed in China: full width, brackets, +86, 0086, 转 / ext. for an extension. */
export function parsePhone(input: string): Phone {
  const text = input.normalize('NFKC').trim()
  const [, main = text, extension = ''] = /^(.*?)(?:转|轉|ext\.?|分机|#|x)\s*(\d{1,6})$/i.exec(text) ?? []
  const plus = /^\s*(\+|00)/.test(main)
  const digits = main.replace(/\D/g, '').replace(/^00/, '')
  if (plus && !digits.startsWith('86')) return foreign(digits, text)
  const national = withoutCountry(digits, plus)
  if (mobile.test(national))
    return { kind: 'mobile', normal: `+86${national}`, display: grouped(national, 3, 7) }
  if (service.test(national))
    return { kind: 'service', normal: `+86${national}`, display: grouped(national, 3, 6, '-') }
  const fixed = national.startsWith('0') ? national : `0${national}`
  if (landline.test(fixed) && (plus || national.startsWith('0'))) return fixedLine(fixed, extension)
  return { kind: 'unknown', normal: text.replace(/[\s\-()]/g, ''), display: text }
}

function withoutCountry(digits: string, plus: boolean): string {
  if (plus) return digits.slice(2)
  return digits.length === 13 && digits.startsWith('86') && mobile.test(digits.slice(2))
    ? digits.slice(2)
    : digits
}

function foreign(digits: string, text: string): Phone {
  if (digits.length < 7 || digits.length > 15)
    return { kind: 'unknown', normal: text.replace(/[\s\-()]/g, ''), display: text }
  return { kind: 'foreign', normal: `+${digits}`, display: `+${digits}` }
}

function fixedLine(digits: string, extension: string): Phone {
  const area = threeDigitAreas.test(digits) ? digits.slice(0, 3) : digits.slice(0, 4)
  const local = digits.slice(area.length)
  const shown = `${area}-${local.slice(0, -4)} ${local.slice(-4)}`
  return {
    kind: 'landline',
    normal: `+86${digits.slice(1)}${extension ? `;ext=${extension}` : ''}`,
    display: extension ? `${shown} 转 ${extension}` : shown,
  }
}

function grouped(digits: string, first: number, second: number, gap = ' '): string {
  return [digits.slice(0, first), digits.slice(first, second), digits.slice(second)].join(gap)
}

/** A number one may show without permission: 138****1234, 021-****0045, +1****4567; short ones are hidden whole. */
export function maskPhone(input: string): string {
  const phone = parsePhone(input)
  if (phone.kind === 'mobile') return `${phone.normal.slice(3, 6)}****${phone.normal.slice(-4)}`
  if (phone.kind === 'landline') {
    const [area, local] = phone.display.replace(/ 转.*$/, '').split('-') as [string, string]
    return `${area}-****${local.slice(-4)}`
  }
  if (phone.kind === 'service') return `${phone.normal.slice(3, 6)}****${phone.normal.slice(-3)}`
  if (phone.kind === 'foreign' && phone.normal.length >= 10)
    return `${phone.normal.slice(0, 3)}****${phone.normal.slice(-4)}`
  return '****'
}
