import { type CompanyName, nameVariants, parseCompanyName } from './company-name.ts'

/** Why two names were taken for one company, or kept apart. The interface words them. */
export type NameReason =
  | 'same-name'
  | 'same-without-form'
  | 'same-without-region'
  | 'same-without-parent'
  | 'short-form'
  | 'one-character'
  | 'many-shared-characters'
  | 'other-ordinal'
  | 'other-region'
  | 'other-branch'

export interface NameSimilarity {
  /** 0 (nothing shared) … 1 (the same text). */
  score: number
  reasons: NameReason[]
}

/** From here on a pair is worth showing to the person who is entering a name. */
export const LIKELY_DUPLICATE = 0.72

/** Words too common to tell one company from another. */
const commonWords =
  /人民|中心|医院|中医|妇幼|保健|附属|医疗|医学|器械|科技|技术|实业|贸易|商贸|电子|信息|工业|制造|发展|投资|管理|服务|设备|仪器|生物|第?[一二三四五六七八九十]|院|大学|学院|公司|市|省|区|县/g

/** How much of a name is its own, in characters: 瑞金医院 → 2, 人民医院 → 0. */
export function ownCharacters(core: string): number {
  return [...core.replace(commonWords, '')].length
}

/** Compares two company names and says why they look alike or don't. Symmetric. */
export function compareNames(a: string, b: string): NameSimilarity {
  const left = parseCompanyName(a)
  const right = parseCompanyName(b)
  if (left.normal === right.normal) return { score: 1, reasons: ['same-name'] }
  const likeness = likenessOf(left, right, a, b)
  const apart = keptApart(left, right)
  if (apart.length === 0) return likeness
  return { score: Math.min(likeness.score, 0.4), reasons: [...likeness.reasons, ...apart] }
}

/** Differences that mean two companies however alike the rest is: 第一 / 第二, 上海 / 南京, branches. */
function keptApart(left: CompanyName, right: CompanyName): NameReason[] {
  const reasons: NameReason[] = []
  if (left.ordinals.join() !== right.ordinals.join()) reasons.push('other-ordinal')
  if (disjoint(left.cities, right.cities) || disjoint(left.provinces, right.provinces))
    reasons.push('other-region')
  if (left.branch !== right.branch) reasons.push('other-branch')
  return reasons
}

function disjoint(left: string[], right: string[]): boolean {
  return left.length > 0 && right.length > 0 && !left.some(name => right.includes(name))
}

function likenessOf(left: CompanyName, right: CompanyName, a: string, b: string): NameSimilarity {
  const own = Math.min(ownCharacters(left.core), ownCharacters(right.core))
  const sameRegion =
    left.cities.join() === right.cities.join() && left.provinces.join() === right.provinces.join()
  if (left.core === right.core) {
    if (left.parent !== right.parent)
      return { score: own >= 2 ? 0.9 : 0.45, reasons: ['same-without-parent'] }
    if (sameRegion) return { score: 0.97, reasons: ['same-without-form'] }
    return { score: own >= 2 ? 0.88 : 0.5, reasons: ['same-without-region'] }
  }
  if (isShortForm(left, right, a, b)) return { score: 0.82, reasons: ['short-form'] }
  return byCharacters(left, right)
}

function isShortForm(left: CompanyName, right: CompanyName, a: string, b: string): boolean {
  if (nameVariants(a).includes(right.normal) || nameVariants(b).includes(left.normal)) return true
  const [short, long] =
    left.core.length < right.core.length ? [left.core, right.core] : [right.core, left.core]
  return [...short].length >= 4 && ownCharacters(short) >= 2 && long.startsWith(short)
}

function byCharacters(left: CompanyName, right: CompanyName): NameSimilarity {
  const longer = Math.max(left.core.length, right.core.length)
  if (longer >= 4 && ownCharacters(left.core) >= 2 && withinOneEdit(left.core, right.core)) {
    return { score: longer >= 5 ? 0.8 : 0.74, reasons: ['one-character'] }
  }
  const score = 0.85 * dice(left.core, right.core)
  return { score, reasons: score > 0.5 ? ['many-shared-characters'] : [] }
}

/** Whether one insertion, deletion, substitution or swap of neighbours turns a into b. */
function withinOneEdit(a: string, b: string): boolean {
  let from = 0
  while (from < a.length && a[from] === b[from]) from++
  let end = 0
  while (end < Math.min(a.length, b.length) - from && a[a.length - 1 - end] === b[b.length - 1 - end]) end++
  const restA = a.slice(from, a.length - end)
  const restB = b.slice(from, b.length - end)
  if (restA.length <= 1 && restB.length <= 1) return true
  return restA.length === 2 && restB.length === 2 && restA[0] === restB[1] && restA[1] === restB[0]
}

/** Sørensen–Dice coefficient over character bigrams. */
function dice(a: string, b: string): number {
  const bigrams = (text: string) =>
    Array.from({ length: Math.max(text.length - 1, 0) }, (_, i) => text.slice(i, i + 2))
  const [left, right] = [bigrams(a), bigrams(b)]
  if (left.length + right.length === 0) return 0
  const pool = Map.groupBy(left, gram => gram)
  const shared = right.filter(gram => pool.get(gram)?.pop() !== undefined).length
  return (2 * shared) / (left.length + right.length)
}
