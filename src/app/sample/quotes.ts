import type { DraftLine, QuoteDraft } from '#collaboration/quote/api.ts'
import type { Offer, ProductItem, TaxRate } from '#crm/product/api.ts'
import { type Id, newId } from '#kernel/id.ts'
import { DAY } from '#kernel/time.ts'
import type { Actor } from '#platform/org/index.ts'
import type { App } from '../wire.ts'
import { actingAs, type LoadedSample } from './nouns.ts'
import { people } from './organisation.ts'

type Row = [
  code: string,
  name: string,
  family: string,
  unit: string,
  /** Prices in yuan: list with tax, floor with tax, cost without. */
  price: string,
  floor: string,
  cost: string,
  more?: { kind?: ProductItem['kind']; taxRate?: TaxRate; spec?: string; tiers?: Offer['tiers'] },
]

// biome-ignore format: one product a line reads as the price list it is
const rows: Row[] = [
  ['CY-FL-4000', '4K 荧光摄像主机', '腔镜', '台', '990000', '842000', '598000', { spec: '分辨率 3840 × 2160，60 帧/秒\n画面延迟 42 ms\n荧光激发波长 805 nm，实时叠加' }],
  ['CY-FL-210', '荧光冷光源', '腔镜', '台', '440000', '374000', '262000', { spec: '色温 6000 K，LED 寿命 ≥ 30000 小时\n白光与荧光双通道' }],
  ['CY-LS-200', '白光冷光源', '腔镜', '台', '168000', '142000', '98000', { spec: '色温 5700–6500 K' }],
  ['CY-MN-55', '4K 医用监视器 55 寸', '腔镜', '台', '116000', '98000', '71000', { spec: '3840 × 2160，亮度 700 cd/m²' }],
  ['CY-SC-30', '高清镜及器械包', '腔镜', '套', '256000', '217000', '139000', { tiers: [{ from: '5', price: '244000' }, { from: '10', price: '232000' }], spec: '10 mm 30° 镜，可高温灭菌 300 次' }],
  ['CY-CT-64', '64 排 CT', '影像', '台', '9600000', '8400000', '6450000', { spec: '64 排，0.35 秒/圈，最薄层厚 0.5 mm\n热容量 8 MHU' }],
  ['CY-CT-INJ', '双筒高压注射器', '影像', '台', '268000', '228000', '152000'],
  ['CY-NV-12', '无创呼吸机', '呼吸', '台', '106000', '91000', '66000', { spec: '双水平正压，氧浓度 21–100% 可调\n涡轮供气，断电续航 4 小时', tiers: [{ from: '10', price: '101000' }] }],
  ['CY-NV-MASK', '呼吸面罩（10 只装）', '呼吸', '盒', '1680', '1300', '720'],
  ['CY-SV-INST', '安装与培训', '服务', '人天', '3180', '2650', '1500', { kind: 'service', taxRate: '6' }],
  ['CY-SV-EXT', '延长保修', '服务', '年', '63600', '53000', '30000', { kind: 'service', taxRate: '6' }],
  ['CY-SW-PACS', '影像工作站软件订阅', '软件', '点/月', '1272', '1060', '300', { kind: 'subscription', taxRate: '6', spec: '含升级与远程支持' }],
  ['CY-TR-01', '设备吊装运输', '服务', '次', '21800', '18530', '12000', { kind: 'service', taxRate: '9' }],
]

/** The distributor's price book and three quotes as they stand on an ordinary day: one out, one revised, one being written. */
export async function loadQuotes(app: App, loaded: LoadedSample): Promise<void> {
  const { actor } = loaded
  const { products, books } = app.collaboration
  const ids = new Map<string, Id>()
  for (const [code, name, family, unit, , , , more = {}] of rows) {
    const { kind = 'goods', taxRate = '13', spec = null } = more
    ids.set(code, (await products.create(actor, { code, name, family, unit, kind, taxRate, spec })).id)
  }
  const set = await products.create(actor, {
    ...{
      code: 'CY-SET-FL',
      name: '4K 荧光腹腔镜整套',
      family: '腔镜',
      unit: '套',
      kind: 'goods',
      taxRate: '13',
      spec: null,
    },
    components: [
      { productId: ids.get('CY-FL-4000')!, quantity: '1' },
      { productId: ids.get('CY-FL-210')!, quantity: '1' },
      { productId: ids.get('CY-MN-55')!, quantity: '2' },
      { productId: ids.get('CY-SC-30')!, quantity: '3' },
    ],
  })
  const rule = (kind: 'requires' | 'excludes' | 'goes-with', other: string) => ({
    kind,
    otherId: ids.get(other)!,
  })
  await products.setRules(actor, ids.get('CY-FL-4000')!, [
    rule('requires', 'CY-FL-210'),
    rule('excludes', 'CY-LS-200'),
    rule('goes-with', 'CY-SV-INST'),
  ])
  await products.setRules(actor, ids.get('CY-CT-64')!, [
    rule('requires', 'CY-TR-01'),
    rule('goes-with', 'CY-CT-INJ'),
  ])
  await products.setRules(actor, ids.get('CY-NV-12')!, [rule('goes-with', 'CY-NV-MASK')])
  const book = await books.create(actor, {
    ...{
      name: '2026 年标准价',
      currency: 'CNY',
      taxMode: 'inclusive',
      validFrom: '2026-01-01',
      validTo: null,
      segment: null,
    },
  })
  await books.setEntries(actor, book.id, [
    ...rows.map(([code, , , , price, floor, cost, more]) => ({
      productId: ids.get(code)!,
      offer: { price, floor, cost, tiers: more?.tiers ?? [] },
    })),
    { productId: set.id, offer: { price: '2330000', tiers: [], floor: '2000000', cost: '1419000' } },
  ])
  await writeQuotes(app, loaded, ids)
}

const line = (productId: Id, quantity: string, change: Partial<DraftLine> = {}): DraftLine => ({
  ...{
    id: newId(),
    productId,
    kind: 'goods',
    name: '',
    spec: '',
    unit: '',
    quantity,
    periods: 1,
    price: null,
  },
  ...{ discount: null, taxRate: '13', free: false, bundleId: null },
  ...change,
})

const service = (change: Partial<DraftLine> = {}): Partial<DraftLine> => ({
  kind: 'service',
  taxRate: '6',
  ...change,
})
const percent = (value: string) => ({ by: 'percent' as const, value })

const payment = (first: string, middle: string, last: string): QuoteDraft['payment'] => [
  { id: newId(), kind: 'first', label: '合同签订后 7 日内', percent: first, days: 7 },
  { id: newId(), kind: 'milestone', label: '到货验收合格后 15 日内', percent: middle, days: 75 },
  { id: newId(), kind: 'retention', label: '质保满一年后 15 日内', percent: last, days: 440 },
]

const clauses = [
  '报价含运输、保险、安装调试和现场培训。',
  '整机质保三年，四小时响应，二十四小时到场；备机常驻南京、杭州、上海三地。',
  '合同签订后四十五日内交付。',
].join('\n')

async function writeQuotes(app: App, loaded: LoadedSample, ids: Map<string, Id>): Promise<void> {
  const of = (code: string) => ids.get(code)!
  const day = (days: number) => new Date(app.clock.now() + days * DAY).toISOString().slice(0, 10)
  const laparoscope = [
    line(of('CY-FL-4000'), '2'),
    line(of('CY-FL-210'), '2'),
    line(of('CY-MN-55'), '4'),
    line(of('CY-SC-30'), '6'),
    line(of('CY-SV-INST'), '6', service({ free: true })),
  ]
  await write(app, loaded, 'linxiao', 'yunzhou', '4K 荧光腹腔镜 2 套', [
    { lines: laparoscope, discount: null, payment: payment('30', '60', '10'), clauses, validUntil: day(30) },
    {
      lines: laparoscope.map((one, i) => (i === 0 ? { ...one, discount: percent('5') } : one)),
      payment: payment('40', '50', '10'),
      delivery: { from: day(35), to: day(49) },
    },
  ])
  const scanner = [
    line(of('CY-CT-64'), '1', { discount: percent('3') }),
    line(of('CY-CT-INJ'), '1'),
    line(of('CY-TR-01'), '1', service({ taxRate: '9' })),
    line(of('CY-SV-EXT'), '2', service()),
    line(of('CY-SW-PACS'), '6', { kind: 'subscription', taxRate: '6', periods: 36 }),
  ]
  await write(app, loaded, 'shenruolan', 'nanhu', '64 排 CT 1 台及配套', [
    { lines: scanner, payment: payment('30', '65', '5'), clauses, validUntil: day(20) },
  ])
  const ventilators = [
    line(of('CY-NV-12'), '12', { discount: percent('4') }),
    line(of('CY-NV-MASK'), '24', { free: true }),
  ]
  await write(
    app,
    loaded,
    'linxiao',
    'qingxi',
    '无创呼吸机 12 台',
    [{ lines: ventilators, payment: payment('50', '45', '5'), clauses }],
    false,
  )
}

/** Writes a quote and issues a revision of each state of it; the last is left as a draft where it isn't out yet. */
async function write(
  app: App,
  loaded: LoadedSample,
  person: string,
  customer: string,
  name: string,
  states: Partial<QuoteDraft>[],
  issued = true,
): Promise<void> {
  const { quotes, issuing } = app.collaboration.quote
  const actor: Actor = { ...actingAs(loaded, person), name: people.find(({ key }) => key === person)!.name }
  const accountId = loaded.accounts[customer]!
  let quote = await quotes.create(actor, { accountId, name })
  for (const state of states) {
    const draft = { ...quote.draft, ...state }
    quote = await quotes.save(actor, quote.id, { version: quote.draftVersion, name, draft })
    if (issued) quote = await issuing.issue(actor, quote.id, quote.draftVersion)
  }
}
