import { DAY, HOUR, type Instant, MINUTE, SECOND } from '#kernel/time.ts'
import { accounts, contactsOf, type SampleAccount, type Story } from './accounts.ts'
import { documents, type SampleDocument } from './documents.ts'

/** One past act of the sample. `person` counts into the account's contacts; without one it is the account's own. */
export interface PastAct {
  account: string
  person?: number
  type: string
  at: Instant
  props: Record<string, unknown>
}

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
const documentOf = (key: string) => documents.find(document => document.key === key)!

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

  /** An instant so many days ago, between 8:30 and 18:00 in Shanghai, never in the future. */
  day(daysAgo: number): Instant {
    const midnight = Math.floor((this.now + 8 * HOUR) / DAY) * DAY - 8 * HOUR - daysAgo * DAY
    const at = midnight + 8.5 * HOUR + Math.floor(this.random() * 9.5 * HOUR)
    return Math.min(at, this.now - 5 * MINUTE - Math.floor(this.random() * 40 * MINUTE))
  }

  act(type: string, at: Instant, props: Record<string, unknown>, person?: number): void {
    this.acts.push({
      account: this.account.key,
      type,
      at,
      props,
      ...(person !== undefined && { person: person % this.people }),
    })
  }

  share(document: SampleDocument, daysAgo: number): void {
    this.act('proposal.shared', this.day(daysAgo), { ...facts(document) }, 0)
  }

  /** One reading: opened, then the named sections for so many seconds each. */
  read(document: SampleDocument, daysAgo: number, person: number, seconds: Record<string, number>): void {
    let at = this.day(daysAgo)
    const device = devices[Math.floor(this.random() * devices.length)]!
    this.act('document.opened', at, { ...facts(document), device }, person)
    for (const [title, spent] of Object.entries(seconds)) {
      const section = document.sections.find(each => each.title === title)!
      at += (spent + 1) * SECOND
      this.act(
        'document.section_viewed',
        at,
        {
          ...facts(document),
          device,
          section: section.title,
          page: section.page,
          topic: section.topic,
          seconds: spent,
        },
        person,
      )
    }
  }

  forward(document: SampleDocument, daysAgo: number, person: number, count: number): void {
    this.act('document.forwarded', this.day(daysAgo), { ...facts(document), count }, person)
  }

  some(from: number, to: number): number {
    return Math.round(from + this.random() * (to - from))
  }
}

const facts = (document: SampleDocument) => ({
  documentId: document.key,
  title: document.title,
  kind: document.kind,
})

const stories: Record<Story, (teller: Teller) => void> = {
  // Sent eleven days ago and never opened since; before that, real interest in the technical proposal.
  dormant: teller => {
    const [tender, proposal, service] = [
      documentOf('laparoscope-tender'),
      documentOf('laparoscope-proposal'),
      documentOf('service-promise'),
    ]
    teller.read(proposal, 26, 0, { 方案概述: 18, 技术参数: 64 })
    teller.read(proposal, 19, 1, { 技术参数: 107, 国产与进口对照: 41 })
    teller.forward(proposal, 18, 0, 2)
    teller.share(tender, 11)
    teller.read(service, 5, 0, { 服务网点: 3 })
    teller.act('document.bounced', teller.day(5), { ...facts(service), seconds: 3 }, 0)
    teller.read(proposal, 1, 0, { 系统组成: 34, 技术参数: 130, 售后质保: 62 })
    teller.act('call.completed', teller.day(4), { direction: 'out', minutes: 12 }, 0)
  },
  studying: teller => {
    const quote = documentOf('ventilator-quote')
    teller.share(quote, 9)
    for (const [daysAgo, seconds] of [
      [6, 28],
      [3, 35],
      [1, 37],
    ] as const) {
      teller.read(quote, daysAgo, 0, { 报价总览: teller.some(12, 30), 分期付款: seconds })
    }
  },
  spreading: teller => {
    const tender = documentOf('ct-tender')
    teller.share(tender, 14)
    teller.read(tender, 13, 0, { 封面: 9, 技术参数: 231, 配置与报价: 176, 售后与质保: 122 })
    teller.forward(tender, 12, 0, 2)
    teller.read(tender, 11, 1, { 技术参数: 394, 售后与质保: 82, 案例: 72 })
    teller.read(tender, 8, 2, { 配置与报价: 300, 资质文件: 79 })
    teller.read(tender, 5, 3, { 配置与报价: 112, 案例: 46 })
    teller.read(tender, 2, 2, { 配置与报价: 88, 承诺函: 22 })
  },
  demo: teller => {
    const proposal = documentOf('laparoscope-proposal')
    teller.share(proposal, 24)
    teller.read(proposal, 22, 1, { 技术参数: 84, 培训与交付: 40 })
    teller.act(
      'demo.attended',
      teller.day(9),
      { minutes: teller.some(25, 50), questions: teller.some(1, 5) },
      2,
    )
    teller.act('meeting.held', teller.day(8), { minutes: 45 }, 0)
  },
  tender: teller => {
    teller.act('tender.announced', teller.day(6), { title: '设备采购公开招标公告', amount: 3_100_000 })
    teller.read(documentOf('peer-case'), 4, 0, { 背景: 22, 一年后的数据: 58 })
  },
  cooling: teller => {
    teller.share(documentOf('service-promise'), 21)
    teller.read(documentOf('service-promise'), 20, 0, { 服务网点: 4 })
    teller.act('document.bounced', teller.day(20), { ...facts(documentOf('service-promise')), seconds: 4 }, 0)
    teller.act('demo.attended', teller.day(17), { minutes: 20, questions: 0 }, 1)
  },
  browsing: teller => {
    for (let visit = 0; visit < teller.some(2, 5); visit++) {
      teller.act('page.viewed', teller.day(teller.some(1, 20)), { path: '/products', title: '产品中心' }, 0)
    }
    teller.read(documentOf('peer-case'), teller.some(3, 9), 0, { 背景: teller.some(8, 20) })
  },
  quiet: teller => {
    teller.act('page.viewed', teller.day(28), { path: '/', title: '首页' }, 0)
  },
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
