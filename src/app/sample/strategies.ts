import { patternOf } from '#decision/strategy/index.ts'
import type { LocalText } from '#kernel/error.ts'

export interface SampleStrategy {
  name: LocalText
  definition: Record<string, unknown> & { id: string }
}

/** What a won deal is worth to us, in yuan: a tenth of the account's budget. */
const budget = "customer['预算(万元)'] * 1000.0"

/** What the sample workspace has published: each a play that sales teams know. */
export const strategies: SampleStrategy[] = [
  {
    name: { 'zh-CN': '标书沉睡 × 国产替代发文', en: 'Dormant tender × localisation article' },
    definition: {
      ...patternOf('dormant-tender-policy'),
      then: [
        { do: 'tag', add: ['政策敏感型客户'] },
        { do: 'priority', lead: 'S' },
        {
          do: 'suggest',
          to: 'owner',
          kit: 'localisation',
          title: {
            'zh-CN': '带上国产替代对照表，今天就联系',
            en: 'Call today with the localisation comparison',
          },
          reason: {
            'zh-CN':
              '标书发出 {{ string(int(lastShare / 86400.0)) }} 天没人打开，他们的公众号刚发了《{{ post.props.title }}》。',
            en: 'The tender has lain unopened for {{ string(int(lastShare / 86400.0)) }} days, and their public account just published “{{ post.props.title }}”.',
          },
          expires: '2d',
          value: budget,
        },
        {
          do: 'notify',
          to: { role: 'director', of: 'region' },
          text: {
            'zh-CN': '{{ customer.name }}：标书沉睡，但院方发文谈国产替代，已请负责人跟进。',
            en: '{{ customer.name }}: the tender is dormant, yet they publish on localisation. Its owner has been asked to act.',
          },
        },
      ],
      experiment: {
        holdout: 0,
        unit: 'account',
        salt: 'dormant-tender-2026',
        outcome: { event: 'activity.note_added' },
        horizon: '14d',
      },
    },
  },
  {
    name: { 'zh-CN': '反复看参数或价格', en: 'Studies parameters or prices' },
    definition: {
      id: 'studies-decisive-section',
      when: [
        {
          as: 'first',
          event: 'document.section_viewed',
          where: "e.props.section in ['parameters', 'price', 'payment'] && e.props.seconds >= 20",
        },
        {
          as: 'again',
          event: 'document.section_viewed',
          where: "e.props.section in ['parameters', 'price', 'payment'] && e.props.seconds >= 20",
        },
      ],
      within: '3d',
      measures: {
        dwell: {
          sum: 'document.section_viewed',
          of: 'props.seconds',
          where: "e.props.section in ['parameters', 'price', 'payment']",
          window: '3d',
        },
      },
      if: 'dwell >= 60.0',
      cooldown: '5d',

      then: [
        {
          do: 'suggest',
          to: 'owner',
          kit: 'parameters',
          title: {
            'zh-CN': '他们在比参数和价格，主动解释一次',
            en: 'They are comparing: explain before they ask',
          },
          reason: {
            'zh-CN':
              '三天内在《{{ again.props.title }}》的「{{ again.props.sectionTitle }}」等处停了 {{ string(int(dwell)) }} 秒。',
            en: 'In three days they spent {{ string(int(dwell)) }} s on decisive parts, lastly “{{ again.props.sectionTitle }}” of “{{ again.props.title }}”.',
          },
          expires: '3d',
          value: budget,
        },
      ],
    },
  },
  {
    name: { 'zh-CN': '资料在院内传开', en: 'Spreading inside the account' },
    definition: {
      id: 'spreading-inside',
      when: [{ as: 'pass', event: 'document.forwarded' }],
      measures: { readers: { distinct: 'document.opened', of: 'person', window: '7d' } },
      if: 'readers >= 2',
      cooldown: '10d',

      then: [
        { do: 'tag', add: ['决策小组成形'] },
        {
          do: 'suggest',
          to: 'owner',
          kit: 'same-level-case',
          title: { 'zh-CN': '约一次多科室沟通', en: 'Offer a session for all departments' },
          reason: {
            'zh-CN': '《{{ pass.props.title }}》刚被转出，近 7 天已有 {{ string(readers) }} 个人打开过。',
            en: '“{{ pass.props.title }}” was just passed on; {{ string(readers) }} people opened it within 7 days.',
          },
          expires: '4d',
          value: budget,
        },
      ],
    },
  },
  {
    name: { 'zh-CN': '演示后十天没有下文', en: 'Silent for ten days after a demo' },
    definition: {
      id: 'silent-after-demo',
      when: [
        { as: 'demo', event: 'demo.attended' },
        { absent: ['document.opened', 'meeting.held', 'quote.requested', 'inquiry.submitted'], for: '10d' },
      ],
      within: '30d',
      cooldown: '30d',
      // Nothing of the sample's first minutes hangs on this one: here a part of the customers may be left alone.
      experiment: {
        holdout: 0.2,
        unit: 'account',
        salt: 'silent-after-demo-2026',
        outcome: { opportunity: 'stage' },
        horizon: '14d',
      },

      then: [
        {
          do: 'suggest',
          to: 'owner',
          kit: 'same-level-case',
          title: {
            'zh-CN': '演示后凉了，送一个同级医院案例',
            en: 'Cooling after the demo: send a peer case',
          },
          reason: {
            'zh-CN': '演示过去 10 天，没有打开资料，也没有约见。',
            en: 'Ten days since the demo: nothing opened, nobody met.',
          },
          expires: '7d',
          value: budget,
        },
      ],
    },
  },
  {
    name: { 'zh-CN': '主动询价', en: 'Asked for a price' },
    definition: {
      id: 'asked-for-price',
      when: [{ as: 'ask', event: ['quote.requested', 'inquiry.submitted'] }],
      cooldown: '1d',

      then: [
        { do: 'priority', lead: 'A' },
        {
          do: 'suggest',
          to: 'owner',
          kit: 'quote-reply',
          title: { 'zh-CN': '两小时内回复询价', en: 'Answer the inquiry within two hours' },
          reason: {
            'zh-CN': '对方问的是：{{ ask.props.product }}。',
            en: 'They ask about {{ ask.props.product }}.',
          },
          expires: '8h',
          value: budget,
        },
      ],
    },
  },
  {
    name: { 'zh-CN': '打开招标公告前的准备', en: 'Ready before the tender' },
    definition: {
      id: 'tender-announced',
      when: [{ as: 'tender', event: 'tender.announced' }],
      cooldown: '7d',

      then: [
        { do: 'priority', lead: 'S' },
        {
          do: 'task',
          to: 'owner',
          title: { 'zh-CN': '拉出招标参数对照表', en: 'Draw up the tender comparison' },
          due: '2d',
        },
        {
          do: 'notify',
          to: { role: 'director', of: 'region' },
          text: {
            'zh-CN': '{{ customer.name }} 发布招标：{{ tender.props.title }}',
            en: '{{ customer.name }} published a tender: {{ tender.props.title }}',
          },
        },
      ],
    },
  },
]
