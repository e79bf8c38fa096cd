import type { LocalText } from '#kernel/error.ts'

/** A play kit of the sample: what a rep says, shows and compares. `variants` are chosen by region, industry, language. */
export interface SampleKit {
  id: string
  name: LocalText
  variants: {
    region?: string
    industry?: string
    language: 'zh-CN' | 'en'
    script: string
    matrix: { columns: string[]; rows: string[][] }
    cases: { title: string; url: string; minutes: number }[]
  }[]
}

const imports = {
  columns: ['对比项', '澄远方案', '进口品牌甲', '国产品牌乙'],
  rows: [
    ['4K 荧光', '标配', '选配，约 38 万', '无'],
    ['画面延迟', '42 ms', '48 ms', '75 ms'],
    ['关键部件国产化', '92%', '0', '60%'],
    ['三年全成本', '100', '145', '96'],
    ['四小时响应', '有，省内 4 站', '无', '部分城市'],
  ],
}

export const kits: SampleKit[] = [
  {
    id: 'localisation',
    name: { 'zh-CN': '国产替代作战包', en: 'Localisation play' },
    variants: [
      {
        language: 'zh-CN',
        region: '江苏',
        script:
          '{{ customer.shortName }}近期公开谈到国产优先。开场先认可这个方向，再问一句：「贵院这次评分里，国产化占多少分？」\n接着带上对照表第 3 行，国产化率 92% 是我们的强项；价格不要先开口。\n结束前约定下一步：请设备科指定一位老师，一起逐条核对参数。',
        matrix: imports,
        cases: [
          {
            title: '云杉市三院：进口腹腔镜换国产一年后',
            url: 'https://video.example.com/yunshan',
            minutes: 4,
          },
          { title: '江北区中心医院：招标评分实录', url: 'https://video.example.com/jiangbei', minutes: 6 },
        ],
      },
      {
        language: 'zh-CN',
        script:
          '先认可国产优先的方向，再问国产化在评分里占多少。带上对照表，从国产化率和全寿命成本谈起，最后约定参数核对的时间。',
        matrix: imports,
        cases: [{ title: '同级医院：进口换国产一年后', url: 'https://video.example.com/peer', minutes: 5 }],
      },
      {
        language: 'en',
        script:
          'Agree with the direction first, then ask how many points localisation carries in the scoring. Lead with the 92 % share and life-time cost. Close by naming who checks the parameters with you.',
        matrix: {
          columns: ['Item', 'Ours', 'Import A', 'Domestic B'],
          rows: [
            ['4K fluorescence', 'standard', 'option, CNY 380 k', 'none'],
            ['Latency', '42 ms', '48 ms', '75 ms'],
            ['Localised key parts', '92 %', '0', '60 %'],
          ],
        },
        cases: [
          { title: 'A peer hospital, one year on', url: 'https://video.example.com/peer-en', minutes: 5 },
        ],
      },
    ],
  },
  {
    id: 'parameters',
    name: { 'zh-CN': '参数答疑包', en: 'Parameter answers' },
    variants: [
      {
        language: 'zh-CN',
        script:
          '对方在反复看参数或价格，说明正在比。直接问：「哪几条需要我们补检测报告？」不要重发整份方案，只发被看得最久的那一页。',
        matrix: imports,
        cases: [{ title: '检测报告怎么读', url: 'https://video.example.com/report', minutes: 3 }],
      },
      {
        language: 'en',
        script:
          'They are comparing. Ask which lines need a test report, and send only the page they studied longest.',
        matrix: { columns: ['Item', 'Ours'], rows: [['Latency', '42 ms']] },
        cases: [],
      },
    ],
  },
  {
    id: 'same-level-case',
    name: { 'zh-CN': '同级医院案例包', en: 'Peer hospital case' },
    variants: [
      {
        language: 'zh-CN',
        script:
          '拿同级别、同规模的医院说话：装机过程、停机时间、一年后的检查量。提议请对方科室主任和案例医院通一次电话。',
        matrix: {
          columns: ['指标', '装机前', '一年后'],
          rows: [
            ['检查量', '100', '122'],
            ['预约等待', '9 天', '4 天'],
            ['开机率', '94.1%', '98.6%'],
          ],
        },
        cases: [{ title: '四十五天：拆旧装新全过程', url: 'https://video.example.com/45days', minutes: 7 }],
      },
      {
        language: 'en',
        script:
          'Speak of a hospital of the same size: installation, downtime, volumes one year on. Offer a call between the two departments.',
        matrix: { columns: ['Figure', 'Before', 'After a year'], rows: [['Examinations', '100', '122']] },
        cases: [],
      },
    ],
  },
  {
    id: 'quote-reply',
    name: { 'zh-CN': '询价快回包', en: 'Quick quote reply' },
    variants: [
      {
        language: 'zh-CN',
        script: '两小时内先给区间价和交期，说清还差哪两个信息才能出正式报价；问预算批没批、什么时候要。',
        matrix: {
          columns: ['信息', '为什么要'],
          rows: [
            ['采购方式', '决定报价口径'],
            ['交付时间', '决定现货还是排产'],
          ],
        },
        cases: [],
      },
      {
        language: 'en',
        script:
          'Give a range and a lead time within two hours, and say which two facts are missing for a firm quote.',
        matrix: { columns: ['Fact', 'Why'], rows: [['Procurement mode', 'decides the price basis']] },
        cases: [],
      },
    ],
  },
]
