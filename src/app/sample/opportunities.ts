import type { PastOpportunity } from '#crm/opportunity/api.ts'
import { DAY, HOUR, type Instant } from '#kernel/time.ts'
import { makeRandom, type Random } from '#lib/stats/random.ts'
import { accounts, type SampleAccount } from './accounts.ts'
import type { LoadedSample } from './nouns.ts'

/** Product families: how often they are asked for, and their usual price in yuan. */
const products = [
  {
    name: '监护急救',
    weight: 5,
    price: 320_000,
    each: ['中央监护 12 床', '呼吸机 6 台', '除颤仪 10 台', '转运监护 8 台'],
  },
  { name: '超声', weight: 4, price: 780_000, each: ['彩超 2 台', '便携彩超 4 台', '心脏彩超 1 台'] },
  {
    name: '内镜微创',
    weight: 4,
    price: 1_150_000,
    each: ['4K 腹腔镜 1 套', '电子胃肠镜 2 套', '内镜清洗工作站'],
  },
  { name: '影像设备', weight: 2, price: 4_200_000, each: ['DR 2 台', '64 排 CT 1 台', '1.5T 磁共振 1 台'] },
  {
    name: '康复透析',
    weight: 3,
    price: 460_000,
    each: ['血液透析机 8 台', '康复踏车 10 台', '康复机器人 1 套'],
  },
]
const reasons = ['价格高于竞品', '预算取消', '招标落选', '推迟到明年', '院方改用国产']

const months = 24
const perMonth = 20
/** Daily chances to move on, by open stage. */
const moves = [
  { stage: 'discover', on: 0.045, lost: 0.006 },
  { stage: 'proposal', on: 0.05, lost: 0.006 },
  { stage: 'quote', on: 0.045, lost: 0.007 },
  { stage: 'negotiation', on: 0.03, lost: 0.009 },
] as const

/**
 * Two years of the company’s deals: several a week, larger and smaller ones, more before the year ends, closed more readily at the end
 * of a quarter. Always the same ones, seen from `now`.
 */
export function pastOpportunities(loaded: LoadedSample, now: Instant): PastOpportunity[] {
  const random = makeRandom(20_261)
  const list: PastOpportunity[] = []
  const today = Math.floor(now / DAY)
  for (let day = today - months * 30; day < today; day++) {
    const expected = (perMonth / 30) * seasonOf(day)
    const count = Math.floor(expected) + (random.uniform() < expected % 1 ? 1 : 0)
    for (let n = 0; n < count; n++) list.push(live(loaded, random, day, today))
  }
  return list
}

const monthOf = (day: number) => new Date(day * DAY).getUTCMonth()
/** Budgets are spent in autumn; February is short. */
const seasonOf = (day: number) => [0.9, 0.6, 1.1, 1, 1, 1.1, 0.9, 0.9, 1.1, 1.2, 1.3, 0.9][monthOf(day)]!
/** Quarters are closed in their last month. */
const pushOf = (day: number) => [0.6, 0.9, 1.6][monthOf(day) % 3]!

/** Between 8:30 and 17:30 in Shanghai. */
const officeHour = (day: number, random: Random): Instant =>
  day * DAY + 0.5 * HOUR + Math.floor(random.uniform() * 9 * HOUR)

const dayText = (day: number) => new Date(day * DAY).toISOString().slice(0, 10)

function live(loaded: LoadedSample, random: Random, opened: number, today: number): PastOpportunity {
  const account = accounts[random.integer(accounts.length)]!
  const product = pick(random)
  const steps: PastOpportunity['steps'] = []
  // 万元, as such deals are priced.
  let amount = Math.max(2, Math.round((product.price * Math.exp(0.5 * random.normal())) / 10_000)) * 1_000_000
  let expected = opened + 60 + random.integer(90)
  let place = 0
  const step = (day: number, stage: string, lostReason?: string) =>
    steps.push({
      ...{ at: officeHour(day, random), stage, amount, expectedCloseOn: dayText(expected) },
      ...(lostReason !== undefined && { lostReason }),
    })
  step(opened, 'discover')
  for (let day = opened + 1; day < today; day++) {
    const { stage, on, lost } = moves[place]!
    const last = place === moves.length - 1
    if (random.uniform() < lost) {
      step(day, 'lost', reasons[random.integer(reasons.length)]!)
      break
    }
    if (random.uniform() < on * (last ? pushOf(day) : 1)) {
      if (last) {
        step(day, 'won')
        break
      }
      place++
      if (place === 2)
        amount = Math.max(2, Math.round((amount * (0.85 + 0.25 * random.uniform())) / 1_000_000)) * 1_000_000
      step(day, moves[place]!.stage)
    } else if (day > expected) {
      expected = day + 30 + random.integer(30)
      step(day, stage)
    }
  }
  return {
    name: `${account.shortName} ${product.each[random.integer(product.each.length)]}`,
    accountId: loaded.accounts[account.key]!,
    ...{ product: product.name, currency: 'CNY', ownerId: ownerOf(loaded, account), steps },
  }
}

const ownerOf = (loaded: LoadedSample, account: SampleAccount) => loaded.users[account.owner]!

function pick(random: Random) {
  let left = random.uniform() * products.reduce((sum, { weight }) => sum + weight, 0)
  for (const product of products) {
    left -= product.weight
    if (left < 0) return product
  }
  return products[0]!
}
