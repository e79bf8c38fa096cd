import type { DraftLine } from '#collaboration/quote/api.ts'
import type { Offer, ProductItem, TaxRate } from '#crm/product/api.ts'
import { type Id, newId } from '#kernel/id.ts'
import type { App } from '../wire.ts'
import type { LoadedSample } from './nouns.ts'

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

/** The products by their codes, as lines of quotes take them. */
export type Catalogue = ReadonlyMap<string, Pick<DraftLine, 'kind' | 'taxRate'> & { productId: Id }>

/** The distributor's products, their rules, and the price book of the year. */
export async function loadPrices(app: App, loaded: LoadedSample): Promise<Catalogue> {
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
  return new Map(
    rows.map(([code, , , , , , , { kind = 'goods' as const, taxRate = '13' as const } = {}]) => [
      code,
      { productId: ids.get(code)!, kind, taxRate },
    ]),
  )
}

/** A line of a quote: a product by its code, and what departs from the price book. */
export function lineOf(
  catalogue: Catalogue,
  code: string,
  quantity: string,
  change: Partial<DraftLine> = {},
): DraftLine {
  return {
    ...{ id: newId(), name: '', spec: '', unit: '', quantity, periods: 1, price: null },
    ...{ discount: null, free: false, bundleId: null },
    ...catalogue.get(code)!,
    ...change,
  }
}
