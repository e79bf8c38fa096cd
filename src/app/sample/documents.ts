export type SectionTopic =
  | 'cover'
  | 'company'
  | 'parameters'
  | 'price'
  | 'payment'
  | 'service'
  | 'case'
  | 'other'

export interface SampleDocument {
  key: string
  title: string
  kind: 'tender' | 'solution' | 'quote' | 'case' | 'brochure'
  sections: { title: string; page: number; topic: SectionTopic; body: string }[]
}

const parameters = (rows: [string, string, string, string][]) =>
  `#table(columns: (1.2fr, 1.6fr, 1.6fr, auto), inset: 7pt, stroke: (x: none, y: 0.5pt + rgb("#E8E2D9")),
  [*项目*], [*贵院要求*], [*本方案*], [*结果*],
  ${rows.map(row => row.map(cell => `[${cell}]`).join(', ')).join(',\n  ')})`

const prices = (rows: [string, string, string][]) =>
  `#table(columns: (2fr, 1fr, 1fr), align: (left, right, right), inset: 7pt, stroke: (x: none, y: 0.5pt + rgb("#E8E2D9")),
  [*配置*], [*数量*], [*金额（万元）*],
  ${rows.map(row => row.map(cell => `[${cell}]`).join(', ')).join(',\n  ')})`

/** The tracked documents of the sample, as Typst: real pages with headings, so that sections are found by themselves. */
export const documents: SampleDocument[] = [
  {
    key: 'laparoscope-tender',
    title: '腹腔镜投标方案',
    kind: 'tender',
    sections: [
      {
        title: '投标函',
        page: 1,
        topic: 'cover',
        body: '致：云洲市第一人民医院采购中心。我方承诺按招标文件的全部条款供货、安装、培训并提供质保。',
      },
      {
        title: '资质文件',
        page: 2,
        topic: 'company',
        body: '医疗器械经营许可证、制造商授权书、近三年同类业绩 12 项，均附复印件并加盖公章。',
      },
      {
        title: '技术参数',
        page: 3,
        topic: 'parameters',
        body: parameters([
          ['分辨率', '≥ 3840 × 2160', '3840 × 2160', '满足'],
          ['帧率', '≥ 50 帧/秒', '60 帧/秒', '优于'],
          ['画面延迟', '≤ 60 ms', '42 ms', '优于'],
          ['激发波长', '780–810 nm', '805 nm', '满足'],
          ['荧光叠加', '实时', '实时、可调', '优于'],
          ['光源色温', '5700–6500 K', '6000 K', '满足'],
          ['镜体外径', '10 mm', '10 mm', '满足'],
          ['连续工作', '≥ 8 小时', '12 小时', '优于'],
          ['高温灭菌', '≥ 200 次', '300 次', '优于'],
        ]),
      },
      {
        title: '分项报价',
        page: 4,
        topic: 'price',
        body: prices([
          ['4K 荧光摄像主机', '2', '198.0'],
          ['4K 医用监视器 55 寸', '4', '46.4'],
          ['荧光光源', '2', '88.0'],
          ['高清镜及器械包', '6', '153.6'],
          ['*合计（含税 13%）*', '', '*486.0*'],
        ]),
      },
      {
        title: '付款条款',
        page: 5,
        topic: 'payment',
        body: '合同签订后付 30%，到货验收后付 60%，质保满一年付 10%。可按季度分期，利率见附件。',
      },
      {
        title: '售后与质保',
        page: 6,
        topic: 'service',
        body: '整机质保三年，四小时响应，二十四小时到场；备机常驻南京、杭州、上海三地。',
      },
    ],
  },
  {
    key: 'laparoscope-proposal',
    title: '腹腔镜技术方案',
    kind: 'solution',
    sections: [
      {
        title: '方案概述',
        page: 1,
        topic: 'cover',
        body: '4K 荧光腹腔镜系统，面向微创中心扩建，与现有一体化手术室对接。',
      },
      {
        title: '系统组成',
        page: 2,
        topic: 'other',
        body: '摄像主机、光源、监视器、影像工作站四部分，全部模块可热插拔。',
      },
      { title: '临床路径', page: 3, topic: 'other', body: '胆囊、结直肠、妇科三类术式的布局与培训计划。' },
      {
        title: '技术参数',
        page: 4,
        topic: 'parameters',
        body: `下表按贵院 10 月 28 日的需求逐条对照。十项全部满足，其中六项优于要求。\n${parameters([
          ['分辨率', '≥ 3840 × 2160', '3840 × 2160', '满足'],
          ['帧率', '≥ 50 帧/秒', '60 帧/秒', '优于'],
          ['画面延迟', '≤ 60 ms', '42 ms', '优于'],
          ['激发波长', '780–810 nm', '805 nm', '满足'],
          ['荧光叠加', '实时', '实时、可调', '优于'],
          ['连续工作', '≥ 8 小时', '12 小时', '优于'],
        ])}\n光学性能按 YY 0068.1 检测，报告见附录 B。`,
      },
      {
        title: '国产与进口对照',
        page: 5,
        topic: 'parameters',
        body: '关键部件国产化率 92%，同等参数下全寿命成本低 31%。',
      },
      {
        title: '培训与交付',
        page: 6,
        topic: 'service',
        body: '四十五天交付，驻场培训两周，手术跟台二十例。',
      },
      { title: '售后质保', page: 7, topic: 'service', body: '三年整机质保，终身软件升级。' },
    ],
  },
  {
    key: 'ct-tender',
    title: '64 排 CT 投标方案书',
    kind: 'tender',
    sections: [
      { title: '封面', page: 1, topic: 'cover', body: '南湖湾中心医院 64 排 CT 采购项目。' },
      { title: '资质文件', page: 2, topic: 'company', body: '制造商授权、注册证、业绩证明。' },
      {
        title: '技术参数',
        page: 3,
        topic: 'parameters',
        body: parameters([
          ['探测器排数', '≥ 64 排', '64 排', '满足'],
          ['最快转速', '≤ 0.4 秒/圈', '0.35 秒/圈', '优于'],
          ['热容量', '≥ 7 MHU', '8 MHU', '优于'],
          ['最薄层厚', '≤ 0.625 mm', '0.5 mm', '优于'],
        ]),
      },
      {
        title: '配置与报价',
        page: 4,
        topic: 'price',
        body: prices([
          ['CT 主机', '1', '820.0'],
          ['高压注射器', '1', '28.0'],
          ['后处理工作站', '2', '112.0'],
          ['*合计*', '', '*960.0*'],
        ]),
      },
      { title: '售后与质保', page: 5, topic: 'service', body: '球管质保 40 万次曝光或三年。' },
      { title: '案例', page: 6, topic: 'case', body: '省内同级医院装机 9 台，平均开机率 98.6%。' },
      { title: '承诺函', page: 7, topic: 'cover', body: '我方对所提供的全部文件真实性负责。' },
    ],
  },
  {
    key: 'ventilator-quote',
    title: '无创呼吸机报价说明',
    kind: 'quote',
    sections: [
      {
        title: '报价总览',
        page: 1,
        topic: 'price',
        body: prices([
          ['无创呼吸机', '12', '118.8'],
          ['面罩与管路', '48', '9.2'],
          ['*合计*', '', '*128.0*'],
        ]),
      },
      {
        title: '分期付款',
        page: 2,
        topic: 'payment',
        body: '首付 30%，其余十二个月等额支付，不另计息；提前结清不收费用。',
      },
      { title: '服务网点', page: 3, topic: 'service', body: '县域服务站四小时到场，备机先行。' },
    ],
  },
  {
    key: 'peer-case',
    title: '同级医院装机案例',
    kind: 'case',
    sections: [
      { title: '背景', page: 1, topic: 'case', body: '1200 张床位，年门诊 180 万人次，两台进口设备到龄。' },
      { title: '方案与过程', page: 2, topic: 'case', body: '四十五天完成拆旧装新，停机不超过三天。' },
      { title: '一年后的数据', page: 3, topic: 'case', body: '检查量上升 22%，预约等待由 9 天降到 4 天。' },
    ],
  },
  {
    key: 'service-promise',
    title: '售后服务承诺',
    kind: 'brochure',
    sections: [
      { title: '服务网点', page: 1, topic: 'service', body: '江浙沪 11 个服务站，备件库三处。' },
      { title: '响应标准', page: 2, topic: 'service', body: '电话即时，四小时响应，二十四小时到场。' },
    ],
  },
]

/** A document as a Typst source: one section a page, headings that become the outline. */
export function typstOf(document: SampleDocument): string {
  const pages = document.sections.map(section => `= ${section.title}\n\n${section.body}`)
  return `#set document(title: "${document.title}", author: "澄远医疗")
#set page(paper: "a4", margin: (x: 22mm, y: 24mm), header: text(9pt, fill: rgb("#6B645A"))[${document.title} #h(1fr) 澄远医疗])
#set text(font: "Noto Sans SC", size: 11pt, lang: "zh", fill: rgb("#221E19"))
#set par(leading: 0.9em, justify: true)
#show heading: it => block(below: 14pt, text(17pt, weight: 600, it.body))
${pages.join('\n#pagebreak()\n')}
`
}
