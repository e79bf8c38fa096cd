import { DAY, HOUR, type Instant, MINUTE } from '#kernel/time.ts'
import { accounts, contactsOf, type SampleAccount, type Story } from './accounts.ts'

interface Act {
  account: SampleAccount
  at: Instant
}

/** One past act of the sample; people are counted into the account's contacts. */
export type PastAct = Act &
  (
    | { kind: 'share'; document: string; person: number }
    | {
        kind: 'read'
        document: string
        person: number
        device: string
        seconds: [section: string, spent: number][]
      }
    | { kind: 'pass'; document: string; person: number; to: number[] }
    | { kind: 'event'; type: string; person?: number; props: Record<string, unknown> }
  )

/** Always the same numbers for the same seed (mulberry32), so that every load of the sample is alike. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const devices = ['iPhone', 'Android', 'Windows', 'Mac'] as const
/** Collects the acts of one account; days count back from now, hours are office hours in China. */
class Teller {
  readonly acts: PastAct[] = []
  private readonly random: () => number
  private readonly account: SampleAccount
  private readonly now: Instant
  private readonly people: number

  constructor(account: SampleAccount, now: Instant, seed: number) {
    this.account = account
    this.now = now
    this.random = randomFrom(seed)
    this.people = contactsOf(account).length
  }

  /** An instant so many days ago, between 8:30 and 18:00 in Shanghai, at least an hour before now. */
  private day(daysAgo: number): Instant {
    const midnight = Math.floor((this.now + 8 * HOUR) / DAY) * DAY - 8 * HOUR - daysAgo * DAY
    return Math.min(midnight + 8.5 * HOUR + Math.floor(this.random() * 9 * HOUR), this.now - 90 * MINUTE)
  }

  event(type: string, daysAgo: number, props: Record<string, unknown>, person?: number): void {
    const of = person === undefined ? {} : { person: person % this.people }
    this.acts.push({ kind: 'event', account: this.account, at: this.day(daysAgo), type, props, ...of })
  }

  share(document: string, daysAgo: number, person = 0): void {
    this.acts.push({
      kind: 'share',
      account: this.account,
      at: this.day(daysAgo),
      document,
      person: person % this.people,
    })
  }

  /** One reading: the named sections for so many seconds each. */
  read(document: string, daysAgo: number, person: number, seconds: Record<string, number>): void {
    this.acts.push({
      kind: 'read',
      account: this.account,
      at: this.day(daysAgo),
      document,
      person: person % this.people,
      device: devices[Math.floor(this.random() * devices.length)]!,
      seconds: Object.entries(seconds),
    })
  }

  pass(document: string, daysAgo: number, person: number, to: number[]): void {
    this.acts.push({
      kind: 'pass',
      account: this.account,
      at: this.day(daysAgo),
      document,
      person,
      to: to.filter(each => each < this.people),
    })
  }

  some(from: number, to: number): number {
    return Math.round(from + this.random() * (to - from))
  }
}

const stories: Record<Story, (teller: Teller) => void> = {
  // The tender was sent eleven days ago and never opened; before that, real interest in the technical proposal.
  dormant: teller => {
    teller.read('laparoscope-proposal', 26, 0, { 方案概述: 18, 技术参数: 64 })
    teller.pass('laparoscope-proposal', 24, 0, [1, 2])
    teller.read('laparoscope-proposal', 23, 1, { 技术参数: 107, 国产与进口对照: 41 })
    teller.read('laparoscope-proposal', 22, 2, { 临床路径: 88 })
    teller.share('laparoscope-tender', 11)
    teller.read('service-promise', 5, 0, { 服务网点: 3 })
    teller.event('call.completed', 4, { direction: 'out', minutes: 12 }, 0)
    teller.read('laparoscope-proposal', 2, 0, { 系统组成: 34, 技术参数: 130, 售后质保: 62 })
  },
  studying: teller => {
    teller.share('ventilator-quote', 9)
    for (const [daysAgo, spent] of [
      [6, 28],
      [4, 35],
      [2, 37],
    ] as const) {
      teller.read('ventilator-quote', daysAgo, 0, { 报价总览: teller.some(12, 30), 分期付款: spent })
    }
  },
  spreading: teller => {
    teller.share('ct-tender', 14)
    teller.read('ct-tender', 13, 0, { 封面: 9, 技术参数: 231, 配置与报价: 176, 售后与质保: 122 })
    teller.pass('ct-tender', 12, 0, [1, 2])
    teller.read('ct-tender', 11, 1, { 技术参数: 394, 售后与质保: 82, 案例: 72 })
    teller.read('ct-tender', 8, 2, { 配置与报价: 300, 资质文件: 79 })
    teller.pass('ct-tender', 7, 2, [3])
    teller.read('ct-tender', 5, 3, { 配置与报价: 112, 案例: 46 })
    teller.read('ct-tender', 3, 2, { 配置与报价: 88, 承诺函: 22 })
  },
  demo: teller => {
    teller.share('laparoscope-proposal', 24)
    teller.read('laparoscope-proposal', 22, 0, { 技术参数: 84, 培训与交付: 40 })
    teller.event('demo.attended', 9, { minutes: teller.some(25, 50), questions: teller.some(1, 5) }, 2)
    teller.event('meeting.held', 8, { minutes: 45 }, 0)
  },
  tender: teller => {
    teller.event('tender.announced', 6, { title: '设备采购公开招标公告', amount: 3_100_000 })
    teller.read('peer-case', 4, 0, { 背景: 22, 一年后的数据: 58 })
  },
  cooling: teller => {
    teller.read('service-promise', 20, 0, { 服务网点: 4 })
    teller.event('demo.attended', 17, { minutes: 20, questions: 0 }, 1)
  },
  browsing: teller => {
    for (let visit = teller.some(2, 5); visit > 0; visit--) {
      teller.event('page.viewed', teller.some(1, 20), { path: '/products', title: '产品中心' }, 0)
    }
    teller.read('peer-case', teller.some(3, 9), 0, { 背景: teller.some(8, 20) })
  },
  quiet: teller => teller.event('page.viewed', 28, { path: '/', title: '首页' }, 0),
}

/** The last thirty days of every account of the sample, seen from `now`, in order of time. */
export function pastActs(now: Instant): PastAct[] {
  return accounts
    .flatMap((account, index) => {
      const teller = new Teller(account, now, 7031 + index)
      stories[account.story](teller)
      return teller.acts
    })
    .sort((a, b) => a.at - b.at)
}
