import type { Locale } from '#kernel/error.ts'
import type {
  Evidence,
  FactGroup,
  HeatMatrixData,
  IntentPoint,
  LineageNode,
  Suggestion,
  TimelineEntry,
  TimelineFilter,
} from '../ui/types.ts'

/** Believable data for the gallery, written in each language on its own. */
const at = (text: string) => new Date(`2026-11-${text}`).getTime()
export const now = at('24T10:26:04')

export interface Sample {
  suggestions: Suggestion[]
  evidence: Evidence
  timeline: TimelineEntry[]
  filters: TimelineFilter[]
  facts: FactGroup[]
  heat: HeatMatrixData
  lineage: LineageNode[]
}

export const intent: IntentPoint[] = [
  21, 20, 20, 19, 19, 24, 27, 26, 25, 25, 29, 33, 32, 31, 34, 38, 37, 36, 40, 46, 44, 41, 49, 53, 47, 56, 54,
  51, 60, 68,
].map((value, i) => ({
  day: new Date(at('24T00:00:00') - (29 - i) * 86_400_000).toLocaleDateString('sv-SE'),
  value: value / 100,
  acts: [1, 0, 0, 0, 0, 2, 1, 0, 0, 0, 2, 1, 0, 0, 1, 2, 0, 0, 2, 3, 0, 0, 3, 1, 1, 2, 0, 0, 2, 4][i]!,
}))

const zh: Sample = {
  suggestions: [
    {
      id: '1',
      priority: 'S',
      account: '云洲市第一人民医院',
      accountHref: '/accounts/1',
      context: '腹腔镜 · 486 万元',
      title: '打给采购主任赵敏，带上国产替代对照表',
      reason:
        '投标方案 7 天没人打开，赵敏却把技术方案转给了两位同事；今早医院发文谈国产优先，她又看了第三遍，停了 2 分 10 秒。',
      estimate: { value: 0.68, low: 0.55, high: 0.79 },
      dueAt: at('24T17:30:00'),
    },
    {
      id: '2',
      priority: 'A',
      account: '青溪县人民医院',
      context: '呼吸机 · 128 万元',
      title: '给设备科长孙立群报一版分期',
      reason: '他昨晚三次回看「分期付款」，共 1 分 40 秒。',
      estimate: { value: 0.54, low: 0.41, high: 0.66 },
      dueAt: at('25T12:00:00'),
    },
    {
      id: '3',
      priority: 'B',
      account: '吴陵市妇幼保健院',
      context: '产科监护 · 37.5 万元',
      title: '回护士长唐雪梅：监护能否加 6 床',
      reason: '她本周问了两次，工单还没人接。',
      estimate: { value: 0.47, low: 0.33, high: 0.61 },
      dueAt: at('26T18:00:00'),
    },
  ],
  evidence: {
    title: '为什么建议打给赵敏',
    account: '云洲市第一人民医院',
    asOf: now,
    acts: [
      {
        id: 'a',
        at: at('24T09:58:21'),
        title: '第 3 次打开《腹腔镜技术方案》',
        parts: ['赵敏', 'iPhone', '第 4 页「技术参数」'],
        weight: 0.62,
        seconds: 130,
      },
      {
        id: 'b',
        at: at('24T09:41:07'),
        title: '发文《国产设备优先采购推进会》',
        parts: ['公众号「云洲一院」', '公开信息'],
        weight: 0.47,
      },
      {
        id: 'c',
        at: at('23T16:32:45'),
        title: '把技术方案转给两位同事',
        parts: ['赵敏', 'iPhone', '自第 4 页转出'],
        weight: 0.58,
        seconds: 56,
      },
      {
        id: 'd',
        at: at('20T14:08:53'),
        title: '打开《腹腔镜报价说明》',
        parts: ['周文涛', 'Windows', '第 2 页「付款」'],
        weight: 0.55,
        seconds: 107,
      },
      {
        id: 'e',
        at: at('19T10:05:33'),
        title: '打开《售后服务承诺》即关闭',
        parts: ['赵敏', 'iPhone', '第 1 页「服务网点」'],
        weight: -0.14,
        seconds: 3,
      },
    ],
    absences: [
      {
        duration: '7 天',
        since: at('17T09:36:12'),
        title: '连续 7 天未打开《腹腔镜投标方案》',
        detail: '上次打开：11-17 09:36:12，赵敏',
        weight: -0.36,
      },
    ],
    others: { count: 12, weight: 0.21, href: '/accounts/1' },
    prior: { detail: '同类医院 18%', logOdds: -1.52 },
    behaviour: { detail: '17 条 + 沉默', logOdds: 1.93 },
    profile: { detail: '三甲、预算已批', logOdds: 0.34 },
    estimate: { value: 0.68, low: 0.55, high: 0.79 },
    outcome: '30 天内进入招标的把握',
    notes: [
      { label: '策略', text: '标书沉睡遇国产替代发文 · 第 7 版 · 09:41:09 触发' },
      { label: '许可', text: '赵敏、周文涛已同意；何静未同意，未计入' },
      { label: '实验', text: '建议组，占 80%；另 20% 留作对照' },
    ],
    recordHref: '/decisions/1',
  },
  timeline: [
    {
      id: '1',
      at: at('24T09:58:21'),
      kind: 'document',
      tone: 'customer',
      icon: 'eye',
      who: '赵敏',
      title: '第 3 次读《腹腔镜技术方案》',
      weight: 0.41,
      sections: [
        { label: '第 2 页 系统组成', seconds: 34 },
        { label: '第 4 页 技术参数', seconds: 130 },
        { label: '第 7 页 售后质保', seconds: 62 },
      ],
    },
    {
      id: '2',
      at: at('24T09:41:07'),
      kind: 'social',
      tone: 'customer',
      icon: 'news',
      who: '公众号',
      title: '发文《国产设备优先采购推进会》',
      detail: '「云洲一院」 · 第 3 段谈国产替代',
      weight: 0.26,
    },
    {
      id: '3',
      at: at('24T09:36:12'),
      kind: 'system',
      tone: 'system',
      icon: 'absent',
      title: '《腹腔镜投标方案》满 7 天没人打开',
      weight: -0.18,
    },
    {
      id: '4',
      at: at('23T16:41:02'),
      kind: 'system',
      tone: 'system',
      icon: 'bolt',
      title: '策略「标书沉睡 × 国产替代」触发：打标签，线索升为 S',
      detail: '作战包已交给林晓 · 大区总监周海宁已收到通知 · 第 7 版',
    },
    {
      id: '5',
      at: at('23T16:32:45'),
      kind: 'document',
      tone: 'customer',
      icon: 'forward',
      who: '赵敏',
      title: '把技术方案转给两位同事',
      weight: 0.34,
      forwards: [
        { name: '周文涛', detail: '设备科 · 读到第 7 页 · 4 分 18 秒' },
        { name: '何静', detail: '普外科 · 未同意，阅读不计入' },
      ],
    },
    {
      id: '6',
      at: at('20T17:20:00'),
      kind: 'call',
      tone: 'ours',
      icon: 'edit',
      who: '林晓',
      title: '跟进 · 电话 12 分钟',
      note: '赵主任说预算已批，在等省里的目录，想先看国产和进口机的参数对比。',
    },
    {
      id: '7',
      at: at('20T14:08:53'),
      kind: 'document',
      tone: 'customer',
      icon: 'document',
      who: '周文涛',
      title: '读报价说明，1 分 47 秒',
      detail: '第 2 页占 86% · 电脑',
      pages: [0.2, 0.95, 0.3, 0, 0.1, 0, 0, 0],
      weight: 0.22,
    },
  ],
  filters: [
    { kind: 'all', label: '全部', count: 58 },
    { kind: 'document', label: '资料', count: 29 },
    { kind: 'social', label: '微信与公众号', count: 10 },
    { kind: 'call', label: '通话与拜访', count: 9 },
    { kind: 'system', label: '系统', count: 8 },
  ],
  facts: [
    {
      title: '医院概况',
      facts: [
        {
          key: 'grade',
          label: '等级',
          shown: '三级甲等 · 综合',
          editor: 'select',
          options: [{ value: '三级甲等 · 综合', label: '三级甲等 · 综合' }],
        },
        { key: 'beds', label: '床位', shown: '1,240 张', raw: '1240', unit: '张', editor: 'number' },
        { key: 'visits', label: '年门诊', shown: '186 万人次', origin: '2025', editor: 'text' },
      ],
    },
    {
      title: '这次采购',
      facts: [
        { key: 'need', label: '需求', shown: '4K 荧光腹腔镜 2 套', editor: 'text' },
        { key: 'budget', label: '预算上限', shown: '500 万元', raw: '500', unit: '万元', editor: 'number' },
        { key: 'way', label: '采购方式', shown: '公开招标', editor: 'text' },
        {
          key: 'meeting',
          label: '论证会',
          shown: '2026-12-08 前',
          origin: '赵敏电话，周五',
          raw: '2026-12-08',
          editor: 'date',
        },
        { key: 'rival', label: '主要对手', shown: '', editor: 'text' },
      ],
    },
    {
      title: '往来',
      facts: [
        { key: 'paid', label: '累计回款', shown: '1,326 万元', origin: 'ERP · 3 分钟前', editor: 'none' },
        { key: 'owed', label: '应收', shown: '48.6 万元', origin: '未逾期', editor: 'none' },
      ],
    },
  ],
  heat: heatOf(
    ['封面', '资质文件', '技术参数', '配置与报价', '售后与质保', '案例', '承诺函'],
    [
      ['王立群', '设备科科长'],
      ['何勉', '放射科主任'],
      ['沈曼', '采购办主管'],
      ['陆晴', '放射科技师'],
      ['许之恒', '分管副院长'],
      ['未具名 甲', '像是财务科'],
      ['未具名 乙', '手机，院外网络'],
    ],
  ),
  lineage: lineageOf(
    [
      ['林知夏', '销售 · 分享人'],
      ['王立群', '设备科科长 · 03-09'],
      ['何勉', '放射科主任 · 03-10'],
      ['陆晴', '放射科技师 · 03-12'],
      ['沈曼', '采购办主管 · 03-11'],
      ['许之恒', '分管副院长 · 03-13'],
      ['未具名 甲', '像是财务科 · 03-17'],
      ['未具名 乙', '院外网络 · 03-16'],
    ],
    ['微信', '邮件', '扫码'],
  ),
}

const en: Sample = {
  suggestions: [
    {
      id: '1',
      priority: 'S',
      account: 'Yunzhou First People’s Hospital',
      accountHref: '/accounts/1',
      context: 'Laparoscopy · ¥4.86M',
      title: 'Call procurement head Zhao Min with the domestic comparison',
      reason:
        'Nobody opened the tender for 7 days, yet Zhao Min passed the technical proposal to two colleagues. This morning the hospital wrote about buying domestic, and she read it a third time, for 2 min 10 s.',
      estimate: { value: 0.68, low: 0.55, high: 0.79 },
      dueAt: at('24T17:30:00'),
    },
    {
      id: '2',
      priority: 'A',
      account: 'Qingxi County People’s Hospital',
      context: 'Ventilators · ¥1.28M',
      title: 'Send equipment chief Sun Liqun an instalment plan',
      reason: 'Last night he went back to “Payment by instalments” three times, 1 min 40 s in all.',
      estimate: { value: 0.54, low: 0.41, high: 0.66 },
      dueAt: at('25T12:00:00'),
    },
    {
      id: '3',
      priority: 'B',
      account: 'Wuling Maternity Hospital',
      context: 'Fetal monitors · ¥375,000',
      title: 'Answer head nurse Tang Xuemei: can 6 beds be added?',
      reason: 'She asked twice this week and nobody has taken the ticket.',
      estimate: { value: 0.47, low: 0.33, high: 0.61 },
      dueAt: at('26T18:00:00'),
    },
  ],
  evidence: {
    title: 'Why call Zhao Min',
    account: 'Yunzhou First People’s Hospital',
    asOf: now,
    acts: [
      {
        id: 'a',
        at: at('24T09:58:21'),
        title: 'Third opening of “Laparoscopy proposal”',
        parts: ['Zhao Min', 'iPhone', 'page 4, Specifications'],
        weight: 0.62,
        seconds: 130,
      },
      {
        id: 'b',
        at: at('24T09:41:07'),
        title: 'Posted “Buying domestic equipment first”',
        parts: ['Official account of the hospital', 'public'],
        weight: 0.47,
      },
      {
        id: 'c',
        at: at('23T16:32:45'),
        title: 'Passed the proposal to two colleagues',
        parts: ['Zhao Min', 'iPhone', 'from page 4'],
        weight: 0.58,
        seconds: 56,
      },
      {
        id: 'd',
        at: at('20T14:08:53'),
        title: 'Opened “Laparoscopy quotation notes”',
        parts: ['Zhou Wentao', 'Windows', 'page 2, Payment'],
        weight: 0.55,
        seconds: 107,
      },
      {
        id: 'e',
        at: at('19T10:05:33'),
        title: 'Opened “Service pledge” and closed it',
        parts: ['Zhao Min', 'iPhone', 'page 1, Service points'],
        weight: -0.14,
        seconds: 3,
      },
    ],
    absences: [
      {
        duration: '7 days',
        since: at('17T09:36:12'),
        title: 'The tender stayed unopened for 7 days',
        detail: 'Last opened 11-17 09:36:12 by Zhao Min',
        weight: -0.36,
      },
    ],
    others: { count: 12, weight: 0.21, href: '/accounts/1' },
    prior: { detail: 'hospitals alike 18%', logOdds: -1.52 },
    behaviour: { detail: '17 and a silence', logOdds: 1.93 },
    profile: { detail: 'grade 3A, funded', logOdds: 0.34 },
    estimate: { value: 0.68, low: 0.55, high: 0.79 },
    outcome: 'chance that a tender opens within 30 days',
    notes: [
      { label: 'Strategy', text: 'Silent tender meets domestic-first post · version 7 · fired 09:41:09' },
      { label: 'Consent', text: 'Zhao Min and Zhou Wentao agreed; He Jing did not and is not counted' },
      { label: 'Experiment', text: 'Treated arm, 80%; the other 20% are held out' },
    ],
    recordHref: '/decisions/1',
  },
  timeline: [
    {
      id: '1',
      at: at('24T09:58:21'),
      kind: 'document',
      tone: 'customer',
      icon: 'eye',
      who: 'Zhao Min',
      title: 'read “Laparoscopy proposal” a third time',
      weight: 0.41,
      sections: [
        { label: 'Page 2 Components', seconds: 34 },
        { label: 'Page 4 Specifications', seconds: 130 },
        { label: 'Page 7 Warranty', seconds: 62 },
      ],
    },
    {
      id: '2',
      at: at('24T09:41:07'),
      kind: 'social',
      tone: 'customer',
      icon: 'news',
      who: 'Official account',
      title: 'posted “Buying domestic equipment first”',
      detail: 'Paragraph 3 speaks of replacing imports',
      weight: 0.26,
    },
    {
      id: '3',
      at: at('24T09:36:12'),
      kind: 'system',
      tone: 'system',
      icon: 'absent',
      title: 'Nobody opened the tender for 7 days',
      weight: -0.18,
    },
    {
      id: '4',
      at: at('23T16:41:02'),
      kind: 'system',
      tone: 'system',
      icon: 'bolt',
      title: 'Strategy “Silent tender × domestic first” fired: tagged, lead raised to S',
      detail: 'Play kit handed to Lin Xiao · regional director Zhou Haining told · v7',
    },
    {
      id: '5',
      at: at('23T16:32:45'),
      kind: 'document',
      tone: 'customer',
      icon: 'forward',
      who: 'Zhao Min',
      title: 'passed the proposal to two colleagues',
      weight: 0.34,
      forwards: [
        { name: 'Zhou Wentao', detail: 'Equipment · read to page 7 · 4 min 18 s' },
        { name: 'He Jing', detail: 'Surgery · no consent, reading not counted' },
      ],
    },
    {
      id: '6',
      at: at('20T17:20:00'),
      kind: 'call',
      tone: 'ours',
      icon: 'edit',
      who: 'Lin Xiao',
      title: 'followed up · 12 min by phone',
      note: 'Director Zhao says the budget is approved; they wait for the provincial list and want domestic and imported specs side by side.',
    },
    {
      id: '7',
      at: at('20T14:08:53'),
      kind: 'document',
      tone: 'customer',
      icon: 'document',
      who: 'Zhou Wentao',
      title: 'read the quotation notes, 1 min 47 s',
      detail: '86% on page 2 · desktop',
      pages: [0.2, 0.95, 0.3, 0, 0.1, 0, 0, 0],
      weight: 0.22,
    },
  ],
  filters: [
    { kind: 'all', label: 'All', count: 58 },
    { kind: 'document', label: 'Documents', count: 29 },
    { kind: 'social', label: 'WeChat', count: 10 },
    { kind: 'call', label: 'Calls and visits', count: 9 },
    { kind: 'system', label: 'System', count: 8 },
  ],
  facts: [
    {
      title: 'The hospital',
      facts: [
        {
          key: 'grade',
          label: 'Grade',
          shown: '3A · general',
          editor: 'select',
          options: [{ value: '3A · general', label: '3A · general' }],
        },
        { key: 'beds', label: 'Beds', shown: '1,240', raw: '1240', editor: 'number' },
        { key: 'visits', label: 'Outpatients', shown: '1.86M a year', origin: '2025', editor: 'text' },
      ],
    },
    {
      title: 'This purchase',
      facts: [
        { key: 'need', label: 'Needs', shown: '2 fluorescence laparoscopes, 4K', editor: 'text' },
        { key: 'budget', label: 'Budget', shown: '¥5.00M', raw: '5000000', unit: 'CNY', editor: 'number' },
        { key: 'way', label: 'Procedure', shown: 'Open tender', editor: 'text' },
        {
          key: 'meeting',
          label: 'Review',
          shown: 'by 2026-12-08',
          origin: 'Zhao Min by phone, Friday',
          raw: '2026-12-08',
          editor: 'date',
        },
        { key: 'rival', label: 'Rivals', shown: '', editor: 'text' },
      ],
    },
    {
      title: 'Dealings',
      facts: [
        { key: 'paid', label: 'Paid so far', shown: '¥13.26M', origin: 'ERP · 3 min ago', editor: 'none' },
        { key: 'owed', label: 'Outstanding', shown: '¥486,000', origin: 'not overdue', editor: 'none' },
      ],
    },
  ],
  heat: heatOf(
    ['Cover', 'Credentials', 'Specifications', 'Prices', 'Service', 'Cases', 'Pledge'],
    [
      ['Wang Liqun', 'Equipment chief'],
      ['He Mian', 'Head of radiology'],
      ['Shen Man', 'Procurement'],
      ['Lu Qing', 'Technician'],
      ['Xu Zhiheng', 'Vice president'],
      ['Unnamed A', 'perhaps finance'],
      ['Unnamed B', 'phone, off site'],
    ],
  ),
  lineage: lineageOf(
    [
      ['Lin Zhixia', 'Sales · shared it'],
      ['Wang Liqun', 'Equipment · 03-09'],
      ['He Mian', 'Radiology · 03-10'],
      ['Lu Qing', 'Technician · 03-12'],
      ['Shen Man', 'Procurement · 03-11'],
      ['Xu Zhiheng', 'Vice president · 03-13'],
      ['Unnamed A', 'perhaps finance · 03-17'],
      ['Unnamed B', 'off site · 03-16'],
    ],
    ['WeChat', 'mail', 'scan'],
  ),
}

export const samples: Record<Locale, Sample> = { 'zh-CN': zh, en }

function heatOf(chapters: string[], people: string[][]): HeatMatrixData {
  const seconds = [
    [9, 22, 18, 64, 71, 96, 58, 118, 82, 40, 14, 6],
    [4, 0, 0, 136, 148, 110, 21, 12, 64, 18, 72, 0],
    [6, 41, 38, 8, 4, 31, 96, 204, 38, 26, 0, 22],
    [0, 0, 0, 58, 66, 20, 0, 0, 0, 0, 31, 0],
    [11, 0, 0, 0, 6, 0, 24, 88, 19, 0, 46, 0],
    [3, 0, 0, 0, 0, 0, 38, 127, 0, 0, 0, 4],
    [2, 0, 0, 0, 12, 15, 0, 44, 0, 0, 0, 0],
  ]
  const spans: [number, number][] = [
    [0, 0],
    [1, 2],
    [3, 5],
    [6, 7],
    [8, 9],
    [10, 10],
    [11, 11],
  ]
  const sums = seconds[0]!.map((_, page) => seconds.reduce((sum, row) => sum + row[page]!, 0))
  const most = Math.max(...sums)
  return {
    pages: sums.map((sum, i) => ({
      label: String(i + 1),
      sections: [
        { x: 0.06, y: 0.07, width: 0.88, height: 0.38, heat: sum / most, label: '' },
        { x: 0.06, y: 0.5, width: 0.88, height: 0.42, heat: (sum / most) * 0.6, label: '' },
      ],
    })),
    chapters: spans.map(([from, to], i) => ({ label: chapters[i]!, from, to })),
    readers: people.map(([name, detail], i) => ({
      id: String(i),
      name: name!,
      detail: detail!,
      certain: i < 5,
      values: seconds[i]!,
    })),
  }
}

function lineageOf(people: string[][], via: string[]): LineageNode[] {
  const parents = [undefined, 0, 1, 2, 1, 4, 4, 1]
  const ways = [undefined, 0, undefined, 1, undefined, 2, undefined, undefined]
  const sure = [undefined, undefined, undefined, undefined, undefined, undefined, 0.72, 0.41]
  return people.map(([name, detail], i) => ({
    id: String(i),
    name: name!,
    detail: detail!,
    kind: i === 0 ? 'sender' : sure[i] === undefined ? 'reader' : 'unknown',
    ...(parents[i] === undefined ? {} : { parent: String(parents[i]) }),
    ...(ways[i] === undefined ? {} : { via: via[ways[i]!]! }),
    ...(sure[i] === undefined ? {} : { confidence: sure[i] }),
  }))
}
