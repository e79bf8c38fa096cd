/** What becomes of a deal that doesn't go all the way by itself. */
export type Turn =
  /** Left as a draft. */
  | 'draft'
  /** Its customer never answers: the quote runs out. */
  | 'runs-out'
  /** Taken back: the customer puts it off. */
  | 'withdrawn'
  /** The approver says no, and it is taken back. */
  | 'rejected'
  /** The approver sends it back; the next revision gives `revised` percent. */
  | 'returned'
  /** The customer declines the contract. */
  | 'declined'
  /** It stands there now. */
  | 'to-ask'
  | 'asked'
  | 'to-prepare'
  | 'clause-asked'
  | 'to-sign'
  | 'to-seal'
  | 'no-slot'

/** How the first payment comes, where not in full and with its number. */
export type Paying = 'part' | 'other-payer' | 'reversed' | 'never' | 'soon' | 'together'

export type Terms = 'all' | '30/60/10' | '40/50/10' | '50/45/5' | '60/40'

export interface SampleDeal {
  owner: string
  customer: string
  name: string
  /** Code, quantity, and percent off or `free`. */
  lines: [code: string, quantity: string, discount?: string][]
  terms: Terms
  skill: '腔镜' | '影像' | '呼吸'
  /** Working days since it was begun; below one, that part of a day's working time before now. */
  begun: number
  turn?: Turn
  paying?: Paying
  /** Percent off of the revision that follows a return. */
  revised?: string
  /** Why more is given than the mandate allows. */
  why?: string
}

type Row = [
  begun: number,
  owner: string,
  customer: string,
  name: string,
  lines: SampleDeal['lines'],
  terms: Terms,
  skill: SampleDeal['skill'],
  more?: Pick<SampleDeal, 'turn' | 'paying' | 'revised' | 'why'>,
]

// biome-ignore format: one deal a line reads as the order book it is
const rows: Row[] = [
  [81, 'shenruolan', 'tianmu', '高清镜及器械包 3 套', [['CY-SC-30', '3', '3'], ['CY-SV-INST', '2', 'free']], '30/60/10', '腔镜'],
  [80, 'hejun', 'hengkang', '4K 医用监视器 6 台', [['CY-MN-55', '6', '2']], 'all', '腔镜'],
  [78, 'linxiao', 'lancheng', '白光冷光源 2 台', [['CY-LS-200', '2', '4']], '40/50/10', '腔镜'],
  [76, 'guping', 'songjiang', '高清镜及器械包 4 套', [['CY-SC-30', '4', '5'], ['CY-SV-INST', '4', 'free']], '30/60/10', '腔镜'],
  [75, 'chenyu', 'ruichen', '呼吸面罩 120 盒', [['CY-NV-MASK', '120', '5']], 'all', '呼吸'],
  [73, 'hejun', 'lishui', '无创呼吸机 8 台', [['CY-NV-12', '8', '8'], ['CY-NV-MASK', '16', 'free']], '50/45/5', '呼吸', { why: '设备更新项目，院方比价后要求 9 折；我们让到 92 折，配面罩。' }],
  [71, 'linxiao', 'bailu', '无创呼吸机 3 台', [['CY-NV-12', '3', '2']], '60/40', '呼吸', { turn: 'declined' }],
  [70, 'guping', 'huating', '4K 医用监视器 2 台', [['CY-MN-55', '2']], '60/40', '腔镜'],
  [68, 'shenruolan', 'yongjiang', '影像工作站软件 12 点', [['CY-SW-PACS', '12', '5']], 'all', '影像'],
  [66, 'guping', 'puyuan', '4K 荧光主机 2 台及光源', [['CY-FL-4000', '2', '14'], ['CY-FL-210', '2', '14']], '30/60/10', '腔镜', { turn: 'rejected', why: '杂交手术室改造的头一单，想用价格进场。' }],
  [64, 'wangsiyuan', 'dongtai', '高清镜及器械包 2 套', [['CY-SC-30', '2', '5']], '30/60/10', '腔镜'],
  [62, 'chenyu', 'liangxi', '双筒高压注射器 1 台及延保', [['CY-CT-INJ', '1', '4'], ['CY-SV-EXT', '2']], '40/50/10', '影像'],
  [60, 'hejun', 'haitang', '白光冷光源 1 台', [['CY-LS-200', '1', '3']], '60/40', '腔镜', { turn: 'withdrawn' }],
  [58, 'guping', 'qingpu', '双筒高压注射器 2 台', [['CY-CT-INJ', '2', '5']], '30/60/10', '影像'],
  [56, 'linxiao', 'yunzhou', '高清镜及器械包 5 套', [['CY-SC-30', '5', '9']], '30/60/10', '腔镜', { turn: 'returned', revised: '5', why: '微创中心扩建的老客户，量大。' }],
  [54, 'chenyu', 'hailing', '无创呼吸机 6 台', [['CY-NV-12', '6', '1']], '50/45/5', '呼吸'],
  [52, 'shenruolan', 'nanhu', '延长保修 3 年', [['CY-SV-EXT', '3']], 'all', '影像'],
  [50, 'linxiao', 'qingxi', '呼吸面罩 60 盒', [['CY-NV-MASK', '60', '3']], 'all', '呼吸'],
  [48, 'guping', 'songjiang', '荧光冷光源 2 台', [['CY-FL-210', '2', '4']], '40/50/10', '腔镜'],
  [46, 'hejun', 'xianju', '4K 医用监视器 1 台', [['CY-MN-55', '1']], '60/40', '腔镜', { turn: 'runs-out' }],
  [44, 'hejun', 'xianju', '无创呼吸机 2 台', [['CY-NV-12', '2']], '60/40', '呼吸', { paying: 'other-payer' }],
  [42, 'shenruolan', 'yongjiang', '4K 荧光主机 1 台及光源', [['CY-FL-4000', '1', '9'], ['CY-FL-210', '1', '9']], '30/60/10', '腔镜', { why: '手术机器人项目前的试点科室，主任点名要荧光；再低一点进口就出局。' }],
  [40, 'hejun', 'lishui', '高清镜及器械包 2 套', [['CY-SC-30', '2', '4']], '30/60/10', '腔镜'],
  [38, 'guping', 'puyuan', '64 排 CT 1 台', [['CY-CT-64', '1', '2'], ['CY-TR-01', '1']], '30/60/10', '影像', { why: '国债项目，限价内中标；毛利在区域红线以上。' }],
  [36, 'chenyu', 'ruichen', '4K 医用监视器 4 台', [['CY-MN-55', '4', '3']], '60/40', '腔镜'],
  [34, 'linxiao', 'lancheng', '4K 荧光主机 1 台及光源', [['CY-FL-4000', '1', '3'], ['CY-FL-210', '1', '3']], '40/50/10', '腔镜'],
  [32, 'wangsiyuan', 'dongtai', '荧光冷光源 1 台', [['CY-FL-210', '1', '5']], '30/60/10', '腔镜'],
  [30, 'guping', 'huating', '无创呼吸机 3 台', [['CY-NV-12', '3', '2']], '50/45/5', '呼吸', { paying: 'reversed' }],
  [27, 'chenyu', 'yunhe', '4K 医用监视器 2 台', [['CY-MN-55', '2']], '60/40', '腔镜', { paying: 'part' }],
  [25, 'shenruolan', 'tianmu', '白光冷光源 1 台', [['CY-LS-200', '1']], '60/40', '腔镜', { paying: 'never' }],
  [22, 'hejun', 'hengkang', '呼吸面罩 200 盒', [['CY-NV-MASK', '200', '6']], 'all', '呼吸', { why: '经销商年度框架第三批，面罩走量。' }],
  [19, 'linxiao', 'wuling', '高清镜及器械包 1 套', [['CY-SC-30', '1']], '30/60/10', '腔镜'],
  [17, 'guping', 'qingpu', '延长保修 2 年', [['CY-SV-EXT', '2']], 'all', '影像'],
  [13, 'chenyu', 'jinze', '白光冷光源 2 台', [['CY-LS-200', '2']], '50/45/5', '腔镜', { paying: 'other-payer' }],
  [11, 'hejun', 'hengkang', '无创呼吸机 6 台', [['CY-NV-12', '6']], 'all', '呼吸', { paying: 'together' }],
  [11, 'hejun', 'hengkang', '4K 医用监视器 3 台', [['CY-MN-55', '3']], 'all', '腔镜', { paying: 'together' }],
  [7, 'shenruolan', 'nanhu', '双筒高压注射器 1 台', [['CY-CT-INJ', '1', '3']], '40/50/10', '影像', { paying: 'soon' }],
  [9, 'chenyu', 'liangxi', '影像工作站软件 6 点', [['CY-SW-PACS', '6']], 'all', '影像', { paying: 'soon' }],
  [9, 'linxiao', 'yunzhou', '延长保修 2 年', [['CY-SV-EXT', '2']], 'all', '腔镜', { turn: 'no-slot' }],
  [7, 'shenruolan', 'yongjiang', '4K 荧光腹腔镜 4 套', [['CY-FL-4000', '4', '4'], ['CY-FL-210', '4', '4'], ['CY-MN-55', '8', '4'], ['CY-SC-30', '12', '4']], '30/60/10', '腔镜', { turn: 'to-seal', why: '四间一体化手术室一次装齐，院方当年预算。' }],
  [6, 'chenyu', 'hailing', '4K 医用监视器 3 台', [['CY-MN-55', '3', '2']], '60/40', '腔镜', { turn: 'to-sign' }],
  [5, 'linxiao', 'lancheng', '无创呼吸机 2 台', [['CY-NV-12', '2']], '60/40', '呼吸', { turn: 'to-sign' }],
  [0.9, 'guping', 'songjiang', '影像工作站软件 20 点', [['CY-SW-PACS', '20', '4']], 'all', '影像', { turn: 'clause-asked' }],
  [0.7, 'hejun', 'haitang', '无创呼吸机 2 台', [['CY-NV-12', '2', '9']], '60/40', '呼吸', { turn: 'asked', why: '民营妇产第一次用我们的呼吸机，院长要 9 折；后面还有暖箱的单子。' }],
  [0.5, 'guping', 'puyuan', '4K 医用监视器 8 台', [['CY-MN-55', '8', '12']], '60/40', '腔镜', { turn: 'asked', why: '杂交手术室的配套屏，CT 已在我们这里，要求一并给到 88 折。' }],
  [2, 'linxiao', 'wuling', '白光冷光源 1 台', [['CY-LS-200', '1', '3']], '60/40', '腔镜', { turn: 'to-prepare' }],
  [0.6, 'chenyu', 'yunhe', '双筒高压注射器 1 台', [['CY-CT-INJ', '1', '12']], '60/40', '影像', { turn: 'to-ask' }],
  [0.4, 'linxiao', 'bailu', '4K 医用监视器 1 台', [['CY-MN-55', '1']], '60/40', '腔镜', { turn: 'draft' }],
]

/** The order book of the past four months, the oldest first. */
export const deals: SampleDeal[] = rows.map(([begun, owner, customer, name, lines, terms, skill, more]) => ({
  ...{ begun, owner, customer, name, lines, terms, skill },
  ...more,
}))
