import type { KitContent, Variant } from '#decision/playkit/api.ts'

export interface SampleKit {
  key: string
  name: string
  content: KitContent
}

const anywhere = (locale: 'zh-CN' | 'en' | null): Variant['fit'] => ({ regions: [], industries: [], locale })

const comparison: Variant['matrix'] = {
  columns: ['澄远方案', '进口品牌甲', '国产品牌乙'],
  rows: [
    { label: '4K 荧光', cells: ['标配', '选配，约 38 万', '无'] },
    { label: '画面延迟', cells: ['42 ms', '48 ms', '75 ms'] },
    { label: '关键部件国产化', cells: ['92%', '0', '60%'] },
    { label: '三年全成本', cells: ['100', '145', '96'] },
    { label: '四小时响应', cells: ['有，省内 4 站', '无', '部分城市'] },
  ],
}

const film = (title: string, place: string, summary: string): Variant['cases'][number] => ({
  title,
  place,
  summary,
  url: null,
  kind: 'video',
})

/** What the strategies of the sample hand to a rep. */
export const kits: SampleKit[] = [
  {
    key: 'localisation',
    name: '国产替代作战包',
    content: {
      variants: [
        {
          fit: { regions: ['江苏'], industries: [], locale: 'zh-CN' },
          summary: '认可方向，问评分占比，带对照表，约参数核对。',
          scripts: [
            {
              title: '开场',
              text: '{{ customer.name }}最近公开谈了国产优先，这个方向我们很认同。想请教一句：贵院这次评分里，国产化占多少分？',
            },
            {
              title: '接着说',
              text: '关键部件国产化率 92%，这是我们的强项。价格先不开口，等参数核对完再谈。',
            },
            { title: '收尾', text: '能不能请设备科指定一位老师，这周一起把参数逐条核对一遍？' },
          ],
          matrix: comparison,
          cases: [
            film(
              '进口腹腔镜换国产，一年后',
              '云杉市第三医院',
              '三级甲等，两套整机替换，手术量上升 14%，维保费降了四成。',
            ),
            film('一次招标的评分实录', '江北区中心医院', '国产化 15 分怎么拿，主任自己讲。'),
          ],
        },
        {
          fit: anywhere(null),
          summary: '认可方向，从国产化率和全寿命成本谈起，约参数核对。',
          scripts: [
            {
              title: '开场',
              text: '贵院近期谈到国产优先。想请教：评分里国产化占多少？我们关键部件国产化率 92%，可以逐条核对。',
            },
          ],
          matrix: comparison,
          cases: [film('进口换国产，一年后', '同级医院', '手术量、维保费、停机时间的前后对比。')],
        },
        {
          fit: anywhere('en'),
          summary:
            'Agree with the direction, ask about scoring, bring the comparison, fix a date for the check.',
          scripts: [
            {
              title: 'Opening',
              text: '{{ customer.name }} has just spoken in favour of domestic equipment. How many points will localisation carry in your scoring?',
            },
            {
              title: 'Closing',
              text: 'Could your equipment department name somebody to go through the parameters with us this week?',
            },
          ],
          matrix: {
            columns: ['Ours', 'Import A', 'Domestic B'],
            rows: [
              { label: '4K fluorescence', cells: ['standard', 'option, about CNY 380 k', 'none'] },
              { label: 'Latency', cells: ['42 ms', '48 ms', '75 ms'] },
              { label: 'Localised key parts', cells: ['92%', '0', '60%'] },
            ],
          },
          cases: [
            film(
              'From import to domestic, one year on',
              'A peer hospital',
              'Volumes, maintenance cost and downtime, before and after.',
            ),
          ],
        },
      ],
    },
  },
  {
    key: 'parameters',
    name: '参数答疑包',
    content: {
      variants: [
        {
          fit: anywhere(null),
          summary: '对方正在比。问缺哪份检测报告，只发被看得最久的那一页。',
          scripts: [
            { title: '开场', text: '上次的参数表，哪几条需要我们补检测报告？我今天就整理给您。' },
            { title: '别这样', text: '不要重发整份方案，也不要先谈价格。' },
          ],
          matrix: comparison,
          cases: [film('三分钟看懂检测报告', '产品部', '延迟、色温、灭菌次数怎么测出来的。')],
        },
      ],
    },
  },
  {
    key: 'same-level-case',
    name: '同级医院案例包',
    content: {
      variants: [
        {
          fit: anywhere(null),
          summary: '用同级别、同规模的医院说话，提议科室主任之间通一次电话。',
          scripts: [
            {
              title: '开场',
              text: '有家床位和门诊量跟贵院差不多的医院，去年刚换完。要不要请他们科室主任跟您这边通个电话？',
            },
          ],
          matrix: {
            columns: ['装机前', '一年后'],
            rows: [
              { label: '检查量', cells: ['100', '122'] },
              { label: '预约等待', cells: ['9 天', '4 天'] },
              { label: '开机率', cells: ['94.1%', '98.6%'] },
            ],
          },
          cases: [film('四十五天：拆旧装新全过程', '同级医院', '停机不超过三天是怎么做到的。')],
        },
      ],
    },
  },
  {
    key: 'quote-reply',
    name: '询价快回包',
    content: {
      variants: [
        {
          fit: anywhere(null),
          summary: '两小时内给区间价和交期，说清还差哪两个信息。',
          scripts: [
            {
              title: '回复',
              text: '您问的配置，价格大致在这个区间，现货两周、排产六周。出正式报价还差两个信息：采购方式和期望交付时间。',
            },
          ],
          matrix: null,
          cases: [],
        },
      ],
    },
  },
]
