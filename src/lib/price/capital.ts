import { type Minor, PriceFault } from './types.ts'

const digits = '零壹贰叁肆伍陆柒捌玖'
const places = ['', '拾', '佰', '仟']
const groups = ['', '万', '亿', '万亿']

/**
 * An amount in Chinese capitals, as on contracts and bank forms: 人民币壹万贰仟叁佰肆拾伍元陆角柒分.
 * After 支付结算办法, 附一 (正确填写票据和结算凭证的基本规定): 整 after 元 and after 角, none after 分; zeros in between
 * are read once; 零 stands before 分 where there is no 角, and before 角 where the yuan end in 0.
 * @param minor whole fen, below 10^15 yuan
 */
export function chineseAmount(minor: Minor): string {
  if (!Number.isSafeInteger(minor)) throw new PriceFault('too-large')
  const size = Math.abs(minor)
  const [yuan, jiao, fen] = [Math.floor(size / 100), Math.floor(size / 10) % 10, size % 10]
  const whole = yuan === 0 ? (size === 0 ? '零元' : '') : `${wholeOf(yuan)}元`
  return `人民币${minor < 0 ? '负' : ''}${whole}${fractionOf(yuan, jiao, fen)}`
}

function fractionOf(yuan: number, jiao: number, fen: number): string {
  if (jiao === 0 && fen === 0) return '整'
  if (jiao === 0) return `${yuan === 0 ? '' : '零'}${digits[fen]}分`
  const lead = yuan > 0 && yuan % 10 === 0 ? '零' : ''
  return `${lead}${digits[jiao]}角${fen === 0 ? '整' : `${digits[fen]}分`}`
}

function wholeOf(yuan: number): string {
  let text = ''
  let gap = false
  for (let group = groups.length - 1; group >= 0; group--) {
    const part = Math.floor(yuan / 10_000 ** group) % 10_000
    // 万亿 and 亿 share the unit: 壹万贰仟亿.
    if (part === 0) {
      gap = text !== ''
      if (group === 2 && text.endsWith('万亿')) continue
    } else {
      if (text !== '' && (gap || part < 1000)) text += '零'
      const unit = group === 3 && Math.floor(yuan / 10_000 ** 2) % 10_000 !== 0 ? '万' : groups[group]
      text += fourOf(part) + unit
      gap = false
    }
  }
  return text
}

function fourOf(part: number): string {
  let text = ''
  let zeros = false
  for (let place = 3; place >= 0; place--) {
    const digit = Math.floor(part / 10 ** place) % 10
    if (digit === 0) zeros = text !== ''
    else {
      text += (zeros ? '零' : '') + digits[digit] + places[place]
      zeros = false
    }
  }
  return text
}
