import { cities, provinces } from './regions.ts'

/** The parts of a company or institution name that decide whether two names mean the same one. */
export interface CompanyName {
  /** Half width, no spaces, no punctuation, lower-case Latin; brackets gone, their content kept. */
  normal: string
  /** Province-level names in it, e.g. 江苏. */
  provinces: string[]
  /** Cities in it, e.g. 无锡. */
  cities: string[]
  /** Institution it is affiliated to, e.g. 上海交通大学医学院; empty if none. */
  parent: string
  /** Ordinals and numerals in it as figures: 第一 → 1, 附二 → 2. */
  ordinals: string[]
  /** 分公司, 分院, 院区 …: what makes it another place of the same company. */
  branch: string
  /** What is left without region, legal form, parent and branch: the key by which variants meet. */
  core: string
}

const legalForm =
  /(集团)?(股份有限责任公司|股份有限公司|有限责任公司|有限公司|股份公司|总公司|集团公司|公司|集团|事务所|合伙企业有限合伙|普通合伙)$/
const latinForm = /(companylimited|coltd|limited|ltd|inc|llc|corp|corporation|gmbh|ag|plc)$/
const branchForm = /((?:[一-鿿]{2,6})?(?:分公司|分院|院区|分店|门店|办事处|分部))$/
const numerals: Record<string, string> = {
  一: '1',
  二: '2',
  三: '3',
  四: '4',
  五: '5',
  六: '6',
  七: '7',
  八: '8',
  九: '9',
  十: '10',
}

/** A name made comparable; see {@link CompanyName.normal}. */
export function normaliseName(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
}

/** Takes a company name apart. Pure text work by Chinese naming habits; it knows no register. */
export function parseCompanyName(name: string): CompanyName {
  const normal = normaliseName(name)
  let rest = normal.replace(latinForm, '')
  const branch = branchForm.exec(rest)?.[1] ?? ''
  const hasBranch = branch !== '' && branch.length < rest.length
  if (hasBranch) rest = rest.slice(0, -branch.length)
  rest = rest.replace(legalForm, '')
  const [parent, own] = splitParent(rest)
  const head = takeRegions(own || rest)
  const parentRegions = takeRegions(parent)
  const core = head.rest.replace(/^中国(?=.{2})/, '').replace(/(中国)$/, '') || rest
  return {
    normal,
    provinces: [...new Set([...head.provinces, ...parentRegions.provinces])],
    cities: [...new Set([...head.cities, ...parentRegions.cities])],
    parent,
    ordinals: ordinalsOf(own || rest),
    branch: hasBranch ? branch : '',
    core,
  }
}

/** 上海交通大学医学院附属瑞金医院 → [上海交通大学医学院, 瑞金医院]. */
function splitParent(rest: string): [parent: string, own: string] {
  const match =
    /^(.{2,}?(?:大学|学院|研究院|科学院))(.{0,6}?医学院)?(?:附属|直属)?(.*(?:医院|中心|医学院|学校|研究所))$/.exec(
      rest,
    )
  if (!match) return ['', rest]
  return [match[1]! + (match[2] ?? ''), match[3]!]
}

interface Regions {
  provinces: string[]
  cities: string[]
  rest: string
}

const regionSuffix = /^(省|市|自治区|壮族自治区|回族自治区|维吾尔自治区|特别行政区)(?=.{2})/

/** Brackets were flattened, so regions are looked for at the beginning and the end of a name only. */
function takeRegions(text: string): Regions {
  const found: Regions = { provinces: [], cities: [], rest: text }
  for (let word = regionAtStart(found.rest); word; word = regionAtStart(found.rest)) {
    note(found, word)
    found.rest = found.rest.slice(word.length).replace(regionSuffix, '')
  }
  const tail = found.rest.slice(-2)
  if (found.rest.length > 4 && note(found, tail)) found.rest = found.rest.slice(0, -2)
  found.rest = found.rest.replace(/^.{2,3}?(?:区|县)(?=.{4})/, '')
  return found
}

function regionAtStart(text: string): string | undefined {
  const lengths = [5, 4, 3, 2].filter(length => length < text.length)
  return lengths.map(length => text.slice(0, length)).find(word => provinces.has(word) || cities.has(word))
}

function note(found: Regions, word: string): boolean {
  if (provinces.has(word)) found.provinces.push(word)
  if (cities.has(word)) found.cities.push(word)
  return provinces.has(word) || cities.has(word)
}

function ordinalsOf(text: string): string[] {
  const found = text.matchAll(
    /第([一二三四五六七八九十]|\d+)|附([一二三四五六七八九])|([一二三四五六七八九十])(?=院|医|中心|厂|店|公司)|(\d+)/g,
  )
  return [...found].map(([, a, b, c, d]) => {
    const numeral = a ?? b ?? c ?? d!
    return numerals[numeral] ?? numeral
  })
}

const figures = Object.fromEntries(Object.entries(numerals).map(([zh, figure]) => [figure, zh]))

/**
 * Other ways people write the same name: without legal form, without region, without the parent, and the
 * usual short forms of hospitals (无锡市第二人民医院 → 无锡二院; 苏州大学附属第一医院 → 苏大附一院). Unique, without the name itself.
 */
export function nameVariants(name: string): string[] {
  const parsed = parseCompanyName(name)
  const own = parsed.parent
    ? parsed.normal
        .slice(parsed.normal.indexOf(parsed.parent) + parsed.parent.length)
        .replace(/^(附属|直属)/, '')
    : ''
  const variants = [parsed.normal.replace(legalForm, ''), parsed.core, own, ...hospitalShortForms(parsed)]
  return [...new Set(variants)].filter(variant => [...variant].length >= 2 && variant !== parsed.normal)
}

function hospitalShortForms(parsed: CompanyName): string[] {
  const ordinal = figures[parsed.ordinals[0] ?? '']
  if (!ordinal || !/医院$/.test(parsed.normal)) return []
  const place = parsed.cities[0] ?? parsed.provinces[0]
  if (!parsed.parent) return place ? [`${place}${ordinal}院`, `${place}市${ordinal}院`, `市${ordinal}院`] : []
  const first = parsed.parent[0]!
  const school =
    parsed.parent.includes('医科大学') ||
    (parsed.parent.includes('医学院') && !parsed.parent.includes('大学'))
      ? '医'
      : '大'
  return [`${first}${school}附${ordinal}院`, `${first}${school}${ordinal}院`, `${first}${school}附${ordinal}`]
}
