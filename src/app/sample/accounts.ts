/** Accounts of the sample: invented hospitals and dealers with the kinds, sizes and titles that are real in East China. */
export interface SampleAccount {
  key: string
  name: string
  shortName: string
  /** 17 characters; the check digit is worked out when it is loaded. */
  code: string
  owner: string
  region: '江苏' | '浙江' | '上海'
  industry: '公立医院' | '民营医院' | '经销商'
  tier: '三级甲等' | '三级乙等' | '二级甲等' | '经销商'
  city: string
  tags?: string[]
  facts: Record<string, string | number | boolean>
  /** Which of the stories in history.ts its people live through. */
  story: Story
}

export type Story =
  | 'dormant'
  | 'studying'
  | 'spreading'
  | 'demo'
  | 'tender'
  | 'cooling'
  | 'browsing'
  | 'quiet'

type Row = [
  key: string,
  name: string,
  shortName: string,
  owner: string,
  region: SampleAccount['region'],
  tier: SampleAccount['tier'],
  city: string,
  beds: number,
  need: string,
  budget: number | null,
  story: Story,
  tags?: string[],
]

// biome-ignore format: one account a line reads as the table it is
const rows: Row[] = [
  ['yunzhou', '云洲市第一人民医院', '云洲一院', 'linxiao', '江苏', '三级甲等', '云洲', 1860, '4K 荧光腹腔镜 2 套', 486, 'dormant', ['核心客户', '微创中心扩建']],
  ['qingxi', '青溪县人民医院', '青溪人医', 'linxiao', '江苏', '二级甲等', '青溪', 620, '无创呼吸机 12 台', 128, 'studying', ['设备更新']],
  ['wuling', '吴陵市妇幼保健院', '吴陵妇幼', 'linxiao', '江苏', '三级乙等', '吴陵', 540, '产科中央监护 16 床', 37.5, 'browsing'],
  ['lancheng', '澜城市中心医院', '澜城中心', 'linxiao', '江苏', '三级甲等', '澜城', 1420, '彩超 3 台', 295, 'demo', ['核心客户']],
  ['bailu', '白鹭康复医院', '白鹭康复', 'linxiao', '江苏', '二级甲等', '澜城', 380, '康复机器人 1 套', 32.6, 'cooling'],
  ['liangxi', '梁溪湖中心医院', '梁溪湖中心', 'chenyu', '江苏', '三级甲等', '梁溪', 1240, '1.5T 磁共振 1 台', 780, 'spreading', ['核心客户', '影像科扩建']],
  ['yunhe', '运河新城医院', '运河新城', 'chenyu', '江苏', '三级乙等', '运河', 880, 'DR 2 台', 160, 'studying'],
  ['jinze', '金泽区人民医院', '金泽人医', 'chenyu', '江苏', '二级甲等', '金泽', 460, '麻醉机 4 台', 92, 'quiet'],
  ['hailing', '海陵湾医院', '海陵湾', 'chenyu', '江苏', '三级乙等', '海陵', 760, '血液透析机 20 台', 310, 'tender', ['血透中心新建']],
  ['dongtai', '东台江口中医院', '东台中医', 'wangsiyuan', '江苏', '二级甲等', '江口', 520, '电子胃肠镜 2 套', 210, 'browsing'],
  ['nanhu', '南湖湾中心医院', '南湖湾中心', 'shenruolan', '浙江', '三级甲等', '南湖', 1520, '64 排 CT 1 台', 960, 'spreading', ['核心客户', '国债项目']],
  ['yongjiang', '甬江口医院', '甬江口', 'shenruolan', '浙江', '三级甲等', '甬江', 1680, '手术机器人 1 台', 1850, 'demo', ['核心客户']],
  ['tianmu', '天目山人民医院', '天目人医', 'shenruolan', '浙江', '二级甲等', '天目', 410, '便携彩超 4 台', 88, 'studying'],
  ['lishui', '绿谷中心医院', '绿谷中心', 'hejun', '浙江', '三级乙等', '绿谷', 930, '呼吸机 20 台', 220, 'dormant', ['设备更新']],
  ['haitang', '海棠妇产医院', '海棠妇产', 'hejun', '浙江', '二级甲等', '海塘', 300, '新生儿暖箱 8 台', 64, 'cooling'],
  ['xianju', '仙居岭人民医院', '仙居岭', 'hejun', '浙江', '二级甲等', '仙居岭', 480, '内镜清洗工作站', 45, 'quiet'],
  ['puyuan', '浦源区中心医院', '浦源中心', 'guping', '上海', '三级甲等', '浦源', 1300, '杂交手术室改造', 2200, 'tender', ['核心客户']],
  ['songjiang', '松泽大学附属医院', '松泽附院', 'guping', '上海', '三级甲等', '松泽', 2100, '4K 腹腔镜 4 套', 920, 'studying', ['教学医院']],
  ['huating', '华亭康复医院', '华亭康复', 'guping', '上海', '二级甲等', '华亭', 260, '康复踏车 10 台', 28, 'browsing'],
  ['qingpu', '青浦泽国际医院', '青浦泽国际', 'guping', '上海', '三级乙等', '青浦泽', 420, '3.0T 磁共振 1 台', 1480, 'cooling'],
  ['ruichen', '瑞晨医疗器械有限公司', '瑞晨医械', 'chenyu', '江苏', '经销商', '梁溪', 0, '监护仪年度框架', 350, 'browsing', ['渠道']],
  ['hengkang', '恒康达医疗科技有限公司', '恒康达', 'hejun', '浙江', '经销商', '南湖', 0, '彩超年度框架', 420, 'studying', ['渠道']],
]

export const accounts: SampleAccount[] = rows.map(
  ([key, name, shortName, owner, region, tier, city, beds, need, budget, story, tags], index) => ({
    key,
    name,
    shortName,
    // 12: institution; 1: public body. The rest only has to be well-formed.
    code: `1232${String(101 + index)}00MB${String(4_100_300 + index * 137)}`.slice(0, 17),
    owner,
    region,
    industry: tier === '经销商' ? '经销商' : /国际|康复|妇产/.test(name) ? '民营医院' : '公立医院',
    tier,
    city,
    ...(tags && { tags }),
    facts: {
      ...(beds > 0 && { 床位: beds }),
      这次需求: need,
      ...(budget !== null && { '预算(万元)': budget }),
      采购方式: (budget ?? 0) >= 200 ? '公开招标' : '院内议价',
    },
    story,
  }),
)

export interface SampleContact {
  name: string
  title: string
  part: 'champion' | 'user' | 'evaluator' | 'decider'
  /** Whether they permitted the use of their acts for sales decisions. */
  consents: boolean
}

const surnames = '赵钱孙李周吴郑王冯陈沈韩杨朱秦许何吕施张孔曹严金魏陶姜戚谢邹章苏潘葛范彭鲁韦马苗方俞任袁柳'
const givenNames = [
  '敏',
  '立群',
  '文涛',
  '静',
  '亦舟',
  '蓉',
  '维安',
  '雪梅',
  '之恒',
  '曼',
  '晴',
  '勉',
  '思齐',
  '卫东',
  '丽华',
  '建国',
  '晓峰',
  '若云',
  '志远',
  '海燕',
  '明轩',
  '佩瑶',
  '国栋',
  '雨桐',
]
const posts: [string, SampleContact['part']][] = [
  ['采购中心主任', 'champion'],
  ['设备科科长', 'evaluator'],
  ['使用科室主任', 'user'],
  ['分管副院长', 'decider'],
]

/** The named people of the main story; everyone else's name is made from the lists above, always the same way. */
const named: Record<string, SampleContact[]> = {
  yunzhou: [
    { name: '赵敏', title: '采购主任', part: 'champion', consents: true },
    { name: '周文涛', title: '设备科科长', part: 'evaluator', consents: true },
    { name: '何静', title: '普外科主任', part: 'user', consents: false },
    { name: '顾维安', title: '分管副院长', part: 'decider', consents: true },
  ],
  qingxi: [
    { name: '孙立群', title: '设备科科长', part: 'champion', consents: true },
    { name: '钱蓉', title: '呼吸科主任', part: 'user', consents: true },
  ],
  wuling: [{ name: '唐雪梅', title: '护士长', part: 'user', consents: true }],
  nanhu: [
    { name: '王立群', title: '设备科科长', part: 'evaluator', consents: true },
    { name: '何勉', title: '放射科主任', part: 'user', consents: true },
    { name: '沈曼', title: '采购办主管', part: 'champion', consents: true },
    { name: '许之恒', title: '分管副院长', part: 'decider', consents: true },
  ],
}

/** The people of one account, the same on every load. */
export function contactsOf(account: SampleAccount): SampleContact[] {
  const index = accounts.indexOf(account)
  return (
    named[account.key] ??
    posts.slice(0, account.tier === '三级甲等' ? 4 : 3).map(([title, part], place) => ({
      name:
        surnames[(index * 7 + place * 11) % surnames.length]! +
        givenNames[(index * 5 + place * 3) % givenNames.length]!,
      title,
      part,
      consents: (index + place) % 5 !== 3,
    }))
  )
}
