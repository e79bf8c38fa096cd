import type { Action, Strategy } from '#lib/cep/index.ts'
import type { GalleryItem } from '../gallery-api.ts'

type Play = Omit<GalleryItem, 'definition' | 'needs'> & { definition: Omit<Strategy, 'id'> }

const both = (zh: string, en: string) => ({ 'zh-CN': zh, en })

const suggest = (title: [string, string], reason: [string, string], expires = '3d'): Action => ({
  do: 'suggest',
  to: 'owner',
  title: both(...title),
  reason: both(...reason),
  expires,
})
const tellDirector = (zh: string, en: string): Action => ({
  do: 'notify',
  to: { role: 'director', of: 'region' },
  text: both(zh, en),
})
const task = (zh: string, en: string, due: string): Action => ({
  do: 'task',
  to: 'owner',
  title: both(zh, en),
  due,
})

/** Plays that sales teams of hospital equipment know to work, ready to start from. */
export const plays: Play[] = [
  {
    id: 'dormant-tender-policy',
    name: both('标书沉睡 × 国产替代发文', 'Dormant tender × localisation article'),
    why: both(
      '标书发出一周没人看，多半是在等政策或预算。院方一谈国产替代，窗口就开了，当天带着对照表去最有效。',
      'A tender unopened for a week usually waits for policy or budget. When the hospital writes about localisation the window opens: go the same day with the comparison.',
    ),
    definition: {
      key: 'customer',
      when: [{ as: 'post', event: 'wechat.article_published', where: "'国产替代' in e.props.topics" }],
      measures: {
        shares: { count: 'proposal.shared', where: "e.props.kind == 'tender'" },
        lastShare: { since: 'proposal.shared', where: "e.props.kind == 'tender'" },
        opens: { count: 'document.opened', where: "e.props.kind == 'tender'", window: '7d' },
      },
      if: 'shares > 0 && lastShare >= 604800.0 && opens == 0',
      cooldown: '14d',
      then: [
        { do: 'tag', add: ['政策敏感型客户'] },
        { do: 'priority', lead: 'S' },
        suggest(
          ['带上国产替代对照表，今天就联系', 'Call today with the localisation comparison'],
          [
            '标书发出 {{ string(int(lastShare / 86400.0)) }} 天没人打开，他们刚发文谈国产替代。',
            'The tender has lain unopened for {{ string(int(lastShare / 86400.0)) }} days; they have just written about localisation.',
          ],
          '2d',
        ),
        tellDirector(
          '{{ customer.name }}：标书沉睡，院方发文谈国产替代',
          '{{ customer.name }}: dormant tender, localisation article',
        ),
      ],
    },
  },
  {
    id: 'price-read-twice',
    name: both('两天内两次细看报价', 'Read the price twice in two days'),
    why: both(
      '第一次看是了解，隔天再看多半在写内部请示。这时主动讲清价格构成，比等对方来砍价好。',
      'The first look is curiosity; the second often goes into an internal request. Explaining the price now beats waiting for the haggling.',
    ),
    definition: {
      when: [
        {
          as: 'first',
          event: 'document.section_viewed',
          where: "e.props.section == 'price' && e.props.seconds >= 15",
        },
        {
          as: 'again',
          event: 'document.section_viewed',
          where: "e.props.section == 'price' && e.props.seconds >= 15",
        },
      ],
      within: '2d',
      cooldown: '7d',
      then: [
        suggest(
          ['主动讲一遍价格构成', 'Walk them through the price'],
          [
            '两天内第二次细看报价，这次停了 {{ again.props.seconds }} 秒。',
            'Second close look at the price in two days, {{ again.props.seconds }} s this time.',
          ],
        ),
      ],
    },
  },
  {
    id: 'spreading-inside',
    name: both('资料在院内传开', 'Spreading inside the hospital'),
    why: both(
      '转发之后又有两位以上的人打开，说明在找同事一起定。约一次多科室沟通，比一个个去谈快。',
      'Passed on and opened by more than one: they are deciding together. One session for all departments beats one visit after another.',
    ),
    definition: {
      when: [{ as: 'pass', event: 'document.forwarded' }],
      measures: { readers: { distinct: 'document.opened', of: 'person', window: '7d' } },
      if: 'readers >= 2',
      cooldown: '10d',
      then: [
        { do: 'tag', add: ['决策小组成形'] },
        suggest(
          ['约一次多科室沟通会', 'Offer a session for all departments'],
          [
            '资料刚被转出，近 7 天已有 {{ string(readers) }} 个人打开过。',
            'Just passed on; {{ string(readers) }} people opened it within 7 days.',
          ],
          '4d',
        ),
      ],
    },
  },
  {
    id: 'silent-after-demo',
    name: both('演示后十天没有下文', 'Silent for ten days after a demo'),
    why: both(
      '演示后的十天最容易凉。送一个同级医院的案例，给对方一个重新开口的理由。',
      'Deals cool in the ten days after a demo. A case from a hospital of the same grade gives them a reason to talk again.',
    ),
    definition: {
      when: [
        { as: 'demo', event: 'demo.attended' },
        { absent: ['document.opened', 'meeting.held', 'quote.requested', 'inquiry.submitted'], for: '10d' },
      ],
      within: '30d',
      cooldown: '30d',
      then: [
        suggest(
          ['演示后凉了，送一个同级医院案例', 'Cooling after the demo: send a peer case'],
          [
            '演示过去 10 天，没有打开资料，也没有约见。',
            'Ten days since the demo: nothing opened, nobody met.',
          ],
          '7d',
        ),
      ],
    },
  },
  {
    id: 'asked-for-price',
    name: both('询价两小时内回复', 'Answer an inquiry within two hours'),
    why: both(
      '询价的人往往同时问了三四家，先回的那家先进比价表。',
      'Whoever asks for a price asks three or four. The first to answer is first on the list.',
    ),
    definition: {
      when: [{ as: 'ask', event: ['quote.requested', 'inquiry.submitted'] }],
      cooldown: '1d',
      then: [{ do: 'priority', lead: 'A' }, task('两小时内回复询价', 'Answer the inquiry', '2h')],
    },
  },
  {
    id: 'inquiry-unanswered',
    name: both('询价一天没人跟进', 'Inquiry without a follow-up for a day'),
    why: both(
      '询价放一天，成交机会大减。让经理知道，不是追责，是补位。',
      'An inquiry left for a day loses most of its chance. The manager is told so that somebody steps in, not to blame.',
    ),
    definition: {
      when: [
        { as: 'ask', event: ['quote.requested', 'inquiry.submitted'] },
        {
          absent: [
            'activity.note_added',
            'call.completed',
            'visit.logged',
            'meeting.held',
            'proposal.shared',
          ],
          for: '1d',
        },
      ],
      cooldown: '3d',
      then: [
        {
          do: 'notify',
          to: { role: 'manager', of: 'department' },
          text: both(
            '{{ customer.name }} 的询价一天没人跟进',
            'Nobody has followed up the inquiry of {{ customer.name }} for a day',
          ),
        },
      ],
    },
  },
  {
    id: 'tender-announced',
    name: both('发布招标，马上备战', 'Tender announced: get ready'),
    why: both(
      '招标公告到投标截止通常只有二十天。第一天就拉出参数对照，才来得及答疑。',
      'There are some twenty days from notice to deadline. A parameter comparison on the first day leaves time for questions.',
    ),
    definition: {
      when: [{ as: 'tender', event: 'tender.announced' }],
      cooldown: '7d',
      then: [
        { do: 'priority', lead: 'S' },
        task('拉出招标参数对照表', 'Draw up the tender comparison', '2d'),
        tellDirector(
          '{{ customer.name }} 发布招标：{{ tender.props.title }}',
          '{{ customer.name }} announced a tender: {{ tender.props.title }}',
        ),
      ],
    },
  },
  {
    id: 'tender-parameters-studied',
    name: both('招标前细看技术参数', 'Parameters studied before a tender'),
    why: both(
      '招标公告前后反复看参数表，多半是在写参数要求。这是影响标书的最后机会。',
      'Studying the parameters around a notice usually means writing requirements: the last chance to be heard.',
    ),
    definition: {
      when: [{ as: 'look', event: 'document.section_viewed', where: "e.props.section == 'parameters'" }],
      measures: {
        dwell: {
          sum: 'document.section_viewed',
          of: 'props.seconds',
          where: "e.props.section == 'parameters'",
          window: '7d',
        },
        notices: { count: 'tender.announced', window: '30d' },
      },
      if: 'dwell >= 120.0 && notices >= 1',
      cooldown: '14d',
      then: [
        suggest(
          ['带上参数说明，约一次技术交流', 'Offer a technical talk on the parameters'],
          [
            '一周内看参数共 {{ string(int(dwell)) }} 秒，近 30 天刚发过招标公告。',
            '{{ string(int(dwell)) }} s on the parameters in a week, and a tender notice within 30 days.',
          ],
        ),
      ],
    },
  },
  {
    id: 'back-after-silence',
    name: both('沉默一个月又回来看', 'Back after a month of silence'),
    why: both(
      '停了一个月又打开资料，常常是项目重启或换了经办人。先问变化，再谈产品。',
      'Opening again after a month often means the project is on again or has a new owner. Ask what changed before you pitch.',
    ),
    definition: {
      when: [{ as: 'open', event: 'document.opened' }],
      measures: {
        before: { count: 'document.opened' },
        lately: { count: 'document.opened', window: '30d' },
      },
      if: 'before >= 2 && lately == 1',
      cooldown: '30d',
      then: [
        suggest(
          ['先问一句：项目是不是又动了？', 'Ask first: is the project on again?'],
          [
            '一个月没有动静，刚刚又打开了资料。',
            'A month without a sign, and now they opened a document again.',
          ],
        ),
      ],
    },
  },
  {
    id: 'warm-but-forgotten',
    name: both('意向高却三周没人联系', 'Warm, yet nobody called for three weeks'),
    why: both(
      '客户在看，我们没跟。这种漏掉的意向最可惜，也最容易补。',
      'They read and we are silent. The chances missed like this hurt most and are easiest to mend.',
    ),
    definition: {
      when: [{ as: 'open', event: ['document.opened', 'document.section_viewed'] }],
      measures: {
        opens: { count: 'document.opened', window: '14d' },
        notes: { count: 'activity.note_added', window: '21d' },
        calls: { count: 'call.completed', window: '21d' },
      },
      if: 'opens >= 3 && notes == 0 && calls == 0',
      cooldown: '14d',
      then: [
        suggest(
          ['今天打个电话', 'Call them today'],
          [
            '两周内打开资料 {{ string(opens) }} 次，三周没有人联系过。',
            'Opened documents {{ string(opens) }} times in two weeks; nobody called for three.',
          ],
          '2d',
        ),
      ],
    },
  },
  {
    id: 'objection-unanswered',
    name: both('异议三天没有回应', 'Objection unanswered for three days'),
    why: both(
      '异议是成交前的信号。三天不回，对方会拿着它去问竞品。',
      'An objection comes before a signature. After three days without an answer they take it to a competitor.',
    ),
    definition: {
      when: [
        { as: 'objection', event: 'objection.raised' },
        { absent: ['proposal.shared', 'meeting.held', 'call.completed', 'visit.logged'], for: '3d' },
      ],
      cooldown: '7d',
      then: [
        suggest(
          ['把异议的答复送过去', 'Send the answer to the objection'],
          ['异议提出已经 3 天，还没有回应。', 'Three days since the objection, no answer yet.'],
          '2d',
        ),
      ],
    },
  },
  {
    id: 'repairs-before-renewal',
    name: both('报修频繁，先修好再谈续约', 'Frequent repairs: mend before renewing'),
    why: both(
      '九十天内三次报修还去谈续约，只会谈崩。先让服务上门，再谈下一台。',
      'Talking renewal after three repairs in ninety days goes wrong. Send service first, then talk about the next unit.',
    ),
    definition: {
      when: [{ as: 'ticket', event: 'ticket.opened' }],
      measures: { repairs: { count: 'ticket.opened', window: '90d' } },
      if: 'repairs >= 3',
      cooldown: '30d',
      then: [
        { do: 'tag', add: ['服务风险'] },
        task('和服务工程师一起上门一次', 'Visit together with the service engineer', '3d'),
        {
          do: 'notify',
          to: { role: 'manager', of: 'department' },
          text: both(
            '{{ customer.name }} 90 天内报修 {{ string(repairs) }} 次',
            '{{ customer.name }}: {{ string(repairs) }} repairs in 90 days',
          ),
        },
      ],
    },
  },
  {
    id: 'reorder-overdue',
    name: both('耗材复购晚了', 'Consumables reorder is late'),
    why: both(
      '高压注射器、球管等耗材有规律。过了四十五天没再下单，可能换了供货商。',
      'Syringes and tubes are bought on a rhythm. Forty-five days without an order may mean another supplier.',
    ),
    definition: {
      when: [
        { as: 'order', event: ['order.placed', 'erp.order_placed'] },
        { absent: ['order.placed', 'erp.order_placed'], for: '45d' },
      ],
      cooldown: '45d',
      then: [
        suggest(
          ['问一句耗材用量，顺便报新价', 'Ask about consumption and quote anew'],
          ['上一单过去 45 天，还没有再下单。', 'Forty-five days since the last order and no other.'],
          '7d',
        ),
      ],
    },
  },
  {
    id: 'calculator-then-terms',
    name: both('算完收益又看付款条款', 'Calculated the gain, then read the payment terms'),
    why: both(
      '算过收益再看付款，是在想钱从哪来。这时谈分期或租赁最合适。',
      'Terms after a calculation means wondering where the money comes from: the time to offer instalments or a lease.',
    ),
    definition: {
      when: [
        { as: 'gain', event: 'calculator.completed' },
        {
          as: 'terms',
          event: 'document.section_viewed',
          where: "e.props.section in ['payment', 'terms', 'price']",
        },
      ],
      within: '7d',
      cooldown: '14d',
      then: [
        suggest(
          ['带上分期和租赁方案', 'Bring instalments and a lease'],
          ['刚算完收益，又去看了付款条款。', 'They calculated the gain and then read the payment terms.'],
        ),
      ],
    },
  },
]
